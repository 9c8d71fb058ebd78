"""Network, stores, messages and tracing in TikTok Commerce's settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.buckets import Transition, lifecycle_problems
from components.guards.network import ZONES, network_problems
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.network import OwnNetwork
from components.settings.tables import Attribute, TableSettings
from components.settings.texts import Boolean, Cidr, Email, Percent, is_sample_host

Days = Annotated[int, Whole(1, 36_500, "days")]
HttpsUrl = Annotated[str, Text(r"https://\S+", "an https:// URL", "https://chat.example.com/hook")]
Policy = Annotated[
    str, Text(r"[^\r\n]+", "a content security policy", "default-src 'self'", "W3C CSP", longest=2048)
]
# What a React application of its own origin needs; pictures come from the buckets, by presigned URLs.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: https://*.amazonaws.com; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' https://*.amazonaws.com; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)


class Network(OwnNetwork):
    """A network of the platform's own; a /16 has the guide's subnets, x.y.1.0/24 up and x.y.10.0/24 up."""

    cidr: Cidr = setting("10.0.0.0/16", what="Block of the VPC, /16 to /24.", requirement="TC-2")
    zones: Annotated[int, Whole.within(ZONES, "zones")] = setting(
        what="Availability zones, each with a public and a private subnet.",
        requirement="TC-3",
        environment=lambda environment: environment.availability_zones,
    )

    @check("cidr", "zones")
    def block_is_usable(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A block that the subnets fit in."""
        yield from network_problems(cidr=self.cidr, zones=self.zones)


class LoadBalancerSettings(Model):
    """The load balancer; without a domain it is private, and CloudFront's alone."""

    viewers: Literal["anyone", "cloudfront"] = setting(
        "anyone",
        what="anyone: ports 80 and 443, as the guide has it, though only requests with CloudFront's secret "
        "header are answered; cloudfront: 443, from CloudFront's addresses.",
        requirement="TC-5",
    )


class Tables(Model):
    """The five tables."""

    videos: TableSettings = section(what="Videos.", requirement="TC-8")
    products: TableSettings = section(what="Products.", requirement="TC-8")
    jobs: TableSettings = section(what="Jobs.", requirement="TC-8")
    users: TableSettings = section(what="Users.", requirement="TC-8")
    analytics: TableSettings = section(what="Analytics.", requirement="TC-8")


class Backup(Model):
    """The bucket of backups and exports."""

    archive_after_days: Days = setting(
        90, what="Days after which an object moves to Glacier.", requirement="TC-9"
    )
    expire_days: Days = setting(365, what="Days after which an object expires.", requirement="TC-9")
    lock_days: Days | None = setting(
        None,
        what="Days that nobody can delete an object without a right of its own (Object Lock, governance "
        "mode). Only a new bucket takes it, and keeps it for good.",
        requirement="TC-9",
    )
    export_every_days: Annotated[int, Whole(1, 31, "days")] | None = setting(
        None,
        what="Days between exports of every table into the bucket; charged by the size of the tables.",
        requirement="TC-9",
    )

    @property
    def transitions(self) -> list[Transition]:
        """As the bucket takes them."""
        return [Transition(storage_class="GLACIER", days=self.archive_after_days)]

    @check("archive_after_days", "expire_days")
    def lives_longer_than_its_transition(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """S3 refuses an expiration that is not after the transition."""
        for problem in lifecycle_problems(
            expire_days=self.expire_days, noncurrent_days=self.expire_days, transitions=self.transitions
        ):
            yield replace(
                problem,
                field="expire_days",
                given=self.expire_days,
                allowed=f"more than archiveAfterDays ({self.archive_after_days})",
                fix="keep objects longer",
            )

    @check("lock_days", "expire_days")
    def expires_after_its_lock(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A lifecycle rule does not delete what is locked."""
        if self.lock_days is not None and self.lock_days > self.expire_days:
            yield Problem(
                field="lock_days",
                given=self.lock_days,
                allowed=f"at most expireDays ({self.expire_days})",
                fix="shorten the lock, or keep objects longer",
            )


class Notifications(Model):
    """Who gets what the services publish on the notifications topic."""

    emails: tuple[Email, ...] = setting(
        (), what="Addresses (each must confirm once).", requirement="TC-25", sample=is_sample_host
    )
    urls: tuple[HttpsUrl, ...] = setting(
        (), what="HTTPS endpoints (each must confirm once).", requirement="TC-25"
    )


class Messages(Model):
    """How jobs find their worker."""

    filter_key: Attribute = setting(
        "type", what="Key of a message that holds the job's type.", requirement="TC-27"
    )
    filter_scope: Literal["MessageBody", "MessageAttributes"] = setting(
        "MessageBody", what="Whether the key is the message's own or an attribute's.", requirement="TC-27"
    )


class Tracing(Model):
    """X-Ray."""

    sidecar: Boolean = setting(
        False,
        what="Run a collector (ADOT) beside each service; it shares the task's CPU and memory.",
        requirement="TC-33",
    )
    sampling: Literal["own", "account", "none"] = setting(
        "own",
        what="own: a rule for this platform's services; account: the guide's, which governs every other "
        "service of the account as well; none.",
        requirement="TC-33",
    )
    sampling_percent: Percent = setting(
        what="Share of the requests that are recorded, beyond one a second.",
        requirement="TC-33",
        environment=lambda environment: round(100 * environment.xray_sampling_rate),
    )


class Frontend(Model):
    """The website."""

    content_security_policy: Policy = setting(
        CONTENT_SECURITY_POLICY,
        what="Where scripts, styles and connections may come from; sent as a header.",
        requirement="TC-28",
    )
