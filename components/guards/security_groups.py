"""What a security group's rules can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.guards import Problem

PORTS = range(65_535 + 1)
# EC2 API reference, IpRange and CreateSecurityGroup: the characters of a description, at most 255.
_DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def description_problems(description: str) -> Iterator[Problem]:
    """A description that EC2 refuses."""
    if not _DESCRIPTION.fullmatch(description):
        yield Problem(
            field="description",
            given=description,
            allowed="1 to 255 of A-Z a-z 0-9 and . _-:/()#,@[]+=&;{}!$* (no quotation marks)",
            fix="rewrite it",
        )


def rule_problems(*, sources: int, from_port: int, to_port: int, description: str) -> Iterator[Problem]:
    """Problems of one rule.

    Args:
        sources: How many of group, block and prefix list are given.
        from_port: First TCP port.
        to_port: Last TCP port.
        description: Why the rule is there.

    """
    if sources != 1:
        yield Problem(
            field="security_group_id/cidr/prefix_list_id",
            given=f"{sources} of them",
            allowed="exactly one",
            fix="make one rule for each",
        )
    if from_port not in PORTS or to_port not in PORTS or to_port < from_port:
        yield Problem(
            field="port",
            given=f"{from_port}-{to_port}",
            allowed="0 to 65535, first to last",
            fix="name the ports",
        )
    yield from description_problems(description)
