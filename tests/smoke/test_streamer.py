"""Streamer's checks see what is broken: each is shown by breaking what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.emulated.world import World, world
from tests.support.streamer import prod


@pytest.fixture(scope="module")
def deployed() -> Iterator[World]:
    """Production, behind CloudFront."""
    with world(prod()) as found:
        yield found


def failing(deployed: World) -> set[str]:
    """Titles of the checks that don't hold."""
    return {each.title for each in deployed.checks(writes=False) if not each.ok}


def _open_execute_api(deployed: World, on: bool) -> None:
    deployed.client("apigatewayv2").update_api(ApiId=deployed["apiId"], DisableExecuteApiEndpoint=not on)


def _admit_anybody(deployed: World, on: bool) -> None:
    client = deployed.client("lambda")
    where = {"FunctionName": deployed["functions"]["router"], "Qualifier": "live", "StatementId": "others"}
    if on:
        source = f"arn:aws:execute-api:us-east-1:123456789012:{deployed['apiId']}/*/more"
        principal = "apigateway.amazonaws.com"
        client.add_permission(**where, Action="lambda:InvokeFunction", Principal=principal, SourceArn=source)
    else:
        client.remove_permission(**where)


def _keep_items(deployed: World, on: bool) -> None:
    deployed.client("dynamodb").update_time_to_live(
        TableName=deployed["requestsTable"],
        TimeToLiveSpecification={"Enabled": not on, "AttributeName": "TTL"},
    )


def _widen(deployed: World, on: bool) -> None:
    role = deployed["functionRoles"]["connect"].rpartition("/")[2]
    iam = deployed.client("iam")
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:PutItem",'
        ' "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/other"}]}'
    )
    if on:
        iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=policy)
    else:
        iam.delete_role_policy(RoleName=role, PolicyName="more")


def _retry_for_ever(deployed: World, on: bool) -> None:
    client = deployed.client("lambda")
    for each in client.list_event_source_mappings()["EventSourceMappings"]:
        if "processor" in each["FunctionArn"]:
            client.update_event_source_mapping(UUID=each["UUID"], MaximumRetryAttempts=-1 if on else 3)


def _throttle_everybody(deployed: World, on: bool) -> None:
    settings: dict[str, Any] = {"ThrottlingRateLimit": 0.0 if on else 500.0, "ThrottlingBurstLimit": 1000}
    deployed.client("apigatewayv2").update_stage(
        ApiId=deployed["apiId"], StageName="prod", DefaultRouteSettings=settings
    )


@pytest.mark.requirement("ST-8", "ST-22", "ST-24", "ST-27", "ST-28", "ST-37")
@pytest.mark.parametrize(
    ("break_", "title"),
    [
        (_open_execute_api, "the firewall stands before the entrance, and nothing leads around it"),
        (_admit_anybody, "routes lead to the live alias, with exactly their permission"),
        (_keep_items, "items expire"),
        (_widen, "roles name the platform's own things only"),
        (_retry_for_ever, "the stream feeds the processor and no poison record stops it"),
        (_throttle_everybody, "the stage serves a deployment and is throttled"),
    ],
)
def test_each_check_sees_what_it_is_about(
    deployed: World, break_: Callable[[World, bool], None], title: str
) -> None:
    assert failing(deployed) == set()
    break_(deployed, True)
    try:
        assert failing(deployed) == {title}
    finally:
        break_(deployed, False)
