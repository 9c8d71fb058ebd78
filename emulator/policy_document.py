"""`aws.iam.getPolicyDocument`: blocks in, JSON out. It asks AWS nothing, so both back ends share it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

VERSION = "2012-10-17"

_LISTS = {
    "actions": "Action",
    "notActions": "NotAction",
    "resources": "Resource",
    "notResources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "notPrincipals": "NotPrincipal"}


def policy_document(args: Mapping[str, Any]) -> dict[str, Any]:
    """The function's result for its arguments.

    Raises:
        ValueError: source or override documents, which are not emulated.

    """
    for refused in ("sourcePolicyDocuments", "overridePolicyDocuments", "sourceJson", "overrideJson"):
        if args.get(refused):
            raise ValueError(f"getPolicyDocument: the emulator does not merge documents ({refused})")
    body: dict[str, Any] = {"Version": args.get("version") or VERSION}
    if args.get("policyId"):
        body["Id"] = args["policyId"]
    body["Statement"] = [_statement(statement) for statement in args.get("statements") or []]
    return {
        **args,
        "json": json.dumps(body, indent=2),
        "minifiedJson": json.dumps(body, separators=(",", ":")),
        "id": "policy-document",
    }


def _statement(block: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"Sid": block["sid"]} if block.get("sid") else {}
    out["Effect"] = block.get("effect") or "Allow"
    for key, name in _LISTS.items():
        if block.get(key):
            out[name] = _one_or_all(block[key])
    for key, name in _PRINCIPALS.items():
        if block.get(key):
            out[name] = _who(block[key])
    for condition in block.get("conditions") or []:
        operators = out.setdefault("Condition", {}).setdefault(condition["test"], {})
        operators[condition["variable"]] = _one_or_all(condition["values"])
    return out


def _who(blocks: Sequence[Mapping[str, Any]]) -> Any:
    found: dict[str, list[str]] = {}
    for block in blocks:
        found.setdefault(block["type"], []).extend(block["identifiers"])
    if found == {"*": ["*"]}:
        return "*"
    return {kind: _one_or_all(identifiers) for kind, identifiers in found.items()}


def _one_or_all(values: Sequence[str]) -> Any:
    return values[0] if len(values) == 1 else list(values)
