from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import (
    Artifact,
    Image,
    Own,
    Placeholder,
    archive_of,
    artifact_or_placeholder,
)
from components.blocks.queue import Queue, QueueArgs
from components.environments import ENVIRONMENTS
from components.iam import Statement
from components.links import Flow, Link, SecretRef
from components.metrics import check
from components.placement import Placement
from tests.support.recorder import Recorder, declare

SECRET_ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/trinity/prod/jwt-secret"
READ = Statement(sid="ReadJwt", actions=["ssm:GetParameter"], resources=[SECRET_ARN])
SECRET = SecretRef(arn=SECRET_ARN, value_from=SECRET_ARN, read=[READ], lambda_suffix="_PARAM")
PLACE = Placement(vpc_id="vpc-1", subnet_ids=["subnet-11111111", "subnet-22222222"])
DATABASE = Flow(name="database", security_group_id="sg-db", port=5432)

BASE = FunctionArgs(
    environment=ENVIRONMENTS["prod"],
    code=Placeholder(),
    runtime="nodejs24.x",
    handler="index.handler",
    timeout_seconds=29,
    memory_mb=512,
)


def declared(then: Callable[[Function], object] = lambda function: None, **changed: Any) -> Recorder:
    return declare(lambda: then(Function("api", replace(BASE, **changed))))


def function(**changed: Any) -> dict[str, Any]:
    return declared(**changed).inputs("api-function")


@pytest.mark.requirement("TR-23")
def test_size_machine_and_runtime_are_as_given() -> None:
    made = function(name="trinity-api-prod", memory_mb=1024, ephemeral_mb=2048, architecture="arm64")
    assert made["name"] == "trinity-api-prod"
    assert (made["timeout"], made["memorySize"]) == (29, 1024)
    assert made["ephemeralStorage"] == {"size": 2048}
    assert made["architectures"] == ["arm64"]
    assert (made["runtime"], made["handler"], made["packageType"]) == ("nodejs24.x", "index.handler", "Zip")


@pytest.mark.requirement("ST-38", "SC-2", "TR-28")
def test_it_logs_json_to_a_group_that_exists_first_and_that_it_cannot_make() -> None:
    recorded = declared(name="trinity-api-prod")
    group = recorded.inputs("api-logs")
    assert (group["name"], group["retentionInDays"]) == ("/aws/lambda/trinity-api-prod", 30)
    assert recorded.inputs("api-function")["loggingConfig"] == {
        "logFormat": "JSON",
        "logGroup": "/aws/lambda/trinity-api-prod",
    }
    assert {"api-logs", "api-role-policy"} <= recorded.needs("api-function")
    [write] = [item for item in recorded.statements("api-role") if item["Sid"] == "WriteLogs"]
    assert write["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert write["Resource"] == [recorded.state("api-logs")["arn"] + ":*"]


@pytest.mark.requirement("TC-31")
def test_names_and_retention_of_logs_can_be_chosen() -> None:
    group = declared(log_group_name="/app/api", log_retention_days=14).inputs("api-logs")
    assert (group["name"], group["retentionInDays"]) == ("/app/api", 14)


@pytest.mark.requirement("ST-19", "SC-2", "TR-10", "TR-11", "X-12")
def test_its_role_is_its_own_and_may_do_what_its_links_say() -> None:
    send = Statement(sid="Send", actions=["sqs:SendMessage"], resources=["arn:aws:sqs:x:1:jobs"])
    recorded = declared(
        tracing=False,
        role_name="StreamCanvasLambdaRole",
        policy_name="DynamoDBAccess",
        uses=[Link(environment={"QUEUE_URL": "https://q"}, statements=[send]), Link(statements=[send])],
    )
    assert [item["Sid"] for item in recorded.statements("api-role")] == ["WriteLogs", "Send"]
    assert recorded.inputs("api-role")["name"] == "StreamCanvasLambdaRole"
    assert recorded.inputs("api-role-policy")["name"] == "DynamoDBAccess"
    assert recorded.trust("api-role")[0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert recorded.count("aws:iam/rolePolicyAttachment:RolePolicyAttachment") == 0


@pytest.mark.requirement("ST-31", "ST-37")
def test_tracing_is_on_with_its_rights_and_can_be_off() -> None:
    recorded = declared()
    assert recorded.inputs("api-function")["tracingConfig"] == {"mode": "Active"}
    [trace] = [item for item in recorded.statements("api-role") if item["Sid"] == "WriteTraces"]
    assert trace["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    off = declared(tracing=False)
    assert off.inputs("api-function")["tracingConfig"] == {"mode": "PassThrough"}
    assert "WriteTraces" not in {item["Sid"] for item in off.statements("api-role")}


@pytest.mark.requirement("TR-8", "HR-22", "TC-22")
def test_a_secret_is_where_it_is_never_what_it_is() -> None:
    recorded = declared(uses=[Link(secrets={"JWT_SECRET": SECRET})], variables={"LOG_LEVEL": "INFO"})
    assert recorded.inputs("api-function")["environment"]["variables"] == {
        "LOG_LEVEL": "INFO",
        "JWT_SECRET_PARAM": SECRET_ARN,
    }
    assert recorded.statements("api-role")[-1]["Resource"] == [SECRET_ARN]


def test_a_secrets_variable_that_is_a_plain_one_too_is_refused() -> None:
    with pytest.raises(ValueError, match="JWT_SECRET_PARAM"):
        replace(BASE, uses=[Link(secrets={"JWT_SECRET": SECRET})], variables={"JWT_SECRET_PARAM": "x"})


@pytest.mark.requirement("HR-42", "ST-17", "SC-10")
def test_reserved_variables_are_refused_also_when_a_link_brings_them() -> None:
    for changed in ({"variables": {"AWS_REGION": "x"}}, {"uses": [Link(environment={"AWS_REGION": "x"})]}):
        with pytest.raises(ValueError, match="AWS_REGION"):
            replace(BASE, **changed)


def test_without_variables_there_is_no_environment() -> None:
    assert "environment" not in function()


@pytest.mark.requirement("HR-52", "SC-28", "TR-27")
def test_in_a_network_it_has_a_group_of_its_own_and_the_right_to_interfaces() -> None:
    recorded = declared(placement=PLACE, uses=[Link(flows=[DATABASE])])
    config = recorded.inputs("api-function")["vpcConfig"]
    assert config["subnetIds"] == PLACE.subnet_ids
    assert config["securityGroupIds"] == [recorded.state("api-access-group")["id"]]
    [rule] = recorded.of_type("SecurityGroupEgressRule")
    assert (rule.inputs["referencedSecurityGroupId"], rule.inputs["fromPort"]) == ("sg-db", 5432)
    [interfaces] = [s for s in recorded.statements("api-role") if s["Sid"] == "ManageNetworkInterfaces"]
    assert "ec2:CreateNetworkInterface" in interfaces["Action"]
    assert {"api-role-policy", "api-access-to-database"} <= recorded.needs("api-function")


def test_outside_of_a_network_it_has_neither() -> None:
    recorded = declared()
    assert recorded.count("aws:ec2/securityGroup:SecurityGroup") == 0
    assert "ManageNetworkInterfaces" not in {item["Sid"] for item in recorded.statements("api-role")}
    with pytest.raises(ValueError, match="database only from inside a network"):
        declared(uses=[Link(flows=[DATABASE])])


@pytest.mark.requirement("ST-21")
def test_an_alias_follows_published_versions_and_is_what_callers_use() -> None:
    made: dict[str, Any] = {}
    recorded = declared(
        lambda one: (
            one.qualified_arn.apply(lambda arn: made.update(arn=arn)),
            one.invoke_arn.apply(lambda arn: made.update(invoke=arn)),
            one.allow_invoke("api", principal="apigateway.amazonaws.com", source_arn="arn:x"),
        ),
        alias="live",
    )
    assert recorded.inputs("api-function")["publish"] is True
    alias = recorded.registration("api-alias")
    assert alias.inputs["functionVersion"] == recorded.state("api-function")["version"]
    assert not alias.ignore_changes
    assert made["arn"] == recorded.state("api-alias")["arn"]
    assert made["invoke"] == recorded.state("api-alias")["invokeArn"]
    assert recorded.inputs("api-from-api")["qualifier"] == "live"


@pytest.mark.requirement("TR-22")
def test_an_update_leaves_the_alias_where_codedeploy_moves_it() -> None:
    alias = declared(alias="live", alias_follows=False).registration("api-alias")
    assert set(alias.ignore_changes) == {"functionVersion", "routingConfig"}


def test_without_an_alias_nothing_is_published() -> None:
    recorded = declared(
        lambda one: one.allow_invoke("bus", principal="events.amazonaws.com", source_arn="arn:x")
    )
    assert recorded.inputs("api-function")["publish"] is False
    assert recorded.count("aws:lambda/alias:Alias") == 0
    assert "qualifier" not in recorded.inputs("api-from-bus")


@pytest.mark.requirement("ST-21", "TR-23")
def test_provisioned_concurrency_is_fixed_or_follows_its_use() -> None:
    fixed = declared(alias="live", provisioned_concurrency=2)
    config = fixed.registration("api-provisioned")
    assert (config.inputs["qualifier"], config.inputs["provisionedConcurrentExecutions"]) == ("live", 2)
    assert not config.ignore_changes
    assert fixed.count("aws:appautoscaling/target:Target") == 0

    scaled = declared(name="api", alias="live", provisioned_concurrency=2, provisioned_maximum=8)
    target = scaled.one("aws:appautoscaling/target:Target").inputs
    assert (target["resourceId"], target["minCapacity"], target["maxCapacity"]) == ("function:api:live", 2, 8)
    assert scaled.registration("api-provisioned").ignore_changes == ("provisionedConcurrentExecutions",)


@pytest.mark.requirement("ST-33", "SC-25", "SC-11")
def test_options_are_off_until_they_are_asked_for() -> None:
    made = function()
    for key in (
        "reservedConcurrentExecutions",
        "layers",
        "snapStart",
        "tenancyConfig",
        "deadLetterConfig",
        "vpcConfig",
    ):
        assert key not in made
    layer = "arn:aws:lambda:us-east-1:123456789012:layer:shared:1"
    asked = function(reserved_concurrency=5, layers=[layer], tenant_isolation=True)
    assert asked["reservedConcurrentExecutions"] == 5
    assert asked["layers"] == [layer]
    assert asked["tenancyConfig"] == {"tenantIsolationMode": "PER_TENANT"}


def test_snap_start_is_for_published_versions() -> None:
    made = function(runtime="python3.13", handler="main.handler", alias="live", snap_start=True)
    assert made["snapStart"] == {"applyOn": "PublishedVersions"}


@pytest.mark.requirement("ST-20")
def test_snap_start_for_go_is_refused() -> None:
    with pytest.raises(ValueError, match="snap_start"):
        replace(BASE, runtime="provided.al2023", handler="bootstrap", alias="live", snap_start=True)


def test_failed_asynchronous_calls_go_to_a_queue_that_it_may_send_to() -> None:
    def program() -> None:
        failures = Queue(
            "failures",
            QueueArgs(environment=BASE.environment, visibility_timeout_seconds=30, max_receive_count=3),
        )
        Function("api", replace(BASE, dead_letters=failures))

    recorded = declare(program)
    arn = recorded.state("failures-queue")["arn"]
    assert recorded.inputs("api-function")["deadLetterConfig"] == {"targetArn": arn}
    [send] = [item for item in recorded.statements("api-role") if item["Sid"] == "SendToFailures"]
    assert send["Resource"] == [arn]


# -- code


@pytest.mark.parametrize(
    ("runtime", "handler", "files"),
    [
        ("python3.13", "main.lambda_handler", {"main.py"}),
        ("nodejs24.x", "dist/auth.handler", {"dist/auth.cjs"}),
    ],
)
def test_the_placeholder_is_where_the_handler_says(runtime: str, handler: str, files: set[str]) -> None:
    archive = archive_of(Placeholder(), runtime=runtime, handler=handler)
    assert isinstance(archive, pulumi.AssetArchive)
    assert set(archive.assets) == files


def test_the_placeholder_of_an_executable_is_a_zip_with_its_mode() -> None:
    archive = archive_of(Placeholder(), runtime="provided.al2023", handler="bootstrap")
    assert isinstance(archive, pulumi.FileArchive)
    assert archive.path.endswith("provided.zip")


@pytest.mark.requirement("ST-1")
def test_a_path_is_an_artefact_and_none_the_placeholder(tmp_path: Path) -> None:
    assert artifact_or_placeholder(None) == Placeholder()
    assert artifact_or_placeholder("bin/a.zip") == Artifact(path="bin/a.zip")
    made: dict[str, Any] = {}
    (tmp_path / "index.mjs").write_text("export const handler = () => 1;")
    recorded = declared(
        lambda one: made.update(placeholder=one.is_placeholder), code=Artifact(path=str(tmp_path))
    )
    assert recorded.inputs("api-function")["code"].path == str(tmp_path)
    assert made["placeholder"] is False


def test_an_artefact_that_isnt_there_is_refused() -> None:
    with pytest.raises(ValueError, match="build it first"):
        replace(BASE, code=Artifact(path="/nowhere/api.zip"))


@pytest.mark.requirement("TC-21", "HR-41")
def test_an_image_has_no_runtime() -> None:
    uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/caption-parser:v1"
    made = function(code=Image(uri=uri, command=("main.handler",)), runtime=None, handler=None)
    assert (made["packageType"], made["imageUri"]) == ("Image", uri)
    assert made["imageConfig"] == {"commands": ["main.handler"]}
    assert not {"runtime", "handler", "code"} & made.keys()
    with pytest.raises(ValueError, match="neither runtime nor handler"):
        replace(BASE, code=Image(uri=uri))


def test_a_zip_needs_runtime_and_handler() -> None:
    with pytest.raises(ValueError, match="both runtime and handler"):
        replace(BASE, handler=None)


def test_code_of_ours_must_exist() -> None:
    with pytest.raises(ValueError, match=r"nothing\.py"):
        archive_of(Own(files=("nothing.py",)), runtime="python3.13", handler="nothing.handler")


# -- what it tells and watches


@pytest.mark.requirement("ST-16", "SC-10")
def test_a_timeout_beyond_api_gateways_is_told_once_and_only_behind_an_api() -> None:
    made: dict[str, Any] = {}

    def then(one: Function) -> None:
        made["before"] = list(one.warnings)
        one.allow_invoke("bus", principal="events.amazonaws.com", source_arn="arn:x")
        made["bus"] = list(one.warnings)
        for route in ("connect", "signal"):
            one.allow_invoke(route, principal="apigateway.amazonaws.com", source_arn="arn:x")
        made["api"] = list(one.warnings)

    declared(then, timeout_seconds=30)
    assert made["before"] == made["bus"] == []
    assert len(made["api"]) == 1


@pytest.mark.requirement("HR-41")
def test_a_retired_runtime_warns_and_one_that_aws_refuses_is_refused() -> None:
    made: dict[str, Any] = {}
    late, too_late = (replace(BASE.environment, today=day) for day in (date(2026, 11, 20), date(2027, 2, 1)))
    declared(lambda one: made.update(warnings=one.warnings), runtime="nodejs20.x", environment=late)
    assert "out of support" in made["warnings"][0]
    with pytest.raises(ValueError, match="nodejs20"):
        replace(BASE, runtime="nodejs20.x", environment=too_late)


@pytest.mark.requirement("SC-14")
def test_a_caller_is_let_in_for_one_resource() -> None:
    recorded = declared(
        lambda one: one.allow_invoke(
            "route",
            principal="apigateway.amazonaws.com",
            source_arn="arn:route",
            statement_id="ApiGatewayInvoke",
        )
    )
    permission = recorded.inputs("api-from-route")
    assert permission["action"] == "lambda:InvokeFunction"
    assert (permission["sourceArn"], permission["statementId"]) == ("arn:route", "ApiGatewayInvoke")


@pytest.mark.requirement("HR-45", "SC-35", "TR-14", "ST-34")
def test_alarms_follow_its_own_timeout_and_have_metrics_that_exist() -> None:
    made: dict[str, Any] = {}
    declared(
        lambda one: made.update(alarms=one.alarms(errors_above=5), widgets=one.widgets("Lambda Performance")),
        timeout_seconds=50,
    )
    alarms = {alarm.key: alarm for alarm in made["alarms"]}
    assert set(alarms) == {"api-errors", "api-throttles", "api-duration"}
    assert alarms["api-errors"].threshold == 5
    assert alarms["api-duration"].threshold == 40_000
    assert alarms["api-duration"].metric.statistic == "p95"
    metrics = [alarm.metric for alarm in made["alarms"]]
    metrics += [metric for widget in made["widgets"] for metric in widget.metrics]
    assert [problem for metric in metrics for problem in check(metric)] == []
    [widget] = made["widgets"]
    assert {(metric.name, metric.statistic) for metric in widget.metrics} >= {
        ("Invocations", "Sum"),
        ("Errors", "Sum"),
        ("Duration", "Average"),
        ("ConcurrentExecutions", "Maximum"),
    }
