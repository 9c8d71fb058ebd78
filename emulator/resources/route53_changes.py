"""What becomes of hosted zones, records and health checks."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._updates import KEPT, modifies, tags_by
from emulator.resources.parts import answered, later, later_described, reader, removal
from emulator.resources.route53 import HEALTH_NAMES, change, record_set

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
QUERIES = "aws:route53/queryLog:QueryLog"
DEFAULT_COMMENT = "Managed by Pulumi"
CHANGE = "route53.change_resource_record_sets.ChangeBatch.Changes.ResourceRecordSet"
POLICIES = {
    "aliases": "AliasTarget",
    "cidrRoutingPolicy": "CidrRoutingConfig",
    "failoverRoutingPolicies": "Failover",
    "geolocationRoutingPolicies": "GeoLocation",
    "geoproximityRoutingPolicy": "GeoProximityLocation",
    "latencyRoutingPolicies": "Region",
    "multivalueAnswerRoutingPolicy": "MultiValueAnswer",
    "records": "ResourceRecords",
    "weightedRoutingPolicies": "Weight",
}
"""Inputs that are other members of a record set."""


def _found(r: Request, zone_id: str, whole: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record set of a name, type and identifier, as it is now."""
    name = whole["Name"].rstrip(".").replace("*", "\\052")
    answer = r.api("route53", "list_resource_record_sets", HostedZoneId=zone_id)
    for held in answer["ResourceRecordSets"]:
        same = held["Name"].rstrip(".").replace("*", "\\052").lower() == name.lower()
        who = (held["Type"], held.get("SetIdentifier"))
        if same and who == (whole["Type"], whole.get("SetIdentifier")):
            return dict(held)
    return None


def _so_far(r: Request) -> Request:
    """The record as it was before the change."""
    return Request(r.cloud, r.typ, r.logical, r.old, r.region, r.urn)


def _update_record(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Overwrite the set; one of another type or identifier takes the old one's place."""
    r.take("allowOverwrite")
    if r.changed & {"type", "setIdentifier"}:
        zone_id, before = record_set(_so_far(r))
        if held := _found(r, zone_id, before):
            change(r, "DELETE", zone_id, held)
    if r.changed - {"allowOverwrite"}:
        change(r, "UPSERT", *record_set(r))
    for key in r.changed:  # what is no longer given is not in the new set
        r.take(key)
    return {}


def _whole(r: Request) -> tuple[str, dict[str, Any]] | None:
    """Zone and record set, or None where the zone is gone."""
    found: tuple[str, dict[str, Any]] | None = answered(lambda: record_set(r))
    return found


def _delete_record(r: Request, _: str) -> None:
    """Delete the set as it is now: AWS wants all of it said."""
    if (pair := _whole(r)) and (held := _found(r, *pair)):
        change(r, "DELETE", pair[0], held)


def _described_record(r: Request, _: str) -> Mapping[str, Any] | None:
    pair = _whole(r)
    held = pair and _found(r, *pair)
    if not pair or not held:
        return None
    values = [_unquoted(each["Value"], held["Type"]) for each in held.get("ResourceRecords") or []]
    alias = held.get("AliasTarget")
    own = {
        "zoneId": pair[0],
        "name": r.inputs.get("name"),
        "records": values or None,
        "aliases": alias
        and [
            {
                "name": alias["DNSName"],
                "zoneId": alias["HostedZoneId"],
                "evaluateTargetHealth": alias["EvaluateTargetHealth"],
            }
        ],
        "weightedRoutingPolicies": [{"weight": held["Weight"]}] if "Weight" in held else None,
        "failoverRoutingPolicies": [{"type": held["Failover"]}] if "Failover" in held else None,
        "latencyRoutingPolicies": [{"region": held["Region"]}] if "Region" in held else None,
        "geolocationRoutingPolicies": held.get("GeoLocation"),
        "multivalueAnswerRoutingPolicy": held.get("MultiValueAnswer"),
    }
    return {**held, **own}


def _unquoted(value: str, kind: str) -> str:
    return value.strip('"') if kind in {"TXT", "SPF"} else value


def _update_zone(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The comment, and the networks that see a private zone."""
    r.take("forceDestroy")
    outputs = {}
    if "comment" in r.changed:
        outputs["comment"] = r.take("comment", DEFAULT_COMMENT)
        r.api("route53", "update_hosted_zone_comment", Id=id_, Comment=outputs["comment"])
    if "enableAcceleratedRecovery" in r.changed:
        on = bool(r.take("enableAcceleratedRecovery"))
        r.api("route53", "update_hosted_zone_features", HostedZoneId=id_, EnableAcceleratedRecovery=on)
    wanted = _networks(r, r.take("vpcs", []))
    held = _networks(r, r.old.get("vpcs") or [])
    for operation, networks in (
        ("associate_vpc_with_hosted_zone", wanted - held),
        ("disassociate_vpc_from_hosted_zone", held - wanted),
    ):
        for vpc, region in sorted(networks):
            r.api("route53", operation, HostedZoneId=id_, VPC={"VPCId": vpc, "VPCRegion": region})
    return outputs


def _networks(r: Request, vpcs: list[Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(str(each["vpcId"]), str(each.get("vpcRegion") or r.region)) for each in vpcs}


def _delete_zone(r: Request, id_: str) -> None:
    """Delete the zone; with `forceDestroy` its records first."""
    listed = answered(lambda: r.api("route53", "list_resource_record_sets", HostedZoneId=id_))
    if r.inputs.get("forceDestroy"):
        for item in (listed or {}).get("ResourceRecordSets", []):
            if item["Type"] not in {"NS", "SOA"}:
                change(r, "DELETE", id_, item)
    answered(lambda: r.api("route53", "delete_hosted_zone", Id=id_))


def _update_check(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The alarm that a check follows; triggers only say when."""
    r.take("triggers")
    if r.changed & {"cloudwatchAlarmName", "cloudwatchAlarmRegion"}:
        alarm = {"Name": r.take("cloudwatchAlarmName"), "Region": r.take("cloudwatchAlarmRegion")}
        r.api("route53", "update_health_check", HealthCheckId=id_, AlarmIdentifier=alarm)
    return {}


def _retagger(kind: str) -> Callable[[Request, str, Mapping[str, str], list[str]], None]:
    def run(r: Request, id_: str, fresh: Mapping[str, str], gone: list[str]) -> None:
        pairs = [{"Key": key, "Value": value} for key, value in fresh.items()]
        r.api(
            "route53",
            "change_tags_for_resource",
            ResourceType=kind,
            ResourceId=id_,
            AddTags=pairs or None,
            RemoveTagKeys=gone or None,
        )

    return run


later(
    RECORD,
    update=_update_record,
    delete=_delete_record,
    updates=CHANGE,
    rename=POLICIES,
    lasting=["name", "zoneId"],
    # Whether to create or to overwrite.
    changing=["allowOverwrite"],
)
later_described(RECORD, _described_record)
later(
    ZONE,
    update=_update_zone,
    delete=_delete_zone,
    updates=(
        "route53.update_hosted_zone_comment",
        "route53.update_hosted_zone_features",
        "route53.associate_vpc_with_hosted_zone",
    ),
    lasting=["name"],
)
modifies(
    CHECK,
    "route53.update_health_check",
    rename=HEALTH_NAMES,
    resets={
        "childHealthThreshold": KEPT,
        "failureThreshold": KEPT,
        "insufficientDataHealthStatus": KEPT,
        "port": KEPT,
        "regions": KEPT,
    },
    HealthCheckId="id",
)
# The alarm is a structure of its own, and triggers are the provider's.
later(CHECK, update=_update_check, changing=["cloudwatchAlarmName", "cloudwatchAlarmRegion", "triggers"])
for _token, _kind in ((ZONE, "hostedzone"), (CHECK, "healthcheck")):
    tags_by(_token, "route53.change_tags_for_resource", _retagger(_kind))
removal(CHECK, "route53.delete_health_check", HealthCheckId="id")
removal(QUERIES, "route53.delete_query_logging_config", Id="id")


def _described_zone(answer: Any, _: Request, id_: str) -> Any:
    found = answer["HostedZone"]
    vpcs = [{"vpcId": each["VPCId"], "vpcRegion": each["VPCRegion"]} for each in answer.get("VPCs") or []]
    comment = found["Config"].get("Comment")
    return {"zoneId": id_, "name": found["Name"].rstrip("."), "comment": comment, "vpcs": vpcs}


def _tags(kind: str) -> dict[str, Any]:
    return {"ResourceType": lambda _r, _id: kind, "ResourceId": "id"}


reader(ZONE, "route53.get_hosted_zone", _described_zone, Id="id")
reader(ZONE, "route53.list_tags_for_resource", "ResourceTagSet", **_tags("hostedzone"))
reader(
    CHECK,
    "route53.get_health_check",
    "HealthCheck.HealthCheckConfig",
    names={
        **HEALTH_NAMES,
        "cloudwatchAlarmName": "AlarmIdentifier.Name",
        "cloudwatchAlarmRegion": "AlarmIdentifier.Region",
    },
    HealthCheckId="id",
)
reader(CHECK, "route53.list_tags_for_resource", "ResourceTagSet", **_tags("healthcheck"))
reader(
    QUERIES,
    "route53.get_query_logging_config",
    "QueryLoggingConfig",
    names={"zoneId": "HostedZoneId", "cloudwatchLogGroupArn": "CloudWatchLogsLogGroupArn"},
    Id="id",
)
