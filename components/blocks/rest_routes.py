"""The routes of a REST API: resources, methods, integrations, and what a deployment is a snapshot of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import PRINCIPAL, ApiFunction
from components.blocks.rest_cors import add_preflight


@dataclass(frozen=True, kw_only=True)
class RestAuthorizer:
    """An authorizer of a REST API, as routes refer to it.

    Attributes:
        key: What it is called within the API.
        id: Its id.
        authorization: The method's authorization type.
        scopes: OAuth scopes that a token needs, any of them.

    """

    key: str
    id: pulumi.Output[str]
    authorization: str
    scopes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Route:
    """One path of an API.

    Attributes:
        path: `/`, or parts such as `users`, `{id}` and, at the end, `{proxy+}`.
        methods: `("ANY",)`, or HTTP methods.
        function: What answers.
        authorizer: Who may call; anybody without one.
        request_parameters: Parameters of the integration's request -> where their values come from.
        needs_key: Whether callers have to send an API key of a usage plan.

    """

    path: str
    methods: Sequence[str]
    function: ApiFunction
    authorizer: RestAuthorizer | None
    request_parameters: Mapping[str, str]
    needs_key: bool = False


class RouteTable:
    """The routes of one API, under the component that owns it.

    Attributes:
        parts: All that has to exist before a deployment.
        uris: Route -> the ARN that it calls.

    """

    def __init__(
        self, name: str, api: aws.apigateway.RestApi, *, cors_origins: Sequence[str], parent: pulumi.Resource
    ) -> None:
        self._name = name
        self._api = api
        self._cors_origins = cors_origins
        self._parent = parent
        self._resources: dict[str, pulumi.Output[str]] = {"/": api.root_resource_id}
        self._preflights: set[str] = set()
        self._shape: list[object] = [list(cors_origins)]
        self.parts: list[pulumi.Resource] = []
        self.uris: dict[str, pulumi.Input[str]] = {}

    def add(self, route: Route) -> None:
        """Declare a route, and the path's preflight where browsers may call."""
        resource_id = self._resource(route.path)
        for method in route.methods:
            self._method(route, method, resource_id)
        wants_preflight = bool(self._cors_origins) and "OPTIONS" not in route.methods
        if wants_preflight and route.path not in self._preflights:
            self._preflights.add(route.path)
            self.parts += add_preflight(
                f"{self._name}-{_slug(route.path)}",
                self._api,
                resource_id,
                self._cors_origins,
                parent=self._parent,
            )

    def triggers(self, settings: Sequence[object]) -> dict[str, pulumi.Input[str]]:
        """What makes a deployment out of date: other routes, other functions, other settings."""
        shape = json.dumps([self._shape, list(settings)], sort_keys=True)
        return {"shape": hashlib.sha256(shape.encode()).hexdigest(), **self.uris}

    def _resource(self, path: str) -> pulumi.Output[str]:
        """The resource of a path, and those of the paths above it, each made once."""
        if path not in self._resources:
            above, _, part = path.rpartition("/")
            self._resources[path] = aws.apigateway.Resource(
                f"{self._name}-{_slug(path)}",
                rest_api=self._api.id,
                parent_id=self._resource(above or "/"),
                path_part=part,
                opts=pulumi.ResourceOptions(parent=self._parent),
            ).id
        return self._resources[path]

    def _method(self, route: Route, method: str, resource_id: pulumi.Output[str]) -> None:
        key = f"{_slug(route.path)}-{method.lower()}"
        child = pulumi.ResourceOptions(parent=self._parent)
        authorizer = route.authorizer
        declared = aws.apigateway.Method(
            f"{self._name}-{key}",
            rest_api=self._api.id,
            resource_id=resource_id,
            http_method=method,
            authorization="NONE" if authorizer is None else authorizer.authorization,
            authorizer_id=None if authorizer is None else authorizer.id,
            authorization_scopes=(list(authorizer.scopes) or None) if authorizer is not None else None,
            api_key_required=route.needs_key or None,
            opts=child,
        )
        integration = aws.apigateway.Integration(
            f"{self._name}-{key}-integration",
            rest_api=self._api.id,
            resource_id=resource_id,
            http_method=declared.http_method,
            type="AWS_PROXY",
            integration_http_method="POST",  # Lambda's Invoke is a POST, whatever the caller's method
            uri=route.function.invoke_arn,
            request_parameters=dict(route.request_parameters) or None,
            opts=child,
        )
        route.function.allow_invoke(
            f"{self._name}-{key}", principal=PRINCIPAL, source_arn=self._source_arn(method, route.path)
        )
        self.parts += [declared, integration]
        who = None if authorizer is None else [authorizer.key, *authorizer.scopes]
        key_needed = ["key"] if route.needs_key else []
        self._shape.append([route.path, method, who, dict(route.request_parameters), *key_needed])
        self.uris[key] = route.function.invoke_arn

    def _source_arn(self, method: str, path: str) -> pulumi.Output[str]:
        # A path's variables stand as `*` in the ARN that API Gateway calls with.
        parts = ["*" if part.startswith("{") else part for part in path.removeprefix("/").split("/")]
        return pulumi.Output.concat(
            self._api.execution_arn, f"/*/{'*' if method == 'ANY' else method}/{'/'.join(parts)}"
        )


def _slug(path: str) -> str:
    return "-".join(part.strip("{}+") for part in path.strip("/").split("/")) or "root"
