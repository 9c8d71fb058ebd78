"""What must hold in every stack, for those of Streamer: the other contracts' walks over its variants."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.contract.test_secrets import leaks
from tests.contract.test_switches import doubled, replaced_in_place
from tests.contract.walk import (
    BUCKET,
    FUNCTION,
    LOG_GROUP,
    QUEUE,
    TABLE,
    custom,
    environments,
    identity_statements,
)
from tests.support.physical import NAME_OF, NAMELESS, SHARED, WITHIN, names_of
from tests.support.program import declared
from tests.support.recorder import Recorder
from tests.support.streamer import STREAMER

# The actions that have no resource type, each with why it is there.
EVERYWHERE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "cloudwatch:PutMetricData",
    "dynamodb:ListStreams",
    "logs:DescribeLogGroups",  # flow logs, with a network
}
NETWORK = "ec2:"


@pytest.fixture(params=sorted(STREAMER))
def recorded(request: pytest.FixtureRequest) -> Recorder:
    """What the program declares for one stack."""
    return declared(STREAMER[request.param])


@pytest.mark.requirement("ENV-1", "ST-11", "ST-17")
def test_functions_have_no_reserved_variable_and_no_retired_runtime(recorded: Recorder) -> None:
    found = dict(environments(recorded))
    assert len(found) >= 4
    assert not any("AWS_REGION" in variables for variables in found.values())
    runtimes = {each.inputs["runtime"] for each in recorded.of_type(FUNCTION)}
    assert runtimes <= {"provided.al2023", "python3.13", "python3.14"}


@pytest.mark.requirement("ENV-3", "ENV-4", "X-11", "X-15")
def test_stores_are_encrypted_restorable_private_and_declare_keys_only(recorded: Recorder) -> None:
    for table in recorded.of_type(TABLE):
        keys = {table.inputs["hashKey"]}
        for index in table.inputs["globalSecondaryIndexes"]:
            keys |= {each["attributeName"] for each in index["keySchemas"]}
        assert {each["name"] for each in table.inputs["attributes"]} == keys
        assert table.inputs["pointInTimeRecovery"]["enabled"]
        assert table.inputs["serverSideEncryption"]["enabled"]
    closed = {each.inputs["bucket"] for each in recorded.of_type("BucketPublicAccessBlock")}
    assert {recorded.deployment.state_of(each.urn)["bucket"] for each in recorded.of_type(BUCKET)} == closed
    for queue in recorded.of_type(QUEUE):
        assert queue.inputs.get("sqsManagedSseEnabled") or queue.inputs.get("kmsMasterKeyId")


@pytest.mark.requirement("ENV-5", "ST-37", "X-12")
def test_every_right_names_its_resource_but_those_that_have_none(recorded: Recorder) -> None:
    statements = identity_statements(recorded)
    assert len(statements) > 15
    for said in statements:
        assert not any("*" in action for action in said.actions), said.where
        if "*" in said.resources:
            left = {each for each in said.actions if not each.startswith(NETWORK)} - EVERYWHERE
            assert left == set(), said.where


@pytest.mark.requirement("ENV-6", "ST-27", "X-6")
def test_what_is_cloudfronts_is_in_its_region_and_no_web_acl_is_attached(recorded: Recorder) -> None:
    for typ in ("aws:wafv2/webAcl:WebAcl", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"):
        assert {each.inputs["region"] for each in recorded.of_type(typ)} <= {"us-east-1"}
    assert recorded.count("WebAclAssociation") == 0
    for each in recorded.of_type("aws:cloudfront/distribution:Distribution"):
        arn = each.inputs["viewerCertificate"]["acmCertificateArn"]
        assert ":us-east-1:" in arn


@pytest.mark.requirement("ENV-7", "ST-38")
def test_every_function_writes_to_a_log_group_that_was_made_first_and_expires(recorded: Recorder) -> None:
    groups = {
        each.inputs.get("name") for each in recorded.of_type(LOG_GROUP) if each.inputs["retentionInDays"]
    }
    assert len(groups) == recorded.count(LOG_GROUP)
    for function in recorded.of_type(FUNCTION):
        assert function.inputs["loggingConfig"]["logGroup"] in groups


@pytest.mark.requirement("X-11")
def test_no_secret_stands_where_it_must_not(recorded: Recorder) -> None:
    assert leaks(recorded) == []


@pytest.mark.requirement("X-4", "ENV-10")
def test_no_change_replaces_a_thing_by_one_that_goes_with_it(recorded: Recorder) -> None:
    assert list(replaced_in_place(recorded)) == []


@pytest.mark.requirement("X-4", "ST-27")
def test_every_choice_can_be_switched_to_every_other() -> None:
    """A thing of AWS has one logical name, behind CloudFront and without it."""
    assert doubled(declared(variant) for variant in STREAMER.values()) == {}


@pytest.mark.requirement("X-9", "ST-4")
def test_names_are_known_unique_and_never_shared_by_two_stacks(recorded: Recorder) -> None:
    types = {item.typ for item in custom(recorded) if item.typ.startswith("aws:")}
    assert types - NAME_OF.keys() - NAMELESS - WITHIN.keys() == set()
    for typ, names in names_of(recorded, regions=True).items():
        assert typ in SHARED or len(names) == len(set(names)), typ


@pytest.mark.requirement("X-9")
@pytest.mark.parametrize(
    ("one", "other"),
    list(
        itertools.combinations(("streamer-dev", "streamer-staging", "streamer-prod", "streamer-derived"), 2)
    ),
)
def test_no_two_stacks_of_an_account_want_the_same_name(one: str, other: str) -> None:
    first, second = names_of(declared(STREAMER[one])), names_of(declared(STREAMER[other]))
    assert {typ: set(first[typ]) & set(second[typ]) for typ in first.keys() & second.keys() - SHARED} == {
        typ: set() for typ in first.keys() & second.keys() - SHARED
    }


@pytest.mark.requirement("ENV-10", "X-2")
def test_production_is_prod() -> None:
    other = declared(STREAMER["streamer-prod"].__class__(file="production", platform="streamer"))
    assert names_of(other) == names_of(declared(STREAMER["streamer-prod"]))
    assert json.dumps(sorted(other.exports["streamer"])) == json.dumps(
        sorted(declared(STREAMER["streamer-prod"]).exports["streamer"])
    )
