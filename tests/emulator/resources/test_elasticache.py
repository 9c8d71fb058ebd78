"""Caches."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network, sent

TOKEN = "correct-horse-battery-staple"


@pytest.mark.requirement("HR-30")
def test_a_replication_group_has_an_address_to_write_and_one_to_read(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        subnets = aws.elasticache.SubnetGroup("subnets", name="cache", subnet_ids=there.subnets)
        group = aws.elasticache.ReplicationGroup(
            "cache",
            replication_group_id="hookrelay-prod",
            description="sessions",
            engine="valkey",
            engine_version="8.0",
            node_type="cache.t4g.micro",
            num_cache_clusters=2,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            subnet_group_name=subnets.name,
            security_group_ids=[there.group],
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
            auth_token_wo=pulumi.Output.secret(TOKEN),
            auth_token_wo_version=1,
            snapshot_retention_limit=7,
            log_delivery_configurations=[
                {
                    "destination": "/redis",
                    "destination_type": "cloudwatch-logs",
                    "log_format": "json",
                    "log_type": "slow-log",
                }
            ],
        )
        return {
            "write": group.primary_endpoint_address,
            "read": group.reader_endpoint_address,
            "port": group.port,
            "members": group.member_clusters,
        }

    deployment = made(account, declare)
    (found,) = account.client("elasticache").describe_replication_groups(ReplicationGroupId="hookrelay-prod")[
        "ReplicationGroups"
    ]
    assert found["TransitEncryptionEnabled"] is True
    assert deployment.outputs["write"] == found["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
    assert deployment.outputs["read"].startswith("replica.")
    assert deployment.outputs["port"] == 6379
    assert deployment.outputs["members"] == ["hookrelay-prod-001", "hookrelay-prod-002"]
    (asked,) = sent(account, "CreateReplicationGroup")
    assert asked["AuthToken"] == TOKEN
    assert asked["LogDeliveryConfigurations"][0]["DestinationDetails"] == {
        "CloudWatchLogsDetails": {"LogGroup": "/redis"}
    }
    states = json.dumps([deployment.state_of(urn) for urn in deployment.created], default=str)
    assert TOKEN not in states


def test_a_group_of_shards_has_one_address_for_all(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        subnets = aws.elasticache.SubnetGroup("subnets", subnet_ids=there.subnets)
        group = aws.elasticache.ReplicationGroup(
            "cache",
            replication_group_id="shards",
            description="shards",
            engine="valkey",
            node_type="cache.t4g.micro",
            num_node_groups=2,
            replicas_per_node_group=1,
            automatic_failover_enabled=True,
            subnet_group_name=subnets.name,
        )
        return {
            "all": group.configuration_endpoint_address,
            "clustered": group.cluster_enabled,
            "members": group.member_clusters,
        }

    outputs = made(account, declare).outputs
    assert outputs["all"].startswith("clustercfg.shards.")
    assert outputs["clustered"] is True
    assert len(outputs["members"]) == 4


def test_users_and_their_group_are_asked_for(account: Account) -> None:
    def declare() -> dict[str, Any]:
        user = aws.elasticache.User(
            "app",
            user_id="app",
            user_name="app",
            engine="valkey",
            access_string="on ~* +@all",
            authentication_mode={"type": "password", "passwords": [TOKEN]},
        )
        group = aws.elasticache.UserGroup(
            "group", user_group_id="group", engine="valkey", user_ids=[user.user_id]
        )
        return {"arn": user.arn, "group": group.arn}

    outputs = made(account, declare).outputs
    (found,) = account.client("elasticache").describe_users(UserId="app")["Users"]
    assert found["ARN"] == outputs["arn"]
    (asked,) = sent(account, "CreateUser")
    assert asked["AuthenticationMode"] == {"Type": "password", "Passwords": [TOKEN]}
    (group,) = account.ledger.of("elasticache", "CreateUserGroup")
    assert group["UserIds"] == ["app"]
    assert outputs["group"] == "arn:aws:elasticache:us-east-1:123456789012:usergroup:group"


def test_a_parameter_group_and_a_serverless_cache_are_validated(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        aws.elasticache.ParameterGroup(
            "lru",
            name="lru",
            family="valkey8",
            parameters=[{"name": "maxmemory-policy", "value": "allkeys-lru"}],
        )
        cache = aws.elasticache.ServerlessCache(
            "burst",
            name="burst",
            engine="valkey",
            cache_usage_limits={
                "data_storage": {"maximum": 1, "unit": "GB"},
                "ecpu_per_seconds": [{"maximum": 1000}],
            },
            subnet_ids=there.subnets,
            security_group_ids=[there.group],
        )
        return {"endpoint": cache.endpoints[0].address, "port": cache.endpoints[0].port}

    deployment = made(account, declare)
    (limits,) = account.ledger.of("elasticache", "CreateServerlessCache")
    assert limits["CacheUsageLimits"] == {
        "DataStorage": {"Maximum": 1, "Unit": "GB"},
        "ECPUPerSecond": {"Maximum": 1000},
    }
    (parameters,) = sent(account, "ModifyCacheParameterGroup")
    assert parameters["ParameterNameValues"] == [
        {"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}
    ]
    assert deployment.outputs["port"] == 6379
    assert len(deployment.validated_only) == 1
