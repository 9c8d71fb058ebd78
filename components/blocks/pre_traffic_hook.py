"""A function that tries a new version before CodeDeploy sends it any traffic (TR-22)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own
from components.environments import Environment
from components.guards.functions import TIMEOUT_SECONDS
from components.iam import Statement
from components.links import Link
from components.runtimes import DEFAULT_PYTHON

MEMORY_MB = 256  # boto3
MARGIN_SECONDS = 30  # for its own start, and for telling CodeDeploy


def health_request(path: str) -> Mapping[str, object]:
    """A GET as a REST API hands it to a function, with what handlers commonly look at."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": {},
        "queryStringParameters": None,
        "pathParameters": None,
        "requestContext": {"httpMethod": "GET", "path": path, "stage": "pre-traffic", "identity": {}},
        "body": None,
        "isBase64Encoded": False,
    }


@dataclass(frozen=True, kw_only=True)
class PreTrafficHookArgs:
    """Settings of a hook.

    Attributes:
        environment: Where it runs.
        target: The function whose new versions it tries.
        deployment_group_arn: The group whose deployments it answers.
        event: What the new version is called with; it must come back without an error and, where it answers
            like an API, with a status below 400.
        name: Physical name, or None to have one generated.
        role_name: Physical name of its role, or None to have one generated.
    """

    environment: Environment
    target: Function
    deployment_group_arn: pulumi.Input[str]
    event: Mapping[str, object] = field(default_factory=lambda: health_request("/health"))
    name: str | None = None
    role_name: str | None = None


class PreTrafficHook(pulumi.ComponentResource):
    """The function; CodeDeploy calls it before traffic shifts, and waits for what it says.

    Attributes:
        function: The function.
    """

    def __init__(
        self, name: str, args: PreTrafficHookArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:PreTrafficHook", name, None, opts)
        self.function = Function(
            name,
            FunctionArgs(
                environment=args.environment,
                code=Own(files=("pre_traffic_hook.py",)),
                runtime=DEFAULT_PYTHON,
                handler="pre_traffic_hook.handler",
                name=args.name,
                description="Tries a new version before it gets traffic",
                role_name=args.role_name,
                timeout_seconds=min(args.target.timeout_seconds + MARGIN_SECONDS, TIMEOUT_SECONDS.stop - 1),
                memory_mb=MEMORY_MB,
                uses=[_link(args)],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})


def _link(args: PreTrafficHookArgs) -> Link:
    return Link(
        environment={"FUNCTION": args.target.name, "EVENT": json.dumps(args.event, sort_keys=True)},
        statements=[
            Statement(
                sid="AnswerCodeDeploy",
                # which version is new stands in the deployment
                actions=["codedeploy:GetDeployment", "codedeploy:PutLifecycleEventHookExecutionStatus"],
                resources=[args.deployment_group_arn],
            ),
            Statement(
                sid="TryNewVersion",
                actions=["lambda:InvokeFunction"],
                resources=[pulumi.Output.concat(args.target.arn, ":*")],
            ),
        ],
    )
