"""EC2 launch templates (what a host of one's own containers starts from)."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import differing
from emulator.resources._common import built
from emulator.resources._ec2 import ec2_arn, retag, tagged
from emulator.resources.parts import later, removal

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


def _update(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """A new version where the instance changed; which one is the default is a setting of its own."""
    r.physical()
    note = r.take("description")
    wanted, newest = r.take("defaultVersion"), r.take("updateDefaultVersion")
    skip = {"name", "namePrefix", "region", *STEERING}
    outputs: dict[str, Any] = {}
    if any(r.inputs.get(key) != old.get(key) for key in set(r.inputs) - skip):
        call = {"LaunchTemplateId": id_, "LaunchTemplateData": _data(r), "VersionDescription": note}
        made = r.api("ec2", "create_launch_template_version", **call)["LaunchTemplateVersion"]
        outputs["latestVersion"] = made["VersionNumber"]
        wanted = made["VersionNumber"] if newest else wanted
    differing(r, old)
    if wanted:
        r.api("ec2", "modify_launch_template", LaunchTemplateId=id_, DefaultVersion=str(wanted))
        outputs["defaultVersion"] = int(wanted)
    retag(r, id_)
    return outputs


later("aws:ec2/launchTemplate:LaunchTemplate", update=_update)
removal("aws:ec2/launchTemplate:LaunchTemplate", "ec2.delete_launch_template", LaunchTemplateId="id")
