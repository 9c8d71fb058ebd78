"""Mistakes in TikTok Commerce's part of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.mistakes import Case
from tests.contract.mistakes import case as case_of
from tests.support.variants import CERTIFICATE_EU

NAMESPACE = "tiktok-commerce"
ZONE = {"mode": "zone", "zoneName": "company.dev", "domain": "shop.company.dev"}
STANDBY = {"mode": "active-passive", "region": "us-west-2", "failoverTarget": "standby.company.dev"}
ROLLING = {"strategy": "rolling"}


def case(key: str, of: str = "", /, **config: Any) -> Case:
    """A case of TikTok Commerce's."""
    return case_of(key, of, NAMESPACE, **config)


def _worker(key: str, of: str, /, **settings: Any) -> Case:
    return case(f"workers.captionParser.{key}", of, workers={"captionParser": settings})


def _secret(key: str, value: str) -> Case:
    return Case(
        key=f"{NAMESPACE}:{key}",
        of="TikTokCommerceSettings.given_secrets_are_whole",
        config={},
        secret={key: value},
        platform=NAMESPACE,
    )


CASES: Mapping[str, Case] = {
    # services
    "a size that Fargate hasn't, of a service": case(
        "services.productService.memory",
        "FargateSize.size_exists",
        services={"productService": {"cpu": 256, "memory": 8192}},
    ),
    "a port that TCP hasn't": case("services.ingestionApi.port", services={"ingestionApi": {"port": 70_000}}),
    "two services of one priority": case(
        "services.productService.priority",
        "TikTokCommerceSettings.rules_are_told_apart",
        services={"productService": {"priority": 10}},
    ),
    "two services of one path": case(
        "services.productService.paths",
        "TikTokCommerceSettings.rules_are_told_apart",
        services={"productService": {"paths": ["/api/jobs*"]}},
    ),
    "a service in the place of the health check": case(
        "services.ingestionApi.priority",
        "TikTokCommerceSettings.rules_are_told_apart",
        dns=ZONE,
        rollout=ROLLING,
        dr=STANDBY,
        services={"ingestionApi": {"priority": 50_000}},
    ),
    "a pattern that no load balancer takes": case(
        "services.ingestionApi.paths",
        "ServiceSettings.rule_is_possible",
        services={"ingestionApi": {"paths": ["/api/vidéos*"]}},
    ),
    "more patterns than a rule takes": case(
        "services.ingestionApi.paths",
        "ServiceSettings.rule_is_possible",
        services={"ingestionApi": {"paths": [f"/api/{letter}*" for letter in "abcde"]}},
    ),
    "a path that CloudFront keeps": case(
        "services.ingestionApi.paths",
        "ServiceSettings.requests_get_there",
        services={"ingestionApi": {"paths": ["/videos*"]}},
    ),
    "a messenger without a number": case(
        "services.whatsappService.phoneNumberId",
        "WhatsappService.it_has_a_number",
        services={"whatsappService": {"enabled": True}},
    ),
    "an image of no name": case(
        "images.ingestionApi.tag",
        "ImageSettings.image_can_be_referred_to",
        images={"ingestionApi": {"tag": "-no"}},
    ),
    "an image of a zip": case(
        "images.autoTagger.tag",
        "TikTokCommerceSettings.images_are_used",
        images={"autoTagger": {"tag": "1"}},
    ),
    # workers
    "many jobs at once": _worker("batchingWindow", "WorkerSettings.large_batches_are_gathered", batchSize=11),
    "a worker of no jobs": _worker("types", "WorkerSettings.some_jobs_are_its_own", types=[]),
    "a zip of an image": _worker(
        "artefact",
        "WorkerSettings.the_package_is_of_its_type",
        packageType="image",
        artefact="functions/placeholder",
    ),
    "a job that two workers do": case(
        "workers.autoTagger.types",
        "Workers.each_job_has_one_worker",
        workers={"autoTagger": {"types": ["caption-analysis"]}},
    ),
    "an answer that is a job again": _worker(
        "completionType", "Workers.each_job_has_one_worker", completionType="auto-tagging"
    ),
    "more receives than are sensible": _worker("maxReceiveCount", "", maxReceiveCount=6),
    # stores
    "backups that expire before they are archived": case(
        "backup.expireDays", "Backup.lives_longer_than_its_transition", backup={"expireDays": 90}
    ),
    "backups locked for longer than they live": case(
        "backup.lockDays", "Backup.expires_after_its_lock", backup={"lockDays": 400}
    ),
    "locked backups in two regions": case(
        "backup.lockDays",
        "TikTokCommerceSettings.locked_backups_stay",
        backup={"lockDays": 30},
        dr={"mode": "pilot-light", "region": "us-west-2"},
    ),
    "notifications in plain text": case(
        "notifications.urls[0]", notifications={"urls": ["http://company.dev"]}
    ),
    "a network for which its block is too small": case(
        "network.cidr", "Network.block_is_usable", network={"cidr": "10.0.0.0/28"}
    ),
    "services that reach nobody": case(
        "network.nat",
        "TikTokCommerceSettings.private_subnets_reach_the_internet",
        network={"nat": "none"},
    ),
    # entrance
    "a website whose certificate CloudFront can't see": case(
        "dns.cdnCertificateArn",
        "TikTokCommerceSettings.viewers_get_tls",
        provider={"region": "eu-central-1"},
        dns={"mode": "certificateArn", "domain": "shop.company.dev", "certificateArn": CERTIFICATE_EU},
    ),
    "plain HTTP for anyone": case(
        "loadBalancer.viewers",
        "TikTokCommerceSettings.viewers_are_let_in",
        loadBalancer={"viewers": "anyone"},
    ),
    "a failover between two target groups": case(
        "dr.mode",
        "TikTokCommerceSettings.failover_has_records",
        dns=ZONE,
        rollout={"strategy": "canary"},
        dr=STANDBY,
    ),
    "a standby that answers nobody": case(
        "originSecret", "TikTokCommerceSettings.standby_knows_our_cdn", dns=ZONE, rollout=ROLLING, dr=STANDBY
    ),
    # secrets
    "a secret that is no JSON": _secret("whatsappApi", "EAAG-token-4711"),
    "a secret that lacks a key": _secret("tiktokApi", '{"TIKTOK_CLIENT_KEY": "key-4711-0815"}'),
}
