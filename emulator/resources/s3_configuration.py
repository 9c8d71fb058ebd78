"""S3: what is configured on a bucket, one type for each thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import again, removal

Build = Callable[[Request], Any]


def configuration(
    token: str, operation: str, parameter: str, build: Build, others: Mapping[str, str] | None = None
) -> None:
    """Register a type that is one Put operation on a bucket.

    Args:
        token: The type.
        operation: As boto3 spells it.
        parameter: The structure parameter.
        build: Makes the structure of the inputs.
        others: Further inputs and the parameters they are.

    """

    @resource(token)
    def apply(r: Request) -> Created:
        name, owner = r.take("bucket"), r.take("expectedBucketOwner")
        more = {api: r.take(key) for key, api in (others or {}).items()}
        r.api("s3", operation, Bucket=name, ExpectedBucketOwner=owner, **{parameter: build(r)}, **more)
        return f"{name},{owner}" if owner else name, {}

    again(token)


def taken(operation: str, parameter: str, *inputs: str, names: Mapping[str, str] | None = None) -> Build:
    """Build a parameter of the inputs of these names, which its members have too."""

    def build(r: Request) -> Any:
        return built(r, "s3", operation, parameter, present(**{key: r.take(key) for key in inputs}), names)

    return build


configuration(
    "aws:s3/bucketVersioning:BucketVersioning",
    "put_bucket_versioning",
    "VersioningConfiguration",
    lambda r: built(
        r, "s3", "put_bucket_versioning", "VersioningConfiguration", r.take("versioningConfiguration")
    ),
    {"mfa": "MFA"},
)
configuration(
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "put_bucket_cors",
    "CORSConfiguration",
    taken("put_bucket_cors", "CORSConfiguration", "corsRules"),
)
configuration(
    "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration",
    "put_bucket_accelerate_configuration",
    "AccelerateConfiguration",
    taken("put_bucket_accelerate_configuration", "AccelerateConfiguration", "status"),
)
configuration(
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
    "put_bucket_request_payment",
    "RequestPaymentConfiguration",
    taken("put_bucket_request_payment", "RequestPaymentConfiguration", "payer"),
)
configuration(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "put_bucket_ownership_controls",
    "OwnershipControls",
    taken("put_bucket_ownership_controls", "OwnershipControls", "rule"),
)


BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def public_access(r: Request) -> dict[str, bool]:
    """The four blocks; what isn't said is off."""
    r.take("skipDestroy")
    return {key[0].upper() + key[1:]: bool(r.take(key)) for key in BLOCKS}


configuration(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "put_public_access_block",
    "PublicAccessBlockConfiguration",
    public_access,
)


@resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
def account_public_access_block(r: Request) -> Created:
    """The four blocks for every bucket of the account."""
    account = r.take("accountId", default=r.cloud.account_id)
    r.api(
        "s3control",
        "put_public_access_block",
        AccountId=account,
        PublicAccessBlockConfiguration=public_access(r),
    )
    return account, {"accountId": account}


def encryption(r: Request) -> Any:
    """Default encryption, and which encryptions a request must not ask for."""
    rules = [
        {
            **rule,
            "blockedEncryptionTypes": {"encryptionType": blocked}
            if (blocked := rule.get("blockedEncryptionTypes"))
            else None,
        }
        for rule in r.take("rules")
    ]
    return built(r, "s3", "put_bucket_encryption", "ServerSideEncryptionConfiguration", {"rules": rules})


configuration(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "put_bucket_encryption",
    "ServerSideEncryptionConfiguration",
    encryption,
)


def filtered(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule with the filter that AWS wants: a rule for everything has an empty prefix, not no filter."""
    if rule.get("prefix") is not None:
        return dict(rule)
    narrowed = {key: value for key, value in (rule.get("filter") or {}).items() if value not in (None, "")}
    return {**rule, "prefix": None, "filter": narrowed or {"prefix": ""}}


def lifecycle(r: Request) -> Any:
    """Lifecycle rules, every feature of them."""
    # How long the provider waits.
    r.take("timeouts")
    rules = [filtered(rule) for rule in r.take("rules", [])]
    return built(r, "s3", "put_bucket_lifecycle_configuration", "LifecycleConfiguration", {"rules": rules})


configuration(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "put_bucket_lifecycle_configuration",
    "LifecycleConfiguration",
    lifecycle,
    {"transitionDefaultMinimumObjectSize": "TransitionDefaultMinimumObjectSize"},
)


def replication(r: Request) -> Any:
    """Which objects are copied where, under which role."""
    wanted = {"role": r.take("role"), "rules": [filtered(rule) for rule in r.take("rules")]}
    return built(r, "s3", "put_bucket_replication", "ReplicationConfiguration", wanted)


configuration(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "put_bucket_replication",
    "ReplicationConfiguration",
    replication,
    {"token": "Token"},
)


def logging(r: Request) -> Any:
    """Server access logs."""
    wanted = {
        key: r.take(key) for key in ("targetBucket", "targetPrefix", "targetGrants", "targetObjectKeyFormat")
    }
    return {
        "LoggingEnabled": built(r, "s3", "put_bucket_logging", "BucketLoggingStatus.LoggingEnabled", wanted)
    }


configuration("aws:s3/bucketLogging:BucketLogging", "put_bucket_logging", "BucketLoggingStatus", logging)
configuration(
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "put_object_lock_configuration",
    "ObjectLockConfiguration",
    lambda r: built(
        r,
        "s3",
        "put_object_lock_configuration",
        "ObjectLockConfiguration",
        {"objectLockEnabled": r.take("objectLockEnabled", default="Enabled"), "rule": r.take("rule")},
    ),
    {"token": "Token"},
)
configuration(
    "aws:s3/bucketAcl:BucketAcl",
    "put_bucket_acl",
    "AccessControlPolicy",
    lambda r: built(r, "s3", "put_bucket_acl", "AccessControlPolicy", r.take("accessControlPolicy")),
    {"acl": "ACL"},
)


@resource("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration")
def website(r: Request) -> Created:
    """A bucket that answers as a web site."""
    name, owner = r.take("bucket"), r.take("expectedBucketOwner")
    wanted = {
        key: r.take(key)
        for key in ("errorDocument", "indexDocument", "redirectAllRequestsTo", "routingRules")
    }
    configured = built(r, "s3", "put_bucket_website", "WebsiteConfiguration", wanted)
    r.api("s3", "put_bucket_website", Bucket=name, ExpectedBucketOwner=owner, WebsiteConfiguration=configured)
    domain = f"s3-website-{r.region}.amazonaws.com"
    return name, {"websiteDomain": domain, "websiteEndpoint": f"{name}.{domain}"}


def tagged_filter(r: Request) -> dict[str, Any] | None:
    """A filter with `prefix` and a map of `tags`, as AWS splits it: one condition, or several under And."""
    if not (given := r.take("filter")):
        return None
    tags = [{"key": key, "value": value} for key, value in (given.get("tags") or {}).items()]
    others = {key: value for key, value in given.items() if key != "tags" and value is not None}
    if len(tags) + len(others) > 1:
        return {"and": {**others, "tags": tags or None}}
    return {**others, **({"tag": tags[0]} if tags else {})}


def listed(token: str, operation: str, parameter: str, build: Callable[[Request], dict[str, Any]]) -> None:
    """A type of which a bucket has several, each with an id; Pulumi calls the id a name."""

    @resource(token)
    def apply(r: Request) -> Created:
        bucket, name = r.take("bucket"), r.physical()
        configured = built(r, "s3", operation, parameter, {"id": name, **build(r)})
        r.api("s3", operation, Bucket=bucket, Id=name, **{parameter: configured})
        return f"{bucket}:{name}", {"name": name}


listed(
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
    "put_bucket_intelligent_tiering_configuration",
    "IntelligentTieringConfiguration",
    lambda r: {
        "filter": tagged_filter(r),
        "status": r.take("status", default="Enabled"),
        "tierings": r.take("tierings"),
    },
)
listed(
    "aws:s3/bucketMetric:BucketMetric",
    "put_bucket_metrics_configuration",
    "MetricsConfiguration",
    lambda r: {"filter": tagged_filter(r)},
)


# -- deletions: most settings have an operation of their own, the others are put back to what a new bucket has

for _kind, _call in (
    ("bucketCorsConfiguration:BucketCorsConfiguration", "delete_bucket_cors"),
    ("bucketLifecycleConfiguration:BucketLifecycleConfiguration", "delete_bucket_lifecycle"),
    ("bucketOwnershipControls:BucketOwnershipControls", "delete_bucket_ownership_controls"),
    ("bucketPublicAccessBlock:BucketPublicAccessBlock", "delete_public_access_block"),
    ("bucketReplicationConfig:BucketReplicationConfig", "delete_bucket_replication"),
    (
        "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "delete_bucket_encryption",
    ),
    ("bucketWebsiteConfiguration:BucketWebsiteConfiguration", "delete_bucket_website"),
):
    removal(f"aws:s3/{_kind}", f"s3.{_call}", Bucket="bucket")
removal(
    "aws:s3/bucketVersioning:BucketVersioning",
    "s3.put_bucket_versioning",
    Bucket="bucket",
    VersioningConfiguration=lambda _r, _id: {"Status": "Suspended"},
)
removal(
    "aws:s3/bucketLogging:BucketLogging",
    "s3.put_bucket_logging",
    Bucket="bucket",
    BucketLoggingStatus=lambda _r, _id: {},
)
