"""Hosted zones, records and health checks."""

import hashlib
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import first, key_values, present

lacks("route53", "UpdateHostedZoneFeatures")

HEALTH_NAMES = {
    "childHealthThreshold": "HealthThreshold",
    "childHealthchecks": "ChildHealthChecks",
    "enableSni": "EnableSNI",
    "fqdn": "FullyQualifiedDomainName",
    "invertHealthcheck": "Inverted",
    "ipAddress": "IPAddress",
}


def caller_reference(r: Request) -> str:
    """A reference that makes a request idempotent: stable for one resource."""
    return hashlib.sha256(r.urn.encode()).hexdigest()[:32]


def _tag(r: Request, kind: str, id_: str) -> None:
    if tags := key_values(r.tags):
        r.api("route53", "change_tags_for_resource", ResourceType=kind, ResourceId=id_, AddTags=tags)


@resource("aws:route53/zone:Zone")
def zone(r: Request) -> Created:
    """A public zone, or a private one of its VPCs."""
    r.take("forceDestroy")
    name, networks = r.physical(), r.take("vpcs", [])
    accelerated = r.take("enableAcceleratedRecovery")
    pairs = [{"VPCId": v["vpcId"], "VPCRegion": v.get("vpcRegion") or r.region} for v in networks]
    comment = r.take("comment", "Managed by Pulumi")
    made = r.api(
        "route53",
        "create_hosted_zone",
        Name=name,
        CallerReference=caller_reference(r),
        HostedZoneConfig={"Comment": comment, "PrivateZone": bool(pairs)},
        VPC=pairs[0] if pairs else None,
        DelegationSetId=r.take("delegationSetId"),
    )
    id_ = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    for network in pairs[1:]:
        r.api("route53", "associate_vpc_with_hosted_zone", HostedZoneId=id_, VPC=network)
    if accelerated:
        r.api("route53", "update_hosted_zone_features", HostedZoneId=id_, EnableAcceleratedRecovery=True)
    _tag(r, "hostedzone", id_)
    servers = sorted((made.get("DelegationSet") or {}).get("NameServers") or [])
    return id_, {
        "arn": f"arn:aws:route53:::hostedzone/{id_}",
        "zoneId": id_,
        "name": name,
        "comment": comment,
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
    }


def _location(value: dict[str, Any]) -> dict[str, Any]:
    names = {"continent": "ContinentCode", "country": "CountryCode", "subdivision": "SubdivisionCode"}
    return {names[key]: item for key, item in value.items() if item}


def _proximity(value: dict[str, Any]) -> dict[str, Any]:
    point = first(value.get("coordinates"))
    return present(
        AWSRegion=value.get("awsRegion"),
        LocalZoneGroup=value.get("localZoneGroup"),
        Bias=value.get("bias"),
        Coordinates=point and {"Latitude": point["latitude"], "Longitude": point["longitude"]},
    )


def _routing(r: Request) -> dict[str, Any]:
    """The routing policy of a record, of whatever kind."""
    out: dict[str, Any] = {}
    if policy := first(r.take("weightedRoutingPolicies")):
        out["Weight"] = int(policy["weight"])
    if policy := first(r.take("failoverRoutingPolicies")):
        out["Failover"] = policy["type"]
    if policy := first(r.take("latencyRoutingPolicies")):
        out["Region"] = policy["region"]
    if policy := first(r.take("geolocationRoutingPolicies")):
        out["GeoLocation"] = _location(policy)
    if policy := r.take("geoproximityRoutingPolicy"):
        out["GeoProximityLocation"] = _proximity(policy)
    if policy := r.take("cidrRoutingPolicy"):
        out["CidrRoutingConfig"] = {
            "CollectionId": policy["collectionId"],
            "LocationName": policy["locationName"],
        }
    if r.take("multivalueAnswerRoutingPolicy"):
        out["MultiValueAnswer"] = True
    return out


def _quoted(value: str, kind: str) -> str:
    """A TXT or SPF value as Route 53 stores it."""
    return f'"{value}"' if kind in {"TXT", "SPF"} and not value.startswith('"') else value


def record_set(r: Request) -> tuple[str, dict[str, Any]]:
    """The zone and the record set of the inputs."""
    zone_id, kind = r.take("zoneId"), r.take("type")
    held = r.api("route53", "get_hosted_zone", Id=zone_id)["HostedZone"]["Name"].rstrip(".")
    alias = first(r.take("aliases"))
    values = [{"Value": _quoted(str(value), kind)} for value in r.take("records", [])]
    target = alias and {
        "DNSName": alias["name"],
        "HostedZoneId": alias["zoneId"],
        "EvaluateTargetHealth": bool(alias.get("evaluateTargetHealth", False)),
    }
    return zone_id, present(
        Name=_expanded(str(r.take("name")), held),
        Type=kind,
        TTL=r.take("ttl"),
        ResourceRecords=values or None,
        AliasTarget=target,
        SetIdentifier=r.take("setIdentifier"),
        HealthCheckId=r.take("healthCheckId"),
        **_routing(r),
    )


def change(r: Request, action: str, zone_id: str, whole: Mapping[str, Any]) -> None:
    """Create, overwrite or delete a record set."""
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": whole}]}
    r.api("route53", "change_resource_record_sets", HostedZoneId=zone_id, ChangeBatch=batch)


@resource("aws:route53/record:Record")
def record(r: Request) -> Created:
    """A record set. It fails where one exists, unless the program says to overwrite it."""
    zone_id, whole = record_set(r)
    change(r, "UPSERT" if r.take("allowOverwrite") else "CREATE", zone_id, whole)
    name = whole["Name"]
    id_ = "_".join(part for part in (zone_id, name, whole["Type"], whole.get("SetIdentifier")) if part)
    return id_, {"fqdn": name, "name": r.inputs["name"]}


def _expanded(name: str, zone_name: str) -> str:
    """The whole name: a short one belongs to the zone, as the provider has it."""
    short = name.rstrip(".").lower()
    if not short:
        return zone_name
    return short if short == zone_name or short.endswith(f".{zone_name}") else f"{short}.{zone_name}"


@resource("aws:route53/healthCheck:HealthCheck")
def health_check(r: Request) -> Created:
    """A health check of an endpoint, of other checks, or of an alarm."""
    r.take("triggers")
    reference = r.take("referenceName")
    alarm, where = r.take("cloudwatchAlarmName"), r.take("cloudwatchAlarmRegion")
    config = r.fill("route53", "create_health_check", "HealthCheckConfig", HEALTH_NAMES)
    if alarm:
        config["AlarmIdentifier"] = {"Name": alarm, "Region": where}
    token = f"{reference}-{caller_reference(r)}"[:64] if reference else caller_reference(r)
    made = r.api("route53", "create_health_check", CallerReference=token, HealthCheckConfig=config)
    id_ = made["HealthCheck"]["Id"]
    _tag(r, "healthcheck", id_)
    return id_, {"arn": f"arn:aws:route53:::healthcheck/{id_}"}


@resource("aws:route53/queryLog:QueryLog")
def query_log(r: Request) -> Created:
    """The queries of a public zone, written to a log group (of us-east-1)."""
    zone_id, group = r.take("zoneId"), r.take("cloudwatchLogGroupArn")
    arn = f"{str(group).removesuffix(':*')}:*"
    made = r.api(
        "route53", "create_query_logging_config", HostedZoneId=zone_id, CloudWatchLogsLogGroupArn=arn
    )["QueryLoggingConfig"]
    return made["Id"], {"arn": f"arn:aws:route53:::queryloggingconfig/{made['Id']}"}
