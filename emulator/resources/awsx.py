"""The one component of awsx that is used: a VPC laid out by explicit CIDR blocks.

awsx runs in a plugin of its own, so the emulator registers the same children, by the same names and parents.
Its ways to divide a network are not emulated: every subnet says its blocks, and anything else is refused.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Child, Request

STRATEGIES = ("None", "Single", "OnePerAz")
TYPES = ("Public", "Private", "Isolated")
DEFAULT_ZONES = 3
ANYWHERE = "0.0.0.0/0"
OWN_ARGUMENTS = (
    "availabilityZoneNames",
    "natGateways",
    "numberOfAvailabilityZones",
    "subnetSpecs",
    "subnetStrategy",
)
VPC_ARGUMENTS = (
    "assignGeneratedIpv6CidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "enableNetworkAddressUsageMetrics",
    "instanceTenancy",
)
"""Arguments that awsx hands to the VPC as they are."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One subnet to make."""

    name: str
    kind: str
    zone: int
    zone_name: str
    cidr: str
    tags: Mapping[str, str]


@dataclass
class Made:
    """What was made so far, in the order of awsx's outputs."""

    subnets: list[Child] = field(default_factory=list)
    route_tables: list[Child] = field(default_factory=list)
    associations: list[Child] = field(default_factory=list)
    routes: list[Child] = field(default_factory=list)
    nat_gateways: list[Child] = field(default_factory=list)
    eips: list[Child] = field(default_factory=list)
    ids: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in TYPES})


def _zones(r: Request) -> list[str]:
    """Zones by name, or the first of the region."""
    named, wanted = r.take("availabilityZoneNames"), r.take("numberOfAvailabilityZones")
    if named and wanted:
        message = "only one of availabilityZoneNames and numberOfAvailabilityZones may be given"
        raise ValueError(f"{r.logical}: {message}")
    if named:
        return list(named)
    count = int(wanted or DEFAULT_ZONES)
    found = [zone["ZoneName"] for zone in r.api("ec2", "describe_availability_zones")["AvailabilityZones"]]
    if len(found) < count:
        raise ValueError(f"{r.logical}: {r.region} has {len(found)} availability zones, not {count}")
    return found[:count]


def _checked_specs(r: Request, zones: Sequence[str]) -> list[dict[str, Any]]:
    """The subnet specs, each with a block per zone."""
    specs = r.take("subnetSpecs")
    if not specs:
        raise NotImplementedError(f"{r.logical}: the emulator needs subnetSpecs with explicit cidrBlocks")
    if (strategy := r.take("subnetStrategy")) != "Auto":
        raise NotImplementedError(f"{r.logical}.subnetStrategy: only Auto is emulated, not {strategy}")
    for number, spec in enumerate(specs):
        path = f"{r.logical}.subnetSpecs[{number}]"
        if unknown := set(spec) - {"type", "name", "cidrBlocks", "tags"}:
            raise NotImplementedError(f"{path}: not emulated: {', '.join(sorted(unknown))}")
        if spec["type"] not in TYPES:
            raise NotImplementedError(f"{path}.type: {spec['type']} is not one of {', '.join(TYPES)}")
        blocks = spec.get("cidrBlocks")
        if blocks is None or len(blocks) != len(zones):
            raise ValueError(f"{path}.cidrBlocks: one block for each of {len(zones)} zones is needed")
    return list(specs)


def _plans(r: Request, specs: Sequence[Mapping[str, Any]], zones: Sequence[str]) -> list[Plan]:
    """All subnets: zone by zone, public ones first (the NAT gateways of the others are in them)."""
    plans = [
        Plan(
            name=f"{r.logical}-{spec.get('name') or spec['type'].lower()}-{zone + 1}",
            kind=spec["type"],
            zone=zone,
            zone_name=zone_name,
            cidr=spec["cidrBlocks"][zone],
            tags=spec.get("tags") or {},
        )
        for zone, zone_name in enumerate(zones)
        for spec in specs
    ]
    for number, one in enumerate(plans):
        for other in plans[number + 1 :]:
            if ipaddress.ip_network(one.cidr).overlaps(ipaddress.ip_network(other.cidr)):
                raise ValueError(f"{r.logical}: {one.name} {one.cidr} overlaps {other.name} {other.cidr}")
    return sorted(plans, key=lambda plan: (plan.zone, TYPES.index(plan.kind)))


def _strategy(r: Request, kinds: set[str]) -> str:
    """How many NAT gateways; they need a public subnet to be in and a private one to serve."""
    given = r.take("natGateways") or {}
    if given.get("elasticIpAllocationIds"):
        raise NotImplementedError(f"{r.logical}.natGateways.elasticIpAllocationIds is not emulated")
    strategy = str(given.get("strategy") or "OnePerAz")
    if strategy not in STRATEGIES:
        raise ValueError(
            f"{r.logical}.natGateways.strategy: {strategy} is not one of {', '.join(STRATEGIES)}"
        )
    if strategy != "None" and not {"Public", "Private"} <= kinds:
        message = "needs both public and private subnets"
        raise ValueError(f"{r.logical}.natGateways.strategy: {strategy} {message}")
    return strategy


@resource("awsx:ec2:Vpc")
def vpc(r: Request) -> Created:
    """The component: a VPC, its internet gateway, and per zone its subnets with a route table each."""
    zones = _zones(r)
    specs = _checked_specs(r, zones)
    plans = _plans(r, specs, zones)
    strategy = _strategy(r, {plan.kind for plan in plans})
    tags, cidr = r.tags, r.take("cidrBlock", "10.0.0.0/16")
    region = {"region": r.inputs["region"]} if r.inputs.get("region") else {}
    shared = {"Name": r.logical, **tags}
    passed = {key: value for key in VPC_ARGUMENTS if (value := r.take(key)) is not None}
    # Whatever else was asked for must be refused before anything is made.
    r.finish()
    network = r.child("aws:ec2/vpc:Vpc", r.logical, {**passed, **region, "cidrBlock": cidr, "tags": shared})
    gateway = _under(
        r, network, "aws:ec2/internetGateway:InternetGateway", r.logical, _in(network, shared, region)
    )
    made = Made()
    for plan in plans:
        _subnet(r, plan, made, network, gateway, strategy, tags, region)
    return "", {
        "vpc": network.reference,
        "vpcId": network.id,
        "internetGateway": gateway.reference,
        "subnets": [child.reference for child in made.subnets],
        "routeTables": [child.reference for child in made.route_tables],
        "routeTableAssociations": [child.reference for child in made.associations],
        "routes": [child.reference for child in made.routes],
        "natGateways": [child.reference for child in made.nat_gateways],
        "eips": [child.reference for child in made.eips],
        "vpcEndpoints": [],
        "publicSubnetIds": made.ids["Public"],
        "privateSubnetIds": made.ids["Private"],
        "isolatedSubnetIds": made.ids["Isolated"],
        "subnetLayout": [
            {key: spec[key] for key in ("type", "name", "cidrBlocks") if spec.get(key) is not None}
            for spec in specs
        ],
    }


def _under(r: Request, parent: Child, typ: str, name: str, inputs: Mapping[str, Any], *needs: Child) -> Child:
    """A child of a child: awsx makes it depend on its parent, its inputs on what they come from."""
    wanted = [child.urn for child in (parent, *needs)]
    return r.child(typ, name, inputs, depends_on=wanted, parent=parent.urn)


def _in(network: Child, tags: Mapping[str, str], region: Mapping[str, str]) -> dict[str, Any]:
    return {**region, "vpcId": network.id, "tags": dict(tags)}


def _subnet(
    r: Request,
    plan: Plan,
    made: Made,
    network: Child,
    gateway: Child,
    strategy: str,
    tags: Mapping[str, str],
    region: Mapping[str, str],
) -> None:
    """A subnet with its route table, NAT gateway and way out."""
    shared = {"Name": r.logical, **tags}
    own = {"Name": plan.name, "SubnetType": plan.kind}
    subnet = _under(
        r,
        network,
        "aws:ec2/subnet:Subnet",
        plan.name,
        {
            **_in(network, {**shared, **plan.tags, **own}, region),
            "availabilityZone": plan.zone_name,
            "cidrBlock": plan.cidr,
            "mapPublicIpOnLaunch": plan.kind == "Public",
        },
    )
    made.subnets.append(subnet)
    made.ids[plan.kind].append(subnet.id)
    table_inputs = _in(network, {**shared, **own}, region)
    table = _under(r, subnet, "aws:ec2/routeTable:RouteTable", plan.name, table_inputs, network)
    made.route_tables.append(table)
    pair = {**region, "routeTableId": table.id, "subnetId": subnet.id}
    association = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    made.associations.append(_under(r, table, association, plan.name, pair, subnet))
    wanted = {"None": 0, "Single": 1, "OnePerAz": plan.zone + 1}[strategy]
    if plan.kind == "Public" and len(made.nat_gateways) < wanted:
        _nat_gateway(r, plan, made, subnet, {**tags, "Name": f"{r.logical}-{plan.zone + 1}"}, region)
    target = None
    if plan.kind == "Public":
        target, key = gateway, "gatewayId"
    elif plan.kind == "Private" and strategy != "None":
        target, key = made.nat_gateways[-1 if strategy == "OnePerAz" else 0], "natGatewayId"
    if target is not None:
        route = {**region, "routeTableId": table.id, "destinationCidrBlock": ANYWHERE, key: target.id}
        made.routes.append(_under(r, table, "aws:ec2/route:Route", plan.name, route, target))


def _nat_gateway(
    r: Request, plan: Plan, made: Made, subnet: Child, tags: Mapping[str, str], region: Mapping[str, str]
) -> None:
    """A NAT gateway of a public subnet, with an address of its own."""
    name = f"{r.logical}-{plan.zone + 1}"
    eip = _under(r, subnet, "aws:ec2/eip:Eip", name, {**region, "tags": dict(tags)})
    made.eips.append(eip)
    inputs = {
        **region,
        "subnetId": subnet.id,
        "allocationId": eip.outputs["allocationId"],
        "tags": dict(tags),
    }
    made.nat_gateways.append(_under(r, subnet, "aws:ec2/natGateway:NatGateway", name, inputs, eip))
