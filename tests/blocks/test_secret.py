from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.blocks.secret import (
    PLACEHOLDER,
    SLOT_TAG,
    Composed,
    Generated,
    Given,
    Rotation,
    Secret,
    SecretArgs,
    Slot,
    Source,
)
from components.blocks.secret_access import secret_ref
from tests.blocks.data_support import DEV, KEY_ARN, PROD, granted, linked, made
from tests.support.recorder import Recorder, declare

VALUE = "correct horse battery staple"
ARGS = SecretArgs(environment=DEV, name="/hookrelay/auth-secret", description="Signs sessions")
IN_MANAGER = replace(ARGS, backend="secretsmanager", name="hookrelay/auth-secret")
PARAMETER, VERSION = "auth-parameter", "auth-version"


def recorded(args: SecretArgs) -> Recorder:
    return declare(lambda: Secret("auth", args))


def fill_command(args: SecretArgs) -> str:
    return str(
        declare(lambda: pulumi.export("command", Secret("auth", args).fill_command)).exports["command"]
    )


@pytest.mark.requirement("HR-24")
def test_an_ssm_slot_is_made_with_a_marked_placeholder_that_is_only_written() -> None:
    slot = recorded(ARGS).inputs(PARAMETER)
    assert slot["valueWo"] == PLACEHOLDER
    assert slot["type"] == "SecureString"
    assert slot["tags"] == dict([SLOT_TAG])
    assert "value" not in slot
    assert made(lambda: Secret("auth", ARGS).is_slot)


@pytest.mark.requirement("HR-24")
def test_no_later_update_fights_what_a_slot_was_filled_with() -> None:
    # the provider writes the whole parameter, value included, when its description or its key changes
    ignored = recorded(ARGS).registration(PARAMETER).ignore_changes
    assert set(ignored) == {"description", "keyId", "valueWo", "valueWoVersion"}
    assert recorded(replace(ARGS, source=Generated())).registration(PARAMETER).ignore_changes == ()


@pytest.mark.requirement("TC-36")
def test_a_secrets_manager_slot_has_no_version_until_it_is_filled() -> None:
    slot = recorded(IN_MANAGER)
    assert slot.inputs("auth-secret")["tags"] == dict([SLOT_TAG])
    assert slot.count("aws:secretsmanager/secretVersion:SecretVersion") == 0


@pytest.mark.requirement("HR-24", "TC-36")
def test_a_slot_says_how_it_is_filled_without_the_shell_remembering_the_value() -> None:
    assert fill_command(ARGS) == (
        "read -rs VALUE && aws ssm put-parameter --name /hookrelay/auth-secret"
        ' --type SecureString --overwrite --value "$VALUE"'
    )
    assert f"--key-id {KEY_ARN}" in fill_command(replace(ARGS, kms_key_arn=KEY_ARN))
    assert fill_command(IN_MANAGER) == (
        "read -rs VALUE && aws secretsmanager put-secret-value --secret-id hookrelay/auth-secret"
        ' --secret-string "$VALUE"'
    )


@pytest.mark.requirement("TR-12", "TC-36")
@pytest.mark.parametrize(
    ("args", "name", "field"),
    [(ARGS, PARAMETER, "valueWo"), (IN_MANAGER, VERSION, "secretStringWo")],
)
@pytest.mark.parametrize(
    "source", [Given(value=VALUE), Generated(), Composed(value=pulumi.Output.from_input(VALUE))]
)
def test_every_value_is_written_only_and_secret_on_its_way(
    args: SecretArgs, name: str, field: str, source: Source
) -> None:
    registration = recorded(replace(args, source=source)).registration(name)
    assert registration.inputs[field]
    assert field in registration.secrets
    assert not {"value", "secretString"} & registration.inputs.keys()
    assert f"{field}Version" not in registration.secrets


@pytest.mark.requirement("HR-24")
def test_a_changed_value_is_written_again_and_an_unchanged_one_is_not() -> None:
    def version(value: str) -> int:
        return int(recorded(replace(ARGS, source=Given(value=value))).inputs(PARAMETER)["valueWoVersion"])

    assert version(VALUE) == version(VALUE)
    assert version(VALUE) != version(VALUE + "!")


def test_the_version_of_a_given_value_is_keyed_with_something_random() -> None:
    given = recorded(replace(ARGS, source=Given(value=VALUE)))
    assert "auth-version-key" in given.needs(PARAMETER)
    assert given.inputs("auth-version-key")["length"] == 32
    assert recorded(replace(ARGS, source=Generated())).names("RandomPassword") == ["auth-value"]


@pytest.mark.requirement("HR-22")
def test_generated_values_are_48_letters_and_digits() -> None:
    inputs = recorded(replace(ARGS, source=Generated())).inputs("auth-value")
    assert (inputs["length"], inputs["special"]) == (48, False)


@pytest.mark.parametrize("args", [ARGS, IN_MANAGER])
def test_production_protects_secrets(args: SecretArgs) -> None:
    name = PARAMETER if args.backend == "ssm" else "auth-secret"
    assert recorded(replace(args, environment=PROD)).registration(name).protect
    assert not recorded(args).registration(name).protect


def test_a_deleted_secret_can_be_taken_back_in_production_only() -> None:
    assert recorded(IN_MANAGER).inputs("auth-secret")["recoveryWindowInDays"] == 0
    in_prod = recorded(replace(IN_MANAGER, environment=PROD))
    assert in_prod.inputs("auth-secret")["recoveryWindowInDays"] == 30


def test_a_new_version_may_replace_the_old_one_in_production_too() -> None:
    args = replace(IN_MANAGER, environment=PROD, source=Generated())
    assert not recorded(args).registration(VERSION).protect


@pytest.mark.requirement("HR-24", "HR-25", "TR-8")
@pytest.mark.parametrize(
    ("args", "actions", "suffix"),
    [
        (ARGS, ["ssm:GetParameter", "ssm:GetParameters"], "_PARAM"),
        (IN_MANAGER, ["secretsmanager:GetSecretValue"], "_SECRET_ARN"),
    ],
)
def test_both_backends_give_a_reference_and_the_right_to_read_just_it(
    args: SecretArgs, actions: list[str], suffix: str
) -> None:
    (read,) = granted(lambda: Secret("auth", args).ref().read)
    assert (read["Sid"], read["Action"]) == ("ReadAuth", actions)
    (arn,) = read["Resource"]
    assert linked(lambda: Secret("auth", args).link("AUTH_SECRET"))["secrets"] == {"AUTH_SECRET": arn}
    assert made(lambda: Secret("auth", args).ref().lambda_suffix) == suffix


@pytest.mark.requirement("HR-24", "TR-8")
@pytest.mark.parametrize(("args", "context"), [(ARGS, "PARAMETER_ARN"), (IN_MANAGER, "SecretARN")])
def test_a_key_of_our_own_decrypts_this_secret_only(args: SecretArgs, context: str) -> None:
    read, key = granted(lambda: Secret("auth", replace(args, kms_key_arn=KEY_ARN)).ref().read)
    assert (key["Action"], key["Resource"]) == (["kms:Decrypt"], [KEY_ARN])
    assert key["Condition"] == {"StringEquals": {f"kms:EncryptionContext:{context}": read["Resource"][0]}}


@pytest.mark.requirement("HR-26")
def test_ecs_takes_one_key_out_of_a_json_secret_but_not_out_of_a_parameter() -> None:
    def reference() -> None:
        ref = secret_ref("db", backend="secretsmanager", arn="arn:s", json_key="password")
        pulumi.export("from", ref.value_from)

    assert declare(reference).exports["from"] == "arn:s:password::"
    with pytest.raises(ValueError, match="password"):
        secret_ref("db", backend="ssm", arn="arn:p", json_key="password")


ROTATOR = "arn:aws:lambda:us-east-1:123456789012:function:rotate"


@pytest.mark.requirement("X-20", "HR-48")
def test_rotation_runs_every_quarter_once_its_function_may_be_called() -> None:
    made_ = recorded(replace(IN_MANAGER, source=Generated(), rotation=Rotation(function_arn=ROTATOR)))
    rotation = made_.inputs("auth-rotation")
    assert rotation["rotationRules"] == {"automaticallyAfterDays": 90}
    assert rotation["rotationLambdaArn"] == ROTATOR
    assert made_.inputs("auth-rotation-permission")["principal"] == "secretsmanager.amazonaws.com"
    assert {"auth-rotation-permission", VERSION} <= made_.needs("auth-rotation")
    assert "rotateImmediately" not in rotation


def test_an_empty_slot_is_first_rotated_when_its_day_comes() -> None:
    given = replace(IN_MANAGER, source=Slot(), rotation=Rotation(function_arn=ROTATOR))
    assert recorded(given).inputs("auth-rotation")["rotateImmediately"] is False


@pytest.mark.parametrize("source", [Given(value=VALUE), Composed(value=pulumi.Output.from_input(VALUE))])
def test_a_value_never_shows_in_the_text_of_its_settings(source: Source) -> None:
    assert VALUE not in repr(replace(ARGS, source=source))


@pytest.mark.requirement("HR-22")
def test_fails_with_a_short_auth_secret_without_showing_it() -> None:
    with pytest.raises(ValueError, match="at least 32") as refused:
        replace(ARGS, source=Given(value="hunter2", minimum_length=32))
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": Generated(length=31)}, "source.length"),
        ({"name": "no-slash"}, "name"),
        ({"rotation": Rotation(function_arn="arn:f")}, "rotation"),
    ],
)
def test_fails_with_what_a_backend_refuses(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ARGS, **settings)
