"""Databases, their groups and proxies change in place, are described, and go."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life
from .support import network, role

INSTANCE = "aws:rds/instance:Instance"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
PROXY = "aws:rds/proxy:Proxy"
POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"


@pytest.fixture
def database(account: Account) -> Life:
    return Life(
        account,
        INSTANCE,
        identifier="db",
        engine="postgres",
        engineVersion="17",
        instanceClass="db.t4g.micro",
        allocatedStorage=20,
        username="someone",
        password="correct-horse-battery",
        backupRetentionPeriod=7,
        deletionProtection=True,
        finalSnapshotIdentifier="last",
        enabledCloudwatchLogsExports=["postgresql"],
        tags={"a": "1"},
    )


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def modified(account: Account) -> Any:
    return [call.params for call in account.requests if call.operation == "ModifyDBInstance"][-1]


def test_a_database_is_told_what_differs_and_no_more(account: Account, database: Life) -> None:
    database.change(instanceClass="db.t4g.small", applyImmediately=True, tags={"a": "2"})
    assert modified(account) == {
        "DBInstanceIdentifier": "db",
        "DBInstanceClass": "db.t4g.small",
        "ApplyImmediately": True,
    }
    assert database.asked == ["ModifyDBInstance", "AddTagsToResource"]
    assert (said(database)["DBInstanceClass"], said(database)["BackupRetentionPeriod"]) == ("db.t4g.small", 7)
    assert said(database)["tags"] == [{"Key": "a", "Value": "2"}]
    database.change(enabledCloudwatchLogsExports=["upgrade"])
    exports = {"EnableLogTypes": ["upgrade"], "DisableLogTypes": ["postgresql"]}
    assert modified(account)["CloudwatchLogsExportConfiguration"] == exports


def test_switches_no_longer_given_go_off_and_sizes_stay(account: Account, database: Life) -> None:
    database.change(iamDatabaseAuthenticationEnabled=True, maxAllocatedStorage=100)
    assert said(database)["IAMDatabaseAuthenticationEnabled"] is True
    database.change(
        iamDatabaseAuthenticationEnabled=None, maxAllocatedStorage=None, backupRetentionPeriod=None
    )
    sent = dict(modified(account))
    assert (sent["EnableIAMDatabaseAuthentication"], sent["MaxAllocatedStorage"]) == (False, 20)
    assert "BackupRetentionPeriod" not in sent


def test_a_new_password_comes_with_its_version(account: Account, database: Life) -> None:
    database.change(password=None, passwordWo="other-horse-battery", passwordWoVersion=1)
    assert modified(account)["MasterUserPassword"] == "other-horse-battery"
    database.change(passwordWo="third-horse-battery")
    assert database.asked == []


def test_a_database_changes_its_name_and_keeps_its_id(database: Life) -> None:
    database.change(identifier="renamed")
    assert said(database)["DBInstanceIdentifier"] == "renamed"
    assert said(database)["DbiResourceId"] == database.id


def test_what_makes_another_database_can_not_change(database: Life) -> None:
    lasting = {"engine", "username", "dbName", "storageEncrypted", "kmsKeyId", "availabilityZone"}
    assert not database.handler.updatable(INSTANCE) & lasting


def test_a_protected_database_stays_until_its_protection_is_lifted(account: Account, database: Life) -> None:
    with pytest.raises(ClientError, match="protected"):
        database.delete()
    assert said(database)["DBInstanceStatus"] == "available"
    database.change(deletionProtection=None)
    database.delete()
    assert database.described() is None
    database.delete()
    snapshots = account.client("rds").describe_db_snapshots()["DBSnapshots"]
    assert [snapshot["DBSnapshotIdentifier"] for snapshot in snapshots] == ["last"]


def test_a_deletion_without_a_snapshot_has_to_be_asked_for(account: Account, database: Life) -> None:
    database.change(deletionProtection=False, finalSnapshotIdentifier=None)
    with pytest.raises(ValueError, match="skipFinalSnapshot"):
        database.delete()
    database.change(skipFinalSnapshot=True)
    database.delete()
    assert account.client("rds").describe_db_snapshots()["DBSnapshots"] == []


def test_a_database_is_found_by_its_name_or_its_id(database: Life) -> None:
    read = database.handler.read
    assert read is not None
    for key in ("db", database.id):
        found = read(database._request(), key)
        assert found is not None
        assert (found[0], found[1]["identifier"]) == (database.id, "db")


def test_a_subnet_group_takes_other_subnets_and_stays(account: Account) -> None:
    there, other = network(account), network(account)
    group = Life(account, SUBNETS, name="own", subnetIds=there.subnets, description="d")
    group.change(subnetIds=other.subnets)
    assert said(group)["subnetIds"] == sorted(other.subnets)
    assert said(group)["DBSubnetGroupDescription"] == "d"
    group.delete()
    assert group.described() is None
    group.delete()


def test_values_of_a_parameter_group_are_set_and_put_back(account: Account) -> None:
    one = {"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"}
    two = {"name": "log_min_duration_statement", "value": "500"}
    group = Life(account, PARAMETERS, name="own", family="postgres17", parameters=[one, two])
    assert [each["value"] for each in said(group)["parameters"]] == ["500", "1"]
    group.change(parameters=[{**two, "value": "700"}])
    assert group.asked == ["ModifyDBParameterGroup", "ResetDBParameterGroup"]
    assert not group.handler.updatable(PARAMETERS) & {"family", "name", "description"}
    group.delete()
    assert group.described() is None
    group.delete()


def test_a_proxy_changes_its_pool_and_goes(account: Account, database: Life) -> None:
    there = network(account)
    secret = account.client("secretsmanager").create_secret(
        Name="db", SecretString=json.dumps({"username": "someone", "password": "correct-horse-battery"})
    )["ARN"]
    reader = role(account, "proxy", "rds.amazonaws.com", "secretsmanager:GetSecretValue")
    proxy = Life(
        account,
        PROXY,
        name="pool",
        engineFamily="POSTGRESQL",
        roleArn=reader,
        vpcSubnetIds=there.subnets,
        auths=[{"authScheme": "SECRETS", "secretArn": secret, "iamAuth": "REQUIRED"}],
    )
    proxy.change(idleClientTimeout=600)
    (sent,) = account.ledger.of("rds", "ModifyDBProxy")
    assert sent == {"DBProxyName": "pool", "IdleClientTimeout": 600}
    pool = Life(account, POOL, dbProxyName="pool", connectionPoolConfig={"maxConnectionsPercent": 50})
    pool.change(connectionPoolConfig={"maxConnectionsPercent": 60})
    assert said(pool)["ConnectionPoolConfig"]["MaxConnectionsPercent"] == 60
    target = Life(account, TARGET, dbProxyName="pool", targetGroupName="default", dbInstanceIdentifier="db")
    assert target.described() is not None
    for each in (target, pool, proxy):
        each.delete()
    assert proxy.described() is None
    assert target.described() is None
