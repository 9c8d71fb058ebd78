"""Secrets.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import SECRET

from .core import Params, refuses
from .documents import malformed
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

_NAME = re.compile(r"[\w/+=.@-]{1,512}", re.ASCII)
ROTATION_DAYS = (1, 1000)


@refuses("secretsmanager", "CreateSecret")
def secret(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Names that don't work, and keys that aren't there; no value is quoted."""
    name = params["Name"]
    if not _NAME.fullmatch(name):
        yield f"{name!r} is no secret name: letters, digits and / _ + = . @ -"
    if re.search(r"-[a-zA-Z0-9]{6}$", name):
        yield f"secret {name}: a name that ends in a hyphen and six characters looks like the end of an ARN"
    key = params.get("KmsKeyId")
    if (
        key
        and not key.startswith("alias/aws/")
        and found(account, region, "kms", "describe_key", KeyId=key) is None
    ):
        yield f"secret {name}: the key {key} does not exist"


@refuses("secretsmanager", "PutSecretValue")
def value(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Values that are empty."""
    if not params.get("SecretString") and not params.get("SecretBinary"):
        yield f"secret {params['SecretId']}: a value is needed"


@refuses("secretsmanager", "PutResourcePolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed resource policies."""
    yield from malformed(
        f"the policy of secret {params['SecretId']}", params["ResourcePolicy"], SECRET, account
    )


@refuses("secretsmanager", "RotateSecret")
def rotation(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A function that Secrets Manager may not call, and schedules that don't exist."""
    from emulator.policies.decisions import service_may

    function = params.get("RotationLambdaARN")
    answer = found(account, region, "secretsmanager", "describe_secret", SecretId=params["SecretId"])
    service = "secretsmanager.amazonaws.com"
    if function and answer:
        may = service_may(
            account.account_id, service, "lambda:InvokeFunction", function, source=answer["ARN"]
        )
        if not may:
            yield f"Secrets Manager cannot invoke {function}: add a permission for {service}"
    days = params.get("RotationRules", {}).get("AutomaticallyAfterDays")
    if days is not None and not ROTATION_DAYS[0] <= days <= ROTATION_DAYS[1]:
        yield f"AutomaticallyAfterDays is between {ROTATION_DAYS[0]} and {ROTATION_DAYS[1]}, not {days}"
    if days is not None and params["RotationRules"].get("ScheduleExpression"):
        yield "AutomaticallyAfterDays and ScheduleExpression exclude each other"
