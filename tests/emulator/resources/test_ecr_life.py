"""Repositories change in place, are described, and go with their images."""

import json

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life

REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "size": 7,
        "digest": f"sha256:{'0' * 64}",
    },
    "layers": [],
}
KEEP_TEN = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
            "action": {"type": "expire"},
        }
    ]
}


def test_scanning_mutability_and_tags_change_by_a_call_each(account: Account) -> None:
    repository = Life(account, REPOSITORY, name="app", imageTagMutability="IMMUTABLE", tags={"a": "1"})
    repository.change(imageScanningConfiguration={"scanOnPush": True})
    assert repository.asked == ["PutImageScanningConfiguration"]
    repository.change(imageTagMutability=None, tags={"a": "2"})
    assert repository.asked == ["PutImageTagMutability", "TagResource"]
    described = repository.described()
    assert described is not None
    assert described["imageTagMutability"] == "MUTABLE"
    assert described["imageScanningConfiguration"] == {"scanOnPush": True}
    assert described["tags"] == [{"Key": "a", "Value": "2"}]


def test_a_repository_with_images_goes_only_by_force(account: Account) -> None:
    repository = Life(
        account, REPOSITORY, name="app", encryptionConfigurations=[{"encryptionType": "AES256"}]
    )
    account.client("ecr").put_image(repositoryName="app", imageManifest=json.dumps(MANIFEST), imageTag="1")
    with pytest.raises(ClientError, match="images"):
        repository.delete()
    repository.change(forceDelete=True)
    assert repository.asked == []
    repository.delete()
    assert repository.described() is None
    repository.delete()
    assert not repository.handler.updatable(REPOSITORY) & {"name", "encryptionConfigurations"}


def test_the_policies_of_a_repository_change_and_go(account: Account) -> None:
    repository = Life(account, REPOSITORY, name="app")
    lifecycle = Life(account, LIFECYCLE, repository="app", policy=json.dumps(KEEP_TEN))
    assert lifecycle.described() is not None
    assert "policy" not in lifecycle.handler.updatable(LIFECYCLE)
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "codebuild.amazonaws.com"},
        "Action": ["ecr:BatchGetImage"],
    }
    first = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    second = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Sid": "pull"}]})
    policy = Life(account, POLICY, repository="app", policy=first)
    policy.change(policy=second)
    described = policy.described()
    assert described is not None
    assert json.loads(described["policyText"])["Statement"][0]["Sid"] == "pull"
    for each in (lifecycle, policy):
        each.delete()
        assert each.described() is None
        each.delete()
    repository.delete()
    assert lifecycle.described() is None


def test_where_a_registry_copies_to_changes_and_goes(account: Account) -> None:
    def rule(region: str) -> dict[str, object]:
        return {"rules": [{"destinations": [{"region": region, "registryId": account.account_id}]}]}

    replication = Life(account, REPLICATION, replicationConfiguration=rule("us-west-2"))
    replication.change(replicationConfiguration=rule("eu-west-1"))
    assert replication.asked == ["PutReplicationConfiguration"]
    described = replication.described()
    assert described is not None
    assert described["replicationConfiguration"] == rule("eu-west-1")
    replication.delete()
    assert account.client("ecr").describe_registry()["replicationConfiguration"] == {"rules": []}
