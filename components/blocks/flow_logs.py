"""Flow logs of a VPC, in a log group with a retention."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.environments import Environment
from components.iam import Statement, policy_document, service_trust

# VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs", without CreateLogGroup: the group
# is ours, and a role that may create it would bring it back without a retention.
DELIVER_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams")


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """Settings of flow logs.

    Attributes:
        environment: Gives the retention.
        vpc_id: The network that is recorded.
        log_group_name: Physical name of the log group; generated without it.

    """

    environment: Environment
    vpc_id: pulumi.Input[str]
    log_group_name: str | None = None


class FlowLogs(pulumi.ComponentResource):
    """Accepted and rejected connections of every network interface of a VPC.

    Attributes:
        log_group_name: Where they are.

    """

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:FlowLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=args.log_group_name,
            retention_in_days=args.environment.log_retention_days,
            opts=child,
        )
        role = aws.iam.Role(
            f"{name}-role", assume_role_policy=service_trust("vpc-flow-logs.amazonaws.com"), opts=child
        )
        policy = aws.iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=policy_document(
                [
                    Statement(
                        sid="DeliverFlowLogs",
                        actions=DELIVER_ACTIONS,
                        resources=[pulumi.Output.concat(group.arn, ":*")],
                    ),
                    Statement(
                        sid="FindLogGroup",
                        actions=["logs:DescribeLogGroups"],
                        resources=["*"],
                        reason="the delivery service lists log groups, an action on all of them",
                    ),
                ]
            ),
            opts=child,
        )
        aws.ec2.FlowLog(
            f"{name}-log",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            # EC2 refuses a second flow log of a VPC to the same destination
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy], delete_before_replace=True),
        )
        self.log_group_name: pulumi.Output[str] = group.name
        self.register_outputs({"log_group_name": self.log_group_name})
