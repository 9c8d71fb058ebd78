"""The namespace `hookrelay`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Discriminator, SecretStr, Tag

from components.environments import Environment
from components.guards import Problem
from components.guards.fargate import image_problems
from components.guards.network import internet_problems
from components.guards.queues import consumer_problems
from components.settings.anatomy import ByPresence
from components.settings.compute import FargateSettings
from components.settings.disaster_recovery import (
    RecoverableSettings,
    standby_place_problems,
    standby_secret_problems,
)
from components.settings.dns import Dns, NoDns, ZoneDns, cdn_certificate_problems
from components.settings.hookrelay_parts import (
    AppFunction,
    Archive,
    Docker,
    HookRelayRecovery,
    Network,
    QueueSettings,
    Rotation,
    Tables,
    Worker,
)
from components.settings.kinds import Secret
from components.settings.model import Resolution, check, section, setting
from components.settings.network import ExistingNetwork, OwnNetwork
from components.settings.platform import MonthlyUsd
from components.settings.stores import Cache, Database
from components.settings.tables import index_problems
from components.settings.texts import (
    Boolean,
    ImageTag,
    OriginSecretText,
    RepositoryUri,
    SecretText,
    UrlPath,
    is_sample_tag,
)
from components.table_schema import Key

# Idle, production costs 250 USD a month (docs/platforms/hookrelay.md, "Cost"); the guide gives no figure.
# The budget leaves room for use and holds the idle cost of each environment at its share.
MONTHLY_BUDGET_USD = 400
AUTH_SECRET_LENGTH = 32  # HR-22
ENDPOINT_KEY = Key(name="endpoint_id")  # HR-1, HR-2
DELIVERY_KEY = Key(name="delivery_id")  # HR-2

AuthSecret = Annotated[SecretStr, Secret(shortest=AUTH_SECRET_LENGTH)]


class HookRelaySettings(RecoverableSettings):
    """Keys of `hookrelay:`. A section of a compute mode that isn't chosen is checked and has no effect."""

    compute: Literal["ecs", "lambda", "docker"] = setting(
        "ecs",
        what="Where the application runs: Fargate, Lambda, or a Docker host of your own.",
        requirement="HR-52",
    )
    image_tag: ImageTag | None = setting(
        None,
        what="Tag or digest of the application's image. Without it the service is made with no task.",
        requirement="HR-36",
        sample=is_sample_tag,
    )
    image_repository: RepositoryUri | None = setting(
        None,
        what="A repository that exists, instead of one of the platform's own.",
        requirement="HR-36, X-23",
    )
    health_path: UrlPath = setting(
        "/", what="Path that answers 2xx or 3xx while the application works.", requirement="HR-39, HR-50"
    )
    ecs: FargateSettings = section(what="The service of compute: ecs.", requirement="HR-34")
    lambda_: AppFunction = section(what="The function of compute: lambda.", requirement="HR-41")
    docker: Docker = section(what="The host of compute: docker.", requirement="HR-33")
    worker: Worker = section(what="What delivers.", requirement="HR-14")
    queue: QueueSettings = section(what="The queue of delivery attempts.", requirement="HR-4")
    tables: Tables = section(what="The tables.", requirement="HR-1, HR-2")
    archive: Archive = section(what="The bucket of dead letters.", requirement="HR-7")
    database: Database = section(what="PostgreSQL.", requirement="HR-27")
    cache: Cache = section(what="The cache.", requirement="HR-30")
    network: Annotated[
        Annotated[Network, Tag("own")] | Annotated[ExistingNetwork, Tag("existing")],
        Discriminator(ByPresence("vpcId", present="existing", absent="own")),
    ] = section(what="The network: the platform's own, or one that exists.", requirement="HR-46, X-23")
    dns: Dns = section(what="Host and certificate.", requirement="HR-39, X-21")
    cdn: Boolean = setting(
        True, what="CloudFront in front of the application (none with compute: docker).", requirement="HR-31"
    )
    waf: Boolean = setting(
        what="A web ACL in front of the application (none with compute: docker).",
        requirement="HR-46",
        environment=lambda environment: environment.waf,
    )
    dr: HookRelayRecovery = section(what="The other region.", requirement="HR-50")
    secrets_backend: Literal["ssm", "secretsmanager"] = setting(
        "ssm", what="Where the application's secrets are kept.", requirement="HR-25"
    )
    rotation: Rotation | None = setting(
        None, what="Rotation of the secrets; with secretsBackend: secretsmanager.", requirement="HR-48, X-20"
    )
    auth_secret: AuthSecret | None = setting(
        None, what="AUTH_SECRET; generated where it isn't given.", requirement="HR-22"
    )
    discord_id: SecretText | None = setting(
        None, what="AUTH_DISCORD_ID; a slot to be filled later where it isn't given.", requirement="HR-22"
    )
    discord_secret: SecretText | None = setting(
        None, what="AUTH_DISCORD_SECRET; a slot to be filled later where it isn't given.", requirement="HR-22"
    )
    ingest_shared_secret: SecretText | None = setting(
        None,
        what="INGEST_SHARED_SECRET, for HMAC; a slot to be filled later where it isn't given.",
        requirement="HR-48",
    )
    origin_secret: OriginSecretText | None = setting(
        None,
        what="What CloudFront shows the load balancer; drawn where it isn't given. Required with dr.mode: "
        "active-passive, and the same in the stack that stands in.",
        requirement="HR-39, HR-50",
    )
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; notices at 80 % and 100 %, and when 100 % is forecast.",
        requirement="X-14",
        environment=lambda environment: round(MONTHLY_BUDGET_USD * environment.budget_share),
    )

    @property
    def has_cdn(self) -> bool:
        """Whether there is a distribution."""
        return self.cdn and self.compute != "docker"

    @property
    def web_acl(self) -> Literal["none", "cloudfront", "regional"]:
        """Where the web ACL stands: at the edge if there is one, else at the load balancer or REST API."""
        if not self.waf or self.compute == "docker":
            return "none"
        return "cloudfront" if self.cdn else "regional"

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it."""
        return replace(
            super().environment_here(environment), waf=self.web_acl != "none", multi_az=self.database.multi_az
        )

    @check("image_tag")
    def image_can_be_referred_to(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A tag or a digest."""
        yield from image_problems(self.image_tag)

    @check("queue", "worker")
    def messages_stay_hidden_while_worked_on(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """HR-13: six times the worker's timeout, plus the batching window."""
        if self.worker.mode == "lambda":
            for problem in consumer_problems(
                visibility_timeout_seconds=self.queue.visibility_timeout.seconds,
                function_timeout_seconds=self.worker.lambda_.timeout.seconds,
                batching_window_seconds=self.worker.lambda_.batching_window.seconds,
            ):
                yield replace(problem, field="worker.lambda_.timeout", given=str(self.worker.lambda_.timeout))

    @check("tables")
    def indexes_are_possible(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Names and keys of the indexes of deliveries."""
        for problem in index_problems(
            self.tables.deliveries.indexes, hash_key=ENDPOINT_KEY, range_key=DELIVERY_KEY
        ):
            yield problem.under("tables.deliveries")

    @check("worker", "compute")
    def worker_has_a_cluster(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Only compute: ecs has one."""
        if self.worker.mode == "fargate" and self.compute != "ecs":
            yield Problem(
                field="worker.mode",
                given=self.worker.mode,
                allowed=f"lambda or none, with compute: {self.compute}",
                fix="use worker.mode: lambda",
            )

    @check("network", "compute", "worker")
    def private_subnets_reach_the_internet(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-23: what delivers webhooks or signs in with Discord calls the internet."""
        if isinstance(self.network, OwnNetwork):
            inside = ["the application"] if self.compute != "docker" else []
            if self.worker.mode != "none":
                inside.append("the worker")
            for problem in internet_problems(nat=self.network.nat, needed_by=inside):
                yield problem.under("network")

    @check("dns", "cdn", "compute")
    def viewers_get_tls(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-21: a load balancer without a certificate is only ever CloudFront's."""
        if self.compute == "ecs" and isinstance(self.dns, NoDns) and not self.cdn:
            yield Problem(
                field="cdn",
                given=False,
                allowed="true, with compute: ecs and dns.mode: none: there would be plain HTTP only",
                fix="give a domain (dns.mode: zone or certificateArn), or use cdn: true",
            )
        yield from cdn_certificate_problems(self.dns, cdn=self.has_cdn)

    @check("waf", "cdn", "compute", "lambda_")
    def web_acl_has_a_place(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS WAF stands before CloudFront, a load balancer or a REST API; not before an HTTP API."""
        for field, given in (("waf", self.waf), ("cdn", self.cdn)):
            if given and self.compute == "docker" and field in self.model_fields_set:
                yield Problem(
                    field=field,
                    given=True,
                    allowed="nothing, with compute: docker: the entrance is your host's own",
                    fix="remove it",
                )
        if self.web_acl == "regional" and self.compute == "lambda" and self.lambda_.api_type == "http":
            yield Problem(
                field="waf",
                given=True,
                allowed="false, with lambda.apiType: http and cdn: false (AWS WAF has no HTTP APIs)",
                fix="use cdn: true or lambda.apiType: rest, or waf: false",
            )

    @check("rotation", "secrets_backend")
    def rotation_has_secrets(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Only Secrets Manager rotates."""
        if self.rotation is not None and self.secrets_backend != "secretsmanager":
            yield Problem(
                field="rotation",
                given={},
                allowed="nothing, with secretsBackend: ssm: Parameter Store doesn't rotate",
                fix="use secretsBackend: secretsmanager",
            )

    @check("dr", "database")
    def database_can_be_copied(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """RDS copies only backups, and makes no replica of an instance whose password it manages."""
        means = self.dr.measure("database").means
        if means != "here" and self.database.backup_days == 0:
            yield Problem(
                field="database.backup_days",
                given=0,
                allowed=f"1 to 35, with dr.mode: {self.dr.mode}: what is copied are backups (RDS)",
                fix="keep backups, or use dr.mode: none",
            )
        if means == "replica" and self.database.credentials == "rdsManaged":
            yield Problem(
                field="database.credentials",
                given=self.database.credentials,
                allowed=f"generated, with dr.mode: {self.dr.mode}: RDS makes no replica of an instance whose "
                "password it manages",
                fix="use credentials: generated, or dr.mode: pilot-light",
            )

    @check("dr", "dns", "cdn", "compute")
    def failover_has_records(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Failover is a pair of records under the domain, which CloudFront has as its origin."""
        yield from standby_place_problems(
            self.dr,
            possible=isinstance(self.dns, ZoneDns) and self.has_cdn and self.compute == "ecs",
            needs="compute: ecs, dns.mode: zone and cdn: true: traffic changes over by records of the "
            "origin, and API Gateway answers to its own host alone",
        )

    @check("dr", "origin_secret")
    def standby_knows_our_cdn(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The load balancer that stands in answers only who shows the secret that it was given."""
        yield from standby_secret_problems(self.dr, self.origin_secret, namespace="hookrelay")
