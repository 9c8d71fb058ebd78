"""CodeDeploy: how applications and deployment groups change, what is said of them, and how they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.codedeploy.models import Application, CodeDeployBackend
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores

from emulator.request import Request
from emulator.resources.codedeploy import RENAMED, arn, settings
from emulator.resources.parts import later, reader, removal, tagging

APPLICATION = "aws:codedeploy/application:Application"
CONFIG = "aws:codedeploy/deploymentConfig:DeploymentConfig"
GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup"


def add_operations() -> None:
    """Mend moto, which creates applications and groups but neither changes nor deletes them."""

    def backend(response: CodeDeployResponse) -> CodeDeployBackend:
        held: CodeDeployBackend = response.codedeploy_backend
        return held

    def update_application(response: CodeDeployResponse) -> ActionResult:
        old, new = (response._get_param(key) for key in ("applicationName", "newApplicationName"))
        held: Application = backend(response).get_application(old)
        held.application_name = new
        for store in (backend(response).applications, backend(response).deployment_groups):
            if old in store:
                store[new] = store.pop(old)
        return EmptyResult()

    def delete_application(response: CodeDeployResponse) -> ActionResult:
        name = response._get_param("applicationName")
        for store in (backend(response).applications, backend(response).deployment_groups):
            store.pop(name, None)
        return EmptyResult()

    def update_deployment_group(response: CodeDeployResponse) -> ActionResult:
        application, name = (
            response._get_param(key) for key in ("applicationName", "currentDeploymentGroupName")
        )
        group = backend(response).get_deployment_group(application, name)
        for key, value in response._get_params().items():
            attribute = camelcase_to_underscores(key)
            if hasattr(group, attribute):
                setattr(group, attribute, value)
        if new := response._get_param("newDeploymentGroupName"):
            groups = backend(response).deployment_groups[application]
            groups[new] = groups.pop(name)
            group.deployment_group_name = new
        return ActionResult({"hooksNotCleanedUp": []})

    def delete_deployment_group(response: CodeDeployResponse) -> ActionResult:
        application, name = (response._get_param(key) for key in ("applicationName", "deploymentGroupName"))
        backend(response).deployment_groups.get(application, {}).pop(name, None)
        return ActionResult({"hooksNotCleanedUp": []})

    for operation in (
        update_application,
        delete_application,
        update_deployment_group,
        delete_deployment_group,
    ):
        setattr(CodeDeployResponse, operation.__name__, operation)


add_operations()

TAGGED = ("codedeploy.tag_resource", "codedeploy.untag_resource")


def rename(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Give an application another name: it stays the same one."""
    if "name" not in r.changed:
        return {}
    new, old = r.physical(), r.state["name"]
    r.api("codedeploy", "update_application", applicationName=old, newApplicationName=new)
    return {"name": new, "arn": arn(r, "application", new)}


later(
    APPLICATION, update=rename, updates="codedeploy.update_application", rename={"name": "newApplicationName"}
)
tagging(APPLICATION, *TAGGED, ResourceArn="arn")
removal(APPLICATION, "codedeploy.delete_application", applicationName="name")
reader(
    APPLICATION,
    "codedeploy.get_application",
    "application",
    names={"name": "applicationName"},
    applicationName="name",
)

removal(CONFIG, "codedeploy.delete_deployment_config", deploymentConfigName="id")

NONE: dict[str, tuple[str, Any]] = {
    "alarmConfiguration": ("alarmConfiguration", {"enabled": False, "alarms": []}),
    "autoRollbackConfiguration": ("autoRollbackConfiguration", {"enabled": False, "events": []}),
    "autoscalingGroups": ("autoScalingGroups", []),
    "ec2TagFilters": ("ec2TagFilters", []),
    "ec2TagSets": ("ec2TagSet", {"ec2TagSetList": []}),
    "onPremisesInstanceTagFilters": ("onPremisesInstanceTagFilters", []),
    "triggerConfigurations": ("triggerConfigurations", []),
}
"""What takes a setting of a group away: UpdateDeploymentGroup's page."""


def change_group(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Another name or other settings."""
    application, new, old = r.take("appName"), r.take("deploymentGroupName"), r.old["deploymentGroupName"]
    if not r.changed - {"tags"}:
        return {}
    call = "update_deployment_group"
    gone = dict(api for key, api in NONE.items() if key in r.changed and r.inputs.get(key) is None)
    params = {**settings(r, call), **gone}
    r.send(
        "codedeploy",
        call,
        RENAMED,
        only=r.changed - {"tags"},
        applicationName=application,
        currentDeploymentGroupName=old,
        newDeploymentGroupName=new if new != old else None,
        **params,
    )
    for key in r.changed - {"tags"}:
        r.take(key)
    return {"arn": arn(r, "deploymentgroup", f"{application}/{new}")}


WHICH: dict[str, Any] = {"applicationName": "appName", "deploymentGroupName": "deploymentGroupName"}

later(
    GROUP,
    update=change_group,
    updates="codedeploy.update_deployment_group",
    rename={
        **RENAMED,
        "deploymentGroupName": "newDeploymentGroupName",
        "ec2TagSets": "ec2TagSet",
        "ecsService": "ecsServices",
    },
)
tagging(GROUP, *TAGGED, ResourceArn="arn")
removal(GROUP, "codedeploy.delete_deployment_group", **WHICH)
reader(
    GROUP,
    "codedeploy.get_deployment_group",
    "deploymentGroupInfo",
    names={"appName": "applicationName", "ec2TagSets": "ec2TagSet", "ecsService": "ecsServices", **RENAMED},
    **WHICH,
)
