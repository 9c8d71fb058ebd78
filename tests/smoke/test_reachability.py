"""Flows computed from hand-made security groups."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.account import Account
from smoke.reachability import INTERNET, Flow, flow, flows

pytestmark = pytest.mark.requirement("HR-46")
Groups = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def ec2() -> Iterator[Any]:
    with Account() as account:
        yield account.client("ec2")


@pytest.fixture(scope="module")
def vpc(ec2: Any) -> str:
    return str(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture
def groups(ec2: Any, vpc: str) -> Groups:
    """New groups, without the rule that lets everything out."""

    def made(*names: str) -> dict[str, str]:
        found = {}
        for name in names:
            unique = f"{name}-{uuid.uuid4()}"
            group = ec2.create_security_group(GroupName=unique, Description=name, VpcId=vpc)["GroupId"]
            ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything("0.0.0.0/0")])
            found[name] = group
        return found

    return made


def everything(cidr: str) -> dict[str, Any]:
    return {"IpProtocol": "-1", "IpRanges": [{"CidrIp": cidr}]}


def rule(first: int, last: int | None = None, **far: Any) -> list[dict[str, Any]]:
    return [{"IpProtocol": "tcp", "FromPort": first, "ToPort": last or first, **far}]


def of(group: str) -> dict[str, Any]:
    return {"UserIdGroupPairs": [{"GroupId": group}]}


def within(cidr: str) -> dict[str, Any]:
    return {"IpRanges": [{"CidrIp": cidr}]}


def test_groups_without_rules_reach_nobody(ec2: Any, groups: Groups) -> None:
    assert flows(ec2, groups("app", "database")) == set()


def test_a_flow_between_groups_needs_both_ends(ec2: Any, groups: Groups) -> None:
    own = groups("app", "database")
    ec2.authorize_security_group_egress(GroupId=own["app"], IpPermissions=rule(5432, **of(own["database"])))
    assert flows(ec2, own) == set()
    ec2.authorize_security_group_ingress(GroupId=own["database"], IpPermissions=rule(5432, **of(own["app"])))
    assert flows(ec2, own) == {flow("app", "database", 5432)}


def test_only_the_ports_that_both_ends_allow_are_open(ec2: Any, groups: Groups) -> None:
    own = groups("app", "cache")
    ec2.authorize_security_group_egress(
        GroupId=own["app"], IpPermissions=rule(6000, 6400, **of(own["cache"]))
    )
    ec2.authorize_security_group_ingress(
        GroupId=own["cache"], IpPermissions=rule(6379, 7000, **of(own["app"]))
    )
    assert flows(ec2, own) == {Flow("app", "cache", 6379, 6400)}


def test_ports_that_do_not_overlap_are_closed(ec2: Any, groups: Groups) -> None:
    own = groups("app", "cache")
    ec2.authorize_security_group_egress(GroupId=own["app"], IpPermissions=rule(443, **of(own["cache"])))
    ec2.authorize_security_group_ingress(GroupId=own["cache"], IpPermissions=rule(6379, **of(own["app"])))
    assert flows(ec2, own) == set()


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "10.0.0.0/16"])
def test_an_address_range_that_covers_the_network_lets_out_to_a_group(
    ec2: Any, groups: Groups, cidr: str
) -> None:
    own = groups("app", "database")
    ec2.authorize_security_group_egress(GroupId=own["app"], IpPermissions=[everything(cidr)])
    ec2.authorize_security_group_ingress(GroupId=own["database"], IpPermissions=rule(5432, **of(own["app"])))
    assert flow("app", "database", 5432) in flows(ec2, own)


def test_a_public_address_range_does_not_cover_the_network(ec2: Any, groups: Groups) -> None:
    own = groups("app", "database")
    ec2.authorize_security_group_egress(GroupId=own["app"], IpPermissions=rule(5432, **within("8.8.8.0/24")))
    ec2.authorize_security_group_ingress(GroupId=own["database"], IpPermissions=rule(5432, **of(own["app"])))
    assert flows(ec2, own) == {flow("app", "8.8.8.0/24", 5432)}


def test_the_whole_world_is_the_internet_by_either_version_of_ip(ec2: Any, groups: Groups) -> None:
    own = groups("balancer")
    ec2.authorize_security_group_ingress(
        GroupId=own["balancer"], IpPermissions=rule(443, **within("0.0.0.0/0"))
    )
    six: dict[str, Any] = {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    ec2.authorize_security_group_ingress(GroupId=own["balancer"], IpPermissions=rule(80, **six))
    assert flows(ec2, own) == {flow(INTERNET, "balancer", 443), flow(INTERNET, "balancer", 80)}


def test_a_rule_for_every_protocol_opens_every_port(ec2: Any, groups: Groups) -> None:
    own = groups("app")
    ec2.authorize_security_group_egress(GroupId=own["app"], IpPermissions=[everything("0.0.0.0/0")])
    (only,) = flows(ec2, own)
    assert (only.destination, only.first_port, only.last_port) == (INTERNET, 0, 65_535)
    assert str(only) == "app -> internet:0-65535"


def test_a_group_that_is_not_ours_appears_by_its_id(ec2: Any, groups: Groups) -> None:
    own = groups("database", "stranger")
    stranger = own.pop("stranger")
    ec2.authorize_security_group_ingress(GroupId=own["database"], IpPermissions=rule(5432, **of(stranger)))
    assert flows(ec2, own) == {flow(stranger, "database", 5432)}


def test_a_managed_prefix_list_appears_by_its_name(ec2: Any, groups: Groups) -> None:
    own = groups("balancer")
    made = ec2.create_managed_prefix_list(
        PrefixListName="office", MaxEntries=1, AddressFamily="IPv4", Entries=[{"Cidr": "203.0.113.0/24"}]
    )
    listed: dict[str, Any] = {"PrefixListIds": [{"PrefixListId": made["PrefixList"]["PrefixListId"]}]}
    ec2.authorize_security_group_ingress(GroupId=own["balancer"], IpPermissions=rule(443, **listed))
    assert flows(ec2, own) == {flow("office", "balancer", 443)}


def test_a_group_may_reach_itself(ec2: Any, groups: Groups) -> None:
    own = groups("cluster")
    itself: dict[str, Any] = of(own["cluster"])
    ec2.authorize_security_group_egress(GroupId=own["cluster"], IpPermissions=rule(7000, **itself))
    ec2.authorize_security_group_ingress(GroupId=own["cluster"], IpPermissions=rule(7000, **itself))
    assert flows(ec2, own) == {flow("cluster", "cluster", 7000)}
