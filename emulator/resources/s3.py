"""S3: buckets and objects; what is configured on a bucket is in `s3_configuration`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from moto.s3.models import FakeDeleteMarker

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import again, answered, document, later, later_described, reader, removal
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


BUCKET = "aws:s3/bucket:Bucket"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"

UPLOADS = {**PUT_OBJECT, "source": "Body", "content": "Body", "contentBase64": "Body"}
"""Inputs of an object that only a new upload changes."""

PROVIDERS_OWN = ("etag", "overrideProvider", "sourceHash")
"""Inputs of an object that tell the provider when to upload again, and whose default tags to leave out."""


def change_bucket(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Put the tags of a bucket, which are one whole."""
    if "tags" in r.changed:
        if tags := tag_list(r.tags):
            r.api("s3", "put_bucket_tagging", Bucket=name, Tagging={"TagSet": tags})
        else:
            r.api("s3", "delete_bucket_tagging", Bucket=name)
    r.take("forceDestroy")
    return {}


def change_object(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Upload again, unless only the tags are others."""
    place = {"Bucket": r.take("bucket"), "Key": r.take("key", default=r.logical)}
    for steering in (*PROVIDERS_OWN, "forceDestroy"):
        r.take(steering)
    if r.changed & {*UPLOADS, *PROVIDERS_OWN} - {"source"} or other_source(r):
        return bucket_object(r)[1]
    if tags := tag_list(r.tags):
        r.api("s3", "put_object_tagging", **place, Tagging={"TagSet": tags})
    else:
        r.api("s3", "delete_object_tagging", **place)
    return {}


def other_source(r: Request) -> bool:
    """Whether a file has other content now: assets, and files of the same name, can't be compared."""
    content = body(r)
    return hashlib.md5(content, usedforsecurity=False).hexdigest() != r.state.get("etag")


def empty(r: Request, bucket: str, key: str | None = None) -> None:
    """Delete every version of an object, or of all objects of a bucket."""
    bypass = True if r.take("objectLockEnabled") else None
    while True:
        listed = r.api("s3", "list_object_versions", Bucket=bucket, Prefix=key)
        versions = [
            version
            for version in (*listed.get("Versions", []), *listed.get("DeleteMarkers", []))
            if key in (None, version["Key"])
        ]
        for version in versions:
            r.api(
                "s3",
                "delete_object",
                Bucket=bucket,
                Key=version["Key"],
                VersionId=version["VersionId"],
                BypassGovernanceRetention=bypass,
            )
        if not versions:
            return


def delete_bucket(r: Request, name: str) -> None:
    """Delete a bucket, with all it holds if the program said so."""
    if describe_bucket(r, name) is None:
        return
    if r.take("forceDestroy"):
        empty(r, name)
    r.api("s3", "delete_bucket", Bucket=name)


def delete_object(r: Request, _: str) -> None:
    """Delete an object with its older versions, which would keep its bucket from being deleted."""
    answered(lambda: empty(r, r.take("bucket"), r.take("key", default=r.logical)))


def describe_bucket(r: Request, name: str) -> dict[str, Any] | None:
    """What is said of a bucket itself; the other settings are resources of their own."""
    if answered(lambda: r.api("s3", "head_bucket", Bucket=name)) is None:
        return None
    tags = answered(lambda: r.api("s3", "get_bucket_tagging", Bucket=name)) or {"TagSet": []}
    lock = answered(lambda: r.api("s3", "get_object_lock_configuration", Bucket=name))
    return {"bucket": name, "objectLockEnabled": lock is not None, "tags": pairs(tags)}


def pairs(answer: Mapping[str, Any]) -> dict[str, str]:
    """The tags of an answer as a map."""
    return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}


def describe_object(r: Request, id_: str) -> dict[str, Any] | None:
    """What is said of an object; what is in it is not."""
    bucket, _, key = id_.partition("/")
    place = {"Bucket": bucket, "Key": key}
    said = answered(lambda: r.api("s3", "head_object", **place))
    if said is None:
        return None
    tags = pairs(r.api("s3", "get_object_tagging", **place))
    return {**said, "bucket": bucket, "key": key, "tags": tags}


# Tags of buckets and objects are put as one whole, under another name.
later(
    BUCKET,
    update=change_bucket,
    delete=delete_bucket,
    updates="s3.put_bucket_tagging",
    lasting=["bucket"],
    changing=["tags"],
)
later_described(BUCKET, describe_bucket)
later(
    OBJECT,
    update=change_object,
    delete=delete_object,
    updates="s3.put_object",
    rename=UPLOADS,
    lasting=["bucket", "key"],
    changing=["tags", *PROVIDERS_OWN],
)
later_described(OBJECT, describe_object, {key: api for key, api in PUT_OBJECT.items() if key != "acl"})

again(POLICY, updates="s3.put_bucket_policy", lasting=["bucket"])
removal(POLICY, "s3.delete_bucket_policy", Bucket="bucket")
reader(
    POLICY,
    "s3.get_bucket_policy",
    lambda answer, _r, id_: {"bucket": id_, "policy": answer["Policy"]},
    Bucket="id",
)
