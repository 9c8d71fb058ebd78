"""The stacks of TikTok Commerce that contracts are checked on: the stack files, and every choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.program import ACCOUNT, Variant
from tests.support.variants import CERTIFICATE, HERE, KEY, PRIVATE, PUBLIC, THERE, TOPIC, VPC

PLATFORM = "tiktok-commerce"
DOMAIN = "shop.company.dev"
REPOSITORY = f"{ACCOUNT}.dkr.ecr.{HERE}.amazonaws.com/company/ingestion"
ORIGIN_SECRET = "given-origin-secret-" + "a1B2" * 6
SECRETS = {
    "openaiApiKey": "sk-given-key-4711",
    "tiktokApi": json.dumps(
        {"TIKTOK_CLIENT_KEY": "given-key-0815", "TIKTOK_CLIENT_SECRET": "given-sec-2342"}
    ),
    "whatsappApi": json.dumps(
        {
            "WHATSAPP_ACCESS_TOKEN": "given-token-1701",
            "WEBHOOK_VERIFY_TOKEN": "given-verify-1138",
            "WHATSAPP_APP_SECRET": "given-app-7331",
        }
    ),
}
ROLLING = {"strategy": "rolling"}


def of(file: str, /, secret: Mapping[str, str] | None = None, stack: str = "", **config: Any) -> Variant:
    """A stack of TikTok Commerce alone."""
    return Variant(file=file, platform=PLATFORM, stack=stack, config=config, secret=secret or {})


def _of_program(key: str, value: str) -> dict[str, Any]:
    """A setting whose key names its namespace, so that it can't be written as an argument."""
    return {key: value}


EVERYTHING = of(
    "prod",
    webhook=True,
    services={"whatsappService": {"enabled": True, "phoneNumberId": "106540352242922"}},
    images={
        "ingestionApi": {"tag": "1.4.2"},
        "productService": {"tag": "1.4.2"},
        "whatsappService": {"tag": "1.4.2"},
        "autoTagger": {"tag": "1.4.2"},
    },
    workers={
        "captionParser": {
            "artefact": "functions/placeholder",
            "handler": "placeholder.handler",
            "cache": True,
        },
        "autoTagger": {"packageType": "image"},
    },
    tracing={"sidecar": True},
    backup={"exportEveryDays": 7},
    network={"zones": 3, "interfaceEndpoints": ["ecr.api", "ecr.dkr", "logs", "sqs"]},
    notifications={"emails": ["shop@company.dev"], "urls": ["https://chat.company.dev/hook"]},
)

VARIANTS: Mapping[str, Variant] = {
    "dev": of("dev"),
    "staging": of("staging"),
    "prod": of("prod"),
    "production": of("production"),
    "everything": EVERYTHING,
    "blue-green": of("prod", rollout={"strategy": "blueGreen"}),
    "cloudfront-only": of("prod", loadBalancer={"viewers": "cloudfront"}, backup={"lockDays": 30}),
    "certificate": of(
        "prod", dns={"mode": "certificateArn", "domain": DOMAIN, "certificateArn": CERTIFICATE}
    ),
    "without-domain": of("prod", dns={"mode": "none"}),
    "without-cache-and-waf": of("dev", cache={"enabled": False}, tracing={"sampling": "none"}),
    "given-things": of(
        "prod",
        network={"vpcId": VPC, "publicSubnetIds": PUBLIC, "privateSubnetIds": PRIVATE},
        kmsKeyArn=KEY,
        alerts={"topicArn": TOPIC},
        images={"ingestionApi": {"repository": REPOSITORY, "tag": "1"}},
    ),
    "given-secrets": of("prod", secret=SECRETS),
    "attributes": of(
        "dev",
        messages={"filterScope": "MessageAttributes", "filterKey": "jobType"},
        services={"productService": {"enabled": False}},
    ),
    "pilot-light": of("prod", dr={"mode": "pilot-light", "region": THERE}),
    "active-passive": of(
        "prod",
        secret={"originSecret": ORIGIN_SECRET},
        rollout=ROLLING,
        dr={"mode": "active-passive", "region": THERE, "failoverTarget": "standby.company.dev"},
    ),
    "frankfurt": of("prod", **_of_program("aws:region", "eu-central-1")),
    "derived": of("dev", stack="alice", **_of_program("platforms:environment", "dev")),
    "guide-buckets": of("prod", **_of_program("platforms:bucketNames", "guide")),
}
