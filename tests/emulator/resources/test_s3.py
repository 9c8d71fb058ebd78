"""S3 buckets and objects."""

import base64
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def test_an_unnamed_bucket_gets_a_name_that_s3_takes(account: Account) -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("Archive", tags={"Project": "hookrelay"}, force_destroy=True)
        pulumi.export("name", bucket.bucket)
        pulumi.export("domain", bucket.bucket_regional_domain_name)
        pulumi.export("arn", bucket.arn)

    outputs = deploy(program, account).outputs
    name = outputs["name"]
    assert name.startswith("archive-")
    assert outputs["arn"] == f"arn:aws:s3:::{name}"
    assert outputs["domain"] == f"{name}.s3.us-east-1.amazonaws.com"
    tags = account.client("s3").get_bucket_tagging(Bucket=name)["TagSet"]
    assert tags == [{"Key": "Project", "Value": "hookrelay"}]


def test_a_bucket_of_another_region_is_there(account: Account) -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("copy", bucket="copy-of-it", region="us-west-2", object_lock_enabled=True)
        pulumi.export("region", bucket.bucket_region)

    assert deploy(program, account).outputs["region"] == "us-west-2"
    s3 = account.client("s3", "us-west-2")
    assert s3.get_bucket_location(Bucket="copy-of-it")["LocationConstraint"] == "us-west-2"
    lock = s3.get_object_lock_configuration(Bucket="copy-of-it")["ObjectLockConfiguration"]
    assert lock["ObjectLockEnabled"] == "Enabled"


@pytest.mark.requirement("HR-7")
def test_a_bucket_can_be_asked_for_in_the_accounts_own_namespace(account: Account) -> None:
    name = "dlq-123456789012-us-east-1-an"

    def program() -> None:
        aws.s3.Bucket("dlq", bucket=name, bucket_namespace="account-regional")

    deploy(program, account)
    (made,) = [call.params for call in account.requests if call.operation == "CreateBucket"]
    assert made["BucketNamespace"] == "account-regional"
    assert account.client("s3").head_bucket(Bucket=name)


def test_deprecated_settings_inside_a_bucket_are_refused_by_name(account: Account) -> None:
    def program() -> None:
        aws.s3.Bucket("old", versioning={"enabled": True})

    with pytest.raises(Exception, match="versioning"):
        deploy(program, account)


def test_objects_hold_files_text_and_bytes(account: Account, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>page</p>")

    def program() -> None:
        bucket = aws.s3.Bucket("site", bucket="site-of-objects")
        aws.s3.BucketObjectv2(
            "page",
            bucket=bucket.bucket,
            key="page.html",
            source=pulumi.FileAsset(str(tmp_path / "page.html")),
            content_type="text/html",
            cache_control="max-age=60",
            tags={"a": "b c"},
        )
        text = aws.s3.BucketObjectv2("notes.txt", bucket=bucket.bucket, content="notes")
        aws.s3.BucketObjectv2(
            "raw", bucket=bucket.bucket, key="raw", content_base64=base64.b64encode(b"\x00\x01").decode()
        )
        pulumi.export("etag", text.etag)
        pulumi.export("key", text.key)

    outputs, s3 = deploy(program, account).outputs, account.client("s3")

    def read(key: str) -> bytes:
        return bytes(s3.get_object(Bucket="site-of-objects", Key=key)["Body"].read())

    assert (read("page.html"), read("notes.txt"), read("raw")) == (b"<p>page</p>", b"notes", b"\x00\x01")
    assert outputs["key"] == "notes.txt"
    assert '"' not in outputs["etag"]
    page = s3.head_object(Bucket="site-of-objects", Key="page.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html", "max-age=60")
    tags = s3.get_object_tagging(Bucket="site-of-objects", Key="page.html")["TagSet"]
    assert tags == [{"Key": "a", "Value": "b c"}]
