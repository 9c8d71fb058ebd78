"""The sections of Trinity's settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.functions import provisioned_problems
from components.guards.user_pools import client_problems, domain_prefix_problems
from components.settings.compute import ApiFunctionSettings, Concurrency
from components.settings.kinds import Span, Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.settings.network import OwnNetwork
from components.settings.tables import BillingSettings, RestoreSettings
from components.settings.texts import Boolean, Cidr, Handler, is_sample_host
from components.settings.units import Duration
from components.user_pool_schema import REFRESH_FLOW, AuthFlow, OAuth, TokenValidity

# Quotas of API Gateway: 10,000 requests per second and 5,000 at once for an account and region, raisable.
Rate = Annotated[int, Whole(1, 100_000, "requests per second; API Gateway")]
Burst = Annotated[int, Whole(1, 50_000, "requests at once; API Gateway")]
Label = Annotated[str, Text(r"[a-z0-9][a-z0-9-]{0,31}", "up to 32 of a-z 0-9 -", "2026-11-20")]
# Pattern of a CloudFront behaviour ("Path pattern"); only what a path of an API may hold, and wildcards.
PathPattern = Annotated[
    str, Text(r"/[A-Za-z0-9/_.~*?-]+", "a path that begins with /; * and ? are wildcards", "/movies/*")
]
PageUrl = Annotated[
    str,
    Text(r"[a-z][a-z0-9+.-]*://\S+", "a URL, https or an application's own", "https://trinity.example.com/"),
]
DomainPrefix = Annotated[
    str, Text(r"[a-z0-9-]{1,63}", "up to 63 of a-z 0-9 -, unique in the region", "trinity-movies", "Cognito")
]
LOCAL_PAGES = "http://localhost:3000"  # TR-2
# SRP never sends the password; refreshing is what keeps an application signed in.
CLIENT_FLOWS: tuple[AuthFlow, ...] = ("ALLOW_USER_SRP_AUTH", REFRESH_FLOW)
ASSETS_PATH = "/assets/*"  # TR-25
LONGEST_CACHED = "1 day"
RUNTIME = r"syn-[a-z]+(-[a-z]+)?-[0-9]+\.[0-9]+"
SyntheticsRuntime = Annotated[
    str, Text(RUNTIME, "a runtime of CloudWatch Synthetics", "syn-python-selenium-14.0")
]


class TrinityFunction(ApiFunctionSettings):
    """One of the two functions."""

    provisioned_concurrency: Concurrency | None = setting(
        None, what="Copies that are kept warm; costs all the time.", requirement="TR-23"
    )
    provisioned_maximum: Concurrency | None = setting(
        None, what="Up to how many warm copies scaling adds, at 70 % use.", requirement="TR-23"
    )

    @check("provisioned_concurrency", "provisioned_maximum")
    def warm_copies_are_ordered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A maximum needs a minimum, and is not below it."""
        yield from provisioned_problems(self.provisioned_concurrency, self.provisioned_maximum)


class AuthFunction(TrinityFunction):
    """The function of `/auth/{proxy+}`."""

    handler: Handler = setting("auth.handler", what="Entry point in the artefact.", requirement="TR-8")


class ApiFunction(TrinityFunction):
    """The function of `/health` and everything else."""

    handler: Handler = setting("api.handler", what="Entry point in the artefact.", requirement="TR-9")


class Functions(Model):
    """The two functions."""

    auth: AuthFunction = setting(
        what="`/auth/{proxy+}`; none with authMode: cognito.", requirement="TR-8", environment=lambda _: {}
    )
    api: ApiFunction = setting(
        what="`/health` and everything else.", requirement="TR-9", environment=lambda _: {}
    )


class RestoredTable(RestoreSettings):
    """A table made from the past of another, beside it."""

    label: Label = setting(what="What its name ends in: `trinity-users-prod-{label}`.", requirement="TR-30")


class UsersTable(BillingSettings):
    """The users, and tables restored from backups of theirs."""

    email_index: Boolean = setting(
        True, what="Index EmailIndex, by which a sign-in finds its user.", requirement="TR-6"
    )
    restored: tuple[RestoredTable, ...] = setting(
        (), what="Restored tables; each stays beside the first.", requirement="TR-7, TR-30"
    )
    live: Label | None = setting(
        None,
        what="Label of the restored table that the functions use; without it, the first table.",
        requirement="TR-7, TR-30",
    )

    @check("restored")
    def labels_differ(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Each label makes a name."""
        labels = [table.label for table in self.restored]
        for position, label in enumerate(labels):
            if label in labels[:position]:
                yield Problem(
                    field=f"restored[{position}].label",
                    given=label,
                    allowed="a label of its own: it makes the table's name",
                    fix="choose another one, for example the date",
                )

    @check("restored", "live")
    def live_table_exists(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A label of the list."""
        labels = [table.label for table in self.restored]
        if self.live is not None and self.live not in labels:
            yield Problem(
                field="live",
                given=self.live,
                allowed=f"one of {', '.join(labels)}" if labels else "nothing, without restored tables",
                fix="restore it first, or leave live out for the first table",
            )


class Throttle(Model):
    """How much the API takes on."""

    rate: Rate = setting(500, what="Requests per second (ST-28's figure).", requirement="TR-9")
    burst: Burst = setting(1_000, what="Requests at once (ST-28's figure).", requirement="TR-9")


class UsagePlan(Model):
    """Callers have a key, and each key its share; the key says who calls, not that they may."""

    rate: Rate = setting(50, what="Requests per second of one key.", requirement="TR-1")
    burst: Burst = setting(100, what="Requests at once of one key.", requirement="TR-1")
    monthly_requests: Annotated[int, Whole(1, 1_000_000_000, "requests")] | None = setting(
        None, what="Most requests of one key in a month.", requirement="TR-1"
    )


class Edge(Model):
    """CloudFront."""

    enabled: Boolean = setting(
        True, what="A distribution, with the bucket of static assets behind it.", requirement="TR-18, TR-25"
    )
    cached_paths: tuple[PathPattern, ...] = setting(
        (),
        what="Paths of the API whose answers to GET are kept, for each caller apart; with entrance: cdn.",
        requirement="TR-18",
    )
    cached_for: Annotated[Duration, Span("1 second", LONGEST_CACHED)] = setting(
        Duration(60),
        what="How long an answer without Cache-Control is kept; no-store and private are heeded.",
        requirement="TR-18",
    )

    @check("cached_paths")
    def paths_differ(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """CloudFront takes each pattern once, and one of them is the assets'."""
        for position, path in enumerate(self.cached_paths):
            if path in (ASSETS_PATH, *self.cached_paths[:position]):
                yield Problem(
                    field=f"cached_paths[{position}]",
                    given=path,
                    allowed=f"each pattern once, and not {ASSETS_PATH}, which is the bucket's",
                    fix="remove it",
                )
            if path.startswith("/auth"):
                yield Problem(
                    field=f"cached_paths[{position}]",
                    given=path,
                    allowed="nothing below /auth: signing in is never a kept answer",
                    fix="remove it",
                )


class Probe(Model):
    """A script that calls `/health` as users do (CloudWatch Synthetics)."""

    every: Annotated[Duration, Span("1 minute", "1 hour", "CloudWatch Synthetics")] = setting(
        Duration(300), what="Time between two runs; a run costs 0.0012 USD.", requirement="TR-31"
    )
    runtime: SyntheticsRuntime = setting(
        "syn-python-selenium-14.0",
        what="Runtime of the script, which AWS retires within a year or so.",
        requirement="TR-31",
    )

    @check("every")
    def whole_minutes(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The schedule is a rate in minutes."""
        if self.every.seconds % 60:
            yield Problem(
                field="every",
                given=str(self.every),
                allowed="whole minutes (CloudWatch Synthetics)",
                fix='for example "5 minutes"',
            )

    @check("runtime")
    def script_is_python(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The script is ours, and Python."""
        if not self.runtime.startswith("syn-python-"):
            yield Problem(
                field="runtime",
                given=self.runtime,
                allowed="a runtime for Python, which the script is written in",
                fix="use syn-python-selenium-14.0 or newer",
            )


class UserPool(Model):
    """The users' sign-in by Cognito."""

    mfa: Literal["OFF", "OPTIONAL", "ON"] = setting(
        what="Second factor: an authenticator app.",
        requirement="TR-16",
        environment=lambda environment: environment.mfa,
    )
    self_sign_up: Boolean = setting(True, what="Users may register themselves.", requirement="TR-16")
    hosted_domain: DomainPrefix | None = setting(
        None,
        what="Prefix of Cognito's sign-in pages; none without it. Unique in the region.",
        requirement="TR-16",
    )
    callback_urls: tuple[PageUrl, ...] = setting(
        what="Where the sign-in pages send users back to.",
        requirement="TR-2, TR-16",
        environment=lambda environment: [LOCAL_PAGES] if environment.name == "dev" else [],
        sample=is_sample_host,
    )
    logout_urls: tuple[PageUrl, ...] = setting(
        what="Where they go after signing out.",
        requirement="TR-2, TR-16",
        environment=lambda environment: [LOCAL_PAGES] if environment.name == "dev" else [],
        sample=is_sample_host,
    )

    @property
    def oauth(self) -> OAuth | None:
        """Sign-in through Cognito's pages, if there are any."""
        if self.hosted_domain is None:
            return None
        return OAuth(callback_urls=self.callback_urls, logout_urls=self.logout_urls)

    @check("hosted_domain")
    def prefix_is_possible(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Cognito's words are its own."""
        if self.hosted_domain is not None:
            for problem in domain_prefix_problems(self.hosted_domain):
                yield replace(problem, field="hosted_domain")

    @check("hosted_domain", "callback_urls", "logout_urls")
    def pages_lead_somewhere(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Sign-in pages need an address to send users back to, with TLS but on a developer's machine."""
        for problem in client_problems(
            auth_flows=CLIENT_FLOWS,
            refresh_rotation=False,
            grace_seconds=0,
            validity=TokenValidity(),
            oauth=self.oauth,
        ):
            yield replace(problem, field=problem.field.removeprefix("oauth."))


class Monitoring(Model):
    """What looks at the API from outside."""

    health_check: Boolean = setting(
        False, what="A Route 53 health check of `/health`, from all over the world.", requirement="TR-31"
    )
    canary: Probe | None = setting(
        None, what="A Synthetics canary that calls `/health` as users do.", requirement="TR-31"
    )


class Network(OwnNetwork):
    """A network of Trinity's own."""

    cidr: Cidr = setting("10.4.0.0/16", what="Block of the VPC, /16 to /24.", requirement="TR-27")
