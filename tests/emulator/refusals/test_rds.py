"""Databases."""

from typing import Any

import pytest

from emulator.account import Account

from . import network, refused, role


def database(**change: Any) -> dict[str, Any]:
    base = {
        "DBInstanceIdentifier": "app",
        "Engine": "postgres",
        "EngineVersion": "17",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": 20,
        "StorageType": "gp3",
        "MasterUsername": "prod_user",
        "ManageMasterUserPassword": True,
        "BackupRetentionPeriod": 14,
        "DBName": "hookrelay_prod",
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


def with_password(password: str) -> dict[str, Any]:
    return {"ManageMasterUserPassword": None, "MasterUserPassword": password}


@pytest.mark.requirement("HR-26", "HR-27", "HR-28")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"DBInstanceIdentifier": "1app"}, "an identifier has"),
        ({"DBInstanceIdentifier": "my--app"}, "an identifier has"),
        ({"MasterUserPassword": "longenough"}, "exclude each other"),
        ({"ManageMasterUserPassword": None}, "one of MasterUserPassword and ManageMasterUserPassword"),
        (with_password("short"), "8 to 128 characters"),
        (with_password("slash/inside"), "not allowed"),
        (with_password("at@inside-it"), "not allowed"),
        ({"MasterUsername": "rdsadmin"}, "can't be the master user"),
        ({"MasterUsername": None}, "MasterUsername is needed"),
        ({"AllocatedStorage": 10}, "between 20 and 65536 GiB"),
        ({"AllocatedStorage": None}, "AllocatedStorage is needed"),
        ({"MaxAllocatedStorage": 20}, "not above AllocatedStorage"),
        ({"Iops": 3000}, "need at least 400 GiB"),
        ({"StorageType": "io1", "AllocatedStorage": 100}, "Iops are needed"),
        ({"EngineVersion": "25"}, "has no version 25"),
        ({"DBName": "hookrelay-prod"}, "no database name"),
        ({"BackupRetentionPeriod": 36}, "between 0 and 35 days"),
        ({"MonitoringInterval": 7}, "MonitoringInterval is one of"),
        ({"MonitoringInterval": 60}, "needs a MonitoringRoleArn"),
        ({"PerformanceInsightsRetentionPeriod": 7}, "needs EnablePerformanceInsights"),
        ({"EnablePerformanceInsights": True, "PerformanceInsightsRetentionPeriod": 30}, "months of 31 days"),
        ({"EnableCloudwatchLogsExports": ["slow"]}, "does not export the logs slow"),
        ({"MultiAZ": True, "AvailabilityZone": "us-east-1a"}, "exclude each other"),
        ({"DBSubnetGroupName": "nowhere"}, "does not exist"),
    ],
)
def test_refused_databases(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("rds").create_db_instance, **database(**change))


def test_a_password_is_never_quoted(account: Account) -> None:
    why = refused(account.client("rds").create_db_instance, **database(**with_password("sec/ret")))
    assert "sec/ret" not in why


@pytest.mark.requirement("HR-26")
def test_a_replica_needs_backups_and_a_password_of_ones_own(account: Account) -> None:
    rds = account.client("rds")
    rds.create_db_instance(**database())
    rds.create_db_instance(
        **database(DBInstanceIdentifier="none", BackupRetentionPeriod=0, **with_password("good-password"))
    )
    rds.create_db_instance(**database(DBInstanceIdentifier="own", **with_password("good-password")))
    create = rds.create_db_instance_read_replica
    assert "managed in Secrets Manager" in refused(
        create, DBInstanceIdentifier="r", SourceDBInstanceIdentifier="app"
    )
    assert "keeps no backups" in refused(create, DBInstanceIdentifier="r", SourceDBInstanceIdentifier="none")
    create(DBInstanceIdentifier="r", SourceDBInstanceIdentifier="own")


@pytest.mark.requirement("HR-27")
def test_subnet_groups_cover_two_zones(account: Account) -> None:
    rds = account.client("rds")
    _, subnets = network(account, zones="aab")
    base = {"DBSubnetGroupName": "g", "DBSubnetGroupDescription": "g"}
    assert "at least 2 Availability Zones" in refused(
        rds.create_db_subnet_group, **base, SubnetIds=subnets[:2]
    )
    rds.create_db_subnet_group(**base, SubnetIds=subnets)


@pytest.mark.requirement("HR-29")
def test_a_proxy_needs_a_role_of_rds(account: Account) -> None:
    _, subnets = network(account)
    base = {
        "DBProxyName": "p",
        "EngineFamily": "POSTGRESQL",
        "VpcSubnetIds": subnets,
        "Auth": [
            {"AuthScheme": "SECRETS", "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b"}
        ],
    }
    create = account.client("rds").create_db_proxy
    assert "can't assume the role" in refused(create, **base, RoleArn=role(account, "lambda", name="wrong"))
    create(**base, RoleArn=role(account, "rds", name="right"))
