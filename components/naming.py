"""Physical names: one function that knows the guides' names and each type's length limit.

Two modes (X-9). `guide`: production carries the literal of the platform's guide, the other
environments its pattern or the literal with a suffix. `derived`: the stack's own name is part of
every name, so that no two stacks of one account can collide.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

import pulumi

from components.environments import KNOWN_STACKS, EnvironmentName

NamingMode = Literal["guide", "derived"]
BucketNaming = Literal["guide", "account"]

# Longest physical name of each kind, from the CreateX page of the service's API reference.
MAX_LENGTH: dict[str, int] = {
    "alarm": 255,
    "analyzer": 255,
    "anomaly-monitor": 50,
    "api": 128,
    "backup-plan": 50,
    "backup-vault": 50,
    "bucket": 63,
    "budget": 100,
    "cache": 40,
    "canary": 255,
    "cloudfront-policy": 128,
    "chat-channel": 128,
    "cluster": 255,
    "dashboard": 255,
    "database": 63,
    "event-rule": 64,
    "function": 64,
    "key-alias": 250,
    "load-balancer": 32,
    "log-group": 512,
    "parameter": 1011,
    "parameter-group": 255,
    "policy": 128,
    "query": 255,
    "recorder": 256,
    "restore-testing-plan": 50,
    "queue": 80,
    "repository": 256,
    "role": 64,
    "sampling-rule": 32,
    "schedule": 64,
    "schedule-group": 64,
    "secret": 512,
    "service": 255,
    "subnet-group": 255,
    "table": 255,
    "target-group": 32,
    "task-family": 255,
    "topic": 256,
    "trail": 128,
    "user-pool": 128,
    "vpc-origin": 64,
    "web-acl": 128,
}

_ACCOUNT_ID_LENGTH = 12
_HASH_LENGTH = 6
# RDS and ElastiCache want a letter first; no load balancer is called `internal-...`, no bucket `sthree-...`.
_GOOD_BEGINNING = r"(?!internal|sthree)[a-z]"
_LOOKS_HASHED = rf"-[0-9a-f]{{{_HASH_LENGTH}}}$"  # as the slug of a longer name would
_SLUG_LENGTH = 24  # keeps the readable half of a derived name within the 32 characters of a target group


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def shortened(name: str, limit: int) -> str:
    """The name, or, past the limit, its beginning and a hash of the whole: distinct names stay distinct."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - _HASH_LENGTH - 1].rstrip('-_/')}-{_digest(name)}"


def camel(name: str) -> str:
    """A logical name as a part of a Sid or an alarm's title: `dead-letters` becomes `DeadLetters`.

    Only letters and digits survive, which is all that IAM allows in a Sid.
    """
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def stack_slug(stack: str) -> str:
    """A stack's name as a part of physical names: lower-case letters, digits and single hyphens.

    A hash of the whole name is added wherever the slug alone could equal that of another stack, or
    could be taken for an environment of the guides' names; an `s-` in front wherever a service refuses
    names that begin so.
    """
    slug = re.sub(r"-+", "-", re.sub(r"[^a-z0-9]", "-", stack.lower())).strip("-")
    begins_well = re.match(_GOOD_BEGINNING, slug) is not None
    distinct = slug == stack and slug not in KNOWN_STACKS and not re.search(_LOOKS_HASHED, slug)
    if distinct and begins_well and len(slug) <= _SLUG_LENGTH:
        return slug
    parts = ["" if begins_well else "s", slug[:_SLUG_LENGTH].strip("-"), _digest(stack)]
    return "-".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Names:
    """The naming function of one platform in one stack.

    Attributes:
        platform: The platform's short name as it stands in names (`hookrelay`).
        environment: Short environment name.
        stack: The stack's own name (only `derived` names contain it).
        mode: `guide` or `derived`.
        buckets: `account` adds account and region to a bucket's name; `guide` keeps the literal.
    """

    platform: str
    environment: EnvironmentName
    stack: str
    mode: NamingMode
    buckets: BucketNaming = "account"

    def __call__(
        self, kind: str, thing: str, *, prod: str, others: str | None = None, derived: str | None = None
    ) -> str:
        """The physical name of a thing.

        Args:
            kind: A key of `MAX_LENGTH`.
            thing: What it is, within the platform (`endpoints`); part of derived names.
            prod: The guide's literal for production.
            others: The guide's pattern for the other environments, with `{env}`; by default the
                production literal with the environment as a suffix.
            derived: The pattern of derived names, with `{stack}`; by default `{stack}-{platform}-{thing}`.
        """
        if self.mode == "guide":
            name = (
                prod
                if self.environment == "prod"
                else (others or f"{prod}-{{env}}").format(env=self.environment)
            )
        else:
            pattern = derived or f"{{stack}}-{self.platform}-{thing}"
            name = pattern.format(stack=stack_slug(self.stack))
        return shortened(name, MAX_LENGTH[kind])

    def bucket(
        self,
        thing: str,
        *,
        prod: str,
        others: str | None = None,
        account_id: pulumi.Input[str],
        region: str,
    ) -> pulumi.Output[str]:
        """A bucket's name: bucket names are global, so by default it ends in account and region (HR-7).

        The account-regional form `<prefix>-<account>-<region>-an` is the `name` of a bucket whose
        `bucket_namespace` is `account-regional`; the suffix `-an` is the caller's choice of namespace.
        """
        base = self("bucket", thing, prod=prod, others=others)
        if self.buckets == "guide":
            return pulumi.Output.from_input(base)
        room = MAX_LENGTH["bucket"] - _ACCOUNT_ID_LENGTH - len(region) - 2  # two hyphens
        return pulumi.Output.concat(shortened(base, room), "-", account_id, "-", region)
