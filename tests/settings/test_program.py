"""The program builds what the configuration says, and registers nothing before it is sure."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import platforms, program
from components.environments import ENVIRONMENTS
from components.platforms.context import PlatformContext
from components.providers import partition_of
from components.settings import ConfigError
from components.settings.hookrelay import HookRelaySettings
from components.settings.registry import PLATFORMS
from tests.settings.stack_files import MINIMAL, as_text
from tests.support.recorder import Recorder, declare

ROLE = {"roleArn": "arn:aws:iam::111111111111:role/deploy"}
# What pulumi-aws gives every provider that doesn't say otherwise.
SDK_DEFAULTS = {"skipCredentialsValidation": False, "skipRegionValidation": True}
seen: list[PlatformContext[HookRelaySettings]] = []


class Stand(pulumi.ComponentResource):
    """Stands in for HookRelay: it keeps what it is given and makes one bucket."""

    def __init__(
        self, name: str, args: PlatformContext[HookRelaySettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:Stand", name, None, opts)
        bucket = aws.s3.Bucket(f"{name}-bucket", opts=pulumi.ResourceOptions(parent=self))
        self.outputs: Mapping[str, pulumi.Input[object]] = {
            "bucket": bucket.bucket,
            "account": args.account_id,
        }
        seen.append(args)
        self.register_outputs({})


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("stand_in_platform")
    module.HookRelay = Stand  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(platforms, "CLASSES", {"hookrelay": (module.__name__, "HookRelay")})
    seen.clear()


def run(stack: str = "dev", **config: object) -> Recorder:
    given = {**MINIMAL, **{key.replace("__", ":"): as_text(value) for key, value in config.items()}}
    return declare(program.program, config=given, stack=stack)


def provider(recorded: Recorder) -> dict[str, Any]:
    """Inputs of the provider, parsed: an explicit provider takes text, and JSON for all else."""
    inputs = recorded.inputs("hookrelay-aws")
    return {key: _parsed(value) for key, value in inputs.items()}


def _parsed(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


@pytest.mark.requirement("X-3", "X-4")
def test_a_platform_is_exported_under_its_name() -> None:
    recorded = run()
    assert set(recorded.exports) == {"hookrelay"}
    assert set(recorded.exports["hookrelay"]) == {"bucket", "account"}
    assert recorded.registration("hookrelay").typ == "platforms:index:Stand"


@pytest.mark.requirement("X-7")
def test_everything_of_a_platform_is_made_by_its_own_provider() -> None:
    recorded = run()
    assert recorded.count("pulumi:providers:aws") == 1
    assert "hookrelay-aws" in (recorded.registration("hookrelay-bucket").provider or "")


@pytest.mark.requirement("X-6", "X-14")
def test_the_provider_has_the_region_and_the_cost_tags_and_nothing_more() -> None:
    tags = {"Project": "platforms", "Service": "hookrelay", "Environment": "production"}
    assert provider(run("prod")) == {"region": "us-east-1", "defaultTags": {"tags": tags}, **SDK_DEFAULTS}


@pytest.mark.requirement("X-7")
def test_the_stacks_aws_keys_are_handed_over() -> None:
    inputs = provider(
        run(
            aws__region="eu-west-1",
            aws__profile="corp",
            aws__assumeRole=ROLE,
            aws__allowedAccountIds=["111111111111"],
            aws__defaultTags={"tags": {"Team": "hooks"}},
            aws__endpoints=[{"sqs": "http://localhost:4566"}, {"s3": "http://localhost:4567"}],
            aws__skipCredentialsValidation=True,
            aws__skipMetadataApiCheck=True,
            aws__skipRequestingAccountId=True,
            aws__s3UsePathStyle=True,
            aws__maxRetries=3,
            aws__retryMode="adaptive",
        )
    )
    tags = {"Team": "hooks", "Project": "platforms", "Service": "hookrelay", "Environment": "development"}
    assert inputs == {
        **SDK_DEFAULTS,
        "region": "eu-west-1",
        "profile": "corp",
        "assumeRoles": [ROLE],
        "allowedAccountIds": ["111111111111"],
        "defaultTags": {"tags": tags},
        "endpoints": [{"sqs": "http://localhost:4566", "s3": "http://localhost:4567"}],
        "skipCredentialsValidation": True,
        "skipMetadataApiCheck": True,
        "skipRequestingAccountId": True,
        "s3UsePathStyle": True,
        "maxRetries": 3,
        "retryMode": "adaptive",
    }


@pytest.mark.requirement("X-7")
def test_forbidden_accounts_are_handed_over_where_none_is_allowed() -> None:
    assert provider(run(aws__forbiddenAccountIds=["222222222222"]))["forbiddenAccountIds"] == ["222222222222"]
    own = run(
        aws__forbiddenAccountIds=["222222222222"],
        hookrelay__provider={"allowedAccountIds": ["111111111111"]},
    )
    assert provider(own)["allowedAccountIds"] == ["111111111111"]
    assert "forbiddenAccountIds" not in provider(own)


@pytest.mark.requirement("X-7")
def test_what_a_platform_says_of_its_provider_rules_over_the_stack() -> None:
    own = {
        "region": "eu-central-1",
        "profile": "own",
        "assumeRole": {**ROLE, "sessionName": "hooks", "externalId": "corp"},
        "allowedAccountIds": ["333333333333"],
        "endpoints": [{"sns": "http://localhost:1"}],
    }
    inputs = provider(
        run(
            aws__region="eu-west-1",
            aws__profile="corp",
            aws__assumeRoles=[ROLE, ROLE],
            aws__allowedAccountIds=["111111111111"],
            aws__endpoints=[{"sqs": "http://localhost:4566"}],
            hookrelay__provider=own,
        )
    )
    assert {
        key: inputs[key] for key in ("region", "profile", "assumeRoles", "allowedAccountIds", "endpoints")
    } == {
        "region": "eu-central-1",
        "profile": "own",
        "assumeRoles": [own["assumeRole"]],
        "allowedAccountIds": ["333333333333"],
        "endpoints": own["endpoints"],
    }


@pytest.mark.requirement("X-4", "X-9")
def test_a_platform_gets_all_it_may_know_of_the_stack() -> None:
    run("alice", platforms__environment="staging", aws__region="us-gov-west-1", hookrelay__waf=False)
    (context,) = seen
    assert context.settings.compute == "ecs"
    assert context.environment.name == "staging"
    assert not context.environment.waf
    assert ENVIRONMENTS["staging"].waf
    assert context.names("table", "endpoints", prod="x").startswith("alice-hookrelay")
    assert (context.region, context.partition) == ("us-gov-west-1", "aws-us-gov")
    assert context.tags["Service"] == "hookrelay"


@pytest.mark.parametrize(
    ("region", "partition"), [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov")]
)
def test_partitions(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_nothing_is_registered_where_the_configuration_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[ConfigError] = []

    def caught() -> None:
        try:
            program.program()
        except ConfigError as error:
            raised.append(error)

    recorded = declare(caught, config={**MINIMAL, "hookrelay:compute": "kubernetes"}, stack="dev")
    assert [problem.field for problem in raised[0].problems] == ["hookrelay:compute"]
    assert [item.typ for item in recorded.graph if item.typ != "pulumi:pulumi:Stack"] == []
    assert isinstance(raised[0], pulumi.RunError)  # which the CLI shows without a traceback


def test_configuration_from_the_environment_is_read_as_the_sdk_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({**MINIMAL, "hookrelay:discordId": "id"}))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["hookrelay:discordId"]))
    declare(program.program, config={"hookrelay:compute": "docker"}, stack="dev")
    (context,) = seen
    assert context.settings.compute == "docker"
    assert context.settings.discord_id is not None


def test_secret_keys_are_those_of_the_run() -> None:
    declare(
        program.program,
        config={**MINIMAL, "hookrelay:discordId": "id"},
        stack="dev",
        secret_keys=["hookrelay:discordId"],
    )
    assert seen[0].settings.discord_id is not None


@pytest.mark.requirement("X-4")
def test_every_platform_with_settings_has_a_component_and_the_other_way_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert set(platforms.CLASSES) == set(PLATFORMS)
    for name, (module, _) in platforms.CLASSES.items():
        within = "components" if name == "baseline" else "components.platforms"  # no platform
        assert module == f"{within}.{name.replace('-', '_')}"


@pytest.mark.requirement("X-3")
def test_importing_the_program_imports_no_platform() -> None:
    """A stack pays for the platforms it enables, and one that is broken stops only its own stacks."""
    import subprocess

    code = "import sys, components.program; print('components.platforms.hookrelay' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"
