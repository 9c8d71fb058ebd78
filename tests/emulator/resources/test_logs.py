"""CloudWatch Logs: groups and what is attached to them."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


@pytest.mark.requirement("HR-37")
def test_a_group_keeps_its_lines_as_long_as_it_says(account: Account) -> None:
    def program() -> None:
        group = aws.cloudwatch.LogGroup("app", name="/ecs/app", retention_in_days=30, tags={"a": "b"})
        pulumi.export("arn", group.arn)
        pulumi.export("ever", aws.cloudwatch.LogGroup("ever").name)

    outputs, logs = deploy(program, account).outputs, account.client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix="/ecs/app")["logGroups"]
    assert group["retentionInDays"] == 30
    assert outputs["arn"] == "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/app"
    assert (
        "retentionInDays" not in logs.describe_log_groups(logGroupNamePrefix=outputs["ever"])["logGroups"][0]
    )
    assert logs.list_tags_for_resource(resourceArn=outputs["arn"])["tags"] == {"a": "b"}


def test_filters_policies_and_queries(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "es.amazonaws.com"},
                "Action": ["logs:PutLogEvents"],
                "Resource": "*",
            }
        ],
    }

    def program() -> None:
        group = aws.cloudwatch.LogGroup("app", name="app")
        aws.cloudwatch.LogMetricFilter(
            "errors",
            name="errors",
            log_group_name=group.name,
            pattern='{ $.level = "ERROR" }',
            metric_transformation={
                "name": "Errors",
                "namespace": "App",
                "value": "1",
                "dimensions": {"Route": "$.route"},
                "unit": "Count",
            },
        )
        aws.cloudwatch.LogResourcePolicy("es", policy_name="es", policy_document=json.dumps(policy))
        query = aws.cloudwatch.QueryDefinition(
            "slow", name="slow", query_string="fields @timestamp", log_group_names=[group.name]
        )
        aws.cloudwatch.LogStream("stream", name="stream", log_group_name=group.name)
        pulumi.export("query", query.query_definition_id)

    outputs, logs = deploy(program, account).outputs, account.client("logs")
    (filter_,) = logs.describe_metric_filters(logGroupName="app")["metricFilters"]
    (metric,) = filter_["metricTransformations"]
    assert (metric["metricName"], metric["metricNamespace"], metric["metricValue"]) == ("Errors", "App", "1")
    (asked,) = [call.params for call in account.requests if call.operation == "PutMetricFilter"]
    assert asked["metricTransformations"][0]["dimensions"] == {"Route": "$.route"}
    (found,) = logs.describe_resource_policies()["resourcePolicies"]
    assert json.loads(found["policyDocument"]) == policy
    assert [s["logStreamName"] for s in logs.describe_log_streams(logGroupName="app")["logStreams"]] == [
        "stream"
    ]
    assert account.ledger.of("logs", "PutQueryDefinition")[0]["name"] == "slow"
    assert outputs["query"]


def test_lines_are_sent_on_to_a_stream(account: Account) -> None:
    account.client("kinesis").create_stream(StreamName="lines", ShardCount=1)

    def program() -> None:
        group = aws.cloudwatch.LogGroup("app", name="app")
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "logs.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = aws.iam.Role("sender", assume_role_policy=json.dumps(trust))
        aws.cloudwatch.LogSubscriptionFilter(
            "on",
            name="on",
            log_group=group.name,
            filter_pattern="ERROR",
            destination_arn="arn:aws:kinesis:us-east-1:123456789012:stream/lines",
            role_arn=role.arn,
        )

    deploy(program, account)
    (found,) = account.client("logs").describe_subscription_filters(logGroupName="app")["subscriptionFilters"]
    assert (found["filterName"], found["filterPattern"]) == ("on", "ERROR")


def test_protection_indexes_detectors_and_vended_logs(account: Account) -> None:
    hidden = {
        "Name": "mask",
        "Version": "2021-06-01",
        "Statement": [
            {
                "Sid": "audit",
                "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
                "Operation": {"Deidentify": {"MaskConfig": {}}},
            }
        ],
    }

    def program() -> None:
        group = aws.cloudwatch.LogGroup("app", name="app")
        aws.cloudwatch.LogDataProtectionPolicy(
            "mask", log_group_name=group.name, policy_document=json.dumps(hidden)
        )
        aws.cloudwatch.LogIndexPolicy(
            "index", log_group_name=group.name, policy_document=json.dumps({"Fields": ["requestId"]})
        )
        aws.cloudwatch.LogAnomalyDetector(
            "odd",
            detector_name="odd",
            log_group_arn_lists=[group.arn],
            enabled=True,
            evaluation_frequency="TEN_MIN",
        )
        source = aws.cloudwatch.LogDeliverySource(
            "source",
            name="source",
            log_type="ACCESS_LOGS",
            resource_arn="arn:aws:cloudfront::123456789012:distribution/E1",
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            "destination",
            name="destination",
            delivery_destination_configuration={"destination_resource_arn": group.arn},
            output_format="json",
        )
        delivery = aws.cloudwatch.LogDelivery(
            "wire", delivery_source_name=source.name, delivery_destination_arn=destination.arn
        )
        pulumi.export("delivery", delivery.id)

    outputs, ledger = deploy(program, account).outputs, account.ledger
    assert json.loads(ledger.of("logs", "PutDataProtectionPolicy")[0]["policyDocument"]) == hidden
    assert ledger.of("logs", "PutIndexPolicy")[0]["logGroupIdentifier"] == "app"
    assert ledger.of("logs", "CreateLogAnomalyDetector")[0]["evaluationFrequency"] == "TEN_MIN"
    (delivery,) = account.client("logs").describe_deliveries()["deliveries"]
    assert delivery["id"] == outputs["delivery"]
    assert delivery["deliverySourceName"] == "source"
