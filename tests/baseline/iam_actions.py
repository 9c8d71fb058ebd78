"""Which IAM actions an operation of AWS needs (Service Authorization Reference, where it is not the name)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

# botocore's name of a service -> IAM's prefix, where they differ.
PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "apigatewayv2": "apigateway",
    "elbv2": "elasticloadbalancing",
    "s3control": "s3",
}
# Services whose actions are the methods of their API.
BY_METHOD = ("apigateway", "apigatewayv2")
OTHERWISE: Mapping[tuple[str, str], str] = {
    **{("budgets", f"{verb}{what}"): "ModifyBudget" for verb in ("Create", "Update", "Delete")
       for what in ("Budget", "Notification", "Subscriber")},
    ("s3", "DeleteBucketCors"): "PutBucketCORS",
    ("s3", "DeleteBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "DeleteBucketLifecycle"): "PutLifecycleConfiguration",
    ("s3", "DeleteBucketOwnershipControls"): "PutBucketOwnershipControls",
    ("s3", "DeleteBucketReplication"): "PutReplicationConfiguration",
    ("s3", "DeleteBucketTagging"): "PutBucketTagging",
    ("s3", "DeleteObjects"): "DeleteObject",
    ("s3", "DeletePublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "PutBucketCors"): "PutBucketCORS",
    ("s3", "PutBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "PutBucketLifecycleConfiguration"): "PutLifecycleConfiguration",
    ("s3", "PutBucketNotificationConfiguration"): "PutBucketNotification",
    ("s3", "PutBucketReplication"): "PutReplicationConfiguration",
    ("s3", "PutObjectLockConfiguration"): "PutBucketObjectLockConfiguration",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    # asked under other names by the provider itself, which waits for the change besides
    ("cloudfront", "CreateDistributionWithTags"): "CreateDistribution",
    ("lambda", "PutFunctionCodeSigningConfig"): "PutFunctionCodeSigningConfig",
}  # fmt: skip


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


@cache
def action_of(service: str, operation: str) -> str:
    """`prefix:Action` of an operation, by AWS's name (`CreateQueue`) or boto3's (`create_queue`)."""
    model = _model(service)
    name = next(each for each in model.operation_names if operation in (each, xform_name(each)))
    prefix = PREFIXES.get(service, service)
    if service in BY_METHOD:
        return f"{prefix}:{model.operation_model(name).http['method']}"
    return f"{prefix}:{OTHERWISE.get((service, name), name)}"


@cache
def exists(action: str) -> bool:
    """Whether some service of AWS has an operation of that name: what is misspelt allows nothing."""
    prefix, _, name = action.partition(":")
    services = [service for service in _services() if PREFIXES.get(service, service) == prefix]
    own = {other for (service, _), other in OTHERWISE.items() if service in services}
    return name in own or any(name in _model(service).operation_names for service in services)


@cache
def operations_of(action: str) -> frozenset[str]:
    """The operations, by boto3's names, that need an action."""
    prefix, _, name = action.partition(":")
    services = [service for service in _services() if PREFIXES.get(service, service) == prefix]
    own = {
        operation
        for (service, operation), other in OTHERWISE.items()
        if service in services and other == name
    }
    return frozenset(xform_name(operation) for operation in {*own, name})


@cache
def _services() -> tuple[str, ...]:
    return tuple(botocore.session.get_session().get_available_services())
