"""Services that read a rotating secret, redeployed when it was rotated (HR-26)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.fargate_service import FargateService
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own
from components.documents import json_text
from components.environments import Environment
from components.iam import Statement
from components.links import Link
from components.runtimes import DEFAULT_PYTHON

TIMEOUT_SECONDS = 60  # a call of UpdateService per service
MEMORY_MB = 256  # boto3
EVENTS = "events.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class RedeployOnRotationArgs:
    """Settings.

    Attributes:
        environment: Where it runs.
        secret_arn: The secret that rotates (RDS's master secret).
        services: Services of one cluster that read it as they start.
        name: Physical name of the function, or None to have one generated.
        role_name: Physical name of its role, or None to have one generated.
        rule_name: Physical name of the event rule, or None to have one generated.
    """

    environment: Environment
    secret_arn: pulumi.Input[str]
    services: Sequence[FargateService]
    name: str | None = None
    role_name: str | None = None
    rule_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse to watch for nobody.

        Raises:
            ValueError: no services.
        """
        if not self.services:
            raise ValueError("RedeployOnRotation: services is empty; name the services that read the secret")


class RedeployOnRotation(pulumi.ComponentResource):
    """An event rule on the end of a rotation, and a function that starts new deployments.

    Secrets Manager's events come by way of CloudTrail: the account needs a trail (the baseline's).

    Attributes:
        function: The function.
    """

    def __init__(
        self, name: str, args: RedeployOnRotationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:RedeployOnRotation", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.function = Function(
            f"{name}-redeploy",
            FunctionArgs(
                environment=args.environment,
                code=Own(files=("redeploy_on_rotation.py",)),
                runtime=DEFAULT_PYTHON,
                handler="redeploy_on_rotation.handler",
                name=args.name,
                description="Redeploys services whose secret was rotated",
                role_name=args.role_name,
                timeout_seconds=TIMEOUT_SECONDS,
                memory_mb=MEMORY_MB,
                uses=[_services(args.services)],
            ),
            opts=child,
        )
        rule = aws.cloudwatch.EventRule(
            f"{name}-rotated",
            name=args.rule_name,
            description="A secret was rotated",
            event_pattern=json_text(
                {
                    "source": ["aws.secretsmanager"],
                    "detail-type": ["AWS Service Event via CloudTrail"],
                    "detail": {
                        "eventName": ["RotationSucceeded"],
                        "additionalEventData": {"SecretId": [args.secret_arn]},
                    },
                }
            ),
            opts=child,
        )
        permission = self.function.allow_invoke("rotation", principal=EVENTS, source_arn=rule.arn)
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            arn=self.function.qualified_arn,
            input=json.dumps({}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        self.register_outputs({"function_name": self.function.name})


def _services(services: Sequence[FargateService]) -> Link:
    return Link(
        environment={
            "CLUSTER": services[0].cluster_name,
            "SERVICES": pulumi.Output.all(*[service.name for service in services]).apply(",".join),
        },
        statements=[
            Statement(
                sid="RedeployServices",
                actions=["ecs:UpdateService"],
                resources=[service.arn for service in services],
            )
        ],
    )
