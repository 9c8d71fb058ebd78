"""TikTok Commerce's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pulumi

from components.environments import ENVIRONMENTS
from components.monitoring import Alarm
from components.naming import Names, camel
from components.platforms.context import PlatformContext
from components.settings.platform import PlatformSettings

PROJECT = "tiktok-commerce"  # the guide's ${var.project_name}
_WORDS = re.compile(r"[0-9]+X*|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TITLE = "TiktokCommerce"  # how the titles of what is called after its logical name begin


def kebab(title: str) -> str:
    """A CamelCase title in the manner of the guide's alarm: `ProductService5XX` is `product-service-5xx`."""
    return "-".join(_WORDS.findall(title)).lower()


@dataclass(frozen=True, kw_only=True)
class TikTokNames:
    """Every name, in one place.

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def _suffixed(self, kind: str, thing: str) -> str:
        """`tiktok-commerce-{thing}-prod`: the guide's manner for stores (TC-8)."""
        return self.names(kind, thing, prod=f"{PROJECT}-{thing}-prod", others=f"{PROJECT}-{thing}-{{env}}")

    def _plain(self, kind: str, thing: str) -> str:
        """`tiktok-commerce-{thing}` in production: the guide's manner for what computes (TC-13)."""
        return self.names(kind, thing, prod=f"{PROJECT}-{thing}")

    def _message(self, kind: str, thing: str) -> str:
        """`tiktok-{thing}-prod`: topics and queues have the short prefix (TC-25)."""
        return self.names(kind, thing, prod=f"tiktok-{thing}-prod", others=f"tiktok-{thing}-{{env}}")

    def table(self, thing: str) -> str:
        """`tiktok-commerce-videos-prod` (TC-8)."""
        return self._suffixed("table", thing)

    def bucket(self, thing: str, *, region: str | None = None) -> pulumi.Output[str]:
        """`tiktok-commerce-assets-prod`, account and region added unless the literal is wanted (TC-9)."""
        return self.names.bucket(
            thing,
            prod=f"{PROJECT}-{thing}-prod",
            others=f"{PROJECT}-{thing}-{{env}}",
            account_id=self.account_id,
            region=region or self.region,
        )

    @property
    def cache(self) -> str:
        """`tiktok-commerce-redis-prod` (TC-10)."""
        return self._suffixed("cache", "redis")

    def topic(self, thing: str) -> str:
        """`tiktok-processing-prod` (TC-25)."""
        return self._message("topic", thing)

    def queue(self, thing: str) -> str:
        """`tiktok-caption-analysis-prod` (TC-26)."""
        return self._message("queue", thing)

    def dead_letter_queue(self, thing: str) -> str:
        """`tiktok-caption-analysis-prod-dlq` (TC-26)."""
        return self.names(
            "queue", f"{thing}-dlq", prod=f"tiktok-{thing}-prod-dlq", others=f"tiktok-{thing}-{{env}}-dlq"
        )

    @property
    def cluster(self) -> str:
        """`tiktok-commerce-production`: with the long name of the environment (TC-12)."""
        long = ENVIRONMENTS[self.names.environment].long_name
        return self.names("cluster", "cluster", prod=f"{PROJECT}-{long}", others=f"{PROJECT}-{long}")

    @property
    def dashboard(self) -> str:
        """`TikTokCommerce-Production`: with the long name of the environment (TC-34)."""
        long = ENVIRONMENTS[self.names.environment].long_name.capitalize()
        return self.names(
            "dashboard", "dashboard", prod=f"TikTokCommerce-{long}", others=f"TikTokCommerce-{long}"
        )

    def service(self, service: str) -> str:
        """`ingestion-api` (TC-14)."""
        return self.names("service", service, prod=service)

    def family(self, service: str) -> str:
        """`tiktok-commerce-ingestion-api` (TC-13); what its traces are called, too."""
        return self._plain("task-family", service)

    def target_group(self, service: str, thing: str = "") -> str:
        """`tiktok-commerce-ingestion-api` (TC-18); a hash instead of what is beyond 32 characters."""
        return self._plain("target-group", f"{service}-{thing}" if thing else service)

    def service_repository(self, service: str) -> str:
        """`tiktok-commerce-ingestion-api` (TC-20)."""
        return self._plain("repository", service)

    def worker_repository(self, worker: str) -> str:
        """`caption-parser` (TC-20)."""
        return self.names("repository", worker, prod=worker)

    def function(self, thing: str) -> str:
        """`tiktok-commerce-caption-parser` (TC-21)."""
        return self._plain("function", thing)

    def service_logs(self, service: str) -> str:
        """`/ecs/tiktok-commerce-ingestion-api` (TC-31)."""
        return f"/ecs/{self._plain('log-group', service)}"

    @property
    def flow_logs(self) -> str:
        """`/vpc/tiktok-commerce`."""
        return f"/vpc/{self._plain('log-group', 'flow-logs')}"

    @property
    def firewall_logs(self) -> str:
        """`aws-waf-logs-tiktok-commerce-…`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self.web_acl}"

    @property
    def api_logs(self) -> str:
        """`/apigateway/tiktok-commerce-webhook`."""
        return f"/apigateway/{self._plain('log-group', 'webhook')}"

    def task_role(self, service: str) -> str:
        """`tiktok-commerce-ecs-task-role` of ingestion-api, `tiktok-commerce-{service}-task-role` (TC-35)."""
        return self._plain("role", "ecs-task-role" if service == "ingestion-api" else f"{service}-task-role")

    def task_policy(self, service: str) -> str:
        """`tiktok-commerce-ecs-task-policy` (TC-35)."""
        return self._plain(
            "policy", "ecs-task-policy" if service == "ingestion-api" else f"{service}-task-policy"
        )

    def role(self, thing: str) -> str:
        """`tiktok-commerce-{thing}`."""
        return self._plain("role", thing)

    def secret(self, thing: str) -> str:
        """`tiktok-commerce/openai-api-key`, elsewhere `tiktok-commerce/{env}/openai-api-key` (TC-36)."""
        return self.names(
            "secret",
            thing,
            prod=f"{PROJECT}/{thing}",
            others=f"{PROJECT}/{{env}}/{thing}",
            derived=f"{PROJECT}/{{stack}}/{thing}",
        )

    def alarm(self, alarm: Alarm) -> str:
        """`tiktok-commerce-high-cpu` (TC-32)."""
        return self._plain("alarm", kebab(alarm.title.removeprefix(_TITLE)))

    @property
    def any_alarm(self) -> str:
        """`tiktok-commerce-any`: the composite."""
        return self._plain("alarm", "any")

    @property
    def sampling_rule(self) -> str:
        """`TikTokCommerceTracing` (TC-33)."""
        return self.names("sampling-rule", "tracing", prod="TikTokCommerceTracing")

    @property
    def traced_services(self) -> str:
        """Pattern of the names under which this stack's services report traces."""
        return self.names("service", "*", prod=f"{PROJECT}-*")

    @property
    def load_balancer(self) -> str:
        """`tiktok-commerce-alb` (TC-17)."""
        return self._plain("load-balancer", "alb")

    @property
    def vpc_origin(self) -> str:
        """CloudFront's way to a private load balancer."""
        return self._plain("vpc-origin", "alb")

    @property
    def web_acl(self) -> str:
        """`tiktok-commerce-web-acl`."""
        return self._plain("web-acl", "web-acl")

    @property
    def api(self) -> str:
        """`tiktok-commerce-webhook` (TC-1)."""
        return self._plain("api", "webhook")

    @property
    def exports(self) -> str:
        """Group of the schedules that export tables."""
        return self._plain("schedule-group", "exports")

    def key_alias(self, thing: str = "") -> str:
        """`tiktok-commerce-data`."""
        return self._plain("key-alias", thing or "data")

    @property
    def budget(self) -> str:
        """`tiktok-commerce-budget`."""
        return self._plain("budget", "budget")


def names_of(context: PlatformContext[PlatformSettings]) -> TikTokNames:
    """The names of a stack."""
    return TikTokNames(names=context.names, account_id=context.account_id, region=context.region)


def title_of(service: str) -> str:
    """How the titles of a service's alarms begin: `ProductService`."""
    return camel(service)
