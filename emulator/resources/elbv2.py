"""Load balancers, target groups and what they are made of."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present

lacks("elbv2", "ModifyCapacityReservation", "ModifyIpPools")

ALB_ATTRIBUTES = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
NLB_ATTRIBUTES = {
    "dnsRecordClientRoutingPolicy": "dns_record.client_routing_policy",
    "secondaryIpsAutoAssignedPerSubnet": "secondary_ips.auto_assigned.per_subnet",
}
COMMON_ATTRIBUTES = {
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
}
LOGS = {
    "accessLogs": "access_logs",
    "connectionLogs": "connection_logs",
    "healthCheckLogs": "health_check_logs",
}


def text(value: Any) -> str:
    """An attribute's value the way the load balancing API spells it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def attributes(r: Request, names: Mapping[str, str]) -> list[dict[str, str]]:
    """The given inputs as the API's list of attributes."""
    given = {api: r.take(key) for key, api in names.items()}
    return [{"Key": key, "Value": text(value)} for key, value in given.items() if value not in (None, "")]


def log_attributes(r: Request) -> list[dict[str, str]]:
    """Access, connection and health check logs: bucket and prefix matter only where the log is on."""
    out = []
    for key, prefix in LOGS.items():
        if log := r.take(key):
            enabled = bool(log.get("enabled", False))
            out.append({"Key": f"{prefix}.s3.enabled", "Value": text(enabled)})
            if enabled:
                out.append({"Key": f"{prefix}.s3.bucket", "Value": log["bucket"]})
                out.append({"Key": f"{prefix}.s3.prefix", "Value": log.get("prefix") or ""})
    return out


@resource("aws:lb/loadBalancer:LoadBalancer")
def load_balancer(r: Request) -> Created:
    """A load balancer of any type, then its attributes."""
    kind, name = r.take("loadBalancerType", "application"), r.physical()
    own = {"application": ALB_ATTRIBUTES, "network": NLB_ATTRIBUTES}.get(kind, {})
    changes = [*attributes(r, {**COMMON_ATTRIBUTES, **own}), *log_attributes(r)]
    capacity = r.take("minimumLoadBalancerCapacity")
    inbound = r.take("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    internal, source_nat = r.take("internal", False), r.take("enablePrefixForIpv6SourceNat")
    made = r.send(
        "elbv2",
        "create_load_balancer",
        Name=name,
        Type=kind,
        Scheme="internal" if internal else "internet-facing",
        **present(EnablePrefixForIpv6SourceNat=source_nat),
    )["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    if changes:
        r.api("elbv2", "modify_load_balancer_attributes", LoadBalancerArn=arn, Attributes=changes)
    if inbound:
        groups = made.get("SecurityGroups") or []
        enforce = {"EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": inbound}
        r.api("elbv2", "set_security_groups", LoadBalancerArn=arn, SecurityGroups=groups, **enforce)
    if capacity:
        floor = {"CapacityUnits": int(capacity["capacityUnits"])}
        r.api("elbv2", "modify_capacity_reservation", LoadBalancerArn=arn, MinimumLoadBalancerCapacity=floor)
    return arn, {
        "arn": arn,
        "arnSuffix": arn.split(":loadbalancer/", 1)[1],
        "name": name,
        "dnsName": made["DNSName"],
        "zoneId": made["CanonicalHostedZoneId"],
        "vpcId": made["VpcId"],
        "internal": internal,
        "loadBalancerType": kind,
        "ipAddressType": made.get("IpAddressType", "ipv4"),
    }


HEALTH_CHECK = {
    "enabled": "HealthCheckEnabled",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "healthyThreshold": "HealthyThresholdCount",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
TARGET_GROUP_ATTRIBUTES = {
    "connectionTermination": "deregistration_delay.connection_termination.enabled",
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "lambdaMultiValueHeadersEnabled": "lambda.multi_value_headers.enabled",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "preserveClientIp": "preserve_client_ip.enabled",
    "proxyProtocolV2": "proxy_protocol_v2.enabled",
    "slowStart": "slow_start.duration_seconds",
}


def health_check(r: Request, protocol_version: str) -> dict[str, Any]:
    """The flat parameters of a health check; a gRPC group matches other codes than an HTTP one."""
    check = dict(r.take("healthCheck") or {})
    matcher = check.pop("matcher", None)
    unknown = set(check) - set(HEALTH_CHECK)
    if unknown:
        raise ValueError(f"{r.logical}.healthCheck: unknown {', '.join(sorted(unknown))}")
    out = {HEALTH_CHECK[key]: value for key, value in check.items() if value is not None}
    out = {key: int(value) if key.endswith(("Seconds", "Count")) else value for key, value in out.items()}
    if "HealthCheckPort" in out:
        out["HealthCheckPort"] = text(out["HealthCheckPort"])
    if matcher:
        out["Matcher"] = {"GrpcCode" if protocol_version == "GRPC" else "HttpCode": str(matcher)}
    return out


def block_attributes(r: Request) -> list[dict[str, str]]:
    """Stickiness, failover and health settings, which Pulumi has as blocks and the API as attributes."""
    out: dict[str, Any] = {}
    if sticky := r.take("stickiness"):
        out["stickiness.enabled"] = sticky.get("enabled", True)
        out["stickiness.type"] = kind = sticky["type"]
        if kind == "lb_cookie":
            out["stickiness.lb_cookie.duration_seconds"] = sticky.get("cookieDuration", 86400)
        elif kind == "app_cookie":
            out["stickiness.app_cookie.cookie_name"] = sticky.get("cookieName")
            out["stickiness.app_cookie.duration_seconds"] = sticky.get("cookieDuration", 86400)
    for failover in r.take("targetFailovers", []):
        out["target_failover.on_deregistration"] = failover["onDeregistration"]
        out["target_failover.on_unhealthy"] = failover["onUnhealthy"]
    for state in r.take("targetHealthStates", []):
        prefix = "target_health_state.unhealthy"
        out[f"{prefix}.connection_termination.enabled"] = state["enableUnhealthyConnectionTermination"]
        out[f"{prefix}.draining_interval_seconds"] = state.get("unhealthyDrainingInterval")
    if health := r.take("targetGroupHealth"):
        for key, prefix in (
            ("dnsFailover", "dns_failover"),
            ("unhealthyStateRouting", "unhealthy_state_routing"),
        ):
            block, base = health.get(key) or {}, f"target_group_health.{prefix}.minimum_healthy_targets"
            out[f"{base}.count"] = block.get("minimumHealthyTargetsCount")
            out[f"{base}.percentage"] = block.get("minimumHealthyTargetsPercentage")
    return [{"Key": key, "Value": text(value)} for key, value in out.items() if value is not None]


@resource("aws:lb/targetGroup:TargetGroup")
def target_group(r: Request) -> Created:
    """A target group with its health check, then its attributes."""
    name, kind, version = r.physical(), r.take("targetType", "instance"), r.take("protocolVersion")
    changes = [*attributes(r, TARGET_GROUP_ATTRIBUTES), *block_attributes(r)]
    check = health_check(r, str(version))
    http = r.inputs.get("protocol") in ("HTTP", "HTTPS")
    made = r.send(
        "elbv2",
        "create_target_group",
        Name=name,
        TargetType=kind,
        **present(ProtocolVersion=(version or "HTTP1") if http else None),
        **check,
    )["TargetGroups"][0]
    arn = made["TargetGroupArn"]
    if changes:
        r.api("elbv2", "modify_target_group_attributes", TargetGroupArn=arn, Attributes=changes)
    return arn, {
        "arn": arn,
        "arnSuffix": arn.rsplit(":", 1)[1],
        "name": name,
        "targetType": kind,
        "loadBalancerArns": [],
    }


@resource("aws:lb/targetGroupAttachment:TargetGroupAttachment")
def target_group_attachment(r: Request) -> Created:
    """One target of a group."""
    target = present(Id=r.take("targetId"), Port=r.take("port"), AvailabilityZone=r.take("availabilityZone"))
    arn = r.take("targetGroupArn")
    target |= present(QuicServerId=r.take("quicServerId"))
    r.api("elbv2", "register_targets", TargetGroupArn=arn, Targets=[target])
    return f"{arn}-{target['Id']}", {}
