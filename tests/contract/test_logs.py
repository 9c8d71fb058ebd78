"""Check 7: nothing writes to a log group that doesn't exist or keeps its lines for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pulumi_aws as aws
import pytest

from tests.contract.walk import FUNCTION, LOG_GROUP, TASK, containers
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS


def writers(recorded: Recorder) -> Iterator[tuple[str, str]]:
    """Who writes to which log group, by name."""
    for function in recorded.of_type(FUNCTION):
        group = (function.inputs.get("loggingConfig") or {}).get("logGroup")
        yield function.name, group or f"/aws/lambda/{recorded.deployment.state_of(function.urn)['name']}"
    for task in recorded.of_type(TASK):
        for container in containers(task):
            options = container["logConfiguration"]["options"]
            yield task.name, options["awslogs-group"]
    for database in recorded.of_type("aws:rds/instance:Instance"):
        for export in database.inputs.get("enabledCloudwatchLogsExports") or []:
            yield database.name, f"/aws/rds/instance/{database.inputs['identifier']}/{export}"
    for flow in recorded.of_type("aws:ec2/flowLog:FlowLog"):
        yield flow.name, _name(flow.inputs["logDestination"])
    for logging in recorded.of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"):
        yield from ((logging.name, _name(arn)) for arn in logging.inputs["logDestinationConfigs"])
    for kind in ("apigateway", "apigatewayv2"):
        for stage in recorded.of_type(f"aws:{kind}/stage:Stage"):
            access = stage.inputs.get("accessLogSettings") or {}
            if access:
                yield stage.name, _name(access["destinationArn"])


def _name(arn: str) -> str:
    return arn.split(":log-group:")[1].removesuffix(":*")


def unkept(recorded: Recorder) -> list[str]:
    """Groups that are missing, made too late, or kept for ever."""
    groups = {recorded.deployment.state_of(item.urn)["name"]: item for item in recorded.of_type(LOG_GROUP)}
    found = [
        f"{item.name}: no retention" for item in groups.values() if not item.inputs.get("retentionInDays")
    ]
    for writer, name in writers(recorded):
        if name not in groups:
            found.append(f"{writer}: no group {name}")
        elif not any(
            groups[name].name in recorded.needs(writer, item.typ)
            for item in recorded.graph
            if item.name == writer and item.custom
        ):
            found.append(f"{writer}: made before {name}")
    return found


@pytest.mark.requirement("ENV-7", "HR-37")
def test_every_log_group_that_is_written_to_is_made_first_with_a_retention(recorded: Recorder) -> None:
    assert len(set(writers(recorded))) >= 2
    assert unkept(recorded) == []


@pytest.mark.requirement("ENV-7")
def test_the_walk_sees_what_is_missing() -> None:
    def program() -> None:
        role = "arn:aws:iam::123456789012:role/r"
        aws.cloudwatch.LogGroup("kept-for-ever", name="/aws/lambda/a")
        aws.lambda_.Function("a", name="a", role=role)
        aws.lambda_.Function("b", name="b", role=role)

    assert unkept(declare(program)) == [
        "kept-for-ever: no retention",
        "a: made before /aws/lambda/a",
        "b: no group /aws/lambda/b",
    ]


@pytest.mark.requirement("HR-37", "X-4")
@pytest.mark.parametrize(("name", "days"), [("dev", 7), ("staging", 14), ("prod", 30)])
def test_logs_are_kept_as_long_as_the_environment_says(name: str, days: int) -> None:
    groups = declared(VARIANTS[name]).of_type(LOG_GROUP)
    assert {group.inputs["retentionInDays"] for group in groups} == {days}


@pytest.mark.requirement("HR-29", "HR-46")
def test_the_network_and_slow_statements_are_logged() -> None:
    recorded = declared(VARIANTS["prod"])
    written = {name for _, name in writers(recorded)}
    assert "/aws/rds/instance/hookrelay-prod/postgresql" in written
    assert "/vpc/hookrelay-prod-flow-logs" in written
    assert recorded.inputs("hookrelay-network-flow-logs-log")["trafficType"] == "ALL"
    parameters = {
        p["name"]: p["value"] for p in recorded.inputs("hookrelay-database-parameters")["parameters"]
    }
    assert parameters["log_min_duration_statement"] == "1000"
    assert "pg_stat_statements" in parameters["shared_preload_libraries"]


@pytest.mark.requirement("X-8", "HR-41")
def test_requests_of_the_rest_api_are_logged_only_where_the_account_has_the_role_for_it() -> None:
    def stage(name: str) -> dict[str, object]:
        return (
            declared(VARIANTS[name]).one("aws:apigateway/stage:Stage").inputs.get("accessLogSettings") or {}
        )

    assert stage("lambda-rest") == {}
    assert stage("lambda-rest-without-domain")
    assert declared(VARIANTS["lambda-rest"]).count("aws:apigateway/account:Account") == 0
