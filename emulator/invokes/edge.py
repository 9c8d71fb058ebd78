"""Zones, certificates and CloudFront's own policies."""

from typing import Any

from emulator.cloudfront_policies import BY_FUNCTION, managed_policy
from emulator.registry import function
from emulator.request import Request


@function("aws:route53/getZone:getZone")
def zone(r: Request) -> dict[str, Any]:
    """One hosted zone, by id or by name."""
    id_, name, private = r.take("zoneId"), r.take("name"), bool(r.take("privateZone", False))
    zones = r.api("route53", "list_hosted_zones")["HostedZones"]
    found = [
        item
        for item in zones
        if item["Id"].rpartition("/")[2] == str(id_).rpartition("/")[2]
        or (id_ is None and name is not None and _fits(item, str(name), private=private))
    ]
    if len(found) != 1:
        what = id_ or f"{'private' if private else 'public'} zone {name}"
        raise LookupError(
            f"no matching Route 53 hosted zone found: {what}" if not found else f"several zones: {what}"
        )
    short = found[0]["Id"].rpartition("/")[2]
    detail = r.api("route53", "get_hosted_zone", Id=short)
    tags = r.api("route53", "list_tags_for_resource", ResourceType="hostedzone", ResourceId=short)
    servers = sorted(detail.get("DelegationSet", {}).get("NameServers", []))
    return {
        "id": short,
        "zoneId": short,
        "arn": f"arn:aws:route53:::hostedzone/{short}",
        "name": found[0]["Name"].rstrip("."),
        "privateZone": found[0]["Config"]["PrivateZone"],
        "callerReference": found[0]["CallerReference"],
        "comment": found[0]["Config"].get("Comment", ""),
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "resourceRecordSetCount": found[0]["ResourceRecordSetCount"],
        "tags": {tag["Key"]: tag["Value"] for tag in tags["ResourceTagSet"].get("Tags", [])},
    }


def _fits(item: dict[str, Any], name: str, *, private: bool) -> bool:
    return bool(item["Name"].rstrip(".") == name.rstrip(".") and item["Config"]["PrivateZone"] == private)


@function("aws:acm/getCertificate:getCertificate")
def certificate(r: Request) -> dict[str, Any]:
    """One certificate of the region, by domain."""
    domain, statuses, latest = r.take("domain"), r.take("statuses", ["ISSUED"]), r.take("mostRecent", False)
    types = r.take("types")
    found = []
    for summary in r.api("acm", "list_certificates")["CertificateSummaryList"]:
        detail = r.api("acm", "describe_certificate", CertificateArn=summary["CertificateArn"])["Certificate"]
        named = domain in (None, detail["DomainName"])
        if named and detail["Status"] in statuses and (types is None or detail["Type"] in types):
            found.append(detail)
    found.sort(key=lambda item: str(item.get("CreatedAt") or item.get("NotBefore") or ""))
    if not found or (len(found) > 1 and not latest):
        amount = "no" if not found else f"{len(found)} (say mostRecent)"
        raise LookupError(f"{amount} ACM certificate matches {domain} in {r.region} with status {statuses}")
    one = found[-1]
    arn = one["CertificateArn"]
    return {"id": arn, "arn": arn, "domain": one["DomainName"], "status": one["Status"], "tags": {}}


def _managed(token: str) -> None:
    @function(token)
    def answer(r: Request) -> dict[str, Any]:
        name, id_ = managed_policy(token, r.take("name"), r.take("id"))
        kind = token.rpartition(":get")[2].removesuffix("Policy")
        path = {"Cache": "cache", "OriginRequest": "origin-request", "ResponseHeaders": "response-headers"}[
            kind
        ]
        return {
            "id": id_,
            "name": name,
            "etag": "E23ZP02F085DFQ",
            "arn": f"arn:aws:cloudfront:::{path}-policy/{id_}",
        }


for _token in BY_FUNCTION:
    _managed(_token)
