"""Cost anomalies: what is watched, and who hears of it. Costs are whole-account matters, without a region."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present, pruned
from emulator.resources.parts import changes, later, removal, tagging
from emulator.shapes import tag_list

lacks(
    "ce",
    "CreateAnomalyMonitor",
    "CreateAnomalySubscription",
    "DeleteAnomalyMonitor",
    "DeleteAnomalySubscription",
    "UpdateAnomalyMonitor",
    "UpdateAnomalySubscription",
)

MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
EXPRESSION = {"ands": "And", "ors": "Or", "dimension": "Dimensions", "costCategory": "CostCategories"}
"""Blocks of an expression and what AWS calls them."""


def _arn(r: Request, kind: str) -> str:
    # The call is only recorded: its id has to look like AWS's nevertheless, since others take it.
    return f"arn:aws:ce::{r.cloud.account_id}:{kind}/{uuid.uuid5(uuid.NAMESPACE_URL, r.urn)}"


@resource(MONITOR)
def monitor(r: Request) -> Created:
    """What is watched: each service by itself, or a part of the costs."""
    name, specification = r.physical(), r.take("monitorSpecification")
    wanted = present(
        MonitorName=name,
        MonitorType=r.take("monitorType"),
        MonitorDimension=r.take("monitorDimension"),
        MonitorSpecification=json.loads(specification) if specification else None,
    )
    r.api("ce", "create_anomaly_monitor", AnomalyMonitor=wanted, ResourceTags=tag_list(r.tags))
    arn = _arn(r, "anomalymonitor")
    return arn, {"arn": arn, "name": name}


def expression(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An expression under AWS's names, however deep."""
    if given is None:
        return None
    out: dict[str, Any] = {}
    for key, value in given.items():
        if key in ("ands", "ors"):
            out[EXPRESSION[key]] = [expression(part) for part in value] or None
        else:
            out[EXPRESSION.get(key, key)] = expression(value) if key == "not" else value
    return present(**out)


def subscribed(r: Request, operation: str, path: str) -> dict[str, Any]:
    """A subscription in AWS's words."""

    def wanted(parameter: str, value: Any) -> Any:
        return built(r, "ce", operation, ".".join(filter(None, (path, parameter))), value)

    return present(
        Frequency=r.take("frequency"),
        MonitorArnList=r.take("monitorArnLists"),
        Subscribers=wanted("Subscribers", r.take("subscribers")),
        ThresholdExpression=wanted("ThresholdExpression", expression(pruned(r.take("thresholdExpression")))),
    )


@resource(SUBSCRIPTION)
def subscription(r: Request) -> Created:
    """Who hears of anomalies, how large and how often."""
    name, account = r.physical(), r.take("accountId", r.cloud.account_id)
    told = {
        "SubscriptionName": name,
        "AccountId": account,
        **subscribed(r, "create_anomaly_subscription", "AnomalySubscription"),
    }
    r.api("ce", "create_anomaly_subscription", AnomalySubscription=told, ResourceTags=tag_list(r.tags))
    arn = _arn(r, "anomalysubscription")
    return arn, {"arn": arn, "name": name, "accountId": account}


def look_up(r: Request, arn: str) -> Created | None:
    """A monitor that was made and not deleted, as far as was recorded."""
    made, gone = (len(r.cloud.ledger.of("ce", f"{verb}AnomalyMonitor")) for verb in ("Create", "Delete"))
    return (arn, {"arn": arn}) if made > gone else None


def change(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Other subscribers, sizes or monitors."""
    if r.changed - {"tags"}:
        told = subscribed(r, "update_anomaly_subscription", "")
        r.api("ce", "update_anomaly_subscription", SubscriptionArn=arn, **told)
    return {}


changes(MONITOR, "ce.update_anomaly_monitor", rename={"name": "MonitorName"}, MonitorArn="id")
later(MONITOR, read=look_up)
later(
    SUBSCRIPTION,
    update=change,
    updates="ce.update_anomaly_subscription",
    rename={"monitorArnLists": "MonitorArnList"},
)
for _token in (MONITOR, SUBSCRIPTION):
    tagging(_token, "ce.tag_resource", "ce.untag_resource", ResourceArn="id")
removal(MONITOR, "ce.delete_anomaly_monitor", MonitorArn="id")
removal(SUBSCRIPTION, "ce.delete_anomaly_subscription", SubscriptionArn="id")
