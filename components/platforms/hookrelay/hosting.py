"""Under which name the application is reached (X-21)."""

from __future__ import annotations

from components.platforms import hosting
from components.platforms.hookrelay.ground import Ground
from components.platforms.hosting import Hosting
from components.settings.dns import ZoneDns

__all__ = ["Hosting", "declare_hosting"]


def declare_hosting(ground: Ground) -> Hosting:
    """The entrance's names: a host of one's own has records and certificate of its own."""
    dns, compute = ground.settings.dns, ground.settings.compute
    if isinstance(dns, ZoneDns) and compute == "docker":
        return Hosting(domain=dns.domain)
    cdn = ground.settings.has_cdn
    return hosting.declare_hosting(
        ground,
        dns,
        cdn=cdn,
        # An API behind CloudFront is called by its own execute-api name, so it needs no certificate.
        regional=compute == "ecs" or not cdn,
        origin=cdn and compute == "ecs",
    )
