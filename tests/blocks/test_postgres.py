from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from components.blocks.postgres import BackupCopy, Postgres, PostgresArgs
from components.guards.postgres import GIB
from tests.blocks.data_support import DEV, DR_KEY_ARN, KEY_ARN, PROD, linked, made, unpublished
from tests.support.recorder import Recorder, declare

ARGS = PostgresArgs(
    environment=DEV,
    name="hookrelay-dev",
    vpc_id="vpc-0123456789abcdef0",
    subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    database="hookrelay_dev",
    user="dev_user",
    url_secret_name="/hookrelay/dev/database-url",
)
IN_PROD = replace(ARGS, environment=PROD)
MANAGED = replace(ARGS, credentials="rdsManaged", url_secret_name=None)
INSTANCE = "aws:rds/instance:Instance"


def recorded(args: PostgresArgs = ARGS) -> Recorder:
    return declare(lambda: Postgres("database", args))


def instance(args: PostgresArgs = ARGS) -> dict[str, Any]:
    return recorded(args).inputs("database-instance")


@pytest.mark.requirement("HR-27", "X-11")
def test_the_instance_is_private_encrypted_and_pinned_to_a_major() -> None:
    inputs = instance()
    assert (inputs["engine"], inputs["engineVersion"]) == ("postgres", "17")
    assert inputs["autoMinorVersionUpgrade"] is True
    assert inputs["publiclyAccessible"] is False
    assert inputs["storageEncrypted"] is True
    assert (inputs["storageType"], inputs["allocatedStorage"], inputs["maxAllocatedStorage"]) == (
        "gp3",
        20,
        100,
    )
    assert (inputs["username"], inputs["dbName"], inputs["port"]) == ("dev_user", "hookrelay_dev", 5432)
    assert inputs["databaseInsightsMode"] == "standard"


@pytest.mark.requirement("HR-27", "HR-29")
def test_tls_is_forced_and_slow_statements_are_logged() -> None:
    group = recorded(replace(ARGS, engine_version="18")).inputs("database-parameters")
    assert group["family"] == "postgres18"
    settings = {each["name"]: (each["value"], each["applyMethod"]) for each in group["parameters"]}
    assert settings == {
        "rds.force_ssl": ("1", "immediate"),
        "log_min_duration_statement": ("1000", "immediate"),
        # static: RDS refuses to apply it at once
        "shared_preload_libraries": ("pg_stat_statements", "pending-reboot"),
    }


@pytest.mark.requirement("HR-29")
def test_the_log_group_with_its_retention_is_there_before_rds_makes_one() -> None:
    made_ = recorded()
    assert made_.inputs("database-logs")["name"] == "/aws/rds/instance/hookrelay-dev/postgresql"
    assert made_.inputs("database-logs")["retentionInDays"] == 7
    assert "database-logs" in made_.needs("database-instance")
    assert made_.inputs("database-instance")["enabledCloudwatchLogsExports"] == ["postgresql"]


@pytest.mark.requirement("HR-27", "HR-28")
def test_production_has_a_standby_backups_and_a_last_snapshot() -> None:
    inputs = instance(IN_PROD)
    assert inputs["multiAz"] is True
    assert inputs["backupRetentionPeriod"] == 14
    assert inputs["deletionProtection"] is True
    assert inputs["skipFinalSnapshot"] is False
    assert inputs["finalSnapshotIdentifier"].startswith("hookrelay-dev-final-")
    assert inputs["instanceClass"] == "db.t4g.medium"
    assert inputs["deleteAutomatedBackups"] is False
    assert inputs["tags"] == {"Backup": "daily"}
    assert recorded(IN_PROD).registration("database-instance").protect


@pytest.mark.requirement("HR-28")
def test_nothing_stands_in_the_way_of_a_destroy_in_dev() -> None:
    inputs = instance()
    assert inputs["multiAz"] is False
    assert inputs["backupRetentionPeriod"] == 1
    assert inputs["deletionProtection"] is False
    assert inputs["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in inputs
    assert not recorded().registration("database-instance").protect


@pytest.mark.requirement("HR-26")
def test_the_password_is_written_only_and_its_url_is_one_secret() -> None:
    made_ = recorded()
    registration = made_.registration("database-instance")
    assert "passwordWo" in registration.secrets
    assert registration.inputs["passwordWoVersion"] > 0
    assert not {"password", "manageMasterUserPassword"} & registration.inputs.keys()
    secret = made_.registration("database-url-parameter")
    assert secret.inputs["name"] == "/hookrelay/dev/database-url"
    assert "valueWo" in secret.secrets


@pytest.mark.requirement("HR-26")
def test_the_url_quotes_the_password_and_asks_for_tls() -> None:
    made_ = recorded()
    password = str(made_.state("database-password")["result"])
    assert ":" in password  # the echo's answer needs quoting, as a generated one does
    url = urlsplit(str(made_.inputs("database-url-parameter")["valueWo"]))
    assert (url.scheme, url.username, url.port, url.path) == (
        "postgresql",
        "dev_user",
        5432,
        "/hookrelay_dev",
    )
    assert url.query == "sslmode=require"
    assert url.hostname == made_.state("database-instance")["address"]
    assert url.password is not None
    assert ":" not in url.password
    assert made_.inputs("database-password")["length"] == 32
    assert not set('/@" ') & set(made_.inputs("database-password")["overrideSpecial"])


@pytest.mark.requirement("HR-26")
def test_clients_get_the_url_as_a_secret_and_the_way_to_the_port() -> None:
    link = linked(lambda: Postgres("database", ARGS).link())
    assert link["environment"] == {}
    assert list(link["secrets"]) == ["DATABASE_URL"]
    assert link["flows"] == [{"name": "database", "port": 5432}]


@pytest.mark.requirement("HR-26")
def test_with_a_password_that_rds_rotates_only_its_parts_are_handed_out() -> None:
    inputs = instance(MANAGED)
    assert inputs["manageMasterUserPassword"] is True
    assert not {"password", "passwordWo"} & inputs.keys()
    made_ = recorded(MANAGED)
    assert made_.count("RandomPassword") == 0
    assert not [item for item in made_.graph if "url" in item.name]
    link = linked(lambda: Postgres("database", MANAGED).link())
    assert set(link["environment"]) == {"DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"}
    assert list(link["secrets"]) == ["DB_PASSWORD"]
    assert link["secrets"]["DB_PASSWORD"].endswith(":password::")


@pytest.mark.requirement("HR-27", "HR-29")
def test_a_standby_and_advanced_insights_can_be_chosen() -> None:
    inputs = instance(replace(ARGS, multi_az=True, insights="advanced"))
    assert inputs["multiAz"] is True
    assert (inputs["databaseInsightsMode"], inputs["performanceInsightsRetentionPeriod"]) == ("advanced", 465)
    assert instance()["performanceInsightsRetentionPeriod"] == 7
    assert instance(replace(IN_PROD, multi_az=False))["multiAz"] is False


def test_its_group_lets_nobody_in_by_itself() -> None:
    made_ = recorded()
    assert made_.count("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == 0
    assert not {"ingress", "egress"} & made_.one("aws:ec2/securityGroup:SecurityGroup").inputs.keys()
    assert len(made_.inputs("database-instance")["vpcSecurityGroupIds"]) == 1


@pytest.mark.requirement("HR-29")
@pytest.mark.parametrize("args", [replace(ARGS, proxy=True), replace(MANAGED, proxy=True)])
def test_a_proxy_pools_connections_over_tls_with_the_login_it_may_read(args: PostgresArgs) -> None:
    made_ = recorded(args)
    pool = made_.inputs("database-proxy-pool")
    assert pool["requireTls"] is True
    assert pool["engineFamily"] == "POSTGRESQL"
    (read,) = made_.statements("database-proxy-reads-login")
    assert read["Action"] == ["secretsmanager:GetSecretValue"]
    assert [auth["secretArn"] for auth in pool["auths"]] == read["Resource"]
    assert "database-proxy-reads-login" in made_.needs("database-proxy-pool")
    target = made_.inputs("database-proxy-target")
    assert target["dbInstanceIdentifier"] == made_.state("database-instance")["identifier"]
    assert made_.trust("database-proxy-role")[0]["Principal"] == {"Service": "rds.amazonaws.com"}


@pytest.mark.requirement("HR-29", "HR-46")
def test_with_a_proxy_clients_reach_the_proxy_and_only_the_proxy_reaches_the_database() -> None:
    args = replace(ARGS, proxy=True)
    made_ = recorded(args)
    (into,) = made_.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert into.inputs["securityGroupId"] == made_.state("database-access-group")["id"]
    assert into.inputs["referencedSecurityGroupId"] == made_.state("database-proxy-access-group")["id"]
    assert into.inputs["fromPort"] == into.inputs["toPort"] == 5432
    url = urlsplit(str(made_.inputs("database-url-parameter")["valueWo"]))
    assert url.hostname == made_.state("database-proxy-pool")["endpoint"]


def test_a_read_replica_answers_under_a_url_of_its_own() -> None:
    args = replace(IN_PROD, read_replica=True)
    made_ = recorded(args)
    replica = made_.inputs("database-replica")
    assert replica["replicateSourceDb"] == made_.state("database-instance")["identifier"]
    assert not {"username", "passwordWo", "dbName"} & replica.keys()
    link = linked(lambda: Postgres("database", args).link())
    assert set(link["secrets"]) == {"DATABASE_URL", "DATABASE_REPLICA_URL"}
    assert made_.count(INSTANCE) == 2
    assert recorded(IN_PROD).count(INSTANCE) == 1


@pytest.mark.requirement("HR-28")
def test_backups_are_copied_to_the_other_region_with_its_key() -> None:
    args = replace(IN_PROD, backup_copy=BackupCopy(region="us-west-2", kms_key_arn=DR_KEY_ARN))
    copy = recorded(args).inputs("database-backup-copy")
    assert (copy["region"], copy["kmsKeyId"], copy["retentionPeriod"]) == ("us-west-2", DR_KEY_ARN, 14)
    assert recorded(IN_PROD).count("InstanceAutomatedBackupsReplication") == 0


def test_a_key_of_our_own_encrypts_storage_insights_and_the_secret() -> None:
    made_ = recorded(replace(ARGS, kms_key_arn=KEY_ARN))
    inputs = made_.inputs("database-instance")
    assert inputs["kmsKeyId"] == inputs["performanceInsightsKmsKeyId"] == KEY_ARN
    assert made_.inputs("database-url-parameter")["keyId"] == KEY_ARN
    assert instance(replace(MANAGED, kms_key_arn=KEY_ARN))["masterUserSecretKmsKeyId"] == KEY_ARN


def test_alarms_follow_the_instances_own_size() -> None:
    alarms = {alarm.key: alarm for alarm in made(lambda: Postgres("database", IN_PROD).alarms())}
    assert alarms["database-storage"].threshold == 2 * GIB  # a tenth of 20 GiB
    assert alarms["database-connections"].threshold == int(4 * GIB // 9_531_392 * 0.8)
    assert alarms["database-memory"].comparison == "LessThanThreshold"
    assert "database-replica-lag" not in alarms
    assert unpublished(alarms.values()) == []
    assert unpublished(made(lambda: Postgres("database", ARGS).widgets())) == []


def test_a_replica_that_falls_behind_is_an_alarm_of_the_replica() -> None:
    args = replace(ARGS, read_replica=True)
    alarms = made(lambda: Postgres("database", args).alarms())
    assert alarms[-1].key == "database-replica-lag"
    assert unpublished(alarms) == []


@pytest.mark.requirement("HR-26")
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"credentials": "rdsManaged", "url_secret_name": None, "read_replica": True}, "read_replica"),
        ({"credentials": "rdsManaged"}, "url_secret_name"),
        ({"url_secret_name": None}, "url_secret_name"),
        ({"engine_version": "17.4"}, "engine_version"),
        ({"user": "postgres"}, "user"),
    ],
)
def test_fails_with_what_rds_refuses(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ARGS, **settings)
