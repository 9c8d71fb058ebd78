"""Trinity's two functions for tests: they use all that they are given."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

import boto3

TABLE = os.environ["USERS_TABLE_NAME"]


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def api(event: dict[str, Any], _: object) -> dict[str, Any]:
    """`/health`, and everything else: who asks, and how long the key of The Movie Database is."""
    path = event.get("rawPath") or event["path"]
    if path.endswith("/health"):
        return _answer(200, {"status": "healthy", "timestamp": "2026-11-20T00:00:00Z"})
    ssm, cloudwatch = boto3.client("ssm"), boto3.client("cloudwatch")
    key = ssm.get_parameter(Name=os.environ["TMDB_API_KEY_PARAM"], WithDecryption=True)["Parameter"]["Value"]
    datum = {"MetricName": "Movies", "Value": 1, "Unit": "Count"}
    cloudwatch.put_metric_data(Namespace="Trinity/Application", MetricData=[datum])
    return _answer(200, {"path": path, "key": len(key)})


def auth(event: dict[str, Any], _: object) -> dict[str, Any]:
    """Sign up: put a user, and find them by their address."""
    dynamodb, email = boto3.client("dynamodb"), json.loads(event["body"])["email"]
    user = {"id": {"S": str(uuid.uuid4())}, "email": {"S": email}}
    dynamodb.put_item(TableName=TABLE, Item=user)
    found = dynamodb.query(
        TableName=TABLE,
        IndexName="EmailIndex",
        KeyConditionExpression="email = :email",
        ExpressionAttributeValues={":email": {"S": email}},
    )["Items"]
    secret = boto3.client("ssm").get_parameter(Name=os.environ["JWT_SECRET_PARAM"], WithDecryption=True)
    return _answer(200, {"found": len(found), "secret": len(secret["Parameter"]["Value"])})
