"""The stacks of StreamCanvas that contracts are checked on: the stack files, and every choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.program import ACCOUNT, Variant
from tests.support.variants import CERTIFICATE, HERE, KEY, PILOT_LIGHT, PRIVATE, PUBLIC, TOPIC, VPC

VERCEL = {"url": "https://canvas.company.dev", "team": "company", "project": "canvas"}
NO_DNS = {"mode": "none"}
LAYER = f"arn:aws:lambda:{HERE}:{ACCOUNT}:layer:shared:1"
TOKEN = "given-repository-token-4711"
SENDER = {
    "identityArn": f"arn:aws:ses:{HERE}:{ACCOUNT}:identity/company.dev",
    "fromAddress": "canvas@company.dev",
}


def of(file: str, /, **config: Any) -> Variant:
    """A stack of StreamCanvas alone."""
    return Variant(file=file, platform="streamcanvas", config=config)


VARIANTS: Mapping[str, Variant] = {
    "dev": of("dev"),
    "staging": of("staging"),
    "prod": of("prod"),
    "production": of("production"),
    "alice": Variant(
        file="dev", stack="alice", platform="streamcanvas", config={"platforms:environment": "dev"}
    ),
    "connected": Variant(file="prod", platform="streamcanvas", secret={"repositoryToken": TOKEN}),
    "on-gitlab": Variant(
        file="prod",
        platform="streamcanvas",
        config={"amplify": {"repository": "https://gitlab.com/company/canvas", "branch": "release/1"}},
        secret={"repositoryToken": TOKEN},
    ),
    "given-certificate": of(
        "prod",
        dns={"mode": "certificateArn", "domain": "canvas.company.dev", "certificateArn": CERTIFICATE},
    ),
    "vercel": of("prod", frontend="vercel", dns=NO_DNS, vercel=VERCEL),
    "vercel-known": of(
        "dev",
        frontend="vercel",
        vercel={
            **VERCEL,
            "oidcProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.vercel.com/company",
            "environments": ["preview", "development"],
        },
    ),
    "self-hosted": of("prod", frontend="self-hosted", selfHosted={"imageTag": "1.4.2"}),
    "pilot-light": of("prod", dr=PILOT_LIGHT),
    "self-hosted-dev": of("dev", frontend="self-hosted"),
    "self-hosted-given-things": of(
        "prod",
        frontend="self-hosted",
        selfHosted={"imageRepository": f"{ACCOUNT}.dkr.ecr.{HERE}.amazonaws.com/company/canvas"},
        network={"vpcId": VPC, "publicSubnetIds": PUBLIC, "privateSubnetIds": PRIVATE},
        kmsKeyArn=KEY,
        alerts={"topicArn": TOPIC},
    ),
    "isolated": of("prod", executor={"isolation": "perTenant", "internet": False, "logs": True}),
    "everything": of(
        "prod",
        websocket={
            "inNetwork": True,
            "defaultRoute": True,
            "logs": True,
            "layers": [LAYER],
            "reservedConcurrency": 20,
        },
        executor={"reservedConcurrency": 5, "throttling": {"rate": 5, "burst": 10}},
        users={
            "mfa": "OPTIONAL",
            "tier": "PLUS",
            "threatProtection": "ENFORCED",
            "emailMfa": True,
            "passkeys": "canvas.company.dev",
            "sender": SENDER,
            "attributes": [{"name": "plan"}, {"name": "seats", "type": "Number", "mutable": False}],
            "client": {"authFlows": ["ALLOW_USER_SRP_AUTH"], "refreshRotation": True, "grace": "10 seconds"},
        },
        tables={
            "sessions": {"billing": "provisioned"},
            "states": {"ttlAttribute": None},
            "connections": {"ttlAttribute": "until", "sessionIndex": False},
        },
    ),
    "open": of("prod", websocket={"authorizer": False}, waf=False, monthlyBudgetUsd=0),
    "guarded-dev": of(
        "dev",
        websocket={"authorizer": True, "memory": 512},
        executor={"memory": 1024},
        tables={"sessions": {"billing": "provisioned"}},
    ),
}
