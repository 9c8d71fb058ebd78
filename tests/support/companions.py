"""What the change of a key needs beside it, and values that no model makes up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.platforms.streamcanvas.variants import SENDER
from tests.support.changes import REMOVED, Change, Path
from tests.support.variants import CERTIFICATE, ORIGIN_SECRET, PRIVATE, PUBLIC, THERE, VPC

MONITOR = "arn:aws:ce::123456789012:anomalymonitor/11111111-2222-3333-4444-555555555555"
GIVEN_NETWORK = {
    "network.vpcId": VPC,
    "network.publicSubnetIds": PUBLIC,
    "network.privateSubnetIds": PRIVATE,
    **dict.fromkeys(("network.cidr", "network.nat", "network.zones"), REMOVED),
}
RESOLVERS = "functions/infrastructure/resolvers"
ANSWERS = [
    {"field": "Query.me", "source": "users", "code": f"{RESOLVERS}/me.js"},
    {"field": "Query.user", "source": "users", "code": f"{RESOLVERS}/user.js"},
    {"field": "Mutation.updateMe", "source": "users", "code": f"{RESOLVERS}/update_me.js"},
]
IN_PYTHON = {
    "runtime": "python3.13",
    **{
        f"functions.{name}.handler": "main.handler"
        for name in ("connect", "disconnect", "router", "processor")
    },
}
STANDBY = {"dr.mode": "active-passive", "dr.region": THERE, "dr.failoverTarget": "standby.company.dev"}

# Keys, as patterns, with the namespace where only one has such a key -> values that are tried before those
# that are made from the model.
VALUES: Mapping[str, list[Any]] = {
    r"platforms:enabled": [["trinity"]],
    r"aws:region|provider\.region": ["eu-central-1"],
    r"(provider\.)?endpoints": [[{"s3": "http://localhost:4566"}]],
    r".*\bartefact": ["functions/placeholder"],
    r".*\bruntime": ["python3.13"],
    r".*\bcpu": [512],
    r"database\.instanceClass": ["db.r6g.large"],
    r"network\.cidr": ["10.9.0.0/16"],
    r"network\.publicSubnetIds": [PUBLIC],
    r"network\.privateSubnetIds": [PRIVATE],
    r"dns\.zoneName": ["company.dev"],
    r"dr\.region": [THERE],
    r"hookrelay:worker\.lambda\.batchingWindow": ["2 seconds"],
    r"baseline:costAnomalies\.monitorArn": [MONITOR],
    r"streamer:domain": ["wss://other.example.com"],
    r"trinity:graphql\.certificateArn": [CERTIFICATE],
    r"trinity:graphql\.schema": [f"{RESOLVERS}/users.graphql"],
    r"trinity:graphql\.resolvers": [ANSWERS],
    r"tiktok-commerce:services\.whatsappService\.phoneNumberId": ["106540352242922"],
    r"tiktok-commerce:tiktokApi": ['{"TIKTOK_CLIENT_KEY": "k-4711", "TIKTOK_CLIENT_SECRET": "s-4711"}'],
    r"tiktok-commerce:whatsappApi": [
        '{"WHATSAPP_ACCESS_TOKEN": "t-1", "WEBHOOK_VERIFY_TOKEN": "v-1", "WHATSAPP_APP_SECRET": "s-1"}'
    ],
}
# Keys, as above -> what is written beside them; {0} is what the pattern's first group matched.
BESIDE: Mapping[str, Mapping[str, Any]] = {
    r"alerts\.topicArn": {"alerts.emails": REMOVED},
    r"(.*)\.provisioned\b.*": {"{0}.billing": "provisioned"},
    r"(.*)\.provisionedMaximum": {"{0}.provisionedConcurrency": 1},
    r"(tables\.\w+)\.restore\b.*": {"{0}.name": "the-restored-table"},
    r"(tables\.\w+)\.restore(\.dateTime)?": {"{0}.restore.sourceName": "a-table"},
    r"(.*\[\])\.sortKey\.type": {"{parent}.name": "created_at"},
    r".*\bcpu": {"{parent}.memory": 1024},
    r"network|network\.(vpcId|publicSubnetIds|privateSubnetIds)": GIVEN_NETWORK,
    r"dns\.zoneId": {"dns.zoneName": REMOVED},
    r"(?!streamer:)[\w-]+:dns\.zoneName": {"dns.zoneId": REMOVED, "dns.domain": "api.company.dev"},
    r"streamer:dns\.zoneName": {"domain": "wss://api.company.dev"},
    r"streamer:(runtime|functions\.\w+\.artefact)": IN_PYTHON,
    r"streamer:snapStart": IN_PYTHON,
    r"streamer:functions\.authorizer\b.*": {"waf": False},
    r"streamer:functions\.authorizer\.artefact": {"functions.authorizer.handler": "main.handler"},
    r"dr\.mode": {"dr.region": THERE},
    r"dr\.region": {"dr.mode": "backup"},
    r"hookrelay:dr\.(failoverTarget|databaseNetwork\b.*)": {
        **STANDBY,
        "dr.databaseNetwork.subnetGroup": "standby",
        "dr.databaseNetwork.securityGroupIds": ["sg-0123456789abcdef0"],
        **ORIGIN_SECRET,
    },
    r"tiktok-commerce:dr\.failoverTarget": {
        **STANDBY,
        "rollout.strategy": "rolling",
        **ORIGIN_SECRET,
    },
    r"hookrelay:rotation\b.*": {"secretsBackend": "secretsmanager"},
    r"hookrelay:worker\.lambda\.batchingWindow": {"worker.lambda.timeout": "49 seconds"},
    r"baseline:costAnomalies\.monitorArn": {"costAnomalies.mode": "adopt"},
    r"baseline:github\.providerArn": {"github.mode": "skip"},
    r"baseline:backup\.coldAfterDays": {"backup.keepDays": 36_500},
    r"baseline:config(\.mode)?": {"securityHub.mode": "skip"},
    r"baseline:imageReplication\.mode": {"imageReplication.regions": []},
    r"trinity:apiType": {"entrance": "cdn"},
    r"trinity:cdn\.cachedPaths": {"entrance": "cdn"},
    r"trinity:graphql\.schema": {"graphql.resolvers": ANSWERS},
    r"trinity:graphql\.resolvers": {"graphql.schema": f"{RESOLVERS}/users.graphql"},
    r"trinity:graphql\.certificateArn": {"graphql.domain": "graphql.company.dev"},
    r"trinity:userPool\.hostedDomain": {"userPool.callbackUrls": ["https://movies.company.dev/back"]},
    r"trinity:users\.restored(\[\]\.(label|dateTime))?": {
        "users.restored.0.sourceName": "trinity-users-prod"
    },
    r"trinity:users\.live": {
        "users.restored": [{"label": "2026-11-20", "sourceName": "trinity-users-prod"}],
    },
    r"streamcanvas:users\.emailMfa": {"users.sender": SENDER},
    r"streamcanvas:users\.threatProtection": {"users.tier": "PLUS"},
    r"streamcanvas:users\.client\.refreshRotation": {"users.client.authFlows": ["ALLOW_USER_SRP_AUTH"]},
    r"tiktok-commerce:services\.whatsappService\.enabled": {
        "services.whatsappService.phoneNumberId": "106540352242922"
    },
    r"tiktok-commerce:images\.(captionParser|thumbnailGenerator|autoTagger)\.tag": {
        "workers.{0}.packageType": "image"
    },
}
# What can't be had otherwise than refused, and why that is as it should be.
REFUSED: Mapping[str, str] = {
    **dict.fromkeys(
        (f"{name}:dr.failoverTarget" for name in ("streamer", "streamcanvas", "trinity")),
        "traffic changes over with active-passive only, which these platforms refuse",
    ),
    "streamer:environment": "it must agree with the stack's (the guide has it in its own namespace)",
    "hookrelay:database.engineVersion": "there is one major version to choose",
    **dict.fromkeys(
        (f"trinity:graphql.resolvers[].{key}" for key in ("field", "source", "code")),
        "each resolver is held against the schema: they change together, as graphql.resolvers does",
    ),
    "platforms:samples": "the committed files are samples; without them it says nothing about resources",
}


def _match(pattern: str, namespace: str, key: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, key) or re.fullmatch(pattern, f"{namespace}:{key}")


def _path(dotted: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def companions(namespace: str, change: Change) -> dict[Path, Any]:
    """What is written beside a change, by path."""
    found: dict[Path, Any] = {}
    parent = ".".join(map(str, change.at[:-1]))
    for pattern, values in BESIDE.items():
        match = _match(pattern, namespace, change.key)
        if match:
            for path, value in values.items():
                found[_path(path.format(*match.groups(), parent=parent))] = value
    return found


def completed(namespace: str, change: Change) -> Change:
    """A change with what it needs beside it: before its own value, but within an object that it makes."""
    *entered, (last, value) = change.assign
    before: list[tuple[Path, Any]] = []
    after: list[tuple[Path, Any]] = []
    for path, companion in companions(namespace, change).items():
        if path not in (last, change.at):
            below = path[: len(last)] == last
            (after if below else before).append((path, companion))
    return replace(change, assign=(*entered, *before, (last, value), *after))


def explicit(namespace: str, change: Change) -> Iterator[Change]:
    """The change with the values that are given here."""
    for pattern, values in VALUES.items():
        if _match(pattern, namespace, change.key):
            entered = [each for each in change.assign if each[0] != change.at]
            for value in values:
                yield replace(change, assign=(*entered, (change.at, value)))
