"""Streamer's four functions as an application might write them: what the tests of its wiring run."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import TypeDeserializer

Event = Mapping[str, Any]
HOUR, DAY = 3600, 86_400


def table(variable: str) -> Any:
    """A table by the variable that names it."""
    return boto3.resource("dynamodb").Table(os.environ[variable])


def open_connections() -> None:
    """Tell CloudWatch how many connections there are."""
    count = {"MetricName": "ActiveConnections", "Value": 1.0}
    boto3.client("cloudwatch").put_metric_data(Namespace="Streamer", MetricData=[count])


def connect(event: Event, context: object) -> dict[str, Any]:
    """Take a connection of the user whom the token names, up to the limit."""
    token = (event.get("queryStringParameters") or {}).get("Authorization", "")
    if "BEGIN PUBLIC KEY" not in os.environ["JWT_PUBLIC_KEY"] or not token.startswith("user-"):
        return {"statusCode": 401}
    connections = table("CONNECTIONS_TABLE")
    held = connections.query(IndexName="UserIndex", KeyConditionExpression=Key("UserID").eq(token))
    if held["Count"] >= int(os.environ["MAX_CONNECTIONS_PER_USER"]):
        return {"statusCode": 429}
    expires = int(time.time()) + int(os.environ["CONNECTION_TTL_HOURS"]) * HOUR
    connection = event["requestContext"]["connectionId"]
    connections.put_item(Item={"ConnectionID": connection, "UserID": token, "TenantID": "t1", "TTL": expires})
    open_connections()
    return {"statusCode": 200}


def disconnect(event: Event, context: object) -> dict[str, Any]:
    """Forget a connection."""
    connection = event["requestContext"]["connectionId"]
    table("CONNECTIONS_TABLE").delete_item(Key={"ConnectionID": connection})
    open_connections()
    return {"statusCode": 200}


def router(event: Event, context: object) -> dict[str, Any]:
    """Write a request down and say so."""
    connection = event["requestContext"]["connectionId"]
    request, message = str(uuid.uuid4()), json.loads(event["body"])
    table("REQUESTS_TABLE").put_item(
        Item={
            "RequestID": request,
            "ConnectionID": connection,
            "Status": "PENDING",
            "CreatedAt": datetime.now(UTC).isoformat(),
            "Action": message["action"],
            "TTL": int(time.time()) + int(os.environ["REQUEST_TTL_DAYS"]) * DAY,
        }
    )
    tell(connection, {"request": request, "status": "PENDING"})
    return {"statusCode": 200}


def processor(event: Event, context: object) -> dict[str, Any]:
    """Work requests off; the action `poison` always fails."""
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        item = {name: TypeDeserializer().deserialize(value) for name, value in image.items()}
        if item["Action"] == "poison":
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        table("REQUESTS_TABLE").update_item(
            Key={"RequestID": item["RequestID"]},
            UpdateExpression="SET #status = :done",
            ExpressionAttributeNames={"#status": "Status"},
            ExpressionAttributeValues={":done": "COMPLETED"},
        )
        tell(item["ConnectionID"], {"request": item["RequestID"], "status": "COMPLETED"})
    return {"batchItemFailures": []}


def tell(connection: str, message: Mapping[str, str]) -> None:
    """Send a message to a connection."""
    api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WEBSOCKET_ENDPOINT"])
    api.post_to_connection(ConnectionId=connection, Data=json.dumps(message).encode())
