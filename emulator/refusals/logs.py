"""CloudWatch Logs.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import LOGS

from .core import Params, refuses
from .documents import malformed
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Days that a log group may keep its events."""

MOST_SUBSCRIPTIONS = 2
MOST_METRIC_FILTERS = 100


@refuses("logs", "PutRetentionPolicy")
def retention(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Days that are not among the ones that exist."""
    if params["retentionInDays"] not in RETENTIONS:
        choices = ", ".join(map(str, RETENTIONS))
        yield f"log group {params['logGroupName']}: {params['retentionInDays']} days is not one of {choices}"


@refuses("logs", "CreateLogGroup", "AssociateKmsKey")
def key(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A key that CloudWatch Logs may not use."""
    from emulator.policies.decisions import service_may_encrypt_logs

    used = params.get("kmsKeyId")
    group = params.get("logGroupName", "")
    if used and not service_may_encrypt_logs(account.account_id, region, used, group):
        yield f"log group {group}: the key {used} does not exist or does not let CloudWatch Logs use it"


@refuses("logs", "PutResourcePolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed resource policies."""
    name = f"the log policy {params.get('policyName', '')}"
    yield from malformed(name, params.get("policyDocument"), LOGS, account)


@refuses("logs", "PutSubscriptionFilter")
def subscription(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A function that logs may not call, and a third filter."""
    from emulator.policies.decisions import service_may

    group, target = params["logGroupName"], params["destinationArn"]
    source = f"arn:aws:logs:{region}:{account.account_id}:log-group:{group}:*"
    if ":lambda:" in target:
        services = ("logs.amazonaws.com", f"logs.{region}.amazonaws.com")
        action = "lambda:InvokeFunction"
        if not any(service_may(account.account_id, one, action, target, source=source) for one in services):
            yield f"could not execute the function {target}: it does not let the log group {group} call it"
    filters = found(account, region, "logs", "describe_subscription_filters", logGroupName=group)
    others = [
        known
        for known in (filters or {}).get("subscriptionFilters", ())
        if known["filterName"] != params["filterName"]
    ]
    if len(others) >= MOST_SUBSCRIPTIONS:
        yield f"log group {group} has {MOST_SUBSCRIPTIONS} subscription filters already"
