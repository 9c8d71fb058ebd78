"""Names that are taken: a deployment never adopts what is there."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

URN = "urn:pulumi:dev::platforms::aws:s3/bucket:Bucket::b"


def subnets(account: Account) -> list[str]:
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate("ab")
    ]


def test_a_resource_does_not_get_a_bucket_that_exists_and_an_application_does(account: Account) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="mine-already")
    s3.create_bucket(Bucket="mine-already")  # as S3 answers in us-east-1
    with account.acting_for(URN), pytest.raises(ClientError, match="already exists, and you own it"):
        s3.create_bucket(Bucket="mine-already")
    with account.acting_for(URN):
        s3.create_bucket(Bucket="not-there-yet")


def test_a_load_balancer_has_its_name_for_itself(account: Account) -> None:
    elbv2, ids = account.client("elbv2"), subnets(account)
    group = account.client("ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    wanted: dict[str, Any] = {"Subnets": ids, "Scheme": "internal", "SecurityGroups": [group]}
    elbv2.create_load_balancer(Name="one", **wanted)
    with pytest.raises(ClientError, match="load balancer one already exists"):
        elbv2.create_load_balancer(Name="one", **wanted)
    elbv2.create_load_balancer(Name="two", **wanted)


def test_a_subnet_group_has_its_name_for_itself(account: Account) -> None:
    rds, ids = account.client("rds"), subnets(account)
    wanted: dict[str, Any] = {"DBSubnetGroupDescription": "d", "SubnetIds": ids}
    rds.create_db_subnet_group(DBSubnetGroupName="one", **wanted)
    with pytest.raises(ClientError, match="subnet group one already exists"):
        rds.create_db_subnet_group(DBSubnetGroupName="one", **wanted)
