"""Who and where: caller, region, partition, zones, policy documents, AWS's own accounts."""

from typing import Any

from emulator.policy_document import policy_document as document
from emulator.registry import function
from emulator.request import Request

LOAD_BALANCER_ACCOUNTS = {
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "eu-north-1": "897822967062",
    "eu-south-1": "635631232127",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ap-south-1": "718504428378",
    "ap-east-1": "754344448648",
    "sa-east-1": "507241528517",
    "af-south-1": "098369216593",
    "me-south-1": "076674570225",
}
"""Accounts that write access logs in the older regions:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"""


@function("aws:index/getCallerIdentity:getCallerIdentity")
def caller_identity(r: Request) -> dict[str, Any]:
    """The deployer."""
    me = r.api("sts", "get_caller_identity")
    return {"accountId": me["Account"], "arn": me["Arn"], "userId": me["UserId"], "id": me["Account"]}


@function("aws:index/getRegion:getRegion")
def region(r: Request) -> dict[str, Any]:
    """The provider's region, or the one asked for."""
    asked = r.take("region"), r.take("name"), r.take("id")
    name = next((value for value in asked if value), r.region)
    endpoint = r.take("endpoint") or f"ec2.{name}.amazonaws.com"
    return {"name": name, "region": name, "id": name, "endpoint": endpoint, "description": name}


@function("aws:index/getPartition:getPartition")
def partition(_: Request) -> dict[str, Any]:
    """The partition of the public regions."""
    return {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
        "id": "aws",
    }


@function("aws:index/getAvailabilityZones:getAvailabilityZones")
def availability_zones(r: Request) -> dict[str, Any]:
    """The region's zones, in order of their names."""
    state, without = r.take("state"), {*r.take("excludeNames", []), *r.take("excludeZoneIds", [])}
    filters = [{"Name": item["name"], "Values": item["values"]} for item in r.take("filters", [])]
    found = [
        zone
        for zone in r.api("ec2", "describe_availability_zones", Filters=filters or None)["AvailabilityZones"]
        if state in (None, zone["State"]) and not without & {zone["ZoneName"], zone["ZoneId"]}
    ]
    return {
        "names": [zone["ZoneName"] for zone in found],
        "zoneIds": [zone["ZoneId"] for zone in found],
        "groupNames": [r.region],
        "id": r.region,
    }


@function("aws:iam/getPolicyDocument:getPolicyDocument")
def policy_document(r: Request) -> dict[str, Any]:
    """A policy's JSON; AWS isn't asked."""
    for key in r.inputs:
        r.take(key)
    return document(r.inputs)


@function("aws:elb/getServiceAccount:getServiceAccount")
def balancers_account(r: Request) -> dict[str, Any]:
    """AWS's account that writes the access logs of load balancers of a region."""
    if r.region not in LOAD_BALANCER_ACCOUNTS:
        raise LookupError(f"regions like {r.region} have no such account: name the service principal instead")
    id_ = LOAD_BALANCER_ACCOUNTS[r.region]
    return {"id": id_, "arn": f"arn:aws:iam::{id_}:root", "region": r.region}
