"""REST APIs: their paths, policies, error answers, and links into networks."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import REST as TAGS
from emulator.resources._changes import differing, retagged
from emulator.resources._common import present
from emulator.resources.parts import again, later, removal

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


def patch(path: str, value: object, operation: str = "replace") -> dict[str, str]:
    """One patch operation, with the value as the text that the API wants."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return {"op": operation, "path": path, "value": text}


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


API_PATHS = {
    "apiKeySource": "/apiKeySource",
    "description": "/description",
    "disableExecuteApiEndpoint": "/disableExecuteApiEndpoint",
    "minimumCompressionSize": "/minimumCompressionSize",
    "name": "/name",
    "policy": "/policy",
    "securityPolicy": "/securityPolicy",
}


def _update_api(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs; a document is put again."""
    changed = differing(r, old, ("failOnWarnings", "parameters", "putRestApiMode"))
    changes = [patch(path, r.take(key)) for key, path in API_PATHS.items() if key in changed]
    if "binaryMediaTypes" in changed:
        wanted, held = set(r.take("binaryMediaTypes") or []), set(old.get("binaryMediaTypes") or [])
        paths = {kind: f"/binaryMediaTypes/{kind.replace('/', '~1')}" for kind in wanted | held}
        changes += [{"op": "add", "path": paths[kind]} for kind in sorted(wanted - held)]
        changes += [{"op": "remove", "path": paths[kind]} for kind in sorted(held - wanted)]
    if changes:
        r.api("apigateway", "update_rest_api", restApiId=id_, patchOperations=changes)
    if "body" in changed:
        mode = r.inputs.get("putRestApiMode") or "overwrite"
        document = str(r.take("body")).encode()
        r.api("apigateway", "put_rest_api", restApiId=id_, mode=mode, body=document)
    TAGS.apply(r, old)
    return {}


later("aws:apigateway/restApi:RestApi", update=_update_api)
removal("aws:apigateway/restApi:RestApi", "apigateway.delete_rest_api", restApiId="id")
removal(
    "aws:apigateway/resource:Resource", "apigateway.delete_resource", restApiId="restApi", resourceId="id"
)
retagged("aws:apigateway/vpcLink:VpcLink", TAGS)
removal("aws:apigateway/vpcLink:VpcLink", "apigateway.delete_vpc_link", vpcLinkId="id")
removal(
    "aws:apigateway/response:Response",
    "apigateway.delete_gateway_response",
    restApiId="restApiId",
    responseType="responseType",
)
removal(
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    "apigateway.update_rest_api",
    restApiId="restApiId",
    patchOperations=lambda _r, _id: [patch("/policy", "")],
)
again("aws:apigateway/response:Response", "aws:apigateway/restApiPolicy:RestApiPolicy")
