"""CloudWatch alarms and dashboards.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses
from .facts import number, parsed

if TYPE_CHECKING:
    from emulator.account import Account

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_EXTENDED = re.compile(r"(p|tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?|p100|IQM|(TM|WM|PR|TC|TS)\(.+\)")
MISSING = ("breaching", "notBreaching", "ignore", "missing")
SHORT_PERIODS = (10, 20, 30)
HOUR, DAY = 3600, 86_400
WEEK = 7 * DAY
MOST_ACTIONS = 5
MOST_METRICS = 10
ANOMALY_OPERATORS = (
    *("LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold"),
    "GreaterThanUpperThreshold",
)
ACTION = re.compile(r"arn:aws[\w-]*:(sns|lambda|ssm|ssm-incidents|automate|swf|autoscaling):.+")

NONEXISTENT = {
    ("AWS/SQS", "ApproximateNumberOfMessages"): "ApproximateNumberOfMessagesVisible",
    ("AWS/ApplicationELB", "4XXError"): "HTTPCode_Target_4XX_Count",
    ("AWS/ApplicationELB", "5XXError"): "HTTPCode_Target_5XX_Count",
}
"""Names that people write and that no service publishes, with the one they mean. AWS takes an alarm on
them, which then never has data; it is refused here because a deployment that can't alarm is not what was
asked for."""


@refuses("cloudwatch", "PutMetricAlarm")
def alarm(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """What an alarm watches, how, for how long, and whom it tells."""
    for reason in (*_source(params), *_time(params), *_threshold(params), *_actions(params)):
        yield f"alarm {params['AlarmName']}: {reason}"


def _source(params: Params) -> Iterator[str]:
    metrics = params.get("Metrics")
    single = [key for key in ("MetricName", "Namespace", "Statistic", "ExtendedStatistic") if key in params]
    if bool(metrics) == ("MetricName" in params):
        yield "exactly one of MetricName and Metrics is needed"
    elif metrics:
        yield from (f"{key} and Metrics exclude each other" for key in (*single, *_only(params)))
        yield from _queries(metrics)
    else:
        if "Namespace" not in params:
            yield "Namespace is needed with MetricName"
        if ("Statistic" in params) == ("ExtendedStatistic" in params):
            yield "exactly one of Statistic and ExtendedStatistic is needed"
        if "Period" not in params:
            yield "Period is needed with MetricName"
        yield from _statistic(params.get("ExtendedStatistic"))
        yield from _exists(params.get("Namespace", ""), params["MetricName"])


def _only(params: Params) -> list[str]:
    return [key for key in ("Period", "Dimensions") if key in params]


def _exists(namespace: str, metric: str) -> Iterator[str]:
    meant = NONEXISTENT.get((namespace, metric))
    if meant:
        yield f"{namespace} has no metric {metric}, it is called {meant}"


def _statistic(name: str | None) -> Iterator[str]:
    if name is not None and not _EXTENDED.fullmatch(name):
        yield f"{name!r} is no extended statistic"


def _queries(metrics: list[Mapping[str, Any]]) -> Iterator[str]:
    ids = [query["Id"] for query in metrics]
    if len(set(ids)) != len(ids):
        yield "two metrics have the same id"
    returned = [query for query in metrics if query.get("ReturnData", True)]
    if len(returned) != 1:
        yield f"exactly one metric must return data, not {len(returned)}"
    if len([query for query in metrics if "MetricStat" in query]) > MOST_METRICS:
        yield f"an alarm has at most {MOST_METRICS} metrics"
    for query in metrics:
        if ("MetricStat" in query) == ("Expression" in query):
            yield f"metric {query['Id']} needs exactly one of MetricStat and Expression"
        elif "MetricStat" in query:
            metric = query["MetricStat"]["Metric"]
            yield from _exists(metric.get("Namespace", ""), metric.get("MetricName", ""))
            stat = query["MetricStat"]["Stat"]
            if stat not in STATISTICS:
                yield from _statistic(stat)
        else:
            # functions are in capitals, ids begin with a small letter
            used = set(re.findall(r"\b[a-z]\w*\b", re.sub(r"'[^']*'|\"[^\"]*\"", "", query["Expression"])))
            for missing in sorted(used - set(ids)):
                if not query["Expression"].lstrip().upper().startswith("SELECT"):
                    yield (
                        f"the expression {query['Expression']!r} uses {missing}, which is no metric "
                        f"of the alarm"
                    )


def _time(params: Params) -> Iterator[str]:
    evaluations = number(params.get("EvaluationPeriods"))
    if evaluations is None:
        yield "EvaluationPeriods is needed"
        return
    datapoints = number(params.get("DatapointsToAlarm"))
    if datapoints is not None and not 1 <= datapoints <= evaluations:
        yield f"DatapointsToAlarm {datapoints:g} is not between 1 and EvaluationPeriods {evaluations:g}"
    for period in _periods(params):
        if period not in SHORT_PERIODS and (period <= 0 or period % 60):
            yield f"a period is 10, 20, 30 or a multiple of 60 seconds, not {period}"
        limit = WEEK if period >= HOUR else DAY
        if period * evaluations > limit:
            yield f"{evaluations:g} periods of {period} s are more than {limit} s"


def _periods(params: Params) -> Iterator[int]:
    if "Period" in params:
        yield int(params["Period"])
    for query in params.get("Metrics") or ():
        if "MetricStat" in query:
            yield int(query["MetricStat"]["Period"])


def _threshold(params: Params) -> Iterator[str]:
    anomaly = params.get("ComparisonOperator") in ANOMALY_OPERATORS
    if "ComparisonOperator" not in params:
        yield "ComparisonOperator is needed"
    if anomaly != ("ThresholdMetricId" in params):
        yield "ThresholdMetricId goes with the anomaly detection operators, and only with them"
    if not anomaly and "Threshold" not in params:
        yield "Threshold is needed"
    if params.get("TreatMissingData", "missing") not in MISSING:
        yield f"TreatMissingData must be one of {', '.join(MISSING)}, not {params['TreatMissingData']!r}"


def _actions(params: Params) -> Iterator[str]:
    for key in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        actions = params.get(key) or []
        if len(actions) > MOST_ACTIONS:
            yield f"{key} has {len(actions)} actions, at most {MOST_ACTIONS}"
        yield from (
            f"{key}: {arn!r} is nothing that an alarm can do" for arn in actions if not ACTION.fullmatch(arn)
        )


@refuses("cloudwatch", "PutCompositeAlarm")
def composite(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Rules about alarms that don't exist, or that are no rules."""
    rule = params["AlarmRule"]
    names = re.findall(r"(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*\"?([^\")]+)\"?\s*\)", rule)
    if not names and not re.search(r"\b(TRUE|FALSE)\b", rule):
        yield f"alarm {params['AlarmName']}: {rule!r} is no alarm rule"
    known = (
        account.client("cloudwatch", region).describe_alarms(AlarmNames=names)["MetricAlarms"]
        if names
        else []
    )
    existing = {alarm["AlarmName"] for alarm in known}
    existing |= {e.params["AlarmName"] for e in account.ledger.entries if e.operation == "PutCompositeAlarm"}
    for name in names:
        if name.rsplit(":", 1)[-1] not in existing:
            yield f"alarm {params['AlarmName']}: its rule is about {name}, which doesn't exist"


WIDGETS = ("metric", "text", "log", "alarm", "explorer")
DASHBOARD_COLUMNS = 24


@refuses("cloudwatch", "PutDashboard")
def dashboard(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Bodies that CloudWatch would not draw.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    body, wrong = parsed("the dashboard's body", params["DashboardBody"])
    yield from wrong
    if wrong:
        return
    if not isinstance(body, dict) or not isinstance(body.get("widgets"), list):
        yield f"dashboard {params['DashboardName']}: the body has no list of widgets"
        return
    for index, widget in enumerate(body["widgets"]):
        label = f"dashboard {params['DashboardName']}: widget {index}"
        properties = widget.get("properties", {})
        if widget.get("type") not in WIDGETS:
            yield f"{label} has the type {widget.get('type')!r}, not one of {', '.join(WIDGETS)}"
        elif widget["type"] == "metric":
            if not properties.get("metrics") and not properties.get("annotations"):
                yield f"{label} has no metrics"
            if "region" not in properties:
                yield f"{label} has no region"
            for metric in properties.get("metrics", ()):
                if not isinstance(metric, list) or not metric:
                    yield f"{label}: {json.dumps(metric)} is no metric"
        elif widget["type"] == "text" and "markdown" not in properties:
            yield f"{label} has no markdown"
        elif widget["type"] == "log" and not {"query", "region"} <= properties.keys():
            yield f"{label} needs query and region"
        if widget.get("x", 0) + widget.get("width", 6) > DASHBOARD_COLUMNS:
            yield f"{label} reaches beyond column {DASHBOARD_COLUMNS}"
