"""What holds data that nobody can make again: one list for every test that asks what would be lost."""

from __future__ import annotations

from collections.abc import Mapping

from components.protection import HOOK_NAME
from emulator.graph import Registration
from tests.support.recorder import Recorder
from tests.support.replacing import facts

STATEFUL = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:cognito/userPool:UserPool",
        "aws:dynamodb/table:Table",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:kms/key:Key",
        "aws:rds/instance:Instance",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
        "aws:ssm/parameter:Parameter",
    }
)
# Of these types the plans of the real provider say nothing (tests/emulator/replacement.tsv); the Terraform
# documentation does: what names a parameter, and a tier that gets smaller, make it anew.
UNPLANNED = {"aws:ssm/parameter:Parameter": frozenset({"name", "type", "tier", "dataType"})}
# The baseline's notes on which stack has a piece: no data, and written anew they say the same.
NOTES = "baseline-claim-"


def stateful(recorded: Recorder) -> dict[str, Registration]:
    """URN -> what holds data."""
    return {
        item.urn: item
        for item in recorded.graph
        if item.typ in STATEFUL
        and not item.name.startswith(NOTES)
        # a copy of what stands elsewhere
        and "replicateSourceDb" not in item.inputs
    }


def guarded(item: Registration) -> bool:
    """Whether the engine refuses to delete a thing, while it plans and while it deletes."""
    return bool(item.protect) and item.hooks.get("before_delete") == (HOOK_NAME,)


def _region(item: Registration, recorded: Recorder) -> object:
    provider = recorded.graph[item.provider].inputs if item.provider in recorded.graph else {}
    return item.inputs.get("region") or provider.get("region")


def _at(inputs: object, path: str) -> object:
    """What stands at a dotted path, through lists."""
    found = inputs
    for step in path.split("."):
        if isinstance(found, list):
            found = [_at(each, step) for each in found]
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


def replacing(old: Registration, new: Registration, before: Recorder, after: Recorder) -> set[str]:
    """The inputs whose change makes AWS's thing anew."""
    replaces = UNPLANNED.get(old.typ) or facts()[old.typ][0]
    found = {path for path in replaces if _at(old.inputs, path) != _at(new.inputs, path)}
    if _region(old, before) != _region(new, after):
        found.add("region")
    return found
