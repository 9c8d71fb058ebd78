"""Security Hub: what it reads has to be recorded first."""

from collections.abc import Iterator

from .core import Demand, Index, Node, rule

HUB = "aws:securityhub/account:Account"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"


@rule("aws:securityhub/standardsSubscription:StandardsSubscription")
def standard(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """A standard is of a hub, and its controls are evaluated from what AWS Config records."""
    yield Demand(anyof=tuple(index.of(HUB)), reason="the account is not subscribed to Security Hub yet")
    yield Demand(anyof=tuple(index.of(STATUS)), reason="nothing is recorded yet that controls could look at")
