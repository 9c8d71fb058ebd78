"""Domain names: what is one, and what belongs to which zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from components.guards import Problem

# RFC 1035, section 2.3.4: 63 octets a label, 255 a name on the wire, which is 253 written out.
_LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$")
_LONGEST_NAME = 253
_FEWEST_LABELS = 2  # a top-level domain alone is nobody's

# The common name's length (ACM RequestCertificate, DomainName); a longer name can only be an alternative.
LONGEST_COMMON_NAME = 64
# Default quota of names in an ACM certificate (AWS Certificate Manager User Guide, "Quotas").
CERTIFICATE_NAMES = 10


def domain_problems(
    domain_name: str, *, field: str = "domain_name", wildcard: bool = False
) -> Iterator[Problem]:
    """Problems of a bare host name.

    Args:
        domain_name: The name, without a scheme, port or path.
        field: How the caller calls it.
        wildcard: Whether the first label may be `*`.

    """
    if "://" in domain_name or "/" in domain_name or ":" in domain_name:
        host = re.sub(r"^[a-z]+://", "", domain_name).split("/")[0].split(":")[0]
        yield Problem(
            field=field,
            given=domain_name,
            allowed="a bare host name, without scheme, port or path",
            fix=f"write {host}",
        )
        return
    labels = (domain_name.removeprefix("*.") if wildcard else domain_name).split(".")
    if (
        len(domain_name) > _LONGEST_NAME
        or len(labels) < _FEWEST_LABELS
        or not all(_LABEL.match(label) for label in labels)
    ):
        yield Problem(
            field=field,
            given=domain_name,
            allowed="lower-case labels of 1 to 63 letters, digits and inner hyphens, at least two (RFC 1035)",
            fix="write the domain as it stands in DNS, e.g. api.example.com",
        )


def zone_problems(zone_id: str | None, zone_name: str | None) -> Iterator[Problem]:
    """Problems of a reference to a hosted zone: it is named by its id or by its name."""
    if (zone_id is None) == (zone_name is None):
        yield Problem(
            field="zone",
            given={"id": zone_id, "name": zone_name},
            allowed="exactly one of id and name",
            fix="give the zone's id where two zones share a name, else its name",
        )
    if zone_name is not None:
        yield from domain_problems(zone_name.rstrip("."), field="zone.name")


def in_zone_problems(domain_name: str, zone_name: str, *, field: str = "domain_name") -> Iterator[Problem]:
    """Problems of a record's name: Route 53 refuses one that is outside its zone."""
    zone = zone_name.rstrip(".")
    if domain_name != zone and not domain_name.endswith(f".{zone}"):
        yield Problem(
            field=field,
            given=domain_name,
            allowed=f"{zone} or a name that ends in .{zone}",
            fix="name the zone that the domain is in",
        )


def certificate_problems(domain_names: Sequence[str]) -> Iterator[Problem]:
    """Problems of the names of one certificate."""
    if not 1 <= len(domain_names) <= CERTIFICATE_NAMES or len(set(domain_names)) != len(domain_names):
        yield Problem(
            field="domain_names",
            given=list(domain_names),
            allowed=f"1 to {CERTIFICATE_NAMES} different names (ACM's default quota)",
            fix="name each domain once; use a wildcard for many siblings",
        )
    for index, name in enumerate(domain_names):
        yield from domain_problems(name, field=f"domain_names[{index}]", wildcard=True)
    if domain_names and len(domain_names[0]) > LONGEST_COMMON_NAME:
        yield Problem(
            field="domain_names[0]",
            given=domain_names[0],
            allowed=f"at most {LONGEST_COMMON_NAME} characters: it is the certificate's common name (ACM)",
            fix="put a shorter name first",
        )


def validated_names(domain_names: Sequence[str]) -> list[str]:
    """The names that need a validation record: a wildcard shares its parent's."""
    return list(dict.fromkeys(name.removeprefix("*.") for name in domain_names))
