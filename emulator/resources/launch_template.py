"""EC2 launch templates (what a host of one's own containers starts from)."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources._ec2 import ec2_arn, tagged, tagging
from emulator.resources.parts import later, reader, removal

NAMES = {
    "vpcSecurityGroupIds": "SecurityGroupIds",
    "securityGroupNames": "SecurityGroups",
    "blockDeviceMappings": "BlockDeviceMappings",
    "securityGroups": "Groups",
    "instanceMarketOptions": "InstanceMarketOptions",
    "ebsOptimized": "EbsOptimized",
}
"""Template inputs (at any depth) whose API member has another name than their own."""

STEERING = ("updateDefaultVersion", "defaultVersion", "description", "tags")
BOOLEAN_TEXT = {"true": True, "false": False}


def _data(r: Request) -> dict[str, Any]:
    """Every input that describes the instance, in the shape of `LaunchTemplateData`."""
    skip = {"name", "namePrefix", "region", "tagsAll", *STEERING}
    given = {key: r.take(key) for key in sorted(set(r.inputs) - skip)}
    given = {key: BOOLEAN_TEXT.get(v, v) if isinstance(v, str) else v for key, v in given.items()}
    data = built(r, "ec2", "create_launch_template", "LaunchTemplateData", given, NAMES)
    return dict(data)


@resource("aws:ec2/launchTemplate:LaunchTemplate")
def launch_template(r: Request) -> Created:
    """A launch template and its first version."""
    name, note = r.physical(), r.take("description")
    wanted, newest = r.take("defaultVersion"), r.take("updateDefaultVersion")
    made = r.api(
        "ec2",
        "create_launch_template",
        LaunchTemplateName=name,
        VersionDescription=note,
        LaunchTemplateData=_data(r),
        TagSpecifications=tagged(r, "launch-template"),
    )["LaunchTemplate"]
    id_ = made["LaunchTemplateId"]
    if wanted and not newest:
        r.api("ec2", "modify_launch_template", LaunchTemplateId=id_, DefaultVersion=str(wanted))
    return id_, {
        "arn": ec2_arn(r, "launch-template", id_),
        "name": name,
        "latestVersion": made["LatestVersionNumber"],
        "defaultVersion": made["DefaultVersionNumber"],
    }


TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """A new version where the instance changed; which one is the default is a setting of its own."""
    note = r.take("description")
    wanted, newest = r.take("defaultVersion"), r.take("updateDefaultVersion")
    outputs: dict[str, Any] = {}
    if r.changed - {"defaultVersion", "updateDefaultVersion", "tags"}:
        call = {"LaunchTemplateId": id_, "LaunchTemplateData": _data(r), "VersionDescription": note}
        made = r.api("ec2", "create_launch_template_version", **call)["LaunchTemplateVersion"]
        outputs["latestVersion"] = made["VersionNumber"]
        wanted = made["VersionNumber"] if newest else wanted
        for key in r.changed - {"tags"}:  # what is no longer given is not in the new version
            r.take(key)
    elif newest and "updateDefaultVersion" in r.changed:
        wanted = r.state.get("latestVersion")
    if wanted and int(wanted) != r.state.get("defaultVersion"):
        r.api("ec2", "modify_launch_template", LaunchTemplateId=id_, DefaultVersion=str(wanted))
        outputs["defaultVersion"] = int(wanted)
    return outputs


later(
    TEMPLATE,
    update=_update,
    updates=(
        "ec2.create_launch_template_version.LaunchTemplateData",
        "ec2.create_launch_template_version",
        "ec2.modify_launch_template",
    ),
    rename={**NAMES, "description": "VersionDescription"},
    # Which version is the default is set by the provider, after each new one.
    changing=["updateDefaultVersion"],
)
tagging(TEMPLATE)
removal(TEMPLATE, "ec2.delete_launch_template", LaunchTemplateId="id")
reader(
    TEMPLATE,
    "ec2.describe_launch_template_versions",
    "LaunchTemplateVersions.0.LaunchTemplateData",
    names=NAMES,
    LaunchTemplateId="id",
    Versions=lambda _r, _id: ["$Latest"],
)
reader(
    TEMPLATE,
    "ec2.describe_launch_templates",
    "LaunchTemplates.0",
    names={"name": "LaunchTemplateName"},
    LaunchTemplateIds=lambda _, id_: [id_],
)
