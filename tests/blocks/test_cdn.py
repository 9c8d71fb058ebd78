from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.blocks.cdn import Behavior, Cdn, CdnArgs
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import (
    CACHING_DISABLED,
    CACHING_OPTIMIZED,
    ApiOrigin,
    BucketOrigin,
    InternalOrigin,
    PublicOrigin,
)
from components.metrics import check
from components.monitoring import Alarm, Widget
from tests.support.recorder import Recorder, declare

ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/x/1"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
API = ApiOrigin(host="abc.execute-api.us-east-1.amazonaws.com", path="/prod")
STATIC = Behavior(origin="app", path="/_next/static/*", cached=True)


def cdn(use: Callable[[Cdn], object] = lambda _: None, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "origins": {"app": PublicOrigin(host="origin.example.com")},
        "behaviors": [Behavior(origin="app"), STATIC],
        "comment": "HookRelay",
        **changes,
    }
    return declare(lambda: use(Cdn("cdn", CdnArgs(**settings))))


def distribution(**changes: Any) -> dict[str, Any]:
    return cdn(**changes).inputs("cdn-distribution")


@pytest.mark.requirement("HR-31")
def test_static_files_are_cached_and_nothing_else_is() -> None:
    inputs = distribution()
    default = inputs["defaultCacheBehavior"]
    (static,) = inputs["orderedCacheBehaviors"]
    assert default["cachePolicyId"] == CACHING_DISABLED == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert static["pathPattern"] == "/_next/static/*"
    assert static["cachePolicyId"] == CACHING_OPTIMIZED == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert set(default["allowedMethods"]) == {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
    assert set(static["allowedMethods"]) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.requirement("HR-31")
def test_a_load_balancer_sees_the_callers_host_and_an_api_gateway_does_not() -> None:
    balancer = distribution()
    assert balancer["defaultCacheBehavior"]["originRequestPolicyId"] == ALL_VIEWER
    api = distribution(origins={"app": API})
    assert api["defaultCacheBehavior"]["originRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert api["orderedCacheBehaviors"][0]["originRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert api["origins"][0]["originPath"] == "/prod"


def test_origins_are_reached_by_tls_1_2_only() -> None:
    (origin,) = distribution()["origins"]
    assert origin["domainName"] == "origin.example.com"
    assert origin["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    assert origin["customOriginConfig"]["originSslProtocols"] == ["TLSv1.2"]


@pytest.mark.requirement("X-21", "TC-29")
@pytest.mark.parametrize(("https", "policy"), [(True, "https-only"), (False, "http-only")])
def test_an_internal_load_balancer_is_reached_through_a_vpc_origin(https: bool, policy: str) -> None:
    recorded = cdn(
        origins={"app": InternalOrigin(host="x.elb.amazonaws.com", load_balancer_arn=BALANCER, https=https)}
    )
    (origin,) = recorded.inputs("cdn-distribution")["origins"]
    endpoint = recorded.inputs("cdn-app-vpc-origin")["vpcOriginEndpointConfig"]
    assert origin["vpcOriginConfig"]["vpcOriginId"] == recorded.state("cdn-app-vpc-origin")["id"]
    assert "customOriginConfig" not in origin
    assert endpoint["arn"] == BALANCER
    assert endpoint["originProtocolPolicy"] == policy


@pytest.mark.requirement("TR-18")
def test_a_bucket_is_read_with_signed_requests_and_gets_no_secret() -> None:
    recorded = cdn(
        origins={"app": API, "site": BucketOrigin(host="site.s3.us-east-1.amazonaws.com")},
        behaviors=[Behavior(origin="site", cached=True), Behavior(origin="app", path="/api/*")],
        origin_secret="s3cret",
        default_root_object="index.html",
    )
    inputs = recorded.inputs("cdn-distribution")
    api, site = inputs["origins"]
    assert site["originAccessControlId"] == recorded.state("cdn-site-access")["id"]
    assert not {"customHeaders", "customOriginConfig"} & site.keys()
    assert api["customHeaders"] == [{"name": "x-origin-secret", "value": "s3cret"}]
    assert inputs["defaultRootObject"] == "index.html"
    assert "originRequestPolicyId" not in inputs["defaultCacheBehavior"]
    assert recorded.inputs("cdn-site-access")["signingBehavior"] == "always"


def test_the_origin_secret_stays_a_secret() -> None:
    recorded = cdn(origin_secret="s3cret")
    assert "origins" in recorded.registration("cdn-distribution").secrets
    assert "origins" not in cdn().registration("cdn-distribution").secrets
    assert "customHeaders" not in distribution()["origins"][0]


@pytest.mark.requirement("X-21")
def test_without_a_domain_cloudfronts_own_is_used() -> None:
    urls: list[Any] = []
    recorded = cdn(lambda made: made.url.apply(urls.append))
    inputs = recorded.inputs("cdn-distribution")
    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert "aliases" not in inputs
    assert recorded.count("Record") == 0
    assert urls == [f"https://{recorded.state('cdn-distribution')['domainName']}"]


@pytest.mark.requirement("X-21")
def test_a_domain_has_its_certificate_modern_tls_and_records_of_both_kinds() -> None:
    recorded = cdn(aliases=["hooks.example.com"], certificate_arn=CERTIFICATE, zone_id="Z1")
    inputs = recorded.inputs("cdn-distribution")
    assert inputs["aliases"] == ["hooks.example.com"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2025",
    }
    records = recorded.of_type("Record")
    assert {item.inputs["type"] for item in records} == {"A", "AAAA"}
    assert all(item.inputs["aliases"][0]["zoneId"] == "Z2FDTNDATAQYW2" for item in records)


def test_a_given_certificate_makes_no_records() -> None:
    recorded = cdn(aliases=["hooks.example.com"], certificate_arn=CERTIFICATE)
    assert recorded.count("Record") == 0


def test_viewers_get_https_http3_ipv6_and_security_headers() -> None:
    inputs = distribution()
    for behavior in (inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]):
        assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["responseHeadersPolicyId"] == "67f7725c-6f97-4210-82d7-5512b31e9d03"
        assert behavior["compress"] is True
    assert inputs["httpVersion"] == "http2and3"
    assert inputs["isIpv6Enabled"] is True
    assert inputs["priceClass"] == "PriceClass_100"
    assert distribution(price_class="PriceClass_All")["priceClass"] == "PriceClass_All"


@pytest.mark.requirement("HR-46")
def test_a_firewall_stands_before_it_when_given() -> None:
    arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1"
    assert distribution(web_acl_arn=arn)["webAclId"] == arn
    assert "webAclId" not in distribution()


@pytest.mark.requirement("ST-44")
def test_access_logs_leave_out_query_strings_cookies_and_referrers() -> None:
    recorded = cdn(logs=LogTarget(bucket_arn="arn:aws:s3:::logs", prefix="cdn"))
    delivery = recorded.inputs("cdn-log-delivery")
    assert not {"cs-uri-query", "cs(Cookie)", "cs(Referer)"} & set(delivery["recordFields"])
    assert {"cs-uri-stem", "sc-status", "x-edge-request-id"} <= set(delivery["recordFields"])
    source = recorded.inputs("cdn-log-source")
    assert source["logType"] == "ACCESS_LOGS"
    assert source["resourceArn"] == recorded.state("cdn-distribution")["arn"]
    destination = recorded.inputs("cdn-log-destination")
    assert (
        destination["deliveryDestinationConfiguration"]["destinationResourceArn"] == "arn:aws:s3:::logs/cdn"
    )
    for part in ("source", "destination", "delivery"):
        assert recorded.inputs(f"cdn-log-{part}")["region"] == "us-east-1"


def test_no_access_logs_without_a_bucket() -> None:
    assert cdn().count("LogDelivery") == 0


def test_a_path_can_have_a_cache_policy_and_a_function_of_its_own() -> None:
    own = Behavior(
        origin="app",
        path="/movies/*",
        cached=True,
        cache_policy_id="policy-1",
        viewer_request_function_arn="arn:aws:cloudfront::123456789012:function/rewrite",
    )
    (behavior,) = distribution(behaviors=[Behavior(origin="app"), own])["orderedCacheBehaviors"]
    assert behavior["cachePolicyId"] == "policy-1"
    assert behavior["functionAssociations"] == [
        {
            "eventType": "viewer-request",
            "functionArn": "arn:aws:cloudfront::123456789012:function/rewrite",
        }
    ]


def test_alarms_and_graphs_are_on_the_distribution() -> None:
    seen: list[Alarm | Widget] = []
    recorded = cdn(lambda made: seen.extend([*made.alarms(server_error_percent=5), *made.widgets()]))
    metrics = [
        metric
        for each in seen
        for metric in ([each.metric] if isinstance(each, Alarm) else each.metrics)
        if metric is not None
    ]
    assert len(metrics) == 4
    for metric in metrics:
        assert list(check(metric)) == []
        assert metric.dimensions["Region"] == "Global"
    assert isinstance(seen[0], Alarm)
    assert (seen[0].threshold, seen[0].evaluation_periods) == (5, 2)
    assert recorded.count("Distribution") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"aliases": ["hooks.example.com"]},
        {"behaviors": [STATIC]},
        {"behaviors": [Behavior(origin="nowhere")]},
        {"secret_header": "Host"},
        {"behaviors": [Behavior(origin="app", cached=True, fallback="nowhere")]},
        {
            "origins": {
                "app": PublicOrigin(host="a.example.com"),
                "copy": PublicOrigin(host="b.example.com"),
            },
            "behaviors": [Behavior(origin="app", fallback="copy")],
        },
    ],
)
def test_what_cloudfront_refuses_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Cdn: "):
        cdn(**change)
