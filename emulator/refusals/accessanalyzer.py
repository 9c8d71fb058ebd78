"""IAM Access Analyzer.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-getting-started.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("accessanalyzer", "CreateAnalyzer")
def second_analyzer(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A second analyzer of access from outside the account, or of a name that is taken."""
    entries = [entry for entry in account.ledger.entries if entry.service == "accessanalyzer"]
    alive: dict[str, str] = {}
    for entry in entries:
        if entry.region == region and entry.operation == "CreateAnalyzer":
            alive[entry.params["analyzerName"]] = entry.params["type"]
        elif entry.region == region and entry.operation == "DeleteAnalyzer":
            alive.pop(entry.params["analyzerName"], None)
    if params["analyzerName"] in alive:
        yield f"an analyzer named {params['analyzerName']} already exists"
    elif params["type"] == "ACCOUNT" and "ACCOUNT" in alive.values():
        yield "only one analyzer of the type ACCOUNT can exist in a region"
