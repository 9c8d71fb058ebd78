"""Security Hub: on or off in a region, and the standards that it holds the account against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import changes, later, reader, removal

lacks(
    "securityhub",
    "BatchDisableStandards",
    "BatchEnableStandards",
    "UpdateSecurityHubConfiguration",
)

HUB = "aws:securityhub/account:Account"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
CONFIGURATION = ("autoEnableControls", "controlFindingGenerator")


@resource(HUB)
def hub(r: Request) -> Created:
    """Switched on; how controls report is a call of its own, as the provider makes it."""
    r.send(
        "securityhub", "enable_security_hub", EnableDefaultStandards=r.take("enableDefaultStandards", True)
    )
    if auto := r.take("autoEnableControls"):
        r.api("securityhub", "update_security_hub_configuration", AutoEnableControls=auto)
    return r.cloud.account_id, _outputs(r)


def _outputs(r: Request) -> dict[str, Any]:
    return {"arn": f"arn:aws:securityhub:{r.region}:{r.cloud.account_id}:hub/default"}


@resource(STANDARD)
def standard(r: Request) -> Created:
    """A standard, whose subscription is named after it."""
    arn = r.take("standardsArn")
    r.api("securityhub", "batch_enable_standards", StandardsSubscriptionRequests=[{"StandardsArn": arn}])
    path = arn.rpartition(":")[2].removeprefix("standards/").removeprefix("ruleset/")
    return f"arn:aws:securityhub:{r.region}:{r.cloud.account_id}:subscription/{path}", {}


changes(HUB, "securityhub.update_security_hub_configuration")
removal(HUB, "securityhub.disable_security_hub")
reader(HUB, "securityhub.describe_hub")
later(HUB, read=lambda r, id_: (id_, _outputs(r)))


def switched_off(r: Request, id_: str) -> None:
    """The standard is no longer held against the account."""
    r.api("securityhub", "batch_disable_standards", StandardsSubscriptionArns=[id_])


def kept(_: Request, __: str, ___: Mapping[str, Any]) -> dict[str, Any]:
    """A subscription has nothing that could change."""
    return {}


later(STANDARD, update=kept, delete=switched_off)
