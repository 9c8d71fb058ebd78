"""Clusters, task definitions, services."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network, role, sent

CONTAINER = {
    "name": "hookrelay",
    "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/hookrelay:1",
    "essential": True,
    "portMappings": [{"containerPort": 3000, "protocol": "tcp"}],
    "environment": [{"name": "NODE_ENV", "value": "production"}],
}


def task(account: Account) -> aws.ecs.TaskDefinition:
    return aws.ecs.TaskDefinition(
        "task",
        family="hookrelay-prod",
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        execution_role_arn=role(account, "execution", "ecs-tasks.amazonaws.com"),
        task_role_arn=role(account, "task", "ecs-tasks.amazonaws.com"),
        runtime_platform={"cpu_architecture": "ARM64", "operating_system_family": "LINUX"},
        container_definitions=json.dumps([CONTAINER]),
        volumes=[{"name": "tmp"}],
    )


@pytest.mark.requirement("HR-34", "HR-36")
def test_a_task_definition_is_a_revision_of_its_family(account: Account) -> None:
    def declare() -> dict[str, Any]:
        definition = task(account)
        return {
            "arn": definition.arn,
            "bare": definition.arn_without_revision,
            "revision": definition.revision,
        }

    outputs = made(account, declare).outputs
    found = account.client("ecs").describe_task_definition(taskDefinition=outputs["arn"])["taskDefinition"]
    assert (found["family"], found["cpu"], found["memory"]) == ("hookrelay-prod", "256", "512")
    assert found["networkMode"] == "awsvpc"
    assert found["containerDefinitions"][0]["portMappings"][0]["containerPort"] == 3000
    assert outputs["arn"] == f"{outputs['bare']}:{outputs['revision']}"


@pytest.mark.requirement("HR-38")
def test_a_cluster_has_its_capacity_providers(account: Account) -> None:
    def declare() -> dict[str, Any]:
        cluster = aws.ecs.Cluster(
            "cluster",
            name="prod-cluster",
            settings=[{"name": "containerInsights", "value": "enhanced"}],
            configuration={
                "execute_command_configuration": {
                    "logging": "OVERRIDE",
                    "log_configuration": {"cloud_watch_log_group_name": "/ecs/exec"},
                }
            },
        )
        aws.ecs.ClusterCapacityProviders(
            "providers",
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "base": 1, "weight": 1}],
        )
        return {"arn": cluster.arn, "name": cluster.name}

    outputs = made(account, declare).outputs
    (found,) = account.client("ecs").describe_clusters(
        clusters=[outputs["name"]], include=["SETTINGS", "CONFIGURATIONS"]
    )["clusters"]
    assert found["clusterArn"] == outputs["arn"]
    assert found["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    assert found["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert found["defaultCapacityProviderStrategy"][0]["base"] == 1


@pytest.mark.requirement("HR-38", "HR-39")
def test_a_service_is_asked_for_with_everything_that_moto_forgets(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        cluster = aws.ecs.Cluster("cluster", name="prod-cluster")
        group = aws.lb.TargetGroup("app", port=3000, protocol="HTTP", target_type="ip", vpc_id=there.vpc)
        balancer = aws.lb.LoadBalancer("front", subnets=there.subnets, security_groups=[there.group])
        listener = aws.lb.Listener(
            "http",
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[{"type": "forward", "target_group_arn": group.arn}],
        )
        service = aws.ecs.Service(
            "service",
            name="hookrelay-prod",
            cluster=cluster.arn,
            task_definition=task(account).arn,
            desired_count=2,
            launch_type="FARGATE",
            network_configuration={"subnets": there.subnets, "security_groups": [there.group]},
            load_balancers=[
                {"target_group_arn": group.arn, "container_name": "hookrelay", "container_port": 3000}
            ],
            deployment_circuit_breaker={"enable": True, "rollback": True},
            alarms={"alarm_names": ["errors"], "enable": True, "rollback": True},
            deployment_maximum_percent=200,
            deployment_minimum_healthy_percent=100,
            enable_execute_command=True,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            health_check_grace_period_seconds=60,
            availability_zone_rebalancing="ENABLED",
            wait_for_steady_state=False,
            opts=pulumi.ResourceOptions(depends_on=[listener]),
        )
        return {"arn": service.arn, "cluster": cluster.arn}

    outputs = made(account, declare).outputs
    (found,) = account.client("ecs").describe_services(cluster=outputs["cluster"], services=[outputs["arn"]])[
        "services"
    ]
    assert (found["serviceName"], found["desiredCount"], found["launchType"]) == (
        "hookrelay-prod",
        2,
        "FARGATE",
    )
    (asked,) = sent(account, "CreateService")
    assert asked["deploymentConfiguration"] == {
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True},
    }
    assert asked["enableExecuteCommand"] is True
    assert asked["enableECSManagedTags"] is True
    assert asked["healthCheckGracePeriodSeconds"] == 60
    assert asked["availabilityZoneRebalancing"] == "ENABLED"
    assert asked["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"
    assert "waitForSteadyState" not in asked


def test_a_service_on_capacity_providers_has_no_launch_type(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        cluster = aws.ecs.Cluster("cluster", name="prod-cluster")
        aws.ecs.Service(
            "worker",
            cluster=cluster.arn,
            task_definition=task(account).arn,
            desired_count=0,
            capacity_provider_strategies=[{"capacity_provider": "FARGATE_SPOT", "weight": 1}],
            network_configuration={"subnets": there.subnets, "security_groups": [there.group]},
            deployment_configuration={"strategy": "ROLLING", "bake_time_in_minutes": "5"},
        )
        return {}

    made(account, declare)
    (asked,) = sent(account, "CreateService")
    assert "launchType" not in asked
    assert asked["capacityProviderStrategy"] == [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    assert asked["deploymentConfiguration"] == {"strategy": "ROLLING", "bakeTimeInMinutes": 5}
