"""Blocks without a platform around them: a queue, a function that counts its words into a table, and alarms.

What to look at: nowhere is a policy written, a permission given, or a metric named. `uses` and `consumes` say
what belongs together, and each block yields the alarms that follow from its own settings.
"""

from __future__ import annotations

from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.blocks.alarms import Alarms, AlarmsArgs
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Artifact
from components.blocks.queue import Queue, QueueArgs
from components.blocks.table import Table, TableArgs
from components.environments import ENVIRONMENTS, Environment
from components.table_schema import Key

CODE = Path(__file__).with_name("counter")
REGION = "us-east-1"


class WordCount(pulumi.ComponentResource):
    """Messages in, counts out.

    Attributes:
        queue_url: Where messages go.
        table_name: Where counts are.
        role_arn: What the counter acts as.
    """

    def __init__(
        self,
        name: str,
        environment: Environment,
        *,
        alerts_topic_arn: pulumi.Input[str],
        timeout_seconds: int = 10,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("examples:index:WordCount", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        counts = Table(
            f"{name}-counts", TableArgs(environment=environment, hash_key=Key(name="word")), opts=child
        )
        messages = Queue(
            f"{name}-messages",
            QueueArgs(environment=environment, visibility_timeout_seconds=60, max_receive_count=3),
            opts=child,
        )
        counter = Function(
            f"{name}-counter",
            FunctionArgs(
                environment=environment,
                code=Artifact(path=str(CODE)),
                runtime="python3.13",
                handler="handler.handle",
                timeout_seconds=timeout_seconds,  # Lambda asks six times this of the queue's visibility
                memory_mb=128,
                uses=[counts.link("COUNTS_TABLE", actions=["dynamodb:UpdateItem"])],
            ),
            opts=child,
        )
        counter.consumes(messages)
        Alarms(
            f"{name}-alarms",
            AlarmsArgs(
                alarms=[
                    *messages.alarms(depth_above=1000, depth_title="DeepQueue"),
                    *counter.alarms(),
                    *counts.alarms(operations=["UpdateItem"]),
                ],
                name_of=lambda alarm: f"{name}-{alarm.key}",
                region=REGION,
                topic_arn=alerts_topic_arn,
            ),
            opts=child,
        )
        self.queue_url: pulumi.Output[str] = messages.url
        self.table_name: pulumi.Output[str] = counts.name
        self.role_arn: pulumi.Output[str] = counter.role_arn
        self.register_outputs({"queueUrl": self.queue_url, "tableName": self.table_name})


def program() -> None:
    """A stack with it; the topic is one that the account has."""
    config = pulumi.Config("words")
    made = WordCount(
        "words",
        ENVIRONMENTS["dev"],
        alerts_topic_arn=config.require("alertsTopicArn"),
        timeout_seconds=config.get_int("timeoutSeconds") or 10,
        opts=pulumi.ResourceOptions(providers=[aws.Provider("words-aws", region=REGION)]),
    )
    pulumi.export("queueUrl", made.queue_url)
    pulumi.export("tableName", made.table_name)
    pulumi.export("roleArn", made.role_arn)
