"""IAM Access Analyzer, of which moto has nothing."""

from __future__ import annotations

from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import changes, later, removal, tagging

lacks(
    "accessanalyzer",
    "CreateAnalyzer",
    "DeleteAnalyzer",
    "TagResource",
    "UntagResource",
    "UpdateAnalyzer",
)

ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"


@resource(ANALYZER)
def analyzer(r: Request) -> Created:
    """What looks for access from outside, or for access that nobody uses."""
    name = r.physical("analyzerName")
    r.send(
        "accessanalyzer",
        "create_analyzer",
        analyzerName=name,
        type=r.take("type", "ACCOUNT"),
        tags=r.tags or None,
    )
    return name, {"analyzerName": name, **_outputs(r, name)}


def _outputs(r: Request, name: str) -> dict[str, Any]:
    return {"arn": f"arn:aws:access-analyzer:{r.region}:{r.cloud.account_id}:analyzer/{name}"}


def look_up(r: Request, name: str) -> Created | None:
    """An analyzer that was made and not deleted, as far as was recorded."""
    ledger = r.cloud.ledger
    made = [
        params for params in ledger.of("accessanalyzer", "CreateAnalyzer") if params["analyzerName"] == name
    ]
    gone = [
        params for params in ledger.of("accessanalyzer", "DeleteAnalyzer") if params["analyzerName"] == name
    ]
    return (name, {"analyzerName": name, **_outputs(r, name)}) if len(made) > len(gone) else None


changes(ANALYZER, "accessanalyzer.update_analyzer", lasting=["analyzerName"], analyzerName="id")
tagging(ANALYZER, "accessanalyzer.tag_resource", "accessanalyzer.untag_resource", resourceArn="arn")
removal(ANALYZER, "accessanalyzer.delete_analyzer", analyzerName="id")
later(ANALYZER, read=look_up)
