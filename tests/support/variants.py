"""The stacks that contracts are checked on: the stack files, and every choice in its other position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.program import ACCOUNT, Variant

HERE, THERE = "us-east-1", "us-west-2"
VPC = "vpc-0123456789abcdef0"
PUBLIC = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
PRIVATE = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
KEY = f"arn:aws:kms:{HERE}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
TOPIC = f"arn:aws:sns:{HERE}:{ACCOUNT}:company-alerts"
REPOSITORY = f"{ACCOUNT}.dkr.ecr.{HERE}.amazonaws.com/company/hookrelay"
CERTIFICATE = f"arn:aws:acm:{HERE}:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"
CERTIFICATE_EU = f"arn:aws:acm:eu-central-1:{ACCOUNT}:certificate/99999999-2222-3333-4444-555555555555"
ROTATOR = f"arn:aws:lambda:{HERE}:{ACCOUNT}:function:rotate"
DOMAIN = "hooks.company.dev"
OWN_CERTIFICATE = {"mode": "certificateArn", "domain": DOMAIN, "certificateArn": CERTIFICATE}
ARTEFACT = {"artefact": "functions/placeholder", "handler": "placeholder.handler", "runtime": "python3.13"}
INDEXES = [
    {"name": "ByStatus", "partitionKey": {"name": "status"}, "sortKey": {"name": "created_at", "type": "N"}},
    {"name": "ByDelivery", "partitionKey": {"name": "delivery_id"}, "projection": "KEYS_ONLY"},
]
GIVEN_SECRETS = {
    "authSecret": "given-auth-secret-" + "a1B2" * 8,
    "discordId": "given-discord-id-4711",
    "discordSecret": "given-discord-secret-0815",
    "ingestSharedSecret": "given-ingest-secret-2342",
}
ORIGIN_SECRET = {"originSecret": "given-origin-secret-" + "c3D4" * 8}
DR = {
    "dr": {
        "mode": "active-passive",
        "region": THERE,
        "failoverTarget": "standby.company.dev",
        "databaseNetwork": {"subnetGroup": "standby", "securityGroupIds": ["sg-0123456789abcdef0"]},
    },
}

PILOT_LIGHT = {"mode": "pilot-light", "region": THERE}

# The committed stack files, under every name that the CLI knows them by.
FILES: Mapping[str, Variant] = {
    "dev": Variant(file="dev"),
    "development": Variant(file="dev", stack="development"),
    "staging": Variant(file="staging"),
    "prod": Variant(file="prod"),
    "production": Variant(file="production"),
}


def _dev(**config: Any) -> Variant:
    return Variant(file="dev", config=config)


def _prod(**config: Any) -> Variant:
    return Variant(file="prod", config=config)


CHOICES: Mapping[str, Variant] = {
    # compute
    "lambda-rest": _prod(compute="lambda"),
    "lambda-rest-without-cdn": _prod(compute="lambda", cdn=False),
    "lambda-rest-without-domain": _dev(compute="lambda", cdn=False, **{"lambda": {"accessLogs": True}}),
    "lambda-http": _prod(compute="lambda", **{"lambda": {"apiType": "http"}}),
    "lambda-http-without-cdn": _prod(
        compute="lambda", cdn=False, waf=False, **{"lambda": {"apiType": "http"}}
    ),
    "lambda-artefact": _dev(
        compute="lambda",
        **{"lambda": {**ARTEFACT, "provisionedConcurrency": 2}},
        worker={
            "lambda": {**ARTEFACT, "batchSize": 50, "batchingWindow": "2 seconds", "timeout": "49 seconds"}
        },
    ),
    "lambda-image": _dev(compute="lambda", **{"lambda": {"imageUri": f"{REPOSITORY}:1.4.2"}}),
    "docker": _prod(compute="docker"),
    "docker-host-group": _dev(
        compute="docker",
        dns={"mode": "none"},
        docker={"hostSecurityGroupId": "sg-0123456789abcdef0"},
        database={"readReplica": True, "proxy": True},
    ),
    # entrance
    "certificate": _prod(dns=OWN_CERTIFICATE),
    "certificate-without-cdn": _prod(dns=OWN_CERTIFICATE, cdn=False),
    "without-cdn": _prod(cdn=False),
    "without-waf": _prod(waf=False),
    # network and stores
    "given-network": _dev(network={"vpcId": VPC, "publicSubnetIds": PUBLIC, "privateSubnetIds": PRIVATE}),
    "more-of-everything": _dev(
        network={"interfaceEndpoints": ["sqs", "ssm", "logs", "ecr.api", "ecr.dkr"]},
        tables={"deliveries": {"indexes": INDEXES}},
        archive={"storageClass": "standardIa", "expireDays": 400},
        queue={"changeVisibility": True},
    ),
    "provisioned": _prod(
        tables={
            "endpoints": {"billing": "provisioned"},
            "deliveries": {"billing": "provisioned", "indexes": INDEXES},
        }
    ),
    "proxy": _prod(database={"proxy": True}),
    "proxy-and-replica": _dev(database={"proxy": True, "readReplica": True}),
    "without-archiver": _prod(archive={"archiver": False}),
    # secrets
    "secretsmanager": _prod(
        secretsBackend="secretsmanager", rotation={"functionArn": ROTATOR}, database={"proxy": True}
    ),
    "rds-managed": _prod(database={"credentials": "rdsManaged"}),
    "rds-managed-proxy": _dev(database={"credentials": "rdsManaged", "proxy": True}, imageTag="1.4.2"),
    "given-secrets": Variant(file="prod", secret=GIVEN_SECRETS),
    "given-secrets-on-lambda": Variant(
        file="dev",
        config={"compute": "lambda", "secretsBackend": "secretsmanager"},
        secret=GIVEN_SECRETS,
    ),
    # the worker
    "fargate-worker": _prod(worker={"mode": "fargate"}),
    "without-worker-and-cache": _dev(worker={"mode": "none"}, cache={"enabled": False}),
    "muted": _dev(alerts={"mute": {"schedule": "cron(0 3 * * SUN)"}}),
    # what a company already has
    "given-things": _prod(kmsKeyArn=KEY, alerts={"topicArn": TOPIC}, imageRepository=REPOSITORY),
    # elsewhere
    "dr": Variant(file="prod", config=DR, secret=ORIGIN_SECRET),
    "dr-backup": _prod(dr={"mode": "backup", "region": THERE}),
    "dr-without-key": _dev(dr={"mode": "pilot-light", "region": THERE}),
    "dr-secrets-manager": _dev(dr={"mode": "backup", "region": THERE}, secretsBackend="secretsmanager"),
    "frankfurt": _prod(**{"aws:region": "eu-central-1"}),
    "frankfurt-lambda": _prod(**{"aws:region": "eu-central-1"}, compute="lambda"),
    "frankfurt-without-cdn": _prod(**{"aws:region": "eu-central-1"}, cdn=False),
    "frankfurt-certificates": _prod(
        **{"hookrelay:provider": {"region": "eu-central-1"}},
        dns={**OWN_CERTIFICATE, "certificateArn": CERTIFICATE_EU, "cdnCertificateArn": CERTIFICATE},
    ),
    # names
    "derived": Variant(file="dev", stack="alice", config={"platforms:environment": "dev"}),
    "derived-prod": Variant(file="prod", stack="corp.live", config={"platforms:environment": "production"}),
    "guide-buckets": _prod(**{"platforms:bucketNames": "guide"}),
    "decommissioned": _prod(**{"platforms:decommission": ["hookrelay"]}),
}

VARIANTS: Mapping[str, Variant] = {**FILES, **CHOICES}
