import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from components.blocks.cluster import Cluster, ClusterArgs
from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.dead_letter_archiver import DeadLetterArchiver, DeadLetterArchiverArgs
from components.blocks.fargate_args import FargateServiceArgs
from components.blocks.fargate_service import FargateService
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own, Placeholder
from components.blocks.function_events import QueueMapping, StreamMapping
from components.blocks.queue import Queue, QueueArgs
from components.blocks.redeploy_on_rotation import RedeployOnRotation, RedeployOnRotationArgs
from components.blocks.table import Table, TableArgs
from components.environments import ENVIRONMENTS
from components.iam import Statement
from components.links import Link
from components.metrics import check
from components.placement import Placement
from components.table_schema import Key
from tests.support.recorder import Recorder, declare

PROD = ENVIRONMENTS["prod"]
REAL = FunctionArgs(
    environment=PROD,
    code=Own(files=("redeploy_on_rotation.py",)),
    runtime="python3.13",
    handler="redeploy_on_rotation.handler",
    timeout_seconds=50,
    memory_mb=256,
    alias="live",
)
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"


def queue(name: str = "attempts", **changed: Any) -> Queue:
    settings: dict[str, Any] = {
        "environment": PROD,
        "visibility_timeout_seconds": 300,
        "max_receive_count": 3,
    }
    return Queue(name, QueueArgs(**settings | changed))


def consuming(mapping: QueueMapping | None = None, **changed: Any) -> Recorder:
    return declare(lambda: Function("worker", replace(REAL, **changed)).consumes(queue(), mapping))


@pytest.mark.requirement("HR-12", "TC-23")
def test_a_queue_is_consumed_in_batches_whose_failed_messages_alone_come_again() -> None:
    recorded = consuming()
    mapping = recorded.one(MAPPING).inputs
    assert mapping["eventSourceArn"] == recorded.state("attempts-queue")["arn"]
    assert mapping["functionName"] == recorded.state("worker-alias")["arn"]
    assert (mapping["batchSize"], mapping["maximumBatchingWindowInSeconds"]) == (10, 0)
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["enabled"] is True
    assert not {"scalingConfig", "filterCriteria"} & mapping.keys()


def test_a_mapping_comes_after_the_right_to_read_its_queue() -> None:
    recorded = consuming()
    assert "worker-attempts-policy" in recorded.needs("worker-attempts-mapping")
    [receive] = recorded.statements("worker-attempts-policy")
    assert receive["Action"] == ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    assert receive["Resource"] == [recorded.state("attempts-queue")["arn"]]


@pytest.mark.requirement("HR-18")
def test_a_consumer_that_backs_off_may_hide_messages_for_longer() -> None:
    [receive] = consuming(QueueMapping(backoff=True)).statements("worker-attempts-policy")
    assert "sqs:ChangeMessageVisibility" in receive["Action"]


@pytest.mark.requirement("TC-23", "TC-27")
def test_a_mapping_can_be_limited_and_filtered() -> None:
    mapping = (
        consuming(
            QueueMapping(
                batch_size=100,
                window_seconds=1,
                max_concurrency=5,
                filters=[{"body": {"type": ["caption"]}}],
            ),
            timeout_seconds=49,
        )
        .one(MAPPING)
        .inputs
    )
    assert (mapping["batchSize"], mapping["maximumBatchingWindowInSeconds"]) == (100, 1)
    assert mapping["scalingConfig"] == {"maximumConcurrency": 5}
    [pattern] = mapping["filterCriteria"]["filters"]
    assert json.loads(pattern["pattern"]) == {"body": {"type": ["caption"]}}


@pytest.mark.requirement("HR-14")
def test_a_placeholder_consumes_nothing() -> None:
    placeholder: dict[str, Any] = {"code": Placeholder(), "runtime": "nodejs24.x", "handler": "index.handler"}
    assert consuming(**placeholder).one(MAPPING).inputs["enabled"] is False


@pytest.mark.requirement("HR-13", "TC-26")
def test_a_queue_that_shows_messages_again_too_early_is_refused() -> None:
    consuming(timeout_seconds=50)
    with pytest.raises(ValueError, match="50"):
        consuming(timeout_seconds=51)
    with pytest.raises(ValueError, match="batching window"):
        consuming(QueueMapping(window_seconds=1), timeout_seconds=50)


def test_mappings_that_lambda_refuses_are_refused() -> None:
    with pytest.raises(ValueError, match="window_seconds"):
        QueueMapping(batch_size=11)
    with pytest.raises(ValueError, match="retries"):
        StreamMapping(retries=-1)


def streaming(
    mapping: StreamMapping | None = None,
    then: Callable[[Function], object] = lambda function: None,
    **changed: Any,
) -> Recorder:
    def program() -> None:
        table = Table(
            "requests",
            TableArgs(environment=PROD, hash_key=Key(name="RequestID"), stream="NEW_AND_OLD_IMAGES"),
        )
        function = Function("processor", replace(REAL, **changed))
        function.consumes_stream(table, queue("failures"), mapping)
        then(function)

    return declare(program)


@pytest.mark.requirement("ST-22")
def test_a_stream_is_read_in_batches_and_a_poison_record_is_given_up() -> None:
    recorded = streaming(
        StreamMapping(filters=[{"eventName": ["INSERT"]}]), timeout_seconds=900, memory_mb=1024
    )
    mapping = recorded.one(MAPPING).inputs
    assert mapping["eventSourceArn"] == recorded.state("requests-table")["streamArn"]
    assert (mapping["startingPosition"], mapping["batchSize"]) == ("LATEST", 10)
    assert mapping["bisectBatchOnFunctionError"] is True
    assert (mapping["maximumRetryAttempts"], mapping["maximumRecordAgeInSeconds"]) == (3, 21_600)
    assert (
        mapping["destinationConfig"]["onFailure"]["destinationArn"] == recorded.state("failures-queue")["arn"]
    )
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["functionName"] == recorded.state("processor-alias")["arn"]


@pytest.mark.requirement("ST-37")
def test_a_stream_reader_may_read_this_stream_and_send_to_this_queue() -> None:
    recorded = streaming()
    assert "processor-requests-policy" in recorded.needs("processor-requests-mapping")
    by_action = {
        action: item["Resource"]
        for item in recorded.statements("processor-requests-policy")
        for action in item["Action"]
    }
    stream = recorded.state("requests-table")["streamArn"]
    assert by_action["dynamodb:GetRecords"] == by_action["dynamodb:GetShardIterator"] == [stream]
    assert by_action["dynamodb:ListStreams"] == ["*"]
    assert by_action["sqs:SendMessage"] == [recorded.state("failures-queue")["arn"]]


@pytest.mark.requirement("ST-43")
def test_a_stream_reader_is_watched_for_records_that_grow_old() -> None:
    made: dict[str, Any] = {}
    streaming(
        StreamMapping(max_age_seconds=3600),
        then=lambda function: made.update(alarms=function.alarms(), widgets=function.widgets()),
    )
    [age] = [alarm for alarm in made["alarms"] if alarm.key == "processor-iterator-age"]
    assert age.threshold == 1_800_000
    assert list(check(age.metric)) == []
    assert made["widgets"][-1].metrics[0].name == "IteratorAge"


def scheduled(**changed: Any) -> Recorder:
    def program() -> None:
        Function("export", replace(REAL, **changed)).runs_on_schedule(
            "daily", "cron(0 3 * * ? *)", name="daily-export", event={"full": True}
        )

    return declare(program)


@pytest.mark.requirement("ST-9")
def test_a_schedule_calls_this_one_function_with_a_role_of_its_own() -> None:
    recorded = scheduled()
    schedule = recorded.inputs("export-daily-schedule")
    alias = recorded.state("export-alias")["arn"]
    assert (schedule["name"], schedule["scheduleExpression"]) == ("daily-export", "cron(0 3 * * ? *)")
    assert schedule["target"]["arn"] == alias
    assert json.loads(schedule["target"]["input"]) == {"full": True}
    assert schedule["state"] == "ENABLED"
    [call] = recorded.statements("export-daily-schedule-role")
    assert (call["Action"], call["Resource"]) == (["lambda:InvokeFunction"], [alias])
    assert recorded.trust("export-daily-schedule-role")[0]["Principal"] == {
        "Service": "scheduler.amazonaws.com"
    }


def test_a_placeholder_is_not_called_by_the_clock() -> None:
    recorded = scheduled(code=Placeholder(), handler="main.handler")
    assert recorded.inputs("export-daily-schedule")["state"] == "DISABLED"


def test_a_schedule_that_aws_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="schedule"):
        declare(lambda: Function("export", REAL).runs_on_schedule("daily", "daily"))


PUT = Statement(sid="Put", actions=["s3:PutObject"], resources=["arn:aws:s3:::archive/*"])
BUCKET = Link(environment={"ARCHIVE_BUCKET": "archive"}, statements=[PUT])


def archiving(**changed: Any) -> Recorder:
    def program() -> None:
        letters = queue(dead_letter_visibility_timeout_seconds=180).dead_letters
        DeadLetterArchiver(
            "dlq",
            DeadLetterArchiverArgs(environment=PROD, dead_letters=letters, bucket=BUCKET, **changed),
        )

    return declare(program)


@pytest.mark.requirement("HR-11")
def test_the_archiver_empties_the_dead_letter_queue_into_the_bucket_and_may_do_nothing_else() -> None:
    recorded = archiving(name="hookrelay-prod-dlq-archiver")
    function = recorded.inputs("dlq-archiver-function")
    assert function["name"] == "hookrelay-prod-dlq-archiver"
    assert set(function["code"].assets) == {"dead_letter_archiver.py"}
    assert function["environment"]["variables"]["ARCHIVE_BUCKET"] == "archive"
    mapping = recorded.one(MAPPING).inputs
    assert mapping["eventSourceArn"] == recorded.state("attempts-dlq")["arn"]
    assert mapping["enabled"] is True
    actions = [action for item in recorded.statements("dlq-archiver-role") for action in item["Action"]]
    assert sorted(actions) == [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:PutObject",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ]


@pytest.mark.requirement("HR-13")
def test_the_archiver_takes_the_time_that_its_queue_allows() -> None:
    assert archiving().inputs("dlq-archiver-function")["timeout"] == 30


@pytest.mark.requirement("HR-10")
@pytest.mark.parametrize(("compress", "value"), [(True, "gzip"), (False, "none")])
def test_the_archiver_compresses_if_it_is_told_to(compress: bool, value: str) -> None:
    variables = archiving(compress=compress, prefix="failed").inputs("dlq-archiver-function")["environment"][
        "variables"
    ]
    assert (variables["DLQ_COMPRESSION"], variables["ARCHIVE_PREFIX"]) == (value, "failed")


def test_an_archiver_without_an_archive_is_refused() -> None:
    def program() -> None:
        DeadLetterArchiverArgs(environment=PROD, dead_letters=queue().dead_letters, bucket=Link())

    with pytest.raises(ValueError, match="ARCHIVE_BUCKET"):
        declare(program)


@pytest.mark.requirement("HR-26")
def test_services_are_redeployed_when_their_secret_was_rotated() -> None:
    secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abc"

    def program() -> None:
        cluster = Cluster("main", ClusterArgs())
        registry = ContainerRegistry("images", ContainerRegistryArgs(environment=PROD))
        services = [
            FargateService(
                name,
                FargateServiceArgs(
                    environment=PROD,
                    region="us-east-1",
                    cluster=cluster,
                    placement=Placement(vpc_id="vpc-1", subnet_ids=["subnet-1"]),
                    registry=registry,
                    image_tag=None,
                    cpu=256,
                    memory=512,
                    family=name,
                    container_name=name,
                    name=name,
                ),
            )
            for name in ("web", "worker")
        ]
        RedeployOnRotation(
            "db", RedeployOnRotationArgs(environment=PROD, secret_arn=secret, services=services)
        )

    recorded = declare(program)
    pattern = json.loads(recorded.inputs("db-rotated")["eventPattern"])
    assert pattern["detail"] == {
        "eventName": ["RotationSucceeded"],
        "additionalEventData": {"SecretId": [secret]},
    }
    [update] = [s for s in recorded.statements("db-redeploy-role") if s["Sid"] == "RedeployServices"]
    assert update["Action"] == ["ecs:UpdateService"]
    assert update["Resource"] == [recorded.state(f"{name}-service")["id"] for name in ("web", "worker")]
    variables = recorded.inputs("db-redeploy-function")["environment"]["variables"]
    assert variables["SERVICES"] == "web,worker"
    permission = recorded.inputs("db-redeploy-from-rotation")
    assert permission["sourceArn"] == recorded.state("db-rotated")["arn"]
    assert recorded.inputs("db-target")["arn"] == recorded.state("db-redeploy-function")["arn"]
    assert "db-redeploy-from-rotation" in recorded.needs("db-target")


def test_watching_a_secret_for_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="services is empty"):
        RedeployOnRotationArgs(environment=PROD, secret_arn="arn:x", services=[])
