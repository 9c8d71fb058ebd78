"""What makes a policy document malformed, for every kind of document: one grammar, as AWS applies it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .conditions import known
from .names import known_prefix, known_principal
from .patterns import listed, texts

VERSIONS = ("2012-10-17", "2008-10-17")
_TOP = {"Version", "Id", "Statement"}
_STATEMENT = {
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
}
_PRINCIPALS = {"AWS", "Service", "Federated", "CanonicalUser"}
_SID = re.compile(r"[A-Za-z0-9]*")
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_AWS = re.compile(r"\*|\d{12}|arn:aws[\w-]*:(iam|sts)::(\d{12}|cloudfront):.+|A[A-Z]{2}A[A-Z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What distinguishes one kind of document.

    Attributes:
        principal: Whether statements name whom they are about (they must, or must not).
        resource: Whether statements name resources: True (must), False (must not), None (may).
        prefix: The only service whose actions make sense, or empty for any.
        limit: Most characters AWS takes, without white space where ``dense``.
        dense: Whether white space is left out of the count, as IAM does.
        strict_sid: Whether statement ids are letters and digits only.

    """

    principal: bool
    resource: bool | None
    limit: int
    prefix: str = ""
    dense: bool = False
    strict_sid: bool = False


# sizes: each service's quota page, for IAM
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
IDENTITY = Kind(principal=False, resource=True, limit=10240, dense=True, strict_sid=True)
MANAGED = Kind(principal=False, resource=True, limit=6144, dense=True, strict_sid=True)
TRUST = Kind(principal=True, resource=False, limit=2048, prefix="sts", dense=True, strict_sid=True)
BUCKET = Kind(principal=True, resource=True, limit=20 * 1024, prefix="s3")
QUEUE = Kind(principal=True, resource=True, limit=8192, prefix="sqs")
TOPIC = Kind(principal=True, resource=True, limit=30 * 1024, prefix="sns")
KEY = Kind(principal=True, resource=True, limit=32 * 1024, prefix="kms")
SECRET = Kind(principal=True, resource=True, limit=20 * 1024, prefix="secretsmanager")
REPOSITORY = Kind(principal=True, resource=None, limit=10240, prefix="ecr")
API = Kind(principal=True, resource=True, limit=8192, prefix="execute-api")
BUS = Kind(principal=True, resource=True, limit=10240, prefix="events")
LOGS = Kind(principal=True, resource=True, limit=5120, prefix="logs")
TABLE = Kind(principal=True, resource=True, limit=20 * 1024, prefix="dynamodb")
ENDPOINT = Kind(principal=True, resource=True, limit=20480)
VAULT = Kind(principal=True, resource=True, limit=20480, prefix="backup")


def problems(document: object, kind: Kind) -> Iterator[str]:
    """What AWS would refuse in a document, given as JSON text or parsed."""
    if isinstance(document, str):
        size = len(re.sub(r"\s", "", document)) if kind.dense else len(document)
        try:
            document = json.loads(document)
        except ValueError as error:
            yield f"is not JSON ({error})"
            return
    else:
        size = len(json.dumps(document, separators=(",", ":"), default=str))
    if size > kind.limit:
        yield f"is {size} characters long, at most {kind.limit} are allowed"
    if not isinstance(document, Mapping):
        yield "is not an object with Version and Statement"
        return
    for key in sorted(document.keys() - _TOP):
        yield f"has an unknown element {key!r}"
    if document.get("Version", VERSIONS[1]) not in VERSIONS:
        yield f"has the version {document['Version']!r}, not one of {', '.join(VERSIONS)}"
    statements = listed(document.get("Statement") or [])
    if not statements:
        yield "has no statement"
    sids = [item["Sid"] for item in statements if isinstance(item, Mapping) and item.get("Sid")]
    for sid in sorted({sid for sid in sids if sids.count(sid) > 1}):
        yield f"uses the statement id {sid!r} more than once"
    for number, statement in enumerate(statements):
        label = f"statement {number}"
        if not isinstance(statement, Mapping):
            yield f"{label} is not an object"
            continue
        yield from (f"{label} {reason}" for reason in _statement(statement, kind))


def _statement(statement: Mapping[str, object], kind: Kind) -> Iterator[str]:
    for key in sorted(statement.keys() - _STATEMENT):
        yield f"has an unknown element {key!r}"
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f"has the effect {statement.get('Effect')!r}, not Allow or Deny"
    sid = statement.get("Sid")
    if kind.strict_sid and sid is not None and not _SID.fullmatch(str(sid)):
        yield f"has the id {sid!r}: only letters and digits are allowed"
    yield from _one_of(statement, "Action", required=True)
    yield from _one_of(statement, "Principal", required=kind.principal)
    if kind.resource is not None:
        yield from _one_of(statement, "Resource", required=kind.resource)
    yield from _actions(statement, kind)
    yield from _resources(statement)
    yield from _principals(statement)
    yield from _conditions(statement.get("Condition"))


def _one_of(statement: Mapping[str, object], key: str, *, required: bool) -> Iterator[str]:
    given = [name for name in (key, f"Not{key}") if name in statement]
    if not required and given:
        yield f"must not have {given[0]}"
    elif required and len(given) != 1:
        yield f"must have exactly one of {key} and Not{key}"
    elif given and not statement[given[0]]:
        yield f"has an empty {given[0]}"


def _actions(statement: Mapping[str, object], kind: Kind) -> Iterator[str]:
    for action in texts(statement.get("Action", statement.get("NotAction", []))):
        prefix = action.partition(":")[0].lower()
        if not _ACTION.fullmatch(action):
            yield f"has the action {action!r}, which is not service:Action"
        elif action != "*" and not known_prefix(prefix):
            yield f"has the action {action!r} of an unknown service"
        elif action != "*" and kind.prefix and prefix != kind.prefix:
            yield f"has the action {action!r}, which is not one of {kind.prefix}"


def _resources(statement: Mapping[str, object]) -> Iterator[str]:
    for resource in listed(statement.get("Resource", statement.get("NotResource", []))):
        if not isinstance(resource, str):
            yield f"has the resource {resource!r}, which is not text"
        elif not resource.startswith(("arn:", "*", "${", "execute-api:/")):
            yield f"has the resource {resource!r}, which is not an ARN"


def _principals(statement: Mapping[str, object]) -> Iterator[str]:
    element = statement.get("Principal", statement.get("NotPrincipal", "*"))
    if element == "*":
        return
    if not isinstance(element, Mapping):
        yield f"has the principal {element!r}, neither * nor an object"
        return
    for key in sorted(element.keys() - _PRINCIPALS):
        yield f"has a principal of the unknown kind {key!r}"
    for name in texts(element.get("Service", [])):
        if not known_principal(name):
            yield f"names the service {name!r}, which doesn't exist"
    for name in texts(element.get("AWS", [])):
        if not _AWS.fullmatch(name):
            yield f"names the principal {name!r}, which is neither an account nor an IAM ARN"


def _conditions(block: object) -> Iterator[str]:
    if block is None:
        return
    if not isinstance(block, Mapping):
        yield "has a condition that is not an object"
        return
    for operator, keys in block.items():
        if not known(operator):
            yield f"has the unknown condition operator {operator!r}"
        if not isinstance(keys, Mapping) or not keys:
            yield f"has no keys under the condition operator {operator!r}"
            continue
        for key, value in keys.items():
            if ":" not in key:
                yield f"has the condition key {key!r} without a service"
            if value is None or value == [] or None in listed(value):
                yield f"has no value for the condition key {key!r}"
