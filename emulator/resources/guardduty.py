"""GuardDuty: a region's only detector, and which sources it watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.guardduty.models import Detector

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, changes, forgotten, later, reader, removal, tagging

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
removal(DETECTOR, "guardduty.delete_detector", DetectorId="id")
reader(
    DETECTOR,
    "guardduty.get_detector",
    lambda answer, _r, _id: {**answer, "enable": answer["Status"] == "ENABLED"},
    DetectorId="id",
)
later(DETECTOR, read=lambda r, id_: (id_, _outputs(r, id_)))
again(
    FEATURE,
    updates="guardduty.update_detector.Features",
    rename={"additionalConfigurations": "AdditionalConfiguration"},
    lasting=["name"],
)
# A detector has all features always; the provider leaves one as it is.
forgotten(FEATURE)


def _feature(answer: Mapping[str, Any], _: Request, id_: str) -> dict[str, Any] | None:
    name = id_.partition("/")[2]
    found = next((one for one in answer.get("Features", ()) if one["Name"] == name), None)
    return found and {**found, "detectorId": id_.partition("/")[0]}


reader(
    FEATURE,
    "guardduty.get_detector",
    _feature,
    DetectorId=lambda _, id_: id_.partition("/")[0],
)
