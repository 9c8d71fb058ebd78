"""What moto's HTTP and WebSocket APIs lack to change: stages, names, mappings, and tags of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from moto.apigatewayv2.responses import ApiGatewayV2Response
from moto.core.utils import camelcase_to_underscores

Answer = tuple[int, dict[str, str], str]
_tag, _untag = ApiGatewayV2Response.tag_resource, ApiGatewayV2Response.untag_resource


def _set(thing: Any, response: Any) -> Answer:
    """Give one of moto's things what the body says."""
    for key, value in json.loads(response.body or "{}").items():
        setattr(thing, camelcase_to_underscores(key), None if value == "" else value)
    return 200, {}, json.dumps(thing.to_json())


def update_stage(response: Any) -> Answer:
    """Change a stage."""
    *_, api, _, name = response.path.split("/")
    return _set(response.apigatewayv2_backend.get_stage(api, unquote(name)), response)


def update_domain_name(response: Any) -> Answer:
    """Change a domain name."""
    return _set(response.apigatewayv2_backend.get_domain_name(response.path.split("/")[-1]), response)


def update_api_mapping(response: Any) -> Answer:
    """Change what a path of a domain means."""
    *_, domain, _, mapping = response.path.split("/")
    return _set(response.apigatewayv2_backend.get_api_mapping(mapping, domain), response)


def update_route_response(response: Any) -> Answer:
    """Change a route's answer."""
    *_, api, _, route, _, answer = response.path.split("/")
    return _set(response.apigatewayv2_backend.get_route_response(api, route, answer), response)


def _holder(response: Any) -> Any:
    """The stage or domain name that an ARN means; moto keeps their tags with them."""
    steps = unquote(response.path.split("/tags/")[1]).split("/")[1:]
    backend = response.apigatewayv2_backend
    if steps[0] == "domainnames":
        return backend.get_domain_name(steps[1])
    return backend.get_stage(steps[1], steps[3]) if "stages" in steps else None


def tag_resource(response: Any) -> Any:
    """Tag anything."""
    holder = _holder(response)
    if holder is None:
        return _tag(response)
    holder.tags = {**(holder.tags or {}), **json.loads(response.body).get("tags", {})}
    return 201, {}, "{}"


def untag_resource(response: Any) -> Any:
    """Take tags away from anything."""
    holder = _holder(response)
    if holder is None:
        return _untag(response)
    gone = response.querystring.get("tagKeys") or []
    holder.tags = {key: value for key, value in (holder.tags or {}).items() if key not in gone}
    return 200, {}, "{}"


OPERATIONS: tuple[Callable[[Any], Any], ...] = (
    tag_resource,
    untag_resource,
    update_api_mapping,
    update_domain_name,
    update_route_response,
    update_stage,
)


@contextmanager
def added() -> Iterator[None]:
    """Meanwhile, moto has these operations."""
    with ExitStack() as stack:
        for operation in OPERATIONS:
            stack.enter_context(
                patch.object(ApiGatewayV2Response, operation.__name__, operation, create=True)
            )
        yield
