"""S3: buckets and objects; what is configured on a bucket is in `s3_configuration`."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from moto.s3.models import FakeDeleteMarker

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import again, document, later, removal
from emulator.shapes import archive, tag_list

HOSTED_ZONES = {
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ca-central-1": "Z1QDHH18159H29",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}
"""Route 53 zones of S3 website endpoints: docs.aws.amazon.com/general/latest/gr/s3.html."""

HOME = "us-east-1"
"""The one region that a bucket must not name as its location."""


# moto frees the data of whatever it deletes while versioning is suspended, and forgot that a marker has none.
FakeDeleteMarker.dispose = lambda _marker: None


@resource("aws:s3/bucket:Bucket")
def bucket(r: Request) -> Created:
    """A bucket and its tags. The deprecated inline settings are refused: each is a resource of its own."""
    name = r.physical("bucket")
    # A generated name has the logical name in it, which may have capitals; a bucket's may not.
    name = name if r.inputs.get("bucket") else name.lower()
    # Only a deletion uses it.
    r.take("forceDestroy")
    tags = r.tags
    r.api(
        "s3",
        "create_bucket",
        Bucket=name,
        BucketNamespace=r.take("bucketNamespace"),
        ObjectLockEnabledForBucket=r.take("objectLockEnabled"),
        CreateBucketConfiguration=None if r.region == HOME else {"LocationConstraint": r.region},
    )
    if tags:
        r.api("s3", "put_bucket_tagging", Bucket=name, Tagging={"TagSet": tag_list(tags)})
    return name, {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{r.region}.amazonaws.com",
        "bucketRegion": r.region,
        "hostedZoneId": HOSTED_ZONES.get(r.region, ""),
        "objectLockEnabled": bool(r.inputs.get("objectLockEnabled")),
    }


@resource("aws:s3/bucketPolicy:BucketPolicy")
def bucket_policy(r: Request) -> Created:
    """Who may do what with a bucket."""
    name, policy = r.take("bucket"), document(r.take("policy"))
    r.api("s3", "put_bucket_policy", Bucket=name, Policy=policy)
    return name, {"policy": policy}


def body(r: Request) -> bytes:
    """The bytes of an object: from a file or archive, from text, or from base64."""
    source, content, encoded = r.take("source"), r.take("content"), r.take("contentBase64")
    if source is not None:
        return archive(source)
    return base64.b64decode(encoded) if encoded is not None else (content or "").encode()


PUT_OBJECT = {
    "acl": "ACL",
    "bucketKeyEnabled": "BucketKeyEnabled",
    "cacheControl": "CacheControl",
    "checksumAlgorithm": "ChecksumAlgorithm",
    "contentDisposition": "ContentDisposition",
    "contentEncoding": "ContentEncoding",
    "contentLanguage": "ContentLanguage",
    "contentType": "ContentType",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "objectLockLegalHoldStatus": "ObjectLockLegalHoldStatus",
    "objectLockMode": "ObjectLockMode",
    "serverSideEncryption": "ServerSideEncryption",
    "storageClass": "StorageClass",
    "websiteRedirect": "WebsiteRedirectLocation",
}
"""Inputs of an object and PutObject's parameters."""


@resource("aws:s3/bucketObjectv2:BucketObjectv2")
def bucket_object(r: Request) -> Created:
    """An object, under its logical name unless a key is given."""
    name, key = r.take("bucket"), r.take("key", default=r.logical)
    # These only tell the provider when to upload again, what to delete, and whose default tags to leave out.
    for steering in ("etag", "sourceHash", "forceDestroy", "overrideProvider"):
        r.take(steering)
    params: dict[str, Any] = {parameter: r.take(input_) for input_, parameter in PUT_OBJECT.items()}
    if params["SSEKMSKeyId"]:
        params["ServerSideEncryption"] = "aws:kms"
    made = r.api(
        "s3",
        "put_object",
        Bucket=name,
        Key=key,
        Body=body(r),
        Tagging=urlencode(r.tags) or None,
        ObjectLockRetainUntilDate=r.take("objectLockRetainUntilDate"),
        **params,
    )
    sums = present(
        checksumCrc32=made.get("ChecksumCRC32"),
        checksumSha1=made.get("ChecksumSHA1"),
        checksumSha256=made.get("ChecksumSHA256"),
    )
    return f"{name}/{key}", {
        "key": key,
        "arn": f"arn:aws:s3:::{name}/{key}",
        "etag": made["ETag"].strip('"'),
        "versionId": made.get("VersionId", ""),
        **sums,
    }


def delete_bucket(r: Request, name: str) -> None:
    """Delete a bucket, with all it holds if the program said so."""
    if r.take("forceDestroy"):
        versions = r.api("s3", "list_object_versions", Bucket=name)
        for version in [*versions.get("Versions", []), *versions.get("DeleteMarkers", [])]:
            r.api("s3", "delete_object", Bucket=name, Key=version["Key"], VersionId=version["VersionId"])
    r.api("s3", "delete_bucket", Bucket=name)


later("aws:s3/bucket:Bucket", delete=delete_bucket)
removal("aws:s3/bucketPolicy:BucketPolicy", "s3.delete_bucket_policy", Bucket="bucket")
removal(
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "s3.delete_object",
    Bucket="bucket",
    Key=lambda r, _: r.take("key", default=r.logical),
)
again("aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketObjectv2:BucketObjectv2")
