"""What watches an account: each has to be on before what is said about it."""

from collections.abc import Iterator

from .core import Demand, Index, Node, rule

HUB = "aws:securityhub/account:Account"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
RECORDER = "aws:cfg/recorder:Recorder"


@rule("aws:securityhub/standardsSubscription:StandardsSubscription")
def standard(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """A standard is of a hub, and its controls are evaluated from what AWS Config records."""
    yield Demand(anyof=tuple(index.of(HUB)), reason="the account is not subscribed to Security Hub yet")
    yield Demand(anyof=tuple(index.of(STATUS)), reason="nothing is recorded yet that controls could look at")


@rule(CHANNEL)
def channel(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """A channel is of a recorder."""
    reason = "AWS Config refuses a delivery channel before there is a recorder"
    yield Demand(anyof=tuple(index.of(RECORDER)), reason=reason)


@rule(STATUS)
def status(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """A recorder starts once it can deliver."""
    reason = "AWS Config starts no recorder without a delivery channel"
    yield Demand(anyof=tuple(index.of(CHANNEL)), reason=reason)
