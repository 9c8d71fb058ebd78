"""S3 buckets.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from emulator.policies.grammar import BUCKET
from emulator.policies.patterns import listed, texts

from .core import Params, refuses
from .documents import malformed
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

STORAGE_CLASSES = (
    "STANDARD_IA",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
)
"""Classes of a lifecycle transition, in the order in which objects can only move down."""

INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
INFREQUENT_DAYS = 30
ARCHIVE_DAYS = {"ARCHIVE_ACCESS": 90, "DEEP_ARCHIVE_ACCESS": 180}
MOST_RULES = 1000
NARROWING = ("aws:sourcearn", "aws:sourceaccount", "aws:principalorgid", "aws:sourcevpce", "aws:sourcevpc")
NARROWING_PREFIXES = ("aws:principalarn", "aws:userid", "aws:sourceip", "s3:dataaccesspointarn")
"""Condition keys that keep a statement for everybody from being public.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FORBIDDEN = re.compile(
    r"xn--.*|sthree-.*|amzn-s3-demo-.*|.*-s3alias|.*--ol-s3|.*--x-s3|.*\.\..*|(\d+\.){3}\d+"
)


@refuses("s3", "CreateBucket")
def bucket(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Names that S3 doesn't take, or that a bucket of the account has.

    In us-east-1 S3 itself would hand out the existing bucket; the provider then asks first, and refuses.
    """
    name = params["Bucket"]
    if account.actor and found(account, region, "s3", "head_bucket", Bucket=name) is not None:
        yield f"bucket {name} already exists, and you own it"
    if not _NAME.fullmatch(name) or _FORBIDDEN.fullmatch(name):
        yield f"{name!r} is no bucket name: 3 to 63 lower-case letters, digits, hyphens and dots"
    suffix = f"-{account.account_id}-{region}-an"
    if params.get("BucketNamespace") == "account-regional" and not name.endswith(suffix):
        yield f"bucket {name}: a name in the account-regional namespace ends in {suffix}"


@refuses("s3", "PutBucketPolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Malformed policies, resources of other buckets, and public policies under a block."""
    name = params["Bucket"]
    wrong = list(malformed(f"the policy of bucket {name}", params["Policy"], BUCKET, account))
    yield from wrong
    if wrong:
        return
    document = json.loads(params["Policy"])
    statements: list[Any] = listed(document["Statement"])
    for number, statement in enumerate(statements):
        yield from _scope(statement, name, f"the policy of bucket {name}: statement {number}")
    block = found(account, region, "s3", "get_public_access_block", Bucket=name)
    blocked = (block or {}).get("PublicAccessBlockConfiguration", {}).get("BlockPublicPolicy", block is None)
    if blocked and any(map(public, statements)):
        yield f"the policy of bucket {name} is public, and BlockPublicPolicy refuses public policies"


def public(statement: Mapping[str, Any]) -> bool:
    """Whether a statement lets everybody in, as BlockPublicPolicy judges it."""
    principal = statement.get("Principal")
    everybody = principal == "*" or (
        isinstance(principal, Mapping) and "*" in texts(principal.get("AWS", []))
    )
    if statement["Effect"] != "Allow" or not everybody:
        return False
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            fixed = not any("*" in value for value in texts(values))
            if "Not" not in operator and key.lower() in (*NARROWING, *NARROWING_PREFIXES) and fixed:
                return False
    return True


def _scope(statement: Mapping[str, Any], bucket_name: str, label: str) -> Iterator[str]:
    own = f"arn:aws:s3:::{bucket_name}"
    resources = texts(statement.get("Resource", statement.get("NotResource", [])))
    for resource in resources:
        if resource != own and not resource.startswith(f"{own}/") and resource != "*":
            yield f"{label} has the resource {resource}, which is not of this bucket"
    actions = texts(statement.get("Action", []))
    if actions and "Resource" in statement and "*" not in resources:
        objects = any(resource.startswith(f"{own}/") for resource in resources)
        buckets = own in resources
        for action in actions:
            if "*" in action:
                continue
            about_object = "Object" in action and "ObjectLockConfiguration" not in action
            if (about_object and not objects) or (
                not about_object and not buckets and "Multipart" not in action
            ):
                yield f"{label}: the action {action} does not apply to any of its resources"


@refuses("s3", "PutBucketLifecycleConfiguration")
def lifecycle(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Rules that do nothing, unknown classes, days too early or in the wrong order."""
    rules = params.get("LifecycleConfiguration", {}).get("Rules", [])
    if not 1 <= len(rules) <= MOST_RULES:
        yield f"a lifecycle has 1 to {MOST_RULES} rules, not {len(rules)}"
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    for duplicate in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the rule id {duplicate} is used more than once"
    for number, rule in enumerate(rules):
        yield from (f"rule {rule.get('ID', number)} {reason}" for reason in _rule(rule))


_ACTIONS = (
    *("Expiration", "Transitions", "NoncurrentVersionExpiration", "NoncurrentVersionTransitions"),
    "AbortIncompleteMultipartUpload",
)


def _rule(rule: Mapping[str, Any]) -> Iterator[str]:
    if not any(rule.get(action) for action in _ACTIONS):
        yield "does nothing: no expiration, transition or clean-up"
    if rule.get("Filter") is None and rule.get("Prefix") is None:
        yield "has neither Filter nor Prefix"
    if rule.get("Filter") and rule.get("Prefix"):
        yield "has both Filter and Prefix"
    expiration = rule.get("Expiration") or {}
    if len([key for key in ("Days", "Date", "ExpiredObjectDeleteMarker") if expiration.get(key)]) > 1:
        yield "has more than one of Days, Date and ExpiredObjectDeleteMarker in Expiration"
    if expiration.get("ExpiredObjectDeleteMarker") and (rule.get("Filter") or {}).get("Tag"):
        yield "has ExpiredObjectDeleteMarker and a tag filter"
    yield from _moves(rule.get("Transitions") or [], "Days", expiration.get("Days"), "expiration")
    noncurrent = rule.get("NoncurrentVersionExpiration") or {}
    moves = rule.get("NoncurrentVersionTransitions") or []
    yield from _moves(moves, "NoncurrentDays", noncurrent.get("NoncurrentDays"), "expiration of old versions")


def _moves(moves: list[Mapping[str, Any]], key: str, end: int | None, name: str) -> Iterator[str]:
    for move in moves:
        storage, days = move.get("StorageClass"), move.get(key)
        if storage not in STORAGE_CLASSES:
            yield f"moves to the unknown storage class {storage}"
        if storage in INFREQUENT and days is not None and days < INFREQUENT_DAYS:
            yield f"moves to {storage} after {days} days: at least {INFREQUENT_DAYS} are needed"
        if end is not None and days is not None and days >= end:
            yield f"moves to {storage} after {days} days, not before the {name} after {end}"
    ordered = sorted((move for move in moves if move.get(key) is not None), key=lambda move: move[key])
    ranks = [
        STORAGE_CLASSES.index(m["StorageClass"]) for m in ordered if m["StorageClass"] in STORAGE_CLASSES
    ]
    if ranks != sorted(set(ranks)):
        yield "moves objects to a warmer or the same storage class later"


@refuses("s3", "PutBucketAcl")
def acl(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Access control lists, which buckets haven't had since 2023 unless their ownership controls say so."""
    controls = found(account, region, "s3", "get_bucket_ownership_controls", Bucket=params["Bucket"])
    rules = (controls or {}).get("OwnershipControls", {}).get("Rules", [])
    owner = rules[0]["ObjectOwnership"] if rules else "BucketOwnerEnforced"
    if owner == "BucketOwnerEnforced" and params.get("ACL", "private") != "bucket-owner-full-control":
        yield f"the bucket {params['Bucket']} does not allow ACLs"


@refuses("s3", "PutBucketReplication")
def replication(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Replication between buckets that aren't both versioned, or by a role that S3 can't assume."""
    from emulator.policies.decisions import assumable

    configuration = params["ReplicationConfiguration"]
    if not assumable(account.account_id, configuration["Role"], "s3.amazonaws.com"):
        yield f"the replication role {configuration['Role']} cannot be assumed by S3"
    names = {params["Bucket"]}
    for rule in configuration["Rules"]:
        names.add(rule["Destination"]["Bucket"].rsplit(":", 1)[-1])
        if "Filter" in rule and "DeleteMarkerReplication" not in rule:
            yield (
                f"replication rule {rule.get('ID', '')}: DeleteMarkerReplication must be specified "
                f"with a filter"
            )
        encrypted = rule.get("SourceSelectionCriteria", {}).get("SseKmsEncryptedObjects", {})
        keyed = rule["Destination"].get("EncryptionConfiguration")
        if (encrypted.get("Status") == "Enabled") != bool(keyed):
            yield (
                f"replication rule {rule.get('ID', '')}: objects under a KMS key need both "
                f"SseKmsEncryptedObjects "
                "and the destination's EncryptionConfiguration"
            )
    for name in sorted(names):
        answer = found(account, region, "s3", "get_bucket_versioning", Bucket=name)
        if answer is None or answer.get("Status") != "Enabled":
            yield f"versioning must be enabled on the bucket {name} to replicate it"


@refuses("s3", "PutBucketIntelligentTieringConfiguration")
def tiering(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Archive tiers earlier than they exist."""
    for tier in params["IntelligentTieringConfiguration"].get("Tierings", ()):
        least = ARCHIVE_DAYS.get(tier["AccessTier"], 0)
        if tier["Days"] < least:
            yield f"the tier {tier['AccessTier']} begins after at least {least} days, not {tier['Days']}"


@refuses("s3", "PutBucketNotificationConfiguration")
def notification(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Destinations whose policy does not let S3 in: S3 sends a test message before it accepts them."""
    from emulator.policies.decisions import service_may

    source = f"arn:aws:s3:::{params['Bucket']}"
    configuration = params["NotificationConfiguration"]
    for list_, key, action in (
        ("QueueConfigurations", "QueueArn", "sqs:SendMessage"),
        ("TopicConfigurations", "TopicArn", "sns:Publish"),
        ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda:InvokeFunction"),
    ):
        for entry in configuration.get(list_) or ():
            target = entry[key]
            if not service_may(account.account_id, "s3.amazonaws.com", action, target, source=source):
                yield f"unable to validate the destination {target}: its policy does not let {source} in"


@refuses("s3", "PutBucketLogging")
def logging(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A target bucket whose policy does not let S3's log delivery in."""
    from emulator.policies.decisions import service_may

    target = params["BucketLoggingStatus"].get("LoggingEnabled")
    if not target:
        return
    resource = f"arn:aws:s3:::{target['TargetBucket']}/{target.get('TargetPrefix', '')}log"
    controls = found(account, region, "s3", "get_bucket_acl", Bucket=target["TargetBucket"])
    by_acl = any(
        "LogDelivery" in grant["Grantee"].get("URI", "") for grant in (controls or {}).get("Grants", ())
    )
    source = f"arn:aws:s3:::{params['Bucket']}"
    service = "logging.s3.amazonaws.com"
    if not by_acl and not service_may(account.account_id, service, "s3:PutObject", resource, source=source):
        yield (
            f"the bucket {target['TargetBucket']} does not let {service} write the logs of {params['Bucket']}"
        )
