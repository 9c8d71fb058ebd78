"""Functions at the edge, and the stores they read."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._updates import modifies
from emulator.resources.cloudfront import edge_tagging
from emulator.resources.cloudfront_policies import matching, tags_of
from emulator.resources.parts import answered, later, reader


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


FUNCTION = "aws:cloudfront/function:Function"
STORE = "aws:cloudfront/keyValueStore:KeyValueStore"


def _update_function(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """New code or settings, published unless told otherwise."""
    publish, tag = r.take("publish", True), r.state.get("etag")
    if r.changed - {"publish", "tags"}:
        settings, code = _function(r)
        call = {"Name": id_, "IfMatch": tag, "FunctionConfig": settings, "FunctionCode": code}
        r.api("cloudfront", "update_function", **call)
    if publish and r.changed - {"tags"}:
        r.api("cloudfront", "publish_function", Name=id_, IfMatch=tag)
    return {}


def _deleter(kind: str) -> Callable[[Request, str], None]:
    """Deletes with the entity tag that is there now."""

    def delete(r: Request, id_: str) -> None:
        if held := answered(lambda: matching(r, f"describe_{kind}", Name=id_)):
            r.api("cloudfront", f"delete_{kind}", Name=id_, IfMatch=held)

    return delete


later(
    FUNCTION,
    update=_update_function,
    delete=_deleter("function"),
    updates=("cloudfront.update_function", "cloudfront.update_function.FunctionConfig"),
    rename={"code": "FunctionCode"},
    lasting=["name"],
    # PublishFunction takes no setting.
    changing=["publish"],
)
modifies(
    STORE,
    "cloudfront.update_key_value_store",
    lasting=["name"],
    Name="id",
    IfMatch=lambda r, id_: matching(r, "describe_key_value_store", Name=id_),
)


def _no_call(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """How long the provider waits is its own business."""
    r.take("timeouts")
    return {}


later(STORE, update=_no_call, delete=_deleter("key_value_store"), changing=["timeouts"])
for _token in (FUNCTION, STORE):
    edge_tagging(_token)
reader(FUNCTION, "cloudfront.describe_function", "FunctionSummary.FunctionConfig", Name="id")
reader(STORE, "cloudfront.describe_key_value_store", "KeyValueStore", Name="id")
