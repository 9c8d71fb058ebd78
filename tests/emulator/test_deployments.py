"""CodeDeploy's deployments of functions: what happens to the alias, and who decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import runtime
from emulator.account import Account

from .test_runtime import function, role, zipped

CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:auth"
RIGHTS: list[dict[str, Any]] = [
    {"Effect": "Allow", "Action": ["lambda:GetAlias", "lambda:UpdateAlias"], "Resource": FUNCTION},
    {
        "Effect": "Allow",
        "Action": "cloudwatch:DescribeAlarms",
        "Resource": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*",
    },
    {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": f"{FUNCTION}-hook"},
]
HOOK = """
    import boto3
    def handler(event, context):
        if {tells!r}:
            boto3.client("codedeploy").put_lifecycle_event_hook_execution_status(
                deploymentId=event["DeploymentId"],
                lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
                status={tells!r},
            )
"""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A function with two versions, its alias at the first, and a deployment group."""

    account: Account

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def alias(self) -> dict[str, Any]:
        said = self.client("lambda").get_alias(FunctionName="auth", Name="live")
        weights = (said.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        return {said["FunctionVersion"]: round(1 - sum(weights.values()), 2), **weights}

    def group(self, config: str = CANARY, rights: list[dict[str, Any]] = RIGHTS, **options: Any) -> None:
        made = role(self.account, "codedeploy", *rights)
        trust = json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "codedeploy.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        )
        self.client("iam").update_assume_role_policy(RoleName="codedeploy", PolicyDocument=trust)
        self.client("codedeploy").create_application(applicationName="app", computePlatform="Lambda")
        settings: dict[str, Any] = {
            "autoRollbackConfiguration": {
                "enabled": True,
                "events": [
                    "DEPLOYMENT_FAILURE",
                    "DEPLOYMENT_STOP_ON_ALARM",
                    "DEPLOYMENT_STOP_ON_REQUEST",
                ],
            },
            "alarmConfiguration": {"enabled": True, "alarms": [{"name": "errors"}]},
            **options,
        }
        self.client("codedeploy").create_deployment_group(
            applicationName="app",
            deploymentGroupName="auth",
            deploymentConfigName=config,
            serviceRoleArn=made,
            **settings,
        )

    def start(self, current: str = "1", target: str = "2", **hooks: str) -> str:
        properties = {"Name": "auth", "Alias": "live", "CurrentVersion": current, "TargetVersion": target}
        spec = {
            "version": 0.0,
            "Resources": [{"auth": {"Type": "AWS::Lambda::Function", "Properties": properties}}],
            "Hooks": [{name: function} for name, function in hooks.items()],
        }
        made = self.client("codedeploy").create_deployment(
            applicationName="app",
            deploymentGroupName="auth",
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": json.dumps(spec)}},
        )
        return str(made["deploymentId"])

    def look(self, deployment: str) -> dict[str, Any]:
        found = self.client("codedeploy").get_deployment(deploymentId=deployment)["deploymentInfo"]
        return dict(found)

    def alarm(self, state: str) -> None:
        self.client("cloudwatch").set_alarm_state(AlarmName="errors", StateValue=state, StateReason="test")

    def answers(self, calls: int) -> list[str]:
        client = self.client("lambda")
        return [client.invoke(FunctionName="auth", Qualifier="live")["ExecutedVersion"] for _ in range(calls)]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Account() as account, runtime.installed(account.account_id):
        code = "def handler(event, context):\n    return {number}\n"
        function(account, "auth", code.format(number=1))
        client = account.client("lambda")
        client.publish_version(FunctionName="auth")
        client.update_function_code(FunctionName="auth", ZipFile=zipped(index=code.format(number=2)))
        client.publish_version(FunctionName="auth")
        client.create_alias(FunctionName="auth", Name="live", FunctionVersion="1")
        account.client("cloudwatch").put_metric_alarm(
            AlarmName="errors",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )
        yield Stage(account=account)


def test_an_alias_that_splits_its_calls_sends_each_version_its_share(stage: Stage) -> None:
    stage.client("lambda").update_alias(
        FunctionName="auth", Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}}
    )
    assert sorted(stage.answers(20)) == ["1"] * 18 + ["2"] * 2


def test_a_canary_has_a_tenth_and_then_all(stage: Stage) -> None:
    stage.group()
    deployment = stage.start()
    assert stage.alias() == {"1": 0.9, "2": 0.1}
    target = stage.client("codedeploy").get_deployment_target(deploymentId=deployment, targetId="auth:live")[
        "deploymentTarget"
    ]["lambdaTarget"]
    assert target["lambdaFunctionInfo"]["targetVersionWeight"] == 10
    assert stage.look(deployment)["status"] == "InProgress"
    assert stage.alias() == {"2": 1}
    assert stage.look(deployment)["status"] == "Succeeded"


def test_a_linear_configuration_goes_in_equal_steps(stage: Stage) -> None:
    stage.group("CodeDeployDefault.LambdaLinear10PercentEvery1Minute")
    deployment = stage.start()
    shares = []
    while stage.look(deployment)["status"] == "InProgress":
        shares.append(stage.alias().get("2"))
    assert shares == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def test_an_alarm_takes_all_traffic_back(stage: Stage) -> None:
    stage.group()
    deployment = stage.start()
    stage.alarm("ALARM")
    stage.look(deployment)
    found = stage.look(deployment)
    assert (found["status"], found["errorInformation"]["code"]) == ("Stopped", "ALARM_ACTIVE")
    assert "errors" in found["errorInformation"]["message"]
    assert stage.alias() == {"1": 1}
    undoing = found["rollbackInfo"]["rollbackDeploymentId"]
    stage.look(undoing)
    undone = stage.look(undoing)
    assert (undone["status"], undone["creator"]) == ("Succeeded", "codeDeployRollback")
    assert undone["rollbackInfo"]["rollbackTriggeringDeploymentId"] == deployment


def test_an_alarm_that_is_on_lets_no_traffic_through(stage: Stage) -> None:
    stage.group()
    stage.alarm("ALARM")
    deployment = stage.start()
    assert stage.look(deployment)["status"] == "Stopped"
    assert stage.alias() == {"1": 1}


def test_without_rollback_events_the_alias_stays_where_it_was_stopped(stage: Stage) -> None:
    stage.group(autoRollbackConfiguration={"enabled": False})
    deployment = stage.start()
    stage.alarm("ALARM")
    stage.look(deployment)
    assert stage.alias() == {"1": 0.9, "2": 0.1}


def test_stopping_takes_traffic_back_and_a_second_time_is_refused(stage: Stage) -> None:
    stage.group()
    deployment = stage.start()
    client = stage.client("codedeploy")
    assert client.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)["status"] == "Succeeded"
    assert stage.look(deployment)["errorInformation"]["code"] == "MANUAL_STOP"
    assert stage.alias() == {"1": 1}
    with pytest.raises(ClientError, match="DeploymentAlreadyCompletedException"):
        client.stop_deployment(deploymentId=deployment)


@pytest.mark.parametrize(
    ("tells", "status", "traffic"),
    [
        ("Succeeded", "InProgress", {"1": 0.9, "2": 0.1}),
        ("Failed", "Failed", {"1": 1}),
        ("", "Failed", {"1": 1}),
    ],
)
def test_a_hook_decides_before_any_traffic(
    stage: Stage, tells: str, status: str, traffic: dict[str, float]
) -> None:
    stage.group()
    function(stage.account, "auth-hook", HOOK.format(tells=tells))
    deployment = stage.start(BeforeAllowTraffic="auth-hook")
    assert stage.alias() == traffic
    found = stage.look(deployment)
    assert found["status"] == status
    if status == "Failed":
        assert found["errorInformation"]["code"] == "HOOK_EXECUTION_FAILURE"


@pytest.mark.parametrize(
    ("missing", "hooks"),
    [(0, {}), (1, {}), (2, {"BeforeAllowTraffic": "auth-hook"})],
)
def test_codedeploy_can_do_what_its_role_may_and_no_more(
    stage: Stage, missing: int, hooks: dict[str, str]
) -> None:
    stage.group(rights=[right for number, right in enumerate(RIGHTS) if number != missing])
    function(stage.account, "auth-hook", HOOK.format(tells="Succeeded"))
    found = stage.look(stage.start(**hooks))
    assert (found["status"], found["errorInformation"]["code"]) == ("Failed", "IAM_ROLE_PERMISSIONS")
    assert stage.alias() == {"1": 1}


@pytest.mark.parametrize(("current", "target"), [("2", "1"), ("1", "9")])
def test_versions_that_are_not_there_fail(stage: Stage, current: str, target: str) -> None:
    stage.group()
    found = stage.look(stage.start(current, target))
    assert (found["status"], found["errorInformation"]["code"]) == ("Failed", "INVALID_LAMBDA_FUNCTION")
    assert stage.alias() == {"1": 1}


def test_one_deployment_at_a_time(stage: Stage) -> None:
    stage.group()
    stage.start()
    with pytest.raises(ClientError, match="DeploymentLimitExceededException"):
        stage.start()


def test_what_is_no_app_spec_of_a_function_is_refused(stage: Stage) -> None:
    stage.group()
    with pytest.raises(ClientError, match="InvalidRevisionException"):
        stage.client("codedeploy").create_deployment(
            applicationName="app",
            deploymentGroupName="auth",
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": "version: 0.0"}},
        )


def test_a_group_says_which_alarms_it_watches(stage: Stage) -> None:
    stage.group()
    found = stage.client("codedeploy").get_deployment_group(
        applicationName="app", deploymentGroupName="auth"
    )["deploymentGroupInfo"]
    assert found["alarmConfiguration"] == {"enabled": True, "alarms": [{"name": "errors"}]}
