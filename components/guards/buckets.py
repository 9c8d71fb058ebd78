"""What S3 refuses of a bucket, and what it accepts and pays for for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from components.guards import Problem

StorageClass = Literal[
    "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
]
LogSource = Literal["alb", "cloudfront", "cloudtrail", "config", "s3", "vpc-flow-logs", "waf"]

# S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle": the infrequent-access classes take
# objects of 30 days and more, and the next class another 30 days later.
INFREQUENT_ACCESS = frozenset({"STANDARD_IA", "ONEZONE_IA"})
INFREQUENT_ACCESS_DAYS = 30
_NAME = re.compile(r"(?!xn--|sthree-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)")
WAF_PREFIX = "aws-waf-logs-"  # AWS WAF Developer Guide, "Logging to an S3 bucket": WAF takes no other name
# These deliver with SSE-S3 only: ALB User Guide, "Access logs"; S3 User Guide, "Server access logging".
UNENCRYPTED_DELIVERY: frozenset[LogSource] = frozenset({"alb", "s3"})


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A move to a cheaper storage class.

    Attributes:
        storage_class: S3's name for it.
        days: Age at which an object moves; objects under 128 KB stay by default.
    """

    storage_class: StorageClass
    days: int


def name_problems(*, name: object, sources: Sequence[LogSource]) -> Iterator[Problem]:
    """Problems of a bucket's name; one that is an Output is not looked at."""
    if not isinstance(name, str):
        return
    if not _NAME.fullmatch(name):
        yield Problem(
            field="name",
            given=name,
            allowed="3 to 63 of a-z 0-9 . - (S3 bucket naming rules)",
            fix="shorten or rewrite it",
        )
    if "waf" in sources and not name.startswith(WAF_PREFIX):
        yield Problem(
            field="name", given=name, allowed=f"a name that begins with {WAF_PREFIX}", fix="add the prefix"
        )


def lifecycle_problems(
    *, expire_days: int | None, noncurrent_days: int, transitions: Sequence[Transition]
) -> Iterator[Problem]:
    """Problems of how objects age."""
    for field, days in (("expire_days", expire_days), ("noncurrent_days", noncurrent_days)):
        if days is not None and days < 1:
            yield Problem(field=field, given=days, allowed="1 or more", fix="leave it out to keep objects")
    last = 0
    for number, transition in enumerate(transitions):
        field = f"transitions[{number}].days"
        earliest = last + (INFREQUENT_ACCESS_DAYS if transition.storage_class in INFREQUENT_ACCESS else 0)
        if transition.days < earliest:
            yield Problem(
                field=field,
                given=transition.days,
                allowed=f"{earliest} or more for {transition.storage_class} at this place",
                fix=f"move it to day {earliest}",
            )
        if expire_days is not None and transition.days >= expire_days:
            yield Problem(
                field=field,
                given=transition.days,
                allowed=f"less than expire_days ({expire_days})",
                fix="drop the transition or keep objects longer",
            )
        last = transition.days + (
            INFREQUENT_ACCESS_DAYS if transition.storage_class in INFREQUENT_ACCESS else 1
        )


def data_problems(*, versioned: bool, lock_days: int | None, replicated: bool) -> Iterator[Problem]:
    """What needs versions on a bucket without them."""
    for field, wanted in (("lock_days", lock_days is not None), ("replicate_to", replicated)):
        if wanted and not versioned:
            yield Problem(
                field="versioned", given=versioned, allowed=f"true with {field}", fix="turn versioning on"
            )
    if lock_days is not None and lock_days < 1:
        yield Problem(field="lock_days", given=lock_days, allowed="1 or more", fix="leave it out for no lock")


def sink_problems(*, sources: Sequence[LogSource], encrypted_by_key: bool) -> Iterator[Problem]:
    """A log bucket with a key that its source can't use: the logs would never arrive (TC-9)."""
    wrong = sorted(UNENCRYPTED_DELIVERY.intersection(sources))
    if encrypted_by_key and wrong:
        yield Problem(
            field="kms_key_arn",
            given="a KMS key",
            allowed=f"SSE-S3 only for the logs of {', '.join(wrong)}",
            fix="leave the key out: S3 encrypts every object anyway",
        )
