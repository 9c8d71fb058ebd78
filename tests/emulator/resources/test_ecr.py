"""Image repositories."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, sent

KEEP = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 7,
            },
            "action": {"type": "expire"},
        }
    ]
}
PULL = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        }
    ],
}


@pytest.mark.requirement("HR-33", "HR-36", "HR-49")
def test_a_repository_keeps_its_tags_but_latest_and_scans_what_is_pushed(account: Account) -> None:
    def declare() -> dict[str, Any]:
        repository = aws.ecr.Repository(
            "images",
            name="hookrelay-prod",
            image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
            image_tag_mutability_exclusion_filters=[{"filter": "latest", "filter_type": "WILDCARD"}],
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "AES256"}],
            force_delete=False,
        )
        aws.ecr.LifecyclePolicy("keep", repository=repository.name, policy=json.dumps(KEEP))
        aws.ecr.RepositoryPolicy("pull", repository=repository.name, policy=json.dumps(PULL))
        return {"url": repository.repository_url, "arn": repository.arn, "registry": repository.registry_id}

    outputs = made(account, declare).outputs
    ecr = account.client("ecr")
    (found,) = ecr.describe_repositories(repositoryNames=["hookrelay-prod"])["repositories"]
    assert found["repositoryUri"] == outputs["url"]
    assert found["imageScanningConfiguration"] == {"scanOnPush": True}
    assert (
        json.loads(ecr.get_lifecycle_policy(repositoryName="hookrelay-prod")["lifecyclePolicyText"]) == KEEP
    )
    assert json.loads(ecr.get_repository_policy(repositoryName="hookrelay-prod")["policyText"]) == PULL
    (asked,) = sent(account, "CreateRepository")
    assert asked["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert asked["imageTagMutabilityExclusionFilters"] == [{"filter": "latest", "filterType": "WILDCARD"}]
    assert outputs["registry"] == "123456789012"


def test_the_registry_is_scanned_continuously(account: Account) -> None:
    def declare() -> dict[str, Any]:
        aws.ecr.RegistryScanningConfiguration(
            "scans",
            scan_type="ENHANCED",
            rules=[
                {
                    "scan_frequency": "CONTINUOUS_SCAN",
                    "repository_filters": [{"filter": "hookrelay*", "filter_type": "WILDCARD"}],
                }
            ],
        )
        return {}

    made(account, declare)
    found = account.client("ecr").get_registry_scanning_configuration()["scanningConfiguration"]
    assert found["scanType"] == "ENHANCED"
    assert found["rules"][0]["repositoryFilters"] == [{"filter": "hookrelay*", "filterType": "WILDCARD"}]
