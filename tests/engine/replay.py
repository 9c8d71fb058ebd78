"""An account as an earlier release left it, made again from the state that it left.

Each resource is made as it was then, in the order of the state: what is needed comes before what needs it.
AWS draws other ids this time, so the state is then told of the new ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from emulator import wire
from emulator.account import Account
from emulator.lifecycle import Lifecycle, Thing
from emulator.provider import values
from emulator.provider.instances import provider_of

PROVIDERS = "pulumi:providers:"
NOT_IN_AWS = (PROVIDERS, "pulumi:pulumi:", "random:")
"""Types of which there is nothing in the account."""

SHORTEST = 8
"""Characters of an id: shorter texts that differ (states, counts) are none, but for a resource's own id (API
Gateway's deployments)."""


def found_in(account: Account) -> dict[str, str]:
    """Name -> id of what a program only looks up: the account's hosted zones, and AWS's own prefix lists."""
    zones = account.client("route53").list_hosted_zones()["HostedZones"]
    lists = account.client("ec2").describe_managed_prefix_lists()["PrefixLists"]
    return {
        **{zone["Name"]: zone["Id"].rpartition("/")[2] for zone in zones},
        **{one["PrefixListName"]: one["PrefixListId"] for one in lists if one["OwnerId"] == "AWS"},
    }


def replay(
    state: Mapping[str, Any], lifecycle: Lifecycle, root: Path, *, given: Mapping[str, str]
) -> dict[str, Any]:
    """Make everything that a state tells of, and answer the state with the ids of what was made.

    Args:
        state: What `pulumi stack export --show-secrets` writes.
        lifecycle: Of the provider server that is to know what was made.
        root: Directory of the program, where files are.
        given: Id that something had which was there before the program -> its id now.

    """
    drawn = dict(given)
    providers = {}
    for resource in state["deployment"]["resources"]:
        if resource["type"].startswith(PROVIDERS):
            inputs = values.plain(revealed(resource.get("inputs") or {}), root)
            providers[resource["urn"]] = provider_of(resource["urn"], inputs)
        if not resource.get("custom") or resource["type"].startswith(NOT_IN_AWS):
            continue
        inputs = values.plain(renamed(revealed(resource.get("inputs") or {}), drawn), root)
        thing = Thing(
            typ=resource["type"],
            name=resource["urn"].rpartition("::")[2],
            urn=resource["urn"],
            provider=providers[resource["provider"].rpartition("::")[0]],
        )
        made = lifecycle.create(thing, inputs)
        lifecycle.remember(thing, made.id, {**inputs, **made.outputs}, inputs)
        before = {"id": resource["id"], **revealed(resource.get("outputs") or {})}
        told = differing(before, {"id": made.id, **made.outputs})
        drawn |= {old: new for old, new in told if len(old) >= SHORTEST or old == resource["id"]}
    return dict(renamed(dict(state), drawn))


def revealed(value: Any) -> Any:
    """A value of a state with its secrets in the open."""
    if isinstance(value, dict):
        if value.get(wire.SIGNATURE) == wire.SECRET:
            return revealed(json.loads(value["plaintext"]))
        return {key: revealed(item) for key, item in value.items()}
    return [revealed(item) for item in value] if isinstance(value, list) else value


def differing(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Texts at the same place of both that are not the same."""
    if isinstance(old, dict) and isinstance(new, Mapping):
        for key in old.keys() & new.keys():
            yield from differing(old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            yield from differing(before, after)
    elif isinstance(old, str) and isinstance(new, str) and old and old != new:
        yield old, new


def renamed(value: Any, drawn: Mapping[str, str]) -> Any:
    """A value with old ids replaced, also inside of texts; the longest of them first."""
    if not drawn:
        return value
    pattern = re.compile("|".join(map(_whole, sorted(drawn, key=len, reverse=True))))

    def replaced(item: Any) -> Any:
        if isinstance(item, str):
            return pattern.sub(lambda match: drawn[match.group()], item)
        if isinstance(item, dict):
            return {key: replaced(inner) for key, inner in item.items()}
        return [replaced(inner) for inner in item] if isinstance(item, list) else item

    return replaced(value)


def _whole(id_: str) -> str:
    """The pattern of an id; a short one may be part of a longer by chance."""
    return re.escape(id_) if len(id_) >= SHORTEST else rf"(?<!\w){re.escape(id_)}(?!\w)"
