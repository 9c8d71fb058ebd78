"""REST APIs: their paths, policies, error answers, and links into networks."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._patches import (
    escaped,
    list_changes,
    patch,
    patches,
    rest_tagging,
    value_changes,
)
from emulator.resources.parts import again, later, reader, removal

REST = {"restApi": "restApiId"}
DEFAULT_DESCRIPTION = "Managed by Pulumi"
REGIONAL_ZONES = {
    "us-east-1": "Z1UJRXOUMOOFQ8",
    "us-east-2": "ZOJJZC49E0EPZ",
    "us-west-1": "Z2MUQ32089INYE",
    "us-west-2": "Z2OJLYMUO9EFXC",
    "eu-west-1": "ZLY8HYME6SFDD",
    "eu-west-2": "ZJ5UAJN8Y3Z2Q",
    "eu-central-1": "Z1U9ULNL0V5AJ3",
}
"""Zones of regional domains (AWS general reference, "Amazon API Gateway endpoints and quotas")."""


def arn(r: Request, path: str) -> str:
    """The ARN of something of API Gateway: it has no account in it."""
    return f"arn:aws:apigateway:{r.region}::{path}"


def execution_arn(r: Request, api: str) -> str:
    """What permissions and policies name an API by."""
    return f"arn:aws:execute-api:{r.region}:{r.cloud.account_id}:{api}"


def joined(r: Request, prefix: str, *keys: str) -> str:
    """An id in the provider's form: a prefix and inputs."""
    return "-".join([prefix, *(str(r.inputs[key]) for key in keys)])


@resource("aws:apigateway/restApi:RestApi")
def rest_api(r: Request) -> Created:
    """A REST API, from settings or from an OpenAPI document."""
    name, body = r.physical(), r.take("body")
    parameters, fail = r.take("parameters"), r.take("failOnWarnings", False)
    mode, size = r.take("putRestApiMode", "overwrite"), r.take("minimumCompressionSize")
    description = r.take("description", DEFAULT_DESCRIPTION)
    # A negative size is the provider's way to say: no compression.
    more = present(minimumCompressionSize=int(size) if size not in (None, "") and int(size) >= 0 else None)
    made = r.send("apigateway", "create_rest_api", name=name, description=description, **more)
    id_ = made["id"]
    if body:
        document = str(body).encode()
        r.api(
            "apigateway",
            "put_rest_api",
            restApiId=id_,
            mode=mode,
            failOnWarnings=fail,
            parameters=parameters,
            body=document,
        )
    resources = r.api("apigateway", "get_resources", restApiId=id_)["items"]
    root = next(item["id"] for item in resources if item["path"] == "/")
    return id_, {
        "arn": arn(r, f"/restapis/{id_}"),
        "name": name,
        "description": description,
        "executionArn": execution_arn(r, id_),
        "rootResourceId": root,
        "createdDate": str(made.get("createdDate", "")),
    }


@resource("aws:apigateway/restApiPolicy:RestApiPolicy")
def rest_api_policy(r: Request) -> Created:
    """Who may call a REST API."""
    api, policy = r.take("restApiId"), r.take("policy")
    r.api("apigateway", "update_rest_api", restApiId=api, patchOperations=[patch("/policy", policy)])
    return api, {}


simple(
    "aws:apigateway/resource:Resource",
    "apigateway.create_resource",
    rename=REST,
    id="id",
    outputs={"path": "path"},
)


simple(
    "aws:apigateway/response:Response",
    "apigateway.put_gateway_response",
    id=lambda r, _: joined(r, "aggr", "restApiId", "responseType"),
)


@resource("aws:apigateway/vpcLink:VpcLink")
def vpc_link(r: Request) -> Created:
    """A way to a network load balancer in a VPC."""
    name, target = r.physical(), r.take("targetArn")
    made = r.send("apigateway", "create_vpc_link", name=name, targetArns=[target])
    return made["id"], {"arn": arn(r, f"/vpclinks/{made['id']}"), "name": name}


API = "aws:apigateway/restApi:RestApi"
POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy"
RESOURCE = "aws:apigateway/resource:Resource"
RESPONSE = "aws:apigateway/response:Response"
LINK = "aws:apigateway/vpcLink:VpcLink"
API_PATHS = {
    key: f"/{key}"
    for key in (
        "apiKeySource",
        "description",
        "disableExecuteApiEndpoint",
        "endpointAccessMode",
        "minimumCompressionSize",
        "name",
        "policy",
        "securityPolicy",
    )
}
DOCUMENT = ("body", "failOnWarnings", "parameters", "putRestApiMode")


def _endpoints(r: Request) -> list[dict[str, str]]:
    """Where the API is reached: one type, and the endpoints of private ones."""
    new, old = r.take("endpointConfiguration", {}), r.old.get("endpointConfiguration") or {}
    types, held = new.get("types") or "EDGE", old.get("types") or "EDGE"
    path = "/endpointConfiguration"
    changes = [patch(f"{path}/types/{held}", types)] if types != held else []
    ids = list_changes(
        f"{path}/vpcEndpointIds", new.get("vpcEndpointIds") or [], old.get("vpcEndpointIds") or []
    )
    kind = new.get("ipAddressType")
    if kind and kind != old.get("ipAddressType"):
        changes.append(patch(f"{path}/ipAddressType", kind))
    return [*changes, *ids]


def _update_api(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs; a document is put again."""
    resets = {"apiKeySource": "HEADER", "description": DEFAULT_DESCRIPTION}
    changes = value_changes(r, API_PATHS, resets)
    if "endpointConfiguration" in r.changed:
        changes += _endpoints(r)
    if "binaryMediaTypes" in r.changed:
        wanted, held = set(r.take("binaryMediaTypes", [])), set(r.old.get("binaryMediaTypes") or [])
        paths = {kind: f"/binaryMediaTypes/{escaped(kind)}" for kind in wanted | held}
        changes += [{"op": "add", "path": paths[kind]} for kind in sorted(wanted - held)]
        changes += [{"op": "remove", "path": paths[kind]} for kind in sorted(held - wanted)]
    if changes:
        r.api("apigateway", "update_rest_api", restApiId=id_, patchOperations=changes)
    body, fail, parameters, mode = (r.take(key) for key in DOCUMENT)
    if r.changed & set(DOCUMENT) and body:
        r.api(
            "apigateway",
            "put_rest_api",
            restApiId=id_,
            mode=mode or "overwrite",
            failOnWarnings=fail,
            parameters=parameters,
            body=str(body).encode(),
        )
    return {}


def _update_resource(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Move it or give it another name."""
    changes = value_changes(r, {"parentId": "/parentId", "pathPart": "/pathPart"})
    made = r.api(
        "apigateway",
        "update_resource",
        restApiId=r.known("restApi"),
        resourceId=id_,
        patchOperations=changes,
    )
    return {"path": made["path"]}


# The model of a patch names no paths.
later(
    API,
    update=_update_api,
    changing=[*API_PATHS, *DOCUMENT, "binaryMediaTypes", "endpointConfiguration"],
)
later(RESOURCE, update=_update_resource, changing=["parentId", "pathPart"])
patches(
    LINK,
    "apigateway.update_vpc_link",
    {"description": "/description", "name": "/name"},
    vpcLinkId="id",
)
again(RESPONSE, updates="apigateway.put_gateway_response", lasting=["responseType", "restApiId"])
again(POLICY, changing=["policy"])
for _token in (API, LINK):
    rest_tagging(_token)
removal(API, "apigateway.delete_rest_api", restApiId="id")
removal(RESOURCE, "apigateway.delete_resource", restApiId="restApi", resourceId="id")
removal(LINK, "apigateway.delete_vpc_link", vpcLinkId="id")
removal(
    RESPONSE,
    "apigateway.delete_gateway_response",
    restApiId="restApiId",
    responseType="responseType",
)
removal(
    POLICY,
    "apigateway.update_rest_api",
    restApiId="restApiId",
    patchOperations=lambda _r, _id: [patch("/policy", "")],
)
reader(API, "apigateway.get_rest_api", restApiId="id")
reader(
    RESOURCE,
    "apigateway.get_resource",
    lambda answer, r, _: {**answer, "restApi": r.known("restApi")},
    restApiId="restApi",
    resourceId="id",
)
reader(LINK, "apigateway.get_vpc_link", names={"targetArn": "targetArns"}, vpcLinkId="id")
reader(
    RESPONSE,
    "apigateway.get_gateway_response",
    restApiId="restApiId",
    responseType="responseType",
)
reader(
    POLICY,
    "apigateway.get_rest_api",
    lambda answer, r, _: (
        answer.get("policy") and {"policy": answer["policy"], "restApiId": r.known("restApiId")}
    ),
    restApiId="restApiId",
)
