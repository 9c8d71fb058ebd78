from __future__ import annotations

import json
from typing import Literal

import pytest

from components.environments import ENVIRONMENTS, KNOWN_STACKS
from components.settings import ConfigError, load
from components.settings.hookrelay import HookRelaySettings
from components.settings.model import setting
from components.settings.platform import PlatformSettings
from components.settings.registry import PLATFORMS
from tests.settings.loaded import hookrelay, problems
from tests.settings.stack_files import MINIMAL, STACKS, config


class Toy(PlatformSettings):
    """A second platform, with an environment of its own as Streamer's guide has it."""

    environment: Literal["development", "staging", "production"] | None = setting(
        None, what="Environment.", requirement="ST-2"
    )
    monthly_budget_usd: int = setting(0, what="Budget.", requirement="X-14")


def errors(stack: str, given: dict[str, str], secret: set[str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as raised:
        load(stack, given, secret or set())
    return raised.value


@pytest.mark.requirement("X-2")
@pytest.mark.parametrize(("stack", "environment"), KNOWN_STACKS.items())
def test_the_six_known_stack_names_say_their_environment(stack: str, environment: str) -> None:
    assert load(stack, MINIMAL, set()).environment == ENVIRONMENTS[environment]  # type: ignore[index]


@pytest.mark.requirement("X-2")
def test_production_and_prod_are_the_same_but_for_the_stacks_name() -> None:
    one, other = (load(stack, config("prod") | SAMPLES, set()) for stack in ("prod", "production"))
    assert one.enabled == other.enabled
    assert one.environment == other.environment
    assert one.names("hookrelay")("role", "task", prod="hookrelay-task-role") == other.names("hookrelay")(
        "role", "task", prod="hookrelay-task-role"
    )


SAMPLES = {"platforms:samples": "true"}


@pytest.mark.requirement("X-2", "X-4")
def test_the_project_rules_over_the_stacks_name() -> None:
    settings = load("prod", {**MINIMAL, "platforms:environment": "development"}, set())
    assert settings.environment.name == "dev"


def test_a_stack_of_its_own_name_must_say_what_it_is() -> None:
    error = errors("alice", MINIMAL)
    assert [problem.field for problem in error.problems] == ["platforms:environment"]
    assert "'alice'" in str(error)


@pytest.mark.requirement("X-9")
@pytest.mark.parametrize(
    ("stack", "names", "mode"),
    [
        ("prod", None, "guide"),
        ("stage", None, "guide"),
        ("alice", None, "derived"),
        ("prod", "derived", "derived"),
        ("alice", "guide", "guide"),
    ],
)
def test_names_are_the_guides_in_known_stacks_and_derived_in_others(
    stack: str, names: str | None, mode: str
) -> None:
    given = {**MINIMAL, "platforms:environment": "dev"} | ({"platforms:names": names} if names else {})
    assert load(stack, given, set()).names("hookrelay").mode == mode


@pytest.mark.requirement("X-9")
def test_derived_names_carry_another_stacks_name_where_the_platform_came_from_there() -> None:
    given = {**MINIMAL, "platforms:environment": "dev"}

    def table(stack: str, **more: str) -> str:
        return load(stack, given | more, set()).names("hookrelay")("table", "endpoints", prod="Endpoints")

    assert table("own") != table("all")
    assert table("own", **{"platforms:namedAfter": "all"}) == table("all")


@pytest.mark.requirement("HR-7")
def test_bucket_names_carry_the_account_unless_the_stack_wants_the_guides() -> None:
    assert load("prod", MINIMAL, set()).names("hookrelay").buckets == "account"
    guide = load("prod", {**MINIMAL, "platforms:bucketNames": "guide"}, set())
    assert guide.names("hookrelay").buckets == "guide"


@pytest.mark.requirement("X-4")
@pytest.mark.parametrize(
    ("enabled", "field", "said"),
    [
        (None, "platforms:enabled", "hookrelay"),
        ("[]", "platforms:enabled", "hookrelay"),
        ('["relay"]', "platforms:enabled[0]", "hookrelay"),
        ('["hookrelay", "hookrelay"]', "platforms:enabled[1]", "each platform once"),
        ("hookrelay", "platforms:enabled", "a list"),
    ],
)
def test_a_stack_names_platforms_that_exist_each_once(enabled: str | None, field: str, said: str) -> None:
    error = errors("dev", {} if enabled is None else {"platforms:enabled": enabled})
    assert field in [problem.field for problem in error.problems]
    assert said in str(error)


def test_every_problem_of_a_file_is_reported_at_once_and_sorted() -> None:
    error = errors(
        "dev",
        {
            "platforms:enabled": '["hookrelay"]',
            "platforms:names": "short",
            "aws:region": "Virginia",
            "hookrelay:compute": "kubernetes",
            "hookrelay:queue": '{"visibilityTimeout": "1 fortnight", "maxReceiveCount": 0}',
            "hookrelay:network": '{"nat": "none"}',
        },
    )
    fields = [problem.field for problem in error.problems]
    assert fields == sorted(fields)
    assert set(fields) == {
        "aws:region",
        "hookrelay:compute",
        "hookrelay:queue.maxReceiveCount",
        "hookrelay:queue.visibilityTimeout",
        "platforms:names",
    }  # nat depends on compute, which is wrong itself
    for line in str(error).splitlines()[1:]:
        key, _, rest = line.strip().partition(": given ")
        assert key in fields
        assert "; allowed: " in rest
        assert "; fix: " in rest


def test_a_wrong_field_does_not_hide_the_checks_of_others() -> None:
    found = problems(compute="kubernetes", worker={"lambda": {"timeout": "2 minutes"}})
    assert set(found) == {"compute", "worker.lambda.timeout"}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("hookrelay:compue", "compute"),
        ("hookrelay:IMAGETAG", "imageTag"),
        ("hokrelay:compute", "hookrelay:compute"),
        ("platform:enabled", "platforms:enabled"),
        ("aws:regoin", "region"),
    ],
)
def test_an_unknown_key_is_refused_with_the_one_that_was_probably_meant(key: str, meant: str) -> None:
    (problem,) = errors("dev", {**MINIMAL, key: "value-of-it"}).problems
    assert problem.field == key
    assert problem.fix == f"write {meant}"
    assert "value-of-it" not in str(problem)


def test_an_unknown_key_inside_an_object_is_refused_with_the_one_that_was_probably_meant() -> None:
    assert problems(queue={"maxReciveCount": 4})["queue.maxReciveCount"].fix == "write maxReceiveCount"
    found = problems(dns={"mode": "zone", "domain": "a.b.dev", "zoneNam": "b.dev"})
    assert found["dns.zoneNam"].fix == "write zoneName"


def test_namespaces_of_pulumi_and_of_other_providers_are_left_alone() -> None:
    load("dev", {**MINIMAL, "pulumi:disable-default-providers": '["aws"]', "random:x": "y"}, set())


@pytest.mark.requirement("X-19")
@pytest.mark.parametrize("key", ["accessKey", "secretKey", "token"])
def test_static_credentials_are_refused_and_not_shown(key: str) -> None:
    error = errors("dev", {**MINIMAL, f"aws:{key}": "AKIAEXAMPLE"}, {f"aws:{key}"})
    assert [problem.field for problem in error.problems] == [f"aws:{key}"]
    assert "AKIAEXAMPLE" not in str(error)


def test_a_secret_in_plain_text_is_refused_with_the_command_that_encrypts_it() -> None:
    error = errors("dev", {**MINIMAL, "hookrelay:discordSecret": "hunter2hunter2"})
    assert "pulumi config set --secret hookrelay:discordSecret" in str(error)
    assert "hunter2" not in str(error)


def test_an_encrypted_value_of_a_plain_key_is_refused_and_not_shown() -> None:
    """It would be in resources and state in plain text; the same holds for a `secure` part of an object."""
    given = {**MINIMAL, "hookrelay:alerts": json.dumps({"emails": ["hidden@corp.dev"], "x": 1})}
    error = errors("dev", given, {"hookrelay:alerts"})
    assert [problem.field for problem in error.problems] == ["hookrelay:alerts"]
    assert "hidden" not in str(error)


@pytest.mark.requirement("HR-22")
def test_a_secret_too_short_is_refused_and_not_shown() -> None:
    found = problems(secret={"authSecret": "too-short-to-be-good"})
    assert found["authSecret"].allowed == "an encrypted text of at least 32 characters"
    assert "too-short" not in str(found["authSecret"].given)


@pytest.mark.requirement("HR-22", "HR-48")
def test_secrets_arrive_and_do_not_show() -> None:
    secret = {"authSecret": "a" * 40, "discordId": "id-1", "discordSecret": "ds", "ingestSharedSecret": "is"}
    settings = hookrelay(secret=secret)
    assert settings.auth_secret is not None
    assert settings.auth_secret.get_secret_value() == "a" * 40
    assert "a" * 40 not in repr(settings)
    assert "id-1" not in repr(settings)


@pytest.mark.requirement("X-22")
@pytest.mark.parametrize("stack", STACKS)
def test_a_committed_file_loads_where_samples_are_accepted(stack: str) -> None:
    assert list(load(stack, config(stack) | SAMPLES, set()).enabled) == [
        name for name in PLATFORMS if name != "baseline"
    ]


@pytest.mark.requirement("X-22")
@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_samples_are_refused_by_name_all_in_one_error(stack: str) -> None:
    assert {problem.field for problem in errors(stack, config(stack)).problems} == {
        "hookrelay:alerts.emails[0]",
        "hookrelay:dns.domain",
        "hookrelay:dns.zoneName",
        "hookrelay:imageTag",
        "streamer:alerts.emails[0]",
        "streamer:dns.zoneName",
        "streamer:domain",
        "streamer:jwtPublicKey",
        "trinity:alerts.emails[0]",
        "trinity:corsOrigins[0]",
        "trinity:dns.domain",
        "trinity:dns.zoneName",
        "streamcanvas:alerts.emails[0]",
        "streamcanvas:amplify.repository",
        "streamcanvas:dns.domain",
        "streamcanvas:dns.zoneName",
        "tiktok-commerce:alerts.emails[0]",
        "tiktok-commerce:dns.domain",
        "tiktok-commerce:dns.zoneName",
        "tiktok-commerce:images.ingestionApi.tag",
        "tiktok-commerce:images.productService.tag",
    }


@pytest.mark.requirement("X-22")
def test_replaced_samples_are_accepted_without_a_word_about_samples() -> None:
    own = config(
        "prod",
        imageTag="1.4.2",
        dns={"mode": "zone", "zoneName": "corp.dev", "domain": "hooks.corp.dev"},
        alerts={"emails": ["ops@corp.dev"]},
    )
    assert load("prod", own | {"platforms:enabled": '["hookrelay"]'}, set()).enabled


@pytest.mark.requirement("X-22")
def test_samples_of_a_platform_that_is_not_enabled_do_not_matter() -> None:
    given = {"platforms:enabled": '["toy"]', "hookrelay:imageTag": "0.0.0-sample"}
    assert list(
        load("dev", given, set(), platforms={"hookrelay": HookRelaySettings, "toy": Toy}).enabled
    ) == ["toy"]


@pytest.mark.requirement("X-4")
def test_keys_of_a_platform_that_is_not_enabled_must_be_valid() -> None:
    given = {"platforms:enabled": '["toy"]', "hookrelay:compute": "kubernetes"}
    with pytest.raises(ConfigError, match="hookrelay:compute"):
        load("dev", given, set(), platforms={"hookrelay": HookRelaySettings, "toy": Toy})


@pytest.mark.requirement("X-4")
def test_platforms_are_in_the_order_of_the_registry_not_of_the_file() -> None:
    registry: dict[str, type[PlatformSettings]] = {"toy": Toy, "hookrelay": HookRelaySettings}
    settings = load("dev", {"platforms:enabled": '["hookrelay", "toy"]'}, set(), platforms=registry)
    assert list(settings.enabled) == ["toy", "hookrelay"]


@pytest.mark.requirement("X-2", "ST-2")
@pytest.mark.parametrize(("word", "agrees"), [("production", True), ("staging", False)])
def test_a_namespaces_own_environment_must_agree(word: str, agrees: bool) -> None:
    given = {"platforms:enabled": '["toy"]', "toy:environment": word}
    if agrees:
        assert load("prod", given, set(), platforms={"toy": Toy}).environment.name == "prod"
    else:
        with pytest.raises(ConfigError, match="toy:environment: given 'staging'; allowed: prod"):
            load("prod", given, set(), platforms={"toy": Toy})


@pytest.mark.requirement("X-4")
def test_decommissioning_takes_the_protection_of_the_named_platform_away() -> None:
    assert load("prod", MINIMAL, set()).environment_of("hookrelay").protect
    given = {**MINIMAL, "platforms:decommission": '["hookrelay"]'}
    assert not load("prod", given, set()).environment_of("hookrelay").protect
    assert (
        errors("prod", {**MINIMAL, "platforms:decommission": '["hookrely"]'}).problems[0].fix
        == "write hookrelay"
    )


@pytest.mark.requirement("X-6")
def test_the_region_is_us_east_1_the_stacks_or_the_platforms_own() -> None:
    assert load("dev", MINIMAL, set()).region("hookrelay") == "us-east-1"
    stack = {**MINIMAL, "aws:region": "eu-west-1"}
    assert load("dev", stack, set()).region("hookrelay") == "eu-west-1"
    own = {**stack, "hookrelay:provider": '{"region": "eu-central-1"}'}
    assert load("dev", own, set()).region("hookrelay") == "eu-central-1"


def test_two_ways_to_say_the_same_of_aws_are_refused() -> None:
    role = {"roleArn": "arn:aws:iam::111111111111:role/deploy"}
    given = {
        **MINIMAL,
        "aws:assumeRole": json.dumps(role),
        "aws:assumeRoles": json.dumps([role]),
        "aws:allowedAccountIds": '["111111111111"]',
        "aws:forbiddenAccountIds": '["222222222222"]',
        "aws:defaultTags": '{"tags": {"Service": "x"}}',
        "aws:endpoints": '[{"sqss": "http://localhost:4566"}]',
    }
    fields = [problem.field for problem in errors("dev", given).problems]
    assert fields == [
        "aws:assumeRole",
        "aws:defaultTags.tags",
        "aws:endpoints[0].sqss",
        "aws:forbiddenAccountIds",
    ]


def test_settings_are_frozen() -> None:
    settings = hookrelay()
    with pytest.raises(ValueError, match="frozen"):
        settings.compute = "docker"
