"""What a function's role may do, besides what its links say."""

from __future__ import annotations

import pulumi

from components.blocks.function_args import FunctionArgs
from components.iam import Statement

LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")

TRACE = Statement(
    sid="WriteTraces",
    actions=("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    resources=["*"],
    reason="the actions of X-Ray have no resource type",
)

# The actions of the managed policy AWSLambdaVPCAccessExecutionRole that aren't about logs.
NETWORK_INTERFACES = Statement(
    sid="ManageNetworkInterfaces",
    actions=(
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ),
    resources=["*"],
    reason="Lambda demands them on all resources before it attaches a function to a network",
)


def function_statements(args: FunctionArgs, log_group_arn: pulumi.Input[str]) -> list[Statement]:
    """Its own log group (creating one would lose the retention), its links, and what Lambda needs."""
    link = args.link
    return [
        Statement(
            sid="WriteLogs", actions=LOG_ACTIONS, resources=[pulumi.Output.concat(log_group_arn, ":*")]
        ),
        *([TRACE] if args.tracing else []),
        *([NETWORK_INTERFACES] if args.placement else []),
        *(args.dead_letters.allow_send() if args.dead_letters else []),
        *link.statements,
        *(statement for secret in link.secrets.values() for statement in secret.read),
    ]
