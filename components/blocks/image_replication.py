"""Copies of container images in other regions: a region has one registry, and that one configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton
from components.guards import refuse
from components.guards.registries import replication_problems


@dataclass(frozen=True, kw_only=True)
class ImageReplicationArgs:
    """Settings of the registry's replication.

    Attributes:
        region: The registry's own.
        account_id: The account, to whose registries elsewhere images are copied.
        regions: Where they are copied to.
        prefixes: What the names of the repositories begin with; every repository without any.
        adopt: The account as plain text, where the registry's replication is taken as it is.
    """

    region: str
    account_id: pulumi.Input[str]
    regions: Sequence[str] = ()
    prefixes: Sequence[str] = ()
    adopt: str | None = None

    def __post_init__(self) -> None:
        """Refuse what ECR would."""
        if self.adopt is None:
            refuse(
                "ImageReplication",
                replication_problems(region=self.region, regions=self.regions, prefixes=self.prefixes),
            )


class ImageReplication(pulumi.ComponentResource):
    """The registry's replication; only images that are pushed from then on are copied (ECR User Guide)."""

    def __init__(
        self, name: str, args: ImageReplicationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:ImageReplication", name, None, opts)
        aws.ecr.ReplicationConfiguration(
            f"{name}-rules",
            replication_configuration=aws.ecr.ReplicationConfigurationReplicationConfigurationArgs(
                rules=[_rule(args)] if args.adopt is None else []
            ),
            opts=singleton(self, adopt=args.adopt),
        )
        self.register_outputs({})


def _rule(args: ImageReplicationArgs) -> aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgs:
    return aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgs(
        destinations=[
            aws.ecr.ReplicationConfigurationReplicationConfigurationRuleDestinationArgs(
                region=region, registry_id=args.account_id
            )
            for region in args.regions
        ],
        repository_filters=[
            aws.ecr.ReplicationConfigurationReplicationConfigurationRuleRepositoryFilterArgs(
                filter=prefix, filter_type="PREFIX_MATCH"
            )
            for prefix in args.prefixes
        ]
        or None,
    )
