"""Things that AWS tries out when they are set up: the other side's policy has to be there first."""

from collections.abc import Iterator

from .core import Demand, Index, Node, last, rule
from .grants import functions_of

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
PERMISSION = "aws:lambda/permission:Permission"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def _bucket_policy(index: Index, bucket: object, reason: str) -> Iterator[Demand]:
    yield Demand(anyof=tuple(index.about(BUCKET_POLICY, "bucket", bucket)), reason=reason)


@rule("aws:cloudtrail/trail:Trail")
def trail(index: Index, node: Node) -> Iterator[Demand]:
    """A trail writes a test object."""
    reason = "CloudTrail refuses a bucket whose policy does not let it write"
    yield from _bucket_policy(index, node.inputs.get("s3BucketName"), reason)


@rule("aws:lb/loadBalancer:LoadBalancer")
def access_logs(index: Index, node: Node) -> Iterator[Demand]:
    """A load balancer writes a test object."""
    for key in ("accessLogs", "connectionLogs"):
        logs = node.inputs.get(key) or {}
        if logs.get("enabled"):
            reason = "the load balancer refuses a bucket whose policy does not let it write"
            yield from _bucket_policy(index, logs.get("bucket"), reason)


@rule("aws:cfg/deliveryChannel:DeliveryChannel")
def delivery_channel(index: Index, node: Node) -> Iterator[Demand]:
    """AWS Config writes a test object."""
    reason = "AWS Config refuses a bucket whose policy does not let it write"
    yield from _bucket_policy(index, node.inputs.get("s3BucketName"), reason)


@rule("aws:s3/bucketLogging:BucketLogging")
def server_logs(index: Index, node: Node) -> Iterator[Demand]:
    """The target bucket must let S3's log delivery in."""
    reason = "S3 refuses a target bucket whose policy does not let it write"
    yield from _bucket_policy(index, node.inputs.get("targetBucket"), reason)


def _permissions(index: Index, node: Node, key: str, principal: str) -> tuple[Node, ...]:
    """The permissions for a service on the function that an input names, or that itself is the input."""
    functions = functions_of(index, node, key)
    names = {one.inputs.get("name") for one in functions} | {_function_name(node.inputs.get(key))}
    return tuple(
        one
        for one in index.of(PERMISSION)
        if str(one.inputs.get("principal", "")).startswith(principal)
        and (_function_name(one.inputs.get("function")) in names - {""})
    )


def _function_name(value: object) -> str:
    text = str(value or "")
    return text.partition(":function:")[2].partition(":")[0] or text.partition(":")[0]


@rule("aws:s3/bucketNotification:BucketNotification")
def notification(index: Index, node: Node) -> Iterator[Demand]:
    """S3 sends a test event to every destination."""
    reason = "S3 is unable to validate a destination that does not let the bucket in yet"
    for queue in node.inputs.get("queues") or ():
        yield Demand(anyof=tuple(index.about(QUEUE_POLICY, "queueUrl", queue.get("queueArn"))), reason=reason)
    for topic in node.inputs.get("topics") or ():
        yield Demand(anyof=tuple(index.about(TOPIC_POLICY, "arn", topic.get("topicArn"))), reason=reason)
    for function in node.inputs.get("lambdaFunctions") or ():
        name = _function_name(function.get("lambdaFunctionArn"))
        permissions = tuple(
            one
            for one in index.of(PERMISSION)
            if one.inputs.get("principal") == "s3.amazonaws.com"
            and _function_name(one.inputs.get("function")) == name
        )
        yield Demand(anyof=permissions, reason=reason)


@rule("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter")
def subscription(index: Index, node: Node) -> Iterator[Demand]:
    """CloudWatch Logs calls the function once."""
    if ":lambda:" in str(node.inputs.get("destinationArn", "")):
        reason = "CloudWatch Logs refuses a function that it may not call yet"
        yield Demand(anyof=_permissions(index, node, "destinationArn", "logs."), reason=reason)


@rule("aws:secretsmanager/secretRotation:SecretRotation")
def rotation(index: Index, node: Node) -> Iterator[Demand]:
    """Secrets Manager rotates at once."""
    if node.inputs.get("rotationLambdaArn"):
        reason = "Secrets Manager refuses a function that it may not call yet"
        yield Demand(anyof=_permissions(index, node, "rotationLambdaArn", "secretsmanager."), reason=reason)


@rule(LOG_GROUP)
def log_key(index: Index, node: Node) -> Iterator[Demand]:
    """A log group's key must let CloudWatch Logs use it; a key's policy may be a resource of its own."""
    key = node.inputs.get("kmsKeyId")
    if key:
        separate = tuple(index.about(KEY_POLICY, "keyId", last(key)))
        yield Demand(
            anyof=separate, reason="CloudWatch Logs refuses a key whose policy does not let it in yet"
        )


@rule("aws:s3/bucketReplicationConfig:BucketReplicationConfig")
def replication(index: Index, node: Node) -> Iterator[Demand]:
    """Both ends must be versioned."""
    ends = [node.inputs.get("bucket")]
    ends += [(one.get("destination") or {}).get("bucket") for one in node.inputs.get("rules") or ()]
    for end in ends:
        versioning = tuple(index.about("aws:s3/bucketVersioning:BucketVersioning", "bucket", end))
        yield Demand(anyof=versioning, reason="S3 replicates between versioned buckets only")


@rule("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
def object_lock(index: Index, node: Node) -> Iterator[Demand]:
    """Locks need versions."""
    versioning = tuple(
        index.about("aws:s3/bucketVersioning:BucketVersioning", "bucket", node.inputs.get("bucket"))
    )
    yield Demand(anyof=versioning, reason="S3 locks objects of versioned buckets only")


_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"


@rule("aws:s3/bucketAcl:BucketAcl")
def acl(index: Index, node: Node) -> Iterator[Demand]:
    """Lists of access need ownership controls that allow them."""
    controls = tuple(index.about(_OWNERSHIP, "bucket", node.inputs.get("bucket")))
    yield Demand(anyof=controls, reason="a bucket refuses ACLs until its ownership controls allow them")


@rule("aws:cloudfront/distribution:Distribution")
def distribution_logs(index: Index, node: Node) -> Iterator[Demand]:
    """CloudFront's standard logs add an entry to the bucket's list of access."""
    bucket = (node.inputs.get("loggingConfig") or {}).get("bucket")
    if bucket:
        controls = tuple(index.about(_OWNERSHIP, "bucket", str(bucket).partition(".s3.")[0]))
        yield Demand(anyof=controls, reason="CloudFront refuses a log bucket that does not enable ACL access")
