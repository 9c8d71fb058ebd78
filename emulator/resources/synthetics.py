"""CloudWatch Synthetics: canaries, scripts that use an endpoint as its users do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import pulumi
from moto.core.exceptions import JsonRESTError
from moto.synthetics.models import Canary, SyntheticsBackend
from moto.synthetics.responses import SyntheticsResponse

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import later, reader, removal, tagging
from emulator.shapes import archive

lacks(
    "synthetics",
    "AssociateResource",
    "CreateGroup",
    "DeleteGroup",
    "DisassociateResource",
    "StartCanary",
    "StopCanary",
    "TagResource",
    "UntagResource",
)


def script(given: str | pulumi.Archive | None) -> bytes | None:
    """The zip of a canary's script; Pulumi takes it as the path of a file."""
    if given is None:
        return None
    return Path(given).read_bytes() if isinstance(given, str) else archive(given)


RETENTION = {
    "failureRetentionPeriod": "FailureRetentionPeriodInDays",
    "successRetentionPeriod": "SuccessRetentionPeriodInDays",
}
SOURCES = ("s3Bucket", "s3Key", "s3Version", "zipFile")
TAGGED = ("synthetics.tag_resource", "synthetics.untag_resource")


def code_of(r: Request) -> dict[str, Any]:
    """Where a canary's script is, and where it begins."""
    return present(
        Handler=r.take("handler"),
        S3Bucket=r.take("s3Bucket"),
        S3Key=r.take("s3Key"),
        S3Version=r.take("s3Version"),
        ZipFile=script(r.take("zipFile")),
    )


def bucket_of(r: Request) -> str:
    """Where a canary leaves what it has seen."""
    location = str(r.take("artifactS3Location"))
    return location if location.startswith("s3://") else f"s3://{location}"


@resource("aws:synthetics/canary:Canary")
def canary(r: Request) -> Created:
    """A canary, started if the program says so."""
    name, start = r.physical(), r.take("startCanary")
    # Only a deletion uses it.
    r.take("deleteLambda")
    place = ("synthetics", "create_canary")
    said = {"Code": code_of(r), "ArtifactS3Location": bucket_of(r)}
    r.send(*place, RETENTION, Name=name, Tags=r.tags or None, **said)
    if start:
        r.api("synthetics", "start_canary", Name=name)
    function = f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:function:cwsyn-{name}"
    return name, {
        "name": name,
        "arn": f"arn:aws:synthetics:{r.region}:{r.cloud.account_id}:canary:{name}",
        "engineArn": function,
        "sourceLocationArn": f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:layer:cwsyn-{name}:1",
        "status": "RUNNING" if start else "READY",
    }


simple(
    "aws:synthetics/group:Group",
    "synthetics.create_group",
    name="Name",
    id="Name",
    outputs={"name": "Name", "arn": "Group.Arn", "groupId": "Group.Id"},
)
simple(
    "aws:synthetics/groupAssociation:GroupAssociation",
    "synthetics.associate_resource",
    rename={"canaryArn": "ResourceArn", "groupName": "GroupIdentifier"},
    id=lambda r, _: f"{r.inputs['canaryArn']},{r.inputs['groupName']}",
)


CANARY = "aws:synthetics/canary:Canary"
GROUP = "aws:synthetics/group:Group"
ASSOCIATION = "aws:synthetics/groupAssociation:GroupAssociation"

UPDATED = {
    "ArtifactConfig": "artifact_config",
    "ArtifactS3Location": "artifact_s3_location",
    "Code": "code",
    "ExecutionRoleArn": "execution_role_arn",
    "FailureRetentionPeriodInDays": "failure_retention_period_in_days",
    "RunConfig": "run_config",
    "RuntimeVersion": "runtime_version",
    "Schedule": "schedule",
    "SuccessRetentionPeriodInDays": "success_retention_period_in_days",
    "VpcConfig": "vpc_config",
}
"""Parameters of UpdateCanary and what moto calls them."""


def add_operations() -> None:
    """Mend moto, which creates canaries but neither changes nor deletes them."""
    original = SyntheticsBackend.get_canary

    @wraps(original)
    def get_canary(backend: SyntheticsBackend, name: str, dry_run_id: str | None = None) -> Canary:
        if name not in backend.canaries:
            raise JsonRESTError("ResourceNotFoundException", f"Canary {name} not found")
        return original(backend, name, dry_run_id)

    def meant(response: SyntheticsResponse) -> Canary:
        return response.synthetics_backend.get_canary(response.path.rpartition("/")[2])

    def update_canary(response: SyntheticsResponse) -> str:
        held = meant(response)
        for parameter, value in json.loads(response.body).items():
            if parameter in UPDATED:
                setattr(held, UPDATED[parameter], value)
        return "{}"

    def delete_canary(response: SyntheticsResponse) -> str:
        response.synthetics_backend.canaries.pop(meant(response).name)
        return "{}"

    SyntheticsBackend.get_canary = get_canary
    SyntheticsResponse.update_canary = update_canary
    SyntheticsResponse.delete_canary = delete_canary


add_operations()


def change(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs; whether it runs is a pair of operations without a parameter."""
    # Only a deletion uses it.
    r.take("deleteLambda")
    start = r.take("startCanary")
    params: dict[str, Any] = {}
    if r.changed & {"handler", *SOURCES}:
        params["Code"] = code_of(r)
    if "artifactS3Location" in r.changed:
        params["ArtifactS3Location"] = bucket_of(r)
    others = r.changed - {"tags", "startCanary", "deleteLambda"}
    if others:
        r.send("synthetics", "update_canary", RETENTION, only=others, Name=name, **params)
        for key in others:
            r.take(key)
    if "startCanary" in r.changed:
        r.api("synthetics", "start_canary" if start else "stop_canary", Name=name)
        return {"status": "RUNNING" if start else "STOPPED"}
    return {}


later(
    CANARY,
    update=change,
    updates=("synthetics.update_canary", "synthetics.update_canary.Code"),
    rename=RETENTION,
    lasting=["name"],
    # It is started and stopped; whether its function goes with it matters to a deletion only.
    changing=["startCanary", "deleteLambda"],
)
tagging(CANARY, *TAGGED, ResourceArn="arn")
removal(CANARY, "synthetics.delete_canary", Name="id", DeleteLambda="deleteLambda")
reader(CANARY, "synthetics.get_canary", "Canary", names=RETENTION, Name="id")
tagging(GROUP, *TAGGED, ResourceArn="arn")
removal(GROUP, "synthetics.delete_group", GroupIdentifier="id")
removal(
    ASSOCIATION,
    "synthetics.disassociate_resource",
    GroupIdentifier="groupName",
    ResourceArn="canaryArn",
)
