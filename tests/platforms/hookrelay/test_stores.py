"""Network, database and cache: who reaches them, how they are cared for, what stands in for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.program import declared, outputs_of
from tests.support.recorder import Recorder
from tests.support.variants import VARIANTS


@pytest.mark.requirement("HR-46", "HR-27", "HR-30")
def test_only_workloads_reach_database_and_cache(recorded_modes: tuple[str, Recorder]) -> None:
    """By groups, never by addresses."""
    name, recorded = recorded_modes
    groups = outputs_of(VARIANTS[name])["securityGroups"]
    workloads = {key: value for key, value in groups.items() if key not in ("database", "cache", "proxy")}
    for store, port in (("database", 5432), ("cache", 6379)):
        rules = [
            item.inputs
            for item in recorded.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
            if item.inputs["securityGroupId"] == groups[store]
        ]
        assert rules
        assert {rule["fromPort"] for rule in rules} == {port}
        assert all("cidrIpv4" not in rule and "cidrIpv6" not in rule for rule in rules)
        assert {rule["referencedSecurityGroupId"] for rule in rules} <= set(workloads.values()) | {
            groups.get("proxy")
        }


@pytest.fixture(params=["prod", "lambda-rest", "docker", "proxy", "fargate-worker"])
def recorded_modes(request: pytest.FixtureRequest) -> tuple[str, Recorder]:
    return request.param, declared(VARIANTS[request.param])


@pytest.mark.requirement("HR-46")
def test_the_network_is_ours_with_two_zones_or_a_given_one() -> None:
    own, given = declared(VARIANTS["prod"]), declared(VARIANTS["given-network"])
    vpc = own.inputs("hookrelay-network-vpc", "awsx:ec2:Vpc")
    assert (vpc["cidrBlock"], vpc["numberOfAvailabilityZones"]) == ("10.1.0.0/16", 2)
    assert vpc["natGateways"] == {"strategy": "OnePerAz"}
    endpoints = {item.inputs["serviceName"].rpartition(".")[2] for item in own.of_type("VpcEndpoint")}
    assert endpoints == {"s3", "dynamodb"}
    assert given.count("awsx:ec2:Vpc") == 0
    assert given.exports["hookrelay"]["vpcId"] == "vpc-0123456789abcdef0"
    more = declared(VARIANTS["more-of-everything"]).of_type("VpcEndpoint")
    assert len([item for item in more if item.inputs["vpcEndpointType"] == "Interface"]) == 5


@pytest.mark.requirement("HR-28", "HR-27", "HR-29")
def test_the_database_is_cared_for_as_the_environment_wants() -> None:
    sizes: dict[str, tuple[Any, ...]] = {}
    for name in ("dev", "staging", "prod"):
        database = declared(VARIANTS[name]).inputs("hookrelay-database-instance")
        sizes[name] = (
            database["multiAz"],
            database["backupRetentionPeriod"],
            database["databaseInsightsMode"],
            database["skipFinalSnapshot"],
        )
    assert sizes == {
        "dev": (False, 1, "standard", True),
        "staging": (False, 3, "standard", True),
        "prod": (True, 14, "standard", False),
    }
    assert declared(VARIANTS["proxy"]).count("aws:rds/proxy:Proxy") == 1
    assert declared(VARIANTS["prod"]).count("aws:rds/proxy:Proxy") == 0


@pytest.mark.requirement("HR-30", "HR-32")
def test_without_a_cache_the_applications_memory_is_all_it_has() -> None:
    recorded = declared(VARIANTS["without-worker-and-cache"])
    assert recorded.count("aws:elasticache/replicationGroup:ReplicationGroup") == 0
    assert "REDIS_URL" not in json.dumps(recorded.inputs("hookrelay-app-task"))


@pytest.mark.requirement("HR-50")
def test_failover_is_a_pair_of_records_of_the_origin_that_cloudfront_asks() -> None:
    recorded = declared(VARIANTS["dr"])
    (check,) = recorded.of_type("aws:route53/healthCheck:HealthCheck")
    assert check.inputs["type"].startswith("HTTPS")
    records = {
        item.inputs["failoverRoutingPolicies"][0]["type"]: item.inputs
        for item in recorded.of_type("aws:route53/record:Record")
        if item.inputs.get("failoverRoutingPolicies")
    }
    assert set(records) == {"PRIMARY", "SECONDARY"}
    origin = recorded.inputs("hookrelay-cdn-distribution")["origins"][0]["domainName"]
    assert {record["name"] for record in records.values()} == {origin} == {"failover.hookrelay.example.com"}
    assert records["SECONDARY"]["records"] == ["standby.company.dev"]
    assert declared(VARIANTS["prod"]).count("aws:route53/healthCheck:HealthCheck") == 0
