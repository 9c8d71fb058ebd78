"""An application for tests: it uses everything that HookRelay's application is given."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3


def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
    """Answer a request of API Gateway: do what its path says and tell what came of it."""
    path = event.get("rawPath") or event["path"]
    found = WAYS.get(path.rstrip("/").rpartition("/")[2], _echo)(event)
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(found)}


def _echo(event: dict[str, Any]) -> dict[str, Any]:
    method = event.get("httpMethod") or event["requestContext"]["http"]["method"]
    return {"method": method, "path": event.get("rawPath") or event["path"], "body": event.get("body")}


def _environment(_: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in os.environ.items() if not key.startswith("AWS_S3CR")}


def _use_everything(event: dict[str, Any]) -> dict[str, Any]:
    key = {"endpoint_id": {"S": "e1"}}
    dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
    dynamodb.put_item(TableName=os.environ["AWS_DDB_ENDPOINTS_TABLE"], Item=key)
    item = {**key, "delivery_id": {"S": "d1"}}
    dynamodb.put_item(TableName=os.environ["AWS_DDB_DELIVERIES_TABLE"], Item=item)
    boto3.client("sqs").send_message(
        QueueUrl=os.environ["AWS_SQS_QUEUE_URL"], MessageBody=event.get("body") or "{}"
    )
    s3.put_object(Bucket=os.environ["AWS_S3_DLQ_BUCKET"], Key="from-the-application", Body=b"{}")
    found = dynamodb.get_item(TableName=os.environ["AWS_DDB_ENDPOINTS_TABLE"], Key=key)
    return {"found": found["Item"]}


def _secrets(_: dict[str, Any]) -> dict[str, Any]:
    """How long each secret is: the value itself never leaves."""
    lengths = {}
    for variable, reference in os.environ.items():
        if variable.endswith("_PARAM"):
            answer = boto3.client("ssm").get_parameter(Name=reference, WithDecryption=True)
            lengths[variable.removesuffix("_PARAM")] = len(answer["Parameter"]["Value"])
        elif variable.endswith("_SECRET_ARN"):
            secret = boto3.client("secretsmanager").get_secret_value(SecretId=reference)
            lengths[variable.removesuffix("_SECRET_ARN")] = len(secret["SecretString"])
    return lengths


def _trespass(_: dict[str, Any]) -> dict[str, Any]:
    boto3.client("sqs").purge_queue(QueueUrl=os.environ["AWS_SQS_QUEUE_URL"])
    return {"purged": True}


WAYS = {
    "environment": _environment,
    "everything": _use_everything,
    "secrets": _secrets,
    "trespass": _trespass,
}
