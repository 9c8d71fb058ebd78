"""Where images come from: what a workload needs of a repository, be it ours or one that exists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.iam import Statement
from components.naming import camel

PULL_ACTIONS = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
_COMMIT_TAG = "$(git rev-parse --short HEAD)"
# Amazon ECR User Guide, "Private registry": account, region and partition are in the registry's host name.
_URI = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/(?P<name>.+)"
)

# Shared by all repositories, so that a policy that pulls from two has it once.
ALLOW_LOGIN = Statement(
    sid="LogInToRegistry",
    actions=["ecr:GetAuthorizationToken"],
    resources=["*"],
    reason="a token is for the whole registry: the action has no resource type",
)


class ImageSource(Protocol):
    """A repository as a workload sees it."""

    @property
    def url(self) -> pulumi.Output[str]:
        """Where images are pushed to and pulled from."""
        ...

    @property
    def login_command(self) -> pulumi.Output[str]:
        """Shell command that logs Docker in."""
        ...

    @property
    def build_command(self) -> pulumi.Output[str]:
        """Shell command that builds an image of the current directory."""
        ...

    @property
    def push_command(self) -> pulumi.Output[str]:
        """Shell command that pushes it."""
        ...

    def image(self, tag: str) -> pulumi.Output[str]:
        """The URI of an image by its tag, or by its digest (`sha256:...`)."""
        ...

    def allow_pull(self) -> Sequence[Statement]:
        """Logging in, and pulling from this repository."""
        ...


class RepositoryAccess:
    """What there is to say of a repository once its ARN and URL are known.

    Attributes:
        arn: ARN.
        url: Where images are pushed to and pulled from.
        login_command: Shell command that logs Docker in.
        build_command: Shell command that builds an image of the current directory.
        push_command: Shell command that pushes it.
    """

    def __init__(self, label: str, *, arn: pulumi.Input[str], url: pulumi.Input[str]) -> None:
        self._label = label
        self.arn: pulumi.Output[str] = pulumi.Output.from_input(arn)
        self.url: pulumi.Output[str] = pulumi.Output.from_input(url)
        self.login_command: pulumi.Output[str] = pulumi.Output.concat(
            "aws ecr get-login-password --region ",
            self.arn.apply(lambda known: known.split(":")[3]),
            " | docker login --username AWS --password-stdin ",
            self.url.apply(lambda known: known.split("/")[0]),
        )
        self.build_command: pulumi.Output[str] = pulumi.Output.concat(
            "docker build -t ", self.url, f":{_COMMIT_TAG} ."
        )
        self.push_command: pulumi.Output[str] = pulumi.Output.concat(
            "docker push ", self.url, f":{_COMMIT_TAG}"
        )

    def image(self, tag: str) -> pulumi.Output[str]:
        """The URI of an image by its tag, or by its digest (`sha256:...`)."""
        return pulumi.Output.concat(self.url, "@" if tag.startswith("sha256:") else ":", tag)

    def allow_pull(self) -> Sequence[Statement]:
        """Logging in, and pulling from this repository."""
        return [
            ALLOW_LOGIN,
            Statement(sid=f"Pull{camel(self._label)}", actions=PULL_ACTIONS, resources=[self.arn]),
        ]


@dataclass(frozen=True)
class RepositoryUri:
    """The URI of a repository, in its parts.

    Attributes:
        account: Account that owns it.
        region: Where it is.
        name: Its name.
    """

    account: str
    region: str
    name: str

    @classmethod
    def parse(cls, uri: str) -> RepositoryUri:
        """Take a URI without a tag apart.

        Raises:
            ValueError: it is none of ECR's.
        """
        match = _URI.fullmatch(uri)
        if match is None:
            raise ValueError(
                f"{uri!r} is no repository of ECR: <account>.dkr.ecr.<region>.amazonaws.com/<name>"
            )
        return cls(match["account"], match["region"], match["name"])


class ExistingRepository(RepositoryAccess):
    """A repository that somebody else made; its scanning and expiry are its owner's business.

    Its owner must let this account pull, if it is in another one.

    Args:
        label: Short name; part of the Sid of the right to pull.
        uri: Its URI, without a tag.
        partition: Of its ARN.
    """

    def __init__(self, label: str, *, uri: str, partition: str) -> None:
        known = RepositoryUri.parse(uri)
        arn = f"arn:{partition}:ecr:{known.region}:{known.account}:repository/{known.name}"
        super().__init__(label, arn=arn, url=uri)
