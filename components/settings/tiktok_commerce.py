"""The namespace `tiktok-commerce`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Discriminator, SecretStr, Tag

from components.environments import Environment
from components.guards import Problem
from components.guards.load_balancers import HEALTH_RULE, priority_problems
from components.guards.network import internet_problems
from components.settings.anatomy import ByPresence
from components.settings.disaster_recovery import (
    RecoverableSettings,
    standby_place_problems,
    standby_secret_problems,
)
from components.settings.dns import Dns, NoDns, ZoneDns, cdn_certificate_problems
from components.settings.model import Resolution, check, section, setting, yaml_key
from components.settings.network import ExistingNetwork, OwnNetwork
from components.settings.platform import MonthlyUsd
from components.settings.stores import Cache
from components.settings.texts import Boolean, LogDays, OriginSecretText, SecretText
from components.settings.tiktok_commerce_parts import (
    Backup,
    Frontend,
    LoadBalancerSettings,
    Messages,
    Network,
    Notifications,
    Tables,
    Tracing,
)
from components.settings.tiktok_commerce_services import Images, ServiceRollout, Services, ServiceSettings
from components.settings.tiktok_commerce_workers import Workers

# Idle, production costs about 180 USD a month (docs/platforms/tiktok-commerce.md, "Cost"); the guide gives no
# figure. The budget leaves room for use and holds the idle cost of each environment at its share.
MONTHLY_BUDGET_USD = 400
FUNCTION_LOG_DAYS = 14  # TC-31: the guide keeps a worker's logs for a shorter time than a service's
# TC-37: what the whole JSON of a given secret must hold.
TIKTOK_KEYS = ("TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET")
WHATSAPP_KEYS = ("WHATSAPP_ACCESS_TOKEN", "WEBHOOK_VERIFY_TOKEN", "WHATSAPP_APP_SECRET")


class TikTokCommerceSettings(RecoverableSettings):
    """Keys of `tiktok-commerce:`."""

    services: Services = section(what="The services behind the load balancer.", requirement="TC-13, TC-14")
    workers: Workers = section(what="The AI workers.", requirement="TC-21, TC-23")
    images: Images = section(what="Images of services and workers.", requirement="TC-13, TC-20")
    rollout: ServiceRollout = section(what="How a new version takes over.", requirement="TR-22")
    container_insights: Literal["enabled", "enhanced"] = setting(
        "enabled", what="enhanced has metrics of each task, and costs more.", requirement="TC-12"
    )
    tables: Tables = section(what="The tables.", requirement="TC-8")
    backup: Backup = section(what="The bucket of backups.", requirement="TC-9")
    cache: Cache = section(what="The cache.", requirement="TC-10")
    messages: Messages = section(what="How jobs find their worker.", requirement="TC-27")
    notifications: Notifications = section(what="Who gets notifications.", requirement="TC-25")
    network: Annotated[
        Annotated[Network, Tag("own")] | Annotated[ExistingNetwork, Tag("existing")],
        Discriminator(ByPresence("vpcId", present="existing", absent="own")),
    ] = section(what="The network: the platform's own, or one that exists.", requirement="TC-2, X-23")
    dns: Dns = section(what="Host and certificate.", requirement="TC-30, X-21")
    load_balancer: LoadBalancerSettings = section(what="The load balancer.", requirement="TC-5, TC-17")
    frontend: Frontend = section(what="The website.", requirement="TC-28")
    waf: Boolean = setting(
        what="A web ACL before CloudFront, through which every request comes.",
        requirement="X-13",
        environment=lambda environment: environment.waf,
    )
    webhook: Boolean = setting(
        False, what="An HTTP API that takes the webhooks of TikTok and WhatsApp.", requirement="TC-1"
    )
    tracing: Tracing = section(what="X-Ray.", requirement="TC-33")
    origin_secret: OriginSecretText | None = setting(
        None,
        what="What CloudFront shows the load balancer; drawn where it isn't given. Required with dr.mode: "
        "active-passive, and the same in the stack that stands in.",
        requirement="TC-29, TC-38",
    )
    openai_api_key: SecretText | None = setting(
        None, what="The workers' key; a slot to be filled later where it isn't given.", requirement="TC-36"
    )
    tiktok_api: SecretText | None = setting(
        None,
        what=f"JSON with {' and '.join(TIKTOK_KEYS)}; a slot to be filled later where it isn't given.",
        requirement="TC-37",
    )
    whatsapp_api: SecretText | None = setting(
        None,
        what=f"JSON with {', '.join(WHATSAPP_KEYS)}; a slot to be filled later where it isn't given.",
        requirement="TC-37",
    )
    function_log_retention_days: LogDays = setting(
        what="Days that logs of workers are kept.",
        requirement="TC-31",
        environment=lambda environment: min(environment.log_retention_days, FUNCTION_LOG_DAYS),
    )
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; notices at 80 % and 100 %, and when 100 % is forecast.",
        requirement="X-14",
        environment=lambda environment: round(MONTHLY_BUDGET_USD * environment.budget_share),
    )

    @property
    def running_services(self) -> dict[str, ServiceSettings]:
        """Field -> each service that is enabled."""
        found = {name: getattr(self.services, name) for name in type(self.services).model_fields}
        return {name: service for name, service in found.items() if service.enabled}

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it."""
        return replace(super().environment_here(environment), waf=self.waf, multi_az=self.cache.replicas > 0)

    @check("services")
    def rules_are_told_apart(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """TC-19: each rule of the listener has a priority, and paths, of its own."""
        services = self.running_services
        taken = {"the health check": HEALTH_RULE} if self.dr.mode == "active-passive" else {}
        for problem in priority_problems(taken | {name: each.priority for name, each in services.items()}):
            second = str(problem.given).rpartition(" ")[2]
            yield replace(problem, field=f"services.{second}.priority", given=services[second].priority)
        owners: dict[tuple[str, tuple[str, ...]], str] = {}
        for name, service in services.items():
            for path in service.paths:
                owner = owners.setdefault((path, service.hosts), name)
                if owner != name:
                    yield Problem(
                        field=f"services.{name}.paths",
                        given=path,
                        allowed="paths of its own: another service of the same hosts has this one",
                        fix="give each path to one service",
                    )

    @check("images", "workers")
    def images_are_used(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """TC-21: a worker is a zip or an image."""
        for name, worker in self.workers.all.items():
            tag = getattr(self.images, name).tag
            if worker.package_type == "zip" and tag is not None:
                yield Problem(
                    field=f"images.{name}.tag",
                    given=tag,
                    allowed="none, with packageType: zip",
                    fix=f"remove it, or set workers.{yaml_key(name)}.packageType: image",
                )

    @check("network")
    def private_subnets_reach_the_internet(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """TC-4: tasks pull images of public registries and call the APIs of TikTok, WhatsApp and OpenAI."""
        if isinstance(self.network, OwnNetwork):
            for problem in internet_problems(nat=self.network.nat, needed_by=["the services"]):
                yield problem.under("network")

    @check("dns")
    def viewers_get_tls(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """X-21: CloudFront's certificate is of its own region."""
        yield from cdn_certificate_problems(self.dns, cdn=True)

    @check("dns", "load_balancer")
    def viewers_are_let_in(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Without a domain there is nobody but CloudFront."""
        chosen = "viewers" in self.load_balancer.model_fields_set
        if isinstance(self.dns, NoDns) and chosen and self.load_balancer.viewers == "anyone":
            yield Problem(
                field="load_balancer.viewers",
                given="anyone",
                allowed="cloudfront, with dns.mode: none: there would be plain HTTP",
                fix="remove it, or give a domain",
            )

    @check("dr", "backup")
    def locked_backups_stay(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """S3 copies what is locked only to where it is locked as well."""
        if self.dr.region_of_copies("bucket") is not None and self.backup.lock_days is not None:
            yield Problem(
                field="backup.lock_days",
                given=self.backup.lock_days,
                allowed=f"none, with dr.mode: {self.dr.mode}: a copy would have to be locked as well (S3)",
                fix="choose one of the two",
            )

    @check("dr", "dns", "rollout")
    def failover_has_records(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Traffic changes over by records of the origin, after a health check of one target group."""
        yield from standby_place_problems(
            self.dr,
            possible=isinstance(self.dns, ZoneDns) and self.rollout.strategy == "rolling",
            needs="dns.mode: zone and rollout.strategy: rolling: traffic changes over by records of the "
            "origin, and the health check asks one target group, not the two that ECS moves between",
        )

    @check("dr", "origin_secret")
    def standby_knows_our_cdn(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The load balancer that stands in answers only who shows the secret that it was given."""
        yield from standby_secret_problems(self.dr, self.origin_secret, namespace="tiktok-commerce")

    @check("tiktok_api", "whatsapp_api")
    def given_secrets_are_whole(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """TC-37: ECS starts no task whose secret lacks a key that it names."""
        for field, value, keys in (
            ("tiktok_api", self.tiktok_api, TIKTOK_KEYS),
            ("whatsapp_api", self.whatsapp_api, WHATSAPP_KEYS),
        ):
            if value is not None and not _holds(value, keys):
                yield Problem(
                    field=field,
                    given="a secret value (not shown)",
                    allowed=f"a JSON object with the texts {', '.join(keys)}",
                    fix="set it again, as JSON",
                )


def _holds(value: SecretStr, keys: tuple[str, ...]) -> bool:
    try:
        found = json.loads(value.get_secret_value())
    except ValueError:
        return False
    return isinstance(found, dict) and all(isinstance(found.get(key), str) and found[key] for key in keys)
