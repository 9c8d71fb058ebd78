from dataclasses import replace
from typing import Any

import pytest

from components.blocks.key import Key, KeyArgs, KeyUser
from tests.blocks.data_support import ACCOUNT, DEV, PROD, granted
from tests.support.recorder import Recorder, declare

ARGS = KeyArgs(environment=DEV, description="Everything of HookRelay", account_id=ACCOUNT)


def recorded(args: KeyArgs = ARGS) -> Recorder:
    return declare(lambda: Key("data", args))


def policy(*users: KeyUser, log_region: str | None = None) -> dict[str, dict[str, Any]]:
    made = recorded(replace(ARGS, users=users, log_region=log_region))
    return {statement["Sid"]: statement for statement in made.statements("data-key")}


@pytest.mark.requirement("X-11")
def test_a_key_rotates_every_year() -> None:
    inputs = recorded().inputs("data-key")
    assert (inputs["enableKeyRotation"], inputs["rotationPeriodInDays"]) == (True, 365)


def test_without_users_only_the_accounts_own_policies_open_a_key() -> None:
    assert list(policy()) == ["AccountUsesItsOwnPolicies"]
    root = policy()["AccountUsesItsOwnPolicies"]
    assert root["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def test_other_partitions_have_their_own_arns() -> None:
    made = recorded(replace(ARGS, partition="aws-us-gov"))
    (root,) = made.statements("data-key")
    assert root["Principal"] == {"AWS": f"arn:aws-us-gov:iam::{ACCOUNT}:root"}


@pytest.mark.requirement("X-17", "TC-27")
@pytest.mark.parametrize("user", ["budgets", "cloudwatch", "events", "sns"])
def test_publishers_may_use_the_key_without_a_condition_that_they_cannot_meet(user: KeyUser) -> None:
    statement = policy(user)[f"Allow{user.capitalize()}"]
    assert statement["Principal"] == {"Service": f"{user}.amazonaws.com"}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert "Condition" not in statement


def test_logs_use_the_key_for_log_groups_of_this_account_and_region_only() -> None:
    statement = policy("logs", log_region="eu-west-1")["AllowLogs"]
    assert statement["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert statement["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:*"}
    }
    assert not [action for action in statement["Action"] if "*" in action]


def test_cloudfront_only_decrypts_and_only_for_this_accounts_distributions() -> None:
    statement = policy("cloudfront")["AllowCloudfront"]
    assert statement["Action"] == ["kms:Decrypt"]
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}
    }


@pytest.mark.parametrize(("environment", "days", "protect"), [(DEV, 7, False), (PROD, 30, True)])
def test_a_deletion_can_be_taken_back_longest_in_production(
    environment: Any, days: int, protect: bool
) -> None:
    made = recorded(replace(ARGS, environment=environment))
    assert made.inputs("data-key")["deletionWindowInDays"] == days
    assert bool(made.registration("data-key").protect) == protect


def test_an_alias_is_made_only_for_a_name() -> None:
    assert recorded().count("aws:kms/alias:Alias") == 0
    assert recorded(replace(ARGS, alias="hookrelay")).one("Alias").inputs["name"] == "alias/hookrelay"


def test_the_key_of_another_region_has_its_alias_there() -> None:
    made = recorded(replace(ARGS, region="us-west-2", alias="dr"))
    assert {made.inputs(name)["region"] for name in ("data-key", "data-alias")} == {"us-west-2"}


def test_rights_on_a_key_name_exact_actions() -> None:
    (decrypt,) = granted(lambda: Key("data", ARGS).allow_decrypt())
    (encrypt,) = granted(lambda: Key("data", ARGS).allow_encrypt())
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert encrypt["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert decrypt["Resource"] == [recorded().state("data-key")["arn"]]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"users": ["lambda"]}, "users"),
        ({"users": ["sns", "sns"]}, "each once"),
        ({"users": ["logs"]}, "log_region"),
        ({"log_region": "us-east-1"}, "log_region"),
        ({"alias": "alias/x"}, "without its prefix"),
    ],
)
def test_fails_with_users_that_it_cannot_write_a_statement_for(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ARGS, **settings)
