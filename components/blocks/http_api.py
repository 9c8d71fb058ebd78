"""An HTTP API in front of Lambda functions.

Cheaper and simpler than a REST API, and without two things that API Gateway gives REST APIs only: AWS WAF
can't stand before it (put a distribution with a firewall there), and X-Ray doesn't trace it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_domain import map_domain
from components.blocks.api_monitoring import StageMetrics
from components.blocks.api_parts import (
    DEFAULT_THROTTLING,
    PRINCIPAL,
    ApiDomain,
    ApiFunction,
    DomainTarget,
    ErrorAlarm,
    Throttling,
    integration_of,
)
from components.blocks.http_stage import HttpStage, add_stage
from components.environments import Environment
from components.guards import refuse
from components.guards.apis import cors_problems, issuer_problems, route_problems, stage_problems
from components.guards.apis import throttling_problems as throttling
from components.guards.dns import domain_problems
from components.monitoring import Alarm, Widget

PAYLOAD_FORMAT = "2.0"
PREFLIGHT_SECONDS = 600  # Safari's own limit for how long a preflight's answer is kept


@dataclass(frozen=True, kw_only=True)
class HttpAuthorizer:
    """An authorizer of an HTTP API, as routes refer to it.

    Attributes:
        id: Its id.
        scopes: OAuth scopes that a token needs, any of them.

    """

    id: pulumi.Output[str]
    scopes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class HttpApiArgs:
    """Settings of an HTTP API.

    Attributes:
        environment: Where it runs.
        stage_name: Name of its stage; part of its URL, except `$default`.
        name: Physical name, or None for the component's own.
        domain: A domain of its own, or None for the execute-api URL.
        throttling: Rate and burst of the stage.
        log_group_name: Physical name of the access log's group, or None to have one generated.
        cors_origins: Origins that browsers may call from; `*` is refused in production.
        cors_methods: Methods that they may use.
        cors_headers: Headers that they may send.
        disable_execute_api_endpoint: Whether only the domain answers.

    """

    environment: Environment
    stage_name: str
    name: str | None = None
    domain: ApiDomain | None = None
    throttling: Throttling = DEFAULT_THROTTLING
    log_group_name: str | None = None
    cors_origins: Sequence[pulumi.Input[str]] = ()
    cors_methods: Sequence[str] = ("GET", "POST", "OPTIONS")
    cors_headers: Sequence[str] = ("authorization", "content-type")
    disable_execute_api_endpoint: bool = False

    def __post_init__(self) -> None:
        """Refuse what API Gateway refuses, or answers everybody with 429 for."""
        refuse("HttpApi", stage_problems(self.stage_name, "HTTP"))
        refuse("HttpApi", throttling(self.throttling.rate, self.throttling.burst))
        known = [origin for origin in self.cors_origins if isinstance(origin, str)]
        refuse("HttpApi", cors_problems(known, environment=self.environment))
        if self.domain is not None:
            refuse("HttpApi", domain_problems(self.domain.domain_name, field="domain.domain_name"))
        elif self.disable_execute_api_endpoint:
            raise ValueError("HttpApi: disable_execute_api_endpoint without domain; nothing would answer")


class HttpApi(pulumi.ComponentResource):
    """An HTTP API whose stage serves each route as soon as it is declared.

    Attributes:
        id: Its id.
        stage_name: Name of its stage.
        host: Its execute-api host name; what a distribution has as its origin, with `origin_path`.
        origin_path: `/{stage_name}`, or nothing for `$default`.
        url: Its URL for callers: the domain's where it has one, else the stage's.
        execution_arn: The ARN that permissions to call it are written with.
        domain_target: Where the record of its domain leads; None without a domain.

    """

    def __init__(self, name: str, args: HttpApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:HttpApi", name, None, opts)
        self._name = name
        self._args = args
        self._integrations: dict[str, aws.apigatewayv2.Integration] = {}
        self._api = self._http_api()
        stage = add_stage(
            name,
            HttpStage(
                api_id=self._api.id,
                stage_name=args.stage_name,
                throttling=args.throttling,
                log_group_name=args.log_group_name,
                log_retention_days=args.environment.log_retention_days,
            ),
            parent=self,
        )
        self.domain_target: DomainTarget | None = None
        if args.domain is not None:
            self.domain_target = map_domain(name, args.domain, self._api, stage, parent=self)

        self.id: pulumi.Output[str] = self._api.id
        self.stage_name = args.stage_name
        path = "" if args.stage_name == "$default" else f"/{args.stage_name}"
        self.host: pulumi.Output[str] = self._api.api_endpoint.apply(
            lambda endpoint: endpoint.removeprefix("https://")
        )
        self.origin_path = path
        self.url: pulumi.Output[str] = (
            pulumi.Output.concat(self._api.api_endpoint, path)
            if args.domain is None
            else pulumi.Output.from_input(f"https://{args.domain.domain_name}")
        )
        self.execution_arn: pulumi.Output[str] = self._api.execution_arn
        self.register_outputs({"id": self.id, "url": self.url, "execution_arn": self.execution_arn})

    def jwt_authorizer(
        self,
        key: str,
        *,
        issuer: pulumi.Input[str],
        audiences: Sequence[pulumi.Input[str]],
        scopes: Sequence[str] = (),
    ) -> HttpAuthorizer:
        """An authorizer for the JWTs of an issuer, e.g. a user pool's with its clients as audiences.

        Raises:
            ValueError: no audience, or an issuer that isn't https.

        """
        if isinstance(issuer, str):
            refuse("HttpApi.jwt_authorizer", issuer_problems(issuer))
        if not audiences:
            raise ValueError(f"{self._name}: authorizer {key} without audiences would take anybody's tokens")
        authorizer = aws.apigatewayv2.Authorizer(
            f"{self._name}-{key}",
            api_id=self._api.id,
            name=key,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration=aws.apigatewayv2.AuthorizerJwtConfigurationArgs(
                issuer=issuer, audiences=list(audiences)
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return HttpAuthorizer(id=authorizer.id, scopes=tuple(scopes))

    def route(
        self, method: str, path: str, function: ApiFunction, *, authorizer: HttpAuthorizer | None = None
    ) -> None:
        """Send the requests for a method and a path to a function, which gets the right to be called so.

        Raises:
            ValueError: a path or a method that API Gateway refuses.

        """
        refuse("HttpApi.route", route_problems((method,), path))
        key = f"{_slug(path)}-{method.lower()}"
        aws.apigatewayv2.Route(
            f"{self._name}-{key}",
            api_id=self._api.id,
            route_key=f"{method} {path}",
            target=pulumi.Output.concat("integrations/", self._integration(function).id),
            authorization_type="NONE" if authorizer is None else "JWT",
            authorizer_id=None if authorizer is None else authorizer.id,
            authorization_scopes=(list(authorizer.scopes) or None) if authorizer is not None else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        parts = ["*" if part.startswith("{") else part for part in path.removeprefix("/").split("/")]
        caller = f"/{self._args.stage_name}/{'*' if method == 'ANY' else method}/{'/'.join(parts)}"
        function.allow_invoke(
            f"{self._name}-{key}",
            principal=PRINCIPAL,
            source_arn=pulumi.Output.concat(self._api.execution_arn, caller),
        )

    def alarms(
        self, *, client_errors: ErrorAlarm, server_errors: ErrorAlarm, latency_p95_ms: float
    ) -> list[Alarm]:
        """Alarms on 4xx and 5xx answers and on the time that answers take, of the stage."""
        return self._metrics().alarms(
            client_errors=client_errors, server_errors=server_errors, latency_p95_ms=latency_p95_ms
        )

    def widgets(self) -> list[Widget]:
        """Requests and errors, and the time that answers take."""
        return self._metrics().widgets()

    def _metrics(self) -> StageMetrics:
        return StageMetrics(
            name=self._name,
            dimensions={"ApiId": self.id, "Stage": self.stage_name},
            client_errors="4xx",
            server_errors="5xx",
        )

    def _http_api(self) -> aws.apigatewayv2.Api:
        return aws.apigatewayv2.Api(
            f"{self._name}-api",
            name=self._args.name,
            protocol_type="HTTP",
            disable_execute_api_endpoint=self._args.disable_execute_api_endpoint,
            cors_configuration=self._cors() if self._args.cors_origins else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _cors(self) -> aws.apigatewayv2.ApiCorsConfigurationArgs:
        return aws.apigatewayv2.ApiCorsConfigurationArgs(
            allow_origins=list(self._args.cors_origins),
            allow_methods=list(self._args.cors_methods),
            allow_headers=list(self._args.cors_headers),
            max_age=PREFLIGHT_SECONDS,
        )

    def _integration(self, function: ApiFunction) -> aws.apigatewayv2.Integration:
        """The integration of a function, made once however many routes lead to it."""
        if function.label not in self._integrations:
            self._integrations[function.label] = integration_of(
                self._name, self._api.id, function, parent=self, payload_format=PAYLOAD_FORMAT
            )
        return self._integrations[function.label]


def _slug(path: str) -> str:
    return "-".join(part.strip("{}+") for part in path.strip("/").split("/")) or "root"
