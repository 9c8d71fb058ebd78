"""TikTok Commerce's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from components.environments import ENVIRONMENTS
from components.monitoring import Alarm
from components.naming import camel
from components.platforms.names import PlatformNames

PROJECT = "tiktok-commerce"  # the guide's ${var.project_name}
_WORDS = re.compile(r"[0-9]+X*|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TITLE = "TiktokCommerce"  # how the titles of what is called after its logical name begin


def kebab(title: str) -> str:
    """A CamelCase title in the manner of the guide's alarm: `ProductService5XX` is `product-service-5xx`."""
    return "-".join(_WORDS.findall(title)).lower()


@dataclass(frozen=True, kw_only=True)
class TikTokNames(PlatformNames):
    """Every name, in one place."""

    brand: ClassVar[str] = PROJECT

    def pattern(self, thing: str) -> str:
        """`tiktok-commerce-{thing}-prod`: the guide's manner for stores (TC-8)."""
        return f"{PROJECT}-{thing}-{{env}}"

    def own(self, kind: str, thing: str = "") -> str:
        """`tiktok-commerce-{thing}` in production: the guide's manner for what computes (TC-13)."""
        thing = thing or kind
        return self.names(kind, thing, prod=f"{PROJECT}-{thing}")

    @property
    def any_alarm(self) -> str:
        """`tiktok-commerce-any`: the composite."""
        return self._titled("any")

    def topic(self, thing: str) -> str:
        """`tiktok-processing-prod` (TC-25)."""
        return self._message("topic", thing)

    def _suffixed(self, kind: str, thing: str) -> str:
        """`tiktok-commerce-{thing}-prod`: the guide's manner for stores (TC-8)."""
        return self._by_pattern(kind, thing, self.pattern(thing))

    def _message(self, kind: str, thing: str) -> str:
        """`tiktok-{thing}-prod`: topics and queues have the short prefix (TC-25)."""
        return self._by_pattern(kind, thing, f"tiktok-{thing}-{{env}}")

    def table(self, thing: str) -> str:
        """`tiktok-commerce-videos-prod` (TC-8)."""
        return self._suffixed("table", thing)

    @property
    def cache(self) -> str:
        """`tiktok-commerce-redis-prod` (TC-10)."""
        return self._suffixed("cache", "redis")

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
        return self.own("task-family", service)

    def target_group(self, service: str, thing: str = "") -> str:
        """`tiktok-commerce-ingestion-api` (TC-18); a hash instead of what is beyond 32 characters."""
        return self.own("target-group", f"{service}-{thing}" if thing else service)

    def service_repository(self, service: str) -> str:
        """`tiktok-commerce-ingestion-api` (TC-20)."""
        return self.own("repository", service)

    def worker_repository(self, worker: str) -> str:
        """`caption-parser` (TC-20)."""
        return self.names("repository", worker, prod=worker)

    def function(self, thing: str) -> str:
        """`tiktok-commerce-caption-parser` (TC-21)."""
        return self.own("function", thing)

    def service_logs(self, service: str) -> str:
        """`/ecs/tiktok-commerce-ingestion-api` (TC-31)."""
        return f"/ecs/{self.own('log-group', service)}"

    def task_role(self, service: str) -> str:
        """`tiktok-commerce-ecs-task-role` of ingestion-api, `tiktok-commerce-{service}-task-role` (TC-35)."""
        return self.own("role", "ecs-task-role" if service == "ingestion-api" else f"{service}-task-role")

    def task_policy(self, service: str) -> str:
        """`tiktok-commerce-ecs-task-policy` (TC-35)."""
        return self.own(
            "policy", "ecs-task-policy" if service == "ingestion-api" else f"{service}-task-policy"
        )

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
        return self.own("alarm", kebab(alarm.title.removeprefix(_TITLE)))

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
        return self.own("load-balancer", "alb")

    @property
    def vpc_origin(self) -> str:
        """CloudFront's way to a private load balancer."""
        return self.own("vpc-origin", "alb")

    @property
    def api(self) -> str:
        """`tiktok-commerce-webhook` (TC-1)."""
        return self.own("api", "webhook")

    @property
    def exports(self) -> str:
        """Group of the schedules that export tables."""
        return self.own("schedule-group", "exports")

    def key_alias(self, thing: str = "") -> str:
        """`tiktok-commerce-data`."""
        return self.own("key-alias", thing or "data")


def title_of(service: str) -> str:
    """How the titles of a service's alarms begin: `ProductService`."""
    return camel(service)
