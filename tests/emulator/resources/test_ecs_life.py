"""Clusters, task definitions and services change in place, are described, and go."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life
from .support import network

CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
CONTAINER = {"name": "app", "image": "app:1", "essential": True, "memory": 128}


def task(account: Account, **more: Any) -> Life:
    return Life(
        account,
        TASK,
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=json.dumps([CONTAINER]),
        **more,
    )


def service(account: Account, cluster: Life, definition: Life, **more: Any) -> Life:
    there = network(account)
    place = {"subnets": there.subnets, "securityGroups": [there.group]}
    own: Any = {
        "name": "app",
        "cluster": cluster.id,
        "taskDefinition": definition.state["arn"],
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": place,
    }
    return Life(account, SERVICE, **{**own, **more})


def test_a_cluster_changes_its_settings_and_comes_back_after_its_deletion(account: Account) -> None:
    insights = [{"name": "containerInsights", "value": "enhanced"}]
    cluster = Life(account, CLUSTER, name="c", settings=insights, tags={"a": "1"})
    cluster.change(settings=None, tags={"b": "2"})
    assert cluster.asked == ["UpdateCluster", "UntagResource", "TagResource"]
    described = cluster.described()
    assert described is not None
    assert described["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert described["tags"] == [{"key": "b", "value": "2"}]
    assert described["name"] == "c"
    cluster.delete()
    assert cluster.described() is None
    again = Life(account, CLUSTER, name="c")
    assert again.described() is not None


def test_a_clusters_providers_are_put_anew_and_taken_away(account: Account) -> None:
    cluster = Life(account, CLUSTER, name="c")
    providers = Life(account, PROVIDERS, clusterName="c", capacityProviders=["FARGATE"])
    strategy = [{"capacityProvider": "FARGATE", "weight": 1}]
    providers.change(
        capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategies=strategy
    )
    described = providers.described()
    assert described is not None
    assert described["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    providers.delete()
    left = cluster.described()
    assert left is not None
    assert left["capacityProviders"] == []


def test_a_revision_never_changes_but_in_its_tags_and_is_retired(account: Account) -> None:
    one = task(account, tags={"a": "1"})
    assert one.handler.updatable(TASK) >= {"tags", "trackLatest"}
    assert not one.handler.updatable(TASK) & {"containerDefinitions", "cpu", "volumes", "family"}
    one.change(tags={"a": "2"}, trackLatest=True)
    assert one.asked == ["TagResource"]
    two = task(account)
    assert (one.state["revision"], two.state["revision"]) == (1, 2)
    one.delete()
    assert one.described() is None
    assert two.described() is not None
    two.delete()
    assert account.client("ecs").list_task_definitions()["taskDefinitionArns"] == []


def test_a_service_is_told_what_differs_and_no_more(account: Account) -> None:
    found = service(account, Life(account, CLUSTER, name="c"), task(account))
    next_one = task(account)
    found.change(taskDefinition=next_one.state["arn"], deploymentMaximumPercent=150)
    (sent,) = [call.params for call in account.requests if call.operation == "UpdateService"]
    assert set(sent) == {"cluster", "service", "taskDefinition", "deploymentConfiguration"}
    assert sent["deploymentConfiguration"] == {"maximumPercent": 150}
    described = found.described()
    assert described is not None
    assert described["taskDefinition"] == next_one.state["arn"]
    found.change(deploymentMaximumPercent=None, desiredCount=3, tags={"a": "1"})
    assert found.asked == ["UpdateService", "TagResource"]
    sent = [call.params for call in account.requests if call.operation == "UpdateService"][-1]
    assert sent["deploymentConfiguration"] == {"maximumPercent": 200}
    assert sent["desiredCount"] == 3


def test_a_services_trigger_deploys_again(account: Account) -> None:
    found = service(account, Life(account, CLUSTER, name="c"), task(account), triggers={"secret": "1"})
    found.change(triggers={"secret": "2"})
    (sent,) = [call.params for call in account.requests if call.operation == "UpdateService"]
    assert sent["forceNewDeployment"] is True


def test_what_makes_another_service_can_not_change(account: Account) -> None:
    updatable = service(account, Life(account, CLUSTER, name="c"), task(account)).handler.updatable(SERVICE)
    assert not updatable & {"name", "cluster", "launchType", "schedulingStrategy", "iamRole"}


def test_a_service_stops_and_goes_and_its_name_is_free(account: Account) -> None:
    cluster, definition = Life(account, CLUSTER, name="c"), task(account)
    found = service(account, cluster, definition)
    with pytest.raises(ClientError, match="has active services"):
        cluster.delete()
    found.delete()
    assert found.asked == ["UpdateService", "DeleteService"]
    assert found.described() is None
    found.delete()
    assert service(account, cluster, definition).described() is not None
