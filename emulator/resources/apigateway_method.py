"""What REST APIs do with requests: methods, integrations, responses, validation and authorizers."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import RESOURCES, Created, resource, simple
from emulator.request import Request
from emulator.resources._patches import patches
from emulator.resources.apigateway import REST, arn, joined
from emulator.resources.parts import answered, later, later_described, reader, removal

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


METHOD = "aws:apigateway/method:Method"
INTEGRATION = "aws:apigateway/integration:Integration"
METHOD_RESPONSE = "aws:apigateway/methodResponse:MethodResponse"
INTEGRATION_RESPONSE = "aws:apigateway/integrationResponse:IntegrationResponse"
AUTHORIZER = "aws:apigateway/authorizer:Authorizer"
VALIDATOR = "aws:apigateway/requestValidator:RequestValidator"
MODEL = "aws:apigateway/model:Model"
AT: dict[str, Any] = {"restApiId": "restApi", "resourceId": "resourceId", "httpMethod": "httpMethod"}
ANSWER: dict[str, Any] = {**AT, "statusCode": "statusCode"}


def _same(*keys: str) -> dict[str, str]:
    """Inputs whose paths have their own names."""
    return {key: f"/{key}" for key in keys}


patches(
    METHOD,
    "apigateway.update_method",
    {
        **_same("apiKeyRequired", "authorizerId", "operationName", "requestValidatorId"),
        "authorization": "/authorizationType",
    },
    maps=_same("requestModels", "requestParameters"),
    lists=_same("authorizationScopes"),
    **AT,
)
patches(
    METHOD_RESPONSE,
    "apigateway.update_method_response",
    {},
    maps=_same("responseModels", "responseParameters"),
    **ANSWER,
)
patches(
    AUTHORIZER,
    "apigateway.update_authorizer",
    _same(
        "authorizerCredentials",
        "authorizerResultTtlInSeconds",
        "authorizerUri",
        "identitySource",
        "identityValidationExpression",
        "name",
        "type",
    ),
    lists={"providerArns": "/providerARNs"},
    resets={
        "authorizerResultTtlInSeconds": 300,
        "identitySource": "method.request.header.Authorization",
        "type": "TOKEN",
    },
    restApiId="restApi",
    authorizerId="id",
)
patches(
    VALIDATOR,
    "apigateway.update_request_validator",
    _same("name", "validateRequestBody", "validateRequestParameters"),
    restApiId="restApi",
    requestValidatorId="id",
)
patches(
    MODEL, "apigateway.update_model", _same("description", "schema"), restApiId="restApi", modelName="name"
)


def _put(*, responses: bool) -> Callable[[Request, str, Mapping[str, Any]], dict[str, Any]]:
    """Put it again, where it differs: what is put replaces what was, with its responses."""

    def update(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
        where = {name: r.inputs[str(key)] for name, key in AT.items()}
        before = r.api("apigateway", "get_integration", **where) if responses else {}
        outputs = RESOURCES[r.typ].create(r)[1]
        for code, held in (before.get("integrationResponses") or {}).items():
            own = {key: value for key, value in held.items() if key != "statusCode"}
            r.api("apigateway", "put_integration_response", **where, statusCode=code, **own)
        for key in r.changed:
            r.take(key)
        return outputs

    return update


# PutIntegration takes all of it; what makes another one is the provider's choice.
later(
    INTEGRATION,
    update=_put(responses=True),
    updates="apigateway.put_integration",
    rename={"timeoutMilliseconds": "timeoutInMillis"},
    lasting=[
        "credentials",
        "httpMethod",
        "integrationHttpMethod",
        "passthroughBehavior",
        "resourceId",
        "restApi",
        "type",
    ],
)
later(
    INTEGRATION_RESPONSE,
    update=_put(responses=False),
    updates="apigateway.put_integration_response",
    lasting=["httpMethod", "resourceId", "restApi", "statusCode"],
)
for _token, _noun, _whose in (
    (METHOD, "method", AT),
    (INTEGRATION, "integration", AT),
    (METHOD_RESPONSE, "method_response", ANSWER),
    (INTEGRATION_RESPONSE, "integration_response", ANSWER),
):
    removal(_token, f"apigateway.delete_{_noun}", **_whose)
removal(AUTHORIZER, "apigateway.delete_authorizer", restApiId="restApi", authorizerId="id")
removal(VALIDATOR, "apigateway.delete_request_validator", restApiId="restApi", requestValidatorId="id")
removal(MODEL, "apigateway.delete_model", restApiId="restApi", modelName="name")


def _there(key: str) -> Callable[[Any, Request, str], Any]:
    """The answer, if it has a member: moto's answer about nothing is empty."""
    return lambda answer, _r, _id: answer if answer.get(key) else None


reader(
    METHOD,
    "apigateway.get_method",
    _there("httpMethod"),
    names={"authorization": "authorizationType"},
    **AT,
)
reader(
    INTEGRATION,
    "apigateway.get_integration",
    _there("type"),
    names={"timeoutMilliseconds": "timeoutInMillis", "integrationHttpMethod": "httpMethod"},
    **AT,
)
reader(METHOD_RESPONSE, "apigateway.get_method_response", _there("statusCode"), **ANSWER)
reader(INTEGRATION_RESPONSE, "apigateway.get_integration_response", _there("statusCode"), **ANSWER)
reader(AUTHORIZER, "apigateway.get_authorizer", restApiId="restApi", authorizerId="id")
reader(MODEL, "apigateway.get_model", restApiId="restApi", modelName="name")


def _validator(r: Request, id_: str) -> Mapping[str, Any] | None:
    """One of the list: moto's error about a missing one doesn't say that it is missing."""
    listed = answered(lambda: r.api("apigateway", "get_request_validators", restApiId=r.known("restApi")))
    return next((each for each in (listed or {}).get("items", []) if each["id"] == id_), None)


later_described(VALIDATOR, _validator)
