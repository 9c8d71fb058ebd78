"""Which route a request takes: the most specific one that fits."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

_VARIABLE = re.compile(r"\\\{(\w+)(\\\+)?\\\}")


@lru_cache(maxsize=1024)
def _pattern(template: str) -> re.Pattern[str]:
    source = _VARIABLE.sub(
        lambda found: f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})", re.escape(template)
    )
    return re.compile(source)


def fits(template: str, path: str) -> dict[str, str] | None:
    """The path variables of a path that fits a template (``/pets/{id}``, ``/{proxy+}``).

    None if it doesn't.
    """
    found = _pattern(template).fullmatch(path)
    return found.groupdict() if found else None


def specificity(template: str) -> tuple[tuple[int, ...], int]:
    """A key by which more specific templates come first: literals before variables before greedy ones."""
    kinds = [2 if "+}" in part else 1 if "{" in part else 0 for part in template.strip("/").split("/")]
    return tuple(kinds), -len(kinds)


def http_route(
    routes: Iterable[Mapping[str, Any]], method: str, path: str
) -> tuple[Mapping[str, Any], dict[str, str]] | None:
    """The route of an HTTP API for a request, and its path variables.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html: a full match,
    then greedy variables, then ``$default``; a named method before ``ANY``.
    """
    found, fallback = [], None
    for route in routes:
        key = route["RouteKey"]
        if key == "$default":
            fallback = route
            continue
        verb, _, template = key.partition(" ")
        variables = fits(template, path)
        if variables is not None and verb in (method, "ANY"):
            found.append((specificity(template), verb == "ANY", route, variables))
    if found:
        _, _, route, variables = min(found, key=lambda one: one[:2])
        return route, variables
    return (fallback, {}) if fallback else None
