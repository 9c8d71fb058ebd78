"""A preview says what an update does: the same resources, and everything that can be known."""

from __future__ import annotations

import pulumi_aws as aws
import pytest

from emulator import wire
from tests.contract.walk import custom
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS

PREVIEWED = ("dev", "prod", "lambda-rest", "docker-host-group", "dr", "rds-managed")
# Below awsx's VPC are resources that awsx makes: its own business, in a preview as well.
FOREIGN_PARENT = "awsx:ec2:Vpc"


def ours(recorded: Recorder) -> dict[str, dict[str, object]]:
    """URN -> inputs of what the program itself registers."""
    return {
        item.urn: dict(item.inputs)
        for item in recorded.graph
        if not any(above.typ == FOREIGN_PARENT for above in recorded.graph.ancestors(item.urn))
    }


def differing(known: object, previewed: object, path: str = "") -> list[str]:
    """Where a preview says something else than the update; what it doesn't know yet is left out."""
    if wire.contains_unknown(previewed) and not isinstance(previewed, dict | list):
        return []
    if isinstance(known, dict) and isinstance(previewed, dict):
        found = [f"{path}.{key}: only in one" for key in sorted(known.keys() ^ previewed.keys())]
        for key in sorted(known.keys() & previewed.keys()):
            found += differing(known[key], previewed[key], f"{path}.{key}")
        return found
    if isinstance(known, list) and isinstance(previewed, list) and len(known) == len(previewed):
        return [
            line
            for position, pair in enumerate(zip(known, previewed, strict=True))
            for line in differing(*pair, f"{path}[{position}]")
        ]
    if hasattr(known, "__dict__") and type(known) is type(previewed):
        return differing(vars(known), vars(previewed), path)
    return [] if known == previewed else [f"{path}: {known!r} and {previewed!r}"]


@pytest.mark.requirement("X-3")
@pytest.mark.parametrize("name", PREVIEWED)
def test_a_preview_declares_exactly_what_the_update_declares(name: str) -> None:
    update = ours(declared(VARIANTS[name]))
    preview = ours(declared(VARIANTS[name], preview=True))
    assert preview.keys() == update.keys()
    assert {
        urn: found
        for urn in update
        if (found := differing(update[urn], preview[urn], urn.rpartition("::")[2]))
    } == {}


def test_the_comparison_sees_what_differs() -> None:
    unknown = wire.UNKNOWN
    assert differing({"a": 1, "b": [1, {"c": 2}]}, {"a": 1, "b": [1, {"c": unknown}]}) == []
    assert differing({"a": 1}, {"a": 2}) == [".a: 1 and 2"]
    assert differing({"a": 1}, {"b": 1}) == [".a: only in one", ".b: only in one"]
    assert differing([1], [1, 2]) == [": [1] and [1, 2]"]


@pytest.mark.requirement("X-3")
def test_previews_know_names_and_leave_out_what_aws_computes() -> None:
    """So the comparison above compares something, and a preview is one."""
    recorded = declared(VARIANTS["prod"], preview=True)
    assert recorded.inputs("hookrelay-endpoints-table")["name"] == "prod-hookrelay-endpoints"
    policies = [item.inputs["policy"] for item in recorded.of_type("aws:iam/rolePolicy:RolePolicy")]
    assert policies
    assert all(wire.contains_unknown(policy) for policy in policies)


@pytest.mark.requirement("X-3")
def test_a_resource_in_an_apply_would_be_seen() -> None:
    def program() -> None:
        queue = aws.sqs.Queue("a")
        queue.arn.apply(lambda arn: aws.sqs.Queue(f"b-{len(arn)}"))

    assert ours(declare(program)).keys() != ours(declare(program, preview=True)).keys()


@pytest.mark.requirement("X-3")
def test_two_runs_declare_the_same() -> None:
    """Names, order of lists and draws depend on nothing but the configuration."""
    from components.program import program
    from tests.support.program import config_of

    again = declare(program, config=config_of(VARIANTS["prod"]), stack="prod", seed=7)
    first = declared(VARIANTS["prod"])
    assert {item.urn for item in custom(first)} == {item.urn for item in custom(again)}
    for item in custom(first):
        assert differing(dict(item.inputs), dict(again.graph[item.urn].inputs), item.name) == []
