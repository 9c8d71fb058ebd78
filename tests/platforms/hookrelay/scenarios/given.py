"""What an operator gives instead of having it made: names, domains, keys, secrets, the past of tables."""

from __future__ import annotations

from tests.platforms.hookrelay.scenarios.scenario import PROD, Place, Scenario
from tests.support.variants import (
    CERTIFICATE,
    DOMAIN,
    DR,
    GIVEN_SECRETS,
    KEY,
    ORIGIN_SECRET,
    PRIVATE,
    PUBLIC,
    REPOSITORY,
    ROTATOR,
    TOPIC,
    VPC,
)

ROLE = "arn:aws:iam::123456789012:role/deploy"
BACKUP = "arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/01234567890123-abcdef01"
REQUESTS = {
    "maximumReadUnits": 101,
    "maximumWriteUnits": 102,
    "warmReadUnits": 13_000,
    "warmWriteUnits": 5_000,
}


def _requests(table: str) -> dict[str, Place]:
    prefix, name = f"tables.{table}.onDemand", f"hookrelay-{table}-table"
    return {
        f"{prefix}.maximumReadUnits": (name, "onDemandThroughput.maxReadRequestUnits", 101),
        f"{prefix}.maximumWriteUnits": (name, "onDemandThroughput.maxWriteRequestUnits", 102),
        f"{prefix}.warmReadUnits": (name, "warmThroughput.readUnitsPerSecond", 13_000),
        f"{prefix}.warmWriteUnits": (name, "warmThroughput.writeUnitsPerSecond", 5_000),
    }


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
        "alerts.topicArn": ("hookrelay-alarms-HighQueueDepth", "alarmActions", [TOPIC]),
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
        "dns.<zone>.zoneId": ("hookrelay-domain-a", "zoneId", "Z0123456789ABCDEFGHIJ"),
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

ELSEWHERE = Scenario(
    base=PROD,
    config={
        **DR,
    },
    secret=ORIGIN_SECRET,
    shows={
        "originSecret": (
            "hookrelay-cdn-distribution",
            "origins.0.customHeaders.0.value",
            ORIGIN_SECRET["originSecret"],
        ),
        "dr.region": ("hookrelay-copies-key-key", "region", "us-west-2"),
        "dr.mode": ("hookrelay-endpoints-table", "replicas.0.regionName", "us-west-2"),
        "dr.databaseNetwork.subnetGroup": ("hookrelay-database-standby", "dbSubnetGroupName", "standby"),
        "dr.databaseNetwork.securityGroupIds": (
            "hookrelay-database-standby",
            "vpcSecurityGroupIds",
            ["sg-0123456789abcdef0"],
        ),
        "dr.failoverTarget": ("hookrelay-failover-secondary", "records", ["standby.company.dev"]),
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
