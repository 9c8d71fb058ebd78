from __future__ import annotations

import io
import json
from types import ModuleType
from typing import Any

import pytest

from tests.functions.loading import load as load_function

EVENT = {"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "h-1"}


def app_spec(function: str = "auth", version: str = "7") -> dict[str, Any]:
    resource = {"Type": "AWS::Lambda::Function", "Properties": {"Name": function, "TargetVersion": version}}
    return {"version": 0.0, "Resources": [{"auth": resource}]}


class CodeDeploy:
    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.told: list[dict[str, str]] = []

    def get_deployment(self, *, deploymentId: str) -> dict[str, Any]:  # noqa: N803
        assert deploymentId == "d-1"
        return {"deploymentInfo": {"revision": {"appSpecContent": {"content": json.dumps(self.spec)}}}}

    def put_lifecycle_event_hook_execution_status(self, **told: str) -> None:
        self.told.append(told)


class Lambda:
    def __init__(self, answer: object = None, error: str = "") -> None:
        self.answer, self.error = answer, error
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **call: Any) -> dict[str, Any]:
        self.calls.append(call)
        answer: dict[str, Any] = {"Payload": io.BytesIO(json.dumps(self.answer).encode())}
        return {**answer, "FunctionError": self.error} if self.error else answer


class Refusing(Lambda):
    def invoke(self, **call: Any) -> dict[str, Any]:
        raise RuntimeError("AccessDeniedException")


def load(codedeploy: CodeDeploy, functions: Lambda) -> ModuleType:
    module = load_function("infrastructure/pre_traffic_hook.py")
    module.__dict__.update(_codedeploy=lambda: codedeploy, _lambda=lambda: functions)
    return module


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNCTION", "auth")
    monkeypatch.setenv("EVENT", '{"path": "/health"}')


def status(answer: object = None, error: str = "", **spec: str) -> tuple[str, Lambda]:
    codedeploy, functions = CodeDeploy(app_spec(**spec)), Lambda(answer, error)
    load(codedeploy, functions).handler(EVENT, None)
    [told] = codedeploy.told
    assert (told["deploymentId"], told["lifecycleEventHookExecutionId"]) == ("d-1", "h-1")
    return told["status"], functions


@pytest.mark.requirement("TR-22")
def test_the_new_version_is_called_and_not_the_alias() -> None:
    said, functions = status({"statusCode": 200})
    assert said == "Succeeded"
    assert functions.calls == [{"FunctionName": "auth", "Qualifier": "7", "Payload": b'{"path": "/health"}'}]


@pytest.mark.requirement("TR-22")
@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ({"statusCode": 204}, "", "Succeeded"),
        ({"statusCode": 399}, "", "Succeeded"),
        ({"status": "ok"}, "", "Succeeded"),
        (None, "", "Succeeded"),
        ({"statusCode": 400}, "", "Failed"),
        ({"statusCode": 503}, "", "Failed"),
        ({"errorMessage": "no"}, "Unhandled", "Failed"),
    ],
)
def test_an_error_or_an_error_status_is_a_failure(answer: object, error: str, said: str) -> None:
    assert status(answer, error)[0] == said


def test_a_deployment_of_another_function_is_a_failure_and_nothing_is_called() -> None:
    said, functions = status({"statusCode": 200}, function="api")
    assert said == "Failed"
    assert functions.calls == []


def test_codedeploy_is_told_even_when_the_version_cannot_be_called() -> None:
    codedeploy = CodeDeploy(app_spec())
    module = load(codedeploy, Refusing())
    assert module.handler(EVENT, None)["problem"] == "AccessDeniedException"
    assert [told["status"] for told in codedeploy.told] == ["Failed"]
