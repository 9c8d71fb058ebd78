from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.guards.network import (
    Layout,
    endpoint_problems,
    existing_network_problems,
    internet_problems,
    layout,
    network_problems,
)


@pytest.mark.requirement("TC-3")
def test_a_16_is_laid_out_as_the_guide_does() -> None:
    assert layout("10.0.0.0/16", 2) == Layout(
        public=("10.0.1.0/24", "10.0.2.0/24"), private=("10.0.10.0/24", "10.0.11.0/24")
    )


@pytest.mark.requirement("HR-46")
def test_another_16_gets_the_same_layout_in_its_own_range() -> None:
    assert layout("10.1.0.0/16", 2).private == ("10.1.10.0/24", "10.1.11.0/24")


@given(
    prefix=st.integers(16, 24),
    zones=st.integers(2, 4),
    base=st.integers(0, 2**24 - 1),
)
def test_every_layout_is_one_that_the_guard_accepts(prefix: int, zones: int, base: int) -> None:
    cidr = str(IPv4Network((0x0A000000 | base, prefix), strict=False))
    subnets = layout(cidr, zones)
    assert not list(network_problems(cidr=cidr, zones=zones, subnets=subnets))
    blocks = [IPv4Network(block) for block in (*subnets.public, *subnets.private)]
    assert len(blocks) == 2 * zones
    assert all(block.subnet_of(IPv4Network(cidr)) for block in blocks)
    assert not any(one.overlaps(other) for one, other in combinations(blocks, 2))


@pytest.mark.parametrize(
    ("cidr", "zones", "field"),
    [
        ("10.0.0.1/16", 2, "cidr"),
        ("10.0.0.0/15", 2, "cidr"),
        ("10.0.0.0/25", 2, "cidr"),
        ("fd00::/56", 2, "cidr"),
        ("ten", 2, "cidr"),
        ("10.0.0.0/16", 1, "zones"),
        ("10.0.0.0/16", 5, "zones"),
    ],
)
def test_blocks_and_zones_that_aws_or_a_load_balancer_refuses_are_named(
    cidr: str, zones: int, field: str
) -> None:
    assert [problem.field for problem in network_problems(cidr=cidr, zones=zones)] == [field]
    with pytest.raises(ValueError, match=field):
        layout(cidr, zones)


@pytest.mark.parametrize(
    ("public", "private", "fields"),
    [
        (("10.0.0.0/24", "10.0.1.0/24"), ("10.0.2.0/24", "10.0.3.0/24"), []),
        (("10.0.0.0/24",), ("10.0.2.0/24", "10.0.3.0/24"), ["subnets.public"]),
        (("10.0.0.0/24", "10.0.1.0/24"), ("10.1.2.0/24", "10.0.3.0/24"), ["subnets.private[0]"]),
        (("10.0.0.0/24", "10.0.1.0/24"), ("10.0.1.128/25", "10.0.3.0/24"), ["subnets.private[0]"]),
        (("10.0.0.0/28", "10.0.1.0/24"), ("10.0.2.0/28", "10.0.3.0/24"), ["subnets.public[0]"]),
        (("10.0.0.0/24", "10.0.1.7/24"), ("10.0.2.0/24", "10.0.3.0/24"), ["subnets.public[1]"]),
    ],
)
def test_subnets_chosen_by_hand_fit_and_keep_apart(
    public: tuple[str, ...], private: tuple[str, ...], fields: list[str]
) -> None:
    found = network_problems(cidr="10.0.0.0/16", zones=2, subnets=Layout(public=public, private=private))
    assert [problem.field for problem in found] == fields


@pytest.mark.requirement("X-23")
@pytest.mark.parametrize(
    ("vpc_id", "public", "private", "fields"),
    [
        (
            "vpc-0123456789abcdef0",
            ["subnet-11111111", "subnet-22222222"],
            ["subnet-33333333", "subnet-44444444"],
            [],
        ),
        (
            "10.0.0.0/16",
            ["subnet-11111111", "subnet-22222222"],
            ["subnet-33333333", "subnet-44444444"],
            ["vpc_id"],
        ),
        ("vpc-12345678", ["subnet-11111111"], ["subnet-33333333", "subnet-44444444"], ["public_subnet_ids"]),
        (
            "vpc-12345678",
            ["subnet-11111111", "subnet-22222222"],
            ["subnet-22222222", "subnet-33333333"],
            ["private_subnet_ids"],
        ),
        (
            "vpc-12345678",
            ["subnet-11111111", "vpc-22222222"],
            ["subnet-33333333", "subnet-44444444"],
            ["public_subnet_ids"],
        ),
    ],
)
def test_a_given_network_has_ids_and_two_subnets_of_each_kind(
    vpc_id: str, public: list[str], private: list[str], fields: list[str]
) -> None:
    found = existing_network_problems(vpc_id=vpc_id, public_subnet_ids=public, private_subnet_ids=private)
    assert [problem.field for problem in found] == fields


@pytest.mark.requirement("X-23")
def test_private_subnets_without_nat_are_refused_only_where_something_calls_out() -> None:
    assert not list(internet_problems(nat="none", needed_by=[]))
    assert not list(internet_problems(nat="single", needed_by=["the worker"]))
    [problem] = internet_problems(nat="none", needed_by=["the worker"])
    assert problem.field == "nat"
    assert "the worker" in problem.allowed


@pytest.mark.requirement("ST-29")
def test_the_private_dns_of_execute_api_is_refused_and_says_what_it_would_break() -> None:
    [problem] = endpoint_problems([("execute-api", True)])
    assert "@connections" in problem.fix
    assert not list(endpoint_problems([("execute-api", False)]))


def test_an_endpoint_twice_or_beside_a_gateway_endpoint_is_refused() -> None:
    assert [p.given for p in endpoint_problems([("sqs", True), ("sqs", True), ("s3", True)])] == ["sqs", "s3"]
