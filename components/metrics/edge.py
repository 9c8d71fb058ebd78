"""Metrics of APIs, distributions, firewalls, health checks and certificates.

Sources: "Amazon API Gateway dimensions and metrics" (REST), "Working with metrics for HTTP APIs",
"Monitoring WebSocket API execution with CloudWatch metrics", "Using metrics with CloudFront",
"AWS WAF metrics and dimensions", "Amazon Route 53 metrics", "Monitoring AWS AppSync",
"Supported CloudWatch metrics" of ACM and of Amplify Hosting, "CloudWatch metrics published by canaries".
"""

from __future__ import annotations

from components.metrics.model import COUNT, DURATION, GAUGE, Namespace, Published, metrics, sets

# The three kinds of API share a namespace; a metric of one is never published with the dimensions of another.
_REST = sets("ApiName", "ApiName Stage", "ApiName Method Resource Stage")
_HTTP = sets("ApiId", "ApiId Stage", "ApiId Method Resource Stage")
_WEBSOCKET = sets("ApiId", "ApiId Stage", "ApiId Route Stage")

_REST_API: dict[str, Published] = {
    **metrics(COUNT, _REST, "4XXError 5XXError Count CacheHitCount CacheMissCount"),
    **metrics(DURATION, _REST, "Latency IntegrationLatency"),
}
_HTTP_API: dict[str, Published] = {
    **metrics(COUNT, _HTTP, "4xx 5xx Count DataProcessed"),
    **metrics(DURATION, _HTTP, "Latency IntegrationLatency"),
}
_WEBSOCKET_API: dict[str, Published] = {
    **metrics(COUNT, _WEBSOCKET, "ConnectCount MessageCount IntegrationError ClientError ExecutionError"),
    **metrics(DURATION, _WEBSOCKET, "IntegrationLatency"),
}


def _united(*kinds: dict[str, Published]) -> Namespace:
    """One namespace of several kinds of API: a metric that two publish has the dimension sets of both."""
    union: dict[str, Published] = {}
    for kind in kinds:
        for name, published in kind.items():
            known = union.get(name)
            dimensions = (*known.dimensions, *published.dimensions) if known else published.dimensions
            union[name] = Published(
                dimensions=tuple(dict.fromkeys(dimensions)),
                statistics=published.statistics,
                percentiles=published.percentiles,
            )
    return union


_DISTRIBUTION = sets("DistributionId Region")
_CLOUDFRONT_FUNCTION = sets("FunctionName Region")
# Web ACLs of distributions have no Region dimension.
_RULE = sets("Region Rule WebACL", "Rule WebACL")
_HEALTH_CHECK = sets("HealthCheckId", "Region HealthCheckId")
_GRAPHQL = sets("GraphQLAPIId")
_CANARY = sets("CanaryName", "CanaryName StepName")

EDGE: dict[str, Namespace] = {
    "AWS/ApiGateway": _united(_REST_API, _HTTP_API, _WEBSOCKET_API),
    "AWS/CloudFront": {
        **metrics(COUNT, _DISTRIBUTION, "Requests BytesDownloaded BytesUploaded"),
        **metrics(GAUGE, _DISTRIBUTION, "4xxErrorRate 5xxErrorRate TotalErrorRate"),
        # Only with the paid additional metrics of a distribution.
        **metrics(
            GAUGE,
            _DISTRIBUTION,
            "CacheHitRate 401ErrorRate 403ErrorRate 404ErrorRate 502ErrorRate 503ErrorRate 504ErrorRate",
        ),
        **metrics(DURATION, _DISTRIBUTION, "OriginLatency"),
        **metrics(
            COUNT,
            _CLOUDFRONT_FUNCTION,
            "FunctionInvocations FunctionValidationErrors FunctionExecutionErrors FunctionThrottles",
        ),
        **metrics(GAUGE, _CLOUDFRONT_FUNCTION, "FunctionComputeUtilization"),
    },
    "AWS/WAFV2": {
        **metrics(
            COUNT,
            _RULE,
            "AllowedRequests BlockedRequests CountedRequests PassedRequests CaptchaRequests"
            " ChallengeRequests",
        ),
    },
    "AWS/Route53": {
        **metrics(
            GAUGE,
            _HEALTH_CHECK,
            "HealthCheckStatus HealthCheckPercentageHealthy ChildHealthCheckHealthyCount",
        ),
        **metrics(DURATION, _HEALTH_CHECK, "ConnectionTime SSLHandshakeTime TimeToFirstByte"),
        **metrics(COUNT, sets("HostedZoneId"), "DNSQueries"),
    },
    "AWS/AppSync": {
        **metrics(COUNT, _GRAPHQL, "4XXError 5XXError Requests TokensConsumed"),
        **metrics(DURATION, _GRAPHQL, "Latency"),
    },
    "AWS/CertificateManager": {**metrics(GAUGE, sets("CertificateArn"), "DaysToExpiry")},
    "AWS/AmplifyHosting": {
        **metrics(COUNT, sets("App"), "Requests BytesDownloaded BytesUploaded 4xxErrors 5xxErrors"),
        **metrics(DURATION, sets("App"), "Latency"),
    },
    "CloudWatchSynthetics": {
        **metrics(GAUGE, _CANARY, "SuccessPercent"),
        **metrics(COUNT, _CANARY, "Failed 2xx 4xx 5xx"),
        **metrics(DURATION, _CANARY, "Duration"),
    },
}
