"""What becomes of load balancers and target groups: all attributes by one call, the rest by one each."""

from collections.abc import Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.elbv2 import (
    ALB_ATTRIBUTES,
    COMMON_ATTRIBUTES,
    LOGS,
    NLB_ATTRIBUTES,
    TARGET_GROUP_ATTRIBUTES,
    attributes,
    block_attributes,
    health_check,
    log_attributes,
    text,
)
from emulator.resources.parts import later, reader, removal, tagging

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:lb/targetGroup:TargetGroup"
ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment"
ATTRIBUTES = {**COMMON_ATTRIBUTES, **ALB_ATTRIBUTES, **NLB_ATTRIBUTES}
BLOCKS = ("stickiness", "targetFailovers", "targetHealthStates", "targetGroupHealth")

DEFAULTS = {
    "clientKeepAlive": 3600,
    "desyncMitigationMode": "defensive",
    "dnsRecordClientRoutingPolicy": "any_availability_zone",
    "enableHttp2": True,
    "idleTimeout": 60,
    "secondaryIpsAutoAssignedPerSubnet": 0,
    "xffHeaderProcessingMode": "append",
    "deregistrationDelay": 300,
    "loadBalancingAlgorithmType": "round_robin",
    "loadBalancingAnomalyMitigation": "off",
    "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
    "slowStart": 0,
}
"""What an attribute goes back to (ELB API reference, LoadBalancerAttribute and TargetGroupAttribute; times in
seconds); the others are switches that are off."""

BLOCK_DEFAULTS = {
    "stickiness": {"stickiness.enabled": "false"},
    "targetFailovers": {
        "target_failover.on_deregistration": "no_rebalance",
        "target_failover.on_unhealthy": "no_rebalance",
    },
    "targetHealthStates": {"target_health_state.unhealthy.connection_termination.enabled": "true"},
    "targetGroupHealth": {
        "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
        "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
    },
}
"""The same for blocks of attributes."""


def changed_attributes(
    r: Request, names: Mapping[str, str], defaults: Mapping[str, Any] = DEFAULTS
) -> list[dict[str, str]]:
    """Attributes that differ; one that is no longer given goes back to its default."""
    own = {key: api for key, api in names.items() if key in r.changed}
    gone = {key: api for key, api in own.items() if r.inputs.get(key) in (None, "")}
    reset = [{"Key": api, "Value": text(defaults.get(key, False))} for key, api in gone.items()]
    return [*attributes(r, own), *reset]


def _balancer(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes and logs, all in one call."""
    changes = changed_attributes(r, ATTRIBUTES)
    logs = r.changed & LOGS.keys()
    if logs:
        changes += log_attributes(r)
        off = [LOGS[key] for key in logs if r.take(key) is None]
        changes += [{"Key": f"{prefix}.s3.enabled", "Value": "false"} for prefix in off]
    if changes:
        r.api("elbv2", "modify_load_balancer_attributes", LoadBalancerArn=id_, Attributes=changes)
    if "minimumLoadBalancerCapacity" in r.changed:
        capacity = r.take("minimumLoadBalancerCapacity")
        floor = capacity and {"CapacityUnits": int(capacity["capacityUnits"])}
        reset = None if floor else True
        r.api(
            "elbv2",
            "modify_capacity_reservation",
            LoadBalancerArn=id_,
            MinimumLoadBalancerCapacity=floor,
            ResetCapacityReservation=reset,
        )
    if r.changed & {"securityGroups", "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"}:
        enforce = r.take("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
        r.api(
            "elbv2",
            "set_security_groups",
            LoadBalancerArn=id_,
            SecurityGroups=r.take("securityGroups", []),
            EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic=enforce,
        )
    return {}


def _group(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes, and the health check."""
    changes = changed_attributes(r, TARGET_GROUP_ATTRIBUTES)
    if r.changed & set(BLOCKS):
        gone = [key for key in BLOCKS if key in r.changed and not r.inputs.get(key)]
        changes += block_attributes(r)
        changes += [{"Key": k, "Value": v} for key in gone for k, v in BLOCK_DEFAULTS[key].items()]
    if changes:
        r.api("elbv2", "modify_target_group_attributes", TargetGroupArn=id_, Attributes=changes)
    if "healthCheck" in r.changed:
        check = health_check(r, str(r.inputs.get("protocolVersion")))
        r.api("elbv2", "modify_target_group", TargetGroupArn=id_, **check)
    return {}


# Attributes are keys of a list, which no model of AWS names.
later(
    BALANCER,
    update=_balancer,
    updates=("elbv2.set_security_groups", "elbv2.modify_capacity_reservation"),
    changing=[*ATTRIBUTES, *LOGS],
)
modifies(
    BALANCER,
    "elbv2.set_subnets",
    resets={"enablePrefixForIpv6SourceNat": "off", "subnets": KEPT, "subnetMappings": KEPT},
    only=["subnets", "subnetMappings", "enablePrefixForIpv6SourceNat"],
    LoadBalancerArn="id",
)
modifies(
    BALANCER,
    "elbv2.set_ip_address_type",
    resets={"ipAddressType": "ipv4"},
    only=["ipAddressType"],
    LoadBalancerArn="id",
)
modifies(BALANCER, "elbv2.modify_ip_pools", only=["ipamPools"], LoadBalancerArn="id")
later(
    GROUP,
    update=_group,
    # A health check is a block of what the call has at its top, and attributes are keys of a list.
    changing=["healthCheck", *TARGET_GROUP_ATTRIBUTES, *BLOCKS],
)
for _token in (BALANCER, GROUP):
    tagging(_token, "elbv2.add_tags", "elbv2.remove_tags", ResourceArns=lambda _, id_: [id_])
removal(BALANCER, "elbv2.delete_load_balancer", LoadBalancerArn="id")
removal(GROUP, "elbv2.delete_target_group", TargetGroupArn="id")
removal(
    ATTACHMENT,
    "elbv2.deregister_targets",
    TargetGroupArn="targetGroupArn",
    Targets=lambda r, _: [present(Id=r.inputs["targetId"], Port=r.inputs.get("port"))],
)


def pairs(answer: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Attributes under the names of the inputs."""
    held = {pair["Key"]: pair["Value"] for pair in answer["Attributes"]}
    return {key: held[api] for key, api in names.items() if api in held}


def _logs(answer: Mapping[str, Any]) -> dict[str, Any]:
    held = {pair["Key"]: pair["Value"] for pair in answer["Attributes"]}
    return {
        key: {part: held.get(f"{prefix}.s3.{part}", "") for part in ("bucket", "prefix", "enabled")}
        for key, prefix in LOGS.items()
    }


def _described_balancer(answer: Mapping[str, Any], _: Request, __: str) -> dict[str, Any]:
    (found,) = answer["LoadBalancers"]
    own = {
        "internal": found["Scheme"] == "internal",
        "loadBalancerType": found["Type"],
        "name": found["LoadBalancerName"],
        "subnets": sorted(zone["SubnetId"] for zone in found["AvailabilityZones"]),
    }
    return {**found, **own}


def _described_group(answer: Mapping[str, Any], _: Request, __: str) -> dict[str, Any]:
    (found,) = answer["TargetGroups"]
    names = {key: found.get(key) for key in ("HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol")}
    check = {
        **{key.removeprefix("HealthCheck"): value for key, value in names.items()},
        "Enabled": found.get("HealthCheckEnabled"),
        "Interval": found.get("HealthCheckIntervalSeconds"),
        "Timeout": found.get("HealthCheckTimeoutSeconds"),
        "HealthyThreshold": found.get("HealthyThresholdCount"),
        "UnhealthyThreshold": found.get("UnhealthyThresholdCount"),
        "Matcher": next(iter((found.get("Matcher") or {}).values()), None),
    }
    return {**found, "name": found["TargetGroupName"], "healthCheck": check}


reader(
    BALANCER,
    "elbv2.describe_load_balancers",
    _described_balancer,
    LoadBalancerArns=lambda _, id_: [id_],
)
reader(
    BALANCER,
    "elbv2.describe_load_balancer_attributes",
    lambda answer, _r, _id: {**pairs(answer, ATTRIBUTES), **_logs(answer)},
    LoadBalancerArn="id",
)
reader(GROUP, "elbv2.describe_target_groups", _described_group, TargetGroupArns=lambda _, id_: [id_])
reader(
    GROUP,
    "elbv2.describe_target_group_attributes",
    lambda answer, _r, _id: {"described": True, **pairs(answer, TARGET_GROUP_ATTRIBUTES)},
    TargetGroupArn="id",
)
for _token in (BALANCER, GROUP):
    reader(_token, "elbv2.describe_tags", "TagDescriptions.0", ResourceArns=lambda _, id_: [id_])
reader(
    ATTACHMENT,
    "elbv2.describe_target_health",
    lambda answer, r, _: next(
        (
            {"targetGroupArn": r.inputs["targetGroupArn"], "targetId": found["Target"]["Id"]}
            for found in answer["TargetHealthDescriptions"]
            if found["Target"]["Id"] == r.inputs["targetId"]
        ),
        None,
    ),
    TargetGroupArn="targetGroupArn",
)
