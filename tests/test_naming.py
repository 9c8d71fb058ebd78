"""No two stacks, and no two things of one stack, ever share a physical name; production has the guides'."""

from __future__ import annotations

import re

import pulumi
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.environments import ENVIRONMENT_NAMES, KNOWN_STACKS, EnvironmentName
from components.naming import MAX_LENGTH, BucketNaming, Names, camel, shortened, stack_slug
from tests.support.recorder import declare

# Stack names as the CLI takes them.
STACKS = st.from_regex(r"[A-Za-z0-9_.-]{1,100}", fullmatch=True)
PLATFORMS = ("hookrelay", "streamer", "streamcanvas", "tiktok-commerce", "trinity")
THINGS = (
    "app",
    "endpoints",
    "deliveries",
    "delivery-attempts",
    "dlq",
    "worker",
    "task-role",
    "ingestion-api",
    "a" * 70,
)
ACCOUNT = "123456789012"


def guide(environment: EnvironmentName, platform: str = "hookrelay") -> Names:
    return Names(platform=platform, environment=environment, stack=environment, mode="guide")


def derived(stack: str, platform: str = "hookrelay", environment: EnvironmentName = "dev") -> Names:
    return Names(platform=platform, environment=environment, stack=stack, mode="derived")


def all_names(names: Names, kind: str) -> list[str]:
    """Every pattern that guides have, for every thing."""
    platform = names.platform
    return [
        name
        for thing in THINGS
        for name in {
            names(kind, thing, prod=f"prod-{platform}-{thing}", others=f"{{env}}-{platform}-{thing}"),
            names(kind, thing, prod=f"{platform}-prod-{thing}", others=f"{platform}-{{env}}-{thing}"),
            names(kind, thing, prod=f"{platform}-{thing}"),
        }
    ]


@pytest.mark.requirement("X-9", "HR-3")
def test_the_guides_names() -> None:
    table = {"kind": "table", "thing": "endpoints", "prod": "prod-hookrelay-endpoints"}
    assert guide("prod")(**table, others="{env}-hookrelay-endpoints") == "prod-hookrelay-endpoints"
    assert guide("staging")(**table, others="{env}-hookrelay-endpoints") == "staging-hookrelay-endpoints"
    assert guide("dev")("role", "task-role", prod="hookrelay-task-role") == "hookrelay-task-role-dev"
    assert (
        guide("prod")("alarm", "HighQueueDepth", prod="HookRelay-HighQueueDepth")
        == "HookRelay-HighQueueDepth"
    )


@pytest.mark.requirement("X-9")
def test_derived_names_have_the_stack_in_them_and_nothing_of_the_environment() -> None:
    for environment in ENVIRONMENT_NAMES:
        names = derived("alice", environment=environment)
        assert names("table", "endpoints", prod="prod-hookrelay-endpoints") == "alice-hookrelay-endpoints"
        path = names("parameter", "x", prod="/hookrelay/x", derived="/hookrelay/{stack}/x")
        assert path == "/hookrelay/alice/x"


@pytest.mark.requirement("X-2")
@pytest.mark.parametrize("kind", MAX_LENGTH)
def test_prod_and_production_have_the_same_names(kind: str) -> None:
    one, other = (
        Names(platform="hookrelay", environment="prod", stack=stack, mode="guide")
        for stack in ("prod", "production")
    )
    assert all_names(one, kind) == all_names(other, kind)


@pytest.mark.requirement("X-9")
@given(
    one=STACKS, other=STACKS, platform=st.sampled_from(PLATFORMS), kind=st.sampled_from(sorted(MAX_LENGTH))
)
def test_two_stacks_never_share_a_derived_name(one: str, other: str, platform: str, kind: str) -> None:
    assume(one != other)
    assert not set(all_names(derived(one, platform), kind)) & set(all_names(derived(other, platform), kind))


@pytest.mark.requirement("X-9")
@given(stack=STACKS, environment=st.sampled_from(ENVIRONMENT_NAMES), kind=st.sampled_from(sorted(MAX_LENGTH)))
def test_a_derived_name_is_never_one_of_the_guides(
    stack: str, environment: EnvironmentName, kind: str
) -> None:
    for platform in PLATFORMS:
        taken = set(all_names(guide(environment, platform), kind))
        for mine in PLATFORMS:
            assert not taken & set(all_names(derived(stack, mine), kind))


@pytest.mark.requirement("X-9")
@pytest.mark.parametrize(
    "stack", [*KNOWN_STACKS, "hookrelay", "prod-hookrelay", "dev-hookrelay", "hookrelay-dev"]
)
def test_awkward_stacks_have_names_of_their_own_too(stack: str) -> None:
    taken = {name for environment in ENVIRONMENT_NAMES for name in all_names(guide(environment), "table")}
    assert not taken & set(all_names(derived(stack), "table"))


@pytest.mark.requirement("X-9")
@given(STACKS)
def test_a_stack_named_like_anothers_slug_is_another(stack: str) -> None:
    """`Feature` has the slug `feature-<hash>`; a stack may be called just that."""
    slug = stack_slug(stack)
    if slug != stack:
        assert stack_slug(slug) != slug


@pytest.mark.requirement("X-9")
def test_platforms_of_one_stack_do_not_share_names() -> None:
    found = [name for platform in PLATFORMS for name in all_names(derived("alice", platform), "queue")]
    assert len(found) == len(set(found)) == len(PLATFORMS) * len(THINGS)


@given(STACKS)
def test_a_slug_begins_as_every_service_wants(stack: str) -> None:
    slug = stack_slug(stack)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug)
    assert not slug.startswith(("internal", "sthree"))


@pytest.mark.parametrize("stack", ["1", "internal", "sthree-x", "---", "_", "2-of-3"])
def test_a_beginning_that_a_service_refuses_is_put_behind_an_s(stack: str) -> None:
    assert stack_slug(stack).startswith("s-")


@pytest.mark.parametrize("stack", ["alice", "pr-17", "feature-login"])
def test_a_plain_stack_name_stays_readable(stack: str) -> None:
    assert stack_slug(stack) == stack


@pytest.mark.parametrize(
    "stack", ["Alice", "a.b", "a_b", "a--b", "dev", "production", "x" * 25, "alice-0a1b2c"]
)
def test_a_name_that_could_be_taken_for_another_gets_a_hash(stack: str) -> None:
    assert re.search(r"-[0-9a-f]{6}$", stack_slug(stack))
    assert stack_slug(stack) != stack


@pytest.mark.requirement("X-9")
@given(stack=STACKS, kind=st.sampled_from(sorted(MAX_LENGTH)))
def test_no_name_is_longer_than_its_service_takes(stack: str, kind: str) -> None:
    for name in (*all_names(derived(stack, "tiktok-commerce"), kind), *all_names(guide("staging"), kind)):
        assert len(name) <= MAX_LENGTH[kind]
        assert not name.endswith("-")


@pytest.mark.requirement("X-9", "TC-18")
def test_the_longest_name_of_a_guide_is_kept_and_what_overflows_is_told_apart() -> None:
    prod = "tiktok-commerce-whatsapp-service"
    assert guide("prod")("target-group", "whatsapp", prod=prod) == prod
    dev, staging = (guide(e)("target-group", "whatsapp", prod=prod) for e in ("dev", "staging"))
    assert dev != staging
    assert max(len(dev), len(staging)) <= 32


@given(name=st.text("abc-_/", min_size=1, max_size=90), limit=st.integers(20, 80))
def test_shortening_changes_only_what_is_too_long(name: str, limit: int) -> None:
    short = shortened(name, limit)
    assert len(short) <= limit
    assert (short == name) is (len(name) <= limit)


def test_names_that_differ_past_the_limit_stay_apart() -> None:
    assert shortened("a" * 40 + "1", 32) != shortened("a" * 40 + "2", 32)


@pytest.mark.parametrize(
    ("name", "made"),
    [("dead-letters", "DeadLetters"), ("a", "A"), ("x_y.z", "XYZ"), ("HighErrorRate", "HighErrorRate")],
)
def test_camel(name: str, made: str) -> None:
    assert camel(name) == made


@pytest.mark.requirement("HR-7")
@pytest.mark.parametrize(
    ("buckets", "stack", "expected"),
    [
        ("account", "prod", f"prod-hookrelay-dlq-{ACCOUNT}-us-east-1"),
        ("guide", "prod", "prod-hookrelay-dlq"),
        ("account", "staging", f"staging-hookrelay-dlq-{ACCOUNT}-us-east-1"),
    ],
)
def test_bucket_names_carry_account_and_region_unless_the_literal_is_wanted(
    buckets: BucketNaming, stack: EnvironmentName, expected: str
) -> None:
    names = Names(platform="hookrelay", environment=stack, stack=stack, mode="guide", buckets=buckets)
    assert bucket_of(names, "us-east-1") == expected


@pytest.mark.requirement("HR-7", "X-9")
@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-2", "us-gov-west-1"])
def test_bucket_names_fit(region: str) -> None:
    name = bucket_of(derived("a-stack-with-a-long-name-indeed", "tiktok-commerce"), region)
    assert len(name) <= 63
    assert name.endswith(f"-{ACCOUNT}-{region}")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]+[a-z0-9]", name)


def bucket_of(names: Names, region: str) -> str:
    def program() -> None:
        name = names.bucket(
            "dlq",
            prod="prod-hookrelay-dlq",
            others="{env}-hookrelay-dlq",
            account_id=pulumi.Output.from_input(ACCOUNT),
            region=region,
        )
        pulumi.export("name", name)

    found = declare(program).exports["name"]
    assert isinstance(found, str)
    return found
