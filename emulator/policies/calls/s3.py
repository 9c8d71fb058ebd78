"""S3: actions are named differently from operations more often than not.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Iterator
from urllib.parse import unquote

from .core import Call, Need, encryption, mapped, unknown

_OBJECT = {
    "GetObject": "GetObject",
    "HeadObject": "GetObject",
    "GetObjectAttributes": "GetObject",
    "SelectObjectContent": "GetObject",
    "PutObject": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "AbortMultipartUpload": "AbortMultipartUpload",
    "ListParts": "ListMultipartUploadParts",
    "DeleteObject": "DeleteObject",
    "RestoreObject": "RestoreObject",
    **{
        name: name
        for name in (
            *("GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"),
            *("GetObjectRetention", "PutObjectRetention", "GetObjectLegalHold", "PutObjectLegalHold"),
        )
    },
}
_BUCKET = {
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadBucket": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketCors": "GetBucketCORS",
    "PutBucketCors": "PutBucketCORS",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    **{
        name: name
        for name in (
            *("GetBucketLocation", "GetBucketPolicy", "GetBucketVersioning", "GetBucketTagging"),
            *("GetBucketAcl", "GetBucketLogging", "GetBucketWebsite", "GetBucketOwnershipControls"),
            *("CreateBucket", "DeleteBucket", "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketVersioning"),
        )
    },
}
_VERSIONED = {"GetObject", "DeleteObject", "GetObjectAcl", "GetObjectTagging", "PutObjectTagging"}
_READS = {"GetObject", "HeadObject", "UploadPart", "CompleteMultipartUpload"}
_WRITES = {"PutObject", "CreateMultipartUpload", "UploadPart", "CopyObject"}


def _arn(bucket: str, key: str | None = None) -> str:
    name = bucket if bucket.startswith("arn:") else f"arn:aws:s3:::{bucket}"
    return name if key is None else f"{name}/{key}"


def _listing(call: Call) -> dict[str, str | list[str]]:
    keys = {"Prefix": "s3:prefix", "Delimiter": "s3:delimiter", "MaxKeys": "s3:max-keys"}
    return {key: str(call.params[param]) for param, key in keys.items() if param in call.params}


def _upload(call: Call) -> dict[str, str | list[str]]:
    keys = {
        "ACL": "s3:x-amz-acl",
        "StorageClass": "s3:x-amz-storage-class",
        "ServerSideEncryption": "s3:x-amz-server-side-encryption",
        "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
    return {key: str(call.params[param]) for param, key in keys.items() if param in call.params}


def _source(call: Call) -> Iterator[Need]:
    source = call.params["CopySource"]
    if isinstance(source, str):
        bucket, _, key = unquote(source).lstrip("/").partition("?")[0].partition("/")
    else:
        bucket, key = source["Bucket"], source["Key"]
    yield Need(action="s3:GetObject", resource=_arn(bucket, key))


@mapped("s3")
def buckets(call: Call) -> Iterator[Need]:
    """Buckets and objects."""
    operation, params = call.operation, call.params
    bucket = str(params.get("Bucket", ""))
    if operation == "ListBuckets":
        yield Need(action="s3:ListAllMyBuckets", resource="*")
    elif operation == "DeleteObjects":
        for item in params["Delete"]["Objects"]:
            action = "DeleteObjectVersion" if "VersionId" in item else "DeleteObject"
            yield Need(action=f"s3:{action}", resource=_arn(bucket, item["Key"]))
    elif operation in _OBJECT:
        yield from _object(call, bucket)
    elif operation in _BUCKET:
        yield Need(action=f"s3:{_BUCKET[operation]}", resource=_arn(bucket), context=_listing(call))
    else:
        raise unknown(call)


def _object(call: Call, bucket: str) -> Iterator[Need]:
    """One object, what comes with an upload, and the key behind an SSE-KMS bucket."""
    operation, params = call.operation, call.params
    action = _OBJECT[operation]
    if "VersionId" in params and action in _VERSIONED:
        action = action.replace("Object", "ObjectVersion", 1)
    resource = _arn(bucket, params["Key"])
    yield Need(action=f"s3:{action}", resource=resource, context=_upload(call))
    if operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        for param, extra in (("ACL", "PutObjectAcl"), ("Tagging", "PutObjectTagging")):
            if param in params:
                yield Need(action=f"s3:{extra}", resource=resource)
    if operation == "CopyObject":
        yield from _source(call)
    if operation in _WRITES:
        yield from encryption(call, "bucket", bucket, "GenerateDataKey", via="s3")
    if operation in _READS:
        yield from encryption(call, "bucket", bucket, "Decrypt", via="s3")
