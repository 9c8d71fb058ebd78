"""The namespace `streamcanvas`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from components.environments import Environment, EnvironmentName
from components.guards import Problem
from components.guards.network import internet_problems
from components.guards.tables import key_schema_problems
from components.settings.anatomy import ByPresence
from components.settings.disaster_recovery import RecoverableSettings, no_standby_problems
from components.settings.dns import Dns, NoDns, cdn_certificate_problems
from components.settings.model import Resolution, check, section, setting
from components.settings.network import ExistingNetwork, OwnNetwork
from components.settings.platform import MonthlyUsd
from components.settings.streamcanvas_parts import (
    Amplify,
    Executor,
    Network,
    SelfHosted,
    Tables,
    Vercel,
    WebSocket,
)
from components.settings.streamcanvas_users import Users
from components.settings.texts import Boolean, SecretText
from components.table_schema import Key

# The guide asks for a budget and gives no figure. Idle, production costs 18 USD a month and staging 14, of
# which the web ACL is half (docs/platforms/streamcanvas.md, "Cost"); the rest is room for use.
MONTHLY_BUDGET_USD: Mapping[EnvironmentName, int] = {"dev": 8, "staging": 20, "prod": 25}
SESSION_KEY = Key(name="sessionId")  # SC-3, SC-4
TIMESTAMP_KEY = Key(name="timestamp", type="N")  # SC-4
CONNECTION_KEY = Key(name="connectionId")  # SC-5

Frontend = Literal["amplify", "vercel", "self-hosted"]


class StreamCanvasSettings(RecoverableSettings):
    """Keys of `streamcanvas:`. A section of a front end that isn't chosen is checked and has no effect."""

    frontend: Frontend = setting(
        "amplify",
        what="Where the front end runs: Amplify, Vercel, or Fargate behind a load balancer and CloudFront.",
        requirement="SC-18, SC-19, SC-20",
    )
    amplify: Amplify = section(what="The front end on Amplify.", requirement="SC-19")
    vercel: Vercel | None = setting(None, what="The front end on Vercel.", requirement="SC-18")
    self_hosted: SelfHosted = section(what="The front end on Fargate.", requirement="SC-20")
    repository_token: SecretText | None = setting(
        None,
        what="Token by which Amplify reads the repository: an access token of GitHub, an OAuth token of "
        "GitLab or Bitbucket.",
        requirement="SC-19, SC-28",
    )
    dns: Dns = setting(
        NoDns(),
        what="The front end's host, on Amplify and self-hosted; on Vercel it is vercel.url.",
        requirement="X-21, SC-19",
    )
    users: Users = section(what="The user pool.", requirement="SC-7")
    tables: Tables = section(what="The tables.", requirement="SC-3, SC-4, SC-5")
    websocket: WebSocket = section(what="The WebSocket API.", requirement="SC-14")
    executor: Executor = section(what="The API that runs users' code.", requirement="SC-11, SC-12")
    network: Annotated[
        Annotated[Network, Tag("own")] | Annotated[ExistingNetwork, Tag("existing")],
        Discriminator(ByPresence("vpcId", present="existing", absent="own")),
    ] = section(what="The network, where something needs one.", requirement="SC-28, X-23")
    waf: Boolean = setting(
        what="A web ACL before the user pool and, self-hosted, before CloudFront.",
        requirement="X-13, SC-28",
        environment=lambda environment: environment.waf,
    )
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; notices at 80 % and 100 %, and when 100 % is forecast.",
        requirement="X-14",
        environment=lambda environment: MONTHLY_BUDGET_USD[environment.name],
    )

    @property
    def has_network(self) -> bool:
        """Whether something runs in the network."""
        return self.frontend == "self-hosted" or self.websocket.in_network

    @property
    def known_origin(self) -> str | None:
        """The front end's origin, where it is known before anything is made."""
        if self.frontend == "vercel":
            return self.vercel.url if self.vercel is not None else None
        return f"https://{self.dns.domain}" if self.dns.domain is not None else None

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it."""
        return replace(super().environment_here(environment), waf=self.waf, mfa=self.users.mfa)

    @check("frontend", "vercel")
    def vercel_is_described(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Only Vercel knows where it puts the front end."""
        if self.frontend == "vercel" and self.vercel is None:
            yield Problem(
                field="vercel",
                given=None,
                allowed="url, team and project, with frontend: vercel",
                fix="write vercel: {url: https://..., team: ..., project: ...}",
            )

    @check("frontend", "dns")
    def domain_has_a_place(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """On Vercel the domain is Vercel's; CloudFront and Amplify take certificates of us-east-1."""
        if self.frontend == "vercel" and not isinstance(self.dns, NoDns):
            yield Problem(
                field="dns",
                given=self.dns.mode,
                allowed="none, with frontend: vercel: the host is Vercel's to serve",
                fix="remove it and add the domain in Vercel",
            )
        yield from cdn_certificate_problems(self.dns, cdn=self.frontend != "vercel")

    @check("frontend", "amplify", "repository_token")
    def token_has_a_repository(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A token that nothing uses is only a risk."""
        if self.repository_token is None:
            return
        if self.frontend != "amplify" or self.amplify.repository is None:
            yield Problem(
                field="repository_token",
                given="a secret",
                allowed="nothing, unless frontend is amplify and amplify.repository is given",
                fix="remove it, or give amplify.repository",
            )

    @check("executor", "frontend", "vercel", "dns")
    def tenants_have_an_entrance(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A REST API's answers to preflights are written down before Amplify or CloudFront has a name."""
        if self.executor.isolation == "perTenant" and self.known_origin is None:
            yield Problem(
                field="executor.isolation",
                given="perTenant",
                allowed="none, while the front end has no host of its own",
                fix="give the front end a domain (dns.mode: zone or certificateArn)",
            )

    @check("network", "frontend", "websocket", "executor")
    def private_subnets_reach_the_internet(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-23, ST-29: Cognito and the connections' callbacks have no endpoint in a VPC."""
        if isinstance(self.network, OwnNetwork):
            inside = ["the front end"] if self.frontend == "self-hosted" else []
            if self.websocket.in_network:
                inside.append("the WebSocket handler")
            for problem in internet_problems(nat=self.network.nat, needed_by=inside):
                yield problem.under("network")

    @check("dr")
    def nothing_stands_in_by_itself(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Both APIs let in whom the user pool knows, and the pool is in one region."""
        yield from no_standby_problems(
            self.dr,
            because="Cognito copies no user pool, so whoever is signed in here is unknown to another stack, "
            "and the front end is built with the addresses of one region's APIs",
        )

    @check("tables")
    def expiry_is_no_key(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """DynamoDB takes no key as the time of expiry."""
        for name, hash_key, range_key, table in (
            ("states", SESSION_KEY, TIMESTAMP_KEY, self.tables.states),
            ("connections", CONNECTION_KEY, None, self.tables.connections),
        ):
            for problem in key_schema_problems(
                hash_key=hash_key,
                range_key=range_key,
                indexes=(),
                local_indexes=(),
                ttl_attribute=table.ttl_attribute,
            ):
                yield problem.under(f"tables.{name}")
