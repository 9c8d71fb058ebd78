"""GuardDuty.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("guardduty", "CreateDetector")
def second_detector(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A second detector in a region."""
    if (found(account, region, "guardduty", "list_detectors") or {}).get("DetectorIds"):
        yield "The request is rejected because a detector already exists for the current account."
