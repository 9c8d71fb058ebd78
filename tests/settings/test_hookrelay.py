"""HookRelay's defaults are the guide's and the environment's, and what contradicts itself is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components.environments import ENVIRONMENTS, Environment, EnvironmentName
from components.settings import load
from components.settings.dns import CertificateDns, NoDns, ZoneDns
from components.settings.hookrelay_parts import Network
from components.settings.network import ExistingNetwork
from components.table_schema import Key, OnDemand, Provisioned
from tests.settings.loaded import hookrelay, problems
from tests.settings.stack_files import MINIMAL

CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b"
ELSEWHERE = "arn:aws:acm:eu-west-1:111111111111:certificate/0a1b"
ACTIVE: dict[str, Any] = {
    "mode": "active-passive",
    "region": "us-west-2",
    "failoverTarget": "standby.corp.dev",
    "databaseNetwork": {"subnetGroup": "standby", "securityGroupIds": ["sg-0123456789abcdef0"]},
}
SECRET = {"originSecret": "s" * 32}
ZONE = {"mode": "zone", "zoneName": "corp.dev", "domain": "hooks.corp.dev"}
VPC = {
    "vpcId": "vpc-0123456789abcdef0",
    "publicSubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    "privateSubnetIds": ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
}


@pytest.mark.requirement(
    "HR-4", "HR-5", "HR-9", "HR-12", "HR-13", "HR-26", "HR-34", "HR-41", "HR-46", "HR-52"
)
def test_defaults_are_the_guides_figures() -> None:
    settings = hookrelay()
    assert settings.compute == "ecs"
    assert (settings.ecs.cpu, settings.ecs.memory) == (256, 512)
    assert settings.queue.visibility_timeout.seconds == 300
    assert settings.queue.max_receive_count == 3
    assert (settings.archive.expire_days, settings.archive.noncurrent_days) == (90, 90)
    assert settings.worker.mode == "lambda"
    assert settings.worker.lambda_.timeout.seconds == 50
    assert settings.worker.lambda_.batch_size == 10
    assert settings.lambda_.timeout.seconds == 29
    assert settings.lambda_.memory == 1024
    assert settings.lambda_.handler == "lambda.handler"
    assert settings.lambda_.runtime == "nodejs24.x"
    assert settings.lambda_.api_type == "rest"
    assert settings.database.engine_version == "17"
    assert settings.database.credentials == "generated"
    assert settings.tables.endpoints.capacity == OnDemand()
    assert settings.tables.deliveries.indexes == ()
    assert settings.secrets_backend == "ssm"
    assert isinstance(settings.network, Network)
    assert settings.network.cidr == "10.1.0.0/16"
    assert isinstance(settings.dns, NoDns)
    assert settings.dns.domain is None


@pytest.mark.requirement(
    "HR-38", "HR-40", "HR-27", "HR-28", "HR-30", "HR-37", "HR-46", "X-10", "X-11", "X-14"
)
@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_what_differs_between_environments_is_the_matrix(name: EnvironmentName) -> None:
    environment: Environment = ENVIRONMENTS[name]
    settings = hookrelay(name)
    assert settings.ecs.tasks == environment.tasks
    assert settings.worker.fargate.max_count == environment.tasks.maximum
    assert settings.database.multi_az is environment.multi_az
    assert settings.database.backup_days == environment.database_backup_days
    assert settings.database.instance_class == environment.database_class
    assert settings.cache.node_type == environment.cache_node_type
    assert settings.cache.replicas == (1 if environment.multi_az else 0)
    assert settings.log_retention_days == environment.log_retention_days
    assert settings.customer_managed_key is environment.customer_managed_key
    assert settings.waf is environment.waf
    assert isinstance(settings.network, Network)
    assert settings.network.nat == environment.nat
    assert settings.monthly_budget_usd == 400 * environment.budget_share
    assert settings.environment_here(environment) == environment


@pytest.mark.requirement("X-4")
def test_blocks_take_their_defaults_from_what_the_stack_file_says() -> None:
    given = {
        **MINIMAL,
        "hookrelay:waf": "true",
        "hookrelay:logRetentionDays": "90",
        "hookrelay:kmsKeyArn": "arn:aws:kms:us-east-1:111111111111:key/0a1b",
        "hookrelay:database": '{"multiAz": true}',
    }
    environment = load("dev", given, set()).environment_of("hookrelay")
    assert environment.waf
    assert environment.log_retention_days == 90
    assert environment.customer_managed_key
    assert environment.multi_az
    assert environment.tasks == ENVIRONMENTS["dev"].tasks


@pytest.mark.requirement("HR-13")
@pytest.mark.parametrize(
    ("visibility", "timeout", "window", "fits"),
    [
        ("5 minutes", "50 seconds", "0 seconds", True),
        ("5 minutes", "51 seconds", "0 seconds", False),
        ("5 minutes", "50 seconds", "1 second", False),
        ("6 minutes", "1 minute", "0 seconds", True),
    ],
)
def test_a_message_stays_hidden_six_timeouts_and_a_window(
    visibility: str, timeout: str, window: str, fits: bool
) -> None:
    keys: dict[str, Any] = {
        "queue": {"visibilityTimeout": visibility},
        "worker": {"lambda": {"timeout": timeout, "batchingWindow": window}},
    }
    if fits:
        hookrelay(**keys)
    else:
        assert set(problems(**keys)) == {"worker.lambda.timeout"}


@pytest.mark.requirement("HR-13")
def test_the_timeout_of_a_function_that_is_not_there_does_not_matter() -> None:
    keys: dict[str, Any] = {"queue": {"visibilityTimeout": "30 seconds"}}
    assert set(problems(**keys)) == {"worker.lambda.timeout"}
    hookrelay(**keys, worker={"mode": "fargate"})
    hookrelay(**keys, worker={"mode": "none"})


@pytest.mark.requirement("HR-12")
def test_more_than_ten_messages_need_a_window() -> None:
    assert set(problems(worker={"lambda": {"batchSize": 11}})) == {"worker.lambda.batchingWindow"}
    hookrelay(worker={"lambda": {"batchSize": 11, "batchingWindow": "1 second", "timeout": "40 seconds"}})


@pytest.mark.requirement("HR-14")
def test_a_fargate_worker_needs_the_cluster_of_compute_ecs() -> None:
    assert hookrelay(worker={"mode": "fargate"}).worker.mode == "fargate"
    for compute in ("lambda", "docker"):
        assert set(problems(compute=compute, worker={"mode": "fargate"})) == {"worker.mode"}


@pytest.mark.requirement("HR-15")
def test_indexes_of_deliveries_are_checked_against_the_tables_keys() -> None:
    index = {
        "name": "StatusIndex",
        "partitionKey": {"name": "status"},
        "sortKey": {"name": "at", "type": "N"},
    }
    (made,) = hookrelay(tables={"deliveries": {"indexes": [index]}}).tables.deliveries.indexes
    assert made.index.hash_key == Key(name="status")
    assert made.index.range_key == Key(name="at", type="N")
    wrong = {"name": "Other", "partitionKey": {"name": "endpoint_id", "type": "N"}}
    assert set(problems(tables={"deliveries": {"indexes": [wrong]}})) == {"tables.deliveries.indexes"}
    assert set(problems(tables={"deliveries": {"indexes": [index, index]}})) == {
        "tables.deliveries.indexes[0].name",
        "tables.deliveries.indexes[1].name",
    }


@pytest.mark.requirement("HR-16")
def test_billing_is_by_request_or_by_units_that_scale() -> None:
    units = {"billing": "provisioned", "provisioned": {"readMinimum": 2, "readMaximum": 20}}
    capacity = hookrelay(tables={"endpoints": units}).tables.endpoints.capacity
    assert capacity == Provisioned(read_minimum=2, read_maximum=20, write_minimum=1, write_maximum=10)
    caps = {"onDemand": {"maximumReadUnits": 100, "warmWriteUnits": 50}}
    assert hookrelay(tables={"endpoints": caps}).tables.endpoints.capacity == OnDemand(
        maximum_read_units=100, warm_write_units=50
    )
    assert set(problems(tables={"endpoints": {**units, "billing": "onDemand"}})) == {
        "tables.endpoints.provisioned"
    }
    assert set(problems(tables={"endpoints": {**caps, "billing": "provisioned"}})) == {
        "tables.endpoints.onDemand"
    }
    assert set(problems(tables={"endpoints": {**units, "provisioned": {"readMinimum": 20}}})) == {
        "tables.endpoints.provisioned.readMaximum"
    }


@pytest.mark.requirement("HR-50", "TR-30")
def test_a_table_is_restored_under_a_new_name() -> None:
    restore = {"restore": {"sourceName": "prod-hookrelay-endpoints", "dateTime": "2026-11-20T08:00:00Z"}}
    assert set(problems(tables={"endpoints": restore})) == {"tables.endpoints.name"}
    same = {**restore, "name": "prod-hookrelay-endpoints"}
    assert set(problems(tables={"endpoints": same})) == {"tables.endpoints.name"}
    other = hookrelay(
        tables={"endpoints": {**restore, "name": "prod-hookrelay-endpoints-2"}}
    ).tables.endpoints
    assert other.restore is not None
    assert other.restore.restore.date_time == "2026-11-20T08:00:00Z"
    assert set(problems(tables={"endpoints": {"restore": {}, "name": "other"}})) == {
        "tables.endpoints.restore.sourceName"
    }


@pytest.mark.requirement("HR-10")
def test_standard_ia_needs_more_than_thirty_days() -> None:
    assert set(problems(archive={"storageClass": "standardIa", "expireDays": 30})) == {"archive.expireDays"}
    hookrelay(archive={"storageClass": "standardIa", "expireDays": 31})
    hookrelay(archive={"storageClass": "standard", "expireDays": 30})


@pytest.mark.requirement("HR-26")
def test_no_read_replica_of_a_database_whose_password_rds_manages() -> None:
    assert set(problems(database={"credentials": "rdsManaged", "readReplica": True})) == {
        "database.readReplica"
    }
    hookrelay(database={"credentials": "generated", "readReplica": True})
    hookrelay(database={"credentials": "rdsManaged"})


@pytest.mark.requirement("HR-28")
def test_production_is_backed_up_and_copies_need_backups() -> None:
    assert set(problems("prod", database={"backupDays": 0})) == {"database.backupDays"}
    assert hookrelay(database={"backupDays": 0}).database.backup_days == 0
    assert set(problems(database={"backupDays": 0, "readReplica": True})) == {"database.backupDays"}
    assert set(problems(database={"instanceClass": "db.x2g.huge"})) == {"database.instanceClass"}
    assert set(problems(cache={"nodeType": "cache.t4g"})) == {"cache.nodeType"}
    assert [
        move.storage_class
        for move in hookrelay(archive={"storageClass": "intelligentTiering"}).archive.transitions
    ] == ["INTELLIGENT_TIERING"]


def test_storage_can_grow_by_a_tenth() -> None:
    assert set(problems(database={"storage": 100, "maxStorage": 109})) == {"database.maxStorage"}
    hookrelay(database={"storage": 100, "maxStorage": 110})


@pytest.mark.requirement("HR-34")
def test_a_task_size_that_fargate_does_not_have_is_refused() -> None:
    assert set(problems(ecs={"cpu": 256, "memory": 4096})) == {"ecs.memory"}
    assert set(problems(ecs={"cpu": 300})) == {"ecs.cpu"}
    assert set(problems(worker={"mode": "fargate", "fargate": {"cpu": 1024}})) == {"worker.fargate.memory"}


@pytest.mark.requirement("HR-40")
def test_task_counts_are_ordered() -> None:
    assert set(problems(ecs={"minCount": 3, "maxCount": 4})) == {"ecs.desiredCount"}
    assert set(problems(worker={"fargate": {"minCount": 5}})) == {"worker.fargate.minCount"}
    hookrelay(ecs={"minCount": 0, "desiredCount": 1, "maxCount": 1})


@pytest.mark.requirement("HR-36")
@pytest.mark.parametrize("tag", ["1.4.2", "sha256:" + "a" * 64])
def test_an_image_is_named_by_tag_or_digest(tag: str) -> None:
    assert hookrelay(imageTag=tag).image_tag == tag


@pytest.mark.requirement("HR-36")
def test_an_image_with_its_repository_is_no_tag() -> None:
    assert set(problems(imageTag="repo/app:1.4.2")) == {"imageTag"}


@pytest.mark.requirement("HR-41", "HR-42")
def test_the_application_as_a_function() -> None:
    assert set(problems(lambda_={"timeout": "30 seconds"})) == {"lambda.timeout"}
    assert set(problems(lambda_={"runtime": "nodejs99.x"})) == {"lambda.runtime"}
    assert set(problems(lambda_={"artefact": "no/such.zip"})) == {"lambda.artefact"}
    image = "111111111111.dkr.ecr.us-east-1.amazonaws.com/app:1"
    assert hookrelay(lambda_={"imageUri": image}).lambda_.image_uri == image


@pytest.mark.requirement("HR-41")
def test_a_function_is_a_zip_or_an_image(tmp_path: Path) -> None:
    image = "111111111111.dkr.ecr.us-east-1.amazonaws.com/app:1"
    assert set(problems(lambda_={"artefact": str(tmp_path), "imageUri": image})) == {"lambda.imageUri"}
    assert hookrelay(lambda_={"artefact": str(tmp_path)}).lambda_.artefact == str(tmp_path)


@pytest.mark.requirement("X-23")
@pytest.mark.parametrize(
    ("compute", "worker", "refused"),
    [("ecs", "none", True), ("lambda", "none", True), ("docker", "lambda", True), ("docker", "none", False)],
)
def test_no_way_out_is_refused_where_something_needs_one(compute: str, worker: str, refused: bool) -> None:
    keys: dict[str, Any] = {"compute": compute, "worker": {"mode": worker}, "network": {"nat": "none"}}
    if refused:
        assert set(problems(**keys)) == {"network.nat"}
    else:
        assert isinstance(hookrelay(**keys).network, Network)


@pytest.mark.requirement("X-23")
def test_a_network_is_our_own_or_one_that_exists() -> None:
    assert isinstance(hookrelay(network=VPC).network, ExistingNetwork)
    assert set(problems(network={**VPC, "privateSubnetIds": VPC["privateSubnetIds"][:1]})) == {
        "network.privateSubnetIds"
    }
    assert set(problems(network={**VPC, "cidr": "10.0.0.0/16"})) == {"network.cidr"}
    assert set(problems(network={"cidr": "10.1.0.0/28"})) == {"network.cidr"}
    assert set(problems(network={"interfaceEndpoints": ["sqs", "sqs"]})) == {"network.interfaceEndpoints"}


@pytest.mark.requirement("X-21")
def test_a_domain_stands_in_its_zone() -> None:
    dns = hookrelay(dns=ZONE).dns
    assert isinstance(dns, ZoneDns)
    assert dns.domain == "hooks.corp.dev"
    assert set(problems(dns={**ZONE, "domain": "hooks.other.dev"})) == {"dns.domain"}
    assert set(problems(dns={**ZONE, "domain": "https://hooks.corp.dev"})) == {"dns.domain"}
    assert set(problems(dns={"mode": "zone", "domain": "hooks.corp.dev"})) == {"dns.zoneName"}
    assert set(problems(dns={**ZONE, "zoneId": "Z123"})) == {"dns.zoneName"}
    assert set(problems(dns={"mode": "zones"})) == {"dns.mode"}


@pytest.mark.requirement("X-21")
def test_certificates_are_where_they_are_used() -> None:
    given = {"mode": "certificateArn", "domain": "hooks.corp.dev", "certificateArn": CERTIFICATE}
    dns = hookrelay(dns=given).dns
    assert isinstance(dns, CertificateDns)
    assert dns.certificate_for_cloudfront == CERTIFICATE
    assert set(problems(dns={**given, "certificateArn": ELSEWHERE, "cdnCertificateArn": CERTIFICATE})) == {
        "dns.certificateArn"
    }
    abroad: dict[str, Any] = {
        "provider": {"region": "eu-west-1"},
        "dns": {**given, "certificateArn": ELSEWHERE},
    }
    assert set(problems(**abroad)) == {"dns.cdnCertificateArn"}
    hookrelay(**abroad, cdn=False)
    hookrelay(provider={"region": "eu-west-1"}, dns={**abroad["dns"], "cdnCertificateArn": CERTIFICATE})


@pytest.mark.requirement("X-21", "HR-39")
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_plain_http_is_refused(stack: str) -> None:
    assert set(problems(stack, cdn=False)) == {"cdn"}
    hookrelay(stack, cdn=True)
    hookrelay(stack, cdn=False, dns=ZONE)
    hookrelay(stack, cdn=False, compute="lambda")
    hookrelay(stack, compute="docker")


@pytest.mark.requirement("HR-46", "HR-52")
@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({}, "cloudfront"),
        ({"cdn": False, "dns": ZONE}, "regional"),
        ({"cdn": False, "compute": "lambda"}, "regional"),
        ({"waf": False}, "none"),
        ({"compute": "docker"}, "none"),
        ({"compute": "lambda", "lambda_": {"apiType": "http"}}, "cloudfront"),
    ],
)
def test_the_web_acl_stands_at_the_edge_or_at_the_entrance(keys: dict[str, Any], place: str) -> None:
    assert hookrelay("prod", **keys).web_acl == place


@pytest.mark.requirement("HR-46")
def test_a_web_acl_without_a_place_is_refused() -> None:
    http: dict[str, Any] = {"compute": "lambda", "lambda_": {"apiType": "http"}, "cdn": False}
    assert set(problems("prod", **http)) == {"waf"}
    hookrelay("prod", **http, waf=False)
    assert set(problems(compute="docker", waf=True, cdn=True)) == {"cdn", "waf"}


@pytest.mark.requirement("HR-48", "X-20")
def test_only_secrets_manager_rotates() -> None:
    rotation = {"functionArn": "arn:aws:lambda:us-east-1:111111111111:function:rotate"}
    assert set(problems(rotation=rotation)) == {"rotation"}
    made = hookrelay(rotation=rotation, secretsBackend="secretsmanager").rotation
    assert made is not None
    assert made.every_days == 90


@pytest.mark.requirement("HR-50", "HR-28")
def test_copies_go_to_another_region() -> None:
    assert set(problems(dr={"mode": "backup"})) == {"dr.region"}
    assert set(problems(dr={"mode": "backup", "region": "us-east-1"})) == {"dr.region"}
    assert set(problems(dr={"region": "us-west-2"})) == {"dr.region"}
    hookrelay(dr={"mode": "pilot-light", "region": "us-west-2"})
    hookrelay(dr={"mode": "backup", "region": "us-east-1"}, provider={"region": "eu-west-1"})


@pytest.mark.requirement("HR-50", "HR-28")
def test_rds_copies_backups_and_replicates_only_an_instance_whose_password_is_ours() -> None:
    backup = {"mode": "backup", "region": "us-west-2"}
    assert set(problems(dr=backup, database={"backupDays": 0})) == {"database.backupDays"}
    managed = {"credentials": "rdsManaged"}
    assert set(problems(secret=SECRET, dr=ACTIVE, dns=ZONE, database=managed)) == {"database.credentials"}
    hookrelay(dr=backup, database=managed)
    without = {key: value for key, value in ACTIVE.items() if key != "databaseNetwork"}
    assert set(problems(secret=SECRET, dr=without, dns=ZONE)) == {"dr.databaseNetwork"}
    network = {"databaseNetwork": ACTIVE["databaseNetwork"]}
    assert set(problems(dr={**backup, **network})) == {"dr.databaseNetwork"}


@pytest.mark.requirement("HR-50")
def test_failover_needs_a_zone_and_a_cdn() -> None:
    assert set(problems(dr=ACTIVE)) == {"dr.mode", "originSecret"}
    assert set(problems(secret=SECRET, dr=ACTIVE, dns=ZONE, cdn=False)) == {"dr.mode"}
    assert set(problems(secret=SECRET, dr=ACTIVE, dns=ZONE, compute="lambda")) == {"dr.mode"}
    assert hookrelay(secret=SECRET, dr=ACTIVE, dns=ZONE).dr.failover_target == "standby.corp.dev"
    nowhere = {key: value for key, value in ACTIVE.items() if key != "failoverTarget"}
    assert set(problems(secret=SECRET, dr=nowhere, dns=ZONE)) == {"dr.failoverTarget"}
    passive = {"mode": "pilot-light", "region": "us-west-2", "failoverTarget": "standby.corp.dev"}
    assert set(problems(dr=passive, dns=ZONE)) == {"dr.failoverTarget"}


@pytest.mark.requirement("X-17", "X-23")
def test_alerts_go_to_our_topic_or_to_one_that_exists() -> None:
    topic = "arn:aws:sns:us-east-1:111111111111:alerts"
    assert hookrelay(alerts={"topicArn": topic}).alerts.topic_arn == topic
    assert set(problems(alerts={"topicArn": topic, "emails": ["a@corp.dev"]})) == {"alerts.emails"}
    assert set(problems(alerts={"topicArn": topic.replace("us-east-1", "eu-west-1")})) == {"alerts.topicArn"}
    assert set(problems(alerts={"emails": [f"{n}@corp.dev" for n in range(11)]})) == {"alerts.emails"}


@pytest.mark.requirement("X-11", "X-23")
def test_a_key_is_of_the_platforms_region() -> None:
    assert set(problems(kmsKeyArn="arn:aws:kms:eu-west-1:111111111111:key/0a1b")) == {"kmsKeyArn"}


def test_every_switch_is_read_in_both_positions() -> None:
    switched = hookrelay(
        archive={"archiver": False},
        cache={"enabled": False, "engine": "redis"},
        queue={"changeVisibility": True, "retention": "14 days"},
        secretsBackend="secretsmanager",
        database={"proxy": True, "insights": "advanced", "slowStatement": "2 seconds"},
        docker={"hostSecurityGroupId": "sg-0123456789abcdef0"},
        healthPath="/api/health",
        imageRepository="111111111111.dkr.ecr.us-east-1.amazonaws.com/app",
    )
    default = hookrelay()
    assert (default.archive.archiver, switched.archive.archiver) == (True, False)
    assert (default.cache.enabled, switched.cache.enabled) == (True, False)
    assert (default.cache.engine, switched.cache.engine) == ("valkey", "redis")
    assert (default.queue.change_visibility, switched.queue.change_visibility) == (False, True)
    assert (default.queue.retention.days, switched.queue.retention.days) == (4, 14)
    assert (default.secrets_backend, switched.secrets_backend) == ("ssm", "secretsmanager")
    assert (default.database.proxy, switched.database.proxy) == (False, True)
    assert (default.database.insights, switched.database.insights) == ("standard", "advanced")
    assert (default.database.slow_statement.seconds, switched.database.slow_statement.seconds) == (1, 2)
    assert default.docker.host_security_group_id is None
    assert switched.docker.host_security_group_id == "sg-0123456789abcdef0"
    assert (default.health_path, switched.health_path) == ("/", "/api/health")
    assert default.image_repository is None
    assert switched.image_repository is not None
