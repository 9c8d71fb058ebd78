"""Development: made, used and destroyed, over and over in one account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.account import Account

from .footprint import added, footprint
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

# What AWS itself keeps of things that were deleted, or makes for itself; moto's books of it.
KEPT = {
    "iam/access_keys": "temporary credentials, which nobody can take back",
    "sts/assumed_roles": "sessions of roles, which end by themselves",
    "kms/keys": "a key waits seven days at least for its deletion",
    "ec2/tags": "moto keeps the tags of deleted things",
    "ec2/nat_gateways": "a deleted NAT gateway is listed for an hour",
    "ec2/vpc_end_points": "a deleted endpoint is listed for a while",
    "ecr/registry_scanning_configuration": "the registry's defaults, which moto makes at the first look",
    "ec2/managed_prefix_lists": "AWS's own lists, which moto makes at the first look",
    "ec2/groups": "the default VPC, which moto makes at the first look",
    "ec2/vpcs": "as above",
    "ec2/subnets": "as above",
    "ec2/route_tables": "as above",
    "ec2/network_acls": "as above",
    "ecs/task_definitions": "deregistered revisions stay",
    "ecs/clusters": "an inactive cluster stays for a while",
    "ecs/services": "an inactive service stays for a while",
    "rds/events": "the history of what happened",
    "sns/opt_out_numbers": "made by moto at the first look",
    "elasticache/users": "the user `default`, which every account has",
}

IMAGE = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {"digest": f"sha256:{'0' * 64}", "size": 1},
    "layers": [],
}


def test_dev_can_be_made_used_and_destroyed_again_and_again(engine: Engine, account: Account) -> None:
    before = footprint(account)
    engine.up("dev")
    use(engine, account)
    destroyed = engine.destroy("dev")
    assert set(destroyed.counts) == {"delete"}
    first = footprint(account)
    assert unexplained(added(before, first)) == {}
    assert engine.resources("dev").keys() <= {
        urn for urn in engine.resources("dev") if "pulumi:pulumi:Stack" in urn
    }

    engine.up("dev")
    use(engine, account)
    engine.destroy("dev")
    assert unexplained(added(before, footprint(account))) == {}


def unexplained(left: dict[str, int]) -> dict[str, int]:
    """What is left without a reason."""
    return {key: size for key, size in left.items() if _kind(key) not in KEPT}


def _kind(key: str) -> str:
    service, _, collection = key.split("/")
    return f"{service}/{collection}"


def use(engine: Engine, account: Account) -> None:
    """What an application, its deployments and its operators leave behind."""
    by_type: dict[str, list[dict[str, Any]]] = {}
    for resource in engine.resources("dev").values():
        by_type.setdefault(resource["type"], []).append(resource)

    def all_of(typ: str) -> list[dict[str, Any]]:
        assert by_type.get(typ), f"dev has no {typ}"
        return by_type[typ]

    s3, logs, sqs = (account.client(name) for name in ("s3", "logs", "sqs"))
    for bucket in all_of("aws:s3/bucket:Bucket"):
        for version in ("first", "second"):
            s3.put_object(Bucket=bucket["id"], Key="a/file", Body=version.encode())
        s3.delete_object(Bucket=bucket["id"], Key="a/file")
        s3.put_object(Bucket=bucket["id"], Key="another", Body=b"stays")
    for repository in all_of("aws:ecr/repository:Repository"):
        account.client("ecr").put_image(
            repositoryName=repository["id"], imageManifest=json.dumps(IMAGE), imageTag="used"
        )
    for group in all_of("aws:cloudwatch/logGroup:LogGroup"):
        logs.create_log_stream(logGroupName=group["id"], logStreamName="used")
    for queue in all_of("aws:sqs/queue:Queue"):
        sqs.send_message(QueueUrl=queue["id"], MessageBody="used")
    for parameter in all_of("aws:ssm/parameter:Parameter"):
        account.client("ssm").put_parameter(
            Name=parameter["id"], Value="rotated", Type="SecureString", Overwrite=True
        )
    for table in all_of("aws:dynamodb/table:Table"):
        types = {one["name"]: one["type"] for one in table["inputs"]["attributes"]}
        names = [table["inputs"][end] for end in ("hashKey", "rangeKey") if table["inputs"].get(end)]
        key = {name: {types[name]: "1"} for name in names}  # as a text or as a number
        account.client("dynamodb").put_item(TableName=table["id"], Item=key)
