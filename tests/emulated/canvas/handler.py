"""As little of the application's WebSocket handler as its tables, its index and its callbacks need."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import boto3


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Keep who is connected; write states; tell the others of the session."""
    asked = event["requestContext"]
    route, connection = asked["routeKey"], asked["connectionId"]
    table = boto3.resource("dynamodb").Table(os.environ["CONNECTIONS_TABLE"])
    if route == "$connect":
        session = (event.get("queryStringParameters") or {}).get("session", "none")
        who = asked.get("authorizer", {}).get("sub", "anonymous")
        table.put_item(Item={"connectionId": connection, "sessionId": session, "user": who})
    elif route == "$disconnect":
        table.delete_item(Key={"connectionId": connection})
    else:
        _tell(json.loads(event["body"]), route, connection, table)
    return {"statusCode": 200}


def _tell(message: dict[str, Any], route: str, connection: str, table: Any) -> None:
    session = table.get_item(Key={"connectionId": connection})["Item"]["sessionId"]
    if route == "publishState":
        states = boto3.resource("dynamodb").Table(os.environ["STATES_TABLE"])
        states.put_item(
            Item={"sessionId": session, "timestamp": time.time_ns() // 1000, "state": message["state"]}
        )
    others = table.query(
        IndexName=os.environ["CONNECTIONS_INDEX"],
        KeyConditionExpression="sessionId = :session",
        ExpressionAttributeValues={":session": session},
    )["Items"]
    callbacks = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["CALLBACK_URL"])
    for other in others:
        if other["connectionId"] != connection:
            callbacks.post_to_connection(
                ConnectionId=other["connectionId"], Data=json.dumps(message).encode()
            )
