"""A function as the APIs' tests need one: a label, an ARN, and the permissions that it was asked for."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

INVOKE_ARN = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:{label}:live/invocations"
)


class StubFunction:
    def __init__(self, label: str, arn: str = INVOKE_ARN) -> None:
        self.label = label
        self.invoke_arn = pulumi.Output.from_input(arn.format(label=label))

    def allow_invoke(
        self, caller: str, *, principal: str, source_arn: pulumi.Input[str]
    ) -> aws.lambda_.Permission:
        return aws.lambda_.Permission(
            f"{self.label}-from-{caller}",
            action="lambda:InvokeFunction",
            function=self.label,
            qualifier="live",
            principal=principal,
            source_arn=source_arn,
        )
