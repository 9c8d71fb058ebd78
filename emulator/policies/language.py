"""IAM's evaluation of policy documents: an explicit deny, else an allow, else nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from .conditions import Context, holds
from .patterns import expand, like, listed, texts

Document = Mapping[str, object]
"""A parsed policy document."""

WITH_VARIABLES = "2012-10-17"
"""The version of the language that knows policy variables; a document without a version is 2008-10-17."""


class Decision(Enum):
    """What some documents say about a request."""

    ALLOW = "allow"
    SILENT = "implicit deny"
    DENY = "explicit deny"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks: a service (``Service``), a role's session (``AWS``), a federated identity, or anybody.

    ``names`` are all the values by which a document may call it: for a session its own ARN and its role's.
    ``account`` is the account that the identity belongs to, which documents may name by id or root ARN.
    """

    kind: str
    names: tuple[str, ...]
    account: str = ""

    @classmethod
    def service(cls, name: str) -> "Principal":
        """An AWS service, e.g. ``sns.amazonaws.com``."""
        return cls(kind="Service", names=(name,))

    @classmethod
    def role(cls, arn: str, session: str = "") -> "Principal":
        """A role, or a session of it, of the account in its ARN."""
        return cls(kind="AWS", names=(session, arn) if session else (arn,), account=arn.split(":")[4])

    @classmethod
    def anonymous(cls) -> "Principal":
        """A caller without credentials: matched by ``*`` only."""
        return cls(kind="Anonymous", names=())


def _roots(account: str) -> tuple[str, ...]:
    return (account, f"arn:aws:iam::{account}:root") if account else ()


def named(element: object, who: Principal | None, *, roots: bool = True) -> bool:
    """Whether a Principal element names someone; ``roots`` counts naming the whole account as naming him."""
    if element == "*":
        return True
    if not isinstance(element, Mapping):
        return False
    if "*" in texts(element.get("AWS", [])):
        return who is None or who.kind in ("AWS", "Anonymous")
    if who is None:
        return False
    accepted = (*who.names, *(_roots(who.account) if roots else ()))
    return any(value in ("*", *accepted) for value in texts(element.get(who.kind, [])))


def _mentions(patterns: object, action: str) -> bool:
    return any(like(pattern, action, fold=True) for pattern in texts(patterns))


def _covers(patterns: object, resource: str, context: Context, *, variables: bool) -> bool:
    for pattern in texts(patterns):
        expanded = expand(pattern, context) if variables else pattern
        if expanded is not None and like(expanded, resource):
            return True
    return False


def applies(
    statement: Mapping[str, object],
    action: str,
    resource: str,
    context: Context,
    principal: Principal | None = None,
    *,
    version: str = WITH_VARIABLES,
    roots: bool = True,
) -> bool:
    """Whether a statement is about this request; ``context`` has its keys in lower case."""
    variables = version == WITH_VARIABLES
    matches: tuple[tuple[str, Callable[[object], bool]], ...] = (
        ("Principal", lambda element: named(element, principal, roots=roots)),
        ("Action", lambda element: _mentions(element, action)),
        ("Resource", lambda element: _covers(element, resource, context, variables=variables)),
    )
    for key, found in matches:
        if key in statement and not found(statement[key]):
            return False
    if "NotPrincipal" in statement and named(statement["NotPrincipal"], principal):
        return False
    if any(f"Not{key}" in statement and found(statement[f"Not{key}"]) for key, found in matches[1:]):
        return False
    conditions = statement.get("Condition") or {}
    return isinstance(conditions, Mapping) and all(
        holds(operator, key, expected, context, variables=variables)
        for operator, keys in conditions.items()
        for key, expected in keys.items()
    )


def evaluate(
    policies: Iterable[Document],
    action: str,
    resource: str,
    context: Context | None = None,
    principal: Principal | None = None,
    *,
    roots: bool = True,
) -> Decision:
    """What the documents say together about an action on a resource.

    ``roots=False`` leaves out allows that reach a caller only through his account's root: they delegate
    the question to the account's identity policies. A deny of the root always counts.
    """
    facts: dict[str, str | Sequence[str]] = {key.lower(): value for key, value in (context or {}).items()}
    decision = Decision.SILENT
    for policy in policies:
        version = str(policy.get("Version", "2008-10-17"))
        for statement in listed(policy.get("Statement", [])):
            if not isinstance(statement, Mapping):
                continue
            deny = statement.get("Effect") == "Deny"
            if applies(statement, action, resource, facts, principal, version=version, roots=roots or deny):
                if deny:
                    return Decision.DENY
                decision = Decision.ALLOW
    return decision


def allowed(
    policies: Iterable[Document],
    action: str,
    resource: str,
    context: Context | None = None,
    principal: Principal | None = None,
) -> bool:
    """Whether the documents grant an action: at least one allow, and no deny."""
    return evaluate(policies, action, resource, context, principal) is Decision.ALLOW
