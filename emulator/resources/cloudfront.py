"""CloudFront distributions."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, pruned
from emulator.resources._updates import tags_by
from emulator.resources.parts import answered, later, reader
from emulator.resources.route53 import caller_reference

HOSTED_ZONE = "Z2FDTNDATAQYW2"
"""The zone of every distribution's alias record (Route 53 developer guide, `AliasTarget`)."""

NAMES = {
    "lambdaArn": "LambdaFunctionARN",
    "loggingConfig": "Logging",
    "orderedCacheBehaviors": "CacheBehaviors",
    "webAclId": "WebACLId",
}
TOP_LEVEL = (
    "aliases",
    "anycastIpListId",
    "cacheTagConfig",
    "connectionFunctionAssociation",
    "continuousDeploymentPolicyId",
    "customErrorResponses",
    "defaultRootObject",
    "enabled",
    "httpVersion",
    "isIpv6Enabled",
    "priceClass",
    "staging",
    "viewerMtlsConfig",
    "webAclId",
)
STEERING = ("retainOnDelete", "waitForDeployment")


def _signers(names: list[str]) -> dict[str, Any]:
    return {"Enabled": bool(names), "Quantity": len(names), **({"Items": names} if names else {})}


def behavior(given: dict[str, Any]) -> dict[str, Any]:
    """A cache behaviour; methods, signers and forwarded values are nested otherwise than the API has them."""
    out = {k: v for k, v in given.items() if k not in {"allowedMethods", "cachedMethods", "forwardedValues"}}
    allowed, cached = given["allowedMethods"], given["cachedMethods"]
    out["allowedMethods"] = {
        "quantity": len(allowed),
        "items": allowed,
        "cachedMethods": {"quantity": len(cached), "items": cached},
    }
    for key in ("trustedSigners", "trustedKeyGroups"):
        if key in out:
            out[key] = _signers(out[key] or [])
    if forwarded := given.get("forwardedValues"):
        out["forwardedValues"] = _forwarded(forwarded)
    elif given.get("cachePolicyId"):
        # Lifetimes are the cache policy's; AWS refuses both at once.
        for key in ("minTtl", "defaultTtl", "maxTtl"):
            if not out.get(key):
                out.pop(key, None)
    return dict(pruned(out))


def _forwarded(given: dict[str, Any]) -> dict[str, Any]:
    cookies = given["cookies"]
    names = cookies.get("whitelistedNames")
    return {
        "queryString": given["queryString"],
        "cookies": {"forward": cookies["forward"], **({"whitelistedNames": names} if names else {})},
        "headers": given.get("headers") or [],
        "queryStringCacheKeys": given.get("queryStringCacheKeys") or [],
    }


def origin(given: dict[str, Any]) -> dict[str, Any]:
    """An origin; one without a configuration of its own is a bucket behind an access control."""
    out = {**given, "id": given["originId"]}
    del out["originId"]
    if headers := given.get("customHeaders"):
        out["customHeaders"] = [{"headerName": h["name"], "headerValue": h["value"]} for h in headers]
    if not any(given.get(key) for key in ("customOriginConfig", "s3OriginConfig", "vpcOriginConfig")):
        out["s3OriginConfig"] = {"originAccessIdentity": ""}
    return dict(pruned(out))


def _group(given: dict[str, Any]) -> dict[str, Any]:
    codes = given["failoverCriteria"]["statusCodes"]
    members = [{"originId": member["originId"]} for member in given["members"]]
    return {"id": given["originId"], "failoverCriteria": {"statusCodes": codes}, "members": members}


def viewer_certificate(given: dict[str, Any]) -> dict[str, Any]:
    """CloudFront's own certificate has no other setting: AWS fixes its protocol version."""
    if given.get("cloudfrontDefaultCertificate"):
        return {"cloudfrontDefaultCertificate": True}
    return {key: value for key, value in given.items() if value not in (None, "", False)}


def restrictions(given: dict[str, Any]) -> dict[str, Any]:
    """Where viewers may be."""
    geo = given["geoRestriction"]
    places = geo.get("locations") or []
    return {
        "geoRestriction": {
            "restrictionType": geo["restrictionType"],
            "quantity": len(places),
            **({"items": places} if places else {}),
        }
    }


def config(r: Request) -> dict[str, Any]:
    """The whole `DistributionConfig` of the inputs."""
    given = {key: r.take(key) for key in TOP_LEVEL}
    given["comment"] = r.take("comment", "")
    given["origins"] = [origin(item) for item in r.take("origins")]
    if groups := r.take("originGroups"):
        given["originGroups"] = [_group(group) for group in groups]
    given["defaultCacheBehavior"] = behavior(r.take("defaultCacheBehavior"))
    if behaviors := r.take("orderedCacheBehaviors"):
        given["orderedCacheBehaviors"] = [behavior(item) for item in behaviors]
    given["viewerCertificate"] = viewer_certificate(r.take("viewerCertificate"))
    given["restrictions"] = restrictions(r.take("restrictions"))
    if logging := r.take("loggingConfig"):
        given["loggingConfig"] = {
            "enabled": True,
            "includeCookies": logging.get("includeCookies") or False,
            "bucket": logging.get("bucket") or "",
            "prefix": logging.get("prefix") or "",
        }
    given["callerReference"] = caller_reference(r)
    return dict(built(r, "cloudfront", "create_distribution", "DistributionConfig", given, NAMES))


@resource("aws:cloudfront/distribution:Distribution")
def distribution(r: Request) -> Created:
    """A distribution; whether to wait for its rollout only matters where there is one."""
    for key in STEERING:
        r.take(key)
    whole, tags = config(r), r.tags
    items = [{"Key": key, "Value": value} for key, value in tags.items()]
    made = r.api(
        "cloudfront",
        "create_distribution_with_tags",
        DistributionConfigWithTags={"DistributionConfig": whole, "Tags": {"Items": items}},
    )
    found = made["Distribution"]
    return found["Id"], {
        "arn": found["ARN"],
        "domainName": found["DomainName"],
        "hostedZoneId": HOSTED_ZONE,
        "status": "Deployed",
        "etag": made["ETag"],
        "callerReference": whole["CallerReference"],
        "inProgressValidationBatches": 0,
        "loggingV1Enabled": "Logging" in whole,
    }


DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole configuration, as CloudFront wants it, under the reference it was made with."""
    for key in STEERING:
        r.take(key)
    if not r.changed - {"tags", *STEERING}:
        return {}
    held = r.api("cloudfront", "get_distribution_config", Id=id_)
    whole = {**config(r), "CallerReference": held["DistributionConfig"]["CallerReference"]}
    made = r.api("cloudfront", "update_distribution", Id=id_, IfMatch=held["ETag"], DistributionConfig=whole)
    return {"etag": made["ETag"], "loggingV1Enabled": "Logging" in whole}


def _delete(r: Request, id_: str) -> None:
    """Switch it off, then delete it; `retainOnDelete` leaves it switched off."""
    held = answered(lambda: r.api("cloudfront", "get_distribution_config", Id=id_))
    if held is None:
        return
    reference = held["DistributionConfig"]["CallerReference"]
    # From the state: what moto gives back lacks what it forgot.
    off = {**config(r), "CallerReference": reference, "Enabled": False}
    made = r.api("cloudfront", "update_distribution", Id=id_, IfMatch=held["ETag"], DistributionConfig=off)
    if not r.inputs.get("retainOnDelete"):
        r.api("cloudfront", "delete_distribution", Id=id_, IfMatch=made["ETag"])


def edge_tagging(token: str) -> None:
    """Tags of a type change in CloudFront's own form: lists in `Items`."""

    def run(r: Request, _: str, fresh: Mapping[str, str], gone: list[str]) -> None:
        arn = r.known("arn")
        if gone:
            r.api("cloudfront", "untag_resource", Resource=arn, TagKeys={"Items": gone})
        if fresh:
            pairs = {"Items": [{"Key": key, "Value": value} for key, value in fresh.items()]}
            r.api("cloudfront", "tag_resource", Resource=arn, Tags=pairs)

    tags_by(token, "cloudfront.tag_resource", run)


later(
    DISTRIBUTION,
    update=_update,
    delete=_delete,
    updates="cloudfront.update_distribution.DistributionConfig",
    rename=NAMES,
    lasting=["staging"],
)
edge_tagging(DISTRIBUTION)


def _described(answer: Any, _: Request, __: str) -> Any:
    found = answer["Distribution"]["DistributionConfig"]
    viewer = {key: value for key, value in (found.get("ViewerCertificate") or {}).items() if value}
    return {**found, "ViewerCertificate": viewer}


reader(DISTRIBUTION, "cloudfront.get_distribution", _described, names=NAMES, Id="id")
reader(
    DISTRIBUTION,
    "cloudfront.list_tags_for_resource",
    lambda answer, _r, _id: {"tags": answer["Tags"].get("Items") or []},
    Resource=lambda r, id_: f"arn:aws:cloudfront::{r.cloud.account_id}:distribution/{id_}",
)
