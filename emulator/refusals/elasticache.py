"""ElastiCache.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

TOKEN = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")
MOST_NODES = 6
VERSIONS = {
    "redis": re.compile(r"(2\.8|3\.2|4\.0|5\.0|6\.(0|x|2)|7\.[01])(\.\d+)?"),
    "valkey": re.compile(r"(7\.2|8\.\d+|9\.\d+)(\.\d+)?"),
}
"""Redis OSS ends at 7.1; what is newer is Valkey."""

_ID = re.compile(r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{0,39}(?<!-)")


@refuses("elasticache", "CreateReplicationGroup")
def replication_group(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Tokens without TLS or too short, failover without a second node, versions of the other engine."""
    label, engine = f"cache {params['ReplicationGroupId']}", params.get("Engine", "redis")
    if not _ID.fullmatch(params["ReplicationGroupId"]):
        yield f"{label}: an id has 1 to 40 letters, digits and single inner hyphens"
    token, encrypted = params.get("AuthToken"), params.get("TransitEncryptionEnabled")
    if token is not None and not encrypted:
        yield f"{label}: an auth token needs encryption in transit"
    if token is not None and not TOKEN.fullmatch(token):
        yield f"{label}: an auth token has 16 to 128 letters, digits and the signs ! & # $ ^ < > -"
    if token is not None and params.get("UserGroupIds"):
        yield f"{label}: an auth token and user groups exclude each other"
    if params.get("TransitEncryptionMode") and not encrypted:
        yield f"{label}: TransitEncryptionMode needs TransitEncryptionEnabled"
    if engine not in VERSIONS:
        yield f"{label}: the engine is redis or valkey, not {engine!r}"
    elif "EngineVersion" in params and not VERSIONS[engine].fullmatch(params["EngineVersion"]):
        yield f"{label}: {engine} has no version {params['EngineVersion']}"
    nodes = params.get("NumCacheClusters", 1 + params.get("ReplicasPerNodeGroup", 0))
    if nodes > MOST_NODES:
        yield f"{label}: at most {MOST_NODES} nodes per group, not {nodes}"
    if params.get("AutomaticFailoverEnabled") and nodes < 2:  # noqa: PLR2004 - a primary and one to take over
        yield f"{label}: automatic failover needs at least two nodes"
    if params.get("MultiAZEnabled") and not params.get("AutomaticFailoverEnabled"):
        yield f"{label}: MultiAZ needs automatic failover"
    if "NumCacheClusters" in params and "NumNodeGroups" in params:
        yield f"{label}: NumCacheClusters and NumNodeGroups exclude each other"
    group = params.get("CacheSubnetGroupName")
    where = {"CacheSubnetGroupName": group}
    if group and found(account, region, "elasticache", "describe_cache_subnet_groups", **where) is None:
        yield f"{label}: the subnet group {group} does not exist"


@refuses("elasticache", "CreateCacheCluster")
def cluster(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Valkey as a single cluster."""
    if params.get("Engine") == "valkey":
        yield f"cache {params['CacheClusterId']}: Valkey needs a replication group or a serverless cache"
