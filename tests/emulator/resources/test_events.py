"""EventBridge rules, targets and buses; schedules."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def targets(account: Account) -> list[dict[str, Any]]:
    return [dict(call.params["Targets"][0]) for call in account.requests if call.operation == "PutTargets"]


def test_an_event_of_ones_own_bus_reaches_the_queue(account: Account) -> None:
    def program() -> None:
        bus = aws.cloudwatch.EventBus("orders", name="orders", description="of the shop")
        queue, dead = aws.sqs.Queue("inbox", name="inbox"), aws.sqs.Queue("dead")
        rule = aws.cloudwatch.EventRule(
            "made",
            name="made",
            event_bus_name=bus.name,
            event_pattern=json.dumps({"source": ["shop"], "detail": {"total": [{"numeric": [">", 10]}]}}),
            tags={"a": "b"},
        )
        target = aws.cloudwatch.EventTarget(
            "inbox",
            rule=rule.name,
            event_bus_name=bus.name,
            arn=queue.arn,
            dead_letter_config={"arn": dead.arn},
            retry_policy={"maximum_event_age_in_seconds": 600, "maximum_retry_attempts": 3},
            input_transformer={
                "input_paths": {"total": "$.detail.total"},
                "input_template": '{"n": <total>}',
            },
        )
        pulumi.export("rule", rule.arn)
        pulumi.export("target", target.target_id)

    outputs, events = deploy(program, account).outputs, account.client("events")
    assert outputs["rule"] == "arn:aws:events:us-east-1:123456789012:rule/orders/made"
    assert outputs["target"].startswith("inbox-")
    for total in (5, 50):
        events.put_events(
            Entries=[
                {
                    "EventBusName": "orders",
                    "Source": "shop",
                    "DetailType": "made",
                    "Detail": json.dumps({"total": total}),
                }
            ]
        )
    sqs = account.client("sqs")
    url = sqs.get_queue_url(QueueName="inbox")["QueueUrl"]
    bodies = [
        message["Body"] for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    ]
    assert [json.loads(body) for body in bodies] == [{"n": 50}]
    (target,) = targets(account)
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 600, "MaximumRetryAttempts": 3}


def test_a_rule_starts_a_fargate_task(account: Account) -> None:
    def program() -> None:
        role = aws.iam.Role("starter", assume_role_policy=trust("events.amazonaws.com"))
        rule = aws.cloudwatch.EventRule("nightly", schedule_expression="cron(0 3 * * ? *)", state="DISABLED")
        aws.cloudwatch.EventTarget(
            "task",
            rule=rule.name,
            target_id="task",
            arn="arn:aws:ecs:us-east-1:123456789012:cluster/c",
            role_arn=role.arn,
            ecs_target={
                "task_definition_arn": "arn:aws:ecs:us-east-1:123456789012:task-definition/t:1",
                "launch_type": "FARGATE",
                "network_configuration": {
                    "subnets": ["subnet-1"],
                    "security_groups": ["sg-1"],
                    "assign_public_ip": False,
                },
                "capacity_provider_strategies": [{"capacity_provider": "FARGATE", "weight": 1}],
                "tags": {"a": "b"},
            },
        )
        pulumi.export("name", rule.name)

    name = deploy(program, account).outputs["name"]
    assert account.client("events").describe_rule(Name=name)["State"] == "DISABLED"
    task = targets(account)[0]["EcsParameters"]
    assert task["TaskCount"] == 1
    assert task["NetworkConfiguration"]["awsvpcConfiguration"] == {
        "Subnets": ["subnet-1"],
        "SecurityGroups": ["sg-1"],
        "AssignPublicIp": "DISABLED",
    }
    assert task["CapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 1}]
    assert task["Tags"] == [{"Key": "a", "Value": "b"}]


def test_other_targets_permissions_archives_and_destinations(account: Account) -> None:
    def program() -> None:
        rule = aws.cloudwatch.EventRule("all", event_pattern=json.dumps({"source": ["shop"]}))
        queue = aws.sqs.Queue("ordered", fifo_queue=True)
        aws.cloudwatch.EventTarget(
            "fifo", rule=rule.name, arn=queue.arn, sqs_target={"message_group_id": "g"}, input="{}"
        )
        aws.cloudwatch.EventPermission("other", principal="111111111111", statement_id="other")
        bus = aws.cloudwatch.EventBus("orders", name="orders")
        aws.cloudwatch.EventArchive("kept", name="kept", event_source_arn=bus.arn, retention_days=7)
        connection = aws.cloudwatch.EventConnection(
            "api",
            name="api",
            authorization_type="API_KEY",
            auth_parameters={
                "api_key": {"key": "x-api-key", "value": pulumi.Output.secret("s3cret")},
                "invocation_http_parameters": {
                    "headers": [{"key": "a", "value": "b", "is_value_secret": False}]
                },
            },
        )
        aws.cloudwatch.EventApiDestination(
            "api",
            name="api",
            connection_arn=connection.arn,
            http_method="POST",
            invocation_endpoint="https://api.example.com/hook",
            invocation_rate_limit_per_second=20,
        )

    deploy(program, account)
    events = account.client("events")
    (target,) = targets(account)
    assert target["SqsParameters"] == {"MessageGroupId": "g"}
    assert "other" in events.describe_event_bus()["Policy"]
    assert events.describe_archive(ArchiveName="kept")["RetentionDays"] == 7
    asked = next(call.params for call in account.requests if call.operation == "CreateConnection")
    assert asked["AuthParameters"]["ApiKeyAuthParameters"] == {
        "ApiKeyName": "x-api-key",
        "ApiKeyValue": "s3cret",
    }
    assert events.describe_api_destination(Name="api")["HttpMethod"] == "POST"


def test_a_schedule_calls_its_target(account: Account) -> None:
    def program() -> None:
        role = aws.iam.Role("caller", assume_role_policy=trust("scheduler.amazonaws.com"))
        group = aws.scheduler.ScheduleGroup("jobs", name="jobs")
        schedule = aws.scheduler.Schedule(
            "nightly",
            name="nightly",
            group_name=group.name,
            schedule_expression="rate(1 hour)",
            schedule_expression_timezone="Europe/Berlin",
            flexible_time_window={"mode": "FLEXIBLE", "maximum_window_in_minutes": 15},
            target={
                "arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "role_arn": role.arn,
                "input": json.dumps({"a": 1}),
                "retry_policy": {"maximum_event_age_in_seconds": 600, "maximum_retry_attempts": 2},
            },
        )
        pulumi.export("arn", schedule.arn)
        pulumi.export("id", schedule.id)

    outputs = deploy(program, account).outputs
    found = account.client("scheduler").get_schedule(GroupName="jobs", Name="nightly")
    assert found["Arn"] == outputs["arn"]
    assert outputs["id"] == "jobs/nightly"
    assert found["ScheduleExpressionTimezone"] == "Europe/Berlin"
    assert found["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    assert found["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 2
