"""Production has the guide's names, figures and alarms (TC-1 to TC-37)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.walk import ALARM, FUNCTION, LOG_GROUP, QUEUE, TASK, containers, environments
from tests.platforms.tiktok_commerce.variants import VARIANTS
from tests.support.physical import names_of
from tests.support.program import declared
from tests.support.recorder import Recorder

JOBS = ("caption-analysis", "thumbnail-generation", "auto-tagging")
GUIDE = {
    "aws:dynamodb/table:Table": {
        f"tiktok-commerce-{each}-prod" for each in ("videos", "products", "jobs", "users", "analytics")
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {"tiktok-commerce-redis-prod"},
    "aws:ecs/cluster:Cluster": {"tiktok-commerce-production"},
    "aws:ecs/service:Service": {"ingestion-api", "product-service"},
    "aws:ecs/taskDefinition:TaskDefinition": {
        "tiktok-commerce-ingestion-api",
        "tiktok-commerce-product-service",
    },
    "aws:lb/loadBalancer:LoadBalancer": {"tiktok-commerce-alb"},
    "aws:ecr/repository:Repository": {
        "tiktok-commerce-ingestion-api",
        "tiktok-commerce-product-service",
        "caption-parser",
        "thumbnail-generator",
        "auto-tagger",
    },
    "aws:lambda/function:Function": {
        f"tiktok-commerce-{each}" for each in ("caption-parser", "thumbnail-generator", "auto-tagger")
    },
    "aws:sns/topic:Topic": {f"tiktok-{each}-prod" for each in ("processing", "notifications", "alerts")},
    "aws:sqs/queue:Queue": {f"tiktok-{job}-prod{tail}" for job in JOBS for tail in ("", "-dlq")},
    "aws:cloudwatch/logGroup:LogGroup": {
        "/ecs/tiktok-commerce-ingestion-api",
        "/aws/lambda/tiktok-commerce-caption-parser",
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "tiktok-commerce-high-cpu",
        "tiktok-commerce-high-cpu-product-service",
    },
    "aws:xray/samplingRule:SamplingRule": {"TikTokCommerceTracing"},
    "aws:cloudwatch/dashboard:Dashboard": {"TikTokCommerce-Production"},
    "aws:iam/role:Role": {"tiktok-commerce-ecs-task-role", "tiktok-commerce-product-service-task-role"},
    "aws:secretsmanager/secret:Secret": {"tiktok-commerce/openai-api-key"},
}
STAGING = {
    "aws:dynamodb/table:Table": {"tiktok-commerce-videos-staging"},
    "aws:ecs/cluster:Cluster": {"tiktok-commerce-staging"},
    "aws:sqs/queue:Queue": {"tiktok-auto-tagging-staging", "tiktok-auto-tagging-staging-dlq"},
    "aws:lambda/function:Function": {"tiktok-commerce-caption-parser-staging"},
    "aws:secretsmanager/secret:Secret": {"tiktok-commerce/staging/openai-api-key"},
    "aws:cloudwatch/dashboard:Dashboard": {"TikTokCommerce-Staging"},
}


@pytest.fixture
def prod() -> Recorder:
    return declared(VARIANTS["prod"])


@pytest.mark.requirement("ENV-8", "TC-12", "TC-14", "TC-17", "TC-20", "TC-25", "TC-26", "TC-34", "TC-36")
@pytest.mark.parametrize(("name", "literals"), [("prod", GUIDE), ("production", GUIDE), ("staging", STAGING)])
def test_names_are_the_guides(name: str, literals: dict[str, set[str]]) -> None:
    names = names_of(declared(VARIANTS[name]))
    missing = {typ: wanted - set(names.get(typ, [])) for typ, wanted in literals.items()}
    assert {typ: left for typ, left in missing.items() if left} == {}


@pytest.mark.requirement("TC-9")
def test_buckets_have_the_guides_names_where_that_is_wanted() -> None:
    names = names_of(declared(VARIANTS["guide-buckets"]))["aws:s3/bucket:Bucket"]
    assert names == [
        f"tiktok-commerce-{each}-prod" for each in ("assets", "backup", "frontend", "logs", "thumbnails")
    ]


@pytest.mark.requirement("TC-2", "TC-3", "TC-4")
def test_the_network_has_the_guides_blocks_and_a_way_out() -> None:
    (vpc,) = declared(VARIANTS["prod"]).of_type("awsx:ec2:Vpc")
    assert vpc.inputs["cidrBlock"] == "10.0.0.0/16"
    assert vpc.inputs["enableDnsHostnames"] is vpc.inputs["enableDnsSupport"] is True
    blocks = {spec["type"]: spec["cidrBlocks"] for spec in vpc.inputs["subnetSpecs"]}
    assert blocks == {
        "Public": ["10.0.1.0/24", "10.0.2.0/24"],
        "Private": ["10.0.10.0/24", "10.0.11.0/24"],
    }
    assert vpc.inputs["natGateways"] == {"strategy": "OnePerAz"}
    (dev,) = declared(VARIANTS["dev"]).of_type("awsx:ec2:Vpc")
    assert dev.inputs["natGateways"] == {"strategy": "Single"}


@pytest.mark.requirement("TC-13", "TC-15", "TC-11")
def test_the_tasks_have_the_guides_size_and_variables(prod: Recorder) -> None:
    for task in prod.of_type(TASK):
        assert (task.inputs["cpu"], task.inputs["memory"]) == ("256", "512")
        assert task.inputs["networkMode"] == "awsvpc"
    told = dict(environments(prod))
    ingestion = told["tiktok-commerce-ingestion-api-task/ingestion-api"]
    assert ingestion["PORT"] == "3001"
    assert ingestion["NODE_ENV"] == "production"
    assert ingestion["DYNAMODB_VIDEOS_TABLE"] == "tiktok-commerce-videos-prod"
    assert ingestion["DYNAMODB_JOBS_TABLE"] == "tiktok-commerce-jobs-prod"
    assert ingestion["SNS_TOPIC_ARN"].endswith(":tiktok-processing-prod")
    assert {"REDIS_HOST", "REDIS_PORT", "REDIS_TLS", "AWS_REGION"} <= ingestion.keys()
    products = told["tiktok-commerce-product-service-task/product-service"]
    assert products["PORT"] == "3002"
    assert products["S3_BUCKET"].startswith("tiktok-commerce-assets-prod")
    for variables in (ingestion, products):
        assert "REDIS_PASSWORD" not in variables
    for task in prod.of_type(TASK):
        assert "REDIS_PASSWORD" in {each["name"] for each in containers(task)[0]["secrets"]}


@pytest.mark.requirement("TC-16", "TC-14")
def test_services_scale_from_two_to_ten_on_cpu_and_memory(prod: Recorder) -> None:
    targets = [
        item.inputs
        for item in prod.of_type("aws:appautoscaling/target:Target")
        if item.inputs["serviceNamespace"] == "ecs"
    ]
    assert [(each["minCapacity"], each["maxCapacity"]) for each in targets] == [(2, 10), (2, 10)]
    goals = {
        (
            item.inputs["name"],
            item.inputs["targetTrackingScalingPolicyConfiguration"]["targetValue"],
        )
        for item in prod.of_type("aws:appautoscaling/policy:Policy")
    }
    assert goals == {("cpu-scaling", 70), ("memory-scaling", 80)}


@pytest.mark.requirement("TC-6", "TC-18", "TC-19", "TC-37")
def test_the_third_service_is_an_option_with_the_guides_port() -> None:
    everything = declared(VARIANTS["everything"])
    groups = {item.inputs["port"] for item in everything.of_type("aws:lb/targetGroup:TargetGroup")}
    assert groups == {3001, 3002, 3003}
    told = dict(environments(everything))["tiktok-commerce-whatsapp-service-task/whatsapp-service"]
    assert told["PORT"] == "3003"
    assert told["WHATSAPP_PHONE_NUMBER_ID"] == "106540352242922"
    ports = {
        item.inputs["port"] for item in declared(VARIANTS["prod"]).of_type("aws:lb/targetGroup:TargetGroup")
    }
    assert ports == {3001, 3002}


@pytest.mark.requirement("TC-17", "TC-5")
def test_the_load_balancer_is_protected_in_production_only() -> None:
    for name, protected in (("prod", True), ("staging", False), ("dev", False)):
        (balancer,) = declared(VARIANTS[name]).of_type("aws:lb/loadBalancer:LoadBalancer")
        assert balancer.inputs["enableDeletionProtection"] is protected
    prefixes = {
        item.inputs.get("namePrefix")
        for item in declared(VARIANTS["prod"]).of_type("aws:ec2/securityGroup:SecurityGroup")
    }
    assert {"tiktok-commerce-alb-", "tiktok-commerce-ecs-"} <= prefixes


@pytest.mark.requirement("TC-21", "TC-22", "TC-23", "TC-24")
def test_workers_have_the_guides_size_and_their_key_by_reference(prod: Recorder) -> None:
    parser = prod.inputs("tiktok-commerce-caption-parser-function")
    assert (parser["timeout"], parser["memorySize"], parser["handler"]) == (300, 1024, "main.lambda_handler")
    for function in prod.of_type(FUNCTION):
        variables = function.inputs["environment"]["variables"]
        assert variables["CONFIDENCE_THRESHOLD"] == "0.8"
        assert variables["SNS_TOPIC_ARN"].endswith(":tiktok-processing-prod")
        assert ":secret:" in variables["OPENAI_API_KEY_SECRET_ARN"]
        assert "OPENAI_API_KEY" not in variables


@pytest.mark.requirement("TC-21")
def test_a_worker_is_a_zip_or_an_image() -> None:
    everything = declared(VARIANTS["everything"])
    tagger = everything.inputs("tiktok-commerce-auto-tagger-function")
    assert tagger["packageType"] == "Image"
    assert tagger["imageUri"].endswith("/auto-tagger:1.4.2")
    assert everything.inputs("tiktok-commerce-caption-parser-function")["packageType"] == "Zip"


@pytest.mark.requirement("TC-26", "ENV-2")
def test_queues_hide_a_job_six_times_as_long_as_its_worker_runs(prod: Recorder) -> None:
    queues = {item.inputs["name"]: item.inputs for item in prod.of_type(QUEUE)}
    for job in JOBS:
        queue = queues[f"tiktok-{job}-prod"]
        assert queue["visibilityTimeoutSeconds"] == 1800
        assert json.loads(queue["redrivePolicy"])["maxReceiveCount"] == 5
        assert queues[f"tiktok-{job}-prod-dlq"]["messageRetentionSeconds"] == 14 * 24 * 3600


@pytest.mark.requirement("TC-27")
@pytest.mark.parametrize(
    ("name", "key", "scope"),
    [("prod", "type", "MessageBody"), ("attributes", "jobType", "MessageAttributes")],
)
def test_each_queue_is_subscribed_to_its_own_type_and_gets_bare_messages(
    name: str, key: str, scope: str
) -> None:
    found = {
        item.inputs["filterPolicy"]: item.inputs
        for item in declared(VARIANTS[name]).of_type("aws:sns/topicSubscription:TopicSubscription")
        if item.inputs["protocol"] == "sqs"
    }
    assert {json.dumps(json.loads(each)) for each in found} == {json.dumps({key: [job]}) for job in JOBS}
    assert all(each["rawMessageDelivery"] is True for each in found.values())
    assert {each["filterPolicyScope"] for each in found.values()} == {scope}


@pytest.mark.requirement("TC-27", "X-11")
def test_the_key_of_encrypted_queues_lets_sns_in(prod: Recorder) -> None:
    policy = json.loads(prod.inputs("tiktok-commerce-key-key")["policy"])
    services = {statement["Principal"].get("Service") for statement in policy["Statement"]}
    assert "sns.amazonaws.com" in services


@pytest.mark.requirement("TC-25")
def test_notifications_have_the_subscribers_of_the_stack_file() -> None:
    found = {
        (item.inputs["protocol"], item.inputs["endpoint"])
        for item in declared(VARIANTS["everything"]).of_type("aws:sns/topicSubscription:TopicSubscription")
        if item.name.startswith("tiktok-commerce-notifications")
    }
    assert found == {("email", "shop@company.dev"), ("https", "https://chat.company.dev/hook")}


@pytest.mark.requirement("TC-31")
@pytest.mark.parametrize(
    ("name", "service", "worker"), [("prod", 30, 14), ("staging", 14, 14), ("dev", 7, 7)]
)
def test_logs_are_kept_as_the_guide_says(name: str, service: int, worker: int) -> None:
    kept = {item.name: item.inputs["retentionInDays"] for item in declared(VARIANTS[name]).of_type(LOG_GROUP)}
    assert kept["tiktok-commerce-ingestion-api-logs"] == service
    assert kept["tiktok-commerce-caption-parser-logs"] == worker


def _alarm(recorded: Recorder, name: str) -> dict[str, Any]:
    (found,) = [item.inputs for item in recorded.of_type(ALARM) if item.inputs["name"] == name]
    return dict(found)


@pytest.mark.requirement("ENV-9", "TC-32")
def test_the_guides_alarm_has_its_figures_and_all_of_its_dimensions(prod: Recorder) -> None:
    alarm = _alarm(prod, "tiktok-commerce-high-cpu")
    figures = ("namespace", "metricName", "statistic", "period", "evaluationPeriods", "threshold")
    assert [alarm[each] for each in figures] == ["AWS/ECS", "CPUUtilization", "Average", 300, 2, 80]
    assert alarm["dimensions"] == {
        "ClusterName": "tiktok-commerce-production",
        "ServiceName": "ingestion-api",
    }
    assert alarm["alarmActions"] == alarm["okActions"]
    assert alarm["alarmActions"][0].endswith(":tiktok-alerts-prod")


@pytest.mark.requirement("TC-32", "TR-22")
def test_a_rollout_is_watched_on_both_target_groups(prod: Recorder) -> None:
    alarm = _alarm(prod, "tiktok-commerce-ingestion-api-5xx")
    metrics = [query["metric"] for query in alarm["metricQueries"] if query.get("metric")]
    groups = {metric["dimensions"]["TargetGroup"] for metric in metrics}
    assert len(groups) == 2
    service = prod.inputs("tiktok-commerce-ingestion-api-service")
    assert service["deploymentConfiguration"]["strategy"] == "CANARY"
    assert "tiktok-commerce-ingestion-api-5xx" in service["alarms"]["alarmNames"]
    assert service["alarms"]["rollback"] is True


@pytest.mark.requirement("TC-33")
def test_the_sampling_rule_governs_this_platform_unless_the_guides_is_wanted(prod: Recorder) -> None:
    rule = prod.inputs("tiktok-commerce-sampling-rule")
    assert (rule["priority"], rule["reservoirSize"], rule["fixedRate"], rule["version"]) == (9000, 1, 0.1, 1)
    assert rule["serviceName"] == "tiktok-commerce-*"
    assert rule["host"] == rule["urlPath"] == rule["httpMethod"] == rule["resourceArn"] == "*"
    account = declared(VARIANTS["prod"].with_config(tracing={"sampling": "account"}))
    assert account.inputs("tiktok-commerce-sampling-rule")["serviceName"] == "*"
    assert declared(VARIANTS["dev"]).inputs("tiktok-commerce-sampling-rule")["fixedRate"] == 1
    assert declared(VARIANTS["without-cache-and-waf"]).count("aws:xray/samplingRule:SamplingRule") == 0


@pytest.mark.requirement("TC-33", "TC-35")
def test_a_collector_reports_traces_where_that_is_wanted(prod: Recorder) -> None:
    tasks = {task.name: containers(task) for task in declared(VARIANTS["everything"]).of_type(TASK)}
    for found in tasks.values():
        collector = next(each for each in found if each["name"] == "collector")
        assert collector["essential"] is False
        assert "awsproxy" in next(
            each["value"] for each in collector["environment"] if each["name"] == "AOT_CONFIG_CONTENT"
        )
    assert all(len(containers(task)) == 1 for task in prod.of_type(TASK))


@pytest.mark.requirement("TC-34")
def test_the_dashboard_begins_with_the_guides_graph(prod: Recorder) -> None:
    body = json.loads(prod.inputs("tiktok-commerce-dashboard-dashboard")["dashboardBody"])
    first = body["widgets"][0]
    assert [first[each] for each in ("x", "y", "width", "height")] == [0, 0, 12, 6]
    assert first["properties"]["title"] == "ECS Service Metrics"
    assert {metric[1] for metric in first["properties"]["metrics"]} == {"CPUUtilization", "MemoryUtilization"}
    assert all("ClusterName" in metric for metric in first["properties"]["metrics"])
    assert first["properties"]["region"] == "us-east-1"


@pytest.mark.requirement("TC-35")
def test_the_guides_role_and_policy_are_ingestion_apis(prod: Recorder) -> None:
    policy = prod.inputs("tiktok-commerce-ingestion-api-task-role-policy")
    assert policy["name"] == "tiktok-commerce-ecs-task-policy"
    assert policy["role"] == "tiktok-commerce-ecs-task-role"


@pytest.mark.requirement("TC-10", "TC-11")
def test_the_cache_speaks_tls_only_and_fails_over_in_production() -> None:
    for name, nodes in (("prod", 2), ("dev", 1)):
        cache = declared(VARIANTS[name]).inputs("tiktok-commerce-redis-group")
        assert cache["engine"] == "valkey"
        assert cache["transitEncryptionMode"] == "required"
        assert (cache["numCacheClusters"], cache["multiAzEnabled"]) == (nodes, nodes > 1)


@pytest.mark.requirement("TC-9")
def test_tables_are_exported_where_that_is_wanted() -> None:
    everything = declared(VARIANTS["everything"])
    schedules = everything.of_type("aws:scheduler/schedule:Schedule")
    assert len(schedules) == 5
    for schedule in schedules:
        assert schedule.inputs["scheduleExpression"] == "rate(7 days)"
        assert schedule.inputs["target"]["arn"].endswith(":aws-sdk:dynamodb:exportTableToPointInTime")
    assert declared(VARIANTS["prod"]).count("aws:scheduler/schedule:Schedule") == 0


@pytest.mark.requirement("TC-1")
def test_webhooks_are_an_option() -> None:
    routes = {
        item.inputs["routeKey"]
        for item in declared(VARIANTS["everything"]).of_type("aws:apigatewayv2/route:Route")
    }
    assert routes == {"GET /webhooks/whatsapp", "POST /webhooks/whatsapp", "POST /webhooks/tiktok"}
    assert declared(VARIANTS["prod"]).count("aws:apigatewayv2/api:Api") == 0


@pytest.mark.requirement("TC-28", "TC-29")
def test_the_website_passes_the_api_on_by_tls_with_a_secret(prod: Recorder) -> None:
    config = prod.inputs("tiktok-commerce-frontend-cdn-distribution")
    assert config["orderedCacheBehaviors"][0]["pathPattern"] == "/api/*"
    api = next(origin for origin in config["origins"] if origin["originId"] == "api")
    assert api["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    assert api["customHeaders"]
    assert not config.get("customErrorResponses")


@pytest.mark.requirement("TC-ops", "TC-13")
def test_the_outputs_have_the_guides_commands_with_the_real_names(prod: Recorder) -> None:
    outputs = prod.exports["tiktok-commerce"]
    commands = outputs["commands"]
    assert "--cluster tiktok-commerce-production --service ingestion-api" in commands["deploy ingestion-api"]
    assert "--table-name tiktok-commerce-products-prod" in commands["seedProduct"]
    assert commands["syncFrontend"].endswith(" --delete")
    assert commands["redisPing"].endswith(" ping")
    wanted = {"clusterName", "services", "ecrUrls", "workers", "frontendBucket", "distributionId", "tables"}
    wanted |= {"redisEndpoint", "processingTopicArn", "queues", "albDns", "frontendUrl", "apiUrl"}
    assert wanted <= outputs.keys()


@pytest.mark.requirement("TC-13", "X-22")
def test_a_service_without_an_image_runs_no_task_and_says_so() -> None:
    dev = declared(VARIANTS["dev"])
    assert dev.inputs("tiktok-commerce-ingestion-api-service")["desiredCount"] == 0
    notes = dev.exports["tiktok-commerce"]["notes"]
    assert any("tiktok-commerce:images.ingestionApi.tag" in note for note in notes)
    assert any("tiktok-commerce:workers.captionParser.artefact" in note for note in notes)


@pytest.mark.requirement("TC-39", "TC-40")
def test_nothing_of_the_guides_terraform_or_of_its_broken_headings_is_deployed(prod: Recorder) -> None:
    text = json.dumps([item.inputs for item in prod.graph], default=str) + json.dumps(
        prod.exports, default=str
    )
    assert text.isascii()
    assert "terraform" not in text.lower()
    assert "tfvars" not in text
