"""Versions rolled out, and back, by CodeDeploy in an emulated account."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from automation import AutomationError, Cancelled, RolledBack, Rollout, RolloutEvent, TimedOut
from automation.__main__ import main
from automation.outputs import Outputs, RolloutOutputs
from automation.rollout import chosen
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Artifact
from components.blocks.rollout import Hook, Rollouts, RolloutsArgs
from components.environments import ENVIRONMENTS
from emulator import runtime
from emulator.account import Account
from emulator.deploy import deploy
from tests.emulator.test_runtime import zipped

from .conftest import Shop

CODE = "def handler(event, context):\n    return {{'statusCode': {status}, 'body': '{body}'}}\n"
DEV = ENVIRONMENTS["dev"]


@dataclass
class World:
    """A deployed function with a rollout and a hook, and what is done to it.

    Attributes:
        account: Where it is.
        exported: What the stack exports of it.
        events: What was told.
    """

    account: Account
    exported: dict[str, Any]
    events: list[RolloutEvent] = field(default_factory=list)

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def publish(self, body: str, status: int = 200) -> str:
        """As an update does that changes the code: a version, and the alias as it was."""
        client, code = self.client("lambda"), CODE.format(status=status, body=body)
        client.update_function_code(FunctionName="auth", ZipFile=zipped(index=code))
        version = str(client.publish_version(FunctionName="auth")["Version"])
        self.exported["version"] = version
        return version

    def rollout(self, **options: Any) -> Rollout:
        return Rollout(
            platform="trinity",
            name="auth",
            outputs=RolloutOutputs.model_validate(self.exported),
            told=options.pop("told", self.events.append),
            poll=0.001,
            **options,
        )

    def slow_down(self) -> None:
        """Ten steps instead of two."""
        self.client("codedeploy").update_deployment_group(
            applicationName=self.exported["application"],
            currentDeploymentGroupName="auth",
            deploymentConfigName="CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        )

    def answer(self) -> str:
        """What callers of the alias get."""
        answer = self.client("lambda").invoke(FunctionName="auth", Qualifier="live")
        return str(json.loads(answer["Payload"].read())["body"])

    def traffic(self) -> dict[str, float]:
        said = self.client("lambda").get_alias(FunctionName="auth", Name="live")
        return {
            said["FunctionVersion"]: 1.0,
            **((said.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}),
        }

    def alarm(self, state: str = "ALARM") -> None:
        self.client("cloudwatch").set_alarm_state(
            AlarmName="auth-errors", StateValue=state, StateReason="3 errors in 5 minutes"
        )

    @property
    def phases(self) -> list[str]:
        return [event.phase for event in self.events if event.phase != "event"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (tmp_path / "index.py").write_text(CODE.format(status=200, body="first"))

    def program() -> None:
        function = Function(
            "auth",
            FunctionArgs(
                environment=DEV,
                code=Artifact(path=str(tmp_path)),
                runtime="python3.13",
                handler="index.handler",
                name="auth",
                timeout_seconds=5,
                memory_mb=128,
                alias="live",
                alias_follows=False,
            ),
        )
        alarm = aws.cloudwatch.MetricAlarm(
            "errors",
            name="auth-errors",
            namespace="AWS/Lambda",
            metric_name="Errors",
            statistic="Sum",
            period=300,
            evaluation_periods=1,
            threshold=0,
            comparison_operator="GreaterThanThreshold",
        )
        rollouts = Rollouts("rollouts", RolloutsArgs(environment=DEV, region="us-east-1"))
        rollout = rollouts.of("auth", function, alarms=[alarm.name], hook=Hook(name="auth-hook"))
        pulumi.export("rollout", rollout.output)

    with Account() as account, runtime.installed(account.account_id):
        exported = dict(deploy(program, account).outputs["rollout"])
        yield World(account=account, exported=exported)


@pytest.mark.requirement("TR-22")
def test_two_versions_are_rolled_out_and_a_bad_third_goes_back(world: World) -> None:
    assert world.answer() == "first"
    for number, body in ((2, "second"), (3, "third")):
        assert world.publish(body) == str(number)
        assert world.answer() != body, "publishing moves no traffic"
        done = world.rollout().run()
        assert (done.current, done.target) == (str(number - 1), str(number))
        assert world.answer() == body
        assert world.traffic() == {str(number): 1.0}
    assert world.phases == ["started", "shifted", "shifted", "done"] * 2
    assert [event.weight for event in world.events if event.phase == "shifted"] == [10, 100] * 2

    world.publish("fourth")

    def alarmed(event: RolloutEvent) -> None:
        if event.weight == 10:
            world.alarm()

    rollout = world.rollout(told=alarmed)
    with pytest.raises(RolledBack) as raised:
        rollout.run()
    assert "ALARM_ACTIVE" in raised.value.reason
    assert "auth-errors: 3 errors in 5 minutes" in raised.value.reason
    assert "has given all traffic back to version 3" in str(raised.value)
    assert world.traffic() == {"3": 1.0}
    assert world.answer() == "third"


@pytest.mark.requirement("TR-22")
def test_a_version_that_its_hook_finds_ill_gets_no_traffic_at_all(world: World) -> None:
    world.publish("ill", status=503)
    with pytest.raises(RolledBack) as raised:
        world.rollout().run()
    assert "BeforeAllowTraffic failed" in raised.value.reason
    assert "/aws/lambda/auth-hook" in raised.value.reason
    assert max(event.weight for event in world.events) == 0
    assert world.answer() == "first"
    log = world.client("logs").filter_log_events(logGroupName="/aws/lambda/auth-hook")["events"]
    assert any("version 2 answered 503" in line["message"] for line in log)


@pytest.mark.requirement("TR-22", "TR-29")
def test_an_older_version_is_rolled_out_by_its_number(world: World) -> None:
    world.publish("second")
    world.rollout().run()
    assert world.rollout().run("1").target == "1"
    assert world.answer() == "first"


def test_a_version_that_has_the_traffic_is_not_deployed_again(world: World) -> None:
    assert world.rollout().run().deployment == ""
    assert world.phases == ["unchanged"]


def test_a_rollout_that_runs_already_is_followed_and_another_version_waits(world: World) -> None:
    world.publish("second")
    world.slow_down()
    started: list[str] = []

    def end_here(event: RolloutEvent) -> None:
        if event.phase == "started":
            started.append(event.deployment)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.rollout(told=end_here).run()
    with pytest.raises(AutomationError, match="is rolling version 2 of auth out"):
        world.rollout().run("1")
    assert world.rollout().run().deployment == started[0]
    assert world.phases[0] == "following"


@pytest.mark.requirement("TR-22")
@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (TimedOut, lambda rollout: setattr(rollout, "timeout", 0.0)),
        (Cancelled, lambda rollout: rollout.cancel()),
    ],
)
def test_a_limit_and_a_cancellation_give_the_traffic_back(
    world: World, kind: type[AutomationError], end: Callable[[Rollout], None]
) -> None:
    world.publish("second")
    world.slow_down()
    rollout = world.rollout()
    end(rollout)
    with pytest.raises(kind, match="has given all traffic back to version 1"):
        rollout.run()
    assert world.traffic() == {"1": 1.0}
    assert {"stopping", "rolled back"} <= set(world.phases)


@pytest.mark.requirement("TR-22")
def test_ctrl_c_gives_the_traffic_back(world: World) -> None:
    world.publish("second")
    world.slow_down()

    def interrupt(event: RolloutEvent) -> None:
        world.events.append(event)
        if event.phase == "shifted" and event.weight == 10 and "stopping" not in world.phases:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.rollout(told=interrupt).run()
    assert world.traffic() == {"1": 1.0}
    assert {"stopping", "rolled back"} <= set(world.phases)


def test_a_function_that_was_never_published_is_refused(world: World) -> None:
    with pytest.raises(AutomationError, match="no published version"):
        world.rollout().run("$LATEST")


def test_errors_of_aws_say_what_they_are_about(world: World) -> None:
    world.exported["function"] = "gone"
    with pytest.raises(AutomationError, match=r"rollout of gone: .*ResourceNotFoundException"):
        world.rollout().run()


def exported(**platforms: Any) -> Outputs:
    return Outputs(values=platforms)


ONE = {
    "application": "a",
    "deploymentGroup": "g",
    "function": "f",
    "alias": "live",
    "version": "2",
    "region": "us-east-1",
}


def test_rollouts_are_found_in_what_a_stack_exports() -> None:
    outputs = exported(
        trinity={"rollouts": {"auth": ONE, "api": ONE}}, hookrelay={"region": "us-east-1"}, x="text"
    )
    assert [*outputs.rollouts] == [("trinity", "auth"), ("trinity", "api")]
    assert [*chosen(outputs.rollouts, None, "api")] == [("trinity", "api")]
    with pytest.raises(AutomationError, match="it has trinity auth, trinity api"):
        chosen(outputs.rollouts, "trinity", "login")
    with pytest.raises(AutomationError, match=r"\(alias\).*run an update"):
        _ = exported(trinity={"rollouts": {"auth": {**ONE, "alias": None}}}).rollouts


# -- the command


@pytest.fixture
def command(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setenv("PULUMI_BIN", str(shop.bin))

    def run(*arguments: str) -> int:
        values = {"trinity": {"rollouts": {"auth": world.exported}}}
        shop.answers(stack_output=[{"stdout": json.dumps(values)}])
        place = ("--stack", "dev", "--project", str(shop.directory))
        return main(["rollout", *place, "--poll", "1 second", *arguments])

    return run


@pytest.mark.requirement("TR-22")
def test_the_command_rolls_out_says_so_and_fails_when_it_goes_back(
    world: World, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    world.publish("second")
    assert command("--platform", "trinity", "--function", "auth") == 0
    said = capsys.readouterr().out
    assert "version 2 has 10 % of the traffic" in said
    assert "version 2 has all traffic" in said

    world.publish("third")
    world.alarm()
    assert command("--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["event"] for line in lines} == {"rollout", "error"}
    assert lines[-1]["kind"] == "RolledBack"
    assert "auth-errors" in lines[-1]["message"]
    assert world.answer() == "second"


def test_the_command_refuses_a_function_that_is_not_rolled_out(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("--function", "login") == 1
    assert "it has trinity auth" in capsys.readouterr().err


def test_a_rollout_can_be_cancelled_from_another_thread(world: World) -> None:
    world.publish("second")
    world.slow_down()
    rollout = world.rollout()
    threading.Thread(target=rollout.cancel).start()
    with pytest.raises(Cancelled):
        rollout.run()
    assert world.traffic() == {"1": 1.0}
