"""An ECR repository: scanned, tags that can't be moved, old images expired."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.image_source import RepositoryAccess
from components.environments import Environment
from components.guards import refuse
from components.guards.registries import repository_problems
from components.iam import Statement

KEPT_IMAGES = 30  # a month of one deployment a day to roll back to; our choice, no guide has a figure
UNTAGGED_DAYS = 7  # an image loses its tag when `latest` moves on; our choice
MOVABLE_TAG = "latest"  # HR-36: the guide's tag; everything else stays what it was


@dataclass(frozen=True, kw_only=True)
class ContainerRegistryArgs:
    """Settings of a repository.

    Attributes:
        environment: Where it is; only production keeps a repository that still has images from a destroy.
        name: Physical name, or None to have one generated.
        keep_images: How many images are kept.
        kms_key_arn: A customer managed key (a change replaces the repository); AES-256 without one.
    """

    environment: Environment
    name: str | None = None
    keep_images: int = KEPT_IMAGES
    kms_key_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        """Refuse names and counts ECR refuses."""
        refuse("ContainerRegistry", repository_problems(name=self.name, keep_images=self.keep_images))


class ContainerRegistry(pulumi.ComponentResource):
    """A repository.

    Attributes:
        arn: ARN.
        name: Physical name.
        url: Where images are pushed to and pulled from.
        login_command: Shell command that logs Docker in.
        build_command: Shell command that builds an image of the current directory.
        push_command: Shell command that pushes it.
    """

    def __init__(
        self, name: str, args: ContainerRegistryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:ContainerRegistry", name, None, opts)
        repository = aws.ecr.Repository(
            f"{name}-repository",
            name=args.name,
            image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
            image_tag_mutability_exclusion_filters=[
                aws.ecr.RepositoryImageTagMutabilityExclusionFilterArgs(
                    filter=MOVABLE_TAG, filter_type="WILDCARD"
                )
            ],
            image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                aws.ecr.RepositoryEncryptionConfigurationArgs(
                    encryption_type="AES256" if args.kms_key_arn is None else "KMS", kms_key=args.kms_key_arn
                )
            ],
            force_delete=not args.environment.protect,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.ecr.LifecyclePolicy(
            f"{name}-lifecycle",
            repository=repository.name,
            policy=json.dumps(_lifecycle(args.keep_images)),
            # a repository has one policy, and another text replaces it: the old one's deletion comes first
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.name: pulumi.Output[str] = repository.name
        access = RepositoryAccess(name, arn=repository.arn, url=repository.repository_url)
        self.arn: pulumi.Output[str] = access.arn
        self.url: pulumi.Output[str] = access.url
        self.login_command: pulumi.Output[str] = access.login_command
        self.build_command: pulumi.Output[str] = access.build_command
        self.push_command: pulumi.Output[str] = access.push_command
        self._access = access
        self.register_outputs({"arn": self.arn, "url": self.url})

    def image(self, tag: str) -> pulumi.Output[str]:
        """The URI of an image by its tag, or by its digest (`sha256:...`)."""
        return self._access.image(tag)

    def allow_pull(self) -> Sequence[Statement]:
        """Logging in, and pulling from this repository."""
        return self._access.allow_pull()


def _lifecycle(keep_images: int) -> dict[str, object]:
    return {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Expire images that lost their tag",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": UNTAGGED_DAYS,
                },
                "action": {"type": "expire"},
            },
            {
                "rulePriority": 2,
                "description": "Keep the newest images",
                "selection": {
                    "tagStatus": "any",
                    "countType": "imageCountMoreThan",
                    "countNumber": keep_images,
                },
                "action": {"type": "expire"},
            },
        ]
    }
