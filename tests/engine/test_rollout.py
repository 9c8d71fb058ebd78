"""Updates publish versions and leave the alias to rollouts, under the real engine."""

from __future__ import annotations

import json

import pytest

from automation import RolledBack, Rollout
from automation.outputs import RolloutOutputs
from emulator.account import Account

from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("TR-22")]

STACK = "dev"
PROGRAM = """
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Artifact
from components.blocks.rollout import Rollouts, RolloutsArgs
from components.environments import ENVIRONMENTS

opts = pulumi.ResourceOptions(provider=aws.Provider("aws", region="us-east-1"))
dev = ENVIRONMENTS["dev"]
function = Function(
    "auth",
    FunctionArgs(
        environment=dev, code=Artifact(path=str(Path("code").resolve())), runtime="python3.13",
        handler="index.handler", name="auth", timeout_seconds=5, memory_mb=128,
        alias="live", alias_follows=False,
    ),
    opts=opts,
)
alarm = aws.cloudwatch.MetricAlarm(
    "errors", name="auth-errors", namespace="AWS/Lambda", metric_name="Errors", statistic="Sum", period=300,
    evaluation_periods=1, threshold=0, comparison_operator="GreaterThanThreshold", opts=opts,
)
rollouts = Rollouts("rollouts", RolloutsArgs(environment=dev, region="us-east-1"), opts=opts)
pulumi.export("auth", rollouts.of("auth", function, alarms=[alarm.name]).output)
"""
ALIAS = "aws:lambda/alias:Alias"


def write(engine: Engine, body: str) -> None:
    """Another code of the function."""
    folder = engine.project / "code"
    folder.mkdir(exist_ok=True)
    (folder / "index.py").write_text(f"def handler(event, context):\n    return {body!r}\n")


def answer(account: Account) -> str:
    said = account.client("lambda").invoke(FunctionName="auth", Qualifier="live")
    return str(json.loads(said["Payload"].read()))


def rollout(engine: Engine) -> Rollout:
    outputs = RolloutOutputs.model_validate(engine.outputs(STACK)["auth"])
    return Rollout(platform="trinity", name="auth", outputs=outputs, poll=0.01)


def test_two_versions_are_rolled_out_and_one_goes_back(engine: Engine, account: Account) -> None:
    (engine.project / "__main__.py").write_text(PROGRAM)
    write(engine, "first")
    engine.up(STACK)
    assert answer(account) == "first"
    for body in ("second", "third"):
        before = answer(account)
        write(engine, body)
        update = engine.up(STACK)
        assert not any(ALIAS in urn for urn in update.operations()), "an update never touches the alias"
        assert answer(account) == before
        rollout(engine).run()
        assert answer(account) == body
        assert engine.up(STACK).changes == {}, "nor does one that follows a rollout"
        engine.refresh(STACK)
        assert engine.up(STACK).changes == {}, "whatever a refresh has found"
    write(engine, "fourth")
    engine.up(STACK)
    going = rollout(engine)
    going.told = lambda event: (
        event.weight == 10
        and account.client("cloudwatch").set_alarm_state(
            AlarmName="auth-errors", StateValue="ALARM", StateReason="errors"
        )
    )
    with pytest.raises(RolledBack):
        going.run()
    assert answer(account) == "third"
