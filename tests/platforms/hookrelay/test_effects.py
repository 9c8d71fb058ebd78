"""Every key of `hookrelay:` has an effect: it changes the input that it is about, and the table says which.

A scenario is one stack in which many keys differ from a base; each key is then looked for at its own place,
where the base has something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from components.settings.anatomy import form_of
from components.settings.hookrelay import HookRelaySettings
from components.settings.model import Model, yaml_key
from tests.support.program import Variant, declared
from tests.support.recorder import LookupFailedError, Recorder
from tests.support.variants import (
    CERTIFICATE,
    DOMAIN,
    FILES,
    GIVEN_SECRETS,
    KEY,
    PRIVATE,
    PUBLIC,
    REPOSITORY,
    ROTATOR,
    TOPIC,
    VPC,
)

DEV, PROD = FILES["dev"], FILES["prod"]
NOTHING = object()  # what is found where the base has no such resource or input
Place = tuple[str, str, Any]  # logical name (and |type), or `@output`; path of the input; value

ROLE = "arn:aws:iam::123456789012:role/deploy"
BACKUP = "arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/01234567890123-abcdef01"
HOST_GROUP = "sg-0123456789abcdef0"
LAMBDA_CODE = {"artefact": "functions/placeholder", "handler": "own.handler", "runtime": "python3.12"}
CAPACITY = {
    "readMinimum": 2,
    "readMaximum": 22,
    "writeMinimum": 3,
    "writeMaximum": 33,
    "targetPercent": 55,
}
REQUESTS = {
    "maximumReadUnits": 101,
    "maximumWriteUnits": 102,
    "warmReadUnits": 13_000,
    "warmWriteUnits": 5_000,
}
INDEX = {
    "name": "ByAge",
    "partitionKey": {"name": "age", "type": "N"},
    "sortKey": {"name": "blob", "type": "B"},
    "projection": "KEYS_ONLY",
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Some keys, and where each shows.

    Attributes:
        config: The keys.
        shows: Leaf -> where, and as what.
        base: What it is compared with.
        secret: Encrypted keys.
    """

    config: Mapping[str, Any]
    shows: Mapping[str, Place]
    base: Variant = DEV
    secret: Mapping[str, str] = field(default_factory=dict)

    @property
    def variant(self) -> Variant:
        """The stack."""
        return Variant(
            file=self.base.file,
            stack=self.base.stack,
            config={**self.base.config, **self.config},
            secret=self.secret,
        )


def _scaling(table: str, key: str) -> dict[str, Place]:
    """Bounds and goal of a provisioned table, in the inputs of its scaling."""
    reads, writes = f"hookrelay-{table}-table-read", f"hookrelay-{table}-table-write"
    prefix = f"tables.{key}.provisioned"
    return {
        f"{prefix}.readMinimum": (f"{reads}-target", "minCapacity", 2),
        f"{prefix}.readMaximum": (f"{reads}-target", "maxCapacity", 22),
        f"{prefix}.writeMinimum": (f"{writes}-target", "minCapacity", 3),
        f"{prefix}.writeMaximum": (f"{writes}-target", "maxCapacity", 33),
        f"{prefix}.targetPercent": (
            f"{reads}-policy",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            55,
        ),
    }


def _requests(table: str) -> dict[str, Place]:
    prefix, name = f"tables.{table}.onDemand", f"hookrelay-{table}-table"
    return {
        f"{prefix}.maximumReadUnits": (name, "onDemandThroughput.maxReadRequestUnits", 101),
        f"{prefix}.maximumWriteUnits": (name, "onDemandThroughput.maxWriteRequestUnits", 102),
        f"{prefix}.warmReadUnits": (name, "warmThroughput.readUnitsPerSecond", 13_000),
        f"{prefix}.warmWriteUnits": (name, "warmThroughput.writeUnitsPerSecond", 5_000),
    }


MANY = Scenario(
    config={
        "alerts": {"emails": ["one@company.dev"]},
        "monthlyBudgetUsd": 77,
        "logRetentionDays": 3,
        "customerManagedKey": True,
        "imageTag": "7.7.7",
        "healthPath": "/alive",
        "ecs": {
            "cpu": 512,
            "memory": 2048,
            "desiredCount": 4,
            "minCount": 3,
            "maxCount": 9,
            "cpuTarget": 41,
            "memoryTarget": 42,
            "requestsPerTarget": 43,
        },
        "worker": {
            "lambda": {
                **LAMBDA_CODE,
                "architecture": "arm64",
                "memory": 333,
                "timeout": "44 seconds",
                "batchSize": 17,
                "batchingWindow": "3 seconds",
                "maxConcurrency": 18,
            }
        },
        "queue": {
            "visibilityTimeout": "11 minutes",
            "maxReceiveCount": 6,
            "retention": "9 days",
            "changeVisibility": True,
        },
        "tables": {"deliveries": {"indexes": [INDEX]}},
        "archive": {"expireDays": 401, "noncurrentDays": 31, "storageClass": "intelligentTiering"},
        "database": {
            "engineVersion": "16",
            "instanceClass": "db.m7g.large",
            "storage": 55,
            "maxStorage": 555,
            "multiAz": True,
            "proxy": True,
            "readReplica": True,
            "backupDays": 8,
            "insights": "advanced",
            "slowStatement": "5 seconds",
        },
        "cache": {"engine": "redis", "nodeType": "cache.m7g.large", "replicas": 2},
        "network": {"cidr": "10.77.0.0/16", "nat": "onePerAz", "interfaceEndpoints": ["sqs"]},
        "waf": True,
    },
    shows={
        "alerts.emails": ("hookrelay-alerts-to-email-0", "endpoint", "one@company.dev"),
        "monthlyBudgetUsd": ("hookrelay-budget-budget", "limitAmount", "77.00"),
        "logRetentionDays": ("hookrelay-app-logs", "retentionInDays", 3),
        "customerManagedKey": ("hookrelay-key-key", "enableKeyRotation", True),
        "imageTag": ("hookrelay-app-task", "containerDefinitions.0.image", "*:7.7.7"),
        "healthPath": ("hookrelay-lb-app-targets", "healthCheck.path", "/alive"),
        "ecs.cpu": ("hookrelay-app-task", "cpu", "512"),
        "ecs.memory": ("hookrelay-app-task", "memory", "2048"),
        "ecs.desiredCount": ("hookrelay-app-service", "desiredCount", 4),
        "ecs.minCount": ("hookrelay-app-scaling", "minCapacity", 3),
        "ecs.maxCount": ("hookrelay-app-scaling", "maxCapacity", 9),
        "ecs.cpuTarget": (
            "hookrelay-app-cpu-scaling",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            41,
        ),
        "ecs.memoryTarget": (
            "hookrelay-app-memory-scaling",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            42,
        ),
        "ecs.requestsPerTarget": (
            "hookrelay-app-request-scaling",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            43,
        ),
        "worker.lambda.artefact": ("hookrelay-worker-function", "code.path", "functions/placeholder"),
        "worker.lambda.handler": ("hookrelay-worker-function", "handler", "own.handler"),
        "worker.lambda.runtime": ("hookrelay-worker-function", "runtime", "python3.12"),
        "worker.lambda.architecture": ("hookrelay-worker-function", "architectures", ["arm64"]),
        "worker.lambda.memory": ("hookrelay-worker-function", "memorySize", 333),
        "worker.lambda.timeout": ("hookrelay-worker-function", "timeout", 44),
        "worker.lambda.batchSize": ("hookrelay-worker-hookrelay-attempts-mapping", "batchSize", 17),
        "worker.lambda.batchingWindow": (
            "hookrelay-worker-hookrelay-attempts-mapping",
            "maximumBatchingWindowInSeconds",
            3,
        ),
        "worker.lambda.maxConcurrency": (
            "hookrelay-worker-hookrelay-attempts-mapping",
            "scalingConfig.maximumConcurrency",
            18,
        ),
        "queue.visibilityTimeout": ("hookrelay-attempts-queue", "visibilityTimeoutSeconds", 660),
        "queue.maxReceiveCount": ("hookrelay-attempts-queue", "redrivePolicy.maxReceiveCount", 6),
        "queue.retention": ("hookrelay-attempts-queue", "messageRetentionSeconds", 9 * 86_400),
        "queue.changeVisibility": (
            "hookrelay-app-task-role-policy",
            "policy",
            "*sqs:ChangeMessageVisibility*",
        ),
        "tables.deliveries.indexes.name": (
            "hookrelay-deliveries-table",
            "globalSecondaryIndexes.0.name",
            "ByAge",
        ),
        "tables.deliveries.indexes.partitionKey.name": (
            "hookrelay-deliveries-table",
            "globalSecondaryIndexes.0.keySchemas.0.attributeName",
            "age",
        ),
        "tables.deliveries.indexes.partitionKey.type": (
            "hookrelay-deliveries-table",
            "attributes",
            '*"name": "age", "type": "N"*',
        ),
        "tables.deliveries.indexes.sortKey.name": (
            "hookrelay-deliveries-table",
            "globalSecondaryIndexes.0.keySchemas.1.attributeName",
            "blob",
        ),
        "tables.deliveries.indexes.sortKey.type": (
            "hookrelay-deliveries-table",
            "attributes",
            '*"name": "blob", "type": "B"*',
        ),
        "tables.deliveries.indexes.projection": (
            "hookrelay-deliveries-table",
            "globalSecondaryIndexes.0.projectionType",
            "KEYS_ONLY",
        ),
        "archive.expireDays": ("hookrelay-archive-lifecycle", "rules.0.expiration.days", 401),
        "archive.noncurrentDays": ("hookrelay-archive-lifecycle", "rules", '*"noncurrentDays": 31*'),
        "archive.storageClass": ("hookrelay-archive-lifecycle", "rules", "*INTELLIGENT_TIERING*"),
        "database.engineVersion": ("hookrelay-database-instance", "engineVersion", "16"),
        "database.instanceClass": ("hookrelay-database-instance", "instanceClass", "db.m7g.large"),
        "database.storage": ("hookrelay-database-instance", "allocatedStorage", 55),
        "database.maxStorage": ("hookrelay-database-instance", "maxAllocatedStorage", 555),
        "database.multiAz": ("hookrelay-database-instance", "multiAz", True),
        "database.proxy": ("hookrelay-database-proxy-pool", "engineFamily", "POSTGRESQL"),
        "database.readReplica": ("hookrelay-database-replica", "storageEncrypted", True),
        "database.backupDays": ("hookrelay-database-instance", "backupRetentionPeriod", 8),
        "database.insights": ("hookrelay-database-instance", "databaseInsightsMode", "advanced"),
        "database.slowStatement": ("hookrelay-database-parameters", "parameters", '*"value": "5000"*'),
        "cache.engine": ("hookrelay-cache-group", "engine", "redis"),
        "cache.nodeType": ("hookrelay-cache-group", "nodeType", "cache.m7g.large"),
        "cache.replicas": ("hookrelay-cache-group", "numCacheClusters", 3),
        "network.<own>.cidr": ("hookrelay-network-vpc|awsx:ec2:Vpc", "cidrBlock", "10.77.0.0/16"),
        "network.<own>.nat": ("hookrelay-network-vpc|awsx:ec2:Vpc", "natGateways.strategy", "OnePerAz"),
        "network.<own>.interfaceEndpoints": (
            "hookrelay-network-sqs",
            "vpcEndpointType",
            "Interface",
        ),
        "waf": ("hookrelay-firewall-acl", "scope", "CLOUDFRONT"),
    },
)

ON_LAMBDA = Scenario(
    base=Variant(file="dev", config={"compute": "lambda", "cdn": False}),
    config={
        "lambda": {
            **LAMBDA_CODE,
            "architecture": "arm64",
            "memory": 777,
            "timeout": "21 seconds",
            "provisionedConcurrency": 3,
            "accessLogs": True,
        },
        "tables": {
            "endpoints": {"billing": "provisioned", "provisioned": CAPACITY},
            "deliveries": {"billing": "provisioned", "provisioned": CAPACITY},
        },
        "archive": {"archiver": False},
        "cache": {"enabled": False},
    },
    shows={
        "lambda.artefact": ("hookrelay-app-function", "code.path", "functions/placeholder"),
        "lambda.handler": ("hookrelay-app-function", "handler", "own.handler"),
        "lambda.runtime": ("hookrelay-app-function", "runtime", "python3.12"),
        "lambda.architecture": ("hookrelay-app-function", "architectures", ["arm64"]),
        "lambda.memory": ("hookrelay-app-function", "memorySize", 777),
        "lambda.timeout": ("hookrelay-app-function", "timeout", 21),
        "lambda.provisionedConcurrency": (
            "hookrelay-app-provisioned",
            "provisionedConcurrentExecutions",
            3,
        ),
        "lambda.accessLogs": ("hookrelay-api-stage", "accessLogSettings.format", "*requestId*"),
        "tables.endpoints.billing": ("hookrelay-endpoints-table", "billingMode", "PROVISIONED"),
        "tables.deliveries.billing": ("hookrelay-deliveries-table", "billingMode", "PROVISIONED"),
        **_scaling("endpoints", "endpoints"),
        **_scaling("deliveries", "deliveries"),
        "archive.archiver": ("hookrelay-archiver-archiver-function", "name", NOTHING),
        "cache.enabled": ("hookrelay-cache-group", "engine", NOTHING),
    },
)

COMPUTE = Scenario(
    config={"compute": "lambda", "lambda": {"imageUri": f"{REPOSITORY}:1"}, "cdn": False},
    shows={
        "compute": ("hookrelay-app-service", "name", NOTHING),
        "lambda.imageUri": ("hookrelay-app-function", "imageUri", f"{REPOSITORY}:1"),
        "cdn": ("hookrelay-cdn-distribution", "enabled", NOTHING),
    },
)

HTTP = Scenario(
    base=Variant(file="dev", config={"compute": "lambda", "cdn": False}),
    config={"lambda": {"apiType": "http"}},
    shows={"lambda.apiType": ("hookrelay-api-api", "protocolType", "HTTP")},
)

GIVEN = Scenario(
    config={
        "provider": {
            "region": "us-east-1",
            "profile": "own",
            "assumeRole": {"roleArn": ROLE, "sessionName": "deploy", "externalId": "corp"},
            "allowedAccountIds": ["123456789012"],
            "endpoints": [{"sqs": "http://localhost:4566"}],
        },
        "alerts": {"topicArn": TOPIC},
        "kmsKeyArn": KEY,
        "imageRepository": REPOSITORY,
        "imageTag": "1",
        "network": {"vpcId": VPC, "publicSubnetIds": PUBLIC, "privateSubnetIds": PRIVATE},
        "dns": {
            "mode": "certificateArn",
            "domain": DOMAIN,
            "certificateArn": CERTIFICATE,
            "cdnCertificateArn": CERTIFICATE.replace("11111111", "22222222"),
        },
        "tables": {
            "endpoints": {
                "name": "restored-endpoints",
                "onDemand": REQUESTS,
                "restore": {"sourceName": "lost-endpoints", "dateTime": "2026-11-20T08:00:00Z"},
            },
            "deliveries": {
                "name": "restored-deliveries",
                "onDemand": REQUESTS,
                "restore": {"sourceName": "lost-deliveries", "dateTime": "2026-11-20T09:00:00Z"},
            },
        },
    },
    shows={
        "provider.profile": ("hookrelay-aws", "profile", "own"),
        "provider.assumeRole.roleArn": ("hookrelay-aws", "assumeRoles.0.roleArn", ROLE),
        "provider.assumeRole.sessionName": ("hookrelay-aws", "assumeRoles.0.sessionName", "deploy"),
        "provider.assumeRole.externalId": ("hookrelay-aws", "assumeRoles.0.externalId", "corp"),
        "provider.allowedAccountIds": ("hookrelay-aws", "allowedAccountIds", ["123456789012"]),
        "provider.endpoints": ("hookrelay-aws", "endpoints.0.sqs", "http://localhost:4566"),
        "alerts.topicArn": ("hookrelay-alarms-hookrelay-attempts-depth", "alarmActions", [TOPIC]),
        "kmsKeyArn": ("hookrelay-attempts-queue", "kmsMasterKeyId", KEY),
        "imageRepository": ("hookrelay-app-task", "containerDefinitions.0.image", f"{REPOSITORY}:1"),
        "network.<existing>.vpcId": ("hookrelay-lb-access-group", "vpcId", VPC),
        "network.<existing>.publicSubnetIds": ("hookrelay-lb-alb", "subnets", PUBLIC),
        "network.<existing>.privateSubnetIds": ("hookrelay-database-subnets", "subnetIds", PRIVATE),
        "dns.<certificateArn>.mode": ("hookrelay-lb-https", "certificateArn", CERTIFICATE),
        "dns.<certificateArn>.domain": ("@output", "appUrl", f"https://{DOMAIN}"),
        "dns.<certificateArn>.certificateArn": ("hookrelay-lb-https", "certificateArn", CERTIFICATE),
        "dns.<certificateArn>.cdnCertificateArn": (
            "hookrelay-cdn-distribution",
            "viewerCertificate.acmCertificateArn",
            CERTIFICATE.replace("11111111", "22222222"),
        ),
        **_requests("endpoints"),
        **_requests("deliveries"),
        "tables.endpoints.name": ("hookrelay-endpoints-table", "name", "restored-endpoints"),
        "tables.deliveries.name": ("hookrelay-deliveries-table", "name", "restored-deliveries"),
        "tables.endpoints.restore.sourceName": (
            "hookrelay-endpoints-table",
            "restoreSourceName",
            "lost-endpoints",
        ),
        "tables.deliveries.restore.sourceName": (
            "hookrelay-deliveries-table",
            "restoreSourceName",
            "lost-deliveries",
        ),
        "tables.endpoints.restore.dateTime": (
            "hookrelay-endpoints-table",
            "restoreDateTime",
            "2026-11-20T08:00:00Z",
        ),
        "tables.deliveries.restore.dateTime": (
            "hookrelay-deliveries-table",
            "restoreDateTime",
            "2026-11-20T09:00:00Z",
        ),
    },
)

FROM_BACKUP = Scenario(
    config={
        "provider": {"region": "eu-central-1"},
        "tables": {
            table: {"name": f"again-{table}", "restore": {"backupArn": BACKUP}}
            for table in ("endpoints", "deliveries")
        },
        "dns": {"mode": "zone", "domain": DOMAIN, "zoneId": "Z0123456789ABCDEFGHIJ"},
    },
    shows={
        "provider.region": ("hookrelay-aws", "region", "eu-central-1"),
        "tables.endpoints.restore.backupArn": ("hookrelay-endpoints-table", "restoreBackupArn", BACKUP),
        "tables.deliveries.restore.backupArn": ("hookrelay-deliveries-table", "restoreBackupArn", BACKUP),
        "dns.<zone>.mode": ("hookrelay-cdn-distribution", "aliases", [DOMAIN]),
        "dns.<zone>.domain": ("hookrelay-certificate-us-east-1", "domainName", DOMAIN),
        "dns.<zone>.zoneId": ("hookrelay-cdn-records-a", "zoneId", "Z0123456789ABCDEFGHIJ"),
    },
)

ZONE_NAME = Scenario(
    base=PROD,
    config={"dns": {"mode": "zone", "domain": DOMAIN, "zoneName": "company.dev"}},
    shows={"dns.<zone>.zoneName": ("@invoke", "aws:route53/getZone:getZone.name", "company.dev")},
)

NO_DNS = Scenario(
    base=PROD,
    config={"dns": {"mode": "none"}},
    shows={
        "dns.<none>.mode": (
            "hookrelay-cdn-distribution",
            "viewerCertificate.cloudfrontDefaultCertificate",
            True,
        )
    },
)

FARGATE_WORKER = Scenario(
    config={
        "imageTag": "1",
        "worker": {
            "mode": "fargate",
            "fargate": {
                "cpu": 1024,
                "memory": 4096,
                "command": ["node", "worker.js"],
                "minCount": 2,
                "maxCount": 7,
                "backlogPerTask": 66,
            },
        },
    },
    shows={
        "worker.mode": ("hookrelay-worker-service", "launchType", "FARGATE"),
        "worker.fargate.cpu": ("hookrelay-worker-task", "cpu", "1024"),
        "worker.fargate.memory": ("hookrelay-worker-task", "memory", "4096"),
        "worker.fargate.command": (
            "hookrelay-worker-task",
            "containerDefinitions.0.command",
            ["node", "worker.js"],
        ),
        "worker.fargate.minCount": ("hookrelay-worker-scaling", "minCapacity", 2),
        "worker.fargate.maxCount": ("hookrelay-worker-scaling", "maxCapacity", 7),
        "worker.fargate.backlogPerTask": (
            "hookrelay-worker-backlog-scaling",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            66,
        ),
    },
)

HOST = Scenario(
    base=Variant(file="dev", config={"compute": "docker"}),
    config={"docker": {"hostSecurityGroupId": HOST_GROUP}, "database": {"credentials": "rdsManaged"}},
    shows={
        "docker.hostSecurityGroupId": (
            "hookrelay-host-into-database",
            "referencedSecurityGroupId",
            HOST_GROUP,
        ),
        "database.credentials": ("hookrelay-database-instance", "manageMasterUserPassword", True),
    },
)

ELSEWHERE = Scenario(
    base=PROD,
    config={
        "dr": {
            "region": "us-west-2",
            "tableReplicas": True,
            "bucketReplication": True,
            "failoverTarget": "standby.company.dev",
        },
        "database": {"crossRegionBackups": True},
    },
    shows={
        "dr.region": ("hookrelay-copies-key-key", "region", "us-west-2"),
        "dr.tableReplicas": ("hookrelay-endpoints-table", "replicas.0.regionName", "us-west-2"),
        "dr.bucketReplication": (
            "hookrelay-archive-replication",
            "rules.0.status",
            "Enabled",
        ),
        "dr.failoverTarget": ("hookrelay-failover-secondary", "records", ["standby.company.dev"]),
        "database.crossRegionBackups": ("hookrelay-database-backup-copy", "region", "us-west-2"),
    },
)

SECRETS = Scenario(
    config={
        "secretsBackend": "secretsmanager",
        "rotation": {"functionArn": ROTATOR, "everyDays": 33},
    },
    secret=GIVEN_SECRETS,
    shows={
        "secretsBackend": ("hookrelay-discord-id-secret", "name", "hookrelay/dev/discord_id"),
        "rotation.functionArn": ("hookrelay-discord-id-rotation", "rotationLambdaArn", ROTATOR),
        "rotation.everyDays": (
            "hookrelay-discord-id-rotation",
            "rotationRules.automaticallyAfterDays",
            33,
        ),
        **{
            key: (f"hookrelay-{thing}-version", "secretStringWo", GIVEN_SECRETS[key])
            for key, thing in {
                "authSecret": "auth-secret",
                "discordId": "discord-id",
                "discordSecret": "discord-secret",
                "ingestSharedSecret": "ingest-shared-secret",
            }.items()
        },
    },
)

SCENARIOS = {
    "many": MANY,
    "lambda": ON_LAMBDA,
    "compute": COMPUTE,
    "http": HTTP,
    "given": GIVEN,
    "from-backup": FROM_BACKUP,
    "zone-name": ZONE_NAME,
    "no-dns": NO_DNS,
    "fargate-worker": FARGATE_WORKER,
    "host": HOST,
    "elsewhere": ELSEWHERE,
    "secrets": SECRETS,
}
CASES = [(name, leaf) for name, scenario in SCENARIOS.items() for leaf in scenario.shows]


def leaves(model: type[Model], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key that holds a value, as `tables.endpoints.name`; a choice of models as `<tag>`."""
    for name, description in model.model_fields.items():
        form, here = form_of(description), (*path, yaml_key(name))
        models = form.models or (form.items.models if form.items else {})
        if not models:
            yield ".".join(here)
        for tag, inner in models.items():
            yield from leaves(inner, (*here, f"<{tag}>") if tag else here)


def at(recorded: Recorder, place: Place) -> Any:
    """What stands at a place; texts that hold JSON are looked into."""
    name, path, _ = place
    value: Any
    if name == "@output":
        value = recorded.exports["hookrelay"]
    elif name == "@invoke":
        token, _, path = path.partition(".")
        value = next((args for called, args in recorded.invokes if called == token), NOTHING)
    else:
        try:
            value = recorded.registration(*name.split("|")).inputs
        except LookupFailedError:
            return NOTHING
    for step in path.split("."):
        value = _parsed(value)
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else NOTHING
        elif isinstance(value, Mapping):
            value = value.get(step, NOTHING)
        else:
            value = getattr(value, step, NOTHING)
    return value


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def fits(found: Any, wanted: Any) -> bool:
    """Equal, or, for `*part*`, a text that holds the part."""
    if isinstance(wanted, str) and wanted.startswith("*") and found is not NOTHING:
        text = found if isinstance(found, str) else json.dumps(found, sort_keys=True)
        part = wanted.strip("*")
        return part in text if wanted.endswith("*") else text.endswith(part)
    if isinstance(wanted, list):
        return bool(_parsed(found) == wanted)
    return bool(found is wanted or found == wanted)


@pytest.mark.requirement("X-4")
@pytest.mark.parametrize(("scenario", "leaf"), CASES)
def test_a_key_changes_what_it_is_about(scenario: str, leaf: str) -> None:
    case = SCENARIOS[scenario]
    wanted = case.shows[leaf][2]
    found = at(declared(case.variant), case.shows[leaf])
    assert fits(found, wanted), f"{found!r}, not {wanted!r}"
    before = at(declared(case.base), case.shows[leaf])
    assert not fits(before, wanted), f"{before!r} without the key, too"


@pytest.mark.requirement("X-4")
def test_every_key_there_is_stands_in_the_table() -> None:
    known = set(leaves(HookRelaySettings))
    assert len(known) > 130
    shown = {leaf for scenario in SCENARIOS.values() for leaf in scenario.shows}
    assert known - shown == set()
    assert shown - known == set()


def test_the_table_is_about_the_keys_that_its_scenarios_set() -> None:
    """A row whose key its scenario doesn't set would prove nothing about the key."""
    for name, scenario in SCENARIOS.items():
        given = {**scenario.config, **scenario.secret}
        for leaf in scenario.shows:
            value: Any = given
            for step in (step for step in leaf.split(".") if not step.startswith("<")):
                value = value[0] if isinstance(value, list) else value
                assert step in value, (name, leaf)
                value = value[step]
