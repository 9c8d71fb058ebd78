"""Mistakes in a stack file, each with the key that must be named and the check that must find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.program import ACCOUNT, Variant
from tests.support.variants import (
    ARTEFACT,
    CERTIFICATE,
    CERTIFICATE_EU,
    DOMAIN,
    DR,
    HERE,
    KEY,
    PRIVATE,
    PUBLIC,
    ROTATOR,
    TOPIC,
    VPC,
)

ZONE = {"mode": "zone", "zoneName": "company.dev"}
INDEX = {"name": "ByAge", "partitionKey": {"name": "age"}}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A configuration that must be refused.

    Attributes:
        key: The key that the message names first of all.
        config: What is changed in dev's file.
        of: The check that refuses it, `Model.method`; empty for what the reading itself refuses.
        secret: Encrypted keys.
        stack: Name of the stack, where it matters.
        file: The file that is changed.
        platform: Whose keys they are.
    """

    key: str
    config: Mapping[str, Any]
    of: str = ""
    secret: Mapping[str, str] = field(default_factory=dict)
    stack: str = "dev"
    file: str = "dev"
    platform: str = "hookrelay"

    @property
    def variant(self) -> Variant:
        """The stack."""
        return Variant(
            file=self.file, platform=self.platform, stack=self.stack, config=self.config, secret=self.secret
        )


def case(key: str, of: str = "", platform: str = "hookrelay", /, **config: Any) -> Case:
    """A case; `lambda_` means `lambda`."""
    return Case(
        key=f"{platform}:{key}",
        of=of,
        config={key.removesuffix("_"): value for key, value in config.items()},
        platform=platform,
    )


ON_LAMBDA = {"compute": "lambda"}
CASES = {
    # compute
    "fargate has no such size": case(
        "ecs.memory", "FargateSize.size_exists", ecs={"cpu": 256, "memory": 8192}
    ),
    "counts out of order": case(
        "ecs.desiredCount", "FargateSettings.counts_are_ordered", ecs={"minCount": 5, "maxCount": 3}
    ),
    "a worker's counts out of order": case(
        "worker.fargate.minCount",
        "WorkerService.counts_are_ordered",
        worker={"mode": "fargate", "fargate": {"minCount": 5, "maxCount": 3}},
    ),
    "an unknown runtime": case(
        "lambda.runtime", "FunctionSettings.runtime_is_known", **ON_LAMBDA, lambda_={"runtime": "cobol85"}
    ),
    "an artefact that isn't there": case(
        "worker.lambda.artefact",
        "FunctionSettings.artefact_is_deployable",
        worker={"lambda": {"artefact": "build/nothing.zip"}},
    ),
    "a zip and an image": case(
        "lambda.imageUri",
        "ImageFunctionSettings.one_package",
        **ON_LAMBDA,
        lambda_={**ARTEFACT, "imageUri": f"{ACCOUNT}.dkr.ecr.{HERE}.amazonaws.com/hookrelay:1"},
    ),
    "longer than API Gateway waits": case(
        "lambda.timeout",
        "ApiFunctionSettings.api_waits_for_it",
        **ON_LAMBDA,
        lambda_={"timeout": "31 seconds"},
    ),
    "an image nobody can refer to": case(
        "imageTag", "HookRelaySettings.image_can_be_referred_to", imageTag="-no"
    ),
    # messages
    "a large batch without a window": case(
        "worker.lambda.batchingWindow",
        "WorkerFunction.large_batches_are_gathered",
        worker={"lambda": {"batchSize": 11, "timeout": "10 seconds"}},
    ),
    "a message that comes back while it is worked on": case(
        "worker.lambda.timeout",
        "HookRelaySettings.messages_stay_hidden_while_worked_on",
        worker={"lambda": {"timeout": "51 seconds"}},
    ),
    "a window that takes the time of the worker": case(
        "worker.lambda.timeout",
        "HookRelaySettings.messages_stay_hidden_while_worked_on",
        worker={"lambda": {"timeout": "50 seconds", "batchingWindow": "1 second"}},
    ),
    "a worker without a cluster": case(
        "worker.mode",
        "HookRelaySettings.worker_has_a_cluster",
        compute="docker",
        worker={"mode": "fargate"},
    ),
    # network
    "no way out for what calls the internet": case(
        "network.nat", "HookRelaySettings.private_subnets_reach_the_internet", network={"nat": "none"}
    ),
    "a block too small for its subnets": case(
        "network.cidr", "OwnNetwork.block_is_usable", network={"cidr": "10.1.0.0/28"}
    ),
    "an endpoint twice": case(
        "network.interfaceEndpoints",
        "OwnNetwork.endpoints_are_named_once",
        network={"interfaceEndpoints": ["sqs", "sqs"]},
    ),
    "a given network in one zone": case(
        "network.privateSubnetIds",
        "ExistingNetwork.subnets_are_usable",
        network={"vpcId": VPC, "publicSubnetIds": PUBLIC, "privateSubnetIds": PRIVATE[:1]},
    ),
    # entrance
    "plain HTTP": case("cdn", "HookRelaySettings.viewers_get_tls", cdn=False),
    "a certificate that CloudFront can't see": case(
        "dns.cdnCertificateArn",
        "HookRelaySettings.viewers_get_tls",
        provider={"region": "eu-central-1"},
        dns={"mode": "certificateArn", "domain": DOMAIN, "certificateArn": CERTIFICATE_EU},
    ),
    "a certificate of another region": case(
        "dns.certificateArn",
        "GivenCertificate.certificates_are_where_they_are_used",
        dns={"mode": "certificateArn", "domain": DOMAIN, "certificateArn": CERTIFICATE_EU},
    ),
    "a domain with a scheme": case(
        "dns.domain", "ZoneDns.domain_is_a_host", dns={**ZONE, "domain": "https://hooks.company.dev"}
    ),
    "a domain with a path": case(
        "dns.domain",
        "CertificateDns.domain_is_a_host",
        dns={"mode": "certificateArn", "domain": "company.dev/hooks", "certificateArn": CERTIFICATE},
    ),
    "a domain of another zone": case(
        "dns.domain", "ZoneDns.domain_is_in_the_zone", dns={**ZONE, "domain": "hooks.corp.dev"}
    ),
    "a zone by neither name nor id": case(
        "dns.zoneName", "Zone.zone_is_one", dns={"mode": "zone", "domain": DOMAIN}
    ),
    "a firewall before an HTTP API": case(
        "waf",
        "HookRelaySettings.web_acl_has_a_place",
        **ON_LAMBDA,
        lambda_={"apiType": "http"},
        cdn=False,
        waf=True,
    ),
    "a firewall before a host of one's own": case(
        "waf", "HookRelaySettings.web_acl_has_a_place", compute="docker", waf=True
    ),
    # secrets
    "rotation without Secrets Manager": case(
        "rotation", "HookRelaySettings.rotation_has_secrets", rotation={"functionArn": ROTATOR}
    ),
    # the other region
    "copies to nowhere": case("dr.region", "DisasterRecovery.mode_has_what_it_needs", dr={"mode": "backup"}),
    "copies at home": case(
        "dr.region", "RecoverableSettings.other_region_is_another", dr={"mode": "backup", "region": HERE}
    ),
    "a replica without a network": Case(
        key="hookrelay:dr.databaseNetwork",
        of="HookRelayRecovery.replica_has_a_network",
        config={"dr": {key: value for key, value in DR["dr"].items() if key != "databaseNetwork"}},
        file="prod",
        stack="prod",
    ),
    "copies of no backups": case(
        "database.backupDays",
        "HookRelaySettings.database_can_be_copied",
        dr={"mode": "backup", "region": "us-west-2"},
        database={"backupDays": 0},
    ),
    "failover without records": case("dr.mode", "HookRelaySettings.failover_has_records", **DR),
    "a standby that does not know our CDN": Case(
        key="hookrelay:originSecret",
        of="HookRelaySettings.standby_knows_our_cdn",
        config=DR,
        file="prod",
        stack="prod",
    ),
    "a failover to no host": Case(
        key="hookrelay:dr.failoverTarget",
        of="DisasterRecovery.target_is_a_host",
        config={"dr": {**DR["dr"], "failoverTarget": "https://standby.company.dev"}},
        file="prod",
        stack="prod",
    ),
    # stores
    "two indexes of one name": case(
        "tables.deliveries.indexes[1].name",
        "HookRelaySettings.indexes_are_possible",
        tables={"deliveries": {"indexes": [INDEX, INDEX]}},
    ),
    "least above most": case(
        "tables.endpoints.provisioned.readMaximum",
        "Capacity.bounds_are_ordered",
        tables={"endpoints": {"billing": "provisioned", "provisioned": {"readMinimum": 50}}},
    ),
    "limits of the other way of billing": case(
        "tables.endpoints.provisioned",
        "BillingSettings.limits_are_of_the_billing",
        tables={"endpoints": {"provisioned": {}}},
    ),
    "restored over itself": case(
        "tables.endpoints.name",
        "TableSettings.restored_under_a_new_name",
        tables={"endpoints": {"restore": {"sourceName": "old-endpoints"}}},
    ),
    "restored from two pasts": case(
        "tables.endpoints.restore.sourceName",
        "RestoreSettings.one_source",
        tables={
            "endpoints": {
                "name": "again",
                "restore": {
                    "sourceName": "old-endpoints",
                    "backupArn": f"arn:aws:dynamodb:{HERE}:{ACCOUNT}:table/t/backup/01234567890123-abcdef01",
                },
            }
        },
    ),
    "expired before it moves": case(
        "archive.expireDays",
        "Archive.lives_longer_than_its_transition",
        archive={"storageClass": "standardIa", "expireDays": 30},
    ),
    "storage that can't grow": case(
        "database.maxStorage", "Database.storage_can_grow", database={"storage": 100, "maxStorage": 100}
    ),
    "a replica of managed credentials": case(
        "database.readReplica",
        "Database.features_go_together",
        database={"credentials": "rdsManaged", "readReplica": True},
    ),
    "a class of unknown memory": case(
        "database.instanceClass", "Database.instance_class_is_known", database={"instanceClass": "db.x9.huge"}
    ),
    "production without backups": Case(
        key="hookrelay:database.backupDays",
        of="Database.production_is_backed_up",
        config={"database": {"backupDays": 0}},
        file="prod",
        stack="prod",
    ),
    "a node that ElastiCache hasn't": case(
        "cache.nodeType", "Cache.node_type_exists", cache={"nodeType": "cache.zx81.large"}
    ),
    # who is told, what is given
    "a window that never opens": case(
        "alerts.mute.schedule",
        "MuteWindow.can_be_scheduled",
        alerts={"mute": {"schedule": "cron(0 3 * * ? *)"}},
    ),
    "too many addresses": case(
        "alerts.emails", "Alerts.not_too_many", alerts={"emails": [f"a{n}@company.dev" for n in range(11)]}
    ),
    "subscribers of somebody's topic": case(
        "alerts.emails",
        "Alerts.subscribers_are_of_our_own_topic",
        alerts={"emails": ["a@company.dev"], "topicArn": TOPIC},
    ),
    "a key of another region": case(
        "kmsKeyArn", "PlatformSettings.key_is_in_the_region", kmsKeyArn=KEY.replace(HERE, "eu-west-1")
    ),
    # the provider
    "an endpoint of no service": case(
        "provider.endpoints[0].sqz",
        "ProviderOverrides.endpoints_exist",
        provider={"endpoints": [{"sqz": "http://localhost:1"}]},
    ),
    "an endpoint of no service, for all": Case(
        key="aws:endpoints[0].sqz",
        of="AwsSettings.endpoints_exist",
        config={"aws:endpoints": [{"sqz": "http://localhost:1"}]},
    ),
    "a tag of the program's own": Case(
        key="aws:defaultTags.tags",
        of="DefaultTags.the_programs_own_tags_stay",
        config={"aws:defaultTags": {"tags": {"Project": "x"}}},
    ),
    "two ways to assume a role": Case(
        key="aws:assumeRole",
        of="AwsSettings.one_way_to_assume",
        config={
            "aws:assumeRole": {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/a"},
            "aws:assumeRoles": [{"roleArn": f"arn:aws:iam::{ACCOUNT}:role/b"}],
        },
    ),
    "accounts allowed and forbidden": Case(
        key="aws:forbiddenAccountIds",
        of="AwsSettings.accounts_are_allowed_or_forbidden",
        config={"aws:allowedAccountIds": [ACCOUNT], "aws:forbiddenAccountIds": ["210987654321"]},
    ),
    # the file as a whole
    "an unknown key": case("compite", compite="ecs"),
    "an unknown key within": case("ecs.cpus", ecs={"cpus": 256}),
    "an unknown namespace": Case(key="hokrelay:compute", config={"hokrelay:compute": "ecs"}),
    "an unknown platform": Case(key="platforms:enabled[0]", config={"platforms:enabled": ["hookrely"]}),
    "no platform at all": Case(key="platforms:enabled", config={"platforms:enabled": []}),
    "static credentials": Case(key="aws:accessKey", config={"aws:accessKey": "AKIAIOSFODNN7EXAMPLE"}),
    "a stack that doesn't say what it is": Case(
        key="platforms:environment", config={}, stack="somebodys-own"
    ),
    "a secret in plain text": case("authSecret", authSecret="x" * 40),
    "a short secret": Case(key="hookrelay:authSecret", config={}, secret={"authSecret": "too-short-to-sign"}),
    "an encrypted key that everybody may see": Case(
        key="hookrelay:compute", config={}, secret={"compute": "ecs"}
    ),
    "samples against a real account": Case(
        key="hookrelay:imageTag", config={"platforms:samples": False}, file="prod", stack="prod"
    ),
}
