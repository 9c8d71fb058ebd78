"""Certificates."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made


def certificate() -> aws.acm.Certificate:
    return aws.acm.Certificate(
        "site",
        domain_name="hook.example.com",
        subject_alternative_names=["api.hook.example.com"],
        validation_method="DNS",
    )


@pytest.mark.requirement("HR-39")
def test_a_certificate_says_which_records_prove_its_names_and_is_issued_with_them(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        wanted = certificate()
        names = []
        for number in range(2):
            option = wanted.domain_validation_options[number]
            record = aws.route53.Record(
                f"proof-{number}",
                zone_id=zone.zone_id,
                name=option.resource_record_name,
                type=option.resource_record_type,
                records=[option.resource_record_value],
                ttl=300,
                allow_overwrite=True,
            )
            names.append(record.fqdn)
        issued = aws.acm.CertificateValidation(
            "issued", certificate_arn=wanted.arn, validation_record_fqdns=names
        )
        return {
            "arn": issued.certificate_arn,
            "zone": zone.zone_id,
            "options": wanted.domain_validation_options,
        }

    outputs = made(account, declare).outputs
    assert [option["domainName"] for option in outputs["options"]] == [
        "api.hook.example.com",
        "hook.example.com",
    ]
    found = account.client("acm").describe_certificate(CertificateArn=outputs["arn"])["Certificate"]
    assert sorted(found["SubjectAlternativeNames"]) == ["api.hook.example.com", "hook.example.com"]
    records = account.client("route53").list_resource_record_sets(HostedZoneId=outputs["zone"])
    proofs = [record["Name"] for record in records["ResourceRecordSets"] if record["Type"] == "CNAME"]
    assert len(proofs) == 2


def test_a_certificate_whose_names_nobody_proves_is_never_issued(account: Account) -> None:
    def declare() -> dict[str, Any]:
        aws.acm.CertificateValidation(
            "issued", certificate_arn=certificate().arn, validation_record_fqdns=["_x.hook.example.com"]
        )
        return {}

    with pytest.raises(DeploymentFailed, match="no validation record for"):
        made(account, declare)
