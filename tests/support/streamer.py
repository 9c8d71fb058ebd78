"""Stacks of Streamer that contracts are checked on: its files, and every choice in its other position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.keys import public_key
from tests.support.program import Variant
from tests.support.variants import PILOT_LIGHT

CERTIFICATE = "arn:aws:acm:{region}:123456789012:certificate/11111111-2222-3333-4444-555555555555"
FUNCTIONS: Mapping[str, Mapping[str, Any]] = {
    name: {"artefact": "tests/emulated/streaming", "handler": f"functions.{name}"}
    for name in ("connect", "disconnect", "router", "processor")
}
PYTHON: Mapping[str, Any] = {"runtime": "python3.13", "functions": FUNCTIONS}


def dev(**config: Any) -> Variant:
    """Development with some keys of its own."""
    return Variant(file="dev", platform="streamer", config=config)


def prod(**config: Any) -> Variant:
    """Production with some keys of its own."""
    return Variant(file="prod", platform="streamer", config=config)


STREAMER: Mapping[str, Variant] = {
    "streamer-dev": dev(),
    "streamer-staging": Variant(file="staging", platform="streamer"),
    "streamer-prod": prod(),
    "streamer-without-waf": dev(domain="api.example.com", dns={"mode": "zone", "zoneName": "example.com"}),
    "streamer-authorizer": dev(
        functions={"authorizer": {}},
        api={"logs": True, "routes": [{"route": "$connect", "rate": 50, "burst": 100}]},
    ),
    "streamer-network": dev(network={}, tables={"subscriptions": {"enabled": False}}),
    "streamer-provisioned": dev(
        jwtPublicKey=public_key(),
        functions={
            **FUNCTIONS,
            "router": {
                **FUNCTIONS["router"],
                "provisionedConcurrency": 2,
                "provisionedMaximum": 5,
                "reservedConcurrency": 10,
            },
        },
        runtime="python3.13",
        stream={"statuses": []},
        archive={"statuses": [], "expireDays": 400},
        tables={"requests": {"billing": "provisioned"}},
    ),
    "streamer-pilot-light": prod(archive={}, dr=PILOT_LIGHT),
    "streamer-frankfurt": prod(**{"aws:region": "eu-central-1"}, kmsKeyArn=None),
    "streamer-certificates": prod(
        dns={
            "mode": "certificateArn",
            "certificateArn": CERTIFICATE.format(region="us-east-1"),
        },
        customerManagedKey=False,
    ),
    "streamer-derived": Variant(
        file="dev", platform="streamer", stack="alice", config={"platforms:environment": "dev"}
    ),
}
