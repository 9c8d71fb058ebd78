"""Certificates.

https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

LONGEST_COMMON_NAME = 64
MOST_NAMES = 10


@refuses("acm", "RequestCertificate")
def certificate(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Names that are too long or too many, and validation by somebody else."""
    names = [params["DomainName"], *(params.get("SubjectAlternativeNames") or ())]
    if len(params["DomainName"]) > LONGEST_COMMON_NAME:
        yield f"{params['DomainName']} is longer than {LONGEST_COMMON_NAME} characters"
    if len(set(names)) > MOST_NAMES:
        yield f"a certificate has at most {MOST_NAMES} names, not {len(set(names))}"
    for option in params.get("DomainValidationOptions") or ():
        if not option["DomainName"].endswith(option["ValidationDomain"]):
            yield f"{option['ValidationDomain']} can't validate {option['DomainName']}"
