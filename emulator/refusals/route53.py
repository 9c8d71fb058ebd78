"""Route 53.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

ROUTING = ("Weight", "Region", "Failover", "GeoLocation", "MultiValueAnswer", "CidrRoutingConfig")
THRESHOLD = (1, 10)
ADDRESSES = {"A": r"(\d{1,3}\.){3}\d{1,3}", "AAAA": r"[0-9a-fA-F:.]+", "TXT": r'".*"'}


@refuses("route53", "ChangeResourceRecordSets")
def records(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Records with neither value nor alias, without a TTL, or with routing but no identifier."""
    present = _present(params["HostedZoneId"], account)
    for change in params["ChangeBatch"]["Changes"]:
        record = change["ResourceRecordSet"]
        label = f"record {record['Name']} {record['Type']}"
        yield from (f"{label} {reason}" for reason in _record(record))
        key = _key(record)
        if change["Action"] == "CREATE" and key in present:
            yield f"{label}: tried to create it, but it already exists"
        other = {"A", "AAAA", "TXT", "MX"} if record["Type"] == "CNAME" else {"CNAME"}
        if change["Action"] != "DELETE" and any(
            name == key[0] and kind in other for name, kind, _ in present
        ):
            yield f"{label}: a CNAME can't stand beside other records of its name"


def _key(record: Mapping[str, Any]) -> tuple[str, str, str]:
    return record["Name"].rstrip(".").lower(), record["Type"], record.get("SetIdentifier", "")


def _present(zone: str, account: "Account") -> set[tuple[str, str, str]]:
    from moto.route53.models import route53_backends

    found = route53_backends[account.account_id]["aws"].zones.get(zone.rsplit("/", 1)[-1])
    if found is None:
        return set()
    return {(one.name.rstrip(".").lower(), one.type, one.set_identifier or "") for one in found.rrsets}


def _record(record: Mapping[str, Any]) -> Iterator[str]:
    alias, values = record.get("AliasTarget"), record.get("ResourceRecords") or []
    if bool(alias) == bool(values):
        yield "needs exactly one of AliasTarget and ResourceRecords"
    if values and "TTL" not in record:
        yield "needs a TTL"
    if alias and "TTL" in record:
        yield "is an alias and has a TTL"
    if alias and not alias.get("HostedZoneId"):
        yield "is an alias without the hosted zone of its target"
    routed = [key for key in ROUTING if record.get(key) is not None]
    if len(routed) > 1:
        yield f"has more than one routing policy: {', '.join(routed)}"
    if bool(routed) != bool(record.get("SetIdentifier")):
        yield "needs a SetIdentifier with a routing policy, and only then"
    failover = record.get("Failover") == "PRIMARY"
    if failover and not record.get("HealthCheckId") and not (alias or {}).get("EvaluateTargetHealth"):
        yield "is the primary of a failover and nothing checks its health"
    form = ADDRESSES.get(record["Type"])
    for value in values:
        if form and not re.fullmatch(form, value["Value"], re.S):
            yield f"has the value {value['Value']!r}, which is none of its type"


@refuses("route53", "CreateHealthCheck")
def health_check(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """What each kind of check needs."""
    config = params["HealthCheckConfig"]
    kind = config["Type"]
    if kind.startswith(("HTTP", "TCP")) and not (
        config.get("FullyQualifiedDomainName") or config.get("IPAddress")
    ):
        yield f"a health check of the type {kind} needs a domain name or an address"
    if not THRESHOLD[0] <= config.get("FailureThreshold", 3) <= THRESHOLD[1]:
        yield (
            f"FailureThreshold is between {THRESHOLD[0]} and {THRESHOLD[1]}, not {config['FailureThreshold']}"
        )
    if config.get("RequestInterval", 30) not in (10, 30):
        yield f"RequestInterval is 10 or 30 seconds, not {config['RequestInterval']}"
    if kind == "CALCULATED" and not config.get("ChildHealthChecks"):
        yield "a calculated health check needs others to calculate from"
    path = config.get("ResourcePath", "/")
    if kind.startswith("HTTP") and not path.startswith("/"):
        yield f"the path {path!r} does not begin with a slash"
