"""CloudWatch alarms and dashboards."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


@pytest.mark.requirement("HR-43", "X-17")
def test_an_alarm_watches_one_metric(account: Account) -> None:
    def program() -> None:
        topic = aws.sns.Topic("alerts")
        alarm = aws.cloudwatch.MetricAlarm(
            "depth",
            name="HookRelay-HighQueueDepth",
            namespace="AWS/SQS",
            metric_name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": "dev-work"},
            statistic="Average",
            period=300,
            evaluation_periods=1,
            threshold=100,
            comparison_operator="GreaterThanThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            tags={"a": "b"},
        )
        pulumi.export("arn", alarm.arn)

    arn = deploy(program, account).outputs["arn"]
    (alarm,) = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["AlarmArn"] == arn
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": "dev-work"}]
    assert (alarm["Threshold"], alarm["TreatMissingData"]) == (100.0, "notBreaching")
    assert alarm["AlarmActions"] == alarm["OKActions"] != []


@pytest.mark.requirement("HR-45")
def test_an_alarm_watches_metric_math(account: Account) -> None:
    def program() -> None:
        aws.cloudwatch.MetricAlarm(
            "errors",
            name="errors",
            evaluation_periods=3,
            datapoints_to_alarm=2,
            threshold=5,
            comparison_operator="GreaterThanThreshold",
            metric_queries=[
                {"id": "total", "expression": "SUM(METRICS())", "label": "all", "return_data": True},
                {
                    "id": "get",
                    "metric": {
                        "namespace": "AWS/DynamoDB",
                        "metric_name": "SystemErrors",
                        "dimensions": {"TableName": "t", "Operation": "GetItem"},
                        "period": 60,
                        "stat": "Sum",
                    },
                },
            ],
        )

    deploy(program, account)
    (asked,) = [call.params for call in account.requests if call.operation == "PutMetricAlarm"]
    expression, metric = asked["Metrics"]
    assert expression == {"Id": "total", "Expression": "SUM(METRICS())", "Label": "all", "ReturnData": True}
    assert metric["ReturnData"] is False
    assert metric["MetricStat"]["Period"] == 60
    dimensions = metric["MetricStat"]["Metric"]["Dimensions"]
    assert {pair["Name"]: pair["Value"] for pair in dimensions} == {"TableName": "t", "Operation": "GetItem"}
    assert account.client("cloudwatch").describe_alarms()["MetricAlarms"][0]["DatapointsToAlarm"] == 2


def test_composite_alarms_dashboards_and_rules(account: Account) -> None:
    body = {"widgets": [{"type": "text", "width": 6, "height": 3, "properties": {"markdown": "# Runbook"}}]}
    rule = {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        "LogGroupNames": ["app"],
        "LogFormat": "JSON",
        "Contribution": {"Keys": ["$.ip"], "Filters": []},
        "AggregateOn": "Count",
    }

    def program() -> None:
        watched = [
            aws.cloudwatch.MetricAlarm(
                name,
                name=name,
                namespace="AWS/SQS",
                metric_name="NumberOfMessagesSent",
                dimensions={"QueueName": name},
                statistic="Sum",
                period=60,
                evaluation_periods=1,
                threshold=1,
                comparison_operator="GreaterThanThreshold",
            )
            for name in ("a", "b", "deploying")
        ]
        composite = aws.cloudwatch.CompositeAlarm(
            "any",
            alarm_name="any",
            opts=pulumi.ResourceOptions(depends_on=watched),
            alarm_rule="ALARM(a) OR ALARM(b)",
            actions_suppressor={"alarm": "deploying", "extension_period": 60, "wait_period": 120},
        )
        dashboard = aws.cloudwatch.Dashboard("board", dashboard_name="board", dashboard_body=json.dumps(body))
        aws.cloudwatch.ContributorInsightRule(
            "talkers", rule_name="talkers", rule_state="ENABLED", rule_definition=json.dumps(rule)
        )
        pulumi.export("composite", composite.arn)
        pulumi.export("dashboard", dashboard.dashboard_arn)

    outputs, client = deploy(program, account).outputs, account.client("cloudwatch")
    assert outputs["composite"] == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:any"
    assert outputs["dashboard"] == "arn:aws:cloudwatch::123456789012:dashboard/board"
    assert json.loads(client.get_dashboard(DashboardName="board")["DashboardBody"]) == body
    (asked,) = account.ledger.of("cloudwatch", "PutCompositeAlarm")
    assert (asked["ActionsSuppressor"], asked["ActionsSuppressorWaitPeriod"]) == ("deploying", 120)
    assert client.describe_insight_rules()["InsightRules"][0]["Name"] == "talkers"


def test_metric_streams_and_mute_rules_are_asked_for(account: Account) -> None:
    def program() -> None:
        stream = aws.cloudwatch.MetricStream(
            "out",
            name="out",
            firehose_arn="arn:aws:firehose:us-east-1:123456789012:deliverystream/metrics",
            role_arn="arn:aws:iam::123456789012:role/out",
            output_format="json",
            include_filters=[{"namespace": "AWS/SQS", "metric_names": ["NumberOfMessagesSent"]}],
        )
        aws.cloudwatch.AlarmMuteRule(
            "night",
            name="night",
            rule={"schedule": {"expression": "cron(0 2 * * *)", "duration": "PT4H", "timezone": "UTC"}},
            mute_targets={"alarm_names": ["errors"]},
        )
        pulumi.export("stream", stream.arn)

    outputs, ledger = deploy(program, account).outputs, account.ledger
    assert outputs["stream"] == "arn:aws:cloudwatch:us-east-1:123456789012:metric-stream/out"
    (stream,) = ledger.of("cloudwatch", "PutMetricStream")
    assert stream["IncludeFilters"] == [{"Namespace": "AWS/SQS", "MetricNames": ["NumberOfMessagesSent"]}]
    (rule,) = ledger.of("cloudwatch", "PutAlarmMuteRule")
    assert rule["Rule"]["Schedule"]["Duration"] == "PT4H"
