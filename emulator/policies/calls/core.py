"""The pieces that every service's file is made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Unmapped(Exception):
    """An API call whose permissions are not known here; it is never let through."""


class State(Protocol):
    """What the mapping has to ask the account."""

    def secret_arn(self, region: str, name: str) -> str | None:
        """The ARN of a secret given by name or ARN; None if there is none."""

    def key_arn(self, region: str, key: str) -> str | None:
        """The ARN of a KMS key given by id, alias or ARN; None if there is none."""

    def customer_key(self, kind: str, region: str, name: str) -> str | None:
        """The ARN of the customer-managed key behind a queue, topic, bucket, table, secret or parameter."""

    def partition_key(self, region: str, table: str) -> str | None:
        """The name of a table's partition key."""

    def stage_of(self, host: str, path: str) -> tuple[str, str] | None:
        """The API id and stage that a callback URL's host and path lead to."""

    def deployment_group_of(self, region: str, deployment: str) -> str | None:
        """``application/group`` of a CodeDeploy deployment."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One API call: what was asked, where, by which URL."""

    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    account: str
    state: State
    url: str = ""

    def arn(self, service: str, rest: str) -> str:
        """The ARN of a regional resource of this account."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def full(self, value: str, service: str, prefix: str) -> str:
        """An ARN as given, or that of a resource given by name."""
        return value if value.startswith("arn:") else self.arn(service, prefix + value)


@dataclass(frozen=True, kw_only=True)
class Need:
    """An action on a resource, with the condition keys that this service adds."""

    action: str
    resource: str
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


Mapper = Callable[[Call], Iterator[Need]]
_MAPPERS: dict[str, Mapper] = {}

_FREE = {("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")}
"""Calls that need no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""


def mapped(*names: str) -> Callable[[Mapper], Mapper]:
    """Register a function as the mapping of these boto3 services."""

    def registered(mapper: Mapper) -> Mapper:
        for name in names:
            _MAPPERS[name] = mapper
        return mapper

    return registered


def services() -> frozenset[str]:
    """The boto3 service names that are mapped."""
    return frozenset(_MAPPERS)


def unknown(call: Call, reason: str = "") -> Unmapped:
    """The error for a call that has no mapping."""
    why = f": {reason}" if reason else ""
    return Unmapped(f"the permissions of {call.service}:{call.operation} are not mapped{why}")


def needs(call: Call) -> list[Need]:
    """What a caller must be allowed to do for this call; empty for a call that needs nothing.

    Raises Unmapped for a service or an operation that isn't known here.
    """
    if (call.service, call.operation) in _FREE:
        return []
    if call.service not in _MAPPERS:
        raise unknown(call, "no mapping for this service")
    return list(_MAPPERS[call.service](call))


def encryption(
    call: Call, kind: str, name: str, *actions: str, via: str, bound: Mapping[str, str] | None = None
) -> Iterator[Need]:
    """What a call needs of the customer-managed key behind a resource.

    An AWS-managed or owned key asks nothing.

    Args:
        call: The call.
        kind: What the resource is, as `State.customer_key` knows it.
        name: Its name.
        actions: Operations of KMS.
        via: The service that asks KMS.
        bound: The encryption context: what the service binds the ciphertext to.

    """
    key = call.state.customer_key(kind, call.region, name)
    if key:
        context: dict[str, str | list[str]] = {
            "kms:ViaService": f"{via}.{call.region}.amazonaws.com",
            "kms:CallerAccount": call.account,
            **{f"kms:EncryptionContext:{name}": value for name, value in (bound or {}).items()},
        }
        if bound:
            context["kms:EncryptionContextKeys"] = sorted(bound)
        for action in actions:
            yield Need(action=f"kms:{action}", resource=key, context=context)
