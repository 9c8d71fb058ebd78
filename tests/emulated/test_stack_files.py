"""The stack files, and stacks of other names, hold everything that the smoke checks claim."""

from __future__ import annotations

import pytest

from tests.emulated.world import holds
from tests.support.program import Variant

ECS = {
    "the service is private and rolls back",
    "the task has every variable",
    "the worker consumes the queue",
}
PUBLIC = {"the entrance speaks TLS and redirects to it", "the firewall stands before the entrance"}


PRIVATE_ENTRANCE = {"com.amazonaws.global.cloudfront.origin-facing -> loadBalancer:80"}
PUBLIC_ENTRANCE = {"internet -> loadBalancer:443", "internet -> loadBalancer:80"}


@pytest.mark.requirement("HR-46", "HR-51", "X-4", "X-10", "X-21")
@pytest.mark.parametrize(
    ("variant", "titles", "entrance"),
    [
        (Variant(file="dev"), ECS, PRIVATE_ENTRANCE),
        (Variant(file="staging"), ECS | PUBLIC, PUBLIC_ENTRANCE),
        (Variant(file="prod"), ECS | PUBLIC, PUBLIC_ENTRANCE),
    ],
    ids=["dev", "staging", "prod"],
)
def test_what_a_stack_file_says_is_deployed(variant: Variant, titles: set[str], entrance: set[str]) -> None:
    with holds(variant) as deployed:
        assert titles <= deployed.titles
        assert not deployed.world.deployment.secret_outputs
        ways = {each.title: each.detail for each in deployed.results}["only the stated flows are open"]
        assert {way for way in ways.split(", ") if "-> loadBalancer" in way} == entrance
        stores = {way for way in ways.split(", ") if way.endswith((":5432", ":6379"))}
        assert stores == {
            f"{workload} -> {store}"
            for workload in ("service", "worker")
            for store in ("database:5432", "cache:6379")
        }


@pytest.mark.requirement("X-2", "X-9")
def test_production_is_prod_under_its_other_name() -> None:
    with holds(Variant(file="production")) as deployed:
        assert deployed.world["endpointsTable"] == "prod-hookrelay-endpoints"
        assert deployed.world["clusterName"] == "prod-cluster"
        assert deployed.world["taskRoleArn"].endswith(":role/hookrelay-task-role")


@pytest.mark.requirement("X-9")
def test_a_stack_of_any_other_name_has_that_name_in_all_of_its_own() -> None:
    with holds(Variant(file="dev", stack="alice", config={"platforms:environment": "dev"})) as deployed:
        world = deployed.world
        for output in ("endpointsTable", "deliveriesTable", "dlqBucket", "clusterName", "dashboard"):
            assert "alice" in world[output], output
        assert all("alice" in alarm for alarm in world["alarms"])


@pytest.mark.requirement("HR-7", "X-9")
def test_buckets_have_the_guides_names_where_that_is_wanted() -> None:
    with holds(Variant(file="prod", config={"platforms:bucketNames": "guide"})) as deployed:
        assert deployed.world["dlqBucket"] == "prod-hookrelay-dlq"


@pytest.mark.requirement("X-6")
def test_another_region_has_everything_but_what_is_cloudfronts() -> None:
    with holds(Variant(file="prod", config={"aws:region": "eu-central-1"})) as deployed:
        world = deployed.world
        assert world["queueArn"].split(":")[3] == "eu-central-1"
        assert world["webAclArn"].split(":")[3] == "us-east-1"
        assert world["globalAlertsTopicArn"].split(":")[3] == "us-east-1"
        certificates = {
            region: len(world.client("acm", region).list_certificates()["CertificateSummaryList"])
            for region in ("eu-central-1", "us-east-1")
        }
        assert certificates == {"eu-central-1": 1, "us-east-1": 1}
