"""KMS.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies import Decision, Principal, evaluate
from emulator.policies.grammar import KEY

from .core import Params, refuses
from .documents import malformed
from .facts import within

if TYPE_CHECKING:
    from emulator.account import Account

ROTATION_DAYS = (90, 2560)
WAITING_DAYS = (7, 30)


@refuses("kms", "CreateKey", "PutKeyPolicy", "ReplicateKey")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed key policies, and those that would lock everybody out of the key."""
    document = params.get("Policy")
    found = list(malformed("the key policy", document, KEY, account))
    yield from found
    if found or not document or params.get("BypassPolicyLockoutSafetyCheck"):
        return
    root = Principal(kind="AWS", names=(), account=account.account_id)
    facts = {"kms:CallerAccount": account.account_id}
    if evaluate([json.loads(document)], "kms:PutKeyPolicy", "*", facts, root) is not Decision.ALLOW:
        yield "the key policy would not let the account change the key policy in the future"


@refuses("kms", "CreateAlias")
def alias(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Names that are AWS's own."""
    if params["AliasName"].startswith("alias/aws/"):
        yield f"{params['AliasName']}: aliases that begin with alias/aws/ are reserved"
    elif not params["AliasName"].startswith("alias/"):
        yield f"{params['AliasName']}: an alias begins with alias/"


@refuses("kms", "EnableKeyRotation")
def rotation(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Rotation of keys that can't be rotated."""
    yield from within("RotationPeriodInDays", params.get("RotationPeriodInDays"), *ROTATION_DAYS)
    key = account.client("kms", region).describe_key(KeyId=params["KeyId"])["KeyMetadata"]
    if key.get("KeySpec", "SYMMETRIC_DEFAULT") != "SYMMETRIC_DEFAULT":
        yield f"key {key['KeyId']} is asymmetric: it can't be rotated"


@refuses("kms", "ScheduleKeyDeletion")
def deletion(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """The waiting period."""
    yield from within("PendingWindowInDays", params.get("PendingWindowInDays"), *WAITING_DAYS)
