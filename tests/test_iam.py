"""What a permission may say, and the documents that are made of permissions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.iam import (
    Statement,
    deny_insecure_transport,
    policy_document,
    resource_policy,
    service_trust,
    web_identity_trust,
)
from tests.support.recorder import declare

ARN = "arn:aws:sqs:us-east-1:123456789012:jobs"
SEND = Statement(sid="SendToJobs", actions=["sqs:SendMessage"], resources=[ARN])


def parsed(document: Callable[[], pulumi.Output[str]]) -> dict[str, Any]:
    found = json.loads(declare(lambda: pulumi.export("document", document())).exports["document"])
    assert isinstance(found, dict)
    return found


@pytest.mark.requirement("X-12")
def test_a_document_says_exactly_what_its_statements_say() -> None:
    conditions = {"StringEquals": {"aws:SourceAccount": "123456789012"}}

    def document() -> pulumi.Output[str]:
        arn = pulumi.Output.from_input(ARN)
        send = Statement(sid="Send", actions=["sqs:SendMessage"], resources=[arn], conditions=conditions)
        return policy_document([send])

    assert parsed(document) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Send",
                "Effect": "Allow",
                "Action": ["sqs:SendMessage"],
                "Resource": [ARN],
                "Condition": conditions,
            }
        ],
    }


@pytest.mark.requirement("X-12", "HR-20")
@pytest.mark.parametrize(
    "action", ["*", "sqs:*", "sqs:Send*", "SendMessage", "SQS:SendMessage", "sqs:", ":Send", ""]
)
def test_an_allowed_action_is_an_exact_name(action: str) -> None:
    with pytest.raises(ValueError, match="list each action"):
        Statement(sid="Send", actions=["sqs:SendMessage", action], resources=[ARN])


@pytest.mark.requirement("X-12")
@given(st.text(max_size=30))
def test_no_action_with_a_wildcard_is_ever_allowed(action: str) -> None:
    if "*" in action or "?" in action:
        with pytest.raises(ValueError, match="list each action"):
            Statement(sid="Send", actions=[action], resources=[ARN])


def test_a_statement_without_actions_is_refused() -> None:
    with pytest.raises(ValueError, match="list each action"):
        Statement(sid="Send", actions=[], resources=[ARN])


def test_a_statement_without_resources_is_refused() -> None:
    with pytest.raises(ValueError, match="name the ARNs"):
        Statement(sid="Send", actions=["sqs:SendMessage"], resources=[])


@pytest.mark.requirement("X-12")
def test_every_resource_needs_a_reason_and_only_that() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Statement(sid="Trace", actions=["xray:PutTraceSegments"], resources=["*"])
    with pytest.raises(ValueError, match="needs a reason"):
        Statement(sid="Send", actions=["sqs:SendMessage"], resources=[ARN, "*"])
    with pytest.raises(ValueError, match="only a '\\*' resource has one"):
        Statement(sid="Send", actions=["sqs:SendMessage"], resources=[ARN], reason="because")
    trace = Statement(
        sid="Trace", actions=["xray:PutTraceSegments"], resources=["*"], reason="X-Ray has no resources"
    )
    assert trace.to_json()["Resource"] == ["*"]


@pytest.mark.parametrize("sid", ["", "send-to-jobs", "Send To", "Send_1", "Ä"])
def test_a_sid_is_letters_and_digits(sid: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        Statement(sid=sid, actions=["sqs:SendMessage"], resources=[ARN])


def test_statements_of_one_document_have_different_sids() -> None:
    with pytest.raises(ValueError, match="share the Sid SendToJobs"):
        policy_document([SEND, SEND])


@pytest.mark.requirement("HR-21")
def test_a_service_may_assume_its_role_under_the_conditions_given() -> None:
    conditions = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert parsed(lambda: service_trust("lambda.amazonaws.com"))["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    (statement,) = parsed(lambda: service_trust("ecs-tasks.amazonaws.com", conditions))["Statement"]
    assert statement["Condition"] == conditions


@pytest.mark.requirement("X-19")
def test_a_token_is_pinned_to_its_audience_and_subject() -> None:
    provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    conditions = {
        "StringEquals": {"token.actions.githubusercontent.com:sub": "repo:corp/app:ref:refs/heads/main"}
    }
    (statement,) = parsed(lambda: web_identity_trust(provider, conditions))["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": conditions,
    }


@pytest.mark.requirement("X-11", "HR-47")
def test_requests_without_tls_are_denied_to_everybody() -> None:
    (statement,) = parsed(lambda: resource_policy(deny_insecure_transport("sqs:*", [ARN])))["Statement"]
    assert statement == {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": [ARN],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


@pytest.mark.requirement("X-11")
def test_old_tls_is_denied_where_a_minimum_is_given() -> None:
    plain, old = deny_insecure_transport("s3:*", [ARN], minimum_tls="1.2")
    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Sid"] != plain["Sid"]
    assert old["Effect"] == "Deny"
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
