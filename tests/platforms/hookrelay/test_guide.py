"""Checks 8 and 9: production has the guide's names and the guide's alarms; and every alarm is whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.walk import ALARM, containers
from tests.support.physical import names_of
from tests.support.program import declared
from tests.support.recorder import Recorder
from tests.support.variants import VARIANTS

# The guide's literals (requirements HR-1 to HR-52), by type.
GUIDE = {
    "aws:dynamodb/table:Table": {"prod-hookrelay-endpoints", "prod-hookrelay-deliveries"},  # HR-1, HR-2
    "aws:sqs/queue:Queue": {"prod-hookrelay-delivery-attempts", "prod-hookrelay-dlq"},  # HR-4, HR-5
    "aws:ecs/cluster:Cluster": {"prod-cluster"},  # HR-38
    "aws:ecs/service:Service": {"hookrelay-prod"},  # HR-38
    "aws:ecs/taskDefinition:TaskDefinition": {"hookrelay-prod"},  # HR-34
    "aws:ecr/repository:Repository": {"hookrelay-prod"},  # HR-33
    "aws:iam/role:Role": {"hookrelay-task-role", "hookrelay-prod-execution"},  # HR-35
    "aws:cloudwatch/logGroup:LogGroup": {"/ecs/hookrelay-prod"},  # HR-37
    "aws:ssm/parameter:Parameter": {"/hookrelay/database-url", "/hookrelay/auth-secret"},  # HR-24
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"HookRelay-HighQueueDepth", "HookRelay-HighErrorRate"},
}
STAGING = {
    "aws:dynamodb/table:Table": {"staging-hookrelay-endpoints", "staging-hookrelay-deliveries"},  # HR-3
    "aws:sqs/queue:Queue": {"staging-hookrelay-delivery-attempts", "staging-hookrelay-dlq"},
    "aws:ecs/cluster:Cluster": {"staging-cluster"},
    "aws:ecs/service:Service": {"hookrelay-staging"},
    "aws:ecr/repository:Repository": {"hookrelay-staging"},
    "aws:iam/role:Role": {"hookrelay-task-role-staging", "hookrelay-staging-execution"},
    "aws:ssm/parameter:Parameter": {"/hookrelay/staging/database-url", "/hookrelay/staging/auth-secret"},
}


def alarm(recorded: Recorder, name: str) -> dict[str, Any]:
    """The alarm of a physical name."""
    (found,) = [item.inputs for item in recorded.of_type(ALARM) if item.inputs["name"] == name]
    return dict(found)


@pytest.mark.requirement("ENV-8", "HR-1", "HR-2", "HR-3", "HR-5", "HR-24", "HR-34", "HR-35", "HR-37", "HR-38")
@pytest.mark.parametrize(("name", "literals"), [("prod", GUIDE), ("production", GUIDE), ("staging", STAGING)])
def test_names_are_the_guides(name: str, literals: dict[str, set[str]]) -> None:
    names = names_of(declared(VARIANTS[name]))
    missing = {typ: wanted - set(names.get(typ, [])) for typ, wanted in literals.items()}
    assert {typ: left for typ, left in missing.items() if left} == {}


@pytest.mark.requirement("ENV-8", "HR-41", "HR-52")
def test_the_functions_and_the_api_are_named_in_the_guides_manner() -> None:
    names = names_of(declared(VARIANTS["lambda-rest"]))
    assert "hookrelay-prod-app" in names["aws:lambda/function:Function"]
    assert names["aws:apigateway/restApi:RestApi"] == ["hookrelay-prod"]


@pytest.mark.requirement("ENV-8", "HR-27")
def test_database_and_user_are_the_guides() -> None:
    for name, environment in (("prod", "prod"), ("dev", "dev"), ("derived-prod", "prod")):
        database = declared(VARIANTS[name]).inputs("hookrelay-database-instance")
        assert (database["dbName"], database["username"], database["port"]) == (
            f"hookrelay_{environment}",
            f"{environment}_user",
            5432,
        )


@pytest.mark.requirement("ENV-8", "HR-36")
def test_the_container_is_the_guides() -> None:
    (container,) = containers(declared(VARIANTS["prod"]).registration("hookrelay-app-task"))
    assert container["name"] == "hookrelay"
    assert [(port["containerPort"], port["protocol"]) for port in container["portMappings"]] == [
        (3000, "tcp")
    ]
    log = container["logConfiguration"]
    assert log["logDriver"] == "awslogs"
    assert {
        key: log["options"][key] for key in ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")
    } == {
        "awslogs-group": "/ecs/hookrelay-prod",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "ecs",
    }


@pytest.mark.requirement("ENV-9", "HR-43", "X-18")
def test_the_queue_is_too_deep_above_the_guides_hundred_on_the_metric_that_exists() -> None:
    deep = alarm(declared(VARIANTS["prod"]), "HookRelay-HighQueueDepth")
    assert (deep["namespace"], deep["metricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert (deep["statistic"], deep["period"], deep["evaluationPeriods"]) == ("Average", 300, 1)
    assert (deep["threshold"], deep["comparisonOperator"]) == (100, "GreaterThanThreshold")
    assert deep["dimensions"] == {"QueueName": "prod-hookrelay-delivery-attempts"}


@pytest.mark.requirement("ENV-9", "HR-44", "HR-52")
@pytest.mark.parametrize(
    ("name", "namespace", "metric", "dimensions"),
    [
        ("prod", "AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", {"LoadBalancer", "TargetGroup"}),
        ("lambda-rest", "AWS/ApiGateway", "4XXError", {"ApiName", "Stage"}),
        ("lambda-http", "AWS/ApiGateway", "4xx", {"ApiId", "Stage"}),
    ],
)
def test_the_error_rate_is_high_above_the_guides_ten(
    name: str, namespace: str, metric: str, dimensions: set[str]
) -> None:
    recorded = declared(VARIANTS[name])
    high = alarm(recorded, "HookRelay-HighErrorRate")
    assert (high["namespace"], high["metricName"], high["statistic"]) == (namespace, metric, "Sum")
    assert (high["period"], high["threshold"], high["evaluationPeriods"]) == (300, 10, 1)
    assert set(high["dimensions"]) == dimensions
    own = {
        item.inputs["metricName"]
        for item in recorded.of_type(ALARM)
        if item.inputs.get("namespace") == namespace
    }
    assert any("5" in each for each in own), "its 5XX twin"
    if name == "prod":
        assert "HTTPCode_ELB_4XX_Count" in own


@pytest.mark.requirement("HR-44", "HR-52")
def test_a_docker_host_has_none_of_the_alarms_of_an_entrance() -> None:
    recorded = declared(VARIANTS["docker"])
    spaces = {item.inputs.get("namespace") for item in recorded.of_type(ALARM)}
    assert not spaces & {"AWS/ApplicationELB", "AWS/ApiGateway", "AWS/CloudFront", "AWS/ECS", "AWS/WAFV2"}
    assert alarm(recorded, "HookRelay-HighQueueDepth")


@pytest.mark.requirement("HR-45")
def test_what_the_guide_wants_watched_is_watched() -> None:
    recorded = declared(VARIANTS["provisioned"])
    watched = {
        (item.inputs["metricName"], tuple(sorted(item.inputs["dimensions"])))
        for item in recorded.of_type(ALARM)
        if "metricName" in item.inputs
    }
    for metric in ("ReadThrottleEvents", "WriteThrottleEvents"):
        assert (metric, ("TableName",)) in watched
        assert (metric, ("GlobalSecondaryIndexName", "TableName")) in watched
    metrics = {metric for metric, _ in watched}
    assert metrics >= {
        "ApproximateAgeOfOldestMessage",
        "Errors",
        "Throttles",
        "Duration",
        "TargetResponseTime",
    }
    assert metrics >= {"HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"}
    by_percentile = {
        item.inputs["metricName"]: item.inputs.get("extendedStatistic")
        for item in recorded.of_type(ALARM)
        if "metricName" in item.inputs
    }
    assert (by_percentile["Duration"], by_percentile["TargetResponseTime"]) == ("p95", "p95")
    errors = [item.inputs for item in recorded.of_type(ALARM) if "SystemErrors" in item.inputs["name"]]
    assert len(errors) == 2
    for each in errors:
        queried = [query["metric"] for query in each["metricQueries"] if query.get("metric")]
        assert 1 < len(queried) <= 10
        assert all(set(query["dimensions"]) == {"TableName", "Operation"} for query in queried)


@pytest.mark.requirement("HR-45", "HR-11")
def test_dead_letters_are_watched_by_their_number_or_where_they_are_moved_by_their_age() -> None:
    def on_dead_letters(name: str) -> set[tuple[str, float]]:
        return {
            (item.inputs["metricName"], item.inputs["threshold"])
            for item in declared(VARIANTS[name]).of_type(ALARM)
            if (item.inputs.get("dimensions") or {}).get("QueueName") == "prod-hookrelay-dlq"
        }

    assert on_dead_letters("without-archiver") == {("ApproximateNumberOfMessagesVisible", 0)}
    ((metric, seconds),) = on_dead_letters("prod")
    assert metric == "ApproximateAgeOfOldestMessage"
    assert 0 < seconds < 14 * 24 * 3600
    names = {item.inputs["name"] for item in declared(VARIANTS["prod"]).of_type(ALARM)}
    assert "HookRelay-ArchiverErrors" in names


@pytest.mark.requirement("HR-45", "X-16")
def test_the_dashboard_shows_all_of_it_with_links_to_the_runbook() -> None:
    recorded = declared(VARIANTS["prod"])
    body = json.loads(recorded.inputs("hookrelay-dashboard-dashboard")["dashboardBody"])
    shown = {metric[1] for widget in body["widgets"] for metric in widget["properties"].get("metrics", [])}
    assert shown >= {
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "ApproximateNumberOfMessagesVisible",
        "ApproximateAgeOfOldestMessage",
        "Duration",
        "Errors",
        "TargetResponseTime",
        "HTTPCode_Target_4XX_Count",
    }
    texts = [widget["properties"].get("markdown", "") for widget in body["widgets"]]
    assert any("docs/platforms/hookrelay.md" in text for text in texts)
    alarms = [arn for widget in body["widgets"] for arn in widget["properties"].get("alarms", [])]
    assert len(alarms) == recorded.count(ALARM)


@pytest.mark.requirement("ENV-9", "X-17", "X-18")
@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_every_alarm_says_all_that_cloudwatch_needs_and_tells_somebody(name: str) -> None:
    recorded = declared(VARIANTS[name])
    topics = {
        recorded.deployment.state_of(item.urn)["arn"] for item in recorded.of_type("aws:sns/topic:Topic")
    }
    topics.add(recorded.exports["hookrelay"]["alertsTopicArn"])
    assert recorded.count(ALARM) > 10
    for item in recorded.of_type(ALARM):
        said = item.inputs
        assert said["evaluationPeriods"] >= said["datapointsToAlarm"] >= 1, item.name
        assert said["treatMissingData"] in ("notBreaching", "breaching", "ignore", "missing"), item.name
        assert "threshold" in said, item.name
        if "metricQueries" in said:
            metrics = [query["metric"] for query in said["metricQueries"] if query.get("metric")]
            assert all(each["stat"] and each["period"] and each["dimensions"] for each in metrics), item.name
        else:
            assert ("statistic" in said) != ("extendedStatistic" in said), item.name
            assert said["period"] % 60 == 0, item.name
            assert said["dimensions"], item.name
            assert all(said["dimensions"].values()), item.name
        assert said["alarmActions"] == said["okActions"], item.name
        assert set(said["alarmActions"]) <= topics, item.name
        assert len(said["alarmActions"]) == 1, item.name


@pytest.mark.requirement("X-17")
def test_alarms_may_reach_the_topic_and_people_are_subscribed() -> None:
    recorded = declared(VARIANTS["prod"])
    policy = json.loads(recorded.inputs("hookrelay-alerts-policy")["policy"])["Statement"]
    allowed = {each["Principal"]["Service"] for each in policy if each["Effect"] == "Allow"}
    assert {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"} <= allowed
    key = json.loads(recorded.inputs("hookrelay-alerts-key-key")["policy"])["Statement"]
    users = {each["Principal"].get("Service") for each in key if "kms:GenerateDataKey" in each["Action"]}
    assert {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"} <= users
    subscribed = [item.inputs["endpoint"] for item in recorded.of_type("TopicSubscription")]
    assert subscribed == ["hookrelay@example.com"]


@pytest.mark.requirement("X-17", "X-23")
def test_a_given_topic_is_told_and_left_alone() -> None:
    recorded = declared(VARIANTS["given-things"])
    topic = recorded.exports["hookrelay"]["alertsTopicArn"]
    assert topic.endswith(":company-alerts")
    assert recorded.count("aws:sns/topic:Topic") == 0
    assert recorded.count("aws:sns/topicSubscription:TopicSubscription") == 0
    assert recorded.count("aws:kms/key:Key") == 0


@pytest.mark.requirement("X-14")
@pytest.mark.parametrize(("name", "usd"), [("dev", "100.00"), ("staging", "200.00"), ("prod", "400.00")])
def test_the_cost_of_each_environment_is_watched_by_its_tag(name: str, usd: str) -> None:
    budget = declared(VARIANTS[name]).inputs("hookrelay-budget-budget")
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == (usd, "USD", "MONTHLY")
    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Service$hookrelay"]}]
    told = {(each["notificationType"], each["threshold"]) for each in budget["notifications"]}
    assert told == {("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)}
