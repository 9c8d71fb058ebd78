"""GuardDuty: a region's only detector, and which sources it watches."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from moto.guardduty.models import Detector

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, changes, forgotten, later, later_described, tagging

DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"


def keep_features() -> None:
    """Mend moto, which forgets the features that an update does not name."""
    update = Detector.update

    def merged(self: Any, enable: Any, frequency: Any, sources: Any, features: Any) -> None:
        if features is not None:
            named = {feature["name"]: feature for feature in self.features}
            features = list({**named, **{feature["name"]: feature for feature in features}}.values())
        update(self, enable, frequency, sources, features)

    Detector.update = merged


keep_features()


@resource(DETECTOR)
def detector(r: Request) -> Created:
    """The detector; on unless the program says otherwise."""
    made = r.send("guardduty", "create_detector", Enable=r.take("enable", True), Tags=r.tags or None)
    id_ = made["DetectorId"]
    return id_, _outputs(r, id_)


def _outputs(r: Request, id_: str) -> dict[str, Any]:
    arn = f"arn:aws:guardduty:{r.region}:{r.cloud.account_id}:detector/{id_}"
    return {"arn": arn, "accountId": r.cloud.account_id}


@resource(FEATURE)
def feature(r: Request) -> Created:
    """One source of findings, on or off."""
    id_, name, more = r.take("detectorId"), r.take("name"), r.take("additionalConfigurations")
    wanted = [{"name": name, "status": r.take("status"), "additionalConfiguration": more}]
    features = built(r, "guardduty", "update_detector", "Features", wanted)
    r.api("guardduty", "update_detector", DetectorId=id_, Features=features)
    return f"{id_}/{name}", {}


changes(DETECTOR, "guardduty.update_detector", DetectorId="id")
tagging(DETECTOR, "guardduty.tag_resource", "guardduty.untag_resource", ResourceArn="arn")


def whole(r: Request, id_: str) -> Any:
    """A detector as GuardDuty describes it, or None: of one that is gone it says that it is not ours."""
    try:
        return r.api("guardduty", "get_detector", DetectorId=id_)
    except ClientError as error:
        if error.response["Error"]["Code"] != "BadRequestException":
            raise
        return None


def described(r: Request, id_: str) -> dict[str, Any] | None:
    """A detector, on or off."""
    found = whole(r, id_)
    return None if found is None else {**found, "enable": found["Status"] == "ENABLED"}


def look_up(r: Request, id_: str) -> Created | None:
    """A detector that exists."""
    return None if whole(r, id_) is None else (id_, _outputs(r, id_))


def delete(r: Request, id_: str) -> None:
    """Delete it, with all its findings."""
    if whole(r, id_) is not None:
        r.api("guardduty", "delete_detector", DetectorId=id_)


def described_feature(r: Request, id_: str) -> dict[str, Any] | None:
    """One source of a detector's findings."""
    owner, _, name = id_.partition("/")
    features = (whole(r, owner) or {}).get("Features", ())
    found = next((one for one in features if one["Name"] == name), None)
    return found and {**found, "detectorId": owner}


later_described(DETECTOR, described)
later(DETECTOR, read=look_up, delete=delete)
again(
    FEATURE,
    updates="guardduty.update_detector.Features",
    rename={"additionalConfigurations": "AdditionalConfiguration"},
    lasting=["name"],
)
later_described(FEATURE, described_feature)
# A detector has all features always; the provider leaves one as it is.
forgotten(FEATURE)
