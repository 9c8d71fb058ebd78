"""Security Hub.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("securityhub", "EnableSecurityHub")
def second_hub(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A hub where there is one."""
    if found(account, region, "securityhub", "describe_hub"):
        yield "Account is already subscribed to Security Hub"


@refuses("securityhub", "BatchEnableStandards", "UpdateSecurityHubConfiguration")
def no_hub(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Standards without a hub."""
    if not found(account, region, "securityhub", "describe_hub"):
        yield f"Account {account.account_id} is not subscribed to AWS Security Hub"


@refuses("securityhub", "BatchEnableStandards")
def no_recorder(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Standards without AWS Config, which AWS takes and never evaluates.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-setup-prereqs.html
    """
    answer = found(account, region, "config", "describe_configuration_recorder_status") or {}
    if not any(one.get("recording") for one in answer.get("ConfigurationRecordersStatus", ())):
        yield (
            "nothing records this region's resources (AWS Config): the standards' controls would never "
            "be evaluated"
        )
