"""SSM parameters.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

BYTES = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}
MOST_LEVELS = 15
_NAME = re.compile(r"[\w./-]+", re.ASCII)


@refuses("ssm", "PutParameter")
def parameter(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Values too large for their tier, names and hierarchies; a value is never quoted."""
    name, tier = params["Name"], params.get("Tier", "Standard")
    size = len(params["Value"].encode())
    if size > BYTES.get(tier, 0):
        yield f"parameter {name}: the value has {size} bytes, the tier {tier} takes {BYTES.get(tier, 0)}"
    if not params["Value"]:
        yield f"parameter {name}: the value is empty"
    if not _NAME.fullmatch(name) or ("/" in name and not name.startswith("/")):
        yield (
            f"{name!r} is no parameter name: letters, digits and . - _ /, beginning with a slash if "
            f"it has one"
        )
    if name.count("/") > MOST_LEVELS:
        yield f"parameter {name}: at most {MOST_LEVELS} levels"
    if name.strip("/").lower().startswith(("aws", "ssm")):
        yield f"parameter {name}: names that begin with aws or ssm are reserved"
    if params.get("KeyId") and params.get("Type") != "SecureString":
        yield f"parameter {name}: only a SecureString has a key"
