"""Where moto is wrong, put right: in one place, and only while an account is active."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.s3.models import FakeBucket

from .policies import Principal, allowed

LOGGING_SERVICE = "logging.s3.amazonaws.com"


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


@contextmanager
def repaired() -> Iterator[None]:
    """Meanwhile, moto answers as AWS does."""
    with patch.object(FakeBucket, "_log_permissions_enabled_policy", staticmethod(_may_deliver_logs)):
        yield
