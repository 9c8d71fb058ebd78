"""Tries a new version of a function before CodeDeploy sends it traffic, and says whether it may have any.

Called by CodeDeploy with the ids of a deployment and of the hook's execution. Whatever goes wrong is told as
a failure: a hook that says nothing keeps a deployment waiting for an hour.

Variables:
    FUNCTION: Name of the function.
    EVENT: What its new version is called with, as JSON.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import boto3

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

Status = Literal["Succeeded", "Failed"]
FIRST_ERROR = 400  # HTTP's first error status


@cache
def _codedeploy() -> Any:
    return boto3.client("codedeploy")


@cache
def _lambda() -> Any:
    return boto3.client("lambda")


def handler(event: Mapping[str, Any], context: object) -> dict[str, str]:  # noqa: ARG001
    """Try the version of the deployment, and tell CodeDeploy."""
    deployment = event["DeploymentId"]
    try:
        problem = trouble(new_version(deployment))
    except Exception as error:
        log.exception("the new version could not be tried")
        problem = str(error)
    status: Status = "Failed" if problem else "Succeeded"
    log.info("deployment %s: %s %s", deployment, status, problem)
    _codedeploy().put_lifecycle_event_hook_execution_status(
        deploymentId=deployment,
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status=status,
    )
    return {"status": status, "problem": problem}


def new_version(deployment: str) -> str:
    """The version that a deployment rolls out, as its AppSpec has it."""
    found = _codedeploy().get_deployment(deploymentId=deployment)["deploymentInfo"]
    spec = json.loads(found["revision"]["appSpecContent"]["content"])
    (resource,) = spec["Resources"]
    ((_, function),) = resource.items()
    if function["Properties"]["Name"] != os.environ["FUNCTION"]:
        raise ValueError(f"{deployment} is a deployment of {function['Properties']['Name']}")
    return str(function["Properties"]["TargetVersion"])


def trouble(version: str) -> str:
    """What is wrong with a version's answer; empty if nothing."""
    answer = _lambda().invoke(
        FunctionName=os.environ["FUNCTION"], Qualifier=version, Payload=os.environ["EVENT"].encode()
    )
    payload = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        return f"version {version} failed: {payload}"
    result = json.loads(payload) if payload else None
    status = result.get("statusCode") if isinstance(result, dict) else None
    if status is not None and int(status) >= FIRST_ERROR:
        return f"version {version} answered {status}"
    return ""
