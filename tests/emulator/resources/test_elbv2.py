"""Load balancers and target groups."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made, network, sent


def attributes(account: Account, operation: str, **arn: str) -> dict[str, str]:
    answer = getattr(account.client("elbv2"), operation)(**arn)
    return {item["Key"]: item["Value"] for item in answer["Attributes"]}


@pytest.mark.requirement("HR-39")
def test_a_load_balancer_has_its_attributes(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        balancer = aws.lb.LoadBalancer(
            "front",
            name="hookrelay-prod",
            load_balancer_type="application",
            security_groups=[there.group],
            subnets=there.subnets,
            enable_deletion_protection=True,
            drop_invalid_header_fields=True,
            idle_timeout=65,
            desync_mitigation_mode="strictest",
            enable_waf_fail_open=False,
            client_keep_alive=3600,
            preserve_host_header=True,
            tags={"Service": "api"},
        )
        return {
            "arn": balancer.arn,
            "dns": balancer.dns_name,
            "zone": balancer.zone_id,
            "suffix": balancer.arn_suffix,
            "vpc": balancer.vpc_id,
        }

    outputs = made(account, declare).outputs
    elb = account.client("elbv2")
    (found,) = elb.describe_load_balancers(LoadBalancerArns=[outputs["arn"]])["LoadBalancers"]
    assert found["DNSName"] == outputs["dns"]
    assert found["Scheme"] == "internet-facing"
    assert outputs["suffix"].startswith("app/hookrelay-prod/")
    assert outputs["arn"].endswith(outputs["suffix"])
    assert outputs["vpc"] == there.vpc
    assert outputs["zone"]
    has = attributes(account, "describe_load_balancer_attributes", LoadBalancerArn=outputs["arn"])
    assert has["deletion_protection.enabled"] == "true"
    assert has["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert has["idle_timeout.timeout_seconds"] == "65"
    assert has["waf.fail_open.enabled"] == "false"
    assert has["routing.http.preserve_host_header.enabled"] == "true"
    (tags,) = elb.describe_tags(ResourceArns=[outputs["arn"]])["TagDescriptions"]
    assert tags["Tags"] == [{"Key": "Service", "Value": "api"}]


def test_an_internal_network_load_balancer_is_one(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        balancer = aws.lb.LoadBalancer(
            "inner",
            load_balancer_type="network",
            internal=True,
            subnet_mappings=[{"subnet_id": subnet} for subnet in there.subnets],
            dns_record_client_routing_policy="any_availability_zone",
        )
        return {"arn": balancer.arn}

    outputs = made(account, declare).outputs
    (found,) = account.client("elbv2").describe_load_balancers(LoadBalancerArns=[outputs["arn"]])[
        "LoadBalancers"
    ]
    assert (found["Type"], found["Scheme"]) == ("network", "internal")
    (change,) = sent(account, "ModifyLoadBalancerAttributes")
    assert {"Key": "dns_record.client_routing_policy", "Value": "any_availability_zone"} in change[
        "Attributes"
    ]


@pytest.mark.requirement("HR-39")
def test_a_target_group_has_its_health_check_and_attributes(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        group = aws.lb.TargetGroup(
            "app",
            name="app",
            port=3000,
            protocol="HTTP",
            target_type="ip",
            vpc_id=there.vpc,
            health_check={
                "path": "/health",
                "interval": 30,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
                "matcher": "200-299",
                "protocol": "HTTP",
                "port": "traffic-port",
            },
            stickiness={"type": "lb_cookie", "enabled": True, "cookie_duration": 600},
            deregistration_delay=30,
            slow_start=60,
        )
        return {"arn": group.arn, "suffix": group.arn_suffix}

    outputs = made(account, declare).outputs
    elb = account.client("elbv2")
    (found,) = elb.describe_target_groups(TargetGroupArns=[outputs["arn"]])["TargetGroups"]
    assert (found["Port"], found["TargetType"], found["HealthCheckPath"]) == (3000, "ip", "/health")
    assert (found["HealthyThresholdCount"], found["UnhealthyThresholdCount"]) == (2, 3)
    assert found["Matcher"] == {"HttpCode": "200-299"}
    assert outputs["suffix"] == outputs["arn"].rsplit(":", 1)[1]
    has = attributes(account, "describe_target_group_attributes", TargetGroupArn=outputs["arn"])
    assert has["stickiness.lb_cookie.duration_seconds"] == "600"
    assert has["deregistration_delay.timeout_seconds"] == "30"
    assert has["slow_start.duration_seconds"] == "60"


def test_a_target_joins_its_group(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        group = aws.lb.TargetGroup("app", port=80, protocol="HTTP", target_type="ip", vpc_id=there.vpc)
        aws.lb.TargetGroupAttachment("one", target_group_arn=group.arn, target_id="10.1.0.10", port=8080)
        return {"arn": group.arn}

    outputs = made(account, declare).outputs
    (health,) = account.client("elbv2").describe_target_health(TargetGroupArn=outputs["arn"])[
        "TargetHealthDescriptions"
    ]
    assert health["Target"] == {"Id": "10.1.0.10", "Port": 8080}


def test_a_health_check_with_a_setting_nobody_knows_is_refused(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        check: Any = {"path": "/", "retries": 3}
        aws.lb.TargetGroup(
            "app",
            port=80,
            protocol="HTTP",
            target_type="ip",
            vpc_id=there.vpc,
            health_check=check,
        )
        return {}

    with pytest.raises(DeploymentFailed, match="retries"):
        made(account, declare)
