"""Tables are exported by the clock, by a role that may do nothing else."""

from __future__ import annotations

import json

import pytest

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.table import Table, TableArgs
from components.blocks.table_export import TableExports, TableExportsArgs
from components.environments import ENVIRONMENTS
from components.table_schema import Key
from tests.support.recorder import Recorder, declare

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def exported(kms_key_arn: str | None = None, every_days: int = 7) -> Recorder:
    """Two tables and their bucket."""

    def program() -> None:
        dev = ENVIRONMENTS["dev"]
        tables = {
            thing: Table(thing, TableArgs(environment=dev, name=thing, hash_key=Key(name="id")))
            for thing in ("videos", "jobs")
        }
        bucket = Bucket(
            "backup", BucketArgs(environment=dev, name="backup", versioned=True, kms_key_arn=kms_key_arn)
        )
        TableExports(
            "exports",
            TableExportsArgs(tables=tables, bucket=bucket, every_days=every_days, kms_key_arn=kms_key_arn),
        )

    return declare(program)


@pytest.mark.requirement("TC-9")
@pytest.mark.parametrize(("days", "expression"), [(1, "rate(1 day)"), (7, "rate(7 days)")])
def test_each_table_goes_to_a_folder_of_its_own(days: int, expression: str) -> None:
    recorded = exported(every_days=days)
    for thing in ("videos", "jobs"):
        schedule = recorded.inputs(f"exports-{thing}-schedule")
        assert schedule["scheduleExpression"] == expression
        assert schedule["target"]["arn"] == "arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime"
        request = json.loads(schedule["target"]["input"])
        assert request["TableArn"].endswith(f":table/{thing}")
        assert (request["S3Bucket"], request["S3Prefix"]) == ("backup", f"exports/{thing}")
        assert request["S3SseAlgorithm"] == "AES256"


@pytest.mark.requirement("TC-9", "X-11")
def test_exports_are_encrypted_by_the_buckets_key() -> None:
    request = json.loads(exported(KEY).inputs("exports-videos-schedule")["target"]["input"])
    assert (request["S3SseAlgorithm"], request["S3SseKmsKeyId"]) == ("KMS", KEY)


@pytest.mark.requirement("TC-9", "X-12")
def test_the_role_exports_these_tables_to_this_folder_and_nothing_else() -> None:
    policy = json.loads(exported().inputs("exports-role-policy")["policy"])
    granted = {
        (action, resource.rpartition(":")[2])
        for statement in policy["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }
    objects = {"s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"}
    assert granted == {
        *(("dynamodb:ExportTableToPointInTime", f"table/{thing}") for thing in ("videos", "jobs")),
        *((action, "backup/exports/*") for action in objects),
    }
