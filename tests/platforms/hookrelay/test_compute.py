"""What each way of running the application has, and what it lacks."""

from __future__ import annotations

import json

import pytest

from tests.contract.walk import FUNCTION, TASK, containers, environments
from tests.support.program import declared, outputs_of
from tests.support.recorder import Recorder
from tests.support.variants import VARIANTS

SECRET_VARIABLES = {"DATABASE_URL", "AUTH_SECRET", "AUTH_DISCORD_ID", "AUTH_DISCORD_SECRET"}
RESOURCE_VARIABLES = {
    "AWS_DDB_ENDPOINTS_TABLE",
    "AWS_DDB_DELIVERIES_TABLE",
    "AWS_SQS_QUEUE_URL",
    "AWS_S3_DLQ_BUCKET",
}
OUTPUTS = {  # HR-ops
    "ecs": {"clusterName", "serviceName", "appUrl", "ecrUrl", "logGroup"},
    "lambda": {"appUrl", "logGroup", "functionName"},
    "docker": {"ecrUrl", "dotenv", "instanceProfile"},
}
EVERYWHERE = {"endpointsTable", "deliveriesTable", "queueUrl", "queueArn", "dlqUrl", "dlqBucket"}
OF_COMPUTE = {
    "prod": "ecs",
    "dev": "ecs",
    "without-cdn": "ecs",
    "lambda-rest": "lambda",
    "lambda-http": "lambda",
    "lambda-rest-without-domain": "lambda",
    "docker": "docker",
    "docker-host-group": "docker",
}


def application(name: str) -> tuple[dict[str, str], set[str]]:
    """Plain variables of the application, and the names of its secret ones."""
    recorded = declared(VARIANTS[name])
    compute = OF_COMPUTE[name]
    if compute == "ecs":
        (container,) = containers(recorded.registration("hookrelay-app-task"))
        return (
            {entry["name"]: entry["value"] for entry in container["environment"]},
            {entry["name"] for entry in container["secrets"]},
        )
    if compute == "lambda":
        variables = dict(environments(recorded))["hookrelay-app-function"]
        secret = {key.removesuffix("_PARAM") for key in variables if key.endswith("_PARAM")}
        return {key: value for key, value in variables.items() if not key.endswith("_PARAM")}, secret
    dotenv = dict(line.split("=", 1) for line in outputs_of(VARIANTS[name])["dotenv"].splitlines())
    command = outputs_of(VARIANTS[name])["commands"]["secrets"]
    return dotenv, {line.split("printf '", 1)[1].split("=")[0] for line in command.splitlines()}


@pytest.mark.requirement("HR-22", "HR-23")
@pytest.mark.parametrize("name", sorted(OF_COMPUTE))
def test_the_application_has_every_variable_of_the_guide_in_every_mode(name: str) -> None:
    recorded = declared(VARIANTS[name])
    plain, secret = application(name)
    assert secret >= SECRET_VARIABLES
    assert {"INGEST_SHARED_SECRET", "REDIS_URL"} <= secret
    assert {key: plain[key] for key in RESOURCE_VARIABLES} == {
        "AWS_DDB_ENDPOINTS_TABLE": recorded.state("hookrelay-endpoints-table")["name"],
        "AWS_DDB_DELIVERIES_TABLE": recorded.state("hookrelay-deliveries-table")["name"],
        "AWS_SQS_QUEUE_URL": recorded.state("hookrelay-attempts-queue")["url"],
        "AWS_S3_DLQ_BUCKET": recorded.state("hookrelay-archive-bucket")["bucket"],
    }
    assert plain["NODE_ENV"] == "production"
    assert plain["AUTH_TRUST_HOST"] == "true"
    assert ("AWS_REGION" in plain) == (OF_COMPUTE[name] != "lambda")
    if "appUrl" in outputs_of(VARIANTS[name]):
        assert plain["AUTH_URL"] == outputs_of(VARIANTS[name])["appUrl"]


@pytest.mark.requirement("HR-22")
@pytest.mark.parametrize(("name", "word"), [("dev", "development"), ("prod", "production")])
def test_the_environments_own_name_is_app_env(name: str, word: str) -> None:
    assert application(name)[0]["APP_ENV"] == word


@pytest.mark.requirement("HR-10")
def test_the_application_is_told_how_payloads_are_compressed() -> None:
    assert application("prod")[0]["DLQ_COMPRESSION"] == "gzip"


@pytest.mark.requirement("HR-ops", "X-16", "HR-52")
@pytest.mark.parametrize("name", sorted(OF_COMPUTE))
def test_an_operator_gets_every_name_and_command_of_the_guide(name: str) -> None:
    outputs, compute = outputs_of(VARIANTS[name]), OF_COMPUTE[name]
    assert (EVERYWHERE | OUTPUTS[compute]) - outputs.keys() == set()
    foreign = set().union(*(each for mode, each in OUTPUTS.items() if mode != compute)) - OUTPUTS[compute]
    assert foreign & outputs.keys() == set()
    assert all(value not in (None, "", []) for key, value in outputs.items() if key != "notes")
    commands = outputs["commands"]
    assert outputs["queueUrl"] in commands["queueAttributes"]
    assert commands["archive"] == f"aws s3 ls --recursive s3://{outputs['dlqBucket']}"
    assert commands["tables"].startswith("aws dynamodb list-tables")
    assert commands["identity"] == "aws sts get-caller-identity"
    if compute != "lambda":
        assert outputs["ecrUrl"] in commands["push"]
        assert {"login", "build"} <= commands.keys()


ENTRANCE = (
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:ecs/service:Service",
    "aws:cloudfront/distribution:Distribution",
)


@pytest.mark.requirement("HR-52", "HR-39", "HR-31")
@pytest.mark.parametrize(
    ("name", "counts"),
    [("prod", (1, 1, 1)), ("without-cdn", (1, 1, 0)), ("lambda-rest", (0, 0, 1)), ("docker", (0, 0, 0))],
)
def test_each_mode_has_its_entrance_and_no_other(name: str, counts: tuple[int, int, int]) -> None:
    recorded = declared(VARIANTS[name])
    assert tuple(recorded.count(typ) for typ in ENTRANCE) == counts
    scaling = recorded.of_type("aws:appautoscaling/target:Target")
    assert bool(scaling) == (OF_COMPUTE[name] == "ecs")


@pytest.mark.requirement("HR-34", "HR-38", "HR-40")
@pytest.mark.parametrize(("name", "desired", "least", "most"), [("staging", 1, 1, 4), ("prod", 2, 2, 10)])
def test_the_service_runs_on_the_guides_size_in_private_subnets(
    name: str, desired: int, least: int, most: int
) -> None:
    recorded = declared(VARIANTS[name])
    task, service = recorded.inputs("hookrelay-app-task"), recorded.inputs("hookrelay-app-service")
    assert (task["cpu"], task["memory"], task["networkMode"]) == ("256", "512", "awsvpc")
    assert task["requiresCompatibilities"] == ["FARGATE"]
    assert (service["desiredCount"], service["launchType"]) == (desired, "FARGATE")
    network = service["networkConfiguration"]
    assert network["assignPublicIp"] is False
    private = {
        recorded.deployment.state_of(item.urn)["id"]
        for item in recorded.of_type("aws:ec2/subnet:Subnet")
        if "private" in item.name
    }
    assert len(network["subnets"]) == 2
    assert set(network["subnets"]) <= private
    target = recorded.inputs("hookrelay-app-scaling")
    assert (target["minCapacity"], target["maxCapacity"]) == (least, most)
    followed = {
        item.inputs["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"][
            "predefinedMetricType"
        ]
        for item in recorded.of_type("aws:appautoscaling/policy:Policy")
    }
    assert followed == {"ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"}


@pytest.mark.requirement("HR-36")
def test_a_service_without_an_image_stands_at_nought_and_says_so() -> None:
    recorded = declared(VARIANTS["dev"])
    assert recorded.inputs("hookrelay-app-service")["desiredCount"] == 0
    assert not recorded.of_type("aws:appautoscaling/target:Target")
    assert any("hookrelay:imageTag" in note for note in outputs_of(VARIANTS["dev"])["notes"])
    assert not any("hookrelay:imageTag" in note for note in outputs_of(VARIANTS["prod"])["notes"])


@pytest.mark.requirement("HR-36", "X-23")
def test_images_come_from_the_platforms_repository_or_a_given_one() -> None:
    def image(recorded: Recorder) -> str:
        (container,) = containers(recorded.registration("hookrelay-app-task"))
        return str(container["image"])

    own, given = declared(VARIANTS["prod"]), declared(VARIANTS["given-things"])
    assert image(own) == f"{own.exports['hookrelay']['ecrUrl']}:0.0.0-sample"
    assert image(given) == "123456789012.dkr.ecr.us-east-1.amazonaws.com/company/hookrelay:0.0.0-sample"
    assert given.count("aws:ecr/repository:Repository") == 0
    pulls = [
        each["Resource"]
        for each in given.statements("hookrelay-app-execution-role")
        if "ecr:BatchGetImage" in each["Action"]
    ]
    assert pulls == [["arn:aws:ecr:us-east-1:123456789012:repository/company/hookrelay"]]


@pytest.mark.requirement("HR-39")
def test_the_load_balancer_stands_before_port_3000_and_redirects_to_tls() -> None:
    recorded = declared(VARIANTS["prod"])
    target = recorded.inputs("hookrelay-lb-app-targets")
    assert (target["targetType"], target["port"]) == ("ip", 3000)
    listeners = {item.inputs["port"]: item.inputs for item in recorded.of_type("aws:lb/listener:Listener")}
    assert set(listeners) == {80, 443}
    assert listeners[80]["defaultActions"][0]["redirect"]["statusCode"] == "HTTP_301"
    assert recorded.inputs("hookrelay-lb-alb")["dropInvalidHeaderFields"] is True


@pytest.mark.requirement("HR-41", "HR-52")
def test_the_function_answers_all_paths_and_methods() -> None:
    recorded = declared(VARIANTS["lambda-rest"])
    function = recorded.inputs("hookrelay-app-function")
    assert (function["memorySize"], function["timeout"]) == (1024, 29)
    assert function["vpcConfig"]["subnetIds"]
    methods = [item.inputs["httpMethod"] for item in recorded.of_type("aws:apigateway/method:Method")]
    assert methods == ["ANY", "ANY"]
    paths = [item.inputs["pathPart"] for item in recorded.of_type("aws:apigateway/resource:Resource")]
    assert paths == ["{proxy+}"]
    kinds = {item.inputs["type"] for item in recorded.of_type("aws:apigateway/integration:Integration")}
    assert kinds == {"AWS_PROXY"}


@pytest.mark.requirement("HR-41")
def test_an_http_api_answers_the_same() -> None:
    routes = declared(VARIANTS["lambda-http"]).of_type("aws:apigatewayv2/route:Route")
    assert {item.inputs["routeKey"] for item in routes} == {"ANY /", "ANY /{proxy+}"}
    assert declared(VARIANTS["lambda-http"]).count("aws:apigateway/restApi:RestApi") == 0


@pytest.mark.requirement("HR-33", "HR-52")
def test_a_docker_host_gets_an_identity_a_way_in_and_the_commands() -> None:
    recorded = declared(VARIANTS["docker-host-group"])
    group = "sg-0123456789abcdef0"
    let_in = {
        item.inputs["fromPort"]
        for item in recorded.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if item.inputs.get("referencedSecurityGroupId") == group
    }
    assert let_in == {5432, 6379}
    commands = outputs_of(VARIANTS["docker-host-group"])["commands"]
    assert "--env-file .env.production" in commands["run"]
    assert "-p 3000:3000" in commands["run"]
    assert "--name hookrelay-prod " in outputs_of(VARIANTS["docker"])["commands"]["run"]
    assert recorded.count("aws:ec2/instance:Instance") == 0
    without = declared(VARIANTS["docker"])
    rules = without.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert not [rule for rule in rules if "host" in rule.name]


@pytest.mark.requirement("HR-14")
def test_the_worker_is_a_function_a_service_or_nothing() -> None:
    def mappings(recorded: Recorder) -> list[str]:
        return [item.name for item in recorded.of_type("EventSourceMapping") if "archiver" not in item.name]

    for name in ("prod", "lambda-rest", "docker"):
        assert mappings(declared(VARIANTS[name])) == ["hookrelay-worker-hookrelay-attempts-mapping"]
    fargate = declared(VARIANTS["fargate-worker"])
    assert mappings(fargate) == []
    assert fargate.names("aws:ecs/service:Service") == ["hookrelay-app-service", "hookrelay-worker-service"]
    assert mappings(declared(VARIANTS["without-worker-and-cache"])) == []


@pytest.mark.requirement("HR-14", "HR-40")
def test_a_worker_service_scales_on_the_backlog_of_each_task() -> None:
    recorded = declared(VARIANTS["fargate-worker"])
    (policy,) = [
        item.inputs["targetTrackingScalingPolicyConfiguration"]
        for item in recorded.of_type("aws:appautoscaling/policy:Policy")
        if "worker" in item.name
    ]
    text = json.dumps(policy)
    assert "ApproximateNumberOfMessagesVisible" in text
    assert "prod-hookrelay-delivery-attempts" in text
    assert policy["targetValue"] == 100


@pytest.mark.requirement("HR-49")
def test_images_are_scanned_and_only_latest_moves() -> None:
    repository = declared(VARIANTS["prod"]).inputs("hookrelay-registry-repository")
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["imageTagMutabilityExclusionFilters"] == [
        {"filter": "latest", "filterType": "WILDCARD"}
    ]


@pytest.mark.requirement("HR-52")
def test_functions_and_tasks_are_counted_so_that_the_tests_above_see_something() -> None:
    counts = {
        name: (declared(VARIANTS[name]).count(FUNCTION), declared(VARIANTS[name]).count(TASK))
        for name in ("prod", "lambda-rest", "docker", "fargate-worker")
    }
    assert counts == {"prod": (2, 1), "lambda-rest": (3, 0), "docker": (2, 0), "fargate-worker": (1, 2)}
