"""Which actions on which resources an API call needs, as far as applications go.

Each service's file registers one function per boto3 service name. A service, or an operation, that nobody has
mapped raises `Unmapped`: under enforcement a gap is an error, never a permission.
Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from .core import Call, Need, State, Unmapped, mapped, needs, services

# the files register themselves
from . import compute, dynamodb, keys, messaging, operations, s3  # isort: skip  # noqa: F401

__all__ = ["Call", "Need", "State", "Unmapped", "mapped", "needs", "services"]
