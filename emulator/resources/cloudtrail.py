"""CloudTrail: trails, which begin to log once they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, key_values
from emulator.resources._updates import tags_by
from emulator.resources.parts import answered, later, later_described, removal

TRAIL = "aws:cloudtrail/trail:Trail"
RENAME = {
    "enableLogFileValidation": "EnableLogFileValidation",
    "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
}


@resource(TRAIL)
def trail(r: Request) -> Created:
    """A trail, what it records, and its start."""
    name, logging = r.physical(), r.take("enableLogging", True)
    selectors(r, name)
    made = r.send("cloudtrail", "create_trail", RENAME, Name=name, TagsList=key_values(r.tags))
    selected(r, name)
    if logging:
        r.api("cloudtrail", "start_logging", Name=name)
    arn = made["TrailARN"]
    return arn, {"arn": arn, "name": name, "homeRegion": r.region}


def selectors(r: Request, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The calls that say which events a trail records; they come after its creation."""
    plain, advanced, insight = (
        r.take(key) for key in ("eventSelectors", "advancedEventSelectors", "insightSelectors")
    )
    calls: list[tuple[str, dict[str, Any]]] = []
    if plain or advanced:
        place = ("cloudtrail", "put_event_selectors")
        told = {
            "EventSelectors": built(r, *place, "EventSelectors", plain or None),
            "AdvancedEventSelectors": built(r, *place, "AdvancedEventSelectors", advanced or None),
        }
        calls.append(("put_event_selectors", {"TrailName": name, **told}))
    if insight:
        told = {
            "InsightSelectors": built(r, "cloudtrail", "put_insight_selectors", "InsightSelectors", insight)
        }
        calls.append(("put_insight_selectors", {"TrailName": name, **told}))
    return calls


def selected(r: Request, name: str) -> None:
    """Make the calls of `selectors`."""
    for operation, params in selectors(r, name):
        r.api("cloudtrail", operation, **params)


SETTINGS = (
    *("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn", "enableLogFileValidation", "isMultiRegionTrail"),
    *("includeGlobalServiceEvents", "isOrganizationTrail", "kmsKeyId", "s3BucketName", "s3KeyPrefix"),
    "snsTopicName",
)


def change(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Other settings; other events; start or stop."""
    r.take("name")
    logging = r.take("enableLogging", True)
    if r.changed & set(SETTINGS):
        r.send("cloudtrail", "update_trail", RENAME, only=SETTINGS, Name=arn)
        for key in SETTINGS:
            r.take(key)
    if r.changed & {"eventSelectors", "advancedEventSelectors", "insightSelectors"}:
        selected(r, arn)
    if "enableLogging" in r.changed:
        r.api("cloudtrail", "start_logging" if logging else "stop_logging", Name=arn)
    return {}


later(
    TRAIL,
    update=change,
    updates="cloudtrail.update_trail",
    rename=RENAME,
    lasting=["name"],
    # they have operations of their own
    changing=["enableLogging", "eventSelectors", "advancedEventSelectors", "insightSelectors"],
)


def retag(r: Request, arn: str, fresh: Mapping[str, str], gone: list[str]) -> None:
    """Tags as lists of pairs, also where they go."""
    if gone:
        r.api("cloudtrail", "remove_tags", ResourceId=arn, TagsList=[{"Key": key} for key in gone])
    if fresh:
        r.api("cloudtrail", "add_tags", ResourceId=arn, TagsList=key_values(fresh))


tags_by(TRAIL, "cloudtrail.add_tags", retag)
removal(TRAIL, "cloudtrail.delete_trail", Name="name")


def described(r: Request, arn: str) -> dict[str, Any] | None:
    """A trail, and whether it logs."""
    found = answered(lambda: r.api("cloudtrail", "get_trail", Name=arn))
    if found is None:
        return None
    status = r.api("cloudtrail", "get_trail_status", Name=found["Trail"]["Name"])
    return {**found["Trail"], "enableLogging": status["IsLogging"]}


later_described(
    TRAIL,
    described,
    {
        "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
        "enableLogFileValidation": "LogFileValidationEnabled",
    },
)


def _found(r: Request, arn: str) -> Created | None:
    said = described(r, arn)
    return None if said is None else (arn, {"arn": arn, "name": said["Name"], "homeRegion": r.region})


later(TRAIL, read=_found)
