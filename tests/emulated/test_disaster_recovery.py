"""The other region, deployed: what is kept there, and how traffic gets there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emulator.account import Account
from smoke.core import Result
from tests.emulated.world import World, deployed_to, running_account
from tests.support.program import Variant
from tests.support.variants import DR, ORIGIN_SECRET

HERE, THERE = "us-east-1", "us-west-2"


def standby_network(account: Account) -> dict[str, Any]:
    """A network in the other region, as the stack that stands in has one."""
    ec2, rds = account.client("ec2", THERE), account.client("rds", THERE)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{number}.0/24", AvailabilityZone=f"{THERE}{zone}")[
            "Subnet"
        ]["SubnetId"]
        for number, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="standby", Description="standby", VpcId=vpc)["GroupId"]
    rds.create_db_subnet_group(
        DBSubnetGroupName="standby", DBSubnetGroupDescription="standby", SubnetIds=subnets
    )
    return {"subnetGroup": "standby", "securityGroupIds": [group]}


@pytest.fixture(scope="module")
def active() -> Iterator[World]:
    with running_account() as account:
        dr = {**DR["dr"], "databaseNetwork": standby_network(account)}
        yield World(
            account=account,
            deployment=deployed_to(account, Variant(file="prod", config={"dr": dr}, secret=ORIGIN_SECRET)),
        )


def failed(results: list[Result]) -> list[str]:
    return [f"{each.title}: {each.detail}" for each in results if not each.ok]


@pytest.mark.requirement("HR-50")
def test_every_check_holds_with_another_region(active: World) -> None:
    assert failed(active.checks()) == []


@pytest.mark.requirement("HR-50")
def test_tables_have_a_protected_restorable_replica_under_the_other_regions_key(active: World) -> None:
    dynamodb, kms = active.client("dynamodb", THERE), active.client("kms", THERE)
    keys = {each["KeyArn"] for each in kms.list_keys()["Keys"]}
    names = dynamodb.list_tables()["TableNames"]
    assert sorted(names) == sorted([active["endpointsTable"], active["deliveriesTable"]])
    for name in names:
        copy = dynamodb.describe_table(TableName=name)["Table"]
        assert copy["SSEDescription"]["KMSMasterKeyArn"] in keys
        assert copy["DeletionProtectionEnabled"]
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.requirement("HR-50")
def test_the_archive_is_copied_to_a_versioned_bucket_there(active: World) -> None:
    s3 = active.client("s3")
    (rule,) = s3.get_bucket_replication(Bucket=active["dlqBucket"])["ReplicationConfiguration"]["Rules"]
    copy = rule["Destination"]["Bucket"].rpartition(":")[2]
    assert rule["Status"] == "Enabled"
    assert s3.get_bucket_location(Bucket=copy)["LocationConstraint"] == THERE
    assert s3.get_bucket_versioning(Bucket=copy)["Status"] == "Enabled"


@pytest.mark.requirement("HR-50", "HR-28")
def test_the_database_has_a_protected_replica_there_in_the_network_that_was_given(active: World) -> None:
    (standby,) = active.client("rds", THERE).describe_db_instances()["DBInstances"]
    assert standby["DBInstanceIdentifier"] == f"{active['databaseId']}-standby"
    assert standby["DBSubnetGroup"]["DBSubnetGroupName"] == "standby"
    assert standby["StorageEncrypted"]
    assert standby["DeletionProtection"]


@pytest.mark.requirement("HR-50")
def test_every_secret_of_the_application_is_there_too(active: World) -> None:
    here = {each["Name"] for each in active.client("ssm").describe_parameters()["Parameters"]}
    there = {each["Name"] for each in active.client("ssm", THERE).describe_parameters()["Parameters"]}
    assert there == {name for name in here if not name.endswith(("-url", "-token"))}
    assert "/hookrelay/auth-secret" in there
    values = {
        region: active.client("ssm", region).get_parameter(
            Name="/hookrelay/auth-secret", WithDecryption=True
        )["Parameter"]["Value"]
        for region in (HERE, THERE)
    }
    assert values[HERE] == values[THERE], "a session signed here must be valid there"


@pytest.mark.requirement("HR-50")
def test_records_of_the_origin_answer_with_the_standby_while_the_primary_is_unwell(active: World) -> None:
    records = [
        each
        for each in active.record_sets("example.com")
        if each["Name"] == "failover.hookrelay.example.com."
    ]
    by_role = {each["Failover"]: each for each in records}
    assert by_role["SECONDARY"]["ResourceRecords"] == [{"Value": "standby.company.dev"}]
    assert "HealthCheckId" not in by_role["SECONDARY"]
    check = active.client("route53").get_health_check(HealthCheckId=by_role["PRIMARY"]["HealthCheckId"])
    assert check["HealthCheck"]["HealthCheckConfig"]["Type"] == "HTTPS"
    distribution = active.client("cloudfront").get_distribution(Id=active["cdnId"])["Distribution"]
    origins = distribution["DistributionConfig"]["Origins"]["Items"]
    assert [each["DomainName"] for each in origins] == ["failover.hookrelay.example.com"]


@pytest.mark.requirement("HR-50")
def test_the_health_check_gets_past_the_load_balancer_and_nobody_else_does(active: World) -> None:
    elb = active.client("elbv2")
    (listener,) = [
        each
        for each in elb.describe_listeners(LoadBalancerArn=active["loadBalancerArn"])["Listeners"]
        if each["Protocol"] == "HTTPS"
    ]
    rules = elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    forwards = [each for each in rules if each["Actions"][0]["Type"] == "forward"]
    admitted = [each for each in forwards if any(c["Field"] == "query-string" for c in each["Conditions"])]
    assert len(admitted) == 1
    (query,) = [c for c in admitted[0]["Conditions"] if c["Field"] == "query-string"]
    (pair,) = query["QueryStringConfig"]["Values"]
    records = active.record_sets("example.com")
    (check_id,) = {each["HealthCheckId"] for each in records if "HealthCheckId" in each}
    config = active.client("route53").get_health_check(HealthCheckId=check_id)["HealthCheck"][
        "HealthCheckConfig"
    ]
    assert config["ResourcePath"] == f"/?{pair['Key']}={pair['Value']}"
    others = [each for each in forwards if each not in admitted]
    assert all(any(c["Field"] == "http-header" for c in each["Conditions"]) for each in others)
