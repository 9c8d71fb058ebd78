"""Functions and their sources."""

import datetime
import json
from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals import lambda_, reasons

from . import allow, code, function, network, refused, role


def given(account: Account, **change: Any) -> dict[str, Any]:
    arn = "arn:aws:iam::123456789012:role/made"
    if not [one for one in account.client("iam").list_roles()["Roles"] if one["Arn"] == arn]:
        role(account)
    base: dict[str, Any] = {
        "FunctionName": "worker",
        "Role": arn,
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": code()},
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Environment": {"Variables": {"AWS_REGION": "us-east-1"}}}, "AWS_REGION is reserved"),
        ({"Environment": {"Variables": {"BIG": "x" * 4096}}}, "at most 4096"),
        ({"Runtime": "nodejs12.x"}, "no longer supported"),
        ({"Runtime": None}, "Runtime is needed"),
        (
            {"PackageType": "Image", "Code": {"ImageUri": "x"}, "Handler": None},
            "Runtime is not allowed for an image",
        ),
        ({"Code": {"ZipFile": b"no zip"}}, "not a zip file"),
        (
            {"Layers": [f"arn:aws:lambda:us-east-1:123456789012:layer:l:{n}" for n in range(6)]},
            "at most 5 layers",
        ),
        (
            {"SnapStart": {"ApplyOn": "PublishedVersions"}, "Runtime": "provided.al2023"},
            "SnapStart is not available",
        ),
        ({"Role": "arn:aws:iam::123456789012:role/nobody"}, "cannot be assumed by Lambda"),
        (
            {"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:d"}},
            "does not have permissions",
        ),
        ({"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}, "does not exist"),
    ],
)
@pytest.mark.requirement("HR-42", "ST-20")
def test_refused_functions(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("lambda").create_function, **given(account, **change))


@pytest.mark.requirement("HR-42")
@pytest.mark.parametrize("name", ["AWS_LAMBDA_EXEC_WRAPPER", "AWS_XRAY_CONTEXT_MISSING", "AWS_DDB_TABLE"])
def test_names_that_only_begin_with_aws_are_accepted(account: Account, name: str) -> None:
    account.client("lambda").create_function(**given(account, Environment={"Variables": {name: "x"}}))


@pytest.mark.requirement("ST-11", "SC-10")
@pytest.mark.parametrize(
    ("runtime", "day", "blocked"),
    [
        ("nodejs20.x", "2027-01-31", False),
        ("nodejs20.x", "2027-02-01", True),
        ("provided.al2", "2027-02-01", True),
        ("python3.13", "2027-02-01", False),
        ("provided.al2023", "2027-02-01", False),
    ],
)
def test_runtimes_are_judged_by_the_day(
    account: Account, monkeypatch: pytest.MonkeyPatch, runtime: str, day: str, *, blocked: bool
) -> None:
    monkeypatch.setattr(lambda_, "today", lambda: datetime.date.fromisoformat(day))
    create = account.client("lambda").create_function
    if blocked:
        assert "no functions since 2027-02-01" in refused(create, **given(account, Runtime=runtime))
    else:
        create(**given(account, Runtime=runtime))


def test_an_update_is_held_to_the_same_rules(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    client = account.client("lambda")
    client.create_function(**given(account))
    update = client.update_function_configuration
    variables = {"Variables": {"AWS_REGION": "x"}}
    assert "reserved" in refused(update, FunctionName="worker", Environment=variables)
    monkeypatch.setattr(lambda_, "today", lambda: datetime.date(2027, 3, 3))
    assert "no updates since" in refused(update, FunctionName="worker", Runtime="nodejs18.x")
    assert "not a zip file" in refused(client.update_function_code, FunctionName="worker", ZipFile=b"x")
    update(FunctionName="worker", Runtime="python3.14")


def test_a_function_in_a_vpc_needs_a_role_for_its_interfaces(account: Account) -> None:
    vpc, subnets = network(account)
    group = account.client("ec2").create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    where = {"SubnetIds": subnets, "SecurityGroupIds": [group]}
    client = account.client("lambda")
    why = refused(client.create_function, **given(account, VpcConfig=where))
    assert "CreateNetworkInterface on EC2" in why
    assert "security group" in refused(
        client.create_function, **given(account, VpcConfig={"SubnetIds": subnets})
    )
    interfaces = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]
    function(account, allow(interfaces), VpcConfig=where)


def test_a_dead_letter_target_needs_the_right_to_send(account: Account) -> None:
    target = "arn:aws:sqs:us-east-1:123456789012:dead"
    function(account, allow("sqs:SendMessage", target), DeadLetterConfig={"TargetArn": target})


def test_permissions_of_functions(account: Account) -> None:
    function(account)
    client = account.client("lambda")
    base = {"FunctionName": "worker", "StatementId": "s", "Action": "lambda:InvokeFunction"}
    assert "doesn't exist" in refused(client.add_permission, **base, Principal="evnts.amazonaws.com")
    client.add_permission(**base, Principal="events.amazonaws.com")
    assert "already exists" in refused(client.add_permission, **base, Principal="events.amazonaws.com")


@pytest.mark.requirement("ST-33", "ST-21")
def test_concurrency_leaves_something_for_the_others(account: Account) -> None:
    function(account)
    client = account.client("lambda")
    reserve = client.put_function_concurrency
    assert "below 100" in refused(reserve, FunctionName="worker", ReservedConcurrentExecutions=901)
    reserve(FunctionName="worker", ReservedConcurrentExecutions=900)
    provision = client.put_provisioned_concurrency_config
    base = {"FunctionName": "worker", "ProvisionedConcurrentExecutions": 1}
    assert "$LATEST" in refused(provision, **base, Qualifier="$LATEST")
    assert "no version or alias" in refused(provision, **base, Qualifier="live")
    client.publish_version(FunctionName="worker")
    # moto lacks the operation, so the good twin is asked of the rules alone
    good = {**base, "Qualifier": "1"}
    assert reasons("lambda", "PutProvisionedConcurrencyConfig", good, account, "us-east-1") == []


# -- sources

READS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
QUEUE = "arn:aws:sqs:us-east-1:123456789012:work"


def queue(account: Account, seconds: int = 30) -> None:
    account.client("sqs").create_queue(QueueName="work", Attributes={"VisibilityTimeout": str(seconds)})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"BisectBatchOnFunctionError": True}, "only for streams"),
        ({"StartingPosition": "LATEST"}, "only for streams"),
        ({"DestinationConfig": {"OnFailure": {"Destination": QUEUE}}}, "own dead-letter queue"),
        ({"BatchSize": 11}, "MaximumBatchingWindowInSeconds of at least 1"),
        ({"FilterCriteria": {"Filters": [{"Pattern": "{"}]}}, "not JSON"),
        ({"FilterCriteria": {"Filters": [{"Pattern": '{"body": {"a": "x"}}'}]}}, "a list of accepted values"),
        ({"FilterCriteria": {"Filters": [{"Pattern": '{"body": {"a": []}}'}]}}, "accepts nothing"),
        ({"FilterCriteria": {"Filters": [{"Pattern": "{}"}] * 6}}, "at most 5 filters"),
    ],
)
def test_refused_mappings_of_queues(account: Account, change: dict[str, Any], reason: str) -> None:
    queue(account)
    function(account, allow(READS, QUEUE), allow("sqs:SendMessage", QUEUE))
    add = account.client("lambda").create_event_source_mapping
    assert reason in refused(add, EventSourceArn=QUEUE, FunctionName="worker", **change)


def test_accepted_mappings_of_queues(account: Account) -> None:
    queue(account)
    function(account, allow(READS, QUEUE))
    add = account.client("lambda").create_event_source_mapping
    pattern = json.dumps({"body": {"a": ["x"], "$or": [{"b": [1]}, {"c": [{"exists": True}]}]}})
    base = {"EventSourceArn": QUEUE, "FunctionName": "worker"}
    more = {
        "BatchSize": 100,
        "MaximumBatchingWindowInSeconds": 5,
        "FilterCriteria": {"Filters": [{"Pattern": pattern}]},
    }
    add(**base, **more, FunctionResponseTypes=["ReportBatchItemFailures"])
    assert "already exists" in refused(add, **base)


@pytest.mark.requirement("HR-13")
def test_a_queue_must_hide_messages_as_long_as_the_function_may_take(account: Account) -> None:
    queue(account, 30)
    function(account, allow(READS, QUEUE), Timeout=31)
    add = account.client("lambda").create_event_source_mapping
    why = refused(add, EventSourceArn=QUEUE, FunctionName="worker")
    assert "visibility timeout: 30 seconds is less than function timeout: 31" in why
    account.client("lambda").update_function_configuration(FunctionName="worker", Timeout=30)
    add(EventSourceArn=QUEUE, FunctionName="worker")


@pytest.mark.requirement("HR-14")
def test_a_role_that_may_not_read_the_queue_cannot_consume_it(account: Account) -> None:
    queue(account)
    function(account)
    add = account.client("lambda").create_event_source_mapping
    why = refused(add, EventSourceArn=QUEUE, FunctionName="worker")
    assert "does not have permissions to call ReceiveMessage" in why


@pytest.mark.requirement("ST-22")
def test_a_stream_needs_a_position_and_a_role_that_reads_it(account: Account) -> None:
    dynamodb = account.client("dynamodb")
    stream = dynamodb.create_table(
        TableName="requests",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]["LatestStreamArn"]
    failures = "arn:aws:sqs:us-east-1:123456789012:failures"
    reads = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    function(account, allow(reads, stream))
    add = account.client("lambda").create_event_source_mapping
    base = {"EventSourceArn": stream, "FunctionName": "worker"}
    assert "StartingPosition is needed" in refused(add, **base)
    away = {"DestinationConfig": {"OnFailure": {"Destination": failures}}}
    assert "SendMessage" in refused(add, **base, StartingPosition="LATEST", **away)
    add(**base, StartingPosition="LATEST", BisectBatchOnFunctionError=True)
