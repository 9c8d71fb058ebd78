"""CloudWatch Synthetics: canaries, scripts that use an endpoint as its users do."""

from __future__ import annotations

from pathlib import Path

import pulumi

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import removal
from emulator.shapes import archive

lacks(
    "synthetics",
    "AssociateResource",
    "CreateGroup",
    "DeleteCanary",
    "DeleteGroup",
    "DisassociateResource",
    "StartCanary",
    "StopCanary",
    "UpdateCanary",
)


def script(given: str | pulumi.Archive | None) -> bytes | None:
    """The zip of a canary's script; Pulumi takes it as the path of a file."""
    if given is None:
        return None
    return Path(given).read_bytes() if isinstance(given, str) else archive(given)


@resource("aws:synthetics/canary:Canary")
def canary(r: Request) -> Created:
    """A canary, started if the program says so."""
    name, start = r.physical(), r.take("startCanary")
    # Only a deletion uses it.
    r.take("deleteLambda")
    location = r.take("artifactS3Location")
    code = present(
        Handler=r.take("handler"),
        S3Bucket=r.take("s3Bucket"),
        S3Key=r.take("s3Key"),
        S3Version=r.take("s3Version"),
        ZipFile=script(r.take("zipFile")),
    )
    r.send(
        "synthetics",
        "create_canary",
        {
            "failureRetentionPeriod": "FailureRetentionPeriodInDays",
            "successRetentionPeriod": "SuccessRetentionPeriodInDays",
        },
        Name=name,
        Code=code,
        ArtifactS3Location=location if location.startswith("s3://") else f"s3://{location}",
        Tags=r.tags or None,
    )
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


removal("aws:synthetics/canary:Canary", "synthetics.delete_canary", Name="id", DeleteLambda="deleteLambda")
removal("aws:synthetics/group:Group", "synthetics.delete_group", GroupIdentifier="id")
removal(
    "aws:synthetics/groupAssociation:GroupAssociation",
    "synthetics.disassociate_resource",
    GroupIdentifier="groupName",
    ResourceArn="canaryArn",
)
