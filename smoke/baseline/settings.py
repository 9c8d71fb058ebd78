"""Settings that an account or region always has."""

from __future__ import annotations

from collections.abc import Callable

from smoke.core import Deployed, expect


def held(piece: str) -> Callable[[Deployed], bool]:
    """Whether this stack has made or adopted a piece."""
    return lambda deployed: deployed.outputs.get("pieces", {}).get(piece, "skip") != "skip"


def public_access_is_blocked(deployed: Deployed) -> str:
    """All four blocks, for the whole account."""
    account = deployed.client("sts").get_caller_identity()["Account"]
    block = deployed.client("s3control").get_public_access_block(AccountId=account)
    blocks = block["PublicAccessBlockConfiguration"]
    expect(all(blocks.values()), f"public access is not blocked: {blocks}")
    return str(account)


def volumes_are_encrypted(deployed: Deployed) -> str:
    """A new volume is encrypted whoever makes it."""
    on = deployed.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    expect(on, "new volumes are not encrypted")
    return deployed.region


def api_gateway_may_write_logs(deployed: Deployed) -> str:
    """The account's setting names a role that exists."""
    role = deployed.client("apigateway").get_account().get("cloudwatchRoleArn")
    expect(role, "API Gateway has no role to write logs with")
    found = deployed.client("iam").get_role(RoleName=str(role).rpartition("/")[2])["Role"]["Arn"]
    expect(found == role, f"the role {role} does not exist")
    return str(role)


def images_are_scanned(deployed: Deployed) -> str:
    """Every repository's images are scanned when they are pushed."""
    found = deployed.client("ecr").get_registry_scanning_configuration()["scanningConfiguration"]
    frequencies = {rule["scanFrequency"] for rule in found["rules"]}
    expect(frequencies, "no image is scanned")
    return f"{found['scanType']}: {', '.join(sorted(frequencies))}"


def images_are_copied(deployed: Deployed) -> str:
    """The registry has a rule that leads out of the region."""
    rules = deployed.client("ecr").describe_registry()["replicationConfiguration"]["rules"]
    regions = {each["region"] for rule in rules for each in rule["destinations"]}
    expect(regions - {deployed.region}, "no image is copied to another region")
    return ", ".join(sorted(regions))
