"""What moto's REST APIs lack to change, and to be looked for in vain: patches, tags, and an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from moto.apigateway.exceptions import NotFoundException
from moto.apigateway.models import Authorizer, RestAPI, Stage
from moto.apigateway.responses import APIGatewayResponse

_patch_api = RestAPI.apply_patch_operations
_patch_stage = Stage.apply_operations
_patch_authorizer = Authorizer.apply_operations
METHOD_PARTS = 2
"""Steps of the path that means a method of a stage, or all of them (`/*/*`)."""


def _unescaped(step: str) -> str:
    """A step of a patch's path as the key it means (RFC 6901)."""
    return step.replace("~1", "/").replace("~0", "~")


def _listed(held: list[str] | None, operation: Mapping[str, Any], value: str) -> list[str]:
    """A list after a patch that adds or removes."""
    kept = [item for item in held or [] if item != value]
    return kept if operation["op"] == "remove" else [*kept, value]


def _api(api: Any, operations: list[dict[str, Any]]) -> None:
    """Patch an API: media types stand in the path, and `false` is no true."""
    for operation in operations:
        step, _, rest = operation["path"].lstrip("/").partition("/")
        if step == "binaryMediaTypes":
            api.binaryMediaTypes = _listed(api.binaryMediaTypes, operation, _unescaped(rest))
        elif step == "disableExecuteApiEndpoint":
            api.disableExecuteApiEndpoint = operation["value"] == "true"
        elif step == "minimumCompressionSize":
            size = operation.get("value")
            api.minimum_compression_size = int(size) if size else None
        else:
            _patch_api(api, [operation])


def _stage(stage: Any, operations: list[dict[str, Any]]) -> Any:
    """Patch a stage: settings of methods can be taken away, and its certificate given."""
    for operation in operations:
        steps = operation["path"].lstrip("/").split("/")
        if operation["op"] == "remove" and len(steps) == METHOD_PARTS and steps[0] != "variables":
            stage.method_settings.pop("/".join(steps), None)
        elif steps == ["clientCertificateId"]:
            stage.client_certificate_id = operation.get("value") or None
        else:
            _patch_stage(stage, [operation])
    return stage


def _authorizer(authorizer: Any, operations: list[dict[str, Any]]) -> Any:
    """Patch an authorizer: its pools are added and removed one by one."""
    for operation in operations:
        if operation["path"].startswith("/providerARNs"):
            held = authorizer.provider_arns
            authorizer.provider_arns = _listed(held, operation, operation["value"])
        else:
            _patch_authorizer(authorizer, [operation])
    return authorizer


def _patched(thing: Any, operations: list[dict[str, Any]], names: Mapping[str, str]) -> None:
    """Patch attributes of one of moto's things: values, maps entry by entry, lists item by item."""
    for operation in operations:
        step, _, rest = operation["path"].lstrip("/").partition("/")
        name, value = names[step], operation.get("value")
        if rest:
            entries = dict(getattr(thing, name) or {})
            entries.pop(_unescaped(rest), None)
            if operation["op"] != "remove":
                entries[_unescaped(rest)] = {"true": True, "false": False}.get(str(value), value)
            setattr(thing, name, entries)
        elif name == "authorization_scopes":
            setattr(thing, name, _listed(getattr(thing, name), operation, str(value)))
        else:
            held = getattr(thing, name)
            setattr(thing, name, value == "true" if isinstance(held, bool) else value)


METHOD = {
    "apiKeyRequired": "api_key_required",
    "authorizationScopes": "authorization_scopes",
    "authorizationType": "authorization_type",
    "authorizerId": "authorizer_id",
    "operationName": "operation_name",
    "requestModels": "request_models",
    "requestParameters": "request_parameters",
    "requestValidatorId": "request_validator_id",
}
RESPONSE = {"responseModels": "response_models", "responseParameters": "response_parameters"}
RESOURCE = {"parentId": "parent_id", "pathPart": "path_part"}
MODEL = {"description": "description", "schema": "schema"}
LINK = {"description": "description", "name": "name"}
DEPLOYMENT = {"description": "description"}
DOMAIN = {
    "certificateArn": "certificate_arn",
    "certificateName": "certificate_name",
    "regionalCertificateArn": "regional_certificate_arn",
    "regionalCertificateName": "regional_certificate_name",
    "securityPolicy": "security_policy",
}

Find = Callable[[Any, list[str]], Any]


def _update(find: Find, names: Mapping[str, str]) -> Callable[[Any], str]:
    """An Update operation of API Gateway on what `find` finds by the parts of the path."""

    def update(response: Any) -> str:
        thing = find(response.backend, unquote(response.path).split("/"))
        if thing is None:
            raise NotFoundException("Invalid identifier specified")
        known = [op for op in response._get_param("patchOperations") if op["path"].split("/")[1] in names]
        _patched(thing, known, names)
        told = thing.to_dict() if hasattr(thing, "to_dict") else thing.to_json()
        return json.dumps(told)

    return update


UPDATES = {
    "update_deployment": _update(lambda b, p: b.get_deployment(p[2], p[4]), DEPLOYMENT),
    "update_domain_name": _update(lambda b, p: b.get_domain_name(p[2]), DOMAIN),
    "update_method": _update(lambda b, p: b.get_method(p[2], p[4], p[6]), METHOD),
    "update_method_response": _update(lambda b, p: b.get_method_response(p[2], p[4], p[6], p[8]), RESPONSE),
    "update_model": _update(lambda b, p: b.get_model(p[2], p[4]), MODEL),
    "update_resource": _update(lambda b, p: b.get_resource(p[2], p[4]), RESOURCE),
    "update_vpc_link": _update(lambda b, p: b.get_vpc_link(p[2]), LINK),
}


def _tagged(response: Any) -> Any:
    """What the ARN of a request about tags means."""
    steps = unquote(response.path.split("/tags/")[1]).split("/")[1:]
    backend = response.backend
    kinds: dict[str, Any] = {
        "apikeys": backend.keys,
        "domainnames": backend.domain_names,
        "restapis": backend.apis,
        "usageplans": backend.usage_plans,
        "vpclinks": backend.vpc_links,
    }
    try:
        thing = kinds[steps[0]][steps[1]]
        return thing.stages[steps[3]] if len(steps) > METHOD_PARTS else thing
    except KeyError:
        raise NotFoundException("Invalid resource identifier specified") from None


def tag_resource(response: Any) -> str:
    """Tag anything, not only a stage."""
    thing = _tagged(response)
    thing.tags = {**(thing.tags or {}), **(response._get_param("tags") or {})}
    return "{}"


def untag_resource(response: Any) -> str:
    """Take tags away from anything."""
    thing, gone = _tagged(response), response.querystring.get("tagKeys") or []
    thing.tags = {key: value for key, value in (thing.tags or {}).items() if key not in gone}
    return "{}"


LOOKED_FOR = (
    "delete_authorizer",
    "delete_integration",
    "delete_integration_response",
    "delete_method_response",
    "delete_model",
    "delete_request_validator",
    "delete_resource",
    "delete_rest_api",
    "delete_usage_plan",
    "delete_usage_plan_key",
    "get_deployment",
    "get_integration_response",
    "get_method_response",
)
"""Operations that fail within moto where the thing isn't there."""


def _or_not_found(operation: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def answer(response: Any) -> Any:
        try:
            return operation(response)
        except (AttributeError, KeyError):
            raise NotFoundException("Invalid identifier specified") from None

    return answer


@contextmanager
def applied() -> Iterator[None]:
    """Meanwhile, REST APIs change and answer as AWS's do."""
    changes: dict[str, Any] = {
        **{name: _or_not_found(getattr(APIGatewayResponse, name)) for name in LOOKED_FOR},
        **UPDATES,
        "tag_resource": tag_resource,
        "untag_resource": untag_resource,
    }
    with ExitStack() as stack:
        stack.enter_context(patch.object(RestAPI, "apply_patch_operations", _api))
        stack.enter_context(patch.object(Stage, "apply_operations", _stage))
        stack.enter_context(patch.object(Authorizer, "apply_operations", _authorizer))
        for name, change in changes.items():
            stack.enter_context(patch.object(APIGatewayResponse, name, change, create=True))
        yield
