"""Distributions."""

import copy
from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals.cloudfront import covers

from . import certificate, refused

BASE: dict[str, Any] = {
    "CallerReference": "c",
    "Comment": "",
    "Enabled": True,
    "Origins": {
        "Quantity": 1,
        "Items": [
            {
                "Id": "app",
                "DomainName": "front.example.net",
                "CustomOriginConfig": {
                    "HTTPPort": 80,
                    "HTTPSPort": 443,
                    "OriginProtocolPolicy": "https-only",
                },
            }
        ],
    },
    "DefaultCacheBehavior": {
        "TargetOriginId": "app",
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    },
    "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
}


def distribution(**change: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BASE), **change}


def origin(**change: Any) -> dict[str, Any]:
    one = {**BASE["Origins"]["Items"][0], **change}
    return {
        "Origins": {"Quantity": 1, "Items": [{key: value for key, value in one.items() if value is not None}]}
    }


def behaviour(**change: Any) -> dict[str, Any]:
    one = {**BASE["DefaultCacheBehavior"], **change}
    return {"DefaultCacheBehavior": {key: value for key, value in one.items() if value is not None}}


ALIASES = {"Quantity": 1, "Items": ["cdn.example.com"]}
FUNCTION = {"FunctionARN": "arn:aws:cloudfront::123456789012:function/f", "EventType": "viewer-request"}


@pytest.mark.requirement("TC-30", "X-21")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Aliases": ALIASES}, "need a certificate that covers them"),
        (
            {
                "ViewerCertificate": {
                    "CloudFrontDefaultCertificate": True,
                    "MinimumProtocolVersion": "TLSv1.2_2021",
                }
            },
            "needs a certificate",
        ),
        (
            {"WebACLId": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/a/b"},
            "not of the scope CLOUDFRONT",
        ),
        (origin(DomainName="https://front.example.net"), "a bare host is needed"),
        (origin(OriginPath="prod"), "begins with a slash"),
        (origin(CustomOriginConfig=None), "exactly one of S3OriginConfig"),
        (origin(CustomOriginConfig=None, S3OriginConfig={"OriginAccessIdentity": ""}), "is no bucket"),
        (behaviour(CachePolicyId=None), "needs a CachePolicyId"),
        (behaviour(DefaultTTL=60), "both CachePolicyId and DefaultTTL"),
        (
            behaviour(FunctionAssociations={"Quantity": 2, "Items": [FUNCTION, FUNCTION]}),
            "two functions for one event",
        ),
    ],
)
def test_refused_distributions(account: Account, change: dict[str, Any], reason: str) -> None:
    create = account.client("cloudfront").create_distribution
    assert reason in refused(create, DistributionConfig=distribution(**change))


@pytest.mark.requirement("X-6", "TC-30")
def test_a_certificate_must_be_in_us_east_1_and_cover_the_aliases(account: Account) -> None:
    create = account.client("cloudfront").create_distribution

    def viewer(arn: str, **change: Any) -> dict[str, Any]:
        given = {
            "ACMCertificateArn": arn,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2025",
        }
        one = {key: value for key, value in {**given, **change}.items() if value is not None}
        return distribution(Aliases=ALIASES, ViewerCertificate=one)

    good, elsewhere = (
        certificate(account, "*.example.com"),
        certificate(account, "cdn.example.com", "eu-west-1"),
    )
    other = certificate(account, "other.example.org")
    assert "must be in us-east-1" in refused(create, DistributionConfig=viewer(elsewhere))
    assert "does not cover the alias" in refused(create, DistributionConfig=viewer(other))
    assert "doesn't exist" in refused(create, DistributionConfig=viewer(good[:-4] + "0000"))
    assert "SSLSupportMethod is needed" in refused(
        create, DistributionConfig=viewer(good, SSLSupportMethod=None)
    )
    create(DistributionConfig=viewer(good))


def test_accepted_distributions(account: Account) -> None:
    create = account.client("cloudfront").create_distribution
    bucket = origin(
        DomainName="site.s3.us-east-1.amazonaws.com",
        CustomOriginConfig=None,
        S3OriginConfig={"OriginAccessIdentity": ""},
    )
    create(DistributionConfig=distribution())
    create(DistributionConfig=distribution(CallerReference="d", **bucket))


@pytest.mark.parametrize(
    ("name", "alias", "expected"),
    [
        ("*.example.com", "cdn.example.com", True),
        ("*.example.com", "a.cdn.example.com", False),
        ("*.example.com", "example.com", False),
        ("CDN.example.com", "cdn.example.com", True),
    ],
)
def test_a_wildcard_stands_for_one_label(name: str, alias: str, *, expected: bool) -> None:
    assert covers(name, alias) is expected
