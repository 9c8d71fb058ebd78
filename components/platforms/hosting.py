"""Under which name a platform is reached, and with which certificates (X-21)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.certificate import CLOUDFRONT_REGION, Certificate, CertificateArgs
from components.blocks.dns import find_zone
from components.platforms.ground import Ground
from components.settings.dns import CertificateDns, GivenCertificate, NoDns, Zone, ZoneDns
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
    if isinstance(dns, NoDns):
        return Hosting()
    host = f"origin.{dns.domain}" if origin and isinstance(dns, ZoneDns) else None
    return host_domain(ground, dns, dns.domain, cdn=cdn, regional=regional, origin=host)


def host_domain(
    ground: Ground[PlatformSettings, object],
    dns: Zone | GivenCertificate,
    domain: str,
    *,
    cdn: bool,
    regional: bool,
    origin: str | None,
) -> Hosting:
    """The same for a domain that stands elsewhere in the stack file.

    Args:
        ground: The stack.
        dns: Where records and certificate come from.
        domain: The host that users type.
        cdn: Whether CloudFront needs a certificate.
        regional: Whether something in the platform's region needs one.
        origin: The host that CloudFront finds its origin by, where that has a name of its own.
    """
    if isinstance(dns, GivenCertificate):
        return Hosting(
            domain=domain,
            origin=origin,
            certificate_arn=dns.certificate_arn,
            cdn_certificate_arn=dns.certificate_for_cloudfront,
        )
    zone = find_zone(parent=ground.parent, zone_id=dns.zone_id, zone_name=dns.zone_name)
    certificate = Certificate(
        f"{ground.name}-certificate",
        CertificateArgs(
            domain_names=[domain, *([origin] if origin else [])],
            zone_id=zone.id,
            regions=list(
                dict.fromkeys([*([ground.region] if regional else []), *([CLOUDFRONT_REGION] if cdn else [])])
            ),
        ),
        opts=ground.child,
    )
    return Hosting(
        domain=domain,
        origin=origin,
        zone_id=zone.id,
        certificate_arn=certificate.arn_in(ground.region) if regional else None,
        cdn_certificate_arn=certificate.arn_in(CLOUDFRONT_REGION) if cdn else None,
    )
