"""The checks of database, cache and reachability notice what breaks them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from moto.elasticache.models import elasticache_backends
from moto.rds.models import rds_backends

from smoke import shared
from smoke.core import Deployed
from smoke.hookrelay import reach, stores
from tests.smoke.support import broken, notices, without

HERE = ("123456789012", "us-east-1")


def instance(deployed: Deployed) -> Any:
    """moto's own record: AWS lets nobody take encryption from a database, so no call breaks it."""
    return rds_backends[HERE[0]][HERE[1]].databases[deployed["databaseId"]]


@pytest.mark.requirement("HR-27", "HR-28")
@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        ("publicly_accessible", True, "has a public address"),
        ("storage_encrypted", False, "is not encrypted"),
        ("backup_retention_period", 0, "is not backed up"),
    ],
)
def test_a_database_that_is_open_plain_or_not_backed_up_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, attribute: str, value: object, reason: str
) -> None:
    assert stores.database_is_private(deployed).endswith("backups 14 days")
    monkeypatch.setattr(instance(deployed), attribute, value)
    notices(stores.database_is_private, deployed, reason)


@pytest.mark.requirement("HR-27")
def test_a_database_that_takes_plain_connections_is_noticed(deployed: Deployed) -> None:
    rds = deployed.client("rds")
    group = rds.describe_db_instances(DBInstanceIdentifier=deployed["databaseId"])["DBInstances"][0][
        "DBParameterGroups"
    ][0]["DBParameterGroupName"]

    def put(value: str) -> Any:
        parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": value, "ApplyMethod": "immediate"}
        return rds.modify_db_parameter_group(DBParameterGroupName=group, Parameters=[parameter])

    with broken(lambda: put("0"), lambda: put("1")):
        notices(stores.database_is_private, deployed, "rds.force_ssl is 0")


@pytest.mark.requirement("HR-26")
@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("scheme", "mysql", "no PostgreSQL URL"),
        ("netloc", "prod_user:x@elsewhere.example.com:5432", "names the host elsewhere.example.com"),
        ("netloc", "{host}:5432", "has no credentials"),
        ("path", "/postgres", "names the database /postgres"),
        ("query", "", "does not require TLS"),
    ],
)
def test_a_url_that_leads_elsewhere_is_noticed(
    deployed: Deployed, part: str, value: str, reason: str
) -> None:
    stores.database_url_is_complete(deployed)
    arn, ssm = deployed["secrets"]["DATABASE_URL"]["arn"], deployed.client("ssm")
    right = shared.secret_value(deployed, arn) or ""
    wrong = urlunsplit(urlsplit(right)._replace(**{part: value.format(host=deployed["databaseHost"])}))
    name = arn.partition(":parameter")[2]

    def put(value: str) -> Any:
        return ssm.put_parameter(Name=name, Value=value, Overwrite=True)

    with broken(lambda: put(wrong), lambda: put(right)):
        notices(stores.database_url_is_complete, deployed, reason)


@pytest.mark.requirement("HR-30")
@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        ("transit_encryption_enabled", "speaks plain text"),
        ("at_rest_encryption_enabled", "not encrypted at rest"),
    ],
)
def test_a_cache_that_is_not_encrypted_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, attribute: str, reason: str
) -> None:
    shared.cache_is_private(deployed)
    group = elasticache_backends[HERE[0]][HERE[1]].replication_groups[deployed["cacheId"]]
    monkeypatch.setattr(group, attribute, False)
    notices(shared.cache_is_private, deployed, reason)


@pytest.mark.requirement("HR-46", "HR-52")
@pytest.mark.parametrize(
    ("group", "rule", "reason"),
    [
        ("database", {"FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}, "internet -> database:5432"),
        ("service", {"FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}, "internet -> service:22"),
        ("cache", {"FromPort": 0, "ToPort": 65535, "CidrIp": "10.0.0.0/8"}, "10.0.0.0/8 -> cache:0-65535"),
    ],
)
def test_a_door_that_somebody_opened_is_noticed(
    deployed: Deployed, group: str, rule: dict[str, Any], reason: str
) -> None:
    reach.only_stated_flows_are_open(deployed)
    ec2, target = deployed.client("ec2"), {"GroupId": deployed["securityGroups"][group]}
    ports = {"IpProtocol": "tcp", "FromPort": rule["FromPort"], "ToPort": rule["ToPort"]}
    permissions = [{**ports, "IpRanges": [{"CidrIp": rule["CidrIp"]}]}]
    with broken(
        lambda: ec2.authorize_security_group_ingress(IpPermissions=permissions, **target),
        lambda: ec2.revoke_security_group_ingress(IpPermissions=permissions, **target),
    ):
        notices(reach.only_stated_flows_are_open, deployed, f"open beyond what is stated: {reason}")


@pytest.mark.requirement("HR-46")
def test_a_way_that_somebody_closed_is_noticed(deployed: Deployed) -> None:
    ec2, groups = deployed.client("ec2"), deployed["securityGroups"]
    rule = {
        "IpProtocol": "tcp",
        "FromPort": 5432,
        "ToPort": 5432,
        "UserIdGroupPairs": [{"GroupId": groups["service"]}],
    }
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [groups["database"]]}])[
        "SecurityGroupRules"
    ]
    (ours,) = (
        each["SecurityGroupRuleId"]
        for each in found
        if each.get("ReferencedGroupInfo", {}).get("GroupId") == groups["service"]
    )
    target = {"GroupId": groups["database"]}
    with broken(
        lambda: ec2.revoke_security_group_ingress(SecurityGroupRuleIds=[ours], **target),
        lambda: ec2.authorize_security_group_ingress(IpPermissions=[rule], **target),
    ):
        notices(reach.only_stated_flows_are_open, deployed, "closed: service -> database:5432")


@pytest.mark.requirement("HR-46", "X-21")
def test_a_public_entrance_where_a_private_one_was_stated_is_noticed(deployed: Deployed) -> None:
    notices(
        reach.only_stated_flows_are_open,
        without(deployed, loadBalancerIsPublic=False),
        "closed: com.amazonaws.global.cloudfront.origin-facing -> loadBalancer:80",
    )
