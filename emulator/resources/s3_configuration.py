"""S3: what is configured on a bucket, one type for each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import Source, again, forgotten, later, reader, removal

# moto takes it for the creation of a bucket.
lacks("s3", "PutBucketRequestPayment", "GetBucketRequestPayment")

Build = Callable[[Request], Any]


def configuration(
    token: str,
    operation: str,
    parameter: str,
    build: Build,
    others: Mapping[str, str] | None = None,
    *,
    inside: str = "",
    get: str = "",
    where: str = "",
    names: Mapping[str, str] | None = None,
    lasting: Iterable[str] = (),
) -> None:
    """Register a type that is one Put operation on a bucket.

    Args:
        token: The type.
        operation: As boto3 spells it.
        parameter: The structure parameter.
        build: Makes the structure of the inputs.
        others: Further inputs and the parameters they are.
        inside: Where in the structure the inputs are, if not at its top.
        get: The operation that tells what is configured, `get_...` for `put_...` if not given.
        where: Where in its answer the configuration is.
        names: Inputs and what they are called in the structure, where that differs by more than case.
        lasting: Inputs that replace, beside the bucket.

    """

    @resource(token)
    def apply(r: Request) -> Created:
        name, owner = r.take("bucket"), r.take("expectedBucketOwner")
        more = {api: r.take(key) for key, api in (others or {}).items()}
        r.api("s3", operation, Bucket=name, ExpectedBucketOwner=owner, **{parameter: build(r)}, **more)
        return f"{name},{owner}" if owner else name, {}

    def held(answer: Mapping[str, Any], _: Request, id_: str) -> dict[str, Any] | None:
        configured = answer.get(where) if where else answer
        return None if configured is None else {**configured, "bucket": id_.partition(",")[0]}

    again(
        token,
        updates=(f"s3.{operation}", ".".join(filter(None, ("s3", operation, parameter, inside)))),
        rename=names,
        lasting=["bucket", "expectedBucketOwner", *lasting],
    )
    reader(
        token,
        f"s3.{get or operation.replace('put_', 'get_', 1)}",
        held,
        names=names,
        Bucket=lambda _, id_: id_.partition(",")[0],
    )


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
    where="OwnershipControls",
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
    where="PublicAccessBlockConfiguration",
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
    where="ServerSideEncryptionConfiguration",
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
    where="ReplicationConfiguration",
)


def logging(r: Request) -> Any:
    """Server access logs."""
    wanted = {
        key: r.take(key) for key in ("targetBucket", "targetPrefix", "targetGrants", "targetObjectKeyFormat")
    }
    return {
        "LoggingEnabled": built(r, "s3", "put_bucket_logging", "BucketLoggingStatus.LoggingEnabled", wanted)
    }


configuration(
    "aws:s3/bucketLogging:BucketLogging",
    "put_bucket_logging",
    "BucketLoggingStatus",
    logging,
    inside="LoggingEnabled",
    where="LoggingEnabled",
)
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
    where="ObjectLockConfiguration",
    lasting=["objectLockEnabled"],
)
configuration(
    "aws:s3/bucketAcl:BucketAcl",
    "put_bucket_acl",
    "AccessControlPolicy",
    lambda r: built(r, "s3", "put_bucket_acl", "AccessControlPolicy", r.take("accessControlPolicy")),
    {"acl": "ACL"},
)


# -- the setting of a whole account

ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
ACCOUNTS = (
    "s3control.put_public_access_block",
    "s3control.put_public_access_block.PublicAccessBlockConfiguration",
)

again(ACCOUNT, updates=ACCOUNTS, lasting=["accountId"])
removal(ACCOUNT, "s3control.delete_public_access_block", AccountId="id")
reader(ACCOUNT, "s3control.get_public_access_block", "PublicAccessBlockConfiguration", AccountId="id")
# How long the provider waits for the rules to take effect.
later("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", changing=["timeouts"])


def putting_back(token: str, call: str, parameter: str, new: Mapping[str, Any]) -> None:
    """A type that is deleted by putting the setting that a new bucket has."""
    how: dict[str, Source] = {"Bucket": "bucket", parameter: lambda _r, _id: new}
    removal(token, f"s3.{call}", **how)


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
):
    removal(f"aws:s3/{_kind}", f"s3.{_call}", Bucket="bucket")
for _kind, _call, _parameter, _new in (
    ("bucketAccelerateConfiguration:BucketAccelerateConfiguration", "put_bucket_accelerate_configuration",
     "AccelerateConfiguration", {"Status": "Suspended"}),
    ("bucketLogging:BucketLogging", "put_bucket_logging", "BucketLoggingStatus", {}),
    ("bucketObjectLockConfiguration:BucketObjectLockConfiguration", "put_object_lock_configuration",
     "ObjectLockConfiguration", {"ObjectLockEnabled": "Enabled"}),
    ("bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration", "put_bucket_request_payment",
     "RequestPaymentConfiguration", {"Payer": "BucketOwner"}),
    ("bucketVersioning:BucketVersioning", "put_bucket_versioning",
     "VersioningConfiguration", {"Status": "Suspended"}),
):  # fmt: skip
    putting_back(f"aws:s3/{_kind}", _call, _parameter, _new)
# A bucket always has an ACL: the provider leaves it as it is.
forgotten("aws:s3/bucketAcl:BucketAcl")
