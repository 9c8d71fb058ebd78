"""What one workload needs to use one thing: variables, secrets, permissions and flows, in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.iam import Statement


@dataclass(frozen=True, kw_only=True)
class SecretRef:
    """A secret by reference, never by value.

    Attributes:
        arn: ARN of the SSM parameter or Secrets Manager secret.
        value_from: What an ECS container's `valueFrom` takes (the ARN, with a JSON key where there is one).
        read: The statements that let a role read it (decryption included).
        lambda_suffix: How a Lambda's variable for it ends: `_PARAM` (SSM) or `_SECRET_ARN`.
    """

    arn: pulumi.Input[str]
    value_from: pulumi.Input[str]
    read: Sequence[Statement]
    lambda_suffix: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A port of a security group that a workload must reach.

    Attributes:
        name: Short name of the destination (`database`); part of logical names.
        security_group_id: The destination's group.
        port: TCP port.
    """

    name: str
    security_group_id: pulumi.Input[str]
    port: int


@dataclass(frozen=True, kw_only=True)
class Link:
    """All that a function or a service gets when it uses a thing.

    Attributes:
        environment: Plain environment variables.
        secrets: Variable name -> secret reference.
        statements: Statements of the workload's role.
        flows: Ports that the workload's security group must reach.
    """

    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, SecretRef] = field(default_factory=dict)
    statements: Sequence[Statement] = ()
    flows: Sequence[Flow] = ()


def merged(links: Iterable[Link]) -> Link:
    """One link that gives all that several give.

    Raises:
        ValueError: two links define the same variable.
    """
    environment: dict[str, pulumi.Input[str]] = {}
    secrets: dict[str, SecretRef] = {}
    statements: list[Statement] = []
    flows: list[Flow] = []
    for link in links:
        doubled = (environment.keys() | secrets.keys()) & (link.environment.keys() | link.secrets.keys())
        if doubled:
            raise ValueError(f"two links define the variable {', '.join(sorted(doubled))}")
        environment.update(link.environment)
        secrets.update(link.secrets)
        statements.extend(link.statements)
        flows.extend(link.flows)
    return Link(environment=environment, secrets=secrets, statements=statements, flows=flows)
