"""Requests to the API reach the application's own code, under its own role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import gateway
from emulator.gateway import Response
from tests.emulated.world import World, world
from tests.support.program import Variant

ARTEFACT = {"artefact": "tests/emulated/application", "handler": "app.handler", "runtime": "python3.13"}


@pytest.fixture(scope="module", params=["rest", "http"])
def deployed(request: pytest.FixtureRequest) -> Iterator[World]:
    """In production, so that secrets have a key of their own; without CloudFront, which nobody runs."""
    config: dict[str, Any] = {
        "compute": "lambda",
        "lambda": {**ARTEFACT, "apiType": request.param},
        "cdn": False,
        "waf": request.param == "rest",
        "dns": {"mode": "none"},
        # the worker would take what the application sends
        "worker": {"mode": "none"},
    }
    with world(Variant(file="prod", config=config)) as found, found.account.enforcing_iam():
        yield found


def ask(deployed: World, method: str = "GET", path: str = "/", body: str | None = None) -> Response:
    return gateway.request(deployed.account, method, deployed["apiUrl"].rstrip("/") + path, body=body)


def answer(response: Response) -> Any:
    assert response.status == 200, response
    return json.loads(response.body)


@pytest.mark.requirement("HR-41")
@pytest.mark.parametrize("path", ["/", "/webhooks", "/webhooks/e1/deliveries"])
def test_every_path_reaches_the_application(deployed: World, path: str) -> None:
    seen = answer(ask(deployed, path=path))
    assert seen["method"] == "GET"
    assert seen["path"].endswith(path.rstrip("/"))


@pytest.mark.requirement("HR-41")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_every_method_reaches_the_application(deployed: World, method: str) -> None:
    response = ask(deployed, method, "/webhooks", body='{"event": "ping"}' if method == "POST" else None)
    assert response.status == 200
    if method != "HEAD":
        assert answer(response)["method"] == method


@pytest.mark.requirement("HR-41", "X-21")
def test_the_application_answers_where_its_url_says(deployed: World) -> None:
    assert deployed["appUrl"] == deployed["apiUrl"]
    assert ".execute-api.us-east-1.amazonaws.com" in deployed["appUrl"]


@pytest.mark.requirement("HR-22", "HR-42")
def test_the_function_has_the_guides_variables_and_lambda_sets_the_region(deployed: World) -> None:
    seen = answer(ask(deployed, path="/environment"))
    assert seen["AWS_DDB_ENDPOINTS_TABLE"] == deployed["endpointsTable"]
    assert seen["AWS_DDB_DELIVERIES_TABLE"] == deployed["deliveriesTable"]
    assert seen["AWS_SQS_QUEUE_URL"] == deployed["queueUrl"]
    assert seen["AWS_S3_DLQ_BUCKET"] == deployed["dlqBucket"]
    assert (seen["NODE_ENV"], seen["APP_ENV"]) == ("production", "production")
    assert seen["AWS_REGION"] == "us-east-1"
    configuration = deployed.client("lambda").get_function_configuration(
        FunctionName=deployed["functionName"]
    )
    assert "AWS_REGION" not in configuration["Environment"]["Variables"]


@pytest.mark.requirement("HR-22", "HR-24")
def test_the_function_reads_the_secrets_that_it_is_told_of(deployed: World) -> None:
    lengths = answer(ask(deployed, path="/secrets"))
    assert {"AUTH_SECRET", "AUTH_DISCORD_ID", "AUTH_DISCORD_SECRET", "DATABASE_URL"} <= lengths.keys()
    assert lengths["AUTH_SECRET"] >= 32
    assert all(lengths.values())


@pytest.mark.requirement("HR-17", "HR-18", "HR-19", "HR-20")
def test_the_function_uses_all_that_it_is_given(deployed: World) -> None:
    message = json.dumps({"endpoint": "e1"})
    assert answer(ask(deployed, "POST", "/everything", body=message)) == {
        "found": {"endpoint_id": {"S": "e1"}}
    }
    (sent,) = deployed.client("sqs").receive_message(QueueUrl=deployed["queueUrl"])["Messages"]
    assert sent["Body"] == message
    objects = deployed.client("s3").list_objects_v2(Bucket=deployed["dlqBucket"])["Contents"]
    assert "from-the-application" in [each["Key"] for each in objects]


@pytest.mark.requirement("HR-20", "HR-41")
def test_a_function_that_does_more_than_it_may_is_an_error_of_the_server(deployed: World) -> None:
    response = ask(deployed, path="/trespass")
    expected = 502 if deployed.account.client("apigateway").get_rest_apis()["items"] else 500
    assert response.status == expected
    logs = deployed.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{deployed['functionName']}")
    assert any("not authorized to perform: sqs:PurgeQueue" in event["message"] for event in logs["events"])


@pytest.mark.requirement("HR-41")
def test_with_code_there_is_no_note_about_a_placeholder(deployed: World) -> None:
    assert deployed["functionIsPlaceholder"] is False
    assert not [note for note in deployed["notes"] if "application's code" in note]
