"""Database and cache."""

from __future__ import annotations

from urllib.parse import urlsplit

from smoke import shared
from smoke.core import Deployed, expect

POSTGRES_PORT = 5432  # HR-27


def database_is_private(deployed: Deployed) -> str:
    """The database is encrypted, private, backed up, and accepts only TLS."""
    rds = deployed.client("rds")
    instance = rds.describe_db_instances(DBInstanceIdentifier=deployed["databaseId"])["DBInstances"][0]
    expect(not instance["PubliclyAccessible"], "the database has a public address")
    expect(instance["StorageEncrypted"], "the database is not encrypted")
    expect(instance["BackupRetentionPeriod"] >= 1, "the database is not backed up")
    group = instance["DBParameterGroups"][0]["DBParameterGroupName"]
    parameters = rds.describe_db_parameters(DBParameterGroupName=group)["Parameters"]
    forced = {p["ParameterName"]: p.get("ParameterValue") for p in parameters}.get("rds.force_ssl")
    expect(forced == "1", f"rds.force_ssl is {forced}")
    return f"{instance['DBInstanceIdentifier']}, backups {instance['BackupRetentionPeriod']} days"


def database_url_is_complete(deployed: Deployed) -> str:
    """DATABASE_URL names the deployed endpoint and database, with TLS required."""
    value = shared.secret_value(deployed, deployed["secrets"]["DATABASE_URL"]["arn"])
    expect(value, "DATABASE_URL is empty")
    url = urlsplit(value or "")
    expect(url.scheme == "postgresql" and url.port == POSTGRES_PORT, f"it is no PostgreSQL URL: {url.scheme}")
    expect(url.hostname == deployed["databaseHost"], f"it names the host {url.hostname}")
    expect(url.path == f"/{deployed['databaseName']}", f"it names the database {url.path}")
    expect("sslmode=require" in url.query, "it does not require TLS")
    expect(url.username and url.password, "it has no credentials")
    return f"{url.hostname}{url.path}"
