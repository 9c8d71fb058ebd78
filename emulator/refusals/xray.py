"""X-Ray.

https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

NEEDED = ("ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath", "ResourceARN")


@refuses("xray", "CreateSamplingRule")
def rule(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Rates beyond one, and rules that leave a matcher out."""
    given = params["SamplingRule"]
    name = given.get("RuleName", "")
    if not 0 <= given["FixedRate"] <= 1:
        yield f"sampling rule {name}: FixedRate is between 0 and 1, not {given['FixedRate']}"
    if name == "Default":
        yield "the sampling rule Default exists already"
    for key in NEEDED:
        if not given.get(key):
            yield f"sampling rule {name}: {key} is needed, * for any"
    if given.get("ResourceARN") not in (None, "*"):
        yield f"sampling rule {name}: ResourceARN is * for all services that X-Ray samples"
