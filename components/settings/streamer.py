"""The namespace `streamer`; `environment`, `domain` and `jwtPublicKey` are the guide's own keys (ST-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from components.environments import Environment
from components.guards import Problem
from components.guards.dns import domain_problems
from components.guards.functions import EPHEMERAL_MB, artifact_problems, function_problems
from components.guards.keys import public_key_problems
from components.guards.network import internet_problems
from components.runtimes import RUNTIMES, runtime_problems
from components.settings.anatomy import ByPresence
from components.settings.compute import RuntimeName
from components.settings.disaster_recovery import RecoverableSettings, no_standby_problems
from components.settings.dns import NoDns, Zone, cdn_certificate_problems
from components.settings.kinds import Whole
from components.settings.model import Resolution, check, section, setting
from components.settings.network import ExistingNetwork
from components.settings.platform import MonthlyUsd
from components.settings.project import EnvironmentWord
from components.settings.streamer_parts import (
    Api,
    Archive,
    Functions,
    PublicKey,
    SocketHost,
    Stream,
    StreamerDns,
    StreamerFunction,
    Tables,
    Vpc,
    is_sample_key,
)
from components.settings.texts import Boolean, Host, is_sample_host

MONTHLY_BUDGET_USD = 18  # ST-40: the guide's cost table, for its usage
# What the options add, in USD a month at list prices (docs/platforms/streamer.md, "Cost").
WAF_USD = 10  # the web ACL (5), its four rules (4), their log
KEY_USD = 2  # keys of stores and alerts
NAT_USD = 33  # each gateway, idle
PROVISIONED_USD_PER_GB = 11  # 0.0000041667 USD per GB and second
MB_PER_GB = 1024
DEFAULT_RUNTIME = "provided.al2023"  # ST-11
ORIGIN_PREFIX = "origin-"  # beside the domain, so that a certificate for *.example.com is for both (ST-27)

Count = Annotated[int, Whole(1, 1_000_000)]


class StreamerSettings(RecoverableSettings):
    """Keys of `streamer:`."""

    environment: EnvironmentWord | None = setting(
        None, what="As platforms:environment, with which it must agree.", requirement="ST-2"
    )
    domain: SocketHost | None = setting(
        None,
        what="The host that clients connect to, with or without wss://; needs dns. API Gateway's without it.",
        requirement="ST-2, ST-26",
        sample=is_sample_host,
    )
    jwt_public_key: PublicKey | None = setting(
        None,
        what="Public key in PEM that connect verifies tokens with; needed once connect has an artefact.",
        requirement="ST-2, ST-12",
        sample=is_sample_key,
    )
    dns: StreamerDns = section(what="Records and certificate of the domain.", requirement="ST-26, X-21")
    waf: Boolean = setting(
        False,
        what="A web ACL: CloudFront takes the domain, since AWS WAF can't stand before a WebSocket API.",
        requirement="ST-27",
    )
    origin_host: Host | None = setting(
        None,
        what=f"The host by which CloudFront finds the API, with waf; {ORIGIN_PREFIX}<domain> without it.",
        requirement="ST-27",
    )
    runtime: RuntimeName = setting(
        DEFAULT_RUNTIME, what="Lambda runtime of all functions.", requirement="ST-11, ST-41"
    )
    architecture: Literal["x86_64", "arm64"] = setting(
        "x86_64", what="What the artefacts were built for.", requirement="ST-11"
    )
    snap_start: Boolean = setting(
        False,
        what="Start from snapshots; runtimes of Python, Java and .NET only, never provided.*.",
        requirement="ST-20",
    )
    functions: Functions = section(what="The functions.", requirement="ST-11")
    api: Api = section(what="The API.", requirement="ST-23")
    stream: Stream = section(what="How requests reach the processor.", requirement="ST-22")
    tables: Tables = section(what="The tables.", requirement="ST-5, ST-6, ST-7")
    archive: Archive | None = setting(
        None, what="Keep finished requests in S3 when they expire.", requirement="ST-9"
    )
    network: (
        Annotated[
            Annotated[Vpc, Tag("own")] | Annotated[ExistingNetwork, Tag("existing")],
            Discriminator(ByPresence("vpcId", present="existing", absent="own")),
        ]
        | None
    ) = setting(
        None, what="Run the functions in a network; outside of one without it.", requirement="ST-29, X-23"
    )
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"] = setting(
        "INFO", what="LOG_LEVEL of the functions.", requirement="ST-18"
    )
    connection_ttl_hours: Count = setting(
        24,
        what="CONNECTION_TTL_HOURS; a connection lives 2 hours at most, so this only tidies up.",
        requirement="ST-8, ST-18",
    )
    request_ttl_days: Count = setting(7, what="REQUEST_TTL_DAYS.", requirement="ST-8, ST-18")
    max_connections_per_user: Count = setting(
        10, what="MAX_CONNECTIONS_PER_USER.", requirement="ST-18, ST-28"
    )
    connection_alarm: Count = setting(
        9000, what="Open connections above which there is an alarm.", requirement="ST-32, ST-36"
    )
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; by default the guide's estimate, and what priced options add.",
        requirement="ST-40, X-14",
        environment=lambda environment: round(MONTHLY_BUDGET_USD * environment.budget_share),
    )

    @property
    def budget_usd(self) -> int:
        """The budget: as given, or the guide's estimate and what the options cost."""
        if "monthly_budget_usd" in self.model_fields_set:
            return self.monthly_budget_usd
        nats = {"none": 0, "single": 1, "onePerAz": 2}
        kept_started = sum(
            each.provisioned_concurrency * each.memory / MB_PER_GB * PROVISIONED_USD_PER_GB
            for each in self.all_functions.values()
            if each.provisioned_concurrency is not None
        )
        return (
            self.monthly_budget_usd
            + (WAF_USD if self.waf else 0)
            + (KEY_USD if self.customer_managed_key and self.kms_key_arn is None else 0)
            + (NAT_USD * nats[self.network.nat] if isinstance(self.network, Vpc) else 0)
            + round(kept_started)
        )

    @property
    def all_functions(self) -> dict[str, StreamerFunction]:
        """Name -> function, of those that there are."""
        found = self.functions
        named = {
            "connect": found.connect,
            "disconnect": found.disconnect,
            "router": found.router,
            "processor": found.processor,
        }
        return named if found.authorizer is None else {**named, "authorizer": found.authorizer}

    @property
    def origin(self) -> str | None:
        """The host by which CloudFront finds the API."""
        if not self.waf or self.domain is None:
            return None
        return self.origin_host or f"{ORIGIN_PREFIX}{self.domain}"

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it."""
        return replace(super().environment_here(environment), waf=self.waf)

    @check("jwt_public_key")
    def key_is_public(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A key that tokens can be verified with."""
        if self.jwt_public_key is not None:
            yield from public_key_problems(self.jwt_public_key, field="jwt_public_key")

    @check("jwt_public_key", "functions")
    def tokens_can_be_verified(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Code that verifies tokens has a key for it."""
        for name in ("connect", "authorizer"):
            function = self.all_functions.get(name)
            if function is not None and function.artefact is not None and self.jwt_public_key is None:
                yield Problem(
                    field="jwt_public_key",
                    given=None,
                    allowed=f"a public key in PEM, which {name} verifies tokens with",
                    fix="give it as a YAML block: openssl pkey -in key.pem -pubout prints it",
                )
                return

    @check("domain", "origin_host")
    def hosts_are_hosts(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Bare host names."""
        for field, host in (("domain", self.domain), ("origin_host", self.origin_host)):
            if host is not None:
                yield from domain_problems(host, field=field)

    @check("domain", "dns", "origin_host", "waf")
    def domain_has_records(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A domain needs a zone or a certificate, and the other way round."""
        if self.domain is not None and isinstance(self.dns, NoDns):
            yield Problem(
                field="dns.mode",
                given="none",
                allowed="zone or certificateArn, with a domain",
                fix="say where its records and certificate come from, or remove streamer:domain",
            )
        if self.domain is None and not isinstance(self.dns, NoDns):
            yield Problem(
                field="domain",
                given=None,
                allowed=f"a host, with dns.mode: {self.dns.mode}",
                fix="give the host that clients connect to, or use dns.mode: none",
            )
        if isinstance(self.dns, Zone):
            for field, host in (("domain", self.domain), ("origin_host", self.origin)):
                if host is not None:
                    yield from self.dns.missing(host, field=field)
        yield from cdn_certificate_problems(self.dns, cdn=self.waf)

    @check("waf", "domain", "origin_host", "functions")
    def web_acl_has_a_place(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """ST-27: AWS WAF has no WebSocket APIs; CloudFront in front of one needs a domain."""
        if self.waf and self.domain is None:
            yield Problem(
                field="waf",
                given=True,
                allowed="false, without a domain: CloudFront has to own the host that clients connect to",
                fix="give streamer:domain, or use waf: false",
            )
        if self.waf and self.functions.authorizer is not None:
            yield Problem(
                field="functions.authorizer",
                given={},
                allowed="nothing, with waf: $connect has one authorizer, which checks CloudFront's header",
                fix="let connect verify tokens, or use waf: false",
            )
        if self.origin_host is not None and (not self.waf or self.origin_host == self.domain):
            yield Problem(
                field="origin_host",
                given=self.origin_host,
                allowed="a host other than the domain, and only with waf",
                fix="remove it",
            )

    @check("runtime")
    def runtime_is_known(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A runtime that AWS has."""
        yield from runtime_problems(self.runtime)

    @check("functions", "runtime", "architecture", "snap_start")
    def functions_are_deployable(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Code that the runtime can run, and settings that Lambda takes together."""
        for name, each in self.all_functions.items():
            for problem in self._problems_of(each):
                field = problem.field.replace("artifact", "artefact")
                shared = field in ("architecture", "snap_start")
                yield replace(problem, field=field if shared else f"functions.{name}.{field}")
                if shared:
                    return

    def _problems_of(self, function: StreamerFunction) -> Iterator[Problem]:
        if function.artefact is not None:
            yield from artifact_problems(
                function.artefact, runtime=self.runtime, architecture=self.architecture
            )
        yield from function_problems(
            timeout_seconds=function.timeout.seconds,
            memory_mb=function.memory,
            ephemeral_mb=EPHEMERAL_MB.start,
            layers=0,
            reserved_concurrency=function.reserved_concurrency,
            provisioned_concurrency=function.provisioned_concurrency,
            provisioned_maximum=function.provisioned_maximum,
            alias=True,
            snap_start=self.snap_start,
            tenant_isolation=False,
            runtime=self.runtime,
        )
        known = RUNTIMES.get(self.runtime)
        if known is not None and known.family != "provided" and "." not in function.handler:
            yield Problem(
                field="handler",
                given=function.handler,
                allowed=f"file.function, with runtime: {self.runtime}",
                fix="for example main.handler",
            )

    @check("dr")
    def nothing_stands_in_by_itself(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Connections end with their region."""
        yield from no_standby_problems(
            self.dr,
            because="API Gateway answers to a host in one region, and the domain's record would have to be "
            "replaced to become one of a failover pair",
        )

    @check("network")
    def functions_reach_the_api(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """ST-29: what is sent to a connection goes to execute-api, which only the internet leads to."""
        if isinstance(self.network, Vpc):
            for problem in internet_problems(nat=self.network.nat, needed_by=["the functions"]):
                yield problem.under("network")
