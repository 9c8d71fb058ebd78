"""What ElastiCache refuses of a replication group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from components.guards import Problem

Engine = Literal["valkey", "redis"]

# ElastiCache User Guide, "Engine versions": Redis OSS ends at 7.1, Valkey goes on. 6.x leaves standard
# support on 2027-01-31.
VERSIONS: dict[Engine, tuple[str, ...]] = {"valkey": ("7.2", "8.0", "8.1"), "redis": ("7.0", "7.1")}
NODES = range(1, 6 + 1)  # a primary and up to five replicas ("Quotas", nodes per shard)
SNAPSHOT_DAYS = range(35 + 1)  # CreateReplicationGroup, SnapshotRetentionLimit
_NAME = re.compile(r"[a-z](?!.*--)[a-z0-9-]{0,38}[a-z0-9]|[a-z]")
_NODE_TYPE = re.compile(r"cache\.[a-z]\d[a-z]*\.[a-z0-9]+")


def cache_problems(
    *,
    name: str,
    engine: Engine,
    engine_version: str,
    node_type: str,
    nodes: int,
    multi_az: bool,
    snapshot_days: int,
) -> Iterator[Problem]:
    """Problems of a replication group."""
    if not _NAME.fullmatch(name):
        yield Problem(
            field="name",
            given=name,
            allowed="1 to 40 of a-z 0-9 -, beginning with a letter, no two hyphens, none at the end",
            fix="shorten or rewrite it",
        )
    if engine_version not in VERSIONS.get(engine, ()):
        yield Problem(
            field="engine_version",
            given=f"{engine} {engine_version}",
            allowed="; ".join(f"{each} {', '.join(versions)}" for each, versions in VERSIONS.items()),
            fix="Redis OSS ends at 7.1: take valkey for anything newer",
        )
    if not _NODE_TYPE.fullmatch(node_type):
        yield Problem(
            field="node_type", given=node_type, allowed="cache.<family>.<size>", fix="use cache.t4g.small"
        )
    if nodes not in NODES:
        yield Problem(field="nodes", given=nodes, allowed="1 to 6 (ElastiCache)", fix="use 2")
    if multi_az and nodes < 2:  # noqa: PLR2004 - a standby is the second node
        yield Problem(
            field="nodes", given=nodes, allowed="2 or more with a standby in another zone", fix="use 2"
        )
    if snapshot_days not in SNAPSHOT_DAYS:
        yield Problem(
            field="snapshot_days",
            given=snapshot_days,
            allowed="0 to 35 (ElastiCache)",
            fix="use 1, or 0 for none",
        )
