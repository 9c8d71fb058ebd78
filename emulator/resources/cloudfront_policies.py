"""What distributions refer to: policies, access controls, functions, key value stores, private origins."""

import hashlib
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built

lacks(
    "cloudfront",
    "CreateCachePolicy",
    "CreateMonitoringSubscription",
    "CreateOriginRequestPolicy",
    "CreateResponseHeadersPolicy",
    "CreateVpcOrigin",
    "DeleteCachePolicy",
    "DeleteMonitoringSubscription",
    "DeleteOriginRequestPolicy",
    "DeleteResponseHeadersPolicy",
    "DeleteVpcOrigin",
    "PublishFunction",
    "UpdateCachePolicy",
    "UpdateFunction",
    "UpdateOriginRequestPolicy",
    "UpdateResponseHeadersPolicy",
)


def policy_id(r: Request) -> str:
    """The id of a policy that moto can't make: a UUID, stable for one resource."""
    digest = hashlib.sha256(r.urn.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def etag(r: Request) -> str:
    """An entity tag in CloudFront's form."""
    return "E" + hashlib.sha256(r.urn.encode()).hexdigest()[:13].upper()


def _lists(value: Any) -> Any:
    """`{items: [...]}` with the quantity that CloudFront wants beside it."""
    if isinstance(value, list):
        return [_lists(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: _lists(item) for key, item in value.items()}
    if isinstance(out.get("items"), list):
        out["quantity"] = len(out["items"])
    return out


def _policy(r: Request, kind: str, operation: str, keys: tuple[str, ...], **defaults: Any) -> Created:
    """Make one of the three kinds of policy, which differ only in their inputs."""
    parameter = f"{kind}Config"
    given = {key: r.take(key) for key in keys}
    whole = {**defaults, **{key: _lists(value) for key, value in given.items() if value is not None}}
    whole["name"] = r.physical()
    parameters = {parameter: built(r, "cloudfront", operation, parameter, whole)}
    r.api("cloudfront", operation, **parameters)
    id_ = policy_id(r)
    slug = {"CachePolicy": "cache-policy", "OriginRequestPolicy": "origin-request-policy"}.get(
        kind, "response-headers-policy"
    )
    arn = f"arn:aws:cloudfront::{r.cloud.account_id}:{slug}/{id_}"
    return id_, {"arn": arn, "etag": etag(r), "name": whole["name"]}


@resource("aws:cloudfront/cachePolicy:CachePolicy")
def cache_policy(r: Request) -> Created:
    """What is in the cache key, and for how long an answer is kept (by default a day, at most a year)."""
    keys = ("comment", "defaultTtl", "maxTtl", "minTtl", "parametersInCacheKeyAndForwardedToOrigin")
    lifetimes = {"minTtl": 0, "defaultTtl": 86400, "maxTtl": 31536000}
    return _policy(r, "CachePolicy", "create_cache_policy", keys, **lifetimes)


@resource("aws:cloudfront/originRequestPolicy:OriginRequestPolicy")
def origin_request_policy(r: Request) -> Created:
    """What of a viewer's request reaches the origin."""
    keys = ("comment", "cookiesConfig", "headersConfig", "queryStringsConfig")
    return _policy(r, "OriginRequestPolicy", "create_origin_request_policy", keys)


@resource("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
def response_headers_policy(r: Request) -> Created:
    """The headers a viewer gets."""
    keys = (
        "comment",
        "corsConfig",
        "customHeadersConfig",
        "removeHeadersConfig",
        "securityHeadersConfig",
        "serverTimingHeadersConfig",
    )
    return _policy(r, "ResponseHeadersPolicy", "create_response_headers_policy", keys)


@resource("aws:cloudfront/originAccessControl:OriginAccessControl")
def origin_access_control(r: Request) -> Created:
    """How CloudFront signs its requests to a bucket."""
    name, note = r.physical(), r.take("description", "Managed by Pulumi")
    fixed = {"Name": name, "Description": note}
    settings = r.fill("cloudfront", "create_origin_access_control", "OriginAccessControlConfig")
    whole = {**settings, **fixed}
    made = r.api("cloudfront", "create_origin_access_control", OriginAccessControlConfig=whole)
    id_ = made["OriginAccessControl"]["Id"]
    return id_, {
        "arn": f"arn:aws:cloudfront::{r.cloud.account_id}:origin-access-control/{id_}",
        "etag": made["ETag"],
        "name": name,
        "description": note,
    }


@resource("aws:cloudfront/function:Function")
def function(r: Request) -> Created:
    """A CloudFront function, published unless told otherwise."""
    name, publish = r.physical(), r.take("publish", True)
    stores = [{"KeyValueStoreARN": arn} for arn in r.take("keyValueStoreAssociations", [])]
    settings = {"Comment": r.take("comment", ""), "Runtime": r.take("runtime")}
    if stores:
        settings["KeyValueStoreAssociations"] = {"Quantity": len(stores), "Items": stores}
    made = r.api(
        "cloudfront",
        "create_function",
        Name=name,
        FunctionConfig=settings,
        FunctionCode=str(r.take("code")).encode(),
        **_tags(r),
    )
    if publish:
        r.api("cloudfront", "publish_function", Name=name, IfMatch=made["ETag"])
    metadata = made["FunctionSummary"]["FunctionMetadata"]
    return name, {
        "arn": metadata["FunctionARN"],
        "name": name,
        "etag": made["ETag"],
        "liveStageEtag": made["ETag"] if publish else "",
        "status": "UNASSOCIATED",
    }


def _tags(r: Request) -> dict[str, Any]:
    tags = r.tags
    items = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"Tags": {"Items": items}} if items else {}


@resource("aws:cloudfront/keyValueStore:KeyValueStore")
def key_value_store(r: Request) -> Created:
    """A key value store, which functions read at the edge."""
    r.take("timeouts")
    name = r.physical()
    made = r.send("cloudfront", "create_key_value_store", Name=name, **_tags(r))
    found = made["KeyValueStore"]
    return name, {
        "arn": found["ARN"],
        "name": name,
        "etag": made["ETag"],
        "lastModifiedTime": str(found.get("LastModifiedTime", "")),
    }


@resource("aws:cloudfront/vpcOrigin:VpcOrigin")
def vpc_origin(r: Request) -> Created:
    """A load balancer or host in private subnets that a distribution may reach."""
    r.take("timeouts")
    endpoint = dict(r.take("vpcOriginEndpointConfig"))
    parameter = "VpcOriginEndpointConfig"
    whole = built(r, "cloudfront", "create_vpc_origin", parameter, endpoint)
    r.api("cloudfront", "create_vpc_origin", VpcOriginEndpointConfig=whole, **_tags(r))
    id_ = "vo_" + hashlib.sha256(r.urn.encode()).hexdigest()[:22]
    return id_, {
        "arn": f"arn:aws:cloudfront::{r.cloud.account_id}:vpcorigin/{id_}",
        "etag": etag(r),
    }


simple(
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription",
    "cloudfront.create_monitoring_subscription",
    id=lambda r, _: r.inputs["distributionId"],
)
