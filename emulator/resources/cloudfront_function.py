"""Functions at the edge, and the stores they read."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import CDN, differing, modification
from emulator.resources.cloudfront_policies import matching, tags_of
from emulator.resources.parts import later, removal


def _function(r: Request) -> tuple[dict[str, Any], bytes]:
    """A function's settings and code."""
    stores = [{"KeyValueStoreARN": arn} for arn in r.take("keyValueStoreAssociations", [])]
    settings: dict[str, Any] = {"Comment": r.take("comment", ""), "Runtime": r.take("runtime")}
    if stores:
        settings["KeyValueStoreAssociations"] = {"Quantity": len(stores), "Items": stores}
    return settings, str(r.take("code")).encode()


@resource("aws:cloudfront/function:Function")
def function(r: Request) -> Created:
    """A CloudFront function, published unless told otherwise."""
    name, publish = r.physical(), r.take("publish", True)
    settings, code = _function(r)
    made = r.api(
        "cloudfront",
        "create_function",
        Name=name,
        FunctionConfig=settings,
        FunctionCode=code,
        **tags_of(r),
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


@resource("aws:cloudfront/keyValueStore:KeyValueStore")
def key_value_store(r: Request) -> Created:
    """A key value store, which functions read at the edge."""
    r.take("timeouts")
    name = r.physical()
    made = r.send("cloudfront", "create_key_value_store", Name=name, **tags_of(r))
    found = made["KeyValueStore"]
    return name, {
        "arn": found["ARN"],
        "name": name,
        "etag": made["ETag"],
        "lastModifiedTime": str(found.get("LastModifiedTime", "")),
    }


def _update_function(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """New code or settings, published unless told otherwise."""
    publish = r.take("publish", True)
    tag = old.get("etag")
    if differing(r, old, ("publish", "name")):
        settings, code = _function(r)
        call = {"Name": id_, "IfMatch": tag, "FunctionConfig": settings, "FunctionCode": code}
        r.api("cloudfront", "update_function", **call)
        if publish:
            r.api("cloudfront", "publish_function", Name=id_, IfMatch=tag)
    CDN.apply(r, old)
    return {}


modification(
    "aws:cloudfront/keyValueStore:KeyValueStore",
    "cloudfront.update_key_value_store",
    ignore=("timeouts",),
    tagging=CDN,
    Name="id",
    Comment=lambda r, _id, _old: r.take("comment", ""),
    IfMatch=lambda r, id_, _old: matching(r, "describe_key_value_store", Name=id_),
)
later("aws:cloudfront/function:Function", update=_update_function)
removal(
    "aws:cloudfront/function:Function",
    "cloudfront.delete_function",
    Name="id",
    IfMatch=lambda r, id_: matching(r, "describe_function", Name=id_),
)
removal(
    "aws:cloudfront/keyValueStore:KeyValueStore",
    "cloudfront.delete_key_value_store",
    Name="id",
    IfMatch=lambda r, id_: matching(r, "describe_key_value_store", Name=id_),
)
