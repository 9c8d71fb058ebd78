"""What awsx makes of a VPC, as far as programs compose with it: subnets, route tables, gateways."""

from __future__ import annotations

from typing import Any

from .graph import Registration
from .request import Child, CreateChild

ZONES = 3
"""awsx's default for `numberOfAvailabilityZones`."""

DEFAULT_SUBNETS = ({"type": "Private"}, {"type": "Public"})


def expand_vpc(registration: Registration, create: CreateChild) -> dict[str, Any]:
    """Register the component's children and answer its outputs."""
    inputs = registration.inputs
    zones = inputs.get("availabilityZoneNames") or [
        f"us-east-1{letter}" for letter in "abcdef"[: int(inputs.get("numberOfAvailabilityZones") or ZONES)]
    ]
    made: dict[str, list[Child]] = {}

    def child(kind: str, name: str, **arguments: Any) -> Child:
        found = create(f"aws:ec2/{kind[0].lower()}{kind[1:]}:{kind}", name, arguments, ())
        made.setdefault(kind, []).append(found)
        return found

    base = registration.name
    vpc = child("Vpc", base, cidrBlock=inputs.get("cidrBlock") or "10.0.0.0/16")
    gateway = child("InternetGateway", base, vpcId=vpc.id)
    ids: dict[str, list[str]] = {"Public": [], "Private": [], "Isolated": []}
    for index, zone in enumerate(zones):
        for spec in inputs.get("subnetSpecs") or DEFAULT_SUBNETS:
            kind = spec["type"]
            name = f"{base}-{spec.get('name') or kind.lower()}-{index + 1}"
            subnet = child(
                "Subnet", name, vpcId=vpc.id, availabilityZone=zone, mapPublicIpOnLaunch=kind == "Public"
            )
            child("RouteTable", name, vpcId=vpc.id)
            ids.setdefault(kind, []).append(subnet.id)
    strategy = (inputs.get("natGateways") or {}).get("strategy", "OnePerAz")
    for index in range({"None": 0, "Single": 1}.get(strategy, len(zones))):
        address = child("Eip", f"{base}-{index + 1}", domain="vpc")
        child("NatGateway", f"{base}-{index + 1}", allocationId=address.id, subnetId=ids["Public"][index])
    return {
        "vpcId": vpc.id,
        "publicSubnetIds": ids["Public"],
        "privateSubnetIds": ids["Private"],
        "isolatedSubnetIds": ids["Isolated"],
        "vpc": vpc.reference,
        "internetGateway": gateway.reference,
        "subnets": [item.reference for item in made.get("Subnet", [])],
        "routeTables": [item.reference for item in made.get("RouteTable", [])],
        "natGateways": [item.reference for item in made.get("NatGateway", [])],
        "eips": [item.reference for item in made.get("Eip", [])],
        "routes": [],
        "routeTableAssociations": [],
        "vpcEndpoints": [],
        "subnetLayout": inputs.get("subnetSpecs") or [dict(spec) for spec in DEFAULT_SUBNETS],
    }
