"""Functions, queues, streams, topics and buses run by themselves."""

import io
import json
import textwrap
import time
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from emulator import runtime
from emulator.account import Account

BASIC = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": "*",
}


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.py", textwrap.dedent(text))
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def running(account: Account) -> Iterator[None]:
    with runtime.installed(account.account_id):
        yield


def role(account: Account, name: str, *statements: Mapping[str, Any]) -> str:
    iam = account.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    grant(account, name, *statements)
    return arn


def grant(account: Account, name: str, *statements: Mapping[str, Any]) -> None:
    document = {"Version": "2012-10-17", "Statement": [BASIC, *statements]}
    account.client("iam").put_role_policy(
        RoleName=name, PolicyName="does", PolicyDocument=json.dumps(document)
    )


def function(account: Account, name: str, code: str, *statements: Mapping[str, Any], **options: Any) -> str:
    given: dict[str, Any] = {
        "FunctionName": name,
        "Role": role(account, f"{name}-role", *statements),
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Timeout": 5,
        "Code": {"ZipFile": zipped(index=code)},
        **options,
    }
    arn: str = account.client("lambda").create_function(**given)["FunctionArn"]
    return arn


def table(account: Account, name: str = "seen", **options: Any) -> str:
    account.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        **options,
    )
    return f"arn:aws:dynamodb:us-east-1:{account.account_id}:table/{name}"


def items(account: Account, name: str = "seen") -> list[str]:
    return sorted(item["id"]["S"] for item in account.client("dynamodb").scan(TableName=name)["Items"])


def queue(account: Account, name: str, **attributes: str) -> tuple[str, str]:
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "30", **attributes})["QueueUrl"]
    return url, f"arn:aws:sqs:us-east-1:{account.account_id}:{name}"


def reads(arn: str) -> dict[str, Any]:
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return {"Effect": "Allow", "Action": actions, "Resource": arn}


def writes(arn: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": arn}


NOTE = """
    import boto3, json
    table = boto3.resource("dynamodb").Table("seen")
    def handler(event, context):
        for number, record in enumerate(event["Records"]):
            body = record["body"]
            if "poison" in body:
                raise ValueError(body)
            table.put_item(Item={"id": body, "batch": len(event["Records"])})
"""


def depth(account: Account, url: str) -> int:
    found = account.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def test_a_function_runs_under_its_own_role_with_its_own_variables(account: Account) -> None:
    code = """
        import os, boto3
        def handler(event, context):
            who = boto3.client("sts").get_caller_identity()["Arn"]
            return {"who": who, "table": os.environ["TABLE"], "name": context.function_name, "got": event}
    """
    function(account, "asks", code, Environment={"Variables": {"TABLE": "seen"}})
    answer = account.client("lambda").invoke(FunctionName="asks", Payload=b'{"a": 1}')
    body = json.loads(answer["Payload"].read())
    assert ":assumed-role/asks-role/asks" in body["who"]
    assert (body["table"], body["name"], body["got"]) == ("seen", "asks", {"a": 1})


def test_a_raising_handler_is_a_function_error_and_its_log_is_in_its_group(account: Account) -> None:
    function(
        account, "raises", "def handler(event, context):\n    print('before')\n    raise KeyError('lost')\n"
    )
    answer = account.client("lambda").invoke(FunctionName="raises")
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == "KeyError"
    events = account.client("logs").filter_log_events(logGroupName="/aws/lambda/raises")["events"]
    assert any("before" in event["message"] for event in events)
    assert any("KeyError" in event["message"] for event in events)


@pytest.mark.parametrize("name", ["nodejs24.x", "provided.al2023"])
def test_a_runtime_that_cannot_run_here_says_so(account: Account, name: str) -> None:
    function(account, "foreign", "", Runtime=name)
    answer = account.client("lambda").invoke(FunctionName="foreign")
    assert answer["FunctionError"] == "Unhandled"
    assert "not executable here" in json.loads(answer["Payload"].read())["errorMessage"]


def test_two_functions_with_modules_of_the_same_name_do_not_mix(account: Account) -> None:
    code = """
        from helper import NAME
        def handler(event, context):
            import helper
            return [NAME, helper.NAME]
    """
    for name in ("one", "two"):
        function(account, name, "", Code={"ZipFile": zipped(index=code, helper=f"NAME = {name!r}")})
    for name in ("one", "two", "one"):
        answer = account.client("lambda").invoke(FunctionName=name)
        assert json.loads(answer["Payload"].read()) == [name, name]


def test_new_code_is_run_after_an_update(account: Account) -> None:
    function(account, "changes", "def handler(e, c):\n    return 1\n")
    client = account.client("lambda")
    assert json.loads(client.invoke(FunctionName="changes")["Payload"].read()) == 1
    client.update_function_code(
        FunctionName="changes", ZipFile=zipped(index="def handler(e, c):\n    return 2\n")
    )
    assert json.loads(client.invoke(FunctionName="changes")["Payload"].read()) == 2


def consumer(account: Account, code: str = NOTE, *, dlq: bool = True, **mapping: Any) -> tuple[str, str]:
    """A queue `work` consumed by a function `consumer` that notes bodies in the table `seen`."""
    seen = table(account)
    dead_url, dead = queue(account, "dead", MessageRetentionPeriod="1209600")
    redrive = (
        {"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 3})} if dlq else {}
    )
    url, arn = queue(account, "work", **redrive)
    function(account, "consumer", code, reads(arn), writes(seen))
    account.client("lambda").create_event_source_mapping(
        EventSourceArn=arn, FunctionName="consumer", **mapping
    )
    return url, dead_url


def test_a_message_is_consumed_and_deleted(account: Account) -> None:
    url, _ = consumer(account)
    with account.enforcing_iam():
        account.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
    assert items(account) == ["hello"]
    assert depth(account, url) == 0


@pytest.mark.requirement("HR-5")
def test_a_poison_message_lands_in_the_dead_letter_queue_after_its_receives(account: Account) -> None:
    url, dead = consumer(account)
    sqs = account.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    for _ in range(5):
        found = sqs.receive_message(QueueUrl=dead).get("Messages")
        if found:
            break
    assert [message["Body"] for message in found or ()] == ["poison"]
    assert items(account) == []


def test_a_message_sent_before_the_mapping_is_consumed_when_it_comes(account: Account) -> None:
    seen = table(account)
    url, arn = queue(account, "work")
    function(account, "consumer", NOTE, reads(arn), writes(seen))
    account.client("sqs").send_message(QueueUrl=url, MessageBody="early")
    account.client("lambda").create_event_source_mapping(EventSourceArn=arn, FunctionName="consumer")
    assert items(account) == ["early"]


def test_a_batch_reaches_the_function_as_one(account: Account) -> None:
    url, _ = consumer(account, BatchSize=4)
    entries = [{"Id": str(n), "MessageBody": f"m{n}"} for n in range(6)]
    account.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    scanned = account.client("dynamodb").scan(TableName="seen")["Items"]
    assert {item["id"]["S"]: item["batch"]["N"] for item in scanned} == {
        **dict.fromkeys(["m0", "m1", "m2", "m3"], "4"),
        **dict.fromkeys(["m4", "m5"], "2"),
    }


@pytest.mark.requirement("HR-12")
def test_reported_failures_come_again_and_the_others_do_not(account: Account) -> None:
    code = """
        import boto3
        table = boto3.resource("dynamodb").Table("seen")
        def handler(event, context):
            failed = []
            for record in event["Records"]:
                tries = record["attributes"]["ApproximateReceiveCount"]
                table.put_item(Item={"id": record["body"] + tries})
                if record["body"] == "bad" and tries == "1":
                    failed.append({"itemIdentifier": record["messageId"]})
            return {"batchItemFailures": failed}
    """
    url, _ = consumer(account, code, FunctionResponseTypes=["ReportBatchItemFailures"])
    entries = [{"Id": "a", "MessageBody": "good"}, {"Id": "b", "MessageBody": "bad"}]
    account.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    runtime.poll(account)
    assert items(account) == ["bad1", "bad2", "good1"]


@pytest.mark.parametrize(
    "answer", ['{"batchItemFailures": [{"itemIdentifier": "?"}]}', '{"batchItemFailures": "x"}']
)
def test_an_answer_that_names_no_message_fails_the_whole_batch(account: Account, answer: str) -> None:
    code = f"def handler(event, context):\n    return {answer}\n"
    url, _ = consumer(account, code, FunctionResponseTypes=["ReportBatchItemFailures"])
    account.client("sqs").send_message(QueueUrl=url, MessageBody="kept")
    assert depth(account, url) == 1


def test_filtered_messages_are_deleted_without_a_call(account: Account) -> None:
    pattern = json.dumps({"body": {"kind": ["wanted"], "size": [{"numeric": [">", 1]}]}})
    url, _ = consumer(account, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    for body in ({"kind": "wanted", "size": 2}, {"kind": "wanted", "size": 1}, {"kind": "other", "size": 5}):
        account.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(body))
    account.client("sqs").send_message(QueueUrl=url, MessageBody="no json")
    assert items(account) == [json.dumps({"kind": "wanted", "size": 2})]
    assert depth(account, url) == 0


@pytest.mark.requirement("HR-14")
def test_a_disabled_mapping_leaves_the_queue_alone(account: Account) -> None:
    url, _ = consumer(account, Enabled=False)
    account.client("sqs").send_message(QueueUrl=url, MessageBody="waits")
    runtime.poll(account)
    assert items(account) == []
    assert depth(account, url) == 1


def test_a_deleted_mapping_consumes_no_more(account: Account) -> None:
    url, _ = consumer(account)
    client = account.client("lambda")
    client.delete_event_source_mapping(
        UUID=client.list_event_source_mappings()["EventSourceMappings"][0]["UUID"]
    )
    account.client("sqs").send_message(QueueUrl=url, MessageBody="waits")
    assert depth(account, url) == 1


def test_a_role_that_lost_its_right_to_read_consumes_nothing(account: Account) -> None:
    url, _ = consumer(account)
    grant(account, "consumer-role")
    account.client("sqs").send_message(QueueUrl=url, MessageBody="waits")
    assert depth(account, url) == 1


def test_under_enforcement_a_function_may_do_only_what_its_role_may(account: Account) -> None:
    url, dead = consumer(account)
    _, arn = queue(account, "other")
    grant(account, "consumer-role", reads(arn.replace("other", "work")))
    with account.enforcing_iam():
        account.client("sqs").send_message(QueueUrl=url, MessageBody="denied")
        for _ in range(4):
            runtime.poll(account)
    assert items(account) == []
    assert depth(account, dead) == 1


def streamed(account: Account, code: str, **mapping: Any) -> str:
    source = table(
        account, "source", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    )
    seen = table(account)
    stream = account.client("dynamodb").describe_table(TableName="source")["Table"]["LatestStreamArn"]
    actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    _, failures = queue(account, "failures")
    function(
        account,
        "reader",
        code,
        {"Effect": "Allow", "Action": actions, "Resource": stream},
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures},
        writes(seen),
    )
    options = {"StartingPosition": "LATEST", **mapping}
    account.client("lambda").create_event_source_mapping(
        EventSourceArn=stream, FunctionName="reader", **options
    )
    return source


CHANGES = """
    import boto3
    table = boto3.resource("dynamodb").Table("seen")
    def handler(event, context):
        for record in event["Records"]:
            key = record["dynamodb"]["Keys"]["id"]["S"]
            if key == "poison":
                raise ValueError(key)
            by = record.get("userIdentity", {}).get("principalId", "")
            table.put_item(Item={"id": record["eventName"] + ":" + key + by})
"""


def put(account: Account, key: str, **more: Any) -> None:
    account.client("dynamodb").put_item(TableName="source", Item={"id": {"S": key}, **more})


@pytest.mark.requirement("ST-22")
def test_a_stream_brings_changes_to_its_function(account: Account) -> None:
    streamed(account, CHANGES)
    put(account, "a")
    put(account, "a", n={"N": "1"})
    account.client("dynamodb").delete_item(TableName="source", Key={"id": {"S": "a"}})
    assert items(account) == ["INSERT:a", "MODIFY:a", "REMOVE:a"]


@pytest.mark.parametrize(("position", "expected"), [("LATEST", []), ("TRIM_HORIZON", ["INSERT:early"])])
def test_the_starting_position_decides_about_what_was_before(
    account: Account, position: str, expected: list[str]
) -> None:
    streamed(account, CHANGES)
    client = account.client("lambda")
    client.delete_event_source_mapping(
        UUID=client.list_event_source_mappings()["EventSourceMappings"][0]["UUID"]
    )
    put(account, "early")
    stream = account.client("dynamodb").describe_table(TableName="source")["Table"]["LatestStreamArn"]
    client.create_event_source_mapping(
        EventSourceArn=stream, FunctionName="reader", StartingPosition=position
    )
    assert items(account) == expected


@pytest.mark.requirement("ST-22")
def test_a_stream_filter_keeps_other_changes_away(account: Account) -> None:
    pattern = {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": {"Status": {"S": ["PENDING"]}}}}
    streamed(account, CHANGES, FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]})
    put(account, "a", Status={"S": "PENDING"})
    put(account, "b", Status={"S": "DONE"})
    account.client("dynamodb").delete_item(TableName="source", Key={"id": {"S": "a"}})
    assert items(account) == ["INSERT:a"]


@pytest.mark.requirement("ST-22")
def test_a_poison_record_goes_to_the_failure_destination_and_blocks_nobody(account: Account) -> None:
    streamed(
        account,
        CHANGES,
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
        DestinationConfig={
            "OnFailure": {"Destination": f"arn:aws:sqs:us-east-1:{account.account_id}:failures"}
        },
    )
    requests = [{"PutRequest": {"Item": {"id": {"S": key}}}} for key in ("a", "poison", "b")]
    account.client("dynamodb").batch_write_item(RequestItems={"source": requests})
    assert items(account) == ["INSERT:a", "INSERT:b"]
    sqs = account.client("sqs")
    body = json.loads(
        sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="failures")["QueueUrl"])["Messages"][0][
            "Body"
        ]
    )
    assert body["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert body["DDBStreamBatchInfo"]["batchSize"] == 1


def test_without_a_limit_a_poison_record_blocks_its_shard(account: Account) -> None:
    streamed(account, CHANGES)
    put(account, "poison")
    put(account, "after")
    assert items(account) == []


@pytest.mark.requirement("ST-8")
def test_expired_items_go_and_their_records_say_who_removed_them(account: Account) -> None:
    streamed(account, CHANGES)
    account.client("dynamodb").update_time_to_live(
        TableName="source", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"}
    )
    put(account, "old", ttl={"N": str(int(time.time()) - 10)})
    put(account, "new", ttl={"N": str(int(time.time()) + 1000)})
    put(account, "ever")
    assert runtime.expire(account, "source") == 1
    assert items(account, "source") == ["ever", "new"]
    assert "REMOVE:olddynamodb.amazonaws.com" in items(account)


def admit(account: Account, url: str, service: str, source: str) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})


def test_a_topic_reaches_a_queue_only_if_the_queue_lets_it_in(account: Account) -> None:
    sns = account.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    url, arn = queue(account, "inbox")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="lost")
    assert depth(account, url) == 0
    assert [one.target for one in runtime.undelivered()] == [arn]
    admit(account, url, "sns.amazonaws.com", topic)
    sns.publish(TopicArn=topic, Message="arrives")
    assert depth(account, url) == 1
    admit(account, url, "sns.amazonaws.com", topic + "-other")
    sns.publish(TopicArn=topic, Message="lost again")
    assert depth(account, url) == 1


def test_what_a_subscription_cannot_deliver_goes_to_its_dead_letter_queue(account: Account) -> None:
    sns = account.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    _, closed = queue(account, "closed")
    dead_url, dead = queue(account, "undelivered")
    admit(account, dead_url, "sns.amazonaws.com", topic)
    redrive = json.dumps({"deadLetterTargetArn": dead})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=closed, Attributes={"RedrivePolicy": redrive})
    sns.publish(TopicArn=topic, Message="kept")
    assert depth(account, dead_url) == 1


def test_an_encrypted_queue_takes_a_topics_messages_only_if_the_key_lets_it(account: Account) -> None:
    sns, kms = account.client("sns"), account.client("kms")
    topic = sns.create_topic(Name="news")["TopicArn"]
    root = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account.account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": [root]}))["KeyMetadata"][
        "KeyId"
    ]
    url, arn = queue(account, "inbox", KmsMasterKeyId=key)
    admit(account, url, "sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="lost")
    assert depth(account, url) == 0
    service = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [root, service]})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    sns.publish(TopicArn=topic, Message="arrives")
    assert depth(account, url) == 1


RECORDS_MESSAGE = """
    import boto3
    table = boto3.resource("dynamodb").Table("seen")
    def handler(event, context):
        if "Records" in event and "Sns" in event["Records"][0]:
            sns = event["Records"][0]["Sns"]
            kind = sns["MessageAttributes"].get("kind", {}).get("Value", "")
            table.put_item(Item={"id": sns["Message"] + kind + sns["TopicArn"].rsplit(":", 1)[-1]})
        elif "Records" in event:
            table.put_item(Item={"id": event["Records"][0]["s3"]["object"]["key"]})
        else:
            table.put_item(Item={"id": event["detail-type"]})
"""


def permit(account: Account, name: str, service: str, source: str, **options: Any) -> None:
    account.client("lambda").add_permission(
        FunctionName=name,
        StatementId=service.partition(".")[0],
        Action="lambda:InvokeFunction",
        Principal=service,
        SourceArn=source,
        **options,
    )


def test_a_topic_invokes_a_function_that_permits_it(account: Account) -> None:
    seen = table(account)
    arn = function(account, "hears", RECORDS_MESSAGE, writes(seen))
    sns = account.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="unheard")
    permit(account, "hears", "sns.amazonaws.com", topic)
    attributes = {"kind": {"DataType": "String", "StringValue": "-x-"}}
    sns.publish(TopicArn=topic, Message="heard", MessageAttributes=attributes)
    assert items(account) == ["heard-x-news"]


@pytest.mark.parametrize("qualified", [True, False])
def test_a_permission_is_for_the_alias_that_it_names(account: Account, *, qualified: bool) -> None:
    seen = table(account)
    arn = function(account, "hears", RECORDS_MESSAGE, writes(seen))
    client, sns = account.client("lambda"), account.client("sns")
    version = client.publish_version(FunctionName="hears")["Version"]
    client.create_alias(FunctionName="hears", Name="live", FunctionVersion=version)
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=f"{arn}:live")
    permit(account, "hears", "sns.amazonaws.com", topic, **({"Qualifier": "live"} if qualified else {}))
    sns.publish(TopicArn=topic, Message="heard")
    assert items(account) == (["heardnews"] if qualified else [])


def test_a_rule_invokes_a_function_and_feeds_a_queue(account: Account) -> None:
    seen = table(account)
    arn = function(account, "hears", RECORDS_MESSAGE, writes(seen))
    url, inbox = queue(account, "inbox")
    events = account.client("events")
    rule = events.put_rule(Name="orders", EventPattern=json.dumps({"source": ["shop"]}))["RuleArn"]
    events.put_targets(Rule="orders", Targets=[{"Id": "f", "Arn": arn}, {"Id": "q", "Arn": inbox}])
    entry = {"Source": "shop", "DetailType": "Ordered", "Detail": "{}"}
    events.put_events(Entries=[entry])
    assert (items(account), depth(account, url)) == ([], 0)
    permit(account, "hears", "events.amazonaws.com", rule)
    admit(account, url, "events.amazonaws.com", rule)
    events.put_events(Entries=[entry, {**entry, "Source": "elsewhere"}])
    assert (items(account), depth(account, url)) == (["Ordered"], 1)
    events.disable_rule(Name="orders")
    events.put_events(Entries=[entry])
    assert depth(account, url) == 1


def test_a_rule_publishes_to_a_topic_that_lets_it(account: Account) -> None:
    sns, events = account.client("sns"), account.client("events")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    url, inbox = queue(account, "inbox")
    admit(account, url, "sns.amazonaws.com", topic)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox)
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["shop"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "t", "Arn": topic}])
    entry = {"Source": "shop", "DetailType": "Ordered", "Detail": "{}"}
    events.put_events(Entries=[entry])
    assert depth(account, url) == 0
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document)
    events.put_events(Entries=[entry])
    assert depth(account, url) == 1


def test_a_schedule_fires_when_told_to(account: Account) -> None:
    seen = table(account)
    arn = function(account, "hears", RECORDS_MESSAGE, writes(seen))
    events = account.client("events")
    rule = events.put_rule(Name="daily", ScheduleExpression="rate(1 day)")["RuleArn"]
    events.put_targets(Rule="daily", Targets=[{"Id": "f", "Arn": arn}])
    permit(account, "hears", "events.amazonaws.com", rule)
    runtime.fire(account, "daily")
    assert items(account) == ["Scheduled Event"]
    with pytest.raises(LookupError, match="no scheduled rule"):
        runtime.fire(account, "monthly")


def test_a_bucket_tells_a_function_about_objects(account: Account) -> None:
    seen = table(account)
    arn = function(account, "hears", RECORDS_MESSAGE, writes(seen))
    s3 = account.client("s3")
    s3.create_bucket(Bucket="incoming-objects")
    permit(account, "hears", "s3.amazonaws.com", "arn:aws:s3:::incoming-objects")
    configuration = {
        "LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]
    }
    s3.put_bucket_notification_configuration(
        Bucket="incoming-objects", NotificationConfiguration=configuration
    )
    s3.put_object(Bucket="incoming-objects", Key="a/b.txt", Body=b"")
    assert items(account) == ["a/b.txt"]


def test_an_asynchronous_invocation_is_retried_and_then_reported(account: Account) -> None:
    url, failures = queue(account, "failed")
    sends = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures}
    code = "def handler(event, context):\n    print('try')\n    raise ValueError('no')\n"
    function(account, "fails", code, sends, DeadLetterConfig={"TargetArn": failures})
    answer = account.client("lambda").invoke(
        FunctionName="fails", InvocationType="Event", Payload=b'{"n": 1}'
    )
    assert answer["StatusCode"] == 202
    message = account.client("sqs").receive_message(QueueUrl=url)["Messages"][0]
    assert json.loads(message["Body"]) == {"n": 1}
    events = account.client("logs").filter_log_events(logGroupName="/aws/lambda/fails")["events"]
    assert [event["message"] for event in events].count("try") == 3


@pytest.mark.requirement("X-11")
def test_a_tls_only_bucket_policy_lets_tls_through(account: Account) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="only-by-tls")
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::only-by-tls", "arn:aws:s3:::only-by-tls/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(
        Bucket="only-by-tls", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    s3.put_object(Bucket="only-by-tls", Key="k", Body=b"v")
    assert s3.get_object(Bucket="only-by-tls", Key="k")["Body"].read() == b"v"
    statement["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}
    s3.put_bucket_policy(
        Bucket="only-by-tls", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    with pytest.raises(s3.exceptions.ClientError, match=r"403|Forbidden"):
        s3.put_object(Bucket="only-by-tls", Key="k", Body=b"v")


def test_a_queue_that_feeds_itself_for_ever_is_stopped(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.runtime.work.MOST", 20)
    code = """
        import boto3
        def handler(event, context):
            url = "https://sqs.us-east-1.amazonaws.com/123456789012/work"
            boto3.client("sqs").send_message(QueueUrl=url, MessageBody="x")
    """
    url, _ = consumer(account, code)
    with pytest.raises(RuntimeError, match="feeds itself"):
        account.client("sqs").send_message(QueueUrl=url, MessageBody="x")
