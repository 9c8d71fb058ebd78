"""CloudFront, its bucket, and the firewalls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smoke import shared
from smoke.core import Deployed, expect

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's managed policy
EXECUTE_API = ".execute-api."  # how hosts of APIs are called
CALLER = "authorization"


def assets_are_private(deployed: Deployed) -> str:
    """TR-25: the bucket is read by the distribution alone, and its objects are tiered from the start."""
    bucket = shared.bucket_is_private(deployed, deployed["assetsBucket"])
    rules = deployed.client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    tiers = {move["StorageClass"] for rule in rules for move in rule.get("Transitions", [])}
    expect(tiers == {"INTELLIGENT_TIERING"}, f"objects move to {', '.join(sorted(tiers)) or 'nothing'}")
    return f"{bucket}, Intelligent-Tiering"


def _behaviors(config: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "default", config["DefaultCacheBehavior"]
    for behavior in config.get("CacheBehaviors", {}).get("Items", []):
        yield behavior["PathPattern"], behavior


def answers_are_kept_apart(deployed: Deployed) -> str:
    """TR-18: answers of the API are not kept, or by caller, and then the API sees the key alone."""
    cloudfront = deployed.client("cloudfront")
    config = cloudfront.get_distribution_config(Id=deployed["cdnId"])["DistributionConfig"]
    apis = {each["Id"] for each in config["Origins"]["Items"] if EXECUTE_API in each["DomainName"]}
    kept = []
    for path, behavior in _behaviors(config):
        if behavior["TargetOriginId"] not in apis or behavior["CachePolicyId"] == CACHING_DISABLED:
            continue
        found = cloudfront.get_cache_policy(Id=behavior["CachePolicyId"])["CachePolicy"]["CachePolicyConfig"]
        key = found["ParametersInCacheKeyAndForwardedToOrigin"]
        headers = {header.lower() for header in key["HeadersConfig"].get("Headers", {}).get("Items", [])}
        expect(CALLER in headers, f"{path}: answers are kept whoever asks")
        expect(key["QueryStringsConfig"]["QueryStringBehavior"] == "all", f"{path}: whatever is asked")
        more = behavior.get("OriginRequestPolicyId")
        expect(not more, f"{path}: the API is told more of the caller than the key has")
        expect(found["MinTTL"] == 0, f"{path}: kept even where the API says no-store")
        kept.append(path)
    return f"kept by caller: {', '.join(kept)}" if kept else "no answer of the API is kept"


def firewalls_stand_before(deployed: Deployed) -> str:
    """Each web ACL is attached to all that callers come to and that can have one."""
    before = []
    if edge := deployed.outputs.get("edgeWebAclArn"):
        config = deployed.client("cloudfront").get_distribution_config(Id=deployed["cdnId"])[
            "DistributionConfig"
        ]
        expect(config.get("WebACLId") == edge, f"before the distribution is {config.get('WebACLId')}")
        before.append("distribution")
    if regional := deployed.outputs.get("webAclArn"):
        client = deployed.client("wafv2")
        rest = deployed.outputs.get("apiStageArn") if deployed["entrance"] == "api" else None
        for name, arn in (
            ("REST API", rest),
            ("user pool", deployed.outputs.get("userPoolArn")),
            ("GraphQL API", deployed.outputs.get("graphqlArn")),
        ):
            if arn is None:
                continue
            found = client.get_web_acl_for_resource(ResourceArn=arn).get("WebACL", {}).get("ARN")
            expect(found == regional, f"before the {name} is {found}")
            before.append(name)
    return ", ".join(before)
