"""Check 10, and that no two stacks want the same name."""

from __future__ import annotations

import itertools
import json

import pytest

from emulator.graph import Registration
from tests.contract.walk import custom
from tests.support.physical import NAME_OF, NAMELESS, SHARED, WITHIN, names_of
from tests.support.program import Variant, declared
from tests.support.recorder import Recorder
from tests.support.variants import VARIANTS

# Stacks that one account may hold side by side; the sample domain, which an owner replaces, is one for all.
NEIGHBOURS = ("dev", "staging", "prod", "derived", "derived-prod")
DOMAIN_NAMED = SHARED


def test_every_type_of_resource_is_known_to_have_a_name_or_none(recorded: Recorder) -> None:
    """A new type is a decision: is its name ours, and can it collide?"""
    types = {item.typ for item in custom(recorded) if item.typ.startswith("aws:")}
    assert types - NAME_OF.keys() - WITHIN.keys() - NAMELESS == set()
    assert len(NAME_OF.keys() | WITHIN.keys() | NAMELESS) == len(NAME_OF) + len(WITHIN) + len(NAMELESS)


def test_no_name_is_given_twice_in_a_stack(recorded: Recorder) -> None:
    for typ, names in names_of(recorded, regions=True).items():
        if typ not in SHARED:
            assert len(names) == len(set(names)), typ


@pytest.mark.requirement("ENV-10", "X-2")
@pytest.mark.parametrize(("short", "long"), [("prod", "production"), ("dev", "development")])
def test_both_names_of_an_environment_give_the_same_stack(short: str, long: str) -> None:
    one, other = declared(VARIANTS[short]), declared(VARIANTS[long])
    assert names_of(one) == names_of(other)
    assert sum(map(len, names_of(one).values())) > 60

    assert text_of(other, like=one) == text_of(one, like=one)


def inputs_of(item: Registration) -> dict[str, object]:
    """Inputs but for the fingerprints of secrets, in which drawn addresses are hidden."""
    return {key: value for key, value in item.inputs.items() if not key.endswith("WoVersion")}


def text_of(recorded: Recorder, *, like: Recorder) -> str:
    """Inputs and exports as text, in which what AWS draws (ids, addresses) is what it is for `like`."""

    def drawn(run: Recorder) -> dict[tuple[str, str], object]:
        return {
            (urn.partition("::")[2], key): value
            for urn, made in run.deployment.monitor.made.items()
            for key, value in {"id": made.id, **made.outputs}.items()
        }

    text = json.dumps(
        {
            **{
                item.urn.partition("::")[2]: [item.protect, item.hooks, inputs_of(item)]
                for item in recorded.graph
            },
            "exports": recorded.exports,
        },
        sort_keys=True,
        default=vars,
    )
    known, wanted = drawn(recorded), drawn(like)
    assert known.keys() == wanted.keys()
    for place in sorted(known, key=lambda each: -len(str(known[each]))):
        one, other = known[place], wanted[place]
        if isinstance(one, str) and isinstance(other, str) and one != other:
            text = text.replace(one, other)
    return text


@pytest.mark.requirement("X-2", "X-9")
def test_stage_is_staging() -> None:
    stage = declared(Variant(file="staging", stack="stage"))
    assert names_of(stage) == names_of(declared(VARIANTS["staging"]))


@pytest.mark.requirement("X-9")
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(NEIGHBOURS, 2)))
def test_no_two_stacks_of_an_account_want_the_same_name(one: str, other: str) -> None:
    first, second = names_of(declared(VARIANTS[one])), names_of(declared(VARIANTS[other]))
    shared = {
        typ: both
        for typ in first.keys() & second.keys() - DOMAIN_NAMED
        if (both := set(first[typ]) & set(second[typ]))
    }
    assert shared == {}


@pytest.mark.requirement("X-9", "X-4")
def test_a_stack_of_another_name_has_names_of_its_own() -> None:
    """Two people's stacks of one file collide in nothing, records apart, which the domain names."""
    alice = names_of(declared(Variant(file="prod", stack="alice", config={"platforms:environment": "prod"})))
    bob = names_of(declared(Variant(file="prod", stack="bob", config={"platforms:environment": "prod"})))
    assert alice.keys() == bob.keys()
    for typ in alice.keys() - DOMAIN_NAMED:
        assert set(alice[typ]) & set(bob[typ]) == set(), typ
        assert all("alice" in name for name in alice[typ]), typ


@pytest.mark.requirement("X-9")
def test_derived_names_keep_the_limits_of_their_types() -> None:
    long = "a-team-with-a-very-long-name.and-a-branch/too".replace("/", "-")
    recorded = declared(Variant(file="prod", stack=long, config={"platforms:environment": "prod"}))
    limits = {
        "aws:lb/loadBalancer:LoadBalancer": 32,
        "aws:lb/targetGroup:TargetGroup": 32,
        "aws:iam/role:Role": 64,
        "aws:lambda/function:Function": 64,
        "aws:s3/bucket:Bucket": 63,
        "aws:elasticache/replicationGroup:ReplicationGroup": 40,
        "aws:sqs/queue:Queue": 80,
        "aws:rds/instance:Instance": 63,
    }
    names = names_of(recorded)
    assert limits.keys() <= names.keys()
    for typ, limit in limits.items():
        assert max(map(len, names[typ])) <= limit, typ


@pytest.mark.requirement("HR-7", "X-9")
def test_buckets_carry_account_and_region_unless_the_guides_literal_is_wanted() -> None:
    ours = names_of(declared(VARIANTS["prod"]))["aws:s3/bucket:Bucket"]
    assert ours == [f"prod-hookrelay-{each}-123456789012-us-east-1" for each in ("dlq", "logs")]
    guide = names_of(declared(VARIANTS["guide-buckets"]))["aws:s3/bucket:Bucket"]
    assert guide == ["prod-hookrelay-dlq", "prod-hookrelay-logs"]
