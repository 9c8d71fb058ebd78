"""Zones, records and health checks."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made, network


def records(account: Account, zone: str) -> list[dict[str, Any]]:
    found = account.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return [dict(record) for record in found if record["Type"] not in {"NS", "SOA"}]


def test_a_short_name_belongs_to_its_zone(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com", tags={"Project": "x"})
        www = aws.route53.Record("www", zone_id=zone.id, name="www", type="A", ttl=300, records=["192.0.2.1"])
        text = aws.route53.Record(
            "spf", zone_id=zone.id, name="", type="TXT", ttl=300, records=["v=spf1 -all"]
        )
        return {"zone": zone.zone_id, "www": www.fqdn, "text": text.fqdn, "servers": zone.name_servers}

    outputs = made(account, declare).outputs
    assert (outputs["www"], outputs["text"]) == ("www.example.com", "example.com")
    assert len(outputs["servers"]) == 4
    values = {
        record["Name"]: record["ResourceRecords"][0]["Value"] for record in records(account, outputs["zone"])
    }
    assert values == {"www.example.com.": "192.0.2.1", "example.com.": '"v=spf1 -all"'}
    tags = account.client("route53").list_tags_for_resource(
        ResourceType="hostedzone", ResourceId=outputs["zone"]
    )
    assert tags["ResourceTagSet"]["Tags"] == [{"Key": "Project", "Value": "x"}]


def test_a_private_zone_belongs_to_its_network(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        return {"zone": aws.route53.Zone("zone", name="internal.test", vpcs=[{"vpc_id": there.vpc}]).zone_id}

    outputs = made(account, declare).outputs
    found = account.client("route53").get_hosted_zone(Id=outputs["zone"])
    assert found["HostedZone"]["Config"]["PrivateZone"] is True
    assert found["VPCs"] == [{"VPCRegion": "us-east-1", "VPCId": there.vpc}]


@pytest.mark.requirement("HR-50")
def test_the_origin_fails_over_when_its_health_check_does(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        check = aws.route53.HealthCheck(
            "primary",
            type="HTTPS",
            fqdn="origin.example.com",
            port=443,
            resource_path="/health",
            failure_threshold=3,
            request_interval=30,
            enable_sni=True,
        )
        for kind, target in (("PRIMARY", "a.example.net"), ("SECONDARY", "b.example.net")):
            aws.route53.Record(
                kind.lower(),
                zone_id=zone.zone_id,
                name="origin.example.com",
                type="CNAME",
                ttl=60,
                records=[target],
                set_identifier=kind.lower(),
                failover_routing_policies=[{"type": kind}],
                health_check_id=check.id if kind == "PRIMARY" else None,
            )
        return {"zone": zone.zone_id, "check": check.id}

    outputs = made(account, declare).outputs
    found = {record["SetIdentifier"]: record for record in records(account, outputs["zone"])}
    assert found["primary"]["Failover"] == "PRIMARY"
    assert found["primary"]["HealthCheckId"] == outputs["check"]
    assert found["secondary"]["Failover"] == "SECONDARY"
    config = account.client("route53").get_health_check(HealthCheckId=outputs["check"])["HealthCheck"]
    assert config["HealthCheckConfig"]["ResourcePath"] == "/health"
    assert config["HealthCheckConfig"]["FailureThreshold"] == 3


def test_weights_places_and_aliases_reach_the_record(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        aws.route53.Record(
            "apex",
            zone_id=zone.zone_id,
            name="example.com",
            type="A",
            aliases=[
                {"name": "d1.cloudfront.net", "zone_id": "Z2FDTNDATAQYW2", "evaluate_target_health": False}
            ],
        )
        common: dict[str, Any] = {
            "zone_id": zone.zone_id,
            "type": "CNAME",
            "ttl": 60,
            "set_identifier": "one",
        }
        targets: dict[str, Any] = {"records": ["x.example.net"]}
        aws.route53.Record(
            "weight", name="w.example.com", weighted_routing_policies=[{"weight": 10}], **common, **targets
        )
        aws.route53.Record(
            "place",
            name="g.example.com",
            geolocation_routing_policies=[{"country": "US"}],
            **common,
            **targets,
        )
        aws.route53.Record(
            "region",
            name="l.example.com",
            latency_routing_policies=[{"region": "us-east-1"}],
            **common,
            **targets,
        )
        return {"zone": zone.zone_id}

    outputs = made(account, declare).outputs
    found = {record["Name"]: record for record in records(account, outputs["zone"])}
    assert found["example.com."]["AliasTarget"]["DNSName"].rstrip(".") == "d1.cloudfront.net"
    assert found["w.example.com."]["Weight"] == 10
    assert found["g.example.com."]["GeoLocation"] == {"CountryCode": "US"}
    assert found["l.example.com."]["Region"] == "us-east-1"


def test_a_record_that_exists_is_not_overwritten_unasked(account: Account) -> None:
    def declare(*, overwrite: bool) -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        for name in ("one", "other"):
            aws.route53.Record(
                name,
                zone_id=zone.zone_id,
                name="www",
                type="A",
                ttl=300,
                records=["192.0.2.1"],
                allow_overwrite=overwrite,
            )
        return {}

    with pytest.raises(DeploymentFailed, match="already exists"):
        made(account, lambda: declare(overwrite=False))
    made(account, lambda: declare(overwrite=True))


def test_queries_are_logged(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        group = aws.cloudwatch.LogGroup("queries", name="/aws/route53/example.com")
        aws.route53.QueryLog("queries", zone_id=zone.zone_id, cloudwatch_log_group_arn=group.arn)
        return {}

    made(account, declare)
    (found,) = account.client("route53").list_query_logging_configs()["QueryLoggingConfigs"]
    assert "/aws/route53/example.com" in found["CloudWatchLogsLogGroupArn"]
