"""The worker delivers and reads no session secrets; the archiver reads dead letters and only adds objects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulated.rights import attempt, grants, refused, trusted
from tests.emulated.world import World, world
from tests.support.program import Variant

POLLING = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}


@pytest.fixture(scope="module")
def production() -> Iterator[World]:
    with world(Variant(file="prod")) as found:
        yield found


@pytest.fixture
def archiver(production: World) -> str:
    name = production["archiverFunctionName"]
    return str(production.client("lambda").get_function_configuration(FunctionName=name)["Role"])


@pytest.mark.requirement("HR-14", "HR-18", "X-12")
def test_the_worker_works_on_the_queue_and_the_stores(production: World) -> None:
    role, key = production["workerRoleArn"], {"endpoint_id": {"S": "e"}}
    assert trusted(production, role) == {"lambda.amazonaws.com"}
    calls = [
        attempt("dynamodb", "get_item", TableName=production["endpointsTable"], Key=key),
        attempt("sqs", "receive_message", QueueUrl=production["queueUrl"], WaitTimeSeconds=0),
        attempt("s3", "put_object", Bucket=production["dlqBucket"], Key="k", Body=b"{}"),
        attempt("ssm", "get_parameter", Name="/hookrelay/database-url", WithDecryption=True),
    ]
    assert refused(production, production.session(role), calls) == {}


@pytest.mark.requirement("X-12")
def test_the_worker_reads_no_secret_of_sessions_and_sign_in(production: World) -> None:
    names = ("auth-secret", "discord-id", "discord-secret", "ingest-shared-secret")
    calls = [
        attempt("ssm", "get_parameter", Name=f"/hookrelay/{name}", WithDecryption=True) for name in names
    ]
    denied = refused(production, production.session(production["workerRoleArn"]), calls)
    assert set(denied) == {str(call) for call in calls}


@pytest.mark.requirement("HR-18")
def test_the_worker_has_nothing_to_do_with_dead_letters(production: World) -> None:
    calls = [
        attempt("sqs", "receive_message", QueueUrl=production["dlqUrl"]),
        attempt("sqs", "get_queue_attributes", QueueUrl=production["dlqUrl"]),
    ]
    denied = refused(production, production.session(production["workerRoleArn"]), calls)
    assert set(denied) == {str(call) for call in calls}


@pytest.mark.requirement("HR-11", "HR-18", "X-12")
def test_the_archiver_empties_the_dead_letter_queue_and_adds_to_the_archive(
    production: World, archiver: str
) -> None:
    sqs = production.client("sqs")
    letters = sqs.get_queue_attributes(QueueUrl=production["dlqUrl"], AttributeNames=["QueueArn"])
    arn = letters["Attributes"]["QueueArn"]
    assert grants(production, archiver, "sqs") == {(action, arn) for action in POLLING}
    assert grants(production, archiver, "s3") == {
        ("s3:PutObject", f"arn:aws:s3:::{production['dlqBucket']}/*")
    }
    assert grants(production, archiver, "dynamodb", "ssm", "secretsmanager") == set()


@pytest.mark.requirement("HR-11", "X-12")
def test_the_archiver_neither_reads_nor_removes_what_is_archived(production: World, archiver: str) -> None:
    place = {"Bucket": production["dlqBucket"], "Key": "letters/1.json"}
    session = production.session(archiver)
    assert refused(production, session, [attempt("s3", "put_object", Body=b"{}", **place)]) == {}
    calls = [
        attempt("s3", "get_object", **place),
        attempt("s3", "delete_object", **place),
        attempt("s3", "list_objects_v2", Bucket=place["Bucket"]),
        attempt("sqs", "receive_message", QueueUrl=production["queueUrl"]),
        attempt("sqs", "send_message", QueueUrl=production["dlqUrl"], MessageBody="{}"),
    ]
    assert set(refused(production, session, calls)) == {str(call) for call in calls}


@pytest.mark.requirement("HR-35", "X-12")
def test_the_execution_role_pulls_logs_and_reads_and_the_task_role_does_not(production: World) -> None:
    task = production.client("ecs").describe_task_definition(taskDefinition=production["taskFamily"])
    execution = task["taskDefinition"]["executionRoleArn"]
    assert execution.endswith(":role/hookrelay-prod-execution")
    assert grants(production, execution, "dynamodb", "sqs", "s3") == set()
    assert {action for action, _ in grants(production, execution, "ecr")} == {
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
    }
    assert grants(production, production["taskRoleArn"], "ecr", "ssm", "logs") == set()
