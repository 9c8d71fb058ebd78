"""Distributions and what they refer to."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, sent

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
EVERY_METHOD = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
BEHAVIOR: Any = {
    "target_origin_id": "app",
    "viewer_protocol_policy": "redirect-to-https",
    "allowed_methods": EVERY_METHOD,
    "cached_methods": ["GET", "HEAD"],
    "cache_policy_id": CACHING_DISABLED,
    "origin_request_policy_id": ALL_VIEWER,
    "compress": True,
}


@pytest.mark.requirement("HR-31")
def test_a_distribution_reaches_aws_whole(account: Account) -> None:
    arn = account.client("acm").request_certificate(DomainName="hook.example.com", ValidationMethod="DNS")

    def declare() -> dict[str, Any]:
        control = aws.cloudfront.OriginAccessControl(
            "control",
            name="control",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
        )
        function = aws.cloudfront.Function(
            "rewrite",
            name="rewrite",
            runtime="cloudfront-js-2.0",
            code="function handler(event) { return event.request; }",
        )
        static: Any = {
            **BEHAVIOR,
            "path_pattern": "/_next/static/*",
            "target_origin_id": "files",
            "function_associations": [{"event_type": "viewer-request", "function_arn": function.arn}],
        }
        secure: Any = {
            "acm_certificate_arn": arn["CertificateArn"],
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": "TLSv1.2_2021",
        }
        error: Any = {"error_code": 403, "response_code": 200, "response_page_path": "/index.html"}
        origins: Any = [
            {
                "origin_id": "app",
                "domain_name": "origin.hook.example.com",
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "https-only",
                    "origin_ssl_protocols": ["TLSv1.2"],
                },
                "custom_headers": [{"name": "X-Origin-Secret", "value": "s3cret"}],
            },
            {
                "origin_id": "files",
                "domain_name": "files.s3.us-east-1.amazonaws.com",
                "origin_access_control_id": control.id,
            },
        ]
        cdn = aws.cloudfront.Distribution(
            "cdn",
            enabled=True,
            comment="hookrelay",
            aliases=["hook.example.com"],
            http_version="http2and3",
            is_ipv6_enabled=True,
            wait_for_deployment=False,
            origins=origins,
            default_cache_behavior=BEHAVIOR,
            ordered_cache_behaviors=[static],
            custom_error_responses=[error],
            viewer_certificate=secure,
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            tags={"Project": "hookrelay"},
        )
        return {
            "id": cdn.id,
            "arn": cdn.arn,
            "name": cdn.domain_name,
            "zone": cdn.hosted_zone_id,
            "control": control.id,
            "function": function.arn,
        }

    outputs = made(account, declare).outputs
    cloudfront = account.client("cloudfront")
    config = cloudfront.get_distribution_config(Id=outputs["id"])["DistributionConfig"]
    assert config["Aliases"]["Items"] == ["hook.example.com"]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert config["DefaultCacheBehavior"]["AllowedMethods"]["Quantity"] == 7
    assert [item["PathPattern"] for item in config["CacheBehaviors"]["Items"]] == ["/_next/static/*"]
    assert outputs["name"].endswith(".cloudfront.net")
    assert outputs["zone"] == "Z2FDTNDATAQYW2"
    tags = cloudfront.list_tags_for_resource(Resource=outputs["arn"])["Tags"]["Items"]
    assert tags == [{"Key": "Project", "Value": "hookrelay"}]
    (asked,) = sent(account, "CreateDistributionWithTags")
    whole = asked["DistributionConfigWithTags"]["DistributionConfig"]
    app, files = whole["Origins"]["Items"]
    assert app["CustomHeaders"]["Items"] == [{"HeaderName": "X-Origin-Secret", "HeaderValue": "s3cret"}]
    assert app["CustomOriginConfig"]["OriginSslProtocols"] == {"Quantity": 1, "Items": ["TLSv1.2"]}
    assert files["OriginAccessControlId"] == outputs["control"]  # moto forgets it
    assert files["S3OriginConfig"] == {"OriginAccessIdentity": ""}
    (behavior,) = whole["CacheBehaviors"]["Items"]
    assert behavior["FunctionAssociations"]["Items"] == [
        {"EventType": "viewer-request", "FunctionARN": outputs["function"]}
    ]
    assert whole["CustomErrorResponses"]["Items"][0]["ResponseCode"] == "200"


def test_origin_groups_and_forwarded_values_are_nested_as_cloudfront_has_them(account: Account) -> None:
    bucket = {"domain_name": "files.s3.us-east-1.amazonaws.com"}
    both: Any = [{"origin_id": "one", **bucket}, {"origin_id": "other", **bucket}]

    def declare() -> dict[str, Any]:
        aws.cloudfront.Distribution(
            "cdn",
            enabled=True,
            origins=both,
            origin_groups=[
                {
                    "origin_id": "both",
                    "failover_criteria": {"status_codes": [500, 502]},
                    "members": [{"origin_id": "one"}, {"origin_id": "other"}],
                }
            ],
            default_cache_behavior={
                "target_origin_id": "one",
                "viewer_protocol_policy": "https-only",
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "forwarded_values": {
                    "query_string": False,
                    "cookies": {"forward": "whitelist", "whitelisted_names": ["session"]},
                },
                "default_ttl": 60,
                "max_ttl": 600,
            },
            viewer_certificate={"cloudfront_default_certificate": True},
            restrictions={"geo_restriction": {"restriction_type": "whitelist", "locations": ["DE"]}},
        )
        return {}

    made(account, declare)
    (asked,) = sent(account, "CreateDistributionWithTags")
    whole = asked["DistributionConfigWithTags"]["DistributionConfig"]
    assert whole["OriginGroups"]["Items"][0] == {
        "Id": "both",
        "FailoverCriteria": {"StatusCodes": {"Quantity": 2, "Items": [500, 502]}},
        "Members": {"Quantity": 2, "Items": [{"OriginId": "one"}, {"OriginId": "other"}]},
    }
    behavior = whole["DefaultCacheBehavior"]
    cookies = behavior["ForwardedValues"]["Cookies"]
    assert cookies == {"Forward": "whitelist", "WhitelistedNames": {"Quantity": 1, "Items": ["session"]}}
    assert (behavior["DefaultTTL"], behavior["MaxTTL"]) == (60, 600)
    assert whole["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    assert whole["Restrictions"]["GeoRestriction"] == {
        "RestrictionType": "whitelist",
        "Quantity": 1,
        "Items": ["DE"],
    }
