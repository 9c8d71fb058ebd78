"""How answers of an API are kept by CloudFront, so that nobody gets what was meant for another."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

# Who asks (a token, an API's key), from where (CORS answers differ by origin), and what a preflight asks.
CALLER_HEADERS = (
    "Authorization",
    "X-Api-Key",
    "Origin",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
)
LONGEST_SECONDS = 86_400  # a day: the longest that an answer's own Cache-Control may ask for


def caller_cache_policy(
    logical_name: str,
    *,
    name: str,
    seconds: int,
    parent: pulumi.Resource,
    headers: Sequence[str] = CALLER_HEADERS,
) -> pulumi.Output[str]:
    """A cache policy whose key has everything that the API gets to see of the caller.

    An origin is sent what is in the cache key, and what its behaviour's origin request policy adds. Used with
    `Behavior(key_only=True)`, which adds nothing, an answer can depend on nothing that is not in the key: not
    on cookies, which the API is never sent, nor on any header that isn't listed. The least time is 0, so that
    `Cache-Control: no-store` and `private` are heeded.

    Args:
        logical_name: Logical name of the policy.
        name: Physical name, unique in the account.
        seconds: How long an answer is kept that doesn't say so itself.
        parent: The component.
        headers: The headers of the key; `Authorization` is always one of them.

    Raises:
        ValueError: without `Authorization`, answers for one user would be kept for all.

    """
    if "authorization" not in {header.lower() for header in headers}:
        raise ValueError(f"{logical_name}: Authorization has to be in the key of an API's answers")
    return aws.cloudfront.CachePolicy(
        logical_name,
        name=name,
        comment="Answers of an API, for each caller apart",
        min_ttl=0,
        default_ttl=seconds,
        max_ttl=max(seconds, LONGEST_SECONDS),
        parameters_in_cache_key_and_forwarded_to_origin=(
            aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgs(
                headers_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigArgs(
                    header_behavior="whitelist",
                    headers=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigHeadersArgs(
                        items=list(headers)
                    ),
                ),
                query_strings_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginQueryStringsConfigArgs(
                    query_string_behavior="all"
                ),
                cookies_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginCookiesConfigArgs(
                    cookie_behavior="none"
                ),
                enable_accept_encoding_gzip=True,
                enable_accept_encoding_brotli=True,
            )
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    ).id
