"""Every way of running the application, with and without what stands in front of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulated.world import holds
from tests.support.program import Variant


def prod(**config: Any) -> Variant:
    return Variant(file="prod", config=config)


@pytest.mark.requirement("HR-41", "HR-52")
@pytest.mark.parametrize("api_type", ["rest", "http"])
def test_the_application_is_a_function_behind_an_api(api_type: str) -> None:
    with holds(prod(compute="lambda", **{"lambda": {"apiType": api_type}})) as deployed:
        assert "the function has every variable" in deployed.titles
        assert "the firewall stands before the entrance" in deployed.titles
        assert "the entrance speaks TLS and redirects to it" not in deployed.titles
        assert deployed.world.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
        assert deployed.world.client("ecs").list_clusters()["clusterArns"] == []


@pytest.mark.requirement("HR-41", "X-21")
@pytest.mark.parametrize("api_type", ["rest", "http"])
def test_an_api_answers_under_its_own_domain_without_cloudfront(api_type: str) -> None:
    variant = prod(compute="lambda", cdn=False, waf=api_type == "rest", **{"lambda": {"apiType": api_type}})
    with holds(variant) as deployed:
        records = deployed.world.records("example.com")
        assert records["hookrelay.example.com."] == {"A"}
        assert deployed.world.client("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 0


@pytest.mark.requirement("HR-33", "HR-52")
def test_a_docker_host_gets_an_identity_and_no_entrance() -> None:
    with holds(prod(compute="docker")) as deployed:
        world = deployed.world
        assert "the worker consumes the queue" in deployed.titles
        for service, list_all, key in (
            ("elbv2", "describe_load_balancers", "LoadBalancers"),
            ("ecs", "list_clusters", "clusterArns"),
        ):
            assert getattr(world.client(service), list_all)()[key] == []
        assert world.client("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 0
        profile = world.client("iam").get_instance_profile(InstanceProfileName=world["instanceProfile"])
        assert [role["Arn"] for role in profile["InstanceProfile"]["Roles"]] == [world["hostRoleArn"]]
        assert "AWS_REGION=us-east-1\n" in world["dotenv"]
        assert f"AWS_SQS_QUEUE_URL={world['queueUrl']}\n" in world["dotenv"]


@pytest.mark.requirement("HR-14", "HR-40")
def test_the_worker_is_a_second_service_that_scales_on_its_backlog() -> None:
    with holds(prod(worker={"mode": "fargate"})) as deployed:
        world = deployed.world
        assert "the worker consumes the queue" not in deployed.titles
        target = f"service/{world['clusterName']}/{world['workerServiceName']}"
        policies = world.client("application-autoscaling").describe_scaling_policies(
            ServiceNamespace="ecs", ResourceId=target
        )["ScalingPolicies"]
        metrics = [
            query["MetricStat"]["Metric"]["MetricName"]
            for policy in policies
            for query in policy["TargetTrackingScalingPolicyConfiguration"]
            .get("CustomizedMetricSpecification", {})
            .get("Metrics", [])
            if "MetricStat" in query
        ]
        assert "ApproximateNumberOfMessagesVisible" in metrics


@pytest.mark.requirement("HR-14")
def test_without_a_worker_nothing_consumes_the_queue() -> None:
    with holds(Variant(file="dev", config={"worker": {"mode": "none"}})) as deployed:
        mappings = deployed.world.client("lambda").list_event_source_mappings(
            EventSourceArn=deployed.world["queueArn"]
        )
        assert mappings["EventSourceMappings"] == []


@pytest.mark.requirement("HR-36", "HR-38")
def test_a_service_without_an_image_runs_nothing() -> None:
    with holds(Variant(file="dev")) as checked:
        deployed = checked.world
        service = deployed.client("ecs").describe_services(
            cluster=deployed["clusterName"], services=[deployed["serviceName"]]
        )["services"][0]
        assert service["desiredCount"] == 0
        assert any("hookrelay:imageTag" in note for note in deployed["notes"])
        targets = deployed.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
        assert targets["ScalableTargets"] == []
