from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Placeholder
from components.blocks.rollout import Hook, Rollouts, RolloutsArgs
from components.environments import ENVIRONMENTS
from tests.support.recorder import Recorder, declare

PROD = ENVIRONMENTS["prod"]
CANARY = FunctionArgs(
    environment=PROD,
    code=Placeholder(),
    runtime="python3.13",
    handler="auth.handler",
    name="trinity-auth-prod",
    timeout_seconds=10,
    memory_mb=256,
    alias="live",
    alias_follows=False,
)


def rollout(
    alarms: Sequence[str] = ("errors", "latency"), hook: Hook | None = None, **changes: Any
) -> Recorder:
    of_rollouts = {key: changes.pop(key) for key in ("application_name", "config") if key in changes}
    group_name = changes.pop("group_name", None)

    def program() -> None:
        function = Function("auth", replace(CANARY, **changes))
        rollouts = Rollouts(
            "trinity-rollouts", RolloutsArgs(environment=PROD, region="us-east-1", **of_rollouts)
        )
        made = rollouts.of("auth", function, alarms=alarms, group_name=group_name, hook=hook)
        pulumi.export("rollout", made.output)

    return declare(program)


GROUP = "trinity-rollouts-auth"


@pytest.mark.requirement("TR-22")
def test_traffic_shifts_in_steps_and_back_on_alarm_failure_or_request() -> None:
    recorded = rollout(application_name="trinity-prod", group_name="trinity-auth-prod")
    group = recorded.inputs(GROUP)
    assert recorded.inputs("trinity-rollouts-application") == {
        "name": "trinity-prod",
        "computePlatform": "Lambda",
    }
    assert (group["appName"], group["deploymentGroupName"]) == ("trinity-prod", "trinity-auth-prod")
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group["deploymentStyle"] == {
        "deploymentType": "BLUE_GREEN",
        "deploymentOption": "WITH_TRAFFIC_CONTROL",
    }
    assert group["autoRollbackConfiguration"] == {
        "enabled": True,
        "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    }
    assert group["alarmConfiguration"] == {
        "enabled": True,
        "alarms": ["errors", "latency"],
        "ignorePollAlarmFailure": False,
    }


@pytest.mark.requirement("TR-22")
def test_another_of_codedeploys_configurations_can_be_chosen() -> None:
    group = rollout(config="LambdaLinear10PercentEvery1Minute").inputs(GROUP)
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"


@pytest.mark.requirement("TR-22")
def test_an_update_publishes_a_version_and_leaves_the_alias_alone() -> None:
    recorded = rollout()
    assert recorded.inputs("auth-function")["publish"] is True
    ignored = recorded.registration("auth-alias").ignore_changes
    assert set(ignored) == {"functionVersion", "routingConfig"}
    assert recorded.inputs("auth-alias")["functionVersion"] == recorded.state("auth-function")["version"]


@pytest.mark.requirement("TR-22", "X-12")
def test_codedeploy_may_move_this_alias_and_look_at_alarms_and_no_more() -> None:
    recorded = rollout()
    function = recorded.state("auth-function")["arn"]
    allowed = {
        action: statement["Resource"]
        for statement in recorded.statements(f"{GROUP}-role-policy")
        for action in statement["Action"]
    }
    assert allowed == {
        "lambda:GetAlias": [function],
        "lambda:UpdateAlias": [function],
        "lambda:GetProvisionedConcurrencyConfig": [f"{function}:*"],
        "cloudwatch:DescribeAlarms": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:*"],
    }
    assert recorded.trust(f"{GROUP}-role")[0]["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    assert f"{GROUP}-role-policy" in recorded.needs(GROUP)


@pytest.mark.requirement("TR-22")
def test_a_hook_may_try_new_versions_and_answer_for_its_own_group() -> None:
    recorded = rollout(application_name="trinity-prod", group_name="trinity-auth-prod", hook=Hook())
    hook = f"{GROUP}-hook"
    group = "arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:trinity-prod/trinity-auth-prod"
    allowed = {
        statement["Sid"]: (statement["Action"], statement["Resource"])
        for statement in recorded.statements(f"{hook}-role-policy")
    }
    assert allowed["AnswerCodeDeploy"] == (
        ["codedeploy:GetDeployment", "codedeploy:PutLifecycleEventHookExecutionStatus"],
        [group],
    )
    assert allowed["TryNewVersion"] == (
        ["lambda:InvokeFunction"],
        [f"{recorded.state('auth-function')['arn']}:*"],
    )
    variables = recorded.inputs(f"{hook}-function")["environment"]["variables"]
    assert variables["FUNCTION"] == "trinity-auth-prod"
    assert json.loads(variables["EVENT"])["path"] == "/health"
    invoke = [
        statement
        for statement in recorded.statements(f"{GROUP}-role-policy")
        if statement["Action"] == ["lambda:InvokeFunction"]
    ]
    assert [each["Resource"] for each in invoke] == [[recorded.state(f"{hook}-function")["arn"]]]


@pytest.mark.requirement("TR-22")
def test_the_output_has_all_that_the_command_needs() -> None:
    recorded = rollout(hook=Hook(name="trinity-auth-hook-prod"))
    assert recorded.exports["rollout"] == {
        "application": recorded.state("trinity-rollouts-application")["name"],
        "deploymentGroup": "auth",
        "function": "trinity-auth-prod",
        "alias": "live",
        "version": recorded.state("auth-function")["version"],
        "hook": "trinity-auth-hook-prod",
        "region": "us-east-1",
        "roleArn": recorded.state(f"{GROUP}-role")["arn"],
    }
    assert rollout().exports["rollout"].get("hook") is None


@pytest.mark.parametrize(
    ("alarms", "changes", "said"),
    [
        ((), {}, "without one, nothing rolls a bad version back"),
        (("errors",), {"alias": None}, "no alias"),
        (("errors",), {"alias_follows": True}, "every update moves"),
    ],
)
def test_what_could_not_roll_out_is_refused(
    alarms: Sequence[str], changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        rollout(alarms, **changes)


@pytest.mark.requirement("TR-23")
def test_provisioned_concurrency_goes_with_the_alias() -> None:
    recorded = rollout(provisioned_concurrency=2, provisioned_maximum=8)
    assert recorded.inputs("auth-provisioned")["qualifier"] == "live"
    assert recorded.inputs("auth-provisioned-scaling")["resourceId"] == "function:trinity-auth-prod:live"
