"""Tasks and services on Fargate."""

from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals.ecs import SIZES

from . import network, refused, role


def container(**change: Any) -> dict[str, Any]:
    base = {
        "name": "app",
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
        "portMappings": [{"containerPort": 3000}],
        "essential": True,
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


def task(account: Account, **change: Any) -> dict[str, Any]:
    roles = [one["RoleName"] for one in account.client("iam").list_roles()["Roles"]]
    arn = (
        "arn:aws:iam::123456789012:role/tasks"
        if "tasks" in roles
        else role(account, "ecs-tasks", name="tasks")
    )
    base = {
        "family": "app",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": arn,
        "containerDefinitions": [container()],
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


LOGS = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/app", "awslogs-region": "us-east-1"}}


@pytest.mark.requirement("HR-34")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"memory": "4096"}, "no Fargate configuration has 256 CPU units with 4096"),
        ({"cpu": "300"}, "no Fargate configuration"),
        ({"networkMode": "bridge"}, "needs the network mode awsvpc"),
        ({"executionRoleArn": None}, "execution role is needed"),
        ({"executionRoleArn": "arn:aws:iam::123456789012:role/nobody"}, "can't assume it"),
        ({"containerDefinitions": [container(), container()]}, "two containers are called app"),
        ({"containerDefinitions": [container(essential=False)]}, "no container is essential"),
        ({"containerDefinitions": [container(memory=1024)]}, "ask for 1024 MiB"),
        ({"containerDefinitions": [container(portMappings=[{"containerPort": 70000}])]}, "does not exist"),
        (
            {"containerDefinitions": [container(portMappings=[{"containerPort": 80, "hostPort": 81}])]},
            "are the same",
        ),
        ({"containerDefinitions": [container(privileged=True)]}, "privileged"),
        (
            {"containerDefinitions": [container(logConfiguration=LOGS)]},
            "without the option awslogs-stream-prefix",
        ),
        (
            {"containerDefinitions": [container(healthCheck={"command": ["curl"]})]},
            "neither CMD nor CMD-SHELL",
        ),
        (
            {"containerDefinitions": [container(dependsOn=[{"containerName": "x", "condition": "START"}])]},
            "unknown here",
        ),
        (
            {
                "containerDefinitions": [
                    container(
                        environment=[{"name": "A", "value": "1"}], secrets=[{"name": "A", "valueFrom": "/a"}]
                    )
                ]
            },
            "both in environment and in secrets",
        ),
        (
            {"containerDefinitions": [container(secrets=[{"name": "A", "valueFrom": "a b"}])]},
            "neither a parameter nor a secret",
        ),
    ],
)
def test_refused_task_definitions(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("ecs").register_task_definition, **task(account, **change))


def test_every_pair_of_the_table_is_accepted_and_its_neighbours_are_not(account: Account) -> None:
    register = account.client("ecs").register_task_definition
    for cpu, memories in SIZES.items():
        register(**task(account, cpu=str(cpu), memory=str(memories[0])))
        register(**task(account, cpu=str(cpu), memory=str(memories[-1])))
        assert "no Fargate" in refused(
            register, **task(account, cpu=str(cpu), memory=str(memories[-1] + 1024))
        )
    register(**task(account, cpu=".5 vCPU", memory="1 GB"))


@pytest.mark.requirement("HR-38", "HR-39")
def test_services(account: Account) -> None:
    ecs, elb = account.client("ecs"), account.client("elbv2")
    vpc, subnets = network(account)
    ecs.create_cluster(clusterName="main")
    register = ecs.register_task_definition(**task(account))
    definition = register["taskDefinition"]["taskDefinitionArn"]
    security = account.client("ec2").create_security_group(GroupName="lb", Description="lb", VpcId=vpc)[
        "GroupId"
    ]
    where = {"subnets": subnets, "securityGroups": [security], "assignPublicIp": "DISABLED"}
    networked = {"awsvpcConfiguration": where}
    base = {
        "cluster": "main",
        "serviceName": "app",
        "taskDefinition": definition,
        "desiredCount": 1,
        "launchType": "FARGATE",
    }
    create = ecs.create_service
    assert "a network configuration must be provided" in refused(create, **base)
    base["networkConfiguration"] = networked
    assert "needs a load balancer" in refused(create, **base, healthCheckGracePeriodSeconds=10)
    rolling = {"minimumHealthyPercent": 100, "maximumPercent": 100}
    assert "no task can be replaced" in refused(create, **base, deploymentConfiguration=rolling)
    group: dict[str, Any] = {"Name": "t", "Protocol": "HTTP", "Port": 3000, "VpcId": vpc}
    of_ip = elb.create_target_group(**group, TargetType="ip")["TargetGroups"][0]["TargetGroupArn"]
    of_instance = elb.create_target_group(**{**group, "Name": "i"})["TargetGroups"][0]["TargetGroupArn"]

    def behind(**change: Any) -> dict[str, Any]:
        one = {"targetGroupArn": of_ip, "containerName": "app", "containerPort": 3000, **change}
        return {**base, "loadBalancers": [one]}

    assert "does not have an associated load balancer" in refused(create, **behind())
    assert "the container web does not exist" in refused(create, **behind(containerName="web"))
    assert "does not have the port 80" in refused(create, **behind(containerPort=80))
    assert "does not exist" in refused(create, **behind(targetGroupArn=of_ip[:-4] + "0000"))
    assert "awsvpc needs ip" in refused(create, **behind(targetGroupArn=of_instance))
    front = elb.create_load_balancer(Name="front", Subnets=subnets, SecurityGroups=[security])[
        "LoadBalancers"
    ][0]
    forward = [{"Type": "forward", "TargetGroupArn": of_ip}]
    elb.create_listener(
        LoadBalancerArn=front["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward
    )
    create(**behind())
