"""What a platform keeps in another region (`dr`)."""

from __future__ import annotations

from smoke import tables
from smoke.core import Deployed, expect


def has_another_region(deployed: Deployed) -> bool:
    """Whether anything is kept there."""
    return deployed.outputs.get("recovery", {}).get("region") is not None


def copies_are_there(deployed: Deployed) -> str:
    """Every table, bucket and secret that the mode copies is there, as well guarded as here."""
    recovery = deployed["recovery"]
    there = recovery["region"]
    tables.are_guarded(deployed.client("dynamodb", there), recovery["tables"])
    s3 = deployed.client("s3", there)
    for bucket in recovery["buckets"]:
        region = s3.get_bucket_location(Bucket=bucket)["LocationConstraint"]
        expect(region == there, f"bucket {bucket} is in {region}")
        status = s3.get_bucket_versioning(Bucket=bucket).get("Status")
        expect(status == "Enabled", f"bucket {bucket}: versioning is {status}")
    for name in recovery["secrets"]:
        arn = str(deployed["secrets"][name]["arn"])
        expect(_secret_is_there(deployed, arn, there), f"secret {name} has no copy in {there}")
    counts = ", ".join(f"{len(recovery[kind])} {kind}" for kind in ("tables", "buckets", "secrets"))
    return f"{there}: {counts}"


def _secret_is_there(deployed: Deployed, arn: str, there: str) -> bool:
    if ":ssm:" in arn:
        name = arn.partition(":parameter")[2]
        found = deployed.client("ssm", there).get_parameters(Names=[name])
        return bool(found["Parameters"])
    told = deployed.client("secretsmanager").describe_secret(SecretId=arn)
    return any(
        each["Region"] == there and each["Status"] != "Failed" for each in told.get("ReplicationStatus", [])
    )
