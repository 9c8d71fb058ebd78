"""Databases."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network, role, sent

PASSWORD = "correct-horse-battery"
SETTINGS: dict[str, Any] = {
    "engine": "postgres",
    "engine_version": "17",
    "instance_class": "db.t4g.micro",
    "allocated_storage": 20,
    "storage_type": "gp3",
    "storage_encrypted": True,
    "db_name": "hookrelay_prod",
    "username": "prod_user",
    "port": 5432,
    "multi_az": True,
    "backup_retention_period": 14,
    "backup_window": "03:00-04:00",
    "maintenance_window": "sun:04:30-sun:05:30",
    "deletion_protection": True,
    "enabled_cloudwatch_logs_exports": ["postgresql"],
    "database_insights_mode": "standard",
    "performance_insights_enabled": True,
    "iam_database_authentication_enabled": True,
    "skip_final_snapshot": False,
    "final_snapshot_identifier": "hookrelay-prod-final",
}


def database(account: Account, **settings: Any) -> Callable[..., dict[str, Any]]:
    there = network(account)

    def declare(**more: Any) -> dict[str, Any]:
        subnets = aws.rds.SubnetGroup("subnets", subnet_ids=there.subnets)
        parameters = aws.rds.ParameterGroup(
            "parameters",
            family="postgres17",
            parameters=[
                {"name": "rds.force_ssl", "value": "1", "apply_method": "pending-reboot"},
                {"name": "log_min_duration_statement", "value": "500"},
            ],
        )
        instance = aws.rds.Instance(
            "database",
            identifier="hookrelay-prod",
            db_subnet_group_name=subnets.name,
            parameter_group_name=parameters.name,
            vpc_security_group_ids=[there.group],
            **{**SETTINGS, **settings, **more},
        )
        return {
            "arn": instance.arn,
            "address": instance.address,
            "endpoint": instance.endpoint,
            "resource": instance.resource_id,
            "secrets": instance.master_user_secrets,
            "parameters": parameters.name,
        }

    return declare


@pytest.mark.requirement("HR-27", "HR-28", "HR-29")
def test_a_database_is_private_encrypted_backed_up_and_speaks_tls_only(account: Account) -> None:
    outputs = made(account, database(account, password_wo=PASSWORD, password_wo_version=1)).outputs
    rds = account.client("rds")
    (found,) = rds.describe_db_instances(DBInstanceIdentifier="hookrelay-prod")["DBInstances"]
    assert found["DBInstanceArn"] == outputs["arn"]
    assert found["StorageEncrypted"] is True
    assert found["MultiAZ"] is True
    assert found["BackupRetentionPeriod"] == 14
    assert found["DeletionProtection"] is True
    assert outputs["endpoint"] == f"{outputs['address']}:5432"
    (asked,) = sent(account, "CreateDBInstance")
    assert asked["EnablePerformanceInsights"] is True  # moto forgets it
    assert asked["EnableCloudwatchLogsExports"] == ["postgresql"]
    assert asked["PreferredBackupWindow"] == "03:00-04:00"
    (parameters,) = sent(account, "ModifyDBParameterGroup")
    assert parameters["DBParameterGroupName"] == outputs["parameters"]
    values = {item["ParameterName"]: item["ParameterValue"] for item in parameters["Parameters"]}
    assert values == {"rds.force_ssl": "1", "log_min_duration_statement": "500"}


@pytest.mark.requirement("HR-26")
def test_a_write_only_password_is_sent_and_is_in_no_state(account: Account) -> None:
    declare = database(account, password_wo_version=1)
    deployment = made(account, lambda: declare(password_wo=pulumi.Output.secret(PASSWORD)))
    (asked,) = sent(account, "CreateDBInstance")
    assert asked["MasterUserPassword"] == PASSWORD
    states = json.dumps([deployment.state_of(urn) for urn in deployment.created], default=str)
    assert PASSWORD not in states


@pytest.mark.requirement("HR-26")
def test_a_managed_password_is_a_secret_that_exists(account: Account) -> None:
    outputs = made(account, database(account, manage_master_user_password=True)).outputs
    (secret,) = outputs["secrets"]
    value = account.client("secretsmanager").get_secret_value(SecretId=secret["secretArn"])
    assert json.loads(value["SecretString"])["password"]


def test_two_databases_have_two_resource_ids(account: Account) -> None:
    def declare() -> dict[str, Any]:
        both = [
            aws.rds.Instance(
                name,
                identifier=name,
                engine="postgres",
                instance_class="db.t4g.micro",
                allocated_storage=20,
                username="someone",
                password=PASSWORD,
                skip_final_snapshot=True,
            )
            for name in ("one", "two")
        ]
        return {"ids": [instance.resource_id for instance in both]}

    one, two = made(account, declare).outputs["ids"]
    assert one != two
    found = account.client("rds").describe_db_instances()["DBInstances"]
    assert {instance["DbiResourceId"] for instance in found} == {one, two}


def existing(account: Account) -> None:
    account.client("rds").create_db_instance(
        DBInstanceIdentifier="source",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="someone",
        MasterUserPassword=PASSWORD,
        BackupRetentionPeriod=7,
    )


def test_a_replica_follows_its_source(account: Account) -> None:
    existing(account)

    def declare() -> dict[str, Any]:
        replica = aws.rds.Instance(
            "replica",
            identifier="replica",
            replicate_source_db="source",
            instance_class="db.t4g.micro",
            performance_insights_enabled=True,
            skip_final_snapshot=True,
        )
        return {"address": replica.address}

    assert made(account, declare).outputs["address"].startswith("replica.")
    (source,) = account.client("rds").describe_db_instances(DBInstanceIdentifier="source")["DBInstances"]
    assert source["ReadReplicaDBInstanceIdentifiers"] == ["replica"]


@pytest.mark.parametrize("way", ["snapshot", "point"])
def test_a_database_is_restored_and_then_given_what_the_restore_does_not_take(
    account: Account, way: str
) -> None:
    existing(account)
    account.client("rds").create_db_snapshot(DBSnapshotIdentifier="before", DBInstanceIdentifier="source")
    ways: dict[str, dict[str, Any]] = {
        "snapshot": {"snapshot_identifier": "before"},
        "point": {
            "restore_to_point_in_time": {
                "source_db_instance_identifier": "source",
                "use_latest_restorable_time": True,
            }
        },
    }
    origin = ways[way]

    def declare() -> dict[str, Any]:
        copy = aws.rds.Instance(
            "copy",
            identifier="copy",
            instance_class="db.t4g.small",
            backup_retention_period=3,
            maintenance_window="sun:04:30-sun:05:30",
            skip_final_snapshot=True,
            **origin,
        )
        return {"address": copy.address}

    assert made(account, declare).outputs["address"].startswith("copy.")
    (found,) = account.client("rds").describe_db_instances(DBInstanceIdentifier="copy")["DBInstances"]
    assert found["BackupRetentionPeriod"] == 3
    (change,) = sent(account, "ModifyDBInstance")
    assert change["PreferredMaintenanceWindow"] == "sun:04:30-sun:05:30"


@pytest.mark.requirement("HR-28")
def test_backups_are_copied_to_another_region(account: Account) -> None:
    existing(account)
    (source,) = account.client("rds").describe_db_instances(DBInstanceIdentifier="source")["DBInstances"]

    def declare() -> dict[str, Any]:
        aws.rds.InstanceAutomatedBackupsReplication(
            "copies", source_db_instance_arn=source["DBInstanceArn"], retention_period=14, region="us-west-2"
        )
        return {}

    deployment = made(account, declare)
    (entry,) = account.ledger.entries
    assert (entry.operation, entry.region) == ("StartDBInstanceAutomatedBackupsReplication", "us-west-2")
    assert entry.params["BackupRetentionPeriod"] == 14
    assert len(deployment.validated_only) == 1


def test_events_go_to_a_topic(account: Account) -> None:
    def declare() -> dict[str, Any]:
        topic = aws.sns.Topic("events")
        aws.rds.EventSubscription(
            "events",
            name="database-events",
            sns_topic=topic.arn,
            source_type="db-instance",
            event_categories=["failover", "low storage"],
        )
        return {"topic": topic.arn}

    outputs = made(account, declare).outputs
    (found,) = account.client("rds").describe_event_subscriptions()["EventSubscriptionsList"]
    assert found["SnsTopicArn"] == outputs["topic"]
    assert found["EventCategoriesList"] == ["failover", "low storage"]


@pytest.mark.requirement("HR-29")
def test_a_proxy_pools_connections_to_its_database(account: Account) -> None:
    existing(account)
    there = network(account)
    reader = role(account, "proxy", "rds.amazonaws.com", "secretsmanager:GetSecretValue")
    secret = account.client("secretsmanager").create_secret(Name="database", SecretString="{}")["ARN"]

    def declare() -> dict[str, Any]:
        proxy = aws.rds.Proxy(
            "proxy",
            name="proxy",
            engine_family="POSTGRESQL",
            role_arn=reader,
            vpc_subnet_ids=there.subnets,
            vpc_security_group_ids=[there.group],
            require_tls=True,
            auths=[{"auth_scheme": "SECRETS", "iam_auth": "DISABLED", "secret_arn": secret}],
        )
        group = aws.rds.ProxyDefaultTargetGroup(
            "group",
            db_proxy_name=proxy.name,
            connection_pool_config={"max_connections_percent": 80, "connection_borrow_timeout": 30},
        )
        target = aws.rds.ProxyTarget(
            "target",
            db_proxy_name=proxy.name,
            target_group_name=group.name,
            db_instance_identifier="source",
        )
        return {"endpoint": proxy.endpoint, "target": target.endpoint, "type": target.type}

    outputs = made(account, declare).outputs
    rds = account.client("rds")
    (proxy,) = rds.describe_db_proxies(DBProxyName="proxy")["DBProxies"]
    assert proxy["Endpoint"] == outputs["endpoint"]
    assert proxy["RequireTLS"] is True
    (group,) = rds.describe_db_proxy_target_groups(DBProxyName="proxy")["TargetGroups"]
    assert group["ConnectionPoolConfig"]["MaxConnectionsPercent"] == 80
    (target,) = rds.describe_db_proxy_targets(DBProxyName="proxy")["Targets"]
    assert target["RdsResourceId"] == "source"
    assert (outputs["type"], outputs["target"].split(".")[0]) == ("RDS_INSTANCE", "source")
