"""TikTok Commerce's services behind the load balancer, and the images of all that runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.fargate import BAKE_MINUTES, PERCENT, PORTS, image_problems
from components.guards.load_balancers import PRIORITIES, rule_problems
from components.settings.compute import FargateSettings
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.texts import Boolean, ImageTag, RepositoryUri, UrlPath, is_sample_tag

# What a pattern may hold is checked by components.guards.load_balancers.
Pattern = Annotated[str, Text(r"\S+", "a pattern with * and ?", "/api/products*", "ELB", longest=128)]
Port = Annotated[int, Whole.within(PORTS, "TCP")]
Priority = Annotated[int, Whole.within(PRIORITIES, "CreateRule")]
ApiUrl = Annotated[
    str, Text(r"https://[^\s?#]+", "an https:// URL without query", "https://graph.facebook.com/v23.0")
]
PhoneNumberId = Annotated[
    str, Text(r"[0-9]{1,32}", "digits, in quotes", "106540352242922", "WhatsApp Cloud API")
]
HEADER_VALUES = 1  # each rule demands the header that only our distribution sends
API_PATHS = "/api/"  # TC-29: what the distribution passes on to the load balancer


class ServiceSettings(FargateSettings):
    """A service: its size, and the requests it answers."""

    enabled: Boolean = setting(True, what="Whether there is one.", requirement="TC-14")
    port: Port = setting(what="Port of the container, and PORT.", requirement="TC-6, TC-14")
    priority: Priority = setting(
        what="Place of its rule among the listener's: the lowest is asked first.", requirement="TC-19"
    )
    paths: tuple[Pattern, ...] = setting(what="Paths that it answers.", requirement="TC-19")
    hosts: tuple[Pattern, ...] = setting(
        (), what="Hosts that it answers; all of the platform's without any.", requirement="TC-19"
    )
    health_path: UrlPath = setting(
        "/health", what="Path that answers 200 while the service works.", requirement="TC-18"
    )

    @check("priority", "paths", "hosts")
    def rule_is_possible(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Patterns that a load balancer takes, and not too many of them."""
        yield from rule_problems(
            priority=self.priority, paths=self.paths, hosts=self.hosts, header_values=HEADER_VALUES
        )

    @check("paths")
    def requests_get_there(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """CloudFront answers every other path from the website's bucket."""
        for path in self.paths:
            if not path.startswith(API_PATHS):
                yield Problem(
                    field="paths",
                    given=path,
                    allowed=f"paths below {API_PATHS}, which are all that CloudFront passes on",
                    fix=f"begin it with {API_PATHS}",
                )


class IngestionApi(ServiceSettings):
    """Takes videos in, and starts the jobs about them."""

    port: Port = setting(3001, what="Port of the container, and PORT.", requirement="TC-14")
    priority: Priority = setting(
        10, what="Place of its rule among the listener's: the lowest is asked first.", requirement="TC-19"
    )
    paths: tuple[Pattern, ...] = setting(
        ("/api/videos*", "/api/jobs*"), what="Paths that it answers.", requirement="TC-19"
    )


class ProductService(ServiceSettings):
    """The catalogue, its users and what they look at."""

    port: Port = setting(3002, what="Port of the container, and PORT.", requirement="TC-14")
    priority: Priority = setting(
        20, what="Place of its rule among the listener's: the lowest is asked first.", requirement="TC-19"
    )
    paths: tuple[Pattern, ...] = setting(
        ("/api/products*", "/api/users*", "/api/analytics*"),
        what="Paths that it answers.",
        requirement="TC-19",
    )


class WhatsappService(ServiceSettings):
    """Talks to shoppers on WhatsApp."""

    enabled: Boolean = setting(
        False, what="Whether there is one; the guide leaves only its port.", requirement="TC-6, TC-37"
    )
    port: Port = setting(3003, what="Port of the container, and PORT.", requirement="TC-6")
    priority: Priority = setting(
        30, what="Place of its rule among the listener's: the lowest is asked first.", requirement="TC-19"
    )
    paths: tuple[Pattern, ...] = setting(
        ("/api/whatsapp*",), what="Paths that it answers.", requirement="TC-19"
    )
    api_url: ApiUrl = setting(
        "https://graph.facebook.com/v23.0", what="WHATSAPP_API_URL.", requirement="TC-37"
    )
    phone_number_id: PhoneNumberId | None = setting(
        None, what="WHATSAPP_PHONE_NUMBER_ID; required with enabled: true.", requirement="TC-37"
    )

    @check("enabled", "phone_number_id")
    def it_has_a_number(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Messages are sent from a number."""
        if self.enabled and self.phone_number_id is None:
            yield Problem(
                field="phone_number_id",
                given=None,
                allowed="the id of the number that messages are sent from",
                fix="take it from the WhatsApp Business account",
            )


class Services(Model):
    """The services behind the load balancer."""

    ingestion_api: IngestionApi = section(what="Takes videos in.", requirement="TC-13")
    product_service: ProductService = section(what="The catalogue.", requirement="TC-14")
    whatsapp_service: WhatsappService = section(what="WhatsApp.", requirement="TC-6")


class ImageSettings(Model):
    """Where the image of one service or worker is."""

    tag: ImageTag | None = setting(
        None,
        what="Tag or digest. Without it a service is made with no task, a worker of packageType: image with "
        "the placeholder.",
        requirement="TC-13",
        sample=is_sample_tag,
    )
    repository: RepositoryUri | None = setting(
        None, what="A repository that exists, instead of one of the platform's own.", requirement="TC-20"
    )

    @check("tag")
    def image_can_be_referred_to(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A tag or a digest."""
        for problem in image_problems(self.tag):
            yield replace(problem, field="tag")


class Images(Model):
    """Images by service and worker."""

    ingestion_api: ImageSettings = section(what="Of ingestion-api.", requirement="TC-13")
    product_service: ImageSettings = section(what="Of product-service.", requirement="TC-13")
    whatsapp_service: ImageSettings = section(what="Of whatsapp-service.", requirement="TC-13")
    caption_parser: ImageSettings = section(what="Of caption-parser.", requirement="TC-20, TC-21")
    thumbnail_generator: ImageSettings = section(what="Of thumbnail-generator.", requirement="TC-20, TC-21")
    auto_tagger: ImageSettings = section(what="Of auto-tagger.", requirement="TC-20, TC-21")


class ServiceRollout(Model):
    """How a new version of a service takes over; alarms on its errors take it back."""

    strategy: Literal["rolling", "blueGreen", "canary"] = setting(
        what="rolling replaces tasks one by one; blueGreen and canary start a second set, at twice the cost "
        "of the tasks meanwhile.",
        requirement="TR-22",
        environment=lambda environment: "canary" if environment.canary else "rolling",
    )
    bake_minutes: Annotated[int, Whole.within(BAKE_MINUTES, "minutes; ECS")] = setting(
        5, what="How long the old tasks wait after all requests moved (TR-22's figure).", requirement="TR-22"
    )
    canary_percent: Annotated[int, Whole.within(PERCENT, "percent")] = setting(
        10, what="Share of the requests that a canary gets first (TR-22's figure).", requirement="TR-22"
    )
