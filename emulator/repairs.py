"""Where moto is wrong, put right: in one place, and only while an account is active."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.utils import camelcase_to_underscores
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.s3.models import FakeBucket

from .policies import Principal, allowed

LOGGING_SERVICE = "logging.s3.amazonaws.com"

FORGOTTEN = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
)
"""Parameters of ECS's CreateService that moto drops, though it keeps and describes those of UpdateService."""

_create_service = EC2ContainerServiceResponse.create_service


def _may_deliver_logs(target_bucket: Any, target_prefix: str | None) -> bool:
    """Whether S3's log delivery may write to the bucket.

    moto compares statements one by one with the text it expects, and fails on a principal `*`.
    """
    if not target_bucket.policy:
        return False
    document = json.loads(target_bucket.policy.decode())
    resource = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
    context = {
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "aws:SourceAccount": target_bucket.account_id,
    }
    return allowed([document], "s3:PutObject", resource, context, Principal.service(LOGGING_SERVICE))


def _service_with_everything(response: Any) -> Any:
    """CreateService, whose service then says what it was made with."""
    answer = _create_service(response)
    service = answer.result["service"]
    for name in FORGOTTEN:
        given = response._get_param(name)
        if given is not None:
            setattr(service, camelcase_to_underscores(name), given)
    return answer


@contextmanager
def repaired() -> Iterator[None]:
    """Meanwhile, moto answers as AWS does."""
    with (
        patch.object(FakeBucket, "_log_permissions_enabled_policy", staticmethod(_may_deliver_logs)),
        patch.object(EC2ContainerServiceResponse, "create_service", _service_with_everything),
    ):
        yield
