"""A stack that is there may be given any other choice: an update loses nothing and is not refused half-way.

The engine makes what is new before it deletes what is old. Where both are the same thing for AWS, the new
one is refused as a duplicate or, worse, overwrites the old one and goes with it. So a thing of AWS has one
logical name in all configurations, and where a resource is replaced by one of the same identity, the old one
is deleted first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pulumi
import pulumi_aws as aws
import pytest

from emulator.graph import Registration
from tests.contract.walk import custom
from tests.support.physical import NAME_OF, WITHIN, named
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.replacing import facts
from tests.support.variants import VARIANTS

Identity = tuple[str, ...]

# Types whose things share one namespace.
KIND = {
    "aws:apigateway/domainName:DomainName": "domain of an API",
    "aws:apigatewayv2/domainName:DomainName": "domain of an API",
}
# Told apart by more than their name.
FURTHER = {"aws:route53/record:Record": ("zoneId", "type", "setIdentifier")}
# What cannot be switched in one update: AWS refuses it before anything is lost, and the docs say the way.
IN_TWO_STEPS = {
    "domain of an API": "an HTTP API's domain is another type than a REST API's (docs/platforms/hookrelay.md)"
}


def identity_of(item: Registration, recorded: Recorder) -> Identity | None:
    """What AWS knows a thing by; None where AWS draws it."""
    name = named(item)
    if name is not None:
        values = [name, *(item.inputs.get(key) for key in FURTHER.get(item.typ, ()))]
    elif item.typ in WITHIN and ("name" not in WITHIN[item.typ] or "name" in item.inputs):
        values = [item.inputs.get(key) for key in WITHIN[item.typ]]
    else:
        return None
    if not any(isinstance(value, str) for value in values):
        return None
    provider = recorded.graph[item.provider].inputs if item.provider in recorded.graph else {}
    region = item.inputs.get("region") or provider.get("region")
    return (KIND.get(item.typ, item.typ), str(region), *map(str, values))


def doubled(runs: Iterable[Recorder]) -> dict[Identity, set[str]]:
    """Things of AWS that have several logical names over the runs -> those names."""
    found: dict[Identity, set[str]] = defaultdict(set)
    for recorded in runs:
        for item in custom(recorded):
            identity = identity_of(item, recorded)
            if identity is not None:
                found[identity].add(item.urn.partition("::")[2])
    return {identity: urns for identity, urns in found.items() if len(urns) > 1}


@pytest.mark.requirement("X-4", "ENV-10")
def test_a_thing_of_aws_has_one_logical_name_in_all_configurations() -> None:
    found = doubled(declared(variant) for variant in VARIANTS.values())
    assert {identity: urns for identity, urns in found.items() if identity[0] not in IN_TWO_STEPS} == {}
    assert {identity[0] for identity in found} == IN_TWO_STEPS.keys()


def _alarm(logical: str) -> Callable[[], object]:
    return lambda: aws.cloudwatch.MetricAlarm(
        logical, name="HighErrorRate", comparison_operator="GreaterThanThreshold", evaluation_periods=1
    )


def test_the_walk_sees_two_logical_names_of_one_alarm() -> None:
    runs = [declare(_alarm("load-balancer")), declare(_alarm("api"))]
    [urns] = doubled(runs).values()
    assert {urn.rpartition("::")[2] for urn in urns} == {"load-balancer", "api"}
    assert doubled(runs[:1] * 2) == {}


# A type without a line among the facts.
NEVER_REPLACED: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def replaced_in_place(recorded: Recorder) -> Iterator[str]:
    """What a change can replace by a thing of the same identity, the new one first.

    The provider deletes first where a resource has a physical name of its own and keeps it; it knows nothing
    of things that are one of their kind within another.
    """
    for item in custom(recorded):
        if item.typ in WITHIN and not item.delete_before_replace:
            replacing, _ = facts().get(item.typ, NEVER_REPLACED)
            keys = {key.split(".")[0] for key in replacing} - {*WITHIN[item.typ], *NEVER_CHANGED}
            if keys & item.inputs.keys():
                yield f"{item.name} ({item.typ}) by {sorted(keys & item.inputs.keys())}"


# Names of the account and namespaces, which no configuration changes for a resource that is there.
NEVER_CHANGED = {"expectedBucketOwner", "serviceNamespace"}


def test_what_there_is_once_within_a_thing_is_deleted_before_it_is_replaced(recorded: Recorder) -> None:
    assert sum(item.typ in WITHIN for item in custom(recorded)) > 20
    assert list(replaced_in_place(recorded)) == []


def test_the_walk_sees_a_policy_that_goes_with_its_predecessor() -> None:
    def program(first: bool) -> Callable[[], object]:
        return lambda: aws.ecr.LifecyclePolicy(
            "images",
            repository="images",
            policy="{}",
            opts=pulumi.ResourceOptions(delete_before_replace=True if first else None),
        )

    assert list(replaced_in_place(declare(program(False)))) == [
        "images (aws:ecr/lifecyclePolicy:LifecyclePolicy) by ['policy']"
    ]
    assert list(replaced_in_place(declare(program(True)))) == []


def test_every_name_is_one_that_the_walk_reads() -> None:
    assert NAME_OF.keys() & WITHIN.keys() == set()
    assert FURTHER.keys() <= NAME_OF.keys()
    assert KIND.keys() <= NAME_OF.keys() | WITHIN.keys()
