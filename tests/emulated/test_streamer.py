"""Streamer used by clients: they connect, ask, are answered, leave; failures and finished work are kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import gateway, runtime
from tests.emulated.queues import waiting_in
from tests.emulated.world import World, world
from tests.support.keys import public_key
from tests.support.streamer import PYTHON, prod

CODE: dict[str, Any] = {**PYTHON, "jwtPublicKey": public_key(), "maxConnectionsPerUser": 2}


@pytest.fixture(scope="module")
def deployed() -> Iterator[World]:
    """Behind CloudFront, with a domain, an archive and a key of its own."""
    with world(prod(**CODE), seed=5) as found, found.account.enforcing_iam():
        yield found


@pytest.fixture(scope="module")
def secret(deployed: World) -> str:
    """What CloudFront shows the API."""
    config = deployed.client("cloudfront").get_distribution_config(Id=deployed["cdnId"])["DistributionConfig"]
    (header,) = config["Origins"]["Items"][0]["CustomHeaders"]["Items"]
    return str(header["HeaderValue"])


def through_cloudfront(deployed: World, secret: str, user: str, path: str = "") -> gateway.Connection:
    """A connection as CloudFront opens it: by the origin's name, with the secret."""
    url = f"wss://{deployed['apiDomain']}{path}?Authorization={user}"
    return gateway.connect(deployed.account, url, headers={"x-origin-secret": secret})


def items(deployed: World, output: str) -> list[dict[str, Any]]:
    return list(deployed.client("dynamodb").scan(TableName=deployed[output])["Items"])


@pytest.mark.requirement("ST-3", "ST-14", "ST-22", "ST-24", "ST-26", "ST-37")
@pytest.mark.parametrize("path", ["", "/prod"])
def test_a_request_is_taken_worked_off_and_answered(deployed: World, secret: str, path: str) -> None:
    client = through_cloudfront(deployed, secret, "user-1", path)
    client.send({"action": "report"})
    runtime.poll(deployed.account)
    answers = [json.loads(each) for each in client.received]
    assert [each["status"] for each in answers] == ["PENDING", "COMPLETED"]
    assert len({each["request"] for each in answers}) == 1
    client.close()
    assert items(deployed, "connectionsTable") == []


@pytest.mark.requirement("ST-12", "ST-18", "ST-28")
def test_connect_refuses_bad_tokens_and_too_many_connections(deployed: World, secret: str) -> None:
    with pytest.raises(gateway.Refused) as refused:
        through_cloudfront(deployed, secret, "stranger")
    assert refused.value.status == 401
    held = [through_cloudfront(deployed, secret, "user-2") for _ in range(2)]
    with pytest.raises(gateway.Refused) as refused:
        through_cloudfront(deployed, secret, "user-2")
    assert refused.value.status == 429
    for each in held:
        each.close()


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"x-origin-secret": "guessed"}, 403)])
def test_nobody_passes_by_cloudfront(deployed: World, headers: dict[str, str], status: int) -> None:
    url = f"wss://{deployed['apiDomain']}?Authorization=user-1"
    with pytest.raises(gateway.Refused) as refused:
        gateway.connect(deployed.account, url, headers=headers)
    assert refused.value.status == status


@pytest.mark.requirement("ST-27")
def test_the_execute_api_host_is_closed_even_with_the_secret(deployed: World, secret: str) -> None:
    host = f"{deployed['apiId']}.execute-api.us-east-1.amazonaws.com"
    with pytest.raises(gateway.Refused) as refused:
        gateway.connect(deployed.account, f"wss://{host}/prod", headers={"x-origin-secret": secret})
    assert refused.value.status == 403


@pytest.mark.requirement("ST-22", "ST-43")
def test_a_poison_request_ends_in_the_failure_queue_and_holds_nothing_up(
    deployed: World, secret: str
) -> None:
    client = through_cloudfront(deployed, secret, "user-3")
    client.send({"action": "poison"})
    client.send({"action": "report"})
    runtime.poll(deployed.account)
    statuses = sorted(
        each["Status"]["S"] for each in items(deployed, "requestsTable") if each["Action"]["S"] == "report"
    )
    assert "PENDING" not in statuses
    assert waiting_in(deployed, "failureQueueUrl") == 1
    client.close()


@pytest.mark.requirement("ST-8", "ST-9")
def test_finished_requests_are_kept_when_they_expire_and_others_are_not(deployed: World) -> None:
    table, over = deployed["requestsTable"], str(int(time.time()) - 60)
    for name, status in (("done", "COMPLETED"), ("failed", "FAILED")):
        deployed.client("dynamodb").put_item(
            TableName=table,
            Item={"RequestID": {"S": name}, "Status": {"S": status}, "TTL": {"N": over}},
        )
    assert runtime.expire(deployed.account, table) >= 2
    s3, bucket = deployed.client("s3"), deployed["archiveBucket"]
    found = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    assert [each["Key"].rpartition("/")[2] for each in found] == ["done.json"]
    text = s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read()
    assert json.loads(text)["Status"] == "COMPLETED"


@pytest.mark.requirement("ST-19", "ST-37", "X-12")
@pytest.mark.parametrize(
    ("function", "service", "operation", "params"),
    [
        (
            "connect",
            "dynamodb",
            "put_item",
            {"TableName": "streamer-requests-prod", "Item": {"RequestID": {"S": "x"}}},
        ),
        ("connect", "dynamodb", "scan", {"TableName": "streamer-connections-prod"}),
        (
            "connect",
            "dynamodb",
            "query",
            {
                "TableName": "streamer-connections-prod",
                "IndexName": "TenantIndex",
                "KeyConditionExpression": "TenantID = :t",
                "ExpressionAttributeValues": {":t": {"S": "t1"}},
            },
        ),
        (
            "disconnect",
            "dynamodb",
            "get_item",
            {"TableName": "streamer-requests-prod", "Key": {"RequestID": {"S": "x"}}},
        ),
        ("router", "dynamodb", "delete_table", {"TableName": "streamer-requests-prod"}),
        ("processor", "s3", "list_buckets", {}),
        (
            "router",
            "cloudwatch",
            "put_metric_data",
            {"Namespace": "Other", "MetricData": [{"MetricName": "m", "Value": 1}]},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_roles_may_do_no_more_than_they_must(
    deployed: World, function: str, service: str, operation: str, params: dict[str, Any]
) -> None:
    client = deployed.session(deployed["functionRoles"][function]).client(service, region_name="us-east-1")
    with pytest.raises(ClientError) as refused:
        getattr(client, operation)(**params)
    assert "AccessDenied" in refused.value.response["Error"]["Code"]


@pytest.mark.requirement("ST-37")
def test_connect_may_not_speak_to_connections(deployed: World, secret: str) -> None:
    client = through_cloudfront(deployed, secret, "user-4")
    session = deployed.session(deployed["functionRoles"]["connect"])
    posts = session.client(
        "apigatewaymanagementapi", endpoint_url=deployed["callbackUrl"], region_name="us-east-1"
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        posts.post_to_connection(ConnectionId=client.id, Data=b"x")
    client.close()
