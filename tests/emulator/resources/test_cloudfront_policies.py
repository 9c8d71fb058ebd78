"""Policies, functions, key value stores and private origins of distributions."""

import uuid
from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made


@pytest.mark.requirement("HR-31")
def test_policies_are_validated_with_quantities_and_have_ids_of_their_own(account: Account) -> None:
    def declare() -> dict[str, Any]:
        cache = aws.cloudfront.CachePolicy(
            "cache",
            name="cache",
            min_ttl=0,
            default_ttl=60,
            max_ttl=600,
            parameters_in_cache_key_and_forwarded_to_origin={
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": {"header_behavior": "whitelist", "headers": {"items": ["Accept"]}},
                "query_strings_config": {"query_string_behavior": "all"},
                "enable_accept_encoding_brotli": True,
                "enable_accept_encoding_gzip": True,
            },
        )
        origin = aws.cloudfront.OriginRequestPolicy(
            "origin",
            name="origin",
            cookies_config={"cookie_behavior": "all"},
            headers_config={"header_behavior": "allExcept", "headers": {"items": ["Host"]}},
            query_strings_config={"query_string_behavior": "all"},
        )
        response = aws.cloudfront.ResponseHeadersPolicy(
            "response",
            name="response",
            security_headers_config={
                "strict_transport_security": {"access_control_max_age_sec": 31536000, "override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
            },
            custom_headers_config={"items": [{"header": "X-A", "value": "b", "override": True}]},
        )
        return {"cache": cache.id, "origin": origin.id, "response": response.id, "arn": cache.arn}

    outputs = made(account, declare).outputs
    ids = {str(uuid.UUID(outputs[key])) for key in ("cache", "origin", "response")}
    assert len(ids) == 3
    assert outputs["arn"].endswith(f":cache-policy/{outputs['cache']}")
    (cache,) = account.ledger.of("cloudfront", "CreateCachePolicy")
    parameters = cache["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    assert parameters["HeadersConfig"]["Headers"] == {"Quantity": 1, "Items": ["Accept"]}
    (origin,) = account.ledger.of("cloudfront", "CreateOriginRequestPolicy")
    assert origin["OriginRequestPolicyConfig"]["HeadersConfig"]["HeaderBehavior"] == "allExcept"
    (response,) = account.ledger.of("cloudfront", "CreateResponseHeadersPolicy")
    config = response["ResponseHeadersPolicyConfig"]
    assert config["CustomHeadersConfig"]["Quantity"] == 1
    assert config["SecurityHeadersConfig"]["FrameOptions"] == {"FrameOption": "DENY", "Override": True}


def test_a_function_reads_its_key_value_store_and_is_published(account: Account) -> None:
    def declare() -> dict[str, Any]:
        store = aws.cloudfront.KeyValueStore("store", name="store", comment="routes")
        function = aws.cloudfront.Function(
            "route",
            name="route",
            runtime="cloudfront-js-2.0",
            code="function handler(event) { return event.request; }",
            comment="routes",
            key_value_store_associations=[store.arn],
        )
        return {"store": store.arn, "function": function.arn, "live": function.live_stage_etag}

    outputs = made(account, declare).outputs
    cloudfront = account.client("cloudfront")
    assert cloudfront.describe_key_value_store(Name="store")["KeyValueStore"]["ARN"] == outputs["store"]
    found = cloudfront.describe_function(Name="route")["FunctionSummary"]
    assert found["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    (published,) = account.ledger.of("cloudfront", "PublishFunction")
    assert published["IfMatch"] == outputs["live"]


def test_a_vpc_origin_and_extra_metrics_are_validated(account: Account) -> None:
    balancer = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/front/0123456789abcdef"

    def declare() -> dict[str, Any]:
        origin = aws.cloudfront.VpcOrigin(
            "origin",
            vpc_origin_endpoint_config={
                "name": "front",
                "arn": balancer,
                "http_port": 80,
                "https_port": 443,
                "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
        )
        aws.cloudfront.MonitoringSubscription(
            "metrics",
            distribution_id="E1ABCDEF",
            monitoring_subscription={
                "realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}
            },
        )
        return {"id": origin.id}

    outputs = made(account, declare).outputs
    assert outputs["id"].startswith("vo_")
    (asked,) = account.ledger.of("cloudfront", "CreateVpcOrigin")
    assert asked["VpcOriginEndpointConfig"]["HTTPSPort"] == 443
    assert len(account.ledger.of("cloudfront", "CreateMonitoringSubscription")) == 1
