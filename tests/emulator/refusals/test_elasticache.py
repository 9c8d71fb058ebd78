"""Caches."""

from typing import Any

import pytest

from emulator.account import Account

from . import refused


def cache(**change: Any) -> dict[str, Any]:
    base = {
        "ReplicationGroupId": "app",
        "ReplicationGroupDescription": "app",
        "Engine": "valkey",
        "EngineVersion": "8.0",
        "CacheNodeType": "cache.t4g.micro",
        "NumCacheClusters": 2,
        "AutomaticFailoverEnabled": True,
        "MultiAZEnabled": True,
        "TransitEncryptionEnabled": True,
        "AuthToken": "a-token-of-sixteen",
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


@pytest.mark.requirement("TC-10", "TC-11")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"TransitEncryptionEnabled": False}, "needs encryption in transit"),
        ({"AuthToken": "short"}, "16 to 128"),
        ({"AuthToken": "a token with some spaces"}, "16 to 128"),
        ({"UserGroupIds": ["g"]}, "exclude each other"),
        ({"Engine": "Valkey"}, "redis or valkey"),
        ({"Engine": "redis", "EngineVersion": "8.0"}, "redis has no version 8.0"),
        ({"EngineVersion": "7.1"}, "valkey has no version 7.1"),
        ({"NumCacheClusters": 1}, "at least two nodes"),
        ({"NumCacheClusters": 7}, "at most 6 nodes"),
        ({"AutomaticFailoverEnabled": False}, "MultiAZ needs automatic failover"),
        ({"NumNodeGroups": 2}, "exclude each other"),
        ({"ReplicationGroupId": "1app"}, "an id has"),
        ({"CacheSubnetGroupName": "nowhere"}, "does not exist"),
    ],
)
def test_refused_caches(account: Account, change: dict[str, Any], reason: str) -> None:
    why = refused(account.client("elasticache").create_replication_group, **cache(**change))
    assert reason in why
    assert "a-token-of-sixteen" not in why


def test_accepted_caches(account: Account) -> None:
    create = account.client("elasticache").create_replication_group
    create(**cache())
    create(**cache(ReplicationGroupId="old", Engine="redis", EngineVersion="7.1"))
    single = account.client("elasticache").create_cache_cluster
    base = {"CacheClusterId": "one", "CacheNodeType": "cache.t4g.micro", "NumCacheNodes": 1}
    assert "needs a replication group" in refused(single, **base, Engine="valkey")
    single(**base, Engine="redis")
