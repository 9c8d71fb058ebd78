"""Under which name a platform is reached, and who makes its certificate (X-21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from components.guards import Problem
from components.guards.dns import domain_problems, in_zone_problems, zone_problems
from components.settings.anatomy import ByKey
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import CertificateArn, Host, ZoneId, is_sample_host

CLOUDFRONT_REGION = (
    "us-east-1"  # CloudFront takes certificates of this region only (CloudFront Developer Guide)
)


def region_of(arn: str) -> str:
    """The region in an ARN."""
    return arn.split(":")[3]


class NoDns(Model):
    """No domain: CloudFront's or API Gateway's own name and certificate."""

    domain: ClassVar[None] = None

    mode: Literal["none"] = setting(
        "none", what="No domain: the outputs give AWS's own host names.", requirement="X-21"
    )


class Zone(Model):
    """A hosted zone that we write records in; the certificate is made and validated."""

    mode: Literal["zone"] = setting(
        what="Certificate, validation and records in a hosted zone.", requirement="X-21"
    )
    zone_name: Host | None = setting(
        None, what="Name of the zone.", requirement="X-21, X-23", sample=is_sample_host
    )
    zone_id: ZoneId | None = setting(
        None, what="Id of the zone, where two zones share a name.", requirement="X-21, X-23"
    )

    @check("zone_name", "zone_id")
    def zone_is_one(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A name or an id."""
        for problem in zone_problems(self.zone_id, self.zone_name):
            yield replace(problem, field="zone_name")

    def missing(self, domain: str, *, field: str = "domain") -> Iterator[Problem]:
        """Problems of a host that isn't in this zone."""
        if self.zone_name and not [*domain_problems(domain), *domain_problems(self.zone_name)]:
            yield from in_zone_problems(domain, self.zone_name, field=field)


class ZoneDns(Zone):
    """A hosted zone, and the platform's host in it."""

    domain: Host = setting(what="The platform's host.", requirement="X-21", sample=is_sample_host)

    @check("domain")
    def domain_is_a_host(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A bare host name."""
        yield from domain_problems(self.domain, field="domain")

    @check("domain", "zone_name")
    def domain_is_in_the_zone(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A host of this zone."""
        yield from self.missing(self.domain)


class GivenCertificate(Model):
    """A certificate that exists; the records are made elsewhere, from the outputs."""

    mode: Literal["certificateArn"] = setting(
        what="A certificate that exists, no records.", requirement="X-21"
    )
    certificate_arn: CertificateArn = setting(
        what="Certificate in the platform's region, for the host and, behind CloudFront, its origin.",
        requirement="X-21, X-23",
    )
    cdn_certificate_arn: CertificateArn | None = setting(
        None,
        what=f"Certificate for CloudFront, in {CLOUDFRONT_REGION}; by default certificateArn.",
        requirement="X-21, X-23",
    )

    @check("certificate_arn", "cdn_certificate_arn")
    def certificates_are_where_they_are_used(self, at: Resolution) -> Iterator[Problem]:
        """A load balancer or API takes a certificate of its own region, CloudFront one of us-east-1."""
        for field, arn, region in (
            ("certificate_arn", self.certificate_arn, at.region),
            ("cdn_certificate_arn", self.cdn_certificate_arn, CLOUDFRONT_REGION),
        ):
            if arn is not None and region_of(arn) != region:
                yield Problem(
                    field=field,
                    given=arn,
                    allowed=f"a certificate of {region}",
                    fix=f"request or import the certificate in {region}",
                )

    @property
    def certificate_for_cloudfront(self) -> str:
        """The certificate that CloudFront gets."""
        return self.cdn_certificate_arn or self.certificate_arn


class CertificateDns(GivenCertificate):
    """A certificate that exists, and the platform's host."""

    domain: Host = setting(what="The platform's host.", requirement="X-21", sample=is_sample_host)

    @check("domain")
    def domain_is_a_host(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A bare host name."""
        yield from domain_problems(self.domain, field="domain")


Dns = Annotated[
    Annotated[NoDns, Tag("none")]
    | Annotated[ZoneDns, Tag("zone")]
    | Annotated[CertificateDns, Tag("certificateArn")],
    Discriminator(ByKey("mode", default="none")),
]


def cdn_certificate_problems(dns: NoDns | Zone | GivenCertificate, *, cdn: bool) -> Iterator[Problem]:
    """A CDN that would have no certificate of its region."""
    if (
        cdn
        and isinstance(dns, GivenCertificate)
        and region_of(dns.certificate_for_cloudfront) != CLOUDFRONT_REGION
    ):
        yield Problem(
            field="dns.cdn_certificate_arn",
            given=dns.cdn_certificate_arn,
            allowed=f"a certificate of {CLOUDFRONT_REGION}, where CloudFront takes it from",
            fix=f"give a certificate of {CLOUDFRONT_REGION} too, or turn cdn off",
        )
