"""Permissions as data: statements, the documents they make, and what they must never say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

from components.documents import json_text

POLICY_VERSION = "2012-10-17"
_ACTION = re.compile(r"^[a-z0-9-]+:[A-Za-z0-9]+$")

Conditions = Mapping[str, Mapping[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of an identity policy.

    Attributes:
        sid: Letters and digits; unique within a document.
        actions: Exact `service:Action` names; wildcards are refused.
        resources: ARNs, usually Outputs.
        conditions: Operator -> key -> value(s).
        reason: Why the resource is `*`; required for it, refused elsewhere.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]]
    conditions: Conditions = field(default_factory=dict)
    reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse what a least-privilege policy never has.

        Raises:
            ValueError: a wildcard or malformed action, no resource, a `*` resource without a reason.
        """
        wrong = [action for action in self.actions if not _ACTION.match(action)]
        if wrong or not self.actions:
            raise ValueError(
                f"Statement {self.sid}: {wrong} are not exact 'service:Action' names; list each action"
            )
        if not self.resources:
            raise ValueError(f"Statement {self.sid}: no resources; name the ARNs it is about")
        everything = any(isinstance(resource, str) and resource == "*" for resource in self.resources)
        if everything != bool(self.reason):
            raise ValueError(
                f"Statement {self.sid}: a '*' resource needs a reason, and only a '*' resource has one"
            )
        if not re.fullmatch(r"[A-Za-z0-9]+", self.sid):
            raise ValueError(f"Statement sid {self.sid!r}: letters and digits only (IAM's grammar)")

    def to_json(self) -> dict[str, object]:
        """The statement as a policy document writes it."""
        document: dict[str, object] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        if self.conditions:
            document["Condition"] = {operator: dict(keys) for operator, keys in self.conditions.items()}
        return document


def policy_document(statements: Sequence[Statement]) -> pulumi.Output[str]:
    """The JSON of an identity policy.

    Raises:
        ValueError: two statements share a Sid.
    """
    sids = [statement.sid for statement in statements]
    doubled = sorted({sid for sid in sids if sids.count(sid) > 1})
    if doubled:
        raise ValueError(f"statements share the Sid {', '.join(doubled)}; each Sid is unique within a policy")
    return json_text(
        {"Version": POLICY_VERSION, "Statement": [statement.to_json() for statement in statements]}
    )


def service_trust(service: str, conditions: Conditions | None = None) -> pulumi.Output[str]:
    """The trust policy of a role that an AWS service assumes (`lambda.amazonaws.com`)."""
    return _trust({"Service": service}, "sts:AssumeRole", conditions)


def web_identity_trust(provider_arn: pulumi.Input[str], conditions: Conditions) -> pulumi.Output[str]:
    """The trust policy of a role assumed with an OIDC token; the conditions pin audience and subject."""
    return _trust({"Federated": provider_arn}, "sts:AssumeRoleWithWebIdentity", conditions)


def _trust(
    principal: Mapping[str, pulumi.Input[str]], action: str, conditions: Conditions | None
) -> pulumi.Output[str]:
    statement: dict[str, object] = {"Effect": "Allow", "Principal": dict(principal), "Action": action}
    if conditions:
        statement["Condition"] = {operator: dict(keys) for operator, keys in conditions.items()}
    return json_text({"Version": POLICY_VERSION, "Statement": [statement]})


def resource_policy(
    statements: Sequence[Mapping[str, object]],
) -> pulumi.Output[str]:
    """The JSON of a resource policy, from plain statements whose leaves may be Outputs."""
    return json_text({"Version": POLICY_VERSION, "Statement": [dict(s) for s in statements]})


Effect = Literal["Allow", "Deny"]


def deny_insecure_transport(
    actions: str, resources: Sequence[pulumi.Input[str]], *, minimum_tls: str | None = None
) -> list[dict[str, object]]:
    """Deny statements of a resource policy for requests without TLS (and, for S3, below a TLS version).

    Args:
        actions: The service's actions, e.g. `sqs:*` (a Deny may name all of them).
        resources: The ARNs that the policy protects.
        minimum_tls: For S3 only: the least accepted version, e.g. `1.2` (`s3:TlsVersion`).
    """
    denied: list[dict[str, object]] = [
        {
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": actions,
            "Resource": list(resources),
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
    if minimum_tls:
        denied.append(
            {
                "Sid": "DenyOldTls",
                "Effect": "Deny",
                "Principal": "*",
                "Action": actions,
                "Resource": list(resources),
                "Condition": {"NumericLessThan": {"s3:TlsVersion": minimum_tls}},
            }
        )
    return denied
