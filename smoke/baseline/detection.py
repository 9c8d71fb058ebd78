"""The trail, the detectors, and who hears of what they find."""

from __future__ import annotations

import json

from smoke import shared
from smoke.core import Deployed, expect


def trail_records(deployed: Deployed) -> str:
    """The trail is of all regions, signs its files, and logs."""
    arn = deployed["trailArn"]
    client = deployed.client("cloudtrail")
    trail = client.get_trail(Name=arn)["Trail"]
    expect(trail["IsMultiRegionTrail"], "the trail is of one region only")
    expect(trail["LogFileValidationEnabled"], "a changed record would not be noticed")
    expect(trail["S3BucketName"] == deployed["trailBucket"], f"it writes to {trail['S3BucketName']}")
    expect(client.get_trail_status(Name=trail["Name"])["IsLogging"], "it does not log")
    return str(arn).rpartition("/")[2]


def records_are_private(deployed: Deployed) -> str:
    """Nobody from outside reads records."""
    buckets = [
        deployed.outputs[name] for name in ("trailBucket", "configBucket") if deployed.outputs.get(name)
    ]
    return ", ".join(shared.bucket_is_private(deployed, bucket) for bucket in buckets)


def guard_duty_watches(deployed: Deployed) -> str:
    """The region's only detector is on, and is the one of the outputs."""
    client = deployed.client("guardduty")
    ids = client.list_detectors()["DetectorIds"]
    expect(ids == [deployed["detectorId"]], f"detectors: {', '.join(ids) or 'none'}")
    status = client.get_detector(DetectorId=ids[0])["Status"]
    expect(status == "ENABLED", f"the detector is {status}")
    return str(ids[0])


def security_hub_has_a_recorder(deployed: Deployed) -> str:
    """The hub is on, and what its controls read is recorded."""
    arn = deployed.client("securityhub").describe_hub()["HubArn"]
    states = deployed.client("config").describe_configuration_recorder_status()
    recording = [one["name"] for one in states["ConfigurationRecordersStatus"] if one["recording"]]
    expect(recording, "nothing is recorded (AWS Config): no control is ever evaluated")
    return f"{arn.rpartition(':')[2]}, recorder {recording[0]}"


def findings_reach_the_topic(deployed: Deployed) -> str:
    """Every rule is on and has the topic as its target; the topic lets EventBridge publish."""
    topic, events = deployed["alertsTopicArn"], deployed.client("events")
    for rule in deployed["noticeRules"]:
        state = events.describe_rule(Name=rule)["State"]
        expect(state == "ENABLED", f"rule {rule} is {state}")
        targets = [target["Arn"] for target in events.list_targets_by_rule(Rule=rule)["Targets"]]
        expect(topic in targets, f"rule {rule} tells {', '.join(targets) or 'nobody'}")
    attributes = deployed.client("sns", topic.split(":")[3]).get_topic_attributes(TopicArn=topic)[
        "Attributes"
    ]
    services = {
        statement["Principal"].get("Service")
        for statement in json.loads(attributes["Policy"])["Statement"]
        if statement["Effect"] == "Allow" and isinstance(statement["Principal"], dict)
    }
    expect("events.amazonaws.com" in services, "the topic refuses what EventBridge publishes")
    return f"{len(deployed['noticeRules'])} rules"


def topic_takes_a_message(deployed: Deployed) -> str:
    """A message to the topic is accepted, key and all; subscribers get it."""
    topic = deployed["alertsTopicArn"]
    answer = deployed.client("sns", topic.split(":")[3]).publish(
        TopicArn=topic, Subject="A check of the baseline", Message="Nothing is wrong: alerts reach you."
    )
    return str(answer["MessageId"])
