"""CloudWatch: alarms, dashboards, metric rules and streams."""

from __future__ import annotations

from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import again, reader, removal, tagging
from emulator.shapes import tag_list

lacks(
    "cloudwatch",
    "DeleteAlarmMuteRule",
    "DeleteMetricStream",
    "PutAlarmMuteRule",
    "PutCompositeAlarm",
    "PutMetricStream",
)


def arn(r: Request, kind: str, name: str) -> str:
    """The ARN of something in CloudWatch."""
    return f"arn:aws:cloudwatch:{r.region}:{r.cloud.account_id}:{kind}{name}"


def born_with(r: Request) -> list[dict[str, str]] | None:
    """Tags of something new: AWS takes no others with the operation that also changes things."""
    return None if r.old else tag_list(r.tags)


def metric_query(r: Request, query: dict[str, Any]) -> dict[str, Any]:
    """One line of metric math: an expression, or a metric with its period and statistic."""
    metric = query.get("metric")
    stat = metric and {
        "metric": {key: metric.get(key) for key in ("namespace", "metricName", "dimensions")},
        **{key: metric.get(key) for key in ("period", "stat", "unit")},
    }
    line = {key: query.get(key) for key in ("id", "accountId", "expression", "label", "period")}
    # The provider says false for every line that doesn't say true.
    whole = {**line, "metricStat": stat, "returnData": bool(query.get("returnData"))}
    converted: dict[str, Any] = built(r, "cloudwatch", "put_metric_alarm", "Metrics.[]", whole)
    return converted


@resource("aws:cloudwatch/metricAlarm:MetricAlarm")
def metric_alarm(r: Request) -> Created:
    """An alarm on a metric or on metric math."""
    name = r.physical()
    queries = [metric_query(r, query) for query in r.take("metricQueries", [])]
    r.send(
        "cloudwatch",
        "put_metric_alarm",
        {"evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile"},
        AlarmName=name,
        ActionsEnabled=r.take("actionsEnabled", default=True),
        TreatMissingData=r.take("treatMissingData", default="missing"),
        Metrics=queries or None,
        Tags=born_with(r),
    )
    return name, {"name": name, "arn": arn(r, "alarm:", name)}


@resource("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(r: Request) -> Created:
    """An alarm on other alarms."""
    name, suppressor = r.take("alarmName"), r.take("actionsSuppressor", default={})
    r.send(
        "cloudwatch",
        "put_composite_alarm",
        AlarmName=name,
        ActionsEnabled=r.take("actionsEnabled", default=True),
        ActionsSuppressor=suppressor.get("alarm"),
        ActionsSuppressorExtensionPeriod=suppressor.get("extensionPeriod"),
        ActionsSuppressorWaitPeriod=suppressor.get("waitPeriod"),
        Tags=born_with(r),
    )
    return name, {"arn": arn(r, "alarm:", name)}


@resource("aws:cloudwatch/dashboard:Dashboard")
def dashboard(r: Request) -> Created:
    """A page of widgets."""
    name = r.take("dashboardName")
    r.api("cloudwatch", "put_dashboard", DashboardName=name, DashboardBody=r.take("dashboardBody"))
    # Dashboards belong to no region.
    return name, {"dashboardArn": f"arn:aws:cloudwatch::{r.cloud.account_id}:dashboard/{name}"}


@resource("aws:cloudwatch/contributorInsightRule:ContributorInsightRule")
def contributor_insight_rule(r: Request) -> Created:
    """Who contributes most to what a log says."""
    name = r.inputs["ruleName"]
    r.send("cloudwatch", "put_insight_rule", Tags=born_with(r))
    return name, {"resourceArn": arn(r, "insight-rule/", name)}


@resource("aws:cloudwatch/metricStream:MetricStream")
def metric_stream(r: Request) -> Created:
    """Metrics, sent to Firehose as they come."""
    name = r.physical()
    r.send("cloudwatch", "put_metric_stream", Name=name, Tags=born_with(r))
    return name, {"name": name, "arn": arn(r, "metric-stream/", name), "state": "running"}


@resource("aws:cloudwatch/alarmMuteRule:AlarmMuteRule")
def alarm_mute_rule(r: Request) -> Created:
    """Hours in which alarms act on nothing."""
    name = r.physical()
    parameters = present(StartDate=r.take("startDate"), ExpireDate=r.take("expireDate"))
    r.send("cloudwatch", "put_alarm_mute_rule", Name=name, Tags=born_with(r), **parameters)
    return name, {"name": name, "arn": arn(r, "alarm-mute-rule:", name)}


ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
INSIGHT = "aws:cloudwatch/contributorInsightRule:ContributorInsightRule"
STREAM = "aws:cloudwatch/metricStream:MetricStream"
MUTE = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"
LOW_SAMPLES = {"evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile"}

again(ALARM, updates="cloudwatch.put_metric_alarm", rename={"metricQueries": "Metrics", **LOW_SAMPLES})
again(
    COMPOSITE,
    updates="cloudwatch.put_composite_alarm",
    # AWS takes it; the provider makes another alarm of it.
    lasting=["alarmName", "actionsEnabled"],
)
again(DASHBOARD, updates="cloudwatch.put_dashboard", lasting=["dashboardName"])
again(INSIGHT, updates="cloudwatch.put_insight_rule", lasting=["ruleName"])
again(STREAM, updates="cloudwatch.put_metric_stream", lasting=["name"])
again(MUTE, updates="cloudwatch.put_alarm_mute_rule", lasting=["name"])
for _alarm in (ALARM, COMPOSITE, INSIGHT, STREAM):
    _tagged = "resourceArn" if _alarm == INSIGHT else "arn"
    tagging(_alarm, "cloudwatch.tag_resource", "cloudwatch.untag_resource", ResourceARN=_tagged)
for _alarm in (ALARM, COMPOSITE):
    removal(_alarm, "cloudwatch.delete_alarms", AlarmNames=lambda _, id_: [id_])
removal(DASHBOARD, "cloudwatch.delete_dashboards", DashboardNames=lambda _, id_: [id_])
removal(INSIGHT, "cloudwatch.delete_insight_rules", RuleNames=lambda _, id_: [id_])
removal(STREAM, "cloudwatch.delete_metric_stream", Name="id")
removal(MUTE, "cloudwatch.delete_alarm_mute_rule", AlarmMuteRuleName="id")
reader(
    ALARM,
    "cloudwatch.describe_alarms",
    "MetricAlarms.0",
    names={"arn": "AlarmArn", "metricQueries": "Metrics", "name": "AlarmName", **LOW_SAMPLES},
    AlarmNames=lambda _, id_: [id_],
)
reader(ALARM, "cloudwatch.list_tags_for_resource", ResourceARN=lambda r, id_: arn(r, "alarm:", id_))
reader(DASHBOARD, "cloudwatch.get_dashboard", DashboardName="id")
reader(
    INSIGHT,
    "cloudwatch.describe_insight_rules",
    lambda answer, _r, id_: next((x for x in answer["InsightRules"] if x["Name"] == id_), None),
    names={"ruleDefinition": "Definition", "ruleName": "Name", "ruleState": "State"},
)
