"""The checks of service, functions, entrance and firewall notice what breaks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from moto.cloudfront.models import cloudfront_backends
from moto.ecs.models import ecs_backends

from smoke import entrance
from smoke.core import Deployed
from smoke.hookrelay import workloads
from tests.emulated.world import World
from tests.smoke.support import broken, notices, without


def service(deployed: Deployed) -> Any:
    """moto's own record of the service."""
    name = f"{deployed['clusterName']}:{deployed['serviceName']}"
    return ecs_backends["123456789012"]["us-east-1"].services[name]


@pytest.mark.requirement("HR-38")
@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        ("launch_type", "EC2", "launch type EC2"),
        (
            "deployment_configuration",
            {"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
            "is not rolled back",
        ),
    ],
)
def test_a_service_that_runs_elsewhere_or_keeps_a_bad_version_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, attribute: str, value: object, reason: str
) -> None:
    workloads.service_is_private(deployed)
    monkeypatch.setattr(service(deployed), attribute, value)
    notices(workloads.service_is_private, deployed, reason)


@pytest.mark.requirement("HR-38")
def test_a_service_with_public_addresses_is_noticed(deployed: Deployed) -> None:
    ecs = deployed.client("ecs")
    target = {"cluster": deployed["clusterName"], "service": deployed["serviceName"]}
    described = ecs.describe_services(cluster=target["cluster"], services=[target["service"]])["services"][0]
    network = described["networkConfiguration"]["awsvpcConfiguration"]

    def put(**changes: str) -> Any:
        wanted = {"awsvpcConfiguration": {**network, **changes}}
        return ecs.update_service(networkConfiguration=wanted, **target)

    with broken(lambda: put(assignPublicIp="ENABLED"), lambda: put(assignPublicIp="DISABLED")):
        notices(workloads.service_is_private, deployed, "public addresses")


@pytest.mark.requirement("HR-38")
def test_a_service_in_a_public_subnet_is_noticed(deployed: Deployed) -> None:
    ecs, ec2 = deployed.client("ecs"), deployed.client("ec2")
    answer = ecs.describe_services(cluster=deployed["clusterName"], services=[deployed["serviceName"]])
    subnet = answer["services"][0]["networkConfiguration"]["awsvpcConfiguration"]["subnets"][0]

    def put(on: bool) -> Any:
        return ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": on})

    with broken(lambda: put(True), lambda: put(False)):
        notices(workloads.service_is_private, deployed, "public subnets")


def again(deployed: Deployed, change: Callable[[dict[str, Any]], None]) -> None:
    """Register the task definition once more, with a change to its container."""
    ecs = deployed.client("ecs")
    found = ecs.describe_task_definition(taskDefinition=deployed["taskFamily"])["taskDefinition"]
    (container,) = found["containerDefinitions"]
    change(container)
    given = ("family", "executionRoleArn", "taskRoleArn", "networkMode", "cpu", "memory", "volumes")
    ecs.register_task_definition(
        containerDefinitions=[container],
        requiresCompatibilities=["FARGATE"],
        **{name: found[name] for name in given if found.get(name)},
    )


@pytest.mark.requirement("HR-22", "HR-23")
@pytest.mark.parametrize("missing", ["AWS_SQS_QUEUE_URL", "NODE_ENV", "AWS_REGION"])
def test_a_task_without_one_of_its_variables_is_noticed(deployed: Deployed, missing: str) -> None:
    workloads.task_gets_every_variable(deployed)
    kept: list[Any] = []

    def forget(container: dict[str, Any]) -> None:
        kept.extend(each for each in container["environment"] if each["name"] == missing)
        container["environment"] = [each for each in container["environment"] if each["name"] != missing]

    def remember(container: dict[str, Any]) -> None:
        container["environment"] = [*container["environment"], *kept]

    with broken(lambda: again(deployed, forget), lambda: again(deployed, remember)):
        notices(workloads.task_gets_every_variable, deployed, f"variables missing: {missing}")


@pytest.mark.requirement("HR-22", "HR-23")
def test_a_secret_in_plain_text_or_not_at_all_is_noticed(deployed: Deployed) -> None:
    moved: list[Any] = []

    def forget(container: dict[str, Any]) -> None:
        moved.extend(each for each in container["secrets"] if each["name"] == "AUTH_SECRET")
        container["secrets"] = [each for each in container["secrets"] if each["name"] != "AUTH_SECRET"]

    def reveal(container: dict[str, Any]) -> None:
        container["environment"] = [*container["environment"], {"name": "AUTH_SECRET", "value": "x" * 32}]

    def restore(container: dict[str, Any]) -> None:
        plain = [each for each in container["environment"] if each["name"] != "AUTH_SECRET"]
        container.update(environment=plain, secrets=[*container["secrets"], *moved])

    with broken(lambda: again(deployed, forget), lambda: again(deployed, restore)):
        notices(workloads.task_gets_every_variable, deployed, "secret variables missing: AUTH_SECRET")
        again(deployed, reveal)
        notices(workloads.task_gets_every_variable, deployed, "secrets are plain variables: AUTH_SECRET")
    workloads.task_gets_every_variable(deployed)


@pytest.mark.requirement("HR-22")
def test_another_node_env_than_production_is_noticed(deployed: Deployed) -> None:
    def put(value: str) -> Callable[[dict[str, Any]], None]:
        def change(container: dict[str, Any]) -> None:
            for each in container["environment"]:
                if each["name"] == "NODE_ENV":
                    each["value"] = value

        return change

    with broken(lambda: again(deployed, put("staging")), lambda: again(deployed, put("production"))):
        notices(workloads.task_gets_every_variable, deployed, "NODE_ENV is staging")


@pytest.mark.requirement("HR-12", "HR-14")
@pytest.mark.parametrize(
    ("change", "mend", "reason"),
    [
        ({"Enabled": True}, {"Enabled": False}, "the mapping is Enabled"),
        (
            {"FunctionResponseTypes": []},
            {"FunctionResponseTypes": ["ReportBatchItemFailures"]},
            "batches fail as a whole",
        ),
    ],
)
def test_a_mapping_that_is_on_too_early_or_fails_whole_batches_is_noticed(
    deployed: Deployed, change: dict[str, Any], mend: dict[str, Any], reason: str
) -> None:
    client = deployed.client("lambda")
    (mapping,) = client.list_event_source_mappings(EventSourceArn=deployed["queueArn"])["EventSourceMappings"]

    def put(settings: dict[str, Any]) -> Any:
        return client.update_event_source_mapping(UUID=mapping["UUID"], **settings)

    workloads.worker_consumes_the_queue(deployed)
    with broken(lambda: put(change), lambda: put(mend)):
        notices(workloads.worker_consumes_the_queue, deployed, reason)


@pytest.mark.requirement("HR-14")
def test_a_worker_with_code_that_is_switched_off_is_noticed(deployed: Deployed) -> None:
    live = without(deployed, workerIsPlaceholder=False)
    notices(workloads.worker_consumes_the_queue, live, "the mapping is Disabled")


@pytest.mark.requirement("HR-39")
def test_an_entrance_without_redirect_or_without_tls_is_noticed(deployed: Deployed) -> None:
    client = deployed.client("elbv2")
    found = client.describe_listeners(LoadBalancerArn=deployed["loadBalancerArn"])["Listeners"]
    by_port = {listener["Port"]: listener for listener in found}
    plain = by_port[80]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}

    def put(actions: list[Any]) -> Any:
        return client.modify_listener(ListenerArn=plain["ListenerArn"], DefaultActions=actions)

    entrance.entrance_redirects_to_tls(deployed)
    with broken(lambda: put([answer]), lambda: put(plain["DefaultActions"])):
        notices(entrance.entrance_redirects_to_tls, deployed, "no redirect")


@pytest.mark.requirement("HR-46")
def test_a_firewall_that_protects_nothing_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrance.firewall_stands_before_the_entrance(deployed)
    (distributions,) = (backend.distributions for backend in cloudfront_backends["123456789012"].values())
    config = distributions[deployed["cdnId"]].distribution_config
    monkeypatch.setattr(config, "WebACLId", "")
    notices(entrance.firewall_stands_before_the_entrance, deployed, "attached is")


@pytest.mark.requirement("HR-51")
def test_all_is_well_after_all_of_it_was_mended(production: World) -> None:
    results = production.checks()
    assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
