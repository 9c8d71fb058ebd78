"""Cost anomalies.

https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

BY_SERVICE = "SERVICE"


@refuses("ce", "CreateAnomalyMonitor")
def second_monitor(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A second monitor of all services; one is all that an account has."""
    if params["AnomalyMonitor"].get("MonitorDimension") != BY_SERVICE:
        return
    made = sum(
        told["AnomalyMonitor"].get("MonitorDimension") == BY_SERVICE
        for told in account.ledger.of("ce", "CreateAnomalyMonitor")
    )
    if made > len(account.ledger.of("ce", "DeleteAnomalyMonitor")):
        yield "Limit exceeded on dimensional spend monitor creation"


@refuses("ce", "CreateAnomalySubscription")
def frequency(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Topics are told at once, people once a day or a week."""
    told = params["AnomalySubscription"]
    kinds = {one["Type"] for one in told["Subscribers"]}
    allowed = {"SNS"} if told["Frequency"] == "IMMEDIATE" else {"EMAIL"}
    if not kinds <= allowed:
        yield f"a subscription with the frequency {told['Frequency']} has {allowed.pop()} subscribers only"
