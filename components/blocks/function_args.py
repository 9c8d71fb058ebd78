"""Settings of a Lambda function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pulumi

from components.blocks.function_code import Code, refuse_code
from components.environments import Environment
from components.guards import refuse
from components.guards.functions import EPHEMERAL_MB, Architecture, function_problems
from components.iam import Statement
from components.lambda_environment import environment_problems
from components.links import Link, merged
from components.placement import Placement
from components.runtimes import runtime_problems


class FailureQueue(Protocol):
    """A queue that a function, or a mapping in its name, sends to."""

    @property
    def arn(self) -> pulumi.Output[str]:
        """ARN of the queue."""

    def allow_send(self) -> Sequence[Statement]:
        """The sender's rights."""


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """Settings of a function.

    Attributes:
        environment: Where it runs; gives log retention.
        code: Where its code comes from.
        timeout_seconds: 1 to 900 (Lambda quota); alarms and queues' visibility follow from it.
        memory_mb: 128 to 10,240 (Lambda quota); CPU grows with it.
        runtime: Lambda's identifier of the runtime; none for an image.
        handler: What the runtime calls; none for an image.
        name: Physical name, or None to have one generated.
        description: What it does, for whoever finds it in the console.
        architecture: Machine that the code is built for.
        ephemeral_mb: Size of /tmp, 512 to 10,240 (Lambda quota).
        variables: Plain environment variables.
        uses: What it uses: variables, secrets, rights and network flows.
        placement: Where in a network it runs; outside of one by default, with the internet before it.
        tracing: Whether X-Ray records requests.
        layers: ARNs of layer versions, at most 5 (Lambda quota).
        dead_letters: Where an asynchronous call goes that failed every attempt.
        reserved_concurrency: Its share of the account's concurrency. Unset by default: a new account has a
            quota of 10 and refuses any reservation (ST-33).
        alias: Name of an alias of the newest published version (`live`); callers and mappings use it.
        alias_follows: Whether an update moves the alias. False where CodeDeploy moves it (TR-22).
        provisioned_concurrency: Started environments of the alias.
        provisioned_maximum: Up to how many of those scaling adds.
        snap_start: Whether published versions start from a snapshot (not every runtime can).
        tenant_isolation: Whether each tenant gets execution environments of its own; for ever (SC-12).
        log_group_name: Physical name of the log group; `/aws/lambda/{name}` by default.
        log_retention_days: If not the environment's.
        role_name: Physical name of the role.
        policy_name: Name of the role's policy.
    """

    environment: Environment
    code: Code
    timeout_seconds: int
    memory_mb: int
    runtime: str | None = None
    handler: str | None = None
    name: str | None = None
    description: str | None = None
    architecture: Architecture = "x86_64"
    ephemeral_mb: int = EPHEMERAL_MB.start
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    uses: Sequence[Link] = ()
    placement: Placement | None = None
    tracing: bool = True
    layers: Sequence[pulumi.Input[str]] = ()
    dead_letters: FailureQueue | None = None
    reserved_concurrency: int | None = None
    alias: str | None = None
    alias_follows: bool = True
    provisioned_concurrency: int | None = None
    provisioned_maximum: int | None = None
    snap_start: bool = False
    tenant_isolation: bool = False
    log_group_name: str | None = None
    log_retention_days: int | None = None
    role_name: str | None = None
    policy_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse what Lambda refuses, and what it accepts and then fails at.

        Raises:
            ValueError: also where a link leads into a network and the function is in none.
        """
        if self.placement is None and self.link.flows:
            names = ", ".join(flow.name for flow in self.link.flows)
            raise ValueError(f"Function: reaches {names} only from inside a network; give it a placement")
        refuse_code(
            "Function",
            self.code,
            runtime=self.runtime,
            handler=self.handler,
            architecture=self.architecture,
        )
        refuse(
            "Function",
            [
                *function_problems(
                    timeout_seconds=self.timeout_seconds,
                    memory_mb=self.memory_mb,
                    ephemeral_mb=self.ephemeral_mb,
                    layers=len(self.layers),
                    reserved_concurrency=self.reserved_concurrency,
                    provisioned_concurrency=self.provisioned_concurrency,
                    provisioned_maximum=self.provisioned_maximum,
                    alias=self.alias is not None,
                    snap_start=self.snap_start,
                    tenant_isolation=self.tenant_isolation,
                    runtime=self.runtime,
                ),
                *environment_problems(self.all_variables),
                *(
                    runtime_problems(self.runtime, today=self.environment.today)
                    if self.runtime is not None
                    else ()
                ),
            ],
        )

    @property
    def link(self) -> Link:
        """All that it uses, as one."""
        return merged([Link(environment=self.variables), *self.uses])

    @property
    def all_variables(self) -> dict[str, pulumi.Input[str]]:
        """Its environment: plain variables, and for each secret where it is (never what it is).

        Raises:
            ValueError: a secret's variable is also a plain one.
        """
        link = self.link
        secrets = {f"{key}{secret.lambda_suffix}": secret.arn for key, secret in link.secrets.items()}
        doubled = sorted(secrets.keys() & link.environment.keys())
        if doubled:
            raise ValueError(f"Function: {', '.join(doubled)} is both a plain variable and a secret's")
        return {**link.environment, **secrets}
