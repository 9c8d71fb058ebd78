"""IAM decides as AWS does: documents by themselves, and boto3 calls of roles' sessions."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from emulator.account import Account
from emulator.policies import Decision, Principal, allowed, evaluate
from emulator.policies.calls import Unmapped, services
from emulator.policies.conditions import holds
from emulator.policies.decisions import service_may
from emulator.policies.patterns import like

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: object, resource: object = "*", **more: object) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: object, resource: object = "*", **more: object) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


# -- documents


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("dynamodb:GetItem", "dynamodb:GetItem", True),
        ("DynamoDB:getitem", "dynamodb:GetItem", True),
        ("dynamodb:Get*", "dynamodb:GetItem", True),
        ("dynamodb:?etItem", "dynamodb:GetItem", True),
        ("dynamodb.GetItem", "dynamodb:GetItem", False),
        ("dynamodb:GetItem", "dynamodb:GetItems", False),
        ("*", "dynamodb:GetItem", True),
    ],
)
def test_actions_match_whatever_their_case_with_both_wildcards(
    pattern: str, action: str, *, expected: bool
) -> None:
    assert allowed([document(allow(pattern))], action, TABLE) is expected


def test_a_deny_wins_over_every_allow() -> None:
    documents = [document(allow("*")), document(deny("dynamodb:Delete*"))]
    assert allowed(documents, "dynamodb:GetItem", TABLE)
    assert evaluate(documents, "dynamodb:DeleteItem", TABLE) is Decision.DENY


def test_nothing_said_is_an_implicit_deny() -> None:
    assert evaluate([document(allow("sqs:*"))], "dynamodb:GetItem", TABLE) is Decision.SILENT
    assert not allowed([], "dynamodb:GetItem", TABLE)


def test_not_action_and_not_resource_are_the_rest() -> None:
    statement = {
        "Effect": "Allow",
        "NotAction": ["iam:*", "dynamodb:DeleteItem"],
        "NotResource": TABLE + "-secret",
    }
    assert allowed([document(statement)], "dynamodb:GetItem", TABLE)
    assert not allowed([document(statement)], "dynamodb:DeleteItem", TABLE)
    assert not allowed([document(statement)], "dynamodb:GetItem", TABLE + "-secret")
    everything_else = {"Effect": "Deny", "NotAction": "dynamodb:GetItem", "Resource": "*"}
    assert evaluate([document(everything_else)], "dynamodb:PutItem", TABLE) is Decision.DENY


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a", "A", False),
        ("StringEqualsIgnoreCase", "a", "A", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringLike", "a*c?", "abbbcd", True),
        ("StringNotLike", "a*", "abc", False),
        ("NumericLessThan", "10", "9", True),
        ("NumericGreaterThanEquals", "10", "9", False),
        ("NumericEquals", "10", "ten", False),
        ("NumericNotEquals", "10", "11", True),
        ("Bool", "true", "true", True),
        ("Bool", True, "true", True),
        ("DateLessThan", "2030-01-01T00:00:00Z", "2026-11-20T00:00:00Z", True),
        ("DateGreaterThan", "2030-01-01", "2026-11-20T00:00:00Z", False),
        ("IpAddress", ["10.0.0.0/8", "203.0.113.0/24"], "203.0.113.9", True),
        ("NotIpAddress", "10.0.0.0/8", "203.0.113.9", True),
        ("IpAddress", "10.0.0.0/8", "not an address", False),
        ("ArnLike", "arn:aws:sns:*:123456789012:news*", "arn:aws:sns:us-east-1:123456789012:news-x", True),
        ("ArnEquals", "arn:aws:sns:*:1:a", "arn:aws:sns:us-east-1:1:x:a", False),
        ("ArnNotLike", "arn:aws:sns:*:*:*", "arn:aws:sqs:us-east-1:1:q", True),
    ],
)
def test_condition_operators(operator: str, wanted: object, value: str, *, expected: bool) -> None:
    assert holds(operator, "aws:Key", wanted, {"aws:key": value}, variables=True) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("BoolIfExists", True),
    ],
)
def test_conditions_on_a_key_that_is_not_there(operator: str, *, expected: bool) -> None:
    assert holds(operator, "aws:Key", "a", {}, variables=True) is expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAllValues:StringEquals", [], True),
        ("ForAnyValue:StringEquals", ["c", "b"], True),
        ("ForAnyValue:StringEquals", ["c", "d"], False),
        ("ForAllValues:StringNotEquals", ["c", "d"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], False),
    ],
)
def test_conditions_on_several_values(operator: str, values: list[str], *, expected: bool) -> None:
    assert holds(operator, "aws:Key", ["a", "b"], {"aws:key": values}, variables=True) is expected


@pytest.mark.parametrize(
    ("wanted", "context", "expected"),
    [("true", {}, True), ("false", {"k:k": "v"}, True), ("true", {"k:k": "v"}, False)],
)
def test_null_asks_whether_a_key_is_there(wanted: str, context: dict[str, str], *, expected: bool) -> None:
    assert holds("Null", "k:k", wanted, context, variables=True) is expected


def test_an_unknown_operator_is_an_error_and_not_a_permission() -> None:
    with pytest.raises(ValueError, match="StringEqual"):
        allowed([document(allow("*", Condition={"StringEqual": {"a:b": "c"}}))], "a:B", "*", {"a:b": "c"})


def test_policy_variables_are_taken_literally_and_only_by_the_newer_language() -> None:
    statement = allow("s3:GetObject", "arn:aws:s3:::homes/${aws:username}/*")
    own = "arn:aws:s3:::homes/ann/x"
    assert allowed([document(statement)], "s3:GetObject", own, {"aws:username": "ann"})
    assert not allowed([document(statement)], "s3:GetObject", own, {"aws:username": "*"})
    assert not allowed([document(statement)], "s3:GetObject", own)
    old = {"Version": "2008-10-17", "Statement": [statement]}
    assert not allowed([old], "s3:GetObject", own, {"aws:username": "ann"})


@given(st.text("ab*?", max_size=6), st.text("ab", max_size=6))
def test_wildcards_agree_with_a_plain_definition(pattern: str, value: str) -> None:
    def plain(pattern: str, value: str) -> bool:
        if not pattern:
            return not value
        if pattern[0] == "*":
            return plain(pattern[1:], value) or bool(value and plain(pattern, value[1:]))
        return bool(value) and pattern[0] in ("?", value[0]) and plain(pattern[1:], value[1:])

    assert like(pattern, value) is plain(pattern, value)


ROLE = "arn:aws:iam::123456789012:role/worker"
SESSION = "arn:aws:sts::123456789012:assumed-role/worker/one"


@pytest.mark.parametrize(
    ("element", "who", "expected"),
    [
        ("*", Principal.role(ROLE), True),
        ({"AWS": "*"}, Principal.role(ROLE), True),
        ({"AWS": ROLE}, Principal.role(ROLE, SESSION), True),
        ({"AWS": SESSION}, Principal.role(ROLE, SESSION), True),
        ({"AWS": "123456789012"}, Principal.role(ROLE), True),
        ({"AWS": "arn:aws:iam::123456789012:root"}, Principal.role(ROLE), True),
        ({"AWS": "arn:aws:iam::999999999999:root"}, Principal.role(ROLE), False),
        ({"AWS": ROLE + "2"}, Principal.role(ROLE), False),
        (
            {"Service": ["sns.amazonaws.com", "sqs.amazonaws.com"]},
            Principal.service("sns.amazonaws.com"),
            True,
        ),
        ({"Service": "sns.amazonaws.com"}, Principal.service("events.amazonaws.com"), False),
        ({"AWS": "*"}, Principal.service("sns.amazonaws.com"), False),
        ("*", Principal.anonymous(), True),
        ({"AWS": ROLE}, Principal.anonymous(), False),
    ],
)
def test_principals(element: object, who: Principal, *, expected: bool) -> None:
    assert allowed([document(allow("sqs:*", Principal=element))], "sqs:SendMessage", "*", {}, who) is expected


def test_not_principal_is_everybody_else() -> None:
    documents = [document({"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "*", "Resource": "*"})]
    assert evaluate(documents, "sqs:SendMessage", "*", {}, Principal.role(ROLE)) is Decision.SILENT
    assert evaluate(documents, "sqs:SendMessage", "*", {}, Principal.role(ROLE + "2")) is Decision.DENY


# -- sessions of roles


TRUST = document({"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"})


def make_role(account: Account, *statements: Mapping[str, Any], name: str = "worker", **options: Any) -> str:
    iam = account.client("iam")
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST), **options)["Role"][
        "Arn"
    ]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(document(*statements)))
    return arn


def make_table(account: Account, name: str = "orders") -> None:
    account.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "status", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-status",
                "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def denied(call: Any, **params: Any) -> bool:
    """Whether a boto3 call is denied; any other error is a mistake of the test."""
    try:
        call(**params)
    except ClientError as error:
        if "not authorized to perform" in str(error):
            return True
        raise
    return False


ITEM = {"id": {"S": "1"}, "status": {"S": "new"}}


@pytest.mark.requirement("X-12", "HR-17")
def test_a_least_privilege_policy_allows_its_table_and_nothing_else(account: Account) -> None:
    make_table(account)
    make_table(account, "other")
    arn = make_role(account, allow(["dynamodb:PutItem", "dynamodb:GetItem"], TABLE))
    client = account.session(arn).client("dynamodb")
    with account.enforcing_iam():
        assert not denied(client.put_item, TableName="orders", Item=ITEM)
        assert not denied(client.get_item, TableName=TABLE, Key={"id": {"S": "1"}})
        assert denied(client.delete_item, TableName="orders", Key={"id": {"S": "1"}})
        assert denied(client.put_item, TableName="other", Item=ITEM)
        assert not denied(account.client("dynamodb").put_item, TableName="other", Item=ITEM)
    assert not denied(client.put_item, TableName="other", Item=ITEM)


def query(client: Any, index: str | None = None) -> bool:
    more = {"IndexName": index} if index else {}
    key = "status" if index else "id"
    return denied(
        client.query,
        TableName="orders",
        KeyConditionExpression="#k = :v",
        ExpressionAttributeNames={"#k": key},
        ExpressionAttributeValues={":v": {"S": "1"}},
        **more,
    )


@pytest.mark.requirement("HR-15", "ST-37")
def test_an_index_needs_a_permission_of_its_own(account: Account) -> None:
    make_table(account)
    of_table = account.session(make_role(account, allow("dynamodb:Query", TABLE))).client("dynamodb")
    of_index = account.session(
        make_role(account, allow("dynamodb:Query", TABLE + "/index/*"), name="i")
    ).client("dynamodb")
    with account.enforcing_iam():
        assert (query(of_table), query(of_table, "by-status")) == (False, True)
        assert (query(of_index), query(of_index, "by-status")) == (True, False)


def test_batches_and_transactions_need_what_they_do(account: Account) -> None:
    make_table(account)
    arn = make_role(account, allow(["dynamodb:BatchWriteItem", "dynamodb:PutItem"], TABLE))
    client = account.session(arn).client("dynamodb")
    put = {"TableName": "orders", "Item": ITEM}
    delete = {"TableName": "orders", "Key": {"id": {"S": "1"}}}
    with account.enforcing_iam():
        assert not denied(client.batch_write_item, RequestItems={"orders": [{"PutRequest": {"Item": ITEM}}]})
        assert denied(client.batch_get_item, RequestItems={"orders": {"Keys": [{"id": {"S": "1"}}]}})
        assert not denied(client.transact_write_items, TransactItems=[{"Put": put}])
        assert denied(client.transact_write_items, TransactItems=[{"Put": put}, {"Delete": delete}])
        with pytest.raises(Unmapped, match="PartiQL"):
            client.execute_statement(Statement="SELECT * FROM orders")


def test_leading_keys_narrow_a_table_to_its_owners_items(account: Account) -> None:
    make_table(account)
    condition = {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ann-*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    arn = make_role(
        account,
        allow("dynamodb:*Item", TABLE, Condition=condition),
        allow("dynamodb:Query", TABLE, Condition=condition),
    )
    client = account.session(arn).client("dynamodb")
    table = account.session(arn).resource("dynamodb").Table("orders")
    with account.enforcing_iam():
        assert not denied(client.put_item, TableName="orders", Item={"id": {"S": "ann-1"}})
        assert denied(client.put_item, TableName="orders", Item={"id": {"S": "bob-1"}})
        assert not denied(table.get_item, Key={"id": "ann-1"})
        assert denied(table.get_item, Key={"id": "bob-1"})
        assert query(client)


def test_a_boundary_and_a_session_policy_only_take_away(account: Account) -> None:
    make_table(account)
    policy = account.client("iam").create_policy(
        PolicyName="edge", PolicyDocument=json.dumps(document(allow("dynamodb:GetItem"), allow("sts:*")))
    )["Policy"]["Arn"]
    arn = make_role(account, allow("dynamodb:*", TABLE), PermissionsBoundary=policy)
    client = account.session(arn).client("dynamodb")
    with account.enforcing_iam():
        assert not denied(client.get_item, TableName="orders", Key={"id": {"S": "1"}})
        assert denied(client.put_item, TableName="orders", Item=ITEM)
    free = make_role(account, allow("dynamodb:*", TABLE), name="free")
    scope = json.dumps(document(allow("dynamodb:PutItem", TABLE)))
    given = account.client("sts").assume_role(RoleArn=free, RoleSessionName="session", Policy=scope)[
        "Credentials"
    ]
    scoped = account.session().client(
        "dynamodb",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    with account.enforcing_iam():
        assert not denied(scoped.put_item, TableName="orders", Item=ITEM)
        assert denied(scoped.get_item, TableName="orders", Key={"id": {"S": "1"}})


def test_attached_policies_count_and_a_deleted_role_may_nothing(account: Account) -> None:
    make_table(account)
    iam = account.client("iam")
    policy = iam.create_policy(
        PolicyName="reads", PolicyDocument=json.dumps(document(allow("dynamodb:GetItem", TABLE)))
    )
    arn = make_role(account)
    iam.attach_role_policy(RoleName="worker", PolicyArn=policy["Policy"]["Arn"])
    client = account.session(arn).client("dynamodb")
    key = {"id": {"S": "1"}}
    with account.enforcing_iam():
        assert not denied(client.get_item, TableName="orders", Key=key)
    iam.detach_role_policy(RoleName="worker", PolicyArn=policy["Policy"]["Arn"])
    with account.enforcing_iam():
        assert denied(client.get_item, TableName="orders", Key=key)
    iam.delete_role(RoleName="worker")
    with account.enforcing_iam():
        assert denied(client.get_item, TableName="orders", Key=key)


@pytest.mark.requirement("HR-18")
def test_a_queue_by_identity_or_by_its_own_policy(account: Account) -> None:
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="work")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:123456789012:work"
    sender = account.session(make_role(account, allow("sqs:SendMessage", arn))).client("sqs")
    other_arn = make_role(account, name="other")
    other = account.session(other_arn).client("sqs")
    entry = [{"Id": "a", "MessageBody": "x"}]
    with account.enforcing_iam():
        assert not denied(sender.send_message, QueueUrl=url, MessageBody="x")
        assert not denied(sender.send_message_batch, QueueUrl=url, Entries=entry)
        assert denied(sender.receive_message, QueueUrl=url)
        assert denied(other.send_message, QueueUrl=url, MessageBody="x")
    policy = document(allow("sqs:SendMessage", arn, Principal={"AWS": other_arn}))
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    with account.enforcing_iam():
        assert not denied(other.send_message, QueueUrl=url, MessageBody="x")
    policy = document(deny("sqs:*", arn, Principal="*"))
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    with account.enforcing_iam():
        assert denied(sender.send_message, QueueUrl=url, MessageBody="x")


def test_a_customers_key_asks_for_permissions_of_its_own(account: Account) -> None:
    kms, sqs = account.client("kms"), account.client("sqs")
    root = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::123456789012:root"})
    key = kms.create_key(Policy=json.dumps(document(root)))["KeyMetadata"]["Arn"]
    url = sqs.create_queue(QueueName="work", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    queue = allow("sqs:SendMessage", "*")
    without = account.session(make_role(account, queue)).client("sqs")
    with_key = make_role(account, queue, allow(["kms:GenerateDataKey", "kms:Decrypt"], key), name="keyed")
    keyed = account.session(with_key).client("sqs")
    with account.enforcing_iam():
        assert denied(without.send_message, QueueUrl=url, MessageBody="x")
        assert not denied(keyed.send_message, QueueUrl=url, MessageBody="x")
    # a key whose policy does not delegate to the account is closed, whatever the identity's policy says
    admin = make_role(account, name="admin")
    only = allow("kms:*", "*", Principal={"AWS": admin})
    kms.put_key_policy(
        KeyId=key,
        PolicyName="default",
        Policy=json.dumps(document(only)),
        BypassPolicyLockoutSafetyCheck=True,
    )
    with account.enforcing_iam():
        assert denied(keyed.send_message, QueueUrl=url, MessageBody="x")


@pytest.mark.requirement("HR-19")
def test_bucket_and_object_actions_are_kept_apart(account: Account) -> None:
    account.client("s3").create_bucket(Bucket="archive-of-mine")
    bucket = "arn:aws:s3:::archive-of-mine"
    arn = make_role(
        account,
        allow(["s3:GetObject", "s3:PutObject"], f"{bucket}/*"),
        allow("s3:ListBucket", bucket, Condition={"StringLike": {"s3:prefix": "in/*"}}),
    )
    s3 = account.session(arn).client("s3")
    with account.enforcing_iam():
        assert not denied(s3.put_object, Bucket="archive-of-mine", Key="in/a", Body=b"x")
        assert not denied(s3.head_object, Bucket="archive-of-mine", Key="in/a")
        assert not denied(s3.list_objects_v2, Bucket="archive-of-mine", Prefix="in/x")
        assert denied(s3.list_objects_v2, Bucket="archive-of-mine")
        assert denied(s3.delete_object, Bucket="archive-of-mine", Key="in/a")
        assert denied(s3.delete_objects, Bucket="archive-of-mine", Delete={"Objects": [{"Key": "in/a"}]})
        assert denied(s3.list_buckets)


def test_secrets_and_parameters_go_by_their_own_arns(account: Account) -> None:
    secret = account.client("secretsmanager").create_secret(Name="app/key", SecretString="s")["ARN"]
    account.client("ssm").put_parameter(Name="/app/prod/token", Value="t", Type="SecureString")
    parameter = "arn:aws:ssm:us-east-1:123456789012:parameter/app/prod/token"
    session = account.session(
        make_role(
            account, allow("secretsmanager:GetSecretValue", secret), allow("ssm:GetParameter*", parameter)
        )
    )
    with account.enforcing_iam():
        assert not denied(session.client("secretsmanager").get_secret_value, SecretId="app/key")
        assert denied(session.client("secretsmanager").put_secret_value, SecretId="app/key", SecretString="x")
        assert not denied(session.client("ssm").get_parameter, Name="/app/prod/token", WithDecryption=True)
        assert denied(session.client("ssm").get_parameters, Names=["/app/prod/token", "/app/prod/other"])


@pytest.mark.requirement("ST-36", "TR-13")
def test_metrics_can_be_narrowed_to_a_namespace(account: Account) -> None:
    condition = {"StringEquals": {"cloudwatch:namespace": "Streamer"}}
    arn = make_role(account, allow("cloudwatch:PutMetricData", "*", Condition=condition))
    client = account.session(arn).client("cloudwatch")
    data = [{"MetricName": "ActiveConnections", "Value": 1.0}]
    with account.enforcing_iam():
        assert not denied(client.put_metric_data, Namespace="Streamer", MetricData=data)
        assert denied(client.put_metric_data, Namespace="AWS/Lambda", MetricData=data)


@pytest.mark.requirement("TC-35")
def test_other_services_are_mapped_to_the_resources_that_aws_names(account: Account) -> None:
    topic = account.client("sns").create_topic(Name="news")["TopicArn"]
    account.client("logs").create_log_group(logGroupName="/app")
    group = "arn:aws:logs:us-east-1:123456789012:log-group:/app"
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    good = make_role(
        account,
        allow("sns:Publish", topic),
        allow("logs:CreateLogStream", group + ":*"),
        allow("events:PutEvents", bus),
        allow("xray:Put*"),
    )
    bare = make_role(account, allow("logs:CreateLogStream", group), name="bare")
    may, bare_logs = account.session(good), account.session(bare).client("logs")
    entry = {"Source": "s", "DetailType": "d", "Detail": "{}"}
    with account.enforcing_iam():
        assert not denied(may.client("sns").publish, TopicArn=topic, Message="m")
        assert denied(may.client("sns").publish, TopicArn=topic + "2", Message="m")
        assert not denied(may.client("logs").create_log_stream, logGroupName="/app", logStreamName="s")
        assert denied(bare_logs.create_log_stream, logGroupName="/app", logStreamName="t")
        assert not denied(may.client("events").put_events, Entries=[entry])
        assert denied(may.client("events").put_events, Entries=[{**entry, "EventBusName": "other"}])
        assert not denied(may.client("xray").put_trace_segments, TraceSegmentDocuments=["{}"])
        assert not denied(may.client("sts").get_caller_identity)


def test_a_role_assumes_another_only_if_both_sides_say_so(account: Account) -> None:
    target = make_role(account, name="target")
    with_right = account.session(make_role(account, allow("sts:AssumeRole", target))).client("sts")
    without = account.session(make_role(account, name="without")).client("sts")
    with account.enforcing_iam():
        assert not denied(with_right.assume_role, RoleArn=target, RoleSessionName="session")
        assert denied(without.assume_role, RoleArn=target, RoleSessionName="session")


def test_a_service_nobody_mapped_is_an_error_and_no_permission(account: Account) -> None:
    session = account.session(make_role(account, allow("*")))
    assert "glue" not in services()
    with account.enforcing_iam(), pytest.raises(Unmapped, match="glue"):
        session.client("glue").get_databases()
    with account.enforcing_iam(), pytest.raises(Unmapped, match="PutBucketRequestPayment"):
        session.client("s3").put_bucket_request_payment(
            Bucket="any-bucket", RequestPaymentConfiguration={"Payer": "Requester"}
        )


def test_what_applications_use_is_mapped() -> None:
    assert services() >= {
        *(
            "dynamodb",
            "dynamodbstreams",
            "sqs",
            "sns",
            "s3",
            "lambda",
            "ssm",
            "secretsmanager",
            "kms",
            "logs",
        ),
        *("events", "apigatewaymanagementapi", "cloudwatch", "xray", "stepfunctions"),
    }


@pytest.mark.requirement("X-17")
def test_questions_about_a_keys_policy(account: Account) -> None:
    root = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::123456789012:root"})
    alarms = allow(
        ["kms:Decrypt", "kms:GenerateDataKey*"], "*", Principal={"Service": "cloudwatch.amazonaws.com"}
    )
    key = account.client("kms").create_key(Policy=json.dumps(document(root, alarms)))["KeyMetadata"]["Arn"]
    source = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"
    assert service_may(
        account.account_id, "cloudwatch.amazonaws.com", "kms:GenerateDataKey", key, source=source
    )
    assert not service_may(
        account.account_id, "events.amazonaws.com", "kms:GenerateDataKey", key, source=source
    )
