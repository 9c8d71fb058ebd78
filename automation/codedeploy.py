"""CodeDeploy, as far as rollouts of functions ask it; every error of AWS with what it was about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.aws import client, explained
from automation.outputs.rollouts import RolloutOutputs

if TYPE_CHECKING:
    import boto3

RUNNING = ("Created", "Queued", "InProgress", "Baking", "Ready")
"""Statuses of a deployment that is not over (CodeDeploy API reference, DeploymentInfo)."""


@dataclass(frozen=True, kw_only=True)
class CodeDeploy:
    """The deployments of one function.

    Attributes:
        outputs: What the stack exports of it.
        session: Credentials of its account; by default those of the environment.
    """

    outputs: RolloutOutputs
    session: boto3.Session | None = None

    def _client(self, service: str) -> Any:
        return client(self.session, service, self.outputs.region)

    @property
    def _group(self) -> Mapping[str, str]:
        return {
            "applicationName": self.outputs.application,
            "deploymentGroupName": self.outputs.deployment_group,
        }

    def _explained(self) -> AbstractContextManager[None]:
        return explained(f"rollout of {self.outputs.function}")

    def current(self) -> str:
        """The version that the alias is at."""
        with self._explained():
            found = self._client("lambda").get_alias(
                FunctionName=self.outputs.function, Name=self.outputs.alias
            )
        return str(found["FunctionVersion"])

    def running(self) -> Mapping[str, str]:
        """Deployments of the group that are not over -> the version that each rolls out."""
        with self._explained():
            codedeploy = self._client("codedeploy")
            ids = codedeploy.list_deployments(**self._group, includeOnlyStatuses=list(RUNNING))["deployments"]
            found = [codedeploy.get_deployment(deploymentId=each)["deploymentInfo"] for each in ids]
        return {each["deploymentId"]: _target_of(each) for each in found if each["status"] in RUNNING}

    def start(self, current: str, target: str, description: str) -> str:
        """Begin to shift the traffic from one version to another; the deployment's id."""
        content = app_spec(self.outputs, current, target)
        digest = hashlib.sha256(content.encode()).hexdigest()
        with self._explained():
            made = self._client("codedeploy").create_deployment(
                **self._group,
                revision={
                    "revisionType": "AppSpecContent",
                    "appSpecContent": {"content": content, "sha256": digest},
                },
                description=description,
            )
        return str(made["deploymentId"])

    def info(self, deployment: str) -> Mapping[str, Any]:
        """What CodeDeploy says of a deployment (DeploymentInfo)."""
        with self._explained():
            found = self._client("codedeploy").get_deployment(deploymentId=deployment)
        return dict(found["deploymentInfo"])

    def target(self, deployment: str) -> Mapping[str, Any]:
        """The alias as the deployment has it (LambdaTarget); nothing before CodeDeploy has begun."""
        with self._explained():
            codedeploy = self._client("codedeploy")
            ids = codedeploy.list_deployment_targets(deploymentId=deployment)["targetIds"]
            if not ids:
                return {}
            found = codedeploy.get_deployment_target(deploymentId=deployment, targetId=ids[0])
        return dict(found["deploymentTarget"].get("lambdaTarget") or {})

    def stop(self, deployment: str) -> None:
        """Stop a deployment and give the traffic back; nothing to do where it is over."""
        codedeploy = self._client("codedeploy")
        with self._explained():
            try:
                codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
            except codedeploy.exceptions.DeploymentAlreadyCompletedException:
                return

    def reason(self, deployment: str, info: Mapping[str, Any]) -> str:
        """Why a deployment ended badly: CodeDeploy's words, the lifecycle event, the alarms that are on."""
        said = info.get("errorInformation") or {}
        lines = [f"{said.get('code', info['status'])}: {said.get('message', 'CodeDeploy gave no reason')}"]
        hooks = [
            event
            for event in self.target(deployment).get("lifecycleEvents") or []
            if event["status"] == "Failed" and event["lifecycleEventName"] != "AllowTraffic"
        ]
        for event in hooks:
            message = (event.get("diagnostics") or {}).get("message")
            lines.append(f"{event['lifecycleEventName']} failed" + (f": {message}" if message else ""))
        if hooks and self.outputs.hook:
            lines.append(f"the hook's log: /aws/lambda/{self.outputs.hook}")
        if said.get("code") == "ALARM_ACTIVE":
            lines += [f"alarm {each}" for each in self._alarms()]
        return "\n".join(lines)

    def _alarms(self) -> list[str]:
        """The group's alarms that are on, each with its reason; nothing where we may not look."""
        from botocore.exceptions import ClientError

        try:
            group = self._client("codedeploy").get_deployment_group(**self._group)["deploymentGroupInfo"]
            names = [each["name"] for each in (group.get("alarmConfiguration") or {}).get("alarms") or []]
            if not names:
                return []
            found = self._client("cloudwatch").describe_alarms(AlarmNames=names, StateValue="ALARM")
        except ClientError:
            return []
        return [f"{each['AlarmName']}: {each.get('StateReason', '')}" for each in found["MetricAlarms"]]


def app_spec(outputs: RolloutOutputs, current: str, target: str) -> str:
    """What CodeDeploy is to do, as its AppSpec file for Lambda has it."""
    properties = {
        "Name": outputs.function,
        "Alias": outputs.alias,
        "CurrentVersion": current,
        "TargetVersion": target,
    }
    resource = {outputs.function: {"Type": "AWS::Lambda::Function", "Properties": properties}}
    hooks = {"Hooks": [{"BeforeAllowTraffic": outputs.hook}]} if outputs.hook else {}
    return json.dumps({"version": 0.0, "Resources": [resource], **hooks})


def _target_of(info: Mapping[str, Any]) -> str:
    """The version that a deployment rolls out; empty where its AppSpec is not one of ours."""
    revision = info.get("revision") or {}
    content = (revision.get("appSpecContent") or revision.get("string") or {}).get("content", "")
    try:
        ((_, resource),) = json.loads(content)["Resources"][0].items()
        return str(resource["Properties"]["TargetVersion"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
