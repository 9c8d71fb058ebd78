"""Who can reach whom, computed from security groups as they are deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

INTERNET = "internet"
_ALL_PORTS = (0, 65_535)


@dataclass(frozen=True, order=True)
class Flow:
    """A way that packets can take: source and destination by name, first and last port."""

    source: str
    destination: str
    first_port: int
    last_port: int

    def __str__(self) -> str:
        ports = (
            str(self.first_port)
            if self.first_port == self.last_port
            else f"{self.first_port}-{self.last_port}"
        )
        return f"{self.source} -> {self.destination}:{ports}"


def flow(source: str, destination: str, port: int) -> Flow:
    """A flow of a single port."""
    return Flow(source, destination, port, port)


@dataclass(frozen=True)
class _Rule:
    egress: bool
    ports: tuple[int, int]
    group: str | None
    cidr: str | None
    prefix_list: str | None


def _rules(ec2: Any, group_id: str) -> list[_Rule]:
    pages = ec2.get_paginator("describe_security_group_rules").paginate(
        Filters=[{"Name": "group-id", "Values": [group_id]}]
    )
    return [
        _Rule(
            egress=rule["IsEgress"],
            ports=_ALL_PORTS if rule["IpProtocol"] == "-1" else (rule["FromPort"], rule["ToPort"]),
            group=rule.get("ReferencedGroupInfo", {}).get("GroupId"),
            cidr=rule.get("CidrIpv4") or rule.get("CidrIpv6"),
            prefix_list=rule.get("PrefixListId"),
        )
        for page in pages
        for rule in page["SecurityGroupRules"]
    ]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _place(rule: _Rule, names: Mapping[str, str]) -> str | None:
    """The far end of a rule: by name where it has one."""
    if rule.group:
        return names.get(rule.group, rule.group)
    if rule.prefix_list:
        return names.get(rule.prefix_list, rule.prefix_list)
    if rule.cidr in ("0.0.0.0/0", "::/0"):
        return INTERNET
    return rule.cidr


def flows(ec2: Any, groups: Mapping[str, str]) -> set[Flow]:
    """Every flow between the named groups, and between them and anything else.

    A flow between two groups needs both: the source's rule that lets it out (to the group, or to an
    address range) and the destination's that lets it in.

    Args:
        ec2: A boto3 EC2 client.
        groups: Name -> security group id.
    """
    names = {group_id: name for name, group_id in groups.items()}
    rules = {name: _rules(ec2, group_id) for name, group_id in groups.items()}
    places = {**names, **_prefix_lists(ec2, rules.values())}
    found: set[Flow] = set()
    for name in groups:
        found.update(_outside(name, rules[name], places, groups))
        for source in groups:
            found.update(_between(source, rules[source], name, rules[name], names))
    return found


def _prefix_lists(ec2: Any, rules: Iterable[list[_Rule]]) -> dict[str, str]:
    """Id -> name of the managed prefix lists that rules refer to."""
    ids = sorted({rule.prefix_list for each in rules for rule in each if rule.prefix_list})
    if not ids:
        return {}
    found = ec2.describe_managed_prefix_lists(PrefixListIds=ids)["PrefixLists"]
    return {each["PrefixListId"]: each["PrefixListName"] for each in found}


def _outside(
    name: str, rules: Iterable[_Rule], places: Mapping[str, str], groups: Mapping[str, str]
) -> Iterator[Flow]:
    for rule in rules:
        place = _place(rule, places)
        if place is not None and place not in groups:
            yield Flow(name, place, *rule.ports) if rule.egress else Flow(place, name, *rule.ports)


def _between(
    source: str, out: Iterable[_Rule], destination: str, into: Iterable[_Rule], names: Mapping[str, str]
) -> Iterator[Flow]:
    ways_in = [rule for rule in into if not rule.egress and rule.group and names.get(rule.group) == source]
    ways_out = [
        rule
        for rule in out
        if rule.egress
        and (
            names.get(rule.group or "") == destination
            or (rule.cidr is not None and _covers_private(rule.cidr))
        )
    ]
    for way_in in ways_in:
        for way_out in ways_out:
            ports = _overlap(way_in.ports, way_out.ports)
            if ports:
                yield Flow(source, destination, *ports)


def _covers_private(cidr: str) -> bool:
    """Whether an address range may hold a host of the same network."""
    return ":" not in cidr and (cidr == "0.0.0.0/0" or IPv4Network(cidr).is_private)
