"""Malformed policy documents of every kind."""

import json
from typing import Any

import pytest

from emulator.account import Account
from emulator.policies import grammar
from emulator.policies.grammar import problems

from . import allow, document, refused, role

IDENTITY = allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:work")
RESOURCE = {**IDENTITY, "Principal": {"Service": "sns.amazonaws.com"}}
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def found(statement: object, kind: grammar.Kind = grammar.IDENTITY, **top: Any) -> str:
    return "; ".join(problems({"Version": "2012-10-17", "Statement": statement, **top}, kind))


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (IDENTITY, grammar.IDENTITY),
        ([IDENTITY], grammar.MANAGED),
        ({**IDENTITY, "Sid": "Sends1"}, grammar.IDENTITY),
        ({**IDENTITY, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}, grammar.IDENTITY),
        (
            {**IDENTITY, "Action": ["xray:Put*", "execute-api:*", "states:StartExecution", "*"]},
            grammar.IDENTITY,
        ),
        (RESOURCE, grammar.QUEUE),
        ({**RESOURCE, "Sid": "__owner_statement"}, grammar.QUEUE),
        ({**RESOURCE, "Principal": "*"}, grammar.QUEUE),
        (
            {**RESOURCE, "Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:role/a"]}},
            grammar.QUEUE,
        ),
        (TRUST, grammar.TRUST),
        ({**TRUST, "Action": "sts:AssumeRoleWithWebIdentity"}, grammar.TRUST),
    ],
)
def test_well_formed_documents_have_no_problems(statement: object, kind: grammar.Kind) -> None:
    assert found(statement, kind) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Effect": "allow"}, "not Allow or Deny"),
        ({"Action": None}, "empty Action"),
        ({"Action": "SendMessage"}, "not service:Action"),
        ({"Action": "sqz:SendMessage"}, "unknown service"),
        ({"NotAction": "sqs:*"}, "exactly one of Action and NotAction"),
        ({"Resource": None}, "empty Resource"),
        ({"Resource": [None]}, "not text"),
        ({"Resource": "work"}, "not an ARN"),
        ({"NotResource": "*"}, "exactly one of Resource and NotResource"),
        ({"Principal": "*"}, "must not have Principal"),
        ({"Resources": "*"}, "unknown element 'Resources'"),
        ({"Sid": "two words"}, "only letters and digits"),
        ({"Condition": {"StringEqual": {"a:b": "c"}}}, "unknown condition operator"),
        ({"Condition": {"StringEquals": {"key": "c"}}}, "without a service"),
        ({"Condition": {"StringEquals": {"a:b": None}}}, "no value"),
        ({"Condition": {"StringEquals": {}}}, "no keys"),
        ({"Condition": "x"}, "not an object"),
    ],
)
def test_malformed_statements_of_identities(change: dict[str, object], reason: str) -> None:
    assert reason in found({**IDENTITY, **change})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Principal": {"Service": "lamda.amazonaws.com"}}, "doesn't exist"),
        ({"Principal": {"Service": "sns"}}, "doesn't exist"),
        ({"Principal": {"Services": "sns.amazonaws.com"}}, "unknown kind"),
        ({"Principal": {"AWS": "somebody"}}, "neither an account nor an IAM ARN"),
        ({"Principal": "somebody"}, "neither * nor an object"),
        ({"Principal": None}, "empty Principal"),
        ({"Action": "sns:Publish"}, "not one of sqs"),
    ],
)
def test_malformed_statements_of_resources(change: dict[str, object], reason: str) -> None:
    assert reason in found({**RESOURCE, **change}, grammar.QUEUE)


def test_a_resource_policy_needs_a_principal_and_a_trust_policy_no_resource() -> None:
    assert "exactly one of Principal" in found(IDENTITY, grammar.QUEUE)
    assert "must not have Resource" in found({**TRUST, "Resource": "*"}, grammar.TRUST)
    assert "exactly one of Principal" in found({"Effect": "Allow", "Action": "sts:AssumeRole"}, grammar.TRUST)
    assert "not one of sts" in found({**TRUST, "Action": "lambda:InvokeFunction"}, grammar.TRUST)


def test_malformed_tops() -> None:
    assert "version '2012-10-18'" in found(IDENTITY, Version="2012-10-18")
    assert "unknown element 'Statements'" in found(IDENTITY, Statements=[])
    assert "no statement" in found([])
    assert "not an object" in found(["x"])
    assert "more than once" in found([{**IDENTITY, "Sid": "A"}, {**IDENTITY, "Sid": "A"}])
    assert "is not JSON" in "; ".join(problems("{", grammar.IDENTITY))
    assert "not an object with" in "; ".join(problems("[]", grammar.IDENTITY))


def test_a_document_can_be_too_long_but_white_space_does_not_count_for_iam() -> None:
    many = [{**IDENTITY, "Resource": f"arn:aws:sqs:us-east-1:123456789012:queue-{n}"} for n in range(60)]
    assert "at most 6144" in "; ".join(problems(document(*many), grammar.MANAGED))
    few = {"Version": "2012-10-17", "Statement": many[:30]}
    assert list(problems(json.dumps(few, indent=30), grammar.MANAGED)) == []


@pytest.mark.parametrize(
    "principal",
    [
        *("logs.us-east-1.amazonaws.com", "delivery.logs.amazonaws.com", "ecs-tasks.amazonaws.com"),
        *(
            "logdelivery.elasticloadbalancing.amazonaws.com",
            "edgelambda.amazonaws.com",
            "cloudwatch.amazonaws.com",
        ),
        *("vpc-flow-logs.amazonaws.com", "monitoring.rds.amazonaws.com", "scheduler.amazonaws.com"),
        *(
            "apigateway.amazonaws.com",
            "logging.s3.amazonaws.com",
            "cloudfront.amazonaws.com",
            "backup.amazonaws.com",
        ),
        *(
            "budgets.amazonaws.com",
            "codedeploy.amazonaws.com",
            "appsync.amazonaws.com",
            "amplify.amazonaws.com",
        ),
    ],
)
def test_the_services_that_platforms_trust_are_known(principal: str) -> None:
    assert found({**TRUST, "Principal": {"Service": principal}}, grammar.TRUST) == ""


def test_a_principal_that_does_not_exist_yet_is_refused(account: Account) -> None:
    sqs = account.client("sqs")
    arn = "arn:aws:iam::123456789012:role/made"
    policy = document(allow("sqs:SendMessage", "*", Principal={"AWS": arn}))
    assert "doesn't exist" in refused(sqs.create_queue, QueueName="work", Attributes={"Policy": policy})
    role(account)
    sqs.create_queue(QueueName="work", Attributes={"Policy": policy})
