"""REST APIs: resources, methods, integrations, authorizers, deployments and stages."""

from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present

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


def _inputs(r: Request, prefix: str, *keys: str) -> str:
    return "-".join([prefix, *(str(r.inputs[key]) for key in keys)])


simple(
    "aws:apigateway/method:Method",
    "apigateway.put_method",
    rename={**REST, "authorization": "authorizationType"},
    id=lambda r, _: _inputs(r, "agm", "restApi", "resourceId", "httpMethod"),
)
simple(
    "aws:apigateway/integration:Integration",
    "apigateway.put_integration",
    rename={**REST, "timeoutMilliseconds": "timeoutInMillis"},
    id=lambda r, _: _inputs(r, "agi", "restApi", "resourceId", "httpMethod"),
    outputs={"cacheNamespace": lambda r, x: x.get("cacheNamespace") or r.inputs["resourceId"]},
)
simple(
    "aws:apigateway/methodResponse:MethodResponse",
    "apigateway.put_method_response",
    rename=REST,
    id=lambda r, _: _inputs(r, "agmr", "restApi", "resourceId", "httpMethod", "statusCode"),
)
simple(
    "aws:apigateway/integrationResponse:IntegrationResponse",
    "apigateway.put_integration_response",
    rename=REST,
    id=lambda r, _: _inputs(r, "agir", "restApi", "resourceId", "httpMethod", "statusCode"),
)
simple(
    "aws:apigateway/response:Response",
    "apigateway.put_gateway_response",
    id=lambda r, _: _inputs(r, "aggr", "restApiId", "responseType"),
)
simple(
    "aws:apigateway/requestValidator:RequestValidator",
    "apigateway.create_request_validator",
    rename=REST,
    name="name",
    id="id",
    outputs={"name": "name"},
)
simple(
    "aws:apigateway/model:Model",
    "apigateway.create_model",
    rename=REST,
    name="name",
    id="id",
    outputs={"name": "name"},
)


@resource("aws:apigateway/authorizer:Authorizer")
def authorizer(r: Request) -> Created:
    """An authorizer: a token one unless said otherwise."""
    name, kind = r.physical(), r.take("type", "TOKEN")
    source = r.take("identitySource", "method.request.header.Authorization")
    rename = {**REST, "providerArns": "providerARNs"}
    made = r.send(
        "apigateway", "create_authorizer", rename=rename, name=name, type=kind, identitySource=source
    )
    id_ = made["id"]
    return id_, {"arn": arn(r, f"/restapis/{r.inputs['restApi']}/authorizers/{id_}"), "name": name}


@resource("aws:apigateway/deployment:Deployment")
def deployment(r: Request) -> Created:
    """A snapshot of an API; its triggers only say when to take another."""
    r.take("triggers")
    made = r.send("apigateway", "create_deployment", rename=REST)
    return made["id"], {"createdDate": str(made.get("createdDate", ""))}


@resource("aws:apigateway/stage:Stage")
def stage(r: Request) -> Created:
    """A stage, then what CreateStage doesn't take: access logs and the client certificate."""
    logs, certificate = r.take("accessLogSettings"), r.take("clientCertificateId")
    rename = {**REST, "deployment": "deploymentId", "xrayTracingEnabled": "tracingEnabled"}
    r.send("apigateway", "create_stage", rename=rename)
    api, name = r.inputs["restApi"], r.inputs["stageName"]
    changes = []
    if certificate:
        changes.append(patch("/clientCertificateId", certificate))
    if logs:
        # API Gateway wants a log group's ARN without the trailing `:*`.
        destination = str(logs["destinationArn"]).removesuffix(":*")
        changes.append(patch("/accessLogSettings/destinationArn", destination))
        changes.append(patch("/accessLogSettings/format", logs["format"]))
    if changes:
        r.api("apigateway", "update_stage", restApiId=api, stageName=name, patchOperations=changes)
    return f"ags-{api}-{name}", {
        "arn": arn(r, f"/restapis/{api}/stages/{name}"),
        "executionArn": f"{execution_arn(r, api)}/{name}",
        "invokeUrl": f"https://{api}.execute-api.{r.region}.amazonaws.com/{name}",
        "webAclArn": "",
    }


METHOD_SETTINGS = {
    "metricsEnabled": "metrics/enabled",
    "loggingLevel": "logging/loglevel",
    "dataTraceEnabled": "logging/dataTrace",
    "throttlingBurstLimit": "throttling/burstLimit",
    "throttlingRateLimit": "throttling/rateLimit",
    "cachingEnabled": "caching/enabled",
    "cacheTtlInSeconds": "caching/ttlInSeconds",
    "cacheDataEncrypted": "caching/dataEncrypted",
    "requireAuthorizationForCacheControl": "caching/requireAuthorizationForCacheControl",
    "unauthorizedCacheControlHeaderStrategy": "caching/unauthorizedCacheControlHeaderStrategy",
}


def setting_changes(r: Request, settings: dict[str, Any], path: str) -> list[dict[str, str]]:
    """Settings of a method (or of all, `*/*`) as patches of its stage."""
    if unknown := set(settings) - set(METHOD_SETTINGS):
        raise ValueError(f"{r.logical}.settings: unknown {', '.join(sorted(unknown))}")
    given = {METHOD_SETTINGS[key]: value for key, value in settings.items() if value is not None}
    return [patch(f"/{path}/{key}", value) for key, value in given.items()]


@resource("aws:apigateway/methodSettings:MethodSettings")
def method_settings(r: Request) -> Created:
    """Logging, metrics, throttling and caching of a stage's methods."""
    api, name, path = r.take("restApi"), r.take("stageName"), r.take("methodPath")
    changes = setting_changes(r, r.take("settings"), path)
    r.api("apigateway", "update_stage", restApiId=api, stageName=name, patchOperations=changes)
    return f"{api}-{name}-{path}", {}


@resource("aws:apigateway/account:Account")
def account(r: Request) -> Created:
    """The region's API Gateway settings (a singleton): the role that writes its logs."""
    role = r.take("cloudwatchRoleArn", "")
    change = [patch("/cloudwatchRoleArn", role)]
    made = r.api("apigateway", "update_account", patchOperations=change)
    limits = made.get("throttleSettings") or {}
    return "api-gateway-account", {
        "throttleSettings": [{"burstLimit": limits.get("burstLimit"), "rateLimit": limits.get("rateLimit")}],
        "features": made.get("features") or [],
        "apiKeyVersion": made.get("apiKeyVersion", ""),
    }


@resource("aws:apigateway/vpcLink:VpcLink")
def vpc_link(r: Request) -> Created:
    """A way to a network load balancer in a VPC."""
    name, target = r.physical(), r.take("targetArn")
    made = r.send("apigateway", "create_vpc_link", name=name, targetArns=[target])
    return made["id"], {"arn": arn(r, f"/vpclinks/{made['id']}"), "name": name}
