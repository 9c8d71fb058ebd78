"""A deployment depends on what the program declares, and on no other order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from emulator.deploy import AwsDeployment
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant


def without_ids(deployment: AwsDeployment) -> set[tuple[str, str, str]]:
    """Type, name and parent of everything that was made."""
    registrations = deployment.registrations
    return {
        (registrations[urn].typ, registrations[urn].name, registrations[urn].parent)
        for urn in deployment.created
    }


def deployed_in(variant: Variant, seed: int | None) -> AwsDeployment:
    with running_account() as account:
        return deployed_to(account, variant, seed=seed)


def named(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs whose values are names of ours, the same in every account."""
    wanted = ("endpointsTable", "queueUrl", "dlqBucket", "alarms", "logGroups", "dashboard", "databaseId")
    return {name: outputs[name] for name in wanted}


@pytest.mark.requirement("X-10")
@pytest.mark.parametrize(
    ("variant", "seeds"),
    [
        (Variant(file="staging"), (1, 20, 300)),
        (Variant(file="prod", config={"compute": "lambda", "cdn": False}), (4,)),
    ],
    ids=["ecs", "lambda"],
)
def test_every_order_that_respects_what_is_declared_makes_the_same(
    variant: Variant, seeds: tuple[int, ...]
) -> None:
    as_written = deployed_in(variant, None)
    for seed in seeds:
        other = deployed_in(variant, seed)
        assert other.created != as_written.created  # it was another order indeed
        assert without_ids(other) == without_ids(as_written)
        assert named(other.outputs["hookrelay"]) == named(as_written.outputs["hookrelay"])


@pytest.mark.requirement("X-10")
def test_a_preview_shows_what_the_deployment_makes_and_makes_nothing() -> None:
    with running_account() as account:
        preview = deployed_to(account, Variant(file="prod"), preview=True)
        assert account.requests == []
        assert account.client("sqs").list_queues().get("QueueUrls", []) == []
        done = deployed_to(account, Variant(file="prod"))
        # awsx makes its own resources when it runs; a preview knows of it, not of them
        made = {urn for urn in done.created if "awsx:ec2:Vpc$" not in urn}
        assert set(preview.created) == made
