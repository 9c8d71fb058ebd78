"""The role of one workload, with one inline policy of everything it may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document, service_trust
from components.statements import distinct


@dataclass(frozen=True, kw_only=True)
class WorkloadRole:
    """A role and its policy.

    Attributes:
        role: The role.
        policy: Its policy, None where it may do nothing; whatever acts with the role must come after it.
    """

    role: aws.iam.Role
    policy: aws.iam.RolePolicy | None

    @property
    def ready(self) -> list[pulumi.Resource]:
        """What must exist before something acts with the role."""
        return [self.policy] if self.policy else []


def workload_role(
    logical_name: str,
    *,
    service: str,
    statements: Sequence[Statement],
    parent: pulumi.Resource,
    name: str | None = None,
    policy_name: str | None = None,
) -> WorkloadRole:
    """A role that one AWS service assumes.

    Args:
        logical_name: The role's logical name; the policy's is this with `-policy`.
        service: Service principal.
        statements: What it may do; a right that is needed twice is written once.
        parent: The component it belongs to.
        name: Physical name, or None to have one generated.
        policy_name: Name of the inline policy, or None to have one generated.
    """
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(logical_name, name=name, assume_role_policy=service_trust(service), opts=child)
    rights = distinct(statements)
    policy = (
        aws.iam.RolePolicy(
            f"{logical_name}-policy",
            name=policy_name,
            role=role.name,
            policy=policy_document(rights),
            opts=child,
        )
        if rights
        else None
    )
    return WorkloadRole(role=role, policy=policy)
