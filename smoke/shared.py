"""Checks that every platform shares: alarms, dashboards, logs, secrets, buckets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from components.metrics import GAUGE, metric_problems, metrics, sets
from smoke import elsewhere
from smoke.core import Check, Deployed, expect

SLOT_PLACEHOLDER = "unset-slot-fill-me"


def alarms_watch_metrics_that_exist(deployed: Deployed) -> str:
    """Every alarm's metric stands in AWS's catalogue and every alarm tells the alerts topic both ways."""
    names = list(deployed["alarms"])
    expect(names, "the platform has no alarms")
    found = {alarm["AlarmName"]: alarm for alarm in _alarms(deployed, names)}
    missing = sorted(set(names) - set(found))
    expect(not missing, f"alarms not deployed: {', '.join(missing)}")
    topics = {deployed["alertsTopicArn"], deployed["globalAlertsTopicArn"]}
    for name, alarm in found.items():
        for metric in _alarm_metrics(alarm):
            _expect_published(deployed, f"alarm {name}", *metric)
        expect(alarm["ActionsEnabled"], f"alarm {name} has its actions turned off")
        told = topics & {*alarm["AlarmActions"]} & {*alarm["OKActions"]}
        expect(told, f"alarm {name} tells nobody")
    return f"{len(found)} alarms"


def _alarms(deployed: Deployed, names: list[str]) -> Iterator[dict[str, Any]]:
    batch = 100  # DescribeAlarms takes at most 100 names
    regions = {deployed.region, "us-east-1"}  # CloudFront's and Route 53's metrics live there
    for region in regions:
        client = deployed.client("cloudwatch", region)
        for first in range(0, len(names), batch):
            yield from client.describe_alarms(AlarmNames=names[first : first + batch])["MetricAlarms"]


def _alarm_metrics(alarm: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str], str]]:
    if "MetricName" in alarm:
        dimensions = [dimension["Name"] for dimension in alarm.get("Dimensions", [])]
        statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        yield alarm["Namespace"], alarm["MetricName"], dimensions, statistic
    for query in alarm.get("Metrics", []):
        if "MetricStat" in query:
            metric = query["MetricStat"]["Metric"]
            dimensions = [dimension["Name"] for dimension in metric.get("Dimensions", [])]
            yield metric["Namespace"], metric["MetricName"], dimensions, query["MetricStat"]["Stat"]


def _expect_published(
    deployed: Deployed, owner: str, namespace: str, name: str, dimensions: list[str], statistic: str
) -> None:
    # what the platform's own code publishes, all of it without dimensions
    own = {
        known: metrics(GAUGE, sets(""), " ".join(names))
        for known, names in deployed.outputs.get("customMetrics", {}).items()
    }
    problems = "; ".join(
        str(problem) for problem in metric_problems(namespace, name, dimensions, statistic, custom=own)
    )
    expect(not problems, f"{owner}: {namespace} {name}: {problems}")


def dashboard_draws_metrics_that_exist(deployed: Deployed) -> str:
    """Every metric of every widget stands in AWS's catalogue."""
    body = deployed.client("cloudwatch").get_dashboard(DashboardName=deployed["dashboard"])["DashboardBody"]
    graphs = [widget for widget in json.loads(body)["widgets"] if widget["type"] == "metric"]
    expect(graphs, "the dashboard has no graph")
    for widget in graphs:
        properties = widget["properties"]
        for namespace, name, *rest in properties["metrics"]:
            dimensions = [part for part in rest if isinstance(part, str)][::2]
            options = rest[-1] if rest and isinstance(rest[-1], dict) else {}
            statistic = options.get("stat") or properties["stat"]
            _expect_published(
                deployed, f"widget {properties.get('title')}", namespace, name, dimensions, statistic
            )
    return f"{len(graphs)} graphs"


def logs_expire(deployed: Deployed) -> str:
    """Every log group that the platform writes to exists and has a retention."""
    logs = deployed.client("logs")
    names = list(deployed["logGroups"])
    for name in names:
        groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        group = next((g for g in groups if g["logGroupName"] == name), None)
        expect(group, f"log group {name} does not exist")
        expect(group and group.get("retentionInDays"), f"log group {name} keeps logs for ever")
    return f"{len(names)} log groups"


def secret_value(deployed: Deployed, arn: str) -> str | None:
    """A secret's value, or None for a slot that nobody has filled yet."""
    if ":ssm:" in arn:
        name = arn.split(":parameter", 1)[1]
        value = deployed.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        return None if value.startswith(SLOT_PLACEHOLDER) else str(value)
    client = deployed.client("secretsmanager")
    if not client.describe_secret(SecretId=arn).get("VersionIdsToStages"):
        return None
    return str(client.get_secret_value(SecretId=arn)["SecretString"])


def secrets_exist(deployed: Deployed) -> str:
    """Every secret exists, encrypted; generated ones are long enough; slots still empty are named."""
    empty = []
    for name, secret in deployed["secrets"].items():
        value = secret_value(deployed, secret["arn"])
        if value is None:
            expect(secret["kind"] == "slot", f"secret {name} ({secret['kind']}) has no value")
            empty.append(name)
        elif secret["kind"] == "generated":
            expect(len(value) >= secret["minimumLength"], f"secret {name} is {len(value)} characters long")
    held = len(deployed["secrets"]) - len(empty)
    waiting = f"; still empty: {', '.join(sorted(empty))}" if empty else ""
    return f"{held} hold a value{waiting}"


def bucket_is_private(deployed: Deployed, bucket: str) -> str:
    """A bucket lets nobody in from outside, encrypts, and refuses plain HTTP."""
    s3 = deployed.client("s3")
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    expect(all(block.values()), f"bucket {bucket}: public access is not blocked: {block}")
    expect(
        s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"],
        f"bucket {bucket} is not encrypted",
    )
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    expect(refuses_plain_http(policy), f"bucket {bucket} accepts plain HTTP")
    return bucket


def refuses_plain_http(policy: str | None) -> bool:
    """Whether a resource's policy, if it has one, denies what doesn't come by TLS."""
    return any(
        statement["Effect"] == "Deny"
        and statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for statement in json.loads(policy or '{"Statement": []}')["Statement"]
    )


def table_is_restorable(deployed: Deployed, name: str) -> None:
    """A table is encrypted by a KMS key and can be restored to any second."""
    dynamodb = deployed.client("dynamodb")
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    status = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    expect(status == "ENABLED", f"table {name}: point-in-time recovery is {status}")
    table = dynamodb.describe_table(TableName=name)["Table"]
    encrypted = table.get("SSEDescription", {}).get("Status")
    expect(encrypted == "ENABLED", f"table {name} has no KMS encryption")


def query(dynamodb: Any, table: str, index: str | None, key: str, value: dict[str, str]) -> list[Any]:
    """Items of a table, or of one of its indexes, by a partition key."""
    where = {} if index is None else {"IndexName": index}
    answer = dynamodb.query(
        TableName=table,
        KeyConditionExpression="#key = :value",
        ExpressionAttributeNames={"#key": key},
        ExpressionAttributeValues={":value": value},
        **where,
    )
    return list(answer["Items"])


def cache_is_private(deployed: Deployed) -> str:
    """The cache is encrypted at rest and in transit."""
    cache = deployed.client("elasticache")
    group = cache.describe_replication_groups(ReplicationGroupId=deployed["cacheId"])["ReplicationGroups"][0]
    expect(group["TransitEncryptionEnabled"], "the cache speaks plain text")
    expect(group["AtRestEncryptionEnabled"], "the cache is not encrypted at rest")
    return str(group["ReplicationGroupId"])


Applies = Callable[[Deployed], bool]


def has(output: str) -> Applies:
    """Whether a deployment has an output: what a check applies to."""
    return lambda deployed: bool(deployed.outputs.get(output))


OPERATIONS_CHECKS = (
    Check(
        title="every alarm's metric exists and its alerts reach the topic",
        test=alarms_watch_metrics_that_exist,
    ),
    Check(
        title="every graph of the dashboard draws a metric that exists",
        test=dashboard_draws_metrics_that_exist,
    ),
    Check(title="every log group exists and expires", test=logs_expire),
    Check(
        title="every secret exists; generated ones are long enough",
        test=secrets_exist,
        applies=lambda deployed: "secrets" in deployed.outputs,
    ),
    Check(
        title="what the other region keeps is there",
        test=elsewhere.copies_are_there,
        applies=elsewhere.has_another_region,
    ),
)
