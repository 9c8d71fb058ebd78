"""What REST APIs do with requests: methods, integrations, responses, validation and authorizers."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import RESOURCES, Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import differing
from emulator.resources.apigateway import REST, arn, joined, patch
from emulator.resources.parts import again, later, removal

lacks("apigateway", "UpdateMethod", "UpdateMethodResponse")


simple(
    "aws:apigateway/method:Method",
    "apigateway.put_method",
    rename={**REST, "authorization": "authorizationType"},
    id=lambda r, _: joined(r, "agm", "restApi", "resourceId", "httpMethod"),
)
simple(
    "aws:apigateway/integration:Integration",
    "apigateway.put_integration",
    rename={**REST, "timeoutMilliseconds": "timeoutInMillis"},
    id=lambda r, _: joined(r, "agi", "restApi", "resourceId", "httpMethod"),
    outputs={"cacheNamespace": lambda r, x: x.get("cacheNamespace") or r.inputs["resourceId"]},
)
simple(
    "aws:apigateway/methodResponse:MethodResponse",
    "apigateway.put_method_response",
    rename=REST,
    id=lambda r, _: joined(r, "agmr", "restApi", "resourceId", "httpMethod", "statusCode"),
)
simple(
    "aws:apigateway/integrationResponse:IntegrationResponse",
    "apigateway.put_integration_response",
    rename=REST,
    id=lambda r, _: joined(r, "agir", "restApi", "resourceId", "httpMethod", "statusCode"),
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


for _kind, _noun in (("Method", "method"), ("Integration", "integration")):
    removal(
        f"aws:apigateway/{_noun}:{_kind}",
        f"apigateway.delete_{_noun}",
        restApiId="restApi",
        resourceId="resourceId",
        httpMethod="httpMethod",
    )
for _token, _noun in (
    ("methodResponse:MethodResponse", "method_response"),
    ("integrationResponse:IntegrationResponse", "integration_response"),
):
    removal(
        f"aws:apigateway/{_token}",
        f"apigateway.delete_{_noun}",
        restApiId="restApi",
        resourceId="resourceId",
        httpMethod="httpMethod",
        statusCode="statusCode",
    )
# PutIntegrationResponse replaces the whole, so a change is a creation.
again("aws:apigateway/integrationResponse:IntegrationResponse")
removal(
    "aws:apigateway/authorizer:Authorizer",
    "apigateway.delete_authorizer",
    restApiId="restApi",
    authorizerId="id",
)
removal(
    "aws:apigateway/requestValidator:RequestValidator",
    "apigateway.delete_request_validator",
    restApiId="restApi",
    requestValidatorId="id",
)
removal("aws:apigateway/model:Model", "apigateway.delete_model", restApiId="restApi", modelName="name")


def _escaped(key: str) -> str:
    """A key as a step of a patch's path (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _map_changes(path: str, wanted: Mapping[str, Any], held: Mapping[str, Any]) -> list[dict[str, str]]:
    """Patches that turn one map into the other."""
    changed = [key for key in wanted if wanted[key] != held.get(key)]
    gone = [{"op": "remove", "path": f"{path}/{_escaped(key)}"} for key in held if key not in wanted]
    return [*(patch(f"{path}/{_escaped(key)}", wanted[key], "add") for key in changed), *gone]


METHOD_PATHS = {
    "apiKeyRequired": "/apiKeyRequired",
    "authorization": "/authorizationType",
    "authorizerId": "/authorizerId",
    "operationName": "/operationName",
    "requestValidatorId": "/requestValidatorId",
}
AUTHORIZER_PATHS = {
    "authorizerCredentials": "/authorizerCredentials",
    "authorizerResultTtlInSeconds": "/authorizerResultTtlInSeconds",
    "authorizerUri": "/authorizerUri",
    "identitySource": "/identitySource",
    "identityValidationExpression": "/identityValidationExpression",
    "name": "/name",
    "type": "/type",
}
VALIDATOR_PATHS = {
    "name": "/name",
    "validateRequestBody": "/validateRequestBody",
    "validateRequestParameters": "/validateRequestParameters",
}


def _patched(
    operation: str, paths: Mapping[str, str], maps: Mapping[str, str], names: Mapping[str, str]
) -> Callable[[Request, str, Mapping[str, Any]], dict[str, Any]]:
    """An update of one patch call: values at `paths`, maps entry by entry, on what `names` says."""

    def update(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
        changed = differing(r, old)
        changes = [patch(path, r.take(key)) for key, path in paths.items() if key in changed]
        for key, path in maps.items():
            if key in changed:
                changes += _map_changes(path, r.take(key) or {}, old.get(key) or {})
        if changes:
            whose = {api: id_ if key == "id" else r.inputs[key] for api, key in names.items()}
            r.api("apigateway", operation, patchOperations=changes, **whose)
        return {}

    return update


AT = {"restApiId": "restApi", "resourceId": "resourceId", "httpMethod": "httpMethod"}
later(
    "aws:apigateway/method:Method",
    update=_patched(
        "update_method",
        METHOD_PATHS,
        {"requestModels": "/requestModels", "requestParameters": "/requestParameters"},
        AT,
    ),
)
later(
    "aws:apigateway/methodResponse:MethodResponse",
    update=_patched(
        "update_method_response",
        {},
        {"responseModels": "/responseModels", "responseParameters": "/responseParameters"},
        {**AT, "statusCode": "statusCode"},
    ),
)
later(
    "aws:apigateway/authorizer:Authorizer",
    update=_patched(
        "update_authorizer", AUTHORIZER_PATHS, {}, {"restApiId": "restApi", "authorizerId": "id"}
    ),
)
later(
    "aws:apigateway/requestValidator:RequestValidator",
    update=_patched(
        "update_request_validator", VALIDATOR_PATHS, {}, {"restApiId": "restApi", "requestValidatorId": "id"}
    ),
)


def _update_integration(r: Request, _: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Put it again, but only where it differs: what was put before loses its responses."""
    if all(value == old.get(key) for key, value in r.inputs.items()):
        differing(r, old)
        return {}
    return RESOURCES[r.typ].create(r)[1]


later("aws:apigateway/integration:Integration", update=_update_integration)
