"""A baseline in an emulated account: it holds, it is the only one, and stacks of platforms live beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from components.adoption import AS_IT_IS
from components.baseline.claims import FOLDER
from emulator.account import Account
from emulator.deploy import AwsDeployment
from smoke.runner import run
from tests.baseline.given import PIECES, baseline, with_modes
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant

DEV, STAGING = (Variant(file=file, platform="") for file in ("dev", "staging"))  # every platform


def wrong(account: Account, deployment: AwsDeployment) -> list[str]:
    """Checks that don't hold."""
    results = list(run(deployment.outputs, account.session(), writes=True))
    assert results
    return [f"{each.title}: {each.detail}" for each in results if not each.ok]


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with running_account() as found:
        yield found


@pytest.fixture(scope="module")
def first(account: Account) -> AwsDeployment:
    """The account's baseline, in an order that follows only from what is declared."""
    return deployed_to(account, baseline(), seed=11)


@pytest.fixture(scope="module")
def neighbours(account: Account, first: AwsDeployment) -> list[AwsDeployment]:
    """The baseline with stacks of the platforms beside it."""
    return [first, *(deployed_to(account, variant, seed=11) for variant in (DEV, STAGING))]


@pytest.mark.requirement("X-8", "X-13", "X-15")
def test_everything_holds_of_baseline_and_stacks_side_by_side(
    account: Account, neighbours: list[AwsDeployment]
) -> None:
    for deployment in neighbours:
        assert wrong(account, deployment) == []


@pytest.mark.requirement("X-8")
def test_no_platform_makes_what_the_account_has_once(
    first: AwsDeployment, neighbours: list[AwsDeployment]
) -> None:
    kept = {
        first.registrations[urn].typ for urn in first.created if first.registrations[urn].retain_on_delete
    } - {"aws:iam/role:Role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"}
    assert len(kept) > 10
    for deployment in neighbours[1:]:
        assert not kept & {deployment.registrations[urn].typ for urn in deployment.created}


@pytest.mark.requirement("X-8")
def test_a_second_baseline_is_refused_with_every_reason_before_anything_is_made(
    account: Account, first: AwsDeployment
) -> None:
    before = len(account.requests)
    with pytest.raises(Exception, match="stack baseline of this account has made it") as refused:
        deployed_to(account, with_modes("create", stack="second", **{"platforms:names": "derived"}))
    for piece in PIECES:
        assert f"baseline:{piece}.mode" in str(refused.value)
    assert account.requests[before:] == []
    assert wrong(account, first) == []


@pytest.mark.requirement("X-8")
def test_a_second_baseline_adopts_what_there_is_and_changes_none_of_it(
    account: Account, first: AwsDeployment
) -> None:
    outputs = first.outputs["baseline"]
    there = {
        "trail": {"mode": "adopt", "name": "baseline-trail"},
        "config": {"mode": "adopt", "name": outputs["configRecorder"]},
        "accessAnalyzer": {"mode": "adopt", "name": outputs["analyzer"]},
        "costAnomalies": {"mode": "adopt", "monitorArn": outputs["costMonitorArn"]},
    }
    before = len(account.requests)
    variant = with_modes("adopt", stack="second", **{**there, "platforms:names": "derived"})
    second = deployed_to(account, variant)
    assert second.outputs["baseline"]["detectorId"] == outputs["detectorId"]
    assert second.outputs["baseline"]["apiGatewayLogRoleArn"] == outputs["apiGatewayLogRoleArn"]
    touched = {call.service for call in account.requests[before:]}
    assert not touched & {
        "guardduty",
        "securityhub",
        "config",
        "s3control",
        "ec2",
        "ecr",
        "xray",
        "apigateway",
    }
    assert wrong(account, first) == []
    assert AS_IT_IS not in json.dumps(second.outputs)
    claims = account.client("ssm").get_parameters_by_path(Path=FOLDER, Recursive=True)["Parameters"]
    assert {claim["Value"] for claim in claims} == {"baseline"}


@pytest.fixture(scope="module")
def listener(account: Account, first: AwsDeployment) -> str:
    """A queue that hears what the alerts topic says."""
    sqs, topic = account.client("sqs"), first.outputs["baseline"]["alertsTopicArn"]
    url = str(sqs.create_queue(QueueName="listener")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    let_in = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [let_in]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    account.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


@pytest.mark.requirement("X-13", "X-17")
@pytest.mark.parametrize(
    ("source", "detail_type", "detail", "told"),
    [
        ("aws.guardduty", "GuardDuty Finding", {"severity": 8.0}, True),
        ("aws.guardduty", "GuardDuty Finding", {"severity": 2.0}, False),
        ("aws.backup", "Restore Job State Change", {"status": "FAILED"}, True),
        ("aws.backup", "Backup Job State Change", {"state": "COMPLETED"}, False),
        ("aws.access-analyzer", "Access Analyzer Finding", {"status": "ACTIVE"}, True),
    ],
)
def test_only_what_matters_reaches_whoever_listens(
    account: Account,
    first: AwsDeployment,
    listener: str,
    source: str,
    detail_type: str,
    detail: dict[str, Any],
    told: bool,
) -> None:
    event = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail)}
    assert account.client("events").put_events(Entries=[event])["FailedEntryCount"] == 0
    sqs = account.client("sqs")
    messages = sqs.receive_message(QueueUrl=listener, MaxNumberOfMessages=10).get("Messages", [])
    heard = [json.loads(json.loads(message["Body"])["Message"])["source"] for message in messages]
    for message in messages:
        sqs.delete_message(QueueUrl=listener, ReceiptHandle=message["ReceiptHandle"])
    assert heard == ([source] if told else [])
