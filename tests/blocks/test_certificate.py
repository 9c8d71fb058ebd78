from __future__ import annotations

import pulumi
import pulumi_aws as aws
import pytest

from components.blocks.certificate import Certificate, CertificateArgs
from tests.support.recorder import Recorder, declare

CERTIFICATE = "aws:acm/certificate:Certificate"
NAMES = ("hooks.example.com", "*.hooks.example.com", "www.example.com")


def certificate(*regions: str, names: tuple[str, ...] = NAMES, preview: bool = False) -> Recorder:
    def program() -> None:
        made = Certificate("cert", CertificateArgs(domain_names=names, zone_id="Z1", regions=regions))
        for region in regions:
            pulumi.export(region, made.arn_in(region))

    return declare(program, preview=preview)


@pytest.mark.requirement("X-21", "X-6")
def test_a_certificate_is_requested_in_each_region_that_needs_it() -> None:
    recorded = certificate("eu-west-1", "us-east-1")
    assert {item.inputs["region"] for item in recorded.of_type(CERTIFICATE)} == {
        "eu-west-1",
        "us-east-1",
    }
    inputs = recorded.inputs("cert-us-east-1")
    assert inputs["domainName"] == "hooks.example.com"
    assert inputs["subjectAlternativeNames"] == ["*.hooks.example.com", "www.example.com"]
    assert inputs["validationMethod"] == "DNS"


def test_names_and_regions_share_one_validation_record_for_each_domain() -> None:
    recorded = certificate("eu-west-1", "us-east-1")
    assert recorded.names("Record") == ["cert-hooks-example-com", "cert-www-example-com"]
    record = recorded.inputs("cert-www-example-com")
    assert record["name"].endswith(".www.example.com.")
    assert record["type"] == "CNAME"
    assert record["records"][0].endswith(".acm-validations.aws.")
    assert record["allowOverwrite"] is True


def test_the_number_of_records_is_known_before_acm_has_answered() -> None:
    assert certificate("us-east-1", preview=True).count("Record") == 2


@pytest.mark.requirement("X-21")
def test_callers_get_the_arn_only_after_validation() -> None:
    recorded = certificate("eu-west-1", "us-east-1")
    for region in ("eu-west-1", "us-east-1"):
        validation = recorded.registration(f"cert-{region}-validation")
        assert validation.inputs["region"] == region
        assert len(validation.inputs["validationRecordFqdns"]) == 2
        assert recorded.exports[region] == validation.inputs["certificateArn"]
        assert {"cert-hooks-example-com", "cert-www-example-com"} <= recorded.needs(
            f"cert-{region}-validation"
        )


@pytest.mark.requirement("X-21")
def test_the_validation_has_fifteen_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[str | None] = []
    original = aws.acm.CertificateValidation.__init__

    def spy(self: object, name: str, *, opts: pulumi.ResourceOptions, **inputs: object) -> None:
        timeouts = opts.custom_timeouts
        limits.append(timeouts.create if isinstance(timeouts, pulumi.CustomTimeouts) else None)
        original(self, name, opts=opts, **inputs)  # type: ignore[call-overload]

    monkeypatch.setattr(aws.acm.CertificateValidation, "__init__", spy)
    certificate("us-east-1")
    assert limits == ["15m"]


def test_a_region_without_the_certificate_is_named_in_the_error() -> None:
    def program() -> None:
        made = Certificate(
            "cert", CertificateArgs(domain_names=["a.example.com"], zone_id="Z1", regions=["us-east-1"])
        )
        made.arn_in("eu-west-1")

    with pytest.raises(ValueError, match="is in us-east-1, not in eu-west-1"):
        declare(program)


@pytest.mark.parametrize(
    ("names", "regions"),
    [([], ["us-east-1"]), (["a.example.com"], []), (["a.example.com"], ["us-east-1", "us-east-1"])],
)
def test_a_certificate_for_nothing_or_nowhere_is_refused(names: list[str], regions: list[str]) -> None:
    with pytest.raises(ValueError, match="Certificate: "):
        CertificateArgs(domain_names=names, zone_id="Z1", regions=regions)
