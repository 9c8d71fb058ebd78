import json
from collections.abc import Callable
from typing import Any

import pytest

from components.blocks.cluster import Cluster, ClusterArgs, Insights
from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.host_role import HostRole, HostRoleArgs
from components.environments import ENVIRONMENTS, EnvironmentName
from components.iam import Statement
from components.links import Link, SecretRef
from tests.support.recorder import Recorder, declare


@pytest.mark.requirement("TC-12", "HR-38")
@pytest.mark.parametrize("insights", ["enabled", "enhanced"])
def test_container_insights_are_on(insights: Insights) -> None:
    recorded = declare(lambda: Cluster("main", ClusterArgs(name="prod-cluster", insights=insights)))
    cluster = recorded.inputs("main-cluster")
    assert cluster["name"] == "prod-cluster"
    assert cluster["settings"] == [{"name": "containerInsights", "value": insights}]
    assert recorded.inputs("main-capacity")["capacityProviders"] == ["FARGATE"]


def test_spot_is_a_choice() -> None:
    recorded = declare(lambda: Cluster("main", ClusterArgs(spot=True)))
    assert recorded.inputs("main-capacity")["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]


def registry(
    environment: EnvironmentName = "prod",
    then: Callable[[ContainerRegistry], object] = lambda made: None,
    **changed: Any,
) -> Recorder:
    return declare(
        lambda: then(
            ContainerRegistry("app", ContainerRegistryArgs(environment=ENVIRONMENTS[environment], **changed))
        )
    )


@pytest.mark.requirement("HR-36", "HR-49", "TC-20")
def test_images_are_scanned_and_only_latest_can_move() -> None:
    repository = registry(name="hookrelay-prod").inputs("app-repository")
    assert repository["name"] == "hookrelay-prod"
    assert repository["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert repository["imageTagMutabilityExclusionFilters"] == [
        {"filter": "latest", "filterType": "WILDCARD"}
    ]
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_a_key_of_our_own_encrypts_where_it_is_given() -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/1"
    assert registry(kms_key_arn=key).inputs("app-repository")["encryptionConfigurations"] == [
        {"encryptionType": "KMS", "kmsKey": key}
    ]


@pytest.mark.parametrize(("environment", "forced"), [("prod", False), ("dev", True)])
def test_only_production_keeps_a_repository_with_images_from_a_destroy(
    environment: EnvironmentName, forced: bool
) -> None:
    assert registry(environment).inputs("app-repository")["forceDelete"] is forced


@pytest.mark.requirement("TC-20")
def test_old_images_and_images_without_a_tag_expire() -> None:
    rules = json.loads(registry(keep_images=5).inputs("app-lifecycle")["policy"])["rules"]
    assert [rule["selection"]["tagStatus"] for rule in rules] == ["untagged", "any"]
    assert rules[0]["selection"]["countUnit"] == "days"
    assert rules[1]["selection"]["countNumber"] == 5


@pytest.mark.requirement("HR-33")
def test_the_commands_name_the_registry_and_the_repository() -> None:
    made: dict[str, Any] = {}

    def then(repository: ContainerRegistry) -> None:
        repository.login_command.apply(lambda text: made.update(login=text))
        repository.push_command.apply(lambda text: made.update(push=text))
        repository.build_command.apply(lambda text: made.update(build=text))
        repository.image("v1").apply(lambda text: made.update(tag=text))
        repository.image("sha256:" + "a" * 64).apply(lambda text: made.update(digest=text))

    recorded = registry(then=then)
    url = recorded.state("app-repository")["repositoryUrl"]
    assert made["login"].startswith("aws ecr get-login-password --region us-east-1 | docker login")
    assert made["login"].endswith(url.split("/")[0])
    assert url in made["push"]
    assert url in made["build"]
    assert made["tag"] == f"{url}:v1"
    assert made["digest"] == f"{url}@sha256:" + "a" * 64


def test_a_repository_that_ecr_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="name"):
        ContainerRegistryArgs(environment=ENVIRONMENTS["dev"], name="Hookrelay")


@pytest.mark.requirement("HR-21", "HR-33")
def test_a_host_may_pull_and_do_what_the_application_does_and_has_no_keys() -> None:
    read = Statement(
        sid="ReadUrl", actions=["ssm:GetParameters"], resources=["arn:aws:ssm:x:1:parameter/url"]
    )
    secret = SecretRef(arn="arn:1", value_from="arn:1", read=[read], lambda_suffix="_PARAM")
    send = Statement(sid="Send", actions=["sqs:SendMessage"], resources=["arn:aws:sqs:x:1:jobs"])
    made: dict[str, Any] = {}

    def program() -> None:
        repository = ContainerRegistry("app", ContainerRegistryArgs(environment=ENVIRONMENTS["dev"]))
        host = HostRole(
            "host",
            HostRoleArgs(
                registry=repository,
                uses=[
                    Link(environment={"QUEUE_URL": "https://q"}, secrets={"URL": secret}, statements=[send])
                ],
                profile_name="hookrelay-host",
            ),
        )
        made["variables"] = host.variables

    recorded = declare(program)
    by_sid = {statement["Sid"]: statement for statement in recorded.statements("host-role")}
    assert set(by_sid) == {"LogInToRegistry", "PullApp", "Send", "ReadUrl"}
    assert by_sid["LogInToRegistry"]["Resource"] == ["*"]
    assert by_sid["PullApp"]["Resource"] == [recorded.state("app-repository")["arn"]]
    assert recorded.trust("host-role")[0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert recorded.inputs("host-profile")["name"] == "hookrelay-host"
    assert made["variables"] == {"QUEUE_URL": "https://q"}
    assert recorded.count("aws:iam/accessKey:AccessKey") == 0
