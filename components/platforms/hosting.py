"""Under which name a platform is reached, and with which certificates (X-21)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.certificate import CLOUDFRONT_REGION, Certificate, CertificateArgs
from components.blocks.dns import find_zone
from components.platforms.ground import Ground
from components.settings.dns import CertificateDns, NoDns, ZoneDns
from components.settings.platform import PlatformSettings


@dataclass(frozen=True, kw_only=True)
class Hosting:
    """The names of the entrance.

    Attributes:
        domain: The host that users type; None for AWS's own names.
        origin: The host that CloudFront finds a public load balancer by; None where there is none.
        zone_id: The zone of both; None where somebody else keeps the records.
        certificate_arn: For the platform's region.
        cdn_certificate_arn: For CloudFront.
    """

    domain: str | None = None
    origin: str | None = None
    zone_id: pulumi.Output[str] | None = None
    certificate_arn: pulumi.Input[str] | None = None
    cdn_certificate_arn: pulumi.Input[str] | None = None


def declare_hosting(
    ground: Ground[PlatformSettings, object],
    dns: NoDns | ZoneDns | CertificateDns,
    *,
    cdn: bool,
    regional: bool,
    origin: bool,
) -> Hosting:
    """Look the zone up and have certificates made, or take what is given.

    Args:
        ground: The stack.
        dns: What the stack file says.
        cdn: Whether CloudFront needs a certificate.
        regional: Whether something in the platform's region needs one.
        origin: Whether CloudFront finds a load balancer by a name below the domain.
    """
    if isinstance(dns, CertificateDns):
        return Hosting(
            domain=dns.domain,
            certificate_arn=dns.certificate_arn,
            cdn_certificate_arn=dns.certificate_for_cloudfront,
        )
    if not isinstance(dns, ZoneDns):
        return Hosting()
    zone = find_zone(parent=ground.parent, zone_id=dns.zone_id, zone_name=dns.zone_name)
    host = f"origin.{dns.domain}" if origin else None
    certificate = Certificate(
        f"{ground.name}-certificate",
        CertificateArgs(
            domain_names=[dns.domain, *([host] if host else [])],
            zone_id=zone.id,
            regions=list(
                dict.fromkeys([*([ground.region] if regional else []), *([CLOUDFRONT_REGION] if cdn else [])])
            ),
        ),
        opts=ground.child,
    )
    return Hosting(
        domain=dns.domain,
        origin=host,
        zone_id=zone.id,
        certificate_arn=certificate.arn_in(ground.region) if regional else None,
        cdn_certificate_arn=certificate.arn_in(CLOUDFRONT_REGION) if cdn else None,
    )
