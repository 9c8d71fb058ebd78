"""A WebSocket API in front of Lambda functions, which answer through its callback URL.

It has no web ACL and no tracing of its own: AWS WAF can't stand before it (put a distribution with a firewall
there), and X-Ray traces the functions behind it (ST-27, ST-31).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_domain import map_domain
from components.blocks.api_parts import (
    PRINCIPAL,
    ApiFunction,
    DomainTarget,
    ErrorAlarm,
    integration_of,
)
from components.blocks.websocket_args import WebSocketApiArgs
from components.blocks.websocket_monitoring import WebSocketMetrics
from components.blocks.websocket_stage import WebSocketStage, add_stage
from components.guards import refuse
from components.guards.apis import (
    identity_source_problems,
    route_settings_problems,
    websocket_route_problems,
)
from components.iam import Statement
from components.links import Link
from components.monitoring import Alarm, Widget

# What functions do with a connection: send to it, ask whether it is still there, close it.
CONNECTION_METHODS = ("POST", "GET", "DELETE")


@dataclass(frozen=True, kw_only=True)
class WebSocketAuthorizer:
    """An authorizer of a WebSocket API, as `$connect` refers to it.

    Attributes:
        id: Its id.

    """

    id: pulumi.Output[str]


class WebSocketApi(pulumi.ComponentResource):
    """First the API, then its functions (with `callbacks`), then a `route` for each key, then `deploy`, once.

    Attributes:
        id: Its id.
        stage_name: Name of its stage.
        url: Its URL for clients (`wss://`): the domain's where it has one, else the stage's.
        callback_url: Where functions send messages to connections (`https://`): the domain's where the
            execute-api endpoint is off, which would answer 403, else the stage's.
        execution_arn: The ARN that permissions to call it are written with.
        domain_target: Where the record of its domain leads, once deployed; None without a domain.

    """

    def __init__(self, name: str, args: WebSocketApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:WebSocketApi", name, None, opts)
        self._name = name
        self._args = args
        self._integrations: dict[str, aws.apigatewayv2.Integration] = {}
        self._parts: list[pulumi.Resource] = []
        self._shape: list[object] = [args.route_selection, args.disable_execute_api_endpoint]
        self._routes: list[str] = []
        self._uris: dict[str, pulumi.Input[str]] = {}
        self._stage: aws.apigatewayv2.Stage | None = None
        self.domain_target: DomainTarget | None = None
        self._api = aws.apigatewayv2.Api(
            f"{name}-api",
            name=args.name,
            protocol_type="WEBSOCKET",
            route_selection_expression=args.route_selection,
            disable_execute_api_endpoint=args.disable_execute_api_endpoint,
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.id: pulumi.Output[str] = self._api.id
        self.stage_name = args.stage_name
        self.execution_arn: pulumi.Output[str] = self._api.execution_arn
        stage = pulumi.Output.concat(
            self._api.id, f".execute-api.{args.region}.amazonaws.com/{args.stage_name}"
        )
        self.url: pulumi.Output[str] = pulumi.Output.concat(
            "wss://", stage if args.domain is None else args.domain.domain_name
        )
        self.callback_url: pulumi.Output[str] = pulumi.Output.concat(
            "https://", args.callback_host if args.disable_execute_api_endpoint else stage
        )
        self.register_outputs({"id": self.id, "url": self.url, "callback_url": self.callback_url})

    def callbacks(self, variable: str) -> Link:
        """The callback URL in a variable, and the right to use the connections of this stage."""
        return Link(environment={variable: self.callback_url}, statements=self.allow_manage_connections())

    def allow_manage_connections(self, methods: Sequence[str] = CONNECTION_METHODS) -> list[Statement]:
        """`execute-api:ManageConnections` on the connections of this stage.

        Args:
            methods: `POST` to send, `GET` to look at a connection, `DELETE` to close it.

        """
        return [
            Statement(
                sid="ManageConnections",
                actions=["execute-api:ManageConnections"],
                resources=[
                    pulumi.Output.concat(self.execution_arn, f"/{self.stage_name}/{each}/@connections/*")
                    for each in methods
                ],
            )
        ]

    def request_authorizer(
        self, key: str, function: ApiFunction, *, identity_sources: Sequence[str]
    ) -> WebSocketAuthorizer:
        """An authorizer: a function that sees the request of `$connect` and answers with a policy.

        Args:
            key: What it is called.
            function: The function; it gets the right to be called as this authorizer.
            identity_sources: What a request must bring (`route.request.querystring.Authorization`,
                `route.request.header.x-origin-secret`); API Gateway answers 401 by itself to others.

        Raises:
            ValueError: identity sources that API Gateway doesn't take.

        """
        refuse(f"{self._name}: authorizer {key}", identity_source_problems(identity_sources))
        authorizer = aws.apigatewayv2.Authorizer(
            f"{self._name}-{key}",
            api_id=self._api.id,
            name=key,
            authorizer_type="REQUEST",
            authorizer_uri=function.invoke_arn,
            identity_sources=list(identity_sources),
            opts=pulumi.ResourceOptions(parent=self),
        )
        function.allow_invoke(
            f"{self._name}-{key}",
            principal=PRINCIPAL,
            source_arn=pulumi.Output.concat(self.execution_arn, "/authorizers/", authorizer.id),
        )
        self._remember(authorizer, ["authorizer", key, list(identity_sources)], key, function)
        return WebSocketAuthorizer(id=authorizer.id)

    def route(
        self, key: str, function: ApiFunction, *, authorizer: WebSocketAuthorizer | None = None
    ) -> None:
        """Send what a route key stands for to a function, which gets the right to be called for it.

        Args:
            key: `$connect`, `$disconnect`, `$default` (whatever no other route takes), or an action.
            function: The function.
            authorizer: Who decides whether a client may connect; on `$connect` only.

        Raises:
            ValueError: a key that API Gateway refuses, or the API is deployed already.

        """
        if self._stage is not None:
            raise ValueError(f"{self._name}: route {key} after deploy(); no stage would serve it")
        refuse("WebSocketApi.route", websocket_route_problems(key, authorized=authorizer is not None))
        self._routes.append(key)
        label = key.removeprefix("$")
        route = aws.apigatewayv2.Route(
            f"{self._name}-{label}",
            api_id=self._api.id,
            route_key=key,
            target=pulumi.Output.concat("integrations/", self._integration(function).id),
            authorization_type="NONE" if authorizer is None else "CUSTOM",
            authorizer_id=None if authorizer is None else authorizer.id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        function.allow_invoke(
            f"{self._name}-{label}",
            principal=PRINCIPAL,
            source_arn=pulumi.Output.concat(self.execution_arn, f"/*/{key}"),
        )
        self._remember(route, [key, function.label, authorizer is not None], label, function)

    def deploy(self) -> None:
        """Deploy the routes to the stage; the domain, if there is one, leads to it.

        Raises:
            ValueError: there are no routes, or the API is deployed already, or a route that has a throttling
                isn't there.

        """
        if self._stage is not None or not self._routes:
            raise ValueError(f"{self._name}: deploy() takes place once, after the routes")
        refuse(self._name, route_settings_problems(self._args.route_throttling, self._routes))
        shape = hashlib.sha256(json.dumps(self._shape, sort_keys=True).encode()).hexdigest()
        deployment = aws.apigatewayv2.Deployment(
            f"{self._name}-deployment",
            api_id=self._api.id,
            # A deployment is a snapshot: it has to be made again when anything in it changes. That the
            # execute-api endpoint is off takes effect with a deployment only.
            triggers={"shape": shape, **self._uris},
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=self._parts,
                # Production keeps earlier deployments: a stage can be set back to one. They go with the API.
                retain_on_delete=True if self._args.environment.protect else None,
            ),
        )
        self._stage = add_stage(
            self._name,
            WebSocketStage(
                api_id=self._api.id,
                stage_name=self._args.stage_name,
                deployment_id=deployment.id,
                throttling=self._args.throttling,
                route_throttling=self._args.route_throttling,
                logs=self._args.logs,
                log_retention_days=self._args.environment.log_retention_days,
            ),
            parent=self,
        )
        if self._args.domain is not None:
            self.domain_target = map_domain(
                self._name,
                self._args.domain,
                self._api,
                self._stage,
                parent=self,
                mapping_keys=self._args.mapping_keys,
            )

    def alarms(
        self,
        *,
        integration_errors: ErrorAlarm,
        execution_errors: ErrorAlarm,
        connection_rate_title: str = "ConnectionRate",
    ) -> list[Alarm]:
        """Alarms on errors of functions and of API Gateway, and on the quota of new connections."""
        return self._metrics().alarms(
            integration_errors=integration_errors,
            execution_errors=execution_errors,
            connection_rate_title=connection_rate_title,
        )

    def widgets(self) -> list[Widget]:
        """Connections and messages, errors, and the time that functions take."""
        return self._metrics().widgets()

    def _metrics(self) -> WebSocketMetrics:
        return WebSocketMetrics(name=self._name, api_id=self.id, stage_name=self.stage_name)

    def _integration(self, function: ApiFunction) -> aws.apigatewayv2.Integration:
        """The integration of a function, made once however many routes lead to it."""
        if function.label not in self._integrations:
            made = integration_of(self._name, self._api.id, function, parent=self)
            self._integrations[function.label] = made
            self._parts.append(made)
        return self._integrations[function.label]

    def _remember(
        self, part: pulumi.Resource, shape: Sequence[object], label: str, function: ApiFunction
    ) -> None:
        """What a deployment has to wait for, and what makes it out of date."""
        self._parts.append(part)
        self._shape.append(list(shape))
        self._uris[label] = function.invoke_arn
