"""What AWS would refuse (or take and break) is refused by its key, before anything is registered.

One case for each check of the settings; a walk shows that none is left out, and that each guard that the
settings call was tripped.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

import components.settings
from components.program import program
from components.settings import ConfigError, load
from components.settings.model import Model
from tests.support.program import Variant, config_of, key_of
from tests.support.recorder import Recorder, declare
from tests.support.variants import (
    ACCOUNT,
    ARTEFACT,
    CERTIFICATE,
    CERTIFICATE_EU,
    DOMAIN,
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
    """

    key: str
    config: Mapping[str, Any]
    of: str = ""
    secret: Mapping[str, str] = field(default_factory=dict)
    stack: str = "dev"
    file: str = "dev"

    @property
    def variant(self) -> Variant:
        """The stack."""
        return Variant(file=self.file, stack=self.stack, config=self.config, secret=self.secret)


def case(key: str, of: str = "", /, **config: Any) -> Case:
    """A case; `lambda_` means `lambda`."""
    return Case(
        key=key_of(key), of=of, config={key.removesuffix("_"): value for key, value in config.items()}
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
        "lambda.timeout", "AppFunction.api_waits_for_it", **ON_LAMBDA, lambda_={"timeout": "31 seconds"}
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
        "CertificateDns.certificates_are_where_they_are_used",
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
        "dns.zoneName", "ZoneDns.domain_is_in_the_zone", dns={"mode": "zone", "domain": DOMAIN}
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
    "copies to nowhere": case(
        "dr.tableReplicas", "HookRelaySettings.other_region_is_another", dr={"tableReplicas": True}
    ),
    "copies at home": case("dr.region", "HookRelaySettings.other_region_is_another", dr={"region": HERE}),
    "failover without records": case(
        "dr.failoverTarget",
        "HookRelaySettings.failover_has_records",
        dr={"failoverTarget": "standby.company.dev"},
    ),
    "a failover to no host": Case(
        key="hookrelay:dr.failoverTarget",
        of="DisasterRecovery.target_is_a_host",
        config={"dr": {"failoverTarget": "https://standby.company.dev"}},
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
        "TableSettings.limits_are_of_the_billing",
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


def run(variant: Variant) -> tuple[Recorder, ConfigError | None]:
    """Run the whole program; what it registered, and how it refused."""
    refused: list[ConfigError] = []

    def caught() -> None:
        try:
            program()
        except ConfigError as error:
            refused.append(error)

    recorded = declare(
        caught,
        config=config_of(variant),
        stack=variant.name,
        secret_keys=[key_of(key) for key in variant.secret],
    )
    return recorded, refused[0] if refused else None


@pytest.mark.requirement("X-3", "X-4", "HR-13", "HR-42", "X-21", "X-22", "X-23", "X-19")
@pytest.mark.parametrize("name", sorted(CASES))
def test_it_is_refused_by_its_key_and_nothing_is_registered(name: str) -> None:
    wrong = CASES[name]
    recorded, error = run(wrong.variant)
    assert error is not None
    assert wrong.key in [problem.field for problem in error.problems]
    assert f"  {wrong.key}: " in str(error)
    assert list(recorded.graph) == []
    assert recorded.invokes == []
    for value in wrong.secret.values():
        assert value not in str(error) or len(value) < 8


def test_the_same_file_without_the_mistake_is_declared() -> None:
    """So it is the mistake that is refused, and something would have been registered."""
    recorded, error = run(Variant(file="dev"))
    assert error is None
    assert len(recorded.graph) > 100


def test_all_mistakes_are_told_at_once() -> None:
    _, error = run(
        Variant(
            file="dev",
            config={
                "ecs": {"cpu": 256, "memory": 8192},
                "queue": {"maxReceiveCount": 0},
                "compite": "x",
                "archive": {"storageClass": "standardIa", "expireDays": 30},
                "aws:region": "mars",
            },
        )
    )
    assert error is not None
    assert [problem.field for problem in error.problems] == [
        "aws:region",
        "hookrelay:archive.expireDays",
        "hookrelay:compite",
        "hookrelay:ecs.memory",
        "hookrelay:queue.maxReceiveCount",
    ]


@pytest.mark.requirement("X-22")
def test_every_sample_of_a_file_is_named_in_one_error() -> None:
    _, error = run(Variant(file="prod", config={"platforms:samples": False}))
    assert error is not None
    assert {problem.field for problem in error.problems} == {
        "hookrelay:alerts.emails[0]",
        "hookrelay:dns.domain",
        "hookrelay:dns.zoneName",
        "hookrelay:imageTag",
    }


# -- nothing is left out


def settings_modules() -> Iterator[ModuleType]:
    """All modules of the settings."""
    for module in pkgutil.iter_modules(components.settings.__path__, "components.settings."):
        yield import_module(module.name)


def models() -> set[type[Model]]:
    """Every settings model."""
    found: set[type[Model]] = set()
    waiting = [Model]
    while waiting:
        for model in waiting.pop().__subclasses__():
            if model.__module__.startswith("components."):
                found.add(model)
                waiting.append(model)
    return found


def checks() -> set[str]:
    """Every check, as `Model.method`."""
    return {
        f"{model.__name__}.{name}"
        for model in models()
        for name, member in vars(model).items()
        if hasattr(member, "_reads_fields")
    }


def problems_of(wrong: Case) -> set[str]:
    """The keys that loading refuses."""
    try:
        load(wrong.variant.name, config_of(wrong.variant), {key_of(key) for key in wrong.variant.secret})
    except ConfigError as error:
        return {problem.field for problem in error.problems}
    return set()


def counted(function: Callable[..., Any], tripped: set[str], name: str) -> Callable[..., Any]:
    """The function, which notes when it finds something."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        found = list(function(*args, **kwargs))
        if found:
            tripped.add(name)
        return iter(found)

    return wrapper


@pytest.mark.requirement("X-3")
def test_every_check_has_a_case_that_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(checks()) > 35
    tripped: set[str] = set()
    for model in models():
        for name, member in list(vars(model).items()):
            if hasattr(member, "_reads_fields"):
                wrapper = counted(member, tripped, f"{model.__name__}.{name}")
                monkeypatch.setattr(model, name, wrapper)
    for name, wrong in CASES.items():
        tripped.clear()
        assert wrong.key in problems_of(wrong), name
        assert not wrong.of or wrong.of in tripped, f"{name}: refused by {tripped or 'the reading'}"
    assert checks() - {wrong.of for wrong in CASES.values()} == set()


@pytest.mark.requirement("X-3")
def test_every_guard_that_settings_call_is_tripped_by_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    tripped: set[str] = set()
    called: set[str] = set()
    for module in settings_modules():
        for name, member in list(vars(module).items()):
            of_a_guard = getattr(member, "__module__", "").startswith(
                ("components.guards", "components.runtimes")
            )
            if of_a_guard and callable(member) and name.endswith("_problems"):
                called.add(name)
                monkeypatch.setattr(module, name, counted(member, tripped, name))
    assert len(called) > 12
    for wrong in CASES.values():
        problems_of(wrong)
    assert called - tripped == set()
