"""Caches, their groups and users change in place, are described, and go."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life
from .support import network

CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
TOKEN = "a-token-of-at-least-sixteen"
LOG = {
    "destination": "/redis",
    "destinationType": "cloudwatch-logs",
    "logFormat": "json",
    "logType": "slow-log",
}


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def modified(account: Account) -> Any:
    return [call.params for call in account.requests if call.operation == "ModifyReplicationGroup"][-1]


@pytest.fixture
def subnets(account: Account) -> Life:
    return Life(account, SUBNETS, name="own", subnetIds=network(account).subnets)


@pytest.fixture
def cache(account: Account, subnets: Life) -> Life:
    account.client("logs").create_log_group(logGroupName="/redis")
    return Life(
        account,
        CACHE,
        replicationGroupId="c",
        description="d",
        engine="valkey",
        nodeType="cache.t4g.micro",
        numCacheClusters=2,
        automaticFailoverEnabled=True,
        multiAzEnabled=True,
        subnetGroupName=subnets.id,
        transitEncryptionEnabled=True,
        authTokenWo=TOKEN,
        authTokenWoVersion=1,
        logDeliveryConfigurations=[LOG],
        snapshotRetentionLimit=3,
        tags={"a": "1"},
    )


def test_a_cache_is_told_what_differs_and_no_more(account: Account, cache: Life) -> None:
    cache.change(nodeType="cache.t4g.small", tags={"a": "2"})
    assert modified(account) == {
        "ReplicationGroupId": "c",
        "ApplyImmediately": False,
        "CacheNodeType": "cache.t4g.small",
    }
    assert (said(cache)["CacheNodeType"], said(cache)["tags"]) == (
        "cache.t4g.small",
        [{"Key": "a", "Value": "2"}],
    )
    cache.change(snapshotRetentionLimit=None, logDeliveryConfigurations=None)
    sent = modified(account)
    assert sent["SnapshotRetentionLimit"] == 0
    assert sent["LogDeliveryConfigurations"] == [{"LogType": "slow-log", "Enabled": False}]
    lasting = {
        "engine",
        "port",
        "subnetGroupName",
        "atRestEncryptionEnabled",
        "kmsKeyId",
        "replicationGroupId",
    }
    assert not cache.handler.updatable(CACHE) & lasting


def test_a_token_changes_with_its_version(account: Account, cache: Life) -> None:
    cache.change(authTokenWo=f"{TOKEN}-2")
    assert cache.asked == []
    cache.change(authTokenWo=f"{TOKEN}-2", authTokenWoVersion=2)
    sent = modified(account)
    assert (sent["AuthToken"], sent["AuthTokenUpdateStrategy"]) == (f"{TOKEN}-2", "ROTATE")


def test_more_nodes_are_an_operation_of_their_own(account: Account, cache: Life) -> None:
    cache.change(numCacheClusters=3)
    (sent,) = account.ledger.of("elasticache", "IncreaseReplicaCount")
    assert sent["NewReplicaCount"] == 2


def test_a_cache_goes_before_its_subnet_group_and_its_name_is_free(
    account: Account, subnets: Life, cache: Life
) -> None:
    with pytest.raises(ClientError, match="in use"):
        subnets.delete()
    cache.delete()
    assert cache.described() is None
    cache.delete()
    subnets.delete()
    assert subnets.described() is None
    assert account.client("elasticache").describe_replication_groups()["ReplicationGroups"] == []
    again = Life(account, SUBNETS, name="own", subnetIds=network(account).subnets)
    assert again.described() is not None


def test_a_subnet_group_takes_other_subnets(account: Account, subnets: Life) -> None:
    other = network(account)
    subnets.change(subnetIds=other.subnets, description="others")
    assert said(subnets)["subnetIds"] == sorted(other.subnets)
    assert said(subnets)["CacheSubnetGroupDescription"] == "others"


def test_values_of_a_parameter_group_are_set_and_put_back(account: Account) -> None:
    policy = {"name": "maxmemory-policy", "value": "allkeys-lru"}
    events = {"name": "notify-keyspace-events", "value": "Ex"}
    group = Life(account, PARAMETERS, name="own", family="valkey8", parameters=[policy, events])
    group.change(parameters=[{**policy, "value": "noeviction"}])
    assert said(group)["parameters"] == [{**policy, "value": "noeviction"}]
    with pytest.raises(ClientError, match="already exists"):
        Life(account, PARAMETERS, name="own", family="valkey8")
    group.delete()
    assert group.described() is None
    group.delete()


def test_users_and_serverless_caches_change_and_go(account: Account) -> None:
    user = Life(
        account,
        USER,
        userId="app",
        userName="app",
        engine="valkey",
        accessString="on ~* +@all",
        authenticationMode={"type": "password", "passwords": [TOKEN]},
    )
    user.change(accessString="on ~app:* +@read")
    (sent,) = account.ledger.of("elasticache", "ModifyUser")
    assert sent == {"UserId": "app", "AccessString": "on ~app:* +@read"}
    users = Life(account, USERS, userGroupId="g", engine="valkey", userIds=["app"])
    users.change(userIds=["app", "other"])
    (sent,) = account.ledger.of("elasticache", "ModifyUserGroup")
    assert sent == {"UserGroupId": "g", "UserIdsToAdd": ["other"]}
    burst = Life(account, SERVERLESS, name="burst", engine="valkey", description="d")
    burst.change(cacheUsageLimits={"dataStorage": {"maximum": 2, "unit": "GB"}}, description=None)
    assert burst.asked == ["ModifyServerlessCache", "ModifyServerlessCache"]
    for each in (burst, users, user):
        each.delete()
    assert user.described() is None
