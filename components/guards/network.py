"""What a VPC can't be, and the layout of its subnets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network
from itertools import combinations

from components.environments import NatStrategy
from components.guards import Problem

# VPC User Guide, "VPC CIDR blocks": /16 to /28. Ours end at /24, so that each public subnet keeps the /27
# with 8 free addresses that a load balancer needs (ELB User Guide, "Subnets for your load balancer").
VPC_PREFIXES = range(16, 24 + 1)
SUBNET_PREFIXES = range(16, 28 + 1)
PUBLIC_SUBNET_PREFIXES = range(16, 27 + 1)
# An ALB and RDS Multi-AZ need two zones; the layouts below have room for four.
ZONES = range(2, 4 + 1)

_GUIDE_PREFIX = 16
_GUIDE_SUBNET_PREFIX = 24
_GUIDE_FIRST_PUBLIC = 1  # TC-3: "10.0.${i+1}"
_GUIDE_FIRST_PRIVATE = 10  # TC-3: "10.0.${i+10}"
_SMALLER_BY = 3  # eighths: four for public subnets, four for private ones

EXECUTE_API = "execute-api"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The subnets of a network, one public and one private per zone.

    Attributes:
        public: CIDR blocks with a route to the internet gateway.
        private: CIDR blocks whose way out, if any, is a NAT gateway.

    """

    public: tuple[str, ...]
    private: tuple[str, ...]


def layout(cidr: str, zones: int) -> Layout:
    """The subnets of a VPC.

    A /16 is laid out as the guide does (TC-3): public `x.y.1.0/24` and up, private `x.y.10.0/24` and up.
    Anything smaller is cut in eighths, the first half of them public.

    Raises:
        ValueError: the block or the number of zones is one that `network_problems` reports.

    """
    found = list(network_problems(cidr=cidr, zones=zones))
    if found:
        raise ValueError("; ".join(str(problem) for problem in found))
    network = IPv4Network(cidr)
    if network.prefixlen == _GUIDE_PREFIX:
        blocks = list(network.subnets(new_prefix=_GUIDE_SUBNET_PREFIX))
        public, private = _GUIDE_FIRST_PUBLIC, _GUIDE_FIRST_PRIVATE
    else:
        blocks = list(network.subnets(prefixlen_diff=_SMALLER_BY))
        public, private = 0, len(blocks) // 2
    return Layout(
        public=tuple(str(block) for block in blocks[public : public + zones]),
        private=tuple(str(block) for block in blocks[private : private + zones]),
    )


def _parsed(field: str, cidr: str) -> IPv4Network | Problem:
    try:
        network = ip_network(cidr)
    except ValueError as error:
        return Problem(
            field=field,
            given=cidr,
            allowed="an IPv4 block, its host bits zero",
            fix=f"write it like 10.0.0.0/16 ({error})",
        )
    if not isinstance(network, IPv4Network):
        return Problem(field=field, given=cidr, allowed="an IPv4 block", fix="write it like 10.0.0.0/16")
    return network


def _size_problem(field: str, network: IPv4Network, allowed: range, reason: str) -> Iterator[Problem]:
    if network.prefixlen not in allowed:
        yield Problem(
            field=field,
            given=str(network),
            allowed=f"/{allowed.start} to /{allowed.stop - 1} ({reason})",
            fix="choose a block of that size",
        )


def network_problems(*, cidr: str, zones: int, subnets: Layout | None = None) -> Iterator[Problem]:
    """Problems of a network of our own.

    Args:
        cidr: The VPC's block.
        zones: Availability zones.
        subnets: Subnets chosen by hand; `layout` chooses them otherwise.

    """
    if zones not in ZONES:
        yield Problem(
            field="zones",
            given=zones,
            allowed=f"{ZONES.start} to {ZONES.stop - 1} (a load balancer and a standby database need two)",
            fix="choose a number in that range",
        )
    vpc = _parsed("cidr", cidr)
    if isinstance(vpc, Problem):
        yield vpc
        return
    yield from _size_problem("cidr", vpc, VPC_PREFIXES, "VPC quota, and room for a load balancer")
    if subnets is not None:
        yield from _subnet_problems(vpc, zones, subnets)


def _subnet_problems(vpc: IPv4Network, zones: int, subnets: Layout) -> Iterator[Problem]:
    good: list[tuple[str, IPv4Network]] = []
    for kind, blocks, allowed in (
        ("public", subnets.public, PUBLIC_SUBNET_PREFIXES),
        ("private", subnets.private, SUBNET_PREFIXES),
    ):
        if len(blocks) != zones:
            yield Problem(
                field=f"subnets.{kind}",
                given=list(blocks),
                allowed=f"one block per zone ({zones})",
                fix="list as many blocks as there are zones",
            )
        for index, block in enumerate(blocks):
            field = f"subnets.{kind}[{index}]"
            parsed = _parsed(field, block)
            if isinstance(parsed, Problem):
                yield parsed
                continue
            good.append((field, parsed))
            yield from _size_problem(field, parsed, allowed, "a load balancer needs /27, a subnet /28")
            if not parsed.subnet_of(vpc):
                yield Problem(
                    field=field, given=block, allowed=f"a part of {vpc}", fix="choose a block inside the VPC"
                )
    for (_, one), (field, other) in combinations(good, 2):
        if one.overlaps(other):
            yield Problem(
                field=field,
                given=str(other),
                allowed=f"no overlap with {one}",
                fix="choose a block that no other subnet uses",
            )


def existing_network_problems(
    *, vpc_id: str, public_subnet_ids: Sequence[str], private_subnet_ids: Sequence[str]
) -> Iterator[Problem]:
    """Problems of a network that is given instead of created (X-23)."""
    if not re.fullmatch(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})", vpc_id):
        yield Problem(
            field="vpc_id", given=vpc_id, allowed="vpc- and 8 or 17 hex digits", fix="give the VPC's id"
        )
    for field, ids in (("public_subnet_ids", public_subnet_ids), ("private_subnet_ids", private_subnet_ids)):
        wrong = [given for given in ids if not re.fullmatch(r"subnet-([0-9a-f]{8}|[0-9a-f]{17})", given)]
        if wrong:
            yield Problem(
                field=field,
                given=wrong,
                allowed="subnet- and 8 or 17 hex digits each",
                fix="give the subnets' ids",
            )
        if len(set(ids)) < ZONES.start:
            yield Problem(
                field=field,
                given=list(ids),
                allowed=f"at least {ZONES.start} subnets, in different zones",
                fix="name a subnet in a second zone",
            )
    both = sorted(set(public_subnet_ids) & set(private_subnet_ids))
    if both:
        yield Problem(
            field="private_subnet_ids",
            given=both,
            allowed="subnets that aren't public",
            fix="name each subnet once",
        )


def internet_problems(*, nat: NatStrategy, needed_by: Sequence[str]) -> Iterator[Problem]:
    """Problems of private subnets without a way out (X-23).

    Args:
        nat: The network's NAT gateways.
        needed_by: What runs in private subnets and calls the internet, or an AWS service without endpoint.

    """
    if nat == "none" and needed_by:
        yield Problem(
            field="nat",
            given=nat,
            allowed=f"single or onePerAz: {', '.join(needed_by)} must reach the internet",
            fix="use nat: single, or take what needs the internet out of the network",
        )


def endpoint_problems(services: Sequence[tuple[str, bool]]) -> Iterator[Problem]:
    """Problems of interface endpoints.

    Args:
        services: Short service name (`ecr.api`) and whether it gets private DNS.

    """
    names = [service for service, _ in services]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(
            field="interface_endpoints",
            given=name,
            allowed="each service once",
            fix="remove the second one: two endpoints can't own the same private DNS name",
        )
    for service, private_dns in services:
        if service in {"s3", "dynamodb"}:
            yield Problem(
                field="interface_endpoints",
                given=service,
                allowed="services without a gateway endpoint",
                fix="leave it out: every network has the gateway endpoint, which costs nothing",
            )
        if service == EXECUTE_API and private_dns:
            yield Problem(
                field="interface_endpoints",
                given=service,
                allowed="execute-api only without private DNS",
                fix=(
                    "set private_dns to false: its private DNS captures every *.execute-api name in the VPC, "
                    "and calls of public APIs (@connections included) would fail"
                ),
            )
