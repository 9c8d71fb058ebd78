"""A regional REST API in front of Lambda functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_monitoring import StageMetrics
from components.blocks.api_parts import (
    DEFAULT_THROTTLING,
    ApiDomain,
    ApiFunction,
    DomainTarget,
    ErrorAlarm,
    Throttling,
)
from components.blocks.rest_cors import add_gateway_responses
from components.blocks.rest_routes import RestAuthorizer, Route, RouteTable
from components.blocks.rest_stage import StageSettings, add_stage, map_domain
from components.environments import Environment
from components.guards import refuse
from components.guards.apis import cors_problems, route_problems, stage_problems, throttling_problems
from components.guards.dns import domain_problems
from components.monitoring import Alarm, Widget

# For the execute-api name: regional APIs take TLS 1.0 without it (API Gateway Developer Guide, "Security
# policies for REST APIs"). BASIC accepts callers whose SNI and Host differ, such as a distribution.
TLS_POLICY = "SecurityPolicy_TLS13_1_2_2021_06"
TLS_ACCESS_MODE = "BASIC"


@dataclass(frozen=True, kw_only=True)
class RestApiArgs:
    """Settings of a REST API.

    Attributes:
        environment: Where it runs.
        region: The platform's region.
        stage_name: Name of its stage; part of its URL.
        name: Physical name, or None to have one generated.
        description: What it is for.
        domain: A domain of its own, or None for the execute-api URL.
        throttling: Rate and burst of the stage.
        access_logs: Whether the stage logs each request. On by default; the account's API Gateway log role
            (a singleton, made by the baseline) has to exist, or AWS refuses the stage.
        log_group_name: Physical name of the access log's group, or None to have one generated.
        tracing: Whether X-Ray traces requests.
        cors_origins: Origins that browsers may call from; each path answers preflights, and errors of the
            gateway carry CORS headers. None: the functions answer browsers themselves.
        binary_media_types: Content types that are passed on as bytes; `*/*` for a website behind the API.
        disable_execute_api_endpoint: Whether only the domain answers.

    """

    environment: Environment
    region: str
    stage_name: str
    name: str | None = None
    description: str | None = None
    domain: ApiDomain | None = None
    throttling: Throttling = DEFAULT_THROTTLING
    access_logs: bool = True
    log_group_name: str | None = None
    tracing: bool = False
    cors_origins: Sequence[str] = ()
    binary_media_types: Sequence[str] = ()
    disable_execute_api_endpoint: bool = False

    def __post_init__(self) -> None:
        """Refuse what API Gateway refuses, or answers everybody with 429 for."""
        refuse("RestApi", stage_problems(self.stage_name, "REST"))
        refuse("RestApi", throttling_problems(self.throttling.rate, self.throttling.burst))
        refuse("RestApi", cors_problems(self.cors_origins, environment=self.environment))
        if self.domain is not None:
            refuse("RestApi", domain_problems(self.domain.domain_name, field="domain.domain_name"))
        elif self.disable_execute_api_endpoint:
            raise ValueError("RestApi: disable_execute_api_endpoint without domain; nothing would answer")


class RestApi(pulumi.ComponentResource):
    """A REST API. First the API, then its functions, then `route` for each path, then `deploy`, once.

    Attributes:
        id: Its id.
        name: Physical name.
        stage_name: Name of its stage.
        host: Its execute-api host name; what a distribution has as its origin, with `origin_path`.
        origin_path: `/{stage_name}`.
        url: Its URL for callers: the domain's where it has one, else the stage's.
        execution_arn: The ARN that permissions to call it are written with.
        stage_arn: ARN of the stage, once deployed; what a firewall is attached to.
        domain_target: Where the record of its domain leads, once deployed; None without a domain.

    """

    def __init__(self, name: str, args: RestApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:RestApi", name, None, opts)
        self._name = name
        self._args = args
        self._api = self._rest_api()
        self._routes = RouteTable(name, self._api, cors_origins=args.cors_origins, parent=self)
        self._routes.parts += add_gateway_responses(name, self._api, args.cors_origins, parent=self)

        self.id: pulumi.Output[str] = self._api.id
        self.name: pulumi.Output[str] = self._api.name
        self.stage_name = args.stage_name
        self.host: pulumi.Output[str] = pulumi.Output.concat(
            self._api.id, f".execute-api.{args.region}.amazonaws.com"
        )
        self.origin_path = f"/{args.stage_name}"
        self.url: pulumi.Output[str] = (
            pulumi.Output.concat("https://", self.host, self.origin_path)
            if args.domain is None
            else pulumi.Output.from_input(f"https://{args.domain.domain_name}")
        )
        self.execution_arn: pulumi.Output[str] = self._api.execution_arn
        self._stage: aws.apigateway.Stage | None = None
        self.domain_target: DomainTarget | None = None
        self.register_outputs({"id": self.id, "url": self.url, "execution_arn": self.execution_arn})

    @property
    def stage_arn(self) -> pulumi.Output[str]:
        """The stage's ARN.

        Raises:
            ValueError: the API isn't deployed yet.

        """
        if self._stage is None:
            raise ValueError(f"{self._name}: call deploy() first; before it there is no stage")
        return self._stage.arn

    @property
    def deployed_stage_name(self) -> pulumi.Output[str]:
        """Name of the stage, for what has to wait until it is there.

        Raises:
            ValueError: the API isn't deployed yet.

        """
        if self._stage is None:
            raise ValueError(f"{self._name}: call deploy() first; before it there is no stage")
        return self._stage.stage_name

    def cognito_authorizer(
        self, key: str, user_pool_arns: Sequence[pulumi.Input[str]], *, scopes: Sequence[str] = ()
    ) -> RestAuthorizer:
        """An authorizer for the tokens of user pools: ID tokens, or access tokens where scopes are given."""
        authorizer = aws.apigateway.Authorizer(
            f"{self._name}-{key}",
            rest_api=self._api.id,
            name=key,
            type="COGNITO_USER_POOLS",
            provider_arns=list(user_pool_arns),
            identity_source="method.request.header.Authorization",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._routes.parts.append(authorizer)
        return RestAuthorizer(
            key=key, id=authorizer.id, authorization="COGNITO_USER_POOLS", scopes=tuple(scopes)
        )

    def route(
        self,
        path: str,
        function: ApiFunction,
        *,
        methods: Sequence[str] = ("ANY",),
        authorizer: RestAuthorizer | None = None,
        request_parameters: Mapping[str, str] | None = None,
        needs_key: bool = False,
    ) -> None:
        """Send the requests for a path to a function.

        Args:
            path: `/`, or parts such as `users`, `{id}` and, at the end, `{proxy+}`.
            function: The function; it gets the right to be called for this path.
            methods: `("ANY",)`, or HTTP methods.
            authorizer: Who may call; anybody without one.
            request_parameters: Parameters of the integration's request -> where their values come from.
            needs_key: Whether callers have to send an API key of a usage plan.

        Raises:
            ValueError: a path or a method that API Gateway refuses, or the API is deployed already.

        """
        if self._stage is not None:
            raise ValueError(f"{self._name}: route {path} after deploy(); no stage would serve it")
        refuse("RestApi.route", route_problems(methods, path))
        self._routes.add(
            Route(
                path=path,
                methods=methods,
                function=function,
                authorizer=authorizer,
                request_parameters=request_parameters or {},
                needs_key=needs_key,
            )
        )

    def deploy(self) -> None:
        """Deploy the routes to the stage; the domain, if there is one, leads to it.

        Raises:
            ValueError: there are no routes, or the API is deployed already.

        """
        if self._stage is not None or not self._routes.uris:
            raise ValueError(f"{self._name}: deploy() takes place once, after the routes")
        deployment = aws.apigateway.Deployment(
            f"{self._name}-deployment",
            rest_api=self._api.id,
            # A deployment is a snapshot: it has to be made again when anything in it changes.
            triggers=self._routes.triggers(
                [list(self._args.binary_media_types), self._args.disable_execute_api_endpoint]
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._routes.parts),
        )
        self._stage = add_stage(
            self._name,
            StageSettings(
                api_id=self._api.id,
                stage_name=self._args.stage_name,
                deployment_id=deployment.id,
                throttling=self._args.throttling,
                tracing=self._args.tracing,
                access_logs=self._args.access_logs,
                log_group_name=self._args.log_group_name,
                log_retention_days=self._args.environment.log_retention_days,
            ),
            parent=self,
        )
        if self._args.domain is not None:
            self.domain_target = map_domain(
                self._name, self._args.domain, self._api, self._stage, parent=self
            )

    def alarms(
        self, *, client_errors: ErrorAlarm, server_errors: ErrorAlarm, latency_p95_ms: float
    ) -> list[Alarm]:
        """Alarms on 4XX and 5XX answers and on the time that answers take, of the stage."""
        return self._metrics().alarms(
            client_errors=client_errors, server_errors=server_errors, latency_p95_ms=latency_p95_ms
        )

    def widgets(self) -> list[Widget]:
        """Requests and errors, and the time that answers take."""
        return self._metrics().widgets()

    def _metrics(self) -> StageMetrics:
        return StageMetrics(
            name=self._name,
            dimensions={"ApiName": self.name, "Stage": self.stage_name},
            client_errors="4XXError",
            server_errors="5XXError",
        )

    def _rest_api(self) -> aws.apigateway.RestApi:
        return aws.apigateway.RestApi(
            f"{self._name}-api",
            name=self._args.name,
            description=self._args.description,
            endpoint_configuration=aws.apigateway.RestApiEndpointConfigurationArgs(types="REGIONAL"),
            security_policy=TLS_POLICY,
            endpoint_access_mode=TLS_ACCESS_MODE,
            binary_media_types=list(self._args.binary_media_types) or None,
            disable_execute_api_endpoint=self._args.disable_execute_api_endpoint,
            opts=pulumi.ResourceOptions(parent=self),
        )
