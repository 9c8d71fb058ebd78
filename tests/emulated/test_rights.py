"""The application may do exactly what the guide's minimum policy says, in every compute mode.

Production, so that a customer managed key encrypts everything; with indexes on the deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.policies.decisions import role_may
from tests.emulated.rights import Attempt, attempt, grants, made, refused, trusted
from tests.emulated.world import World, world
from tests.support.program import Variant

INDEX = {"name": "ByStatus", "partitionKey": {"name": "status"}}
TRUSTED = {"ecs": "ecs-tasks.amazonaws.com", "lambda": "lambda.amazonaws.com", "docker": "ec2.amazonaws.com"}
BACKOFF = "lambda"  # the mode that is deployed with queue.changeVisibility

FOREIGN = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
    "Action": "s3:GetObject",
}

TABLE = {"Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"}  # HR-17
QUEUE = {"SendMessage", "GetQueueAttributes", "ReceiveMessage", "DeleteMessage"}  # HR-18
# DynamoDB Developer Guide, "Authorizing use of your AWS KMS key": nothing that changes the key itself
USES_OF_A_KEY = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt", "kms:GenerateDataKey", "kms:DescribeKey")
OBJECT = {"GetObject", "PutObject", "DeleteObject"}  # HR-19


@pytest.fixture(scope="module", params=["ecs", "lambda", "docker"])
def deployed(request: pytest.FixtureRequest) -> Iterator[World]:
    config: dict[str, Any] = {
        "compute": request.param,
        "tables": {"deliveries": {"indexes": [INDEX]}},
        "queue": {"changeVisibility": request.param == BACKOFF},
    }
    with world(Variant(file="prod", config=config)) as found:
        prepare(found)
        yield found


def prepare(world: World) -> None:
    """What is in the account besides HookRelay: things of the same kinds that belong to others."""
    world.client("dynamodb").create_table(
        TableName="prod-hookrelay-other",
        KeySchema=[{"AttributeName": "endpoint_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "endpoint_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    world.client("sqs").create_queue(QueueName="prod-hookrelay-other")
    world.client("s3").create_bucket(Bucket="prod-hookrelay-other")
    for name in ("/hookrelay/dev/auth-secret", "/trinity/auth-secret"):
        world.client("ssm").put_parameter(Name=name, Value="x" * 32, Type="SecureString")


@pytest.fixture
def role(deployed: World) -> str:
    """The application's own role."""
    output = {"ecs": "taskRoleArn", "lambda": "functionRoleArn", "docker": "hostRoleArn"}
    return str(deployed[output[deployed["compute"]]])


@pytest.fixture
def secret_reader(deployed: World, role: str) -> str:
    """The role under which the application's secrets are read: ECS reads them before the task starts."""
    if deployed["compute"] != "ecs":
        return role
    task = deployed.client("ecs").describe_task_definition(taskDefinition=deployed["taskFamily"])
    return str(task["taskDefinition"]["executionRoleArn"])


def other(name: str) -> str:
    """A URL like the queue's, of another queue."""
    return f"https://sqs.us-east-1.amazonaws.com/123456789012/{name}"


def item_calls(table: str, key: dict[str, Any], index: str | None) -> list[Attempt]:
    query: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "#key = :value",
        "ExpressionAttributeNames": {"#key": "status" if index else "endpoint_id"},
        "ExpressionAttributeValues": {":value": {"S": "failed"} if index else key["endpoint_id"]},
    }
    if index:
        return [attempt("dynamodb", "query", IndexName=index, **query)]
    update = {
        "UpdateExpression": "SET #url = :url",
        "ExpressionAttributeNames": {"#url": "url"},
        "ExpressionAttributeValues": {":url": {"S": "https://example.com"}},
    }
    return [
        attempt("dynamodb", "put_item", TableName=table, Item={**key, "status": {"S": "failed"}}),
        attempt("dynamodb", "get_item", TableName=table, Key=key),
        attempt("dynamodb", "update_item", TableName=table, Key=key, **update),
        attempt("dynamodb", "query", **query),
        attempt("dynamodb", "scan", TableName=table),
        attempt("dynamodb", "delete_item", TableName=table, Key=key),
    ]


@pytest.mark.requirement("HR-15", "HR-17")
def test_the_six_operations_work_on_both_tables_and_on_the_index(deployed: World, role: str) -> None:
    endpoint = {"endpoint_id": {"S": "e"}}
    delivery = {**endpoint, "delivery_id": {"S": "d"}}
    calls = [
        *item_calls(deployed["endpointsTable"], endpoint, None),
        *item_calls(deployed["deliveriesTable"], delivery, None),
        *item_calls(deployed["deliveriesTable"], delivery, "ByStatus"),
    ]
    assert refused(deployed, deployed.session(role), calls) == {}


@pytest.mark.requirement("HR-18")
def test_messages_can_be_sent_and_consumed(deployed: World, role: str) -> None:
    queue, session = {"QueueUrl": deployed["queueUrl"]}, deployed.session(role)
    calls = [
        attempt("sqs", "send_message", MessageBody="{}", **queue),
        attempt("sqs", "get_queue_attributes", AttributeNames=["All"], **queue),
    ]
    assert refused(deployed, session, calls) == {}
    with deployed.account.enforcing_iam():
        (message,) = made(session, attempt("sqs", "receive_message", **queue))["Messages"]
        handle = {"ReceiptHandle": message["ReceiptHandle"], **queue}
        postponing = [attempt("sqs", "change_message_visibility", VisibilityTimeout=1, **handle)]
        postponed = refused(deployed, session, postponing) == {}
        made(session, attempt("sqs", "delete_message", **handle))
    assert postponed is (deployed["compute"] == BACKOFF)


@pytest.mark.requirement("HR-19")
def test_objects_can_be_kept_found_and_removed(deployed: World, role: str) -> None:
    place = {"Bucket": deployed["dlqBucket"], "Key": "webhooks/1.json"}
    calls = [
        attempt("s3", "put_object", Body=b"{}", **place),
        attempt("s3", "get_object", **place),
        attempt("s3", "list_objects_v2", Bucket=place["Bucket"]),
        attempt("s3", "delete_object", **place),
    ]
    assert refused(deployed, deployed.session(role), calls) == {}


@pytest.mark.requirement("HR-17", "HR-18", "HR-19", "HR-20", "X-12")
def test_the_minimum_policy_is_the_same_in_every_compute_mode(deployed: World, role: str) -> None:
    here = "arn:aws:{}:us-east-1:123456789012:{}".format
    endpoints = here("dynamodb", f"table/{deployed['endpointsTable']}")
    deliveries = here("dynamodb", f"table/{deployed['deliveriesTable']}")
    bucket = f"arn:aws:s3:::{deployed['dlqBucket']}"
    index = f"{deliveries}/index/ByStatus"
    tables = {(f"dynamodb:{action}", arn) for action in TABLE for arn in (endpoints, deliveries, index)}
    queue = QUEUE | ({"ChangeMessageVisibility"} if deployed["compute"] == BACKOFF else set())
    expected = {
        *tables,
        *{(f"sqs:{action}", deployed["queueArn"]) for action in queue},
        *{(f"s3:{action}", f"{bucket}/*") for action in OBJECT},
        ("s3:ListBucket", bucket),
    }
    assert grants(deployed, role, "dynamodb", "sqs", "s3") == expected
    assert trusted(deployed, role) == {TRUSTED[deployed["compute"]]}


@pytest.mark.requirement("HR-20", "X-12")
def test_everything_else_is_refused(deployed: World, role: str) -> None:
    bucket, queue = deployed["dlqBucket"], {"QueueUrl": deployed["queueUrl"]}
    letters, key = {"QueueUrl": deployed["dlqUrl"]}, {"endpoint_id": {"S": "e"}}
    policy = json.dumps(
        {"Version": "2012-10-17", "Statement": [{**FOREIGN, "Resource": f"arn:aws:s3:::{bucket}/*"}]}
    )
    calls = [
        attempt("dynamodb", "get_item", TableName="prod-hookrelay-other", Key=key),
        attempt("dynamodb", "put_item", TableName="prod-hookrelay-other", Item=key),
        attempt("dynamodb", "describe_table", TableName=deployed["endpointsTable"]),
        attempt("dynamodb", "delete_table", TableName=deployed["endpointsTable"]),
        attempt("dynamodb", "list_tables"),
        attempt("sqs", "send_message", QueueUrl=other("prod-hookrelay-other"), MessageBody="{}"),
        attempt("sqs", "receive_message", QueueUrl=other("prod-hookrelay-other")),
        attempt("sqs", "purge_queue", **queue),
        attempt("sqs", "delete_queue", **queue),
        attempt("sqs", "set_queue_attributes", Attributes={"VisibilityTimeout": "0"}, **queue),
        attempt("sqs", "receive_message", **letters),
        attempt("sqs", "send_message", MessageBody="{}", **letters),
        attempt("s3", "put_bucket_policy", Bucket=bucket, Policy=policy),
        attempt("s3", "delete_bucket_policy", Bucket=bucket),
        attempt("s3", "delete_bucket", Bucket=bucket),
        attempt(
            "s3", "put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}
        ),
        attempt("s3", "put_object", Bucket="prod-hookrelay-other", Key="k", Body=b""),
        attempt("s3", "list_objects_v2", Bucket=deployed["logsBucket"]),
        attempt("s3", "list_buckets"),
    ]
    denied = refused(deployed, deployed.session(role), calls)
    assert [str(call) for call in calls if str(call) not in denied] == []


@pytest.mark.requirement("X-12")
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreateUser", "arn:aws:iam::123456789012:user/mallory"),
        ("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/hookrelay-task-role"),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/hookrelay-task-role"),
        ("sts:AssumeRole", "arn:aws:iam::123456789012:role/hookrelay-task-role"),
        ("rds:DeleteDBInstance", "arn:aws:rds:us-east-1:123456789012:db:hookrelay-prod"),
        ("ec2:AuthorizeSecurityGroupIngress", "arn:aws:ec2:us-east-1:123456789012:security-group/sg-1"),
        ("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/hookrelay-prod"),
        ("cloudwatch:DeleteAlarms", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:HookRelay-Any"),
    ],
)
def test_nothing_is_administered(deployed: World, role: str, action: str, resource: str) -> None:
    assert not role_may("123456789012", role, action, resource, "us-east-1")


@pytest.mark.requirement("HR-47", "X-11")
def test_the_key_is_used_and_never_administered(deployed: World, role: str) -> None:
    table = deployed.client("dynamodb").describe_table(TableName=deployed["endpointsTable"])["Table"]
    key = table["SSEDescription"]["KMSMasterKeyArn"]
    for action in ("ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant", "TagResource"):
        assert not role_may("123456789012", role, f"kms:{action}", key, "us-east-1"), action
    used = {action for action, resource in grants(deployed, role, "kms") if resource == key}
    assert "kms:Decrypt" in used
    assert all(action.startswith(USES_OF_A_KEY) for action in used)


@pytest.mark.requirement("HR-22", "HR-24")
def test_its_own_secrets_are_read_and_those_of_others_are_not(
    deployed: World, secret_reader: str, role: str
) -> None:
    reader = deployed.session(secret_reader)
    own = [secret["arn"].partition(":parameter")[2] for secret in deployed["secrets"].values()]
    assert len(own) == 6
    calls = [attempt("ssm", "get_parameters", Names=[name], WithDecryption=True) for name in own]
    assert refused(deployed, reader, calls) == {}
    foreign = [
        attempt("ssm", "get_parameters", Names=[name], WithDecryption=True)
        for name in ("/hookrelay/dev/auth-secret", "/trinity/auth-secret")
    ]
    assert set(refused(deployed, reader, foreign)) == {str(call) for call in foreign}
    changes = [attempt("ssm", "put_parameter", Name=own[0], Value="x", Overwrite=True)]
    assert set(refused(deployed, reader, changes)) == {str(call) for call in changes}
    if role != secret_reader:
        assert set(refused(deployed, deployed.session(role), calls)) == {str(call) for call in calls}
