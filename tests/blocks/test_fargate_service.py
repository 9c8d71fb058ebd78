import json
from collections.abc import Callable
from typing import Any

import pytest

from components.blocks.cluster import Cluster, ClusterArgs
from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.fargate_args import Backlog, FargateServiceArgs, Rollout, Scaling, Sidecar, Strategy
from components.blocks.fargate_service import FargateService
from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs
from components.blocks.load_balancer_target import LoadBalancerTargetArgs
from components.environments import ENVIRONMENTS, EnvironmentName, TaskCount
from components.iam import Statement
from components.links import Flow, Link, SecretRef
from components.metrics import check
from components.placement import Placement
from tests.support.recorder import Recorder, declare

SUBNETS = ["subnet-11111111", "subnet-22222222"]
PLACE = Placement(vpc_id="vpc-1", subnet_ids=SUBNETS)
SECRET_ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/hookrelay/database-url"
READ = Statement(sid="ReadUrl", actions=["ssm:GetParameters"], resources=[SECRET_ARN])
SEND = Statement(
    sid="Send", actions=["sqs:SendMessage"], resources=["arn:aws:sqs:us-east-1:123456789012:jobs"]
)
USES = Link(
    environment={"AWS_SQS_QUEUE_URL": "https://queue"},
    secrets={
        "DATABASE_URL": SecretRef(arn=SECRET_ARN, value_from=SECRET_ARN, read=[READ], lambda_suffix="_PARAM")
    },
    statements=[SEND],
    flows=[Flow(name="database", security_group_id="sg-db", port=5432)],
)


def declared(
    environment: EnvironmentName = "prod",
    *,
    behind: bool = False,
    alternate: bool = False,
    then: Callable[[FargateService], object] = lambda service: None,
    spot: bool = False,
    **changed: Any,
) -> Recorder:
    env = ENVIRONMENTS[environment]

    def program() -> None:
        cluster = Cluster("main", ClusterArgs(spot=spot))
        registry = ContainerRegistry("images", ContainerRegistryArgs(environment=env))
        target = None
        if behind:
            balancer = LoadBalancer(
                "web",
                LoadBalancerArgs(
                    environment=env,
                    vpc_id="vpc-1",
                    subnet_ids=SUBNETS,
                    certificate_arn="arn:aws:acm:x:1:certificate/1",
                ),
            )
            target = balancer.add_target(
                "app", LoadBalancerTargetArgs(port=3000, priority=10, alternate=alternate)
            )
        settings: dict[str, Any] = {
            "environment": env,
            "region": "us-east-1",
            "cluster": cluster,
            "placement": PLACE,
            "registry": registry,
            "image_tag": "v1",
            "cpu": 256,
            "memory": 512,
            "family": "hookrelay-prod",
            "container_name": "hookrelay",
            "port": 3000,
            "target": target,
            "uses": [USES],
            "spot": spot,
        }
        then(FargateService("app", FargateServiceArgs(**settings | changed)))

    return declare(program)


def container(recorded: Recorder, index: int = 0) -> Any:
    return json.loads(recorded.inputs("app-task")["containerDefinitions"])[index]


@pytest.mark.requirement("HR-34", "TC-13")
def test_the_task_is_a_fargate_task_of_the_guides_size() -> None:
    task = declared().inputs("app-task")
    assert (task["family"], task["cpu"], task["memory"]) == ("hookrelay-prod", "256", "512")
    assert (task["networkMode"], task["requiresCompatibilities"]) == ("awsvpc", ["FARGATE"])
    assert task["runtimePlatform"] == {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"}


@pytest.mark.requirement("HR-22", "HR-23", "HR-24", "HR-36")
def test_the_container_gets_its_variables_and_its_secrets_by_reference() -> None:
    recorded = declared(variables={"NODE_ENV": "production"})
    app = container(recorded)
    assert app["name"] == "hookrelay"
    assert app["image"] == recorded.state("images-repository")["repositoryUrl"] + ":v1"
    assert app["portMappings"] == [{"containerPort": 3000, "protocol": "tcp"}]
    assert app["environment"] == [
        {"name": "AWS_SQS_QUEUE_URL", "value": "https://queue"},
        {"name": "NODE_ENV", "value": "production"},
    ]
    assert app["secrets"] == [{"name": "DATABASE_URL", "valueFrom": SECRET_ARN}]


@pytest.mark.requirement("HR-37", "TC-31")
@pytest.mark.parametrize(
    ("environment", "given", "days"), [("prod", None, 30), ("dev", None, 7), ("prod", 14, 14)]
)
def test_the_log_group_exists_first_with_a_retention(
    environment: EnvironmentName, given: int | None, days: int
) -> None:
    recorded = declared(environment, log_group_name="/ecs/hookrelay-prod", log_retention_days=given)
    group = recorded.inputs("app-logs")
    assert (group["name"], group["retentionInDays"]) == ("/ecs/hookrelay-prod", days)
    assert container(recorded)["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": "/ecs/hookrelay-prod",
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": "ecs",
        },
    }
    assert "app-logs" in recorded.needs("app-service")


@pytest.mark.requirement("HR-24", "HR-35", "X-12")
def test_starting_the_task_and_being_the_application_are_two_roles() -> None:
    recorded = declared(
        task_role_name="hookrelay-task-role",
        task_policy_name="app",
        execution_role_name="hookrelay-prod-execution",
    )
    logs = recorded.state("app-logs")["arn"]
    execution = {item["Sid"]: item for item in recorded.statements("app-execution-role")}
    assert set(execution) == {"LogInToRegistry", "PullImages", "WriteLogs", "ReadUrl"}
    assert execution["PullImages"]["Resource"] == [recorded.state("images-repository")["arn"]]
    assert execution["WriteLogs"]["Resource"] == [f"{logs}:*"]
    assert execution["WriteLogs"]["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert execution["ReadUrl"]["Resource"] == [SECRET_ARN]
    assert [item["Sid"] for item in recorded.statements("app-task-role-policy")] == ["Send"]
    assert recorded.inputs("app-task-role")["name"] == "hookrelay-task-role"
    assert recorded.inputs("app-task-role-policy")["name"] == "app"
    assert recorded.inputs("app-execution-role")["name"] == "hookrelay-prod-execution"
    for role in ("app-task-role", "app-execution-role"):
        assert recorded.trust(role)[0]["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}


def test_an_application_that_may_do_nothing_has_no_policy() -> None:
    assert "app-task-role-policy" not in declared(uses=[]).names("RolePolicy")


@pytest.mark.requirement("HR-38")
@pytest.mark.parametrize(("environment", "count"), [("prod", 2), ("staging", 1), ("dev", 1)])
def test_the_service_runs_in_private_subnets_in_the_environments_number(
    environment: EnvironmentName, count: int
) -> None:
    service = declared(environment, name="hookrelay-prod").inputs("app-service", "aws:ecs/service:Service")
    assert (service["name"], service["desiredCount"], service["launchType"]) == (
        "hookrelay-prod",
        count,
        "FARGATE",
    )
    network = service["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert network["subnets"] == SUBNETS
    assert len(network["securityGroups"]) == 1


def test_public_addresses_come_with_a_place_in_public_subnets() -> None:
    place = Placement(vpc_id="vpc-1", subnet_ids=SUBNETS, public_address=True)
    service = declared(placement=place).inputs("app-service", "aws:ecs/service:Service")
    assert service["networkConfiguration"]["assignPublicIp"] is True


def test_a_failed_deployment_rolls_back_and_fails_the_update() -> None:
    service = declared().inputs("app-service", "aws:ecs/service:Service")
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["waitForSteadyState"] is True
    assert "alarms" not in service
    assert "deploymentConfiguration" not in service


def test_without_an_image_nothing_runs_and_nothing_scales() -> None:
    recorded = declared(image_tag=None)
    service = recorded.inputs("app-service", "aws:ecs/service:Service")
    assert service["desiredCount"] == 0
    assert service["waitForSteadyState"] is False
    assert recorded.count("aws:appautoscaling/target:Target") == 0
    assert container(recorded)["image"].endswith(":latest")


def test_an_update_leaves_the_number_of_tasks_to_scaling() -> None:
    assert declared().registration("app-service", "aws:ecs/service:Service").ignore_changes == (
        "desiredCount",
    )


@pytest.mark.requirement("HR-40", "TC-16")
def test_tasks_follow_cpu_and_memory_between_the_environments_bounds() -> None:
    recorded = declared()
    target = recorded.one("aws:appautoscaling/target:Target").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 10)
    cluster, service = (
        recorded.state("main-cluster")["name"],
        recorded.state("app-service", "Service")["name"],
    )
    assert target["resourceId"] == f"service/{cluster}/{service}"
    policies = {
        item.inputs["name"]: item.inputs for item in recorded.of_type("aws:appautoscaling/policy:Policy")
    }
    assert set(policies) == {"cpu-scaling", "memory-scaling"}
    goals = {
        name: policy["targetTrackingScalingPolicyConfiguration"]["targetValue"]
        for name, policy in policies.items()
    }
    assert goals == {"cpu-scaling": 70, "memory-scaling": 80}


@pytest.mark.requirement("HR-40", "HR-14")
def test_a_worker_follows_the_messages_that_wait_for_each_task() -> None:
    recorded = declared(
        scaling=Scaling(
            cpu_percent=None,
            memory_percent=None,
            backlog=Backlog(queue_name="attempts", messages_per_task=100),
        )
    )
    policy = recorded.one("aws:appautoscaling/policy:Policy").inputs
    config = policy["targetTrackingScalingPolicyConfiguration"]
    metrics = {item["id"]: item for item in config["customizedMetricSpecification"]["metrics"]}
    assert config["targetValue"] == 100
    assert [key for key, item in metrics.items() if item["returnData"]] == ["backlog"]
    waiting = metrics["waiting"]["metricStat"]["metric"]
    assert waiting["metricName"] == "ApproximateNumberOfMessagesVisible"
    assert waiting["dimensions"] == [{"name": "QueueName", "value": "attempts"}]
    assert metrics["running"]["metricStat"]["metric"]["metricName"] == "RunningTaskCount"


@pytest.mark.requirement("HR-40")
def test_a_service_behind_a_load_balancer_can_follow_its_requests() -> None:
    recorded = declared(
        behind=True, scaling=Scaling(cpu_percent=None, memory_percent=None, requests_per_task=500)
    )
    policy = recorded.one("aws:appautoscaling/policy:Policy").inputs
    metric = policy["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"]
    assert metric["predefinedMetricType"] == "ALBRequestCountPerTarget"
    balancer, group = recorded.state("web-alb"), recorded.state("web-app-targets")
    assert metric["resourceLabel"] == f"{balancer['arnSuffix']}/{group['arnSuffix']}"
    with pytest.raises(ValueError, match="requests_per_task"):
        declared(scaling=Scaling(requests_per_task=500))


@pytest.mark.requirement("HR-39")
def test_a_service_behind_a_load_balancer_comes_after_the_rule_that_leads_to_it() -> None:
    recorded = declared(behind=True)
    service = recorded.inputs("app-service", "aws:ecs/service:Service")
    [attached] = service["loadBalancers"]
    assert (attached["containerName"], attached["containerPort"]) == ("hookrelay", 3000)
    assert attached["targetGroupArn"] == recorded.state("web-app-targets")["arn"]
    assert service["healthCheckGracePeriodSeconds"] == 60
    assert {
        "web-app-rule",
        "web-https",
        "app-task-role-policy",
        "app-execution-role-policy",
    } <= recorded.needs("app-service")


def test_a_service_without_a_load_balancer_has_no_grace_period() -> None:
    service = declared().inputs("app-service", "aws:ecs/service:Service")
    assert "healthCheckGracePeriodSeconds" not in service
    assert "loadBalancers" not in service


@pytest.mark.requirement("HR-46", "TC-6")
def test_tasks_are_reached_by_the_load_balancer_and_reach_what_they_use_and_nothing_else() -> None:
    recorded = declared(behind=True)
    own = recorded.state("app-access-group")["id"]
    into = [
        rule.inputs
        for rule in recorded.of_type("SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] == own
    ]
    out = [
        rule.inputs
        for rule in recorded.of_type("SecurityGroupEgressRule")
        if rule.inputs["securityGroupId"] == own
    ]
    balancer = recorded.state("web-access-group")["id"]
    assert [(rule["fromPort"], rule["referencedSecurityGroupId"]) for rule in into] == [(3000, balancer)]
    assert [(rule["fromPort"], rule["referencedSecurityGroupId"]) for rule in out] == [(5432, "sg-db")]
    # tasks that start before their way out is open fail to pull, and the circuit breaker gives up
    assert {"app-access-to-database", "web-access-into-app"} <= recorded.needs("app-service")


def test_a_shell_in_a_task_is_a_choice_with_its_rights() -> None:
    recorded = declared(exec=True)
    assert recorded.inputs("app-service", "aws:ecs/service:Service")["enableExecuteCommand"] is True
    statement = recorded.statements("app-task-role-policy")[-1]
    assert all(action.startswith("ssmmessages:") for action in statement["Action"])
    assert declared().inputs("app-service", "aws:ecs/service:Service")["enableExecuteCommand"] is False


def test_a_read_only_file_system_leaves_a_place_to_write() -> None:
    recorded = declared(read_only_root=True)
    app = container(recorded)
    assert app["readonlyRootFilesystem"] is True
    assert app["mountPoints"] == [{"sourceVolume": "scratch", "containerPath": "/tmp"}]
    assert recorded.inputs("app-task")["volumes"] == [{"name": "scratch"}]
    assert "readonlyRootFilesystem" not in container(declared())


@pytest.mark.requirement("TC-33")
def test_a_sidecar_shares_the_task_and_the_logs() -> None:
    recorded = declared(
        sidecars=[
            Sidecar(name="collector", image="public.ecr.aws/x:v1", variables={"A": "b"}, command=["--x"])
        ],
        health_command="curl -f localhost:3000",
        command=["serve"],
    )
    app, sidecar = container(recorded), container(recorded, 1)
    assert (sidecar["name"], sidecar["essential"], sidecar["command"]) == ("collector", False, ["--x"])
    assert sidecar["logConfiguration"] == app["logConfiguration"]
    assert app["healthCheck"] == {"command": ["CMD-SHELL", "curl -f localhost:3000"]}
    assert app["command"] == ["serve"]


def test_spot_takes_what_comes_on_top_of_the_minimum() -> None:
    recorded = declared(spot=True)
    service = recorded.inputs("app-service", "aws:ecs/service:Service")
    assert "launchType" not in service
    base, spot = service["capacityProviderStrategies"]
    assert (base["capacityProvider"], base["base"], base["weight"]) == ("FARGATE", 2, 0)
    assert (spot["capacityProvider"], spot["weight"]) == ("FARGATE_SPOT", 1)
    assert "main-capacity" in recorded.needs("app-service")


@pytest.mark.parametrize(("strategy", "native"), [("canary", "CANARY"), ("blueGreen", "BLUE_GREEN")])
def test_ecs_shifts_requests_with_a_role_for_this_rule_and_these_groups(
    strategy: Strategy, native: str
) -> None:
    recorded = declared(
        behind=True, alternate=True, rollout=Rollout(strategy=strategy, alarms=["HookRelay-5XX"])
    )
    service = recorded.inputs("app-service", "aws:ecs/service:Service")
    assert service["deploymentConfiguration"]["strategy"] == native
    assert service["alarms"] == {"alarmNames": ["HookRelay-5XX"], "enable": True, "rollback": True}
    advanced = service["loadBalancers"][0]["advancedConfiguration"]
    rule = recorded.state("web-app-rule")["arn"]
    main, other = (recorded.state(f"web-app-{kind}")["arn"] for kind in ("targets", "alternate"))
    assert (advanced["alternateTargetGroupArn"], advanced["productionListenerRule"]) == (other, rule)
    rights = {item["Sid"]: item["Resource"] for item in recorded.statements("app-infrastructure-role")}
    assert rights == {"SeeLoadBalancers": ["*"], "ShiftRequests": [rule], "RegisterTasks": [main, other]}
    assert recorded.trust("app-infrastructure-role")[0]["Principal"] == {"Service": "ecs.amazonaws.com"}
    assert ("canaryConfiguration" in service["deploymentConfiguration"]) is (strategy == "canary")


def test_shifting_requests_without_a_second_target_group_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rollout\.strategy"):
        declared(behind=True, rollout=Rollout(strategy="canary"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cpu": 300}, "cpu"),
        ({"memory": 4096}, "memory"),
        ({"image_tag": "repo:v1"}, "image_tag"),
        ({"tasks": TaskCount(desired=3, minimum=1, maximum=2)}, "tasks"),
        ({"sidecars": [Sidecar(name="hookrelay", image="x")]}, "sidecars"),
    ],
)
def test_what_fargate_refuses_is_refused(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        declared(**changed)


def test_a_variable_of_two_links_is_refused() -> None:
    with pytest.raises(ValueError, match="AWS_SQS_QUEUE_URL"):
        declared(variables={"AWS_SQS_QUEUE_URL": "x"})


@pytest.mark.requirement("TC-32")
def test_alarms_are_the_guides_with_both_dimensions() -> None:
    made: dict[str, Any] = {}
    declared(then=lambda service: made.update(alarms=service.alarms(title="App"), widgets=service.widgets()))
    cpu, memory = made["alarms"]
    assert (cpu.threshold, cpu.evaluation_periods, cpu.metric.statistic, cpu.metric.period) == (
        80,
        2,
        "Average",
        300,
    )
    assert set(cpu.metric.dimensions) == {"ClusterName", "ServiceName"}
    metrics = [alarm.metric for alarm in made["alarms"]]
    metrics += [metric for widget in made["widgets"] for metric in widget.metrics]
    assert [problem for metric in metrics for problem in check(metric)] == []
    assert memory.title == "AppHighMemory"
