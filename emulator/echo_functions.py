"""Answers of the provider functions that unit tests need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from .cloudfront_policies import BY_FUNCTION, managed_policy
from .policy_document import policy_document

ACCOUNT = "123456789012"
ZONES = "abc"
"""Zones of the regions that programs are tested in; most have three."""

Args = Mapping[str, Any]


def _hex(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _caller(_args: Args, _region: str) -> dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:user/echo"
    return {"accountId": ACCOUNT, "arn": arn, "userId": "AIDAECHO", "id": ACCOUNT}


def _region(args: Args, region: str) -> dict[str, Any]:
    name = str(args.get("name") or region)
    return {
        "name": name,
        "region": name,
        "id": name,
        "endpoint": f"ec2.{name}.amazonaws.com",
        "description": name,
    }


def partition(_args: Args, _region: str) -> dict[str, Any]:
    """The partition of the public regions."""
    return {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
        "id": "aws",
    }


def _zones(_args: Args, region: str) -> dict[str, Any]:
    names = [f"{region}{letter}" for letter in ZONES]
    ids = [f"use1-az{index}" for index, _ in enumerate(ZONES, start=1)]
    return {"names": names, "zoneIds": ids, "groupNames": [region], "id": region}


def _zone(args: Args, _region: str) -> dict[str, Any]:
    name = str(args.get("name") or "echo.example.com").rstrip(".")
    id_ = str(args.get("zoneId") or f"Z0{_hex('zone', name).upper()}")
    return {
        "id": id_,
        "zoneId": id_,
        "name": name,
        "arn": f"arn:aws:route53:::hostedzone/{id_}",
        "nameServers": ["ns-1.awsdns-01.org", "ns-2.awsdns-02.net"],
        "privateZone": bool(args.get("privateZone")),
    }


def _vpc(args: Args, region: str) -> dict[str, Any]:
    id_ = str(args.get("id") or f"vpc-0{_hex('vpc', args)}")
    arn = f"arn:aws:ec2:{region}:{ACCOUNT}:vpc/{id_}"
    return {"id": id_, "arn": arn, "cidrBlock": "10.0.0.0/16", "mainRouteTableId": f"rtb-0{_hex(id_)}"}


def _subnet(args: Args, region: str) -> dict[str, Any]:
    id_ = str(args.get("id") or f"subnet-0{_hex('subnet', args)}")
    return {
        "id": id_,
        "arn": f"arn:aws:ec2:{region}:{ACCOUNT}:subnet/{id_}",
        "vpcId": str(args.get("vpcId") or f"vpc-0{_hex('vpc')}"),
        "availabilityZone": f"{region}{ZONES[int(_hex(id_), 16) % len(ZONES)]}",
        "cidrBlock": "10.0.0.0/24",
    }


def _subnets(args: Args, region: str) -> dict[str, Any]:
    return {"ids": [f"subnet-0{_hex('subnets', args, letter)}" for letter in ZONES], "id": region}


def _prefix_list(args: Args, region: str) -> dict[str, Any]:
    id_ = f"pl-0{_hex('pl', args)}"
    name = str(args.get("name") or f"com.amazonaws.{region}.s3")
    arn = f"arn:aws:ec2:{region}:aws:prefix-list/{id_}"
    return {"id": id_, "prefixListId": id_, "name": name, "arn": arn, "cidrBlocks": ["192.0.2.0/24"]}


def _managed(token: str) -> Callable[[Args, str], dict[str, Any]]:
    def answer(args: Args, _region: str) -> dict[str, Any]:
        name, id_ = managed_policy(token, args.get("name"), args.get("id"))
        return {"id": id_, "name": name, "arn": f"arn:aws:cloudfront:::policy/{id_}", "etag": "E1"}

    return answer


def _detector(_args: Args, region: str) -> dict[str, Any]:
    id_ = _hex("detector", region) * 2
    arn = f"arn:aws:guardduty:{region}:{ACCOUNT}:detector/{id_}"
    return {"id": id_, "arn": arn, "status": "ENABLED"}


def _folder(args: Args, _region: str) -> dict[str, Any]:
    """A folder without parameters."""
    return {"id": args["path"], "path": args["path"], "arns": [], "names": [], "types": [], "values": []}


def _key(args: Args, region: str) -> dict[str, Any]:
    id_ = str(args.get("keyId") or _hex("key"))
    arn = id_ if id_.startswith("arn:") else f"arn:aws:kms:{region}:{ACCOUNT}:key/{id_.rpartition('/')[2]}"
    return {"id": arn.rpartition("/")[2], "keyId": id_, "arn": arn, "keyState": "Enabled", "enabled": True}


def _alias(args: Args, region: str) -> dict[str, Any]:
    name, key = str(args["name"]), _hex("alias", args["name"])
    return {
        "id": f"arn:aws:kms:{region}:{ACCOUNT}:{name}",
        "name": name,
        "arn": f"arn:aws:kms:{region}:{ACCOUNT}:{name}",
        "targetKeyId": key,
        "targetKeyArn": f"arn:aws:kms:{region}:{ACCOUNT}:key/{key}",
    }


def _certificate(args: Args, region: str) -> dict[str, Any]:
    arn = f"arn:aws:acm:{region}:{ACCOUNT}:certificate/{_hex('certificate', args)}"
    return {"id": arn, "arn": arn, "domain": str(args.get("domain") or ""), "status": "ISSUED"}


def _balancers(_args: Args, region: str) -> dict[str, Any]:
    return {"arn": "arn:aws:iam::127311923021:root", "id": "127311923021", "region": region}


FUNCTIONS: Mapping[str, Callable[[Args, str], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:route53/getZone:getZone": _zone,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:ec2/getSubnet:getSubnet": _subnet,
    "aws:ec2/getSubnets:getSubnets": _subnets,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _prefix_list,
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:iam/getPolicyDocument:getPolicyDocument": lambda args, _region: policy_document(args),
    "aws:kms/getKey:getKey": _key,
    "aws:kms/getAlias:getAlias": _alias,
    "aws:acm/getCertificate:getCertificate": _certificate,
    "aws:elb/getServiceAccount:getServiceAccount": _balancers,
    "aws:guardduty/getDetector:getDetector": _detector,
    "aws:ssm/getParametersByPath:getParametersByPath": _folder,
    **{token: _managed(token) for token in BY_FUNCTION},
}
