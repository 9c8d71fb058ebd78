"""A Slack channel that gets a topic's messages (Amazon Q Developer in chat applications)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document, service_trust

SERVICE = "chatbot.amazonaws.com"
# What members may do from the channel at most; the role below allows less.
GUARDRAIL = "arn:{partition}:iam::aws:policy/CloudWatchReadOnlyAccess"
NO_RESOURCE = "graphs of alarms: CloudWatch's reads of metrics have no resource to name"


@dataclass(frozen=True, kw_only=True)
class ChatChannelArgs:
    """Settings of the channel.

    Attributes:
        name: Physical name of the configuration.
        team_id: Slack's id of the workspace, authorised once in the console.
        channel_id: Slack's id of the channel.
        topic_arn: Whose messages it gets.
        partition: Partition of the account's ARNs.
    """

    name: str
    team_id: str
    channel_id: str
    topic_arn: pulumi.Input[str]
    partition: str = "aws"


class ChatChannel(pulumi.ComponentResource):
    """A channel that is written to, and from which nothing can be changed.

    Attributes:
        arn: ARN of the configuration.
    """

    def __init__(self, name: str, args: ChatChannelArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:ChatChannel", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(f"{name}-role", assume_role_policy=service_trust(SERVICE), opts=child)
        aws.iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=policy_document(
                [
                    Statement(
                        sid="DrawAlarms",
                        actions=["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"],
                        resources=["*"],
                        reason=NO_RESOURCE,
                    )
                ]
            ),
            opts=child,
        )
        channel = aws.chatbot.SlackChannelConfiguration(
            f"{name}-slack",
            configuration_name=args.name,
            iam_role_arn=role.arn,
            slack_team_id=args.team_id,
            slack_channel_id=args.channel_id,
            sns_topic_arns=[args.topic_arn],
            guardrail_policy_arns=[GUARDRAIL.format(partition=args.partition)],
            logging_level="ERROR",
            opts=child,
        )
        self.arn: pulumi.Output[str] = channel.chat_configuration_arn
        self.register_outputs({"arn": self.arn})
