"""An ACM certificate, validated by DNS, in each region that needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.dns import certificate_problems, validated_names

CLOUDFRONT_REGION = "us-east-1"  # the only region whose certificates CloudFront takes

# A delegated zone is validated within minutes; what takes longer is a zone that the internet doesn't ask.
VALIDATION_LIMIT = "15m"
_RECORD_TTL_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """Settings of a certificate.

    Attributes:
        domain_names: The names it is for, the first as its common name; `*.example.com` is allowed.
        zone_id: The zone that all of them are in.
        regions: Where it is needed, e.g. the platform's own and us-east-1; each region once.

    """

    domain_names: Sequence[str]
    zone_id: pulumi.Input[str]
    regions: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse names that ACM refuses, and a certificate that is nowhere."""
        refuse("Certificate", certificate_problems(self.domain_names))
        if not self.regions or len(set(self.regions)) != len(self.regions):
            raise ValueError(
                f"Certificate: regions {list(self.regions)}; name each region once, at least one"
            )


class Certificate(pulumi.ComponentResource):
    """A certificate that renews itself, usable as soon as its ARN is known.

    ACM asks for one CNAME per domain and account, the same in every region: so there is one record per name,
    and each region's certificate waits for its validation.

    Attributes:
        arns: Region -> ARN of the validated certificate.

    """

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Certificate", name, None, opts)
        self._name = name
        self._args = args
        certificates = {region: self._certificate(region) for region in args.regions}
        records = self._validation_records(certificates[args.regions[0]])
        self.arns: dict[str, pulumi.Output[str]] = {
            region: self._validated(region, certificate, records)
            for region, certificate in certificates.items()
        }
        self.register_outputs({"arns": self.arns})

    def arn_in(self, region: str) -> pulumi.Output[str]:
        """The ARN of the validated certificate in a region.

        Raises:
            ValueError: the certificate isn't in that region.

        """
        if region not in self.arns:
            raise ValueError(f"certificate {self._name} is in {', '.join(self.arns)}, not in {region}")
        return self.arns[region]

    def _certificate(self, region: str) -> aws.acm.Certificate:
        return aws.acm.Certificate(
            f"{self._name}-{region}",
            domain_name=self._args.domain_names[0],
            subject_alternative_names=list(self._args.domain_names[1:]) or None,  # ACM refuses an empty list
            validation_method="DNS",
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _validation_records(self, certificate: aws.acm.Certificate) -> list[aws.route53.Record]:
        return [self._record(certificate, domain) for domain in validated_names(self._args.domain_names)]

    def _record(self, certificate: aws.acm.Certificate, domain: str) -> aws.route53.Record:
        # How many records there are is known from the names; what ACM asks for is known once it has answered.
        wanted = certificate.domain_validation_options.apply(
            lambda options: next(
                option for option in options if (option.domain_name or "").removeprefix("*.") == domain
            )
        )
        return aws.route53.Record(
            f"{self._name}-{domain.replace('.', '-')}",
            zone_id=self._args.zone_id,
            name=wanted.apply(lambda option: option.resource_record_name or ""),
            type=wanted.apply(lambda option: option.resource_record_type or ""),
            records=[wanted.apply(lambda option: option.resource_record_value or "")],
            ttl=_RECORD_TTL_SECONDS,
            # Another certificate of this account for the domain has made the very same record.
            allow_overwrite=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _validated(
        self, region: str, certificate: aws.acm.Certificate, records: Sequence[aws.route53.Record]
    ) -> pulumi.Output[str]:
        validation = aws.acm.CertificateValidation(
            f"{self._name}-{region}-validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            region=region,
            opts=pulumi.ResourceOptions(
                parent=self, custom_timeouts=pulumi.CustomTimeouts(create=VALIDATION_LIMIT)
            ),
        )
        return validation.certificate_arn
