"""Things that an account has because somebody made them earlier, and that a program only looks up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moto.acm.models import acm_backends

from .account import Account


class GivenError(ValueError):
    """What was asked to be there can't be; the message says why."""


def provide(account: Account, given: str) -> str:
    """Make a thing before a deployment.

    Args:
        account: An active account.
        given: `zone=example.com` (a public hosted zone) or `certificate=example.com` (issued, in the
            account's region; `certificate=example.com@us-east-1` for another).

    Returns:
        What was made, for the report.

    Raises:
        GivenError: the emulator can't make it.

    """
    kind, _, value = given.partition("=")
    if kind not in _MAKERS or not value:
        raise GivenError(
            f"can't be given: {given!r}; it may be {' or '.join(f'{known}=...' for known in _MAKERS)}"
        )
    return _MAKERS[kind](account, value)


def _zone(account: Account, name: str) -> str:
    route53 = account.client("route53")
    made = route53.create_hosted_zone(Name=name, CallerReference=f"given-{name}")["HostedZone"]
    return f"public hosted zone {name} ({made['Id'].rpartition('/')[2]})"


def _certificate(account: Account, value: str) -> str:
    domain, _, region = value.partition("@")
    region = region or account.region
    made = account.client("acm", region).request_certificate(DomainName=domain, ValidationMethod="DNS")
    arn = made["CertificateArn"]
    # moto lets a minute pass before it calls a certificate issued; this one was issued long ago
    acm_backends[account.account_id][region].get_certificate(arn).status = "ISSUED"
    return f"issued certificate of {domain} in {region} ({arn})"


_MAKERS: Mapping[str, Callable[[Account, str], str]] = {"zone": _zone, "certificate": _certificate}
