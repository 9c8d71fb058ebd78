"""Malformed policy documents, wherever one is handed over.

The shared grammar plus what only the account knows.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from emulator.policies.grammar import Kind, problems
from emulator.policies.patterns import listed, texts

if TYPE_CHECKING:
    from emulator.account import Account


def malformed(name: str, document: object, kind: Kind, account: "Account | None" = None) -> Iterator[str]:
    """Why AWS would call a document malformed; nothing for one that isn't given.

    With an account, principals are looked up too: AWS resolves them when the document is stored, and a role
    that doesn't exist yet is an invalid principal.
    """
    if document is None or document == "":
        return
    found = list(problems(document, kind))
    yield from (f"{name} {reason}" for reason in found)
    if found or account is None or not kind.principal:
        return
    parsed: Mapping[str, object] = json.loads(document if isinstance(document, str) else json.dumps(document))
    known = _identities(account)
    for arn in _principals(parsed):
        if arn.startswith(f"arn:aws:iam::{account.account_id}:role/") and arn not in known:
            yield f"{name} names the principal {arn}, which doesn't exist"


def _principals(document: Mapping[str, object]) -> Iterator[str]:
    for statement in listed(document["Statement"]):
        if isinstance(statement, Mapping) and isinstance(statement.get("Principal"), Mapping):
            principal: Mapping[str, object] = statement["Principal"]
            yield from texts(principal.get("AWS", []))


def _identities(account: "Account") -> set[str]:
    from moto.iam.models import iam_backends

    return {str(role.arn) for role in iam_backends[account.account_id]["aws"].roles.values()}
