"""The role of a machine of the operator's own that runs our container (HR-33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.image_source import ImageSource
from components.blocks.workload_role import workload_role
from components.links import Link, merged


@dataclass(frozen=True, kw_only=True)
class HostRoleArgs:
    """Settings of a host's role.

    Attributes:
        registry: Repository that the host pulls from.
        uses: What the application uses; secrets are read by the host, which writes its own env file.
        name: Physical name of the role, or None to have one generated.
        policy_name: Name of its policy, or None to have one generated.
        profile_name: Physical name of the instance profile, or None to have one generated.
    """

    registry: ImageSource
    uses: Sequence[Link] = ()
    name: str | None = None
    policy_name: str | None = None
    profile_name: str | None = None


class HostRole(pulumi.ComponentResource):
    """A role for EC2 and the instance profile that carries it; the machine itself is the operator's.

    Attributes:
        role_arn: ARN of the role.
        role_name: Its name.
        profile_name: Name of the instance profile, given to the machine.
        variables: What the application reads, without secrets: the lines of its env file.
    """

    def __init__(self, name: str, args: HostRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:HostRole", name, None, opts)
        link = merged(args.uses)
        host = workload_role(
            f"{name}-role",
            service="ec2.amazonaws.com",
            statements=[
                *args.registry.allow_pull(),
                *link.statements,
                *(statement for secret in link.secrets.values() for statement in secret.read),
            ],
            parent=self,
            name=args.name,
            policy_name=args.policy_name,
        )
        profile = aws.iam.InstanceProfile(
            f"{name}-profile",
            name=args.profile_name,
            role=host.role.name,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.role_arn: pulumi.Output[str] = host.role.arn
        self.role_name: pulumi.Output[str] = host.role.name
        self.profile_name: pulumi.Output[str] = profile.name
        self.variables: dict[str, pulumi.Input[str]] = dict(link.environment)
        self.register_outputs({"role_arn": self.role_arn, "profile_name": self.profile_name})
