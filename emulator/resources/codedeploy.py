"""CodeDeploy: how a new version takes over from the old one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.shapes import tag_list

lacks("codedeploy", "CreateDeploymentConfig", "DeleteDeploymentConfig")

SERVER = "Server"
"""The compute platform of an application or configuration that names none: EC2 and on premises."""


def arn(r: Request, kind: str, name: str) -> str:
    """The ARN of something in CodeDeploy."""
    return f"arn:aws:codedeploy:{r.region}:{r.cloud.account_id}:{kind}:{name}"


@resource("aws:codedeploy/application:Application")
def application(r: Request) -> Created:
    """What is deployed."""
    name = r.physical()
    made = r.api(
        "codedeploy",
        "create_application",
        applicationName=name,
        computePlatform=r.take("computePlatform", default=SERVER),
        tags=tag_list(r.tags),
    )
    id_ = made["applicationId"]
    return id_, {
        "name": name,
        "applicationId": id_,
        "arn": arn(r, "application", name),
        "linkedToGithub": False,
    }


@resource("aws:codedeploy/deploymentConfig:DeploymentConfig")
def deployment_config(r: Request) -> Created:
    """In what steps traffic or hosts move over."""
    name, routing = r.physical("deploymentConfigName"), r.take("trafficRoutingConfig")
    made = r.send(
        "codedeploy",
        "create_deployment_config",
        deploymentConfigName=name,
        computePlatform=r.take("computePlatform", default=SERVER),
        trafficRoutingConfig=routing and shifted(routing),
    )
    return name, {
        "deploymentConfigName": name,
        "deploymentConfigId": made["deploymentConfigId"],
        "arn": arn(r, "deploymentconfig", name),
    }


def shifted(routing: Mapping[str, Any]) -> dict[str, Any]:
    """The steps of a traffic shift."""
    canary, linear = routing.get("timeBasedCanary"), routing.get("timeBasedLinear")
    return present(
        type=routing.get("type", "AllAtOnce"),
        timeBasedCanary=canary
        and present(canaryInterval=canary.get("interval"), canaryPercentage=canary.get("percentage")),
        timeBasedLinear=linear
        and present(linearInterval=linear.get("interval"), linearPercentage=linear.get("percentage")),
    )


NAMES = {
    "elbInfos": "elbInfoList",
    "targetGroupInfos": "targetGroupInfoList",
    "targetGroupPairInfo": "targetGroupPairInfoList",
}


RENAMED = {"blueGreenDeploymentConfig": "blueGreenDeploymentConfiguration"}


def settings(r: Request, operation: str) -> dict[str, Any]:
    """Settings of a group that the API words otherwise."""
    place = ("codedeploy", operation)
    alarms, tag_sets, service = r.take("alarmConfiguration"), r.take("ec2TagSets", []), r.take("ecsService")
    return {
        "deploymentConfigName": r.take("deploymentConfigName", default="CodeDeployDefault.OneAtATime"),
        "alarmConfiguration": alarms
        and present(
            enabled=alarms.get("enabled"),
            ignorePollAlarmFailure=alarms.get("ignorePollAlarmFailure"),
            alarms=[{"name": alarm} for alarm in alarms.get("alarms") or []] or None,
        ),
        "loadBalancerInfo": built(r, *place, "loadBalancerInfo", r.take("loadBalancerInfo"), NAMES),
        "ecsServices": [service] if service else None,
        "ec2TagSet": {
            "ec2TagSetList": [
                built(r, *place, "ec2TagSet.ec2TagSetList.[]", tags["ec2TagFilters"]) for tags in tag_sets
            ]
        }
        if tag_sets
        else None,
    }


@resource("aws:codedeploy/deploymentGroup:DeploymentGroup")
def deployment_group(r: Request) -> Created:
    """Where an application is deployed, in which way, and what rolls it back."""
    place = ("codedeploy", "create_deployment_group")
    application_name, name = r.inputs["appName"], r.inputs["deploymentGroupName"]
    names = {"appName": "applicationName", **RENAMED}
    made = r.send(*place, names, tags=tag_list(r.tags), **settings(r, place[1]))
    return made["deploymentGroupId"], {
        "arn": arn(r, "deploymentgroup", f"{application_name}/{name}"),
        "deploymentGroupId": made["deploymentGroupId"],
        "computePlatform": r.api("codedeploy", "get_application", applicationName=application_name)[
            "application"
        ]["computePlatform"],
    }
