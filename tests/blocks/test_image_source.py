"""A repository that exists gives a workload what one of our own gives."""

from __future__ import annotations

import pytest

from components.blocks.image_source import ExistingRepository, ImageSource, RepositoryUri
from tests.support.recorder import declare

URI = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/teams/hookrelay"


def made_of(uri: str = URI, partition: str = "aws") -> dict[str, object]:
    found: dict[str, object] = {}

    def program() -> None:
        source: ImageSource = ExistingRepository("hookrelay-registry", uri=uri, partition=partition)
        for name in ("url", "login_command", "build_command", "push_command"):
            getattr(source, name).apply(lambda text, name=name: found.update({name: text}))
        source.image("1.4.2").apply(lambda text: found.update(tag=text))
        source.image("sha256:" + "a" * 64).apply(lambda text: found.update(digest=text))
        login, pull = source.allow_pull()
        found.update(login=login.resources, sid=pull.sid)
        (arn,) = pull.resources
        arn.apply(lambda text: found.update(arn=text))  # type: ignore[union-attr]

    assert [item.typ for item in declare(program).graph if item.custom and "Stack" not in item.typ] == []
    return found


@pytest.mark.requirement("HR-36", "X-23")
def test_a_given_repository_is_pulled_from_and_nothing_is_made() -> None:
    made = made_of()
    assert made["tag"] == f"{URI}:1.4.2"
    assert made["digest"] == f"{URI}@sha256:" + "a" * 64
    assert made["arn"] == "arn:aws:ecr:eu-west-1:210987654321:repository/teams/hookrelay"
    assert made["sid"] == "PullHookrelayRegistry"
    assert made["login"] == ["*"]


@pytest.mark.requirement("HR-33", "X-23")
def test_its_commands_name_its_own_registry_and_region() -> None:
    made = made_of()
    assert made["login_command"] == (
        "aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin "
        "210987654321.dkr.ecr.eu-west-1.amazonaws.com"
    )
    assert made["push_command"] == f"docker push {URI}:$(git rev-parse --short HEAD)"
    assert made["build_command"] == f"docker build -t {URI}:$(git rev-parse --short HEAD) ."


def test_a_repository_of_china_is_in_its_own_partition() -> None:
    uri = "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/hookrelay"
    assert made_of(uri, "aws-cn")["arn"] == "arn:aws-cn:ecr:cn-north-1:210987654321:repository/hookrelay"


@pytest.mark.parametrize(
    "uri", ["hookrelay", "docker.io/library/node", "123.dkr.ecr.us-east-1.amazonaws.com/x"]
)
def test_what_is_no_repository_of_ecr_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match="no repository of ECR"):
        RepositoryUri.parse(uri)
