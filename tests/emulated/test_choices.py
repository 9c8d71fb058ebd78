"""Switches of the stores, the secrets and the other region, each deployed in its other position."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulated.world import holds
from tests.support.program import Variant

THERE = "us-west-2"
INDEXES = [
    {"name": "ByStatus", "partitionKey": {"name": "status"}, "sortKey": {"name": "created_at", "type": "N"}},
    {"name": "ByDelivery", "partitionKey": {"name": "delivery_id"}, "projection": "KEYS_ONLY"},
]


def dev(**config: Any) -> Variant:
    return Variant(file="dev", config=config)


def prod(**config: Any) -> Variant:
    return Variant(file="prod", config=config)


@pytest.mark.requirement("HR-25")
def test_secrets_live_in_secrets_manager_where_that_is_wanted() -> None:
    with holds(prod(secretsBackend="secretsmanager", database={"proxy": True})) as deployed:
        world = deployed.world
        assert all(":secretsmanager:" in secret["arn"] for secret in world["secrets"].values())
        ours = world.client("ssm").describe_parameters()["Parameters"]
        assert [parameter["Name"] for parameter in ours if "hookrelay" in parameter["Name"]] == []


@pytest.mark.requirement("HR-26")
@pytest.mark.parametrize("proxy", [False, True], ids=["alone", "behind-a-proxy"])
def test_a_password_that_rds_keeps_reaches_the_task_in_parts(proxy: bool) -> None:
    variant = prod(database={"credentials": "rdsManaged", "proxy": proxy})
    with holds(variant) as deployed:
        world = deployed.world
        assert "DATABASE_URL leads to the database" not in deployed.titles
        instance = world.client("rds").describe_db_instances(DBInstanceIdentifier=world["databaseId"])
        managed = instance["DBInstances"][0]["MasterUserSecret"]["SecretArn"]
        assert world["secrets"]["DB_PASSWORD"]["arn"] == managed
        rules = world.client("events").list_rules()["Rules"]
        assert any("RotationSucceeded" in rule.get("EventPattern", "") for rule in rules)


@pytest.mark.requirement("HR-15", "HR-16")
def test_provisioned_tables_scale_and_so_does_every_index() -> None:
    tables = {
        "endpoints": {"billing": "provisioned"},
        "deliveries": {"billing": "provisioned", "indexes": INDEXES},
    }
    with holds(prod(tables=tables)) as deployed:
        world = deployed.world
        found = world.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="dynamodb")
        deliveries = f"table/{world['deliveriesTable']}"
        resources = {
            f"table/{world['endpointsTable']}",
            deliveries,
            f"{deliveries}/index/ByStatus",
            f"{deliveries}/index/ByDelivery",
        }
        targets = [(each["ResourceId"], each["ScalableDimension"]) for each in found["ScalableTargets"]]
        assert {resource for resource, _ in targets} == resources
        assert len(targets) == 2 * len(resources)  # reads and writes
        detail = next(r.detail for r in deployed.results if r.title.startswith("tables answer"))
        assert "2 indexes" in detail


@pytest.mark.requirement("HR-29")
def test_workloads_reach_a_replica_past_the_proxy() -> None:
    with holds(dev(database={"proxy": True, "readReplica": True})) as deployed:
        detail = next(r.detail for r in deployed.results if r.title == "only the stated flows are open")
        for way in ("worker -> proxy:5432", "worker -> database:5432", "proxy -> database:5432"):
            assert way in detail


@pytest.mark.requirement("HR-46")
def test_interface_endpoints_are_reached_from_the_network_alone() -> None:
    with holds(dev(network={"interfaceEndpoints": ["sqs", "ssm"]})) as deployed:
        detail = next(r.detail for r in deployed.results if r.title == "only the stated flows are open")
        assert "10.1.0.0/16 -> endpoints:443" in detail
        assert "worker -> endpoints:443" in detail


@pytest.mark.requirement("HR-11", "HR-45")
def test_dead_letters_wait_in_their_queue_without_an_archiver() -> None:
    with holds(dev(archive={"archiver": False}, cache={"enabled": False})) as deployed:
        world = deployed.world
        detail = next(r.detail for r in deployed.results if r.title.startswith("poison"))
        assert "then the dead-letter queue" in detail
        alarms = world.client("cloudwatch").describe_alarms(AlarmNames=world["alarms"])["MetricAlarms"]
        on_letters = [
            alarm["MetricName"]
            for alarm in alarms
            if {"Name": "QueueName", "Value": world["dlqUrl"].rpartition("/")[2]}
            in alarm.get("Dimensions", [])
        ]
        assert on_letters == ["ApproximateNumberOfMessagesVisible"]
        assert "REDIS_URL" not in json.dumps(world["secrets"])


@pytest.mark.requirement("HR-4", "HR-5", "HR-13")
def test_the_checks_follow_an_operators_own_queue_settings() -> None:
    variant = dev(
        queue={"visibilityTimeout": "10 minutes", "maxReceiveCount": 5},
        worker={"lambda": {"timeout": "100 seconds"}},
    )
    with holds(variant) as deployed:
        details = {result.title: result.detail for result in deployed.results}
        assert details["the queue is as stated"] == "hidden for 600 s, 5 receives"
        assert details["poison messages become dead letters"].startswith("5 receives")
