"""AWS Config: a region's only recorder, where it delivers, and whether it records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, first, present
from emulator.resources.parts import again, reader, removal

RECORDER = "aws:cfg/recorder:Recorder"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
DEFAULT_NAME = "default"
"""The provider's name for what no program names."""

GROUP = {
    "exclusionByResourceTypes": "exclusionByResourceTypes",
    "recordingStrategies": "recordingStrategy",
}


@resource(RECORDER)
def recorder(r: Request) -> Created:
    """What is recorded, and under which role."""
    name = r.take("name", DEFAULT_NAME)
    group = r.take("recordingGroup")
    if group:
        group = {
            **group,
            "exclusionByResourceTypes": first(group.get("exclusionByResourceTypes")),
            "recordingStrategies": first(group.get("recordingStrategies")),
        }
    place = ("config", "put_configuration_recorder", "ConfigurationRecorder")
    wanted = present(
        roleARN=r.take("roleArn"),
        recordingGroup=built(r, *place[:2], f"{place[2]}.recordingGroup", group, GROUP),
        recordingMode=built(r, *place[:2], f"{place[2]}.recordingMode", r.take("recordingMode")),
    )
    r.api("config", "put_configuration_recorder", ConfigurationRecorder={"name": name, **wanted})
    return name, {"name": name}


@resource(CHANNEL)
def channel(r: Request) -> Created:
    """Where snapshots and histories are delivered."""
    name = r.take("name", DEFAULT_NAME)
    snapshots = r.take("snapshotDeliveryProperties")
    wanted = present(
        s3BucketName=r.take("s3BucketName"),
        s3KeyPrefix=r.take("s3KeyPrefix"),
        s3KmsKeyArn=r.take("s3KmsKeyArn"),
        snsTopicARN=r.take("snsTopicArn"),
        configSnapshotDeliveryProperties=snapshots,
    )
    r.api("config", "put_delivery_channel", DeliveryChannel={"name": name, **wanted})
    return name, {"name": name}


@resource(STATUS)
def status(r: Request) -> Created:
    """Recording, or not."""
    name = r.take("name")
    operation = "start" if r.take("isEnabled") else "stop"
    r.api("config", f"{operation}_configuration_recorder", ConfigurationRecorderName=name)
    return name, {}


again(
    RECORDER,
    updates="config.put_configuration_recorder.ConfigurationRecorder",
    lasting=["name"],
)
again(
    CHANNEL,
    updates="config.put_delivery_channel.DeliveryChannel",
    rename={"snapshotDeliveryProperties": "configSnapshotDeliveryProperties"},
    lasting=["name"],
)
# Starting and stopping are two operations.
again(STATUS, changing=["isEnabled"])
removal(RECORDER, "config.delete_configuration_recorder", ConfigurationRecorderName="id")
removal(CHANNEL, "config.delete_delivery_channel", DeliveryChannelName="id")
removal(STATUS, "config.stop_configuration_recorder", ConfigurationRecorderName="id")
_BY_NAME: dict[str, Any] = {"ConfigurationRecorderNames": lambda _, id_: [id_]}


def _recorder(answer: Mapping[str, Any], _: Request, __: str) -> dict[str, Any]:
    """A recorder; the provider has lists where AWS has one of a kind, and none where it is empty."""
    found = answer["ConfigurationRecorders"][0]
    group = found.get("recordingGroup", {})
    excluded, strategy = group.get("exclusionByResourceTypes"), group.get("recordingStrategy")
    return {
        **found,
        "recordingGroup": {
            **{key: value for key, value in group.items() if key not in ("recordingStrategy",)},
            "exclusionByResourceTypes": [excluded] if (excluded or {}).get("resourceTypes") else [],
            "recordingStrategies": [strategy] if strategy else [],
        },
    }


reader(RECORDER, "config.describe_configuration_recorders", _recorder, **_BY_NAME)
reader(
    CHANNEL,
    "config.describe_delivery_channels",
    "DeliveryChannels.0",
    names={"snapshotDeliveryProperties": "configSnapshotDeliveryProperties"},
    DeliveryChannelNames=lambda _, id_: [id_],
)
reader(
    STATUS,
    "config.describe_configuration_recorder_status",
    "ConfigurationRecordersStatus.0",
    names={"isEnabled": "recording"},
    **_BY_NAME,
)
