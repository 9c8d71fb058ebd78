"""The namespace `trinity`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Discriminator, SecretStr, Tag

from components.environments import Environment
from components.guards import Problem
from components.guards.apis import cors_problems, tracing_problems
from components.guards.dns import domain_problems, in_zone_problems
from components.guards.network import internet_problems
from components.settings.anatomy import ByPresence
from components.settings.disaster_recovery import RecoverableSettings, no_standby_problems
from components.settings.dns import Dns, ZoneDns, cdn_certificate_problems
from components.settings.graphql import GraphqlSettings
from components.settings.kinds import Secret, Text
from components.settings.model import Resolution, check, section, setting
from components.settings.network import ExistingNetwork, OwnNetwork
from components.settings.platform import MonthlyUsd
from components.settings.rollout import RolloutSettings
from components.settings.texts import Boolean, SecretText, is_sample_host
from components.settings.trinity_parts import (
    Edge,
    Functions,
    Monitoring,
    Network,
    Throttle,
    UsagePlan,
    UserPool,
    UsersTable,
)

# Idle, production costs about 35 USD a month (docs/platforms/trinity.md, "Cost"); the guide gives no figure.
MONTHLY_BUDGET_USD = 100
# HMAC with SHA-256 wants a key as long as its result, 32 bytes at least (RFC 7518, 3.2).
JWT_SECRET_LENGTH = 32
JwtSecret = Annotated[SecretStr, Secret(shortest=JWT_SECRET_LENGTH)]
Origin = Annotated[
    str,
    Text(
        r"\*|https?://\S+", "an origin: scheme, host and port, without a path", "https://trinity.example.com"
    ),
]


def default_origins(environment: Environment) -> Sequence[str]:
    """Development answers the pages of a developer's machine and anybody else's; others say whose (TR-9)."""
    return ["*"] if environment.name == "dev" else []


class TrinitySettings(RecoverableSettings):
    """Keys of `trinity:`."""

    auth_mode: Literal["cognito", "custom", "both"] = setting(
        "both",
        what="Who signs users in: the user pool, the function of `/auth`, or both, as in the guide.",
        requirement="TR-17",
    )
    api_type: Literal["rest", "http"] = setting(
        "rest",
        what="rest can have a web ACL, traces and usage plans; http is cheaper.",
        requirement="TR-1",
    )
    dns: Dns = section(what="Host and certificate.", requirement="TR-19, X-21")
    entrance: Literal["api", "cdn"] = setting(
        "api",
        what="What callers come to, and so owns the domain: the API itself, or CloudFront before it.",
        requirement="TR-19",
    )
    cdn: Edge = section(what="CloudFront.", requirement="TR-18")
    cors_origins: tuple[Origin, ...] = setting(
        what="Origins of the pages that may call the API; `*` alone, and not in production.",
        requirement="TR-9",
        environment=default_origins,
        sample=is_sample_host,
    )
    throttling: Throttle = section(what="How much the API takes on.", requirement="TR-9")
    usage_plan: UsagePlan | None = setting(
        None, what="Callers need a key of the API; with apiType: rest.", requirement="TR-1"
    )
    access_logs: Boolean = setting(
        False,
        what="Log each request of the REST API. The account's API Gateway log role must exist (baseline).",
        requirement="TR-9, TR-28, X-8",
    )
    tracing: Boolean = setting(
        True, what="X-Ray traces of the REST API; functions are always traced.", requirement="TR-15, TR-28"
    )
    waf: Boolean = setting(
        what="A web ACL before what callers come to.",
        requirement="TR-1",
        environment=lambda environment: environment.waf,
    )
    graphql: GraphqlSettings = section(
        what="The GraphQL API; none with authMode: custom.", requirement="TR-15"
    )
    user_pool: UserPool = section(
        what="The users' sign-in by Cognito; none with authMode: custom.", requirement="TR-16"
    )
    users: UsersTable = section(what="The table of users.", requirement="TR-5")
    functions: Functions = section(what="The functions.", requirement="TR-8")
    rollout: RolloutSettings = section(
        what="How new versions of the functions take over.", requirement="TR-22"
    )
    vpc: Boolean = setting(False, what="Run the functions in a network.", requirement="TR-27")
    network: Annotated[
        Annotated[Network, Tag("own")] | Annotated[ExistingNetwork, Tag("existing")],
        Discriminator(ByPresence("vpcId", present="existing", absent="own")),
    ] = section(what="The network of vpc: true.", requirement="TR-27, X-23")
    monitoring: Monitoring = section(what="What looks at the API from outside.", requirement="TR-31")
    secrets_backend: Literal["ssm", "secretsmanager"] = setting(
        "ssm", what="Where the application's secrets are kept.", requirement="TR-12"
    )
    jwt_secret: JwtSecret | None = setting(
        None, what="What signs the tokens of `/auth`; generated where it isn't given.", requirement="TR-12"
    )
    tmdb_api_key: SecretText | None = setting(
        None,
        what="Key of The Movie Database; a slot to be filled later where it isn't given.",
        requirement="TR-12",
    )
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; notices at 80 % and 100 %, and when 100 % is forecast.",
        requirement="TR-26, X-14",
        environment=lambda environment: round(MONTHLY_BUDGET_USD * environment.budget_share),
    )

    @property
    def has_pool(self) -> bool:
        """Whether the user pool signs users in."""
        return self.auth_mode != "custom"

    @property
    def has_auth_function(self) -> bool:
        """Whether there is a function of `/auth`."""
        return self.auth_mode != "cognito"

    @property
    def is_traced(self) -> bool:
        """Whether X-Ray traces the API."""
        return self.tracing and self.api_type == "rest"

    @property
    def web_acl(self) -> Literal["none", "cloudfront", "regional"]:
        """Where the web ACL stands: before whatever callers come to."""
        if not self.waf:
            return "none"
        return "cloudfront" if self.entrance == "cdn" else "regional"

    @property
    def has_regional_web_acl(self) -> bool:
        """Whether something that isn't CloudFront can have one: REST API, GraphQL API, pool."""
        return self.waf and (self.has_pool or self.web_acl == "regional")

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it."""
        return replace(super().environment_here(environment), waf=self.waf, canary=self.rollout.canary)

    @check("cors_origins")
    def origins_are_listed(self, at: Resolution) -> Iterator[Problem]:
        """TR-9: everybody's pages may call a development API, and no other."""
        yield from cors_problems(self.cors_origins, environment=at.environment)

    @check("api_type", "tracing", "usage_plan", "access_logs")
    def api_has_what_it_can(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-Ray and usage plans are features of REST APIs."""
        if self.api_type == "rest":
            return
        if "tracing" in self.model_fields_set:
            yield from tracing_problems("HTTP", tracing=self.tracing)
        if self.usage_plan is not None:
            yield Problem(
                field="usage_plan",
                given={},
                allowed="nothing, with apiType: http: HTTP APIs have no keys and no usage plans",
                fix="use apiType: rest, or remove it",
            )
        if "access_logs" in self.model_fields_set and not self.access_logs:
            yield Problem(
                field="access_logs",
                given=False,
                allowed="nothing, with apiType: http: it needs no role to log, and always does",
                fix="remove it",
            )

    @check("waf", "entrance", "api_type")
    def web_acl_has_a_place(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS WAF stands before CloudFront or a REST API; not before an HTTP API."""
        if self.web_acl == "regional" and self.api_type == "http":
            yield Problem(
                field="waf",
                given=True,
                allowed="false, with apiType: http and entrance: api (AWS WAF has no HTTP APIs)",
                fix="use entrance: cdn or apiType: rest, or waf: false",
            )

    @check("entrance", "cdn", "dns")
    def the_entrance_is_there(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Only one can own the domain, and only what callers come to can keep answers."""
        if self.entrance == "cdn" and not self.cdn.enabled:
            yield Problem(
                field="entrance",
                given="cdn",
                allowed="api, with cdn.enabled: false",
                fix="enable the CDN, or use entrance: api",
            )
        if self.entrance == "api" and self.cdn.cached_paths:
            yield Problem(
                field="cdn.cached_paths",
                given=list(self.cdn.cached_paths),
                allowed="nothing, with entrance: api: callers don't come through CloudFront",
                fix="use entrance: cdn, or remove it",
            )
        yield from cdn_certificate_problems(self.dns, cdn=self.entrance == "cdn")

    @check("auth_mode", "graphql", "user_pool")
    def a_pool_has_callers_of_graphql(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Without a pool there is nobody whom AppSync could let in."""
        for field in ("graphql", "user_pool"):
            if not self.has_pool and field in self.model_fields_set:
                yield Problem(
                    field=field,
                    given={},
                    allowed="nothing, with authMode: custom: there is no user pool",
                    fix="remove it, or use authMode: both",
                )

    @check("graphql", "dns")
    def graphql_domain_has_a_zone(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Its certificate is made in the platform's zone, or given."""
        domain = self.graphql.domain
        if domain is None or self.graphql.certificate_arn is not None:
            return
        if not isinstance(self.dns, ZoneDns):
            yield Problem(
                field="graphql.domain",
                given=domain,
                allowed="a domain in the zone of dns.mode: zone, or together with certificateArn",
                fix="give graphql.certificateArn, or use dns.mode: zone",
            )
        elif domain == self.dns.domain:
            yield Problem(
                field="graphql.domain",
                given=domain,
                allowed=f"a host other than {self.dns.domain}, which is the API's",
                fix="use another host of the zone",
            )
        elif self.dns.zone_name and not [*domain_problems(domain), *domain_problems(self.dns.zone_name)]:
            yield from in_zone_problems(domain, self.dns.zone_name, field="graphql.domain")

    @check("dr")
    def nothing_stands_in_by_itself(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A pool of users is in one region, and so is the host that an API of API Gateway answers to."""
        yield from no_standby_problems(
            self.dr,
            because="Cognito copies no user pool, so callers' tokens are worth nothing to another stack, and "
            "the domain's record would have to be replaced to become one of a failover pair",
        )

    @check("auth_mode", "jwt_secret")
    def what_is_said_is_there(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A secret that nobody would read."""
        if not self.has_auth_function and self.jwt_secret is not None:
            yield Problem(
                field="jwt_secret",
                given="a secret",
                allowed="nothing, with authMode: cognito: only the function of /auth signs with it",
                fix="remove it, or use authMode: both",
            )

    @check("network", "vpc")
    def private_subnets_reach_the_internet(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-23: The Movie Database and the user pool are on the internet."""
        if self.vpc and isinstance(self.network, OwnNetwork):
            for problem in internet_problems(nat=self.network.nat, needed_by=["The Movie Database"]):
                yield problem.under("network")
