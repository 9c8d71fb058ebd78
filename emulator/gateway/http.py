"""HTTP APIs: routes, authorizers, CORS, and payload 1.0 and 2.0 to functions.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.policies.decisions import role_may
from emulator.refusals.facts import found

from .access import by_policy
from .functions import call
from .message import Answered, Request, Response, from_proxy
from .payload import request_value, rest_event, throttled
from .routing import http_route
from .tokens import BadToken, claims_of, for_audience, scopes

if TYPE_CHECKING:
    from emulator.account import Account


class HttpApi:
    """One stage of an HTTP API."""

    def __init__(self, account: "Account", api_id: str, stage: str, region: str) -> None:
        self.account, self.api_id, self.stage, self.region = account, api_id, stage, region
        self._client = account.client("apigatewayv2", region)
        self._api = self._client.get_api(ApiId=api_id)

    def respond(self, request: Request) -> Response:
        """Answer one request."""
        try:
            answer = self._respond(request)
        except Answered as instead:
            answer = instead.response
        return self._with_cors(request, answer)

    def _respond(self, request: Request) -> Response:
        stage = found(
            self.account, self.region, "apigatewayv2", "get_stage", ApiId=self.api_id, StageName=self.stage
        )
        if stage is None or not (stage.get("AutoDeploy") or stage.get("DeploymentId")):
            raise Answered(404, "Not Found")
        if self._api.get("DisableExecuteApiEndpoint") and ".execute-api." in request.host:
            raise Answered(404, "Not Found")
        if request.method == "OPTIONS" and self._api.get("CorsConfiguration") and "origin" in request.headers:
            return Response(status=204)
        chosen = http_route(self._client.get_routes(ApiId=self.api_id)["Items"], request.method, request.path)
        if chosen is None:
            raise Answered(404, "Not Found")
        route, variables = chosen
        throttled(stage, route["RouteKey"])
        context = self._authorize(route, request, variables, stage)
        return self._integrate(route, request, variables, context, stage)

    def _source(self, route: Mapping[str, Any], request: Request) -> str:
        key = route["RouteKey"]
        rest = key if key == "$default" else f"{request.method}{key.partition(' ')[2]}"
        base = f"arn:aws:execute-api:{self.region}:{self.account.account_id}:{self.api_id}/{self.stage}"
        return f"{base}/{rest}"

    # -- who may

    def _authorize(
        self,
        route: Mapping[str, Any],
        request: Request,
        variables: Mapping[str, str],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        kind = route.get("AuthorizationType", "NONE")
        if kind == "NONE":
            return {}
        if kind == "AWS_IAM":
            return self._signed(route, request)
        authorizer = self._client.get_authorizer(ApiId=self.api_id, AuthorizerId=route["AuthorizerId"])
        if kind == "JWT":
            return self._token(authorizer, route, request)
        return self._function(authorizer, route, request, variables, stage)

    def _signed(self, route: Mapping[str, Any], request: Request) -> dict[str, Any]:
        target = self._source(route, request)
        allowed = request.signer and role_may(
            self.account.account_id, request.signer, "execute-api:Invoke", target, self.region
        )
        if not allowed:
            raise Answered(403, "Forbidden")
        return {"iam": {"userArn": request.signer, "accountId": self.account.account_id}}

    def _token(
        self, authorizer: Mapping[str, Any], route: Mapping[str, Any], request: Request
    ) -> dict[str, Any]:
        token = next(
            (value for value in map(request_value(request), authorizer["IdentitySource"]) if value), ""
        )
        settings = authorizer["JwtConfiguration"]
        try:
            claims = claims_of(self.account, token.removeprefix("Bearer ").strip(), settings["Issuer"])
            for_audience(claims, settings["Audience"])
        except BadToken as error:
            raise Answered(401, "Unauthorized") from error
        asked = route.get("AuthorizationScopes") or []
        if asked and not scopes(claims) & set(asked):
            raise Answered(403, "Forbidden")
        return {
            "jwt": {
                "claims": {key: str(value) for key, value in claims.items()},
                "scopes": sorted(scopes(claims)),
            }
        }

    def _function(
        self,
        authorizer: Mapping[str, Any],
        route: Mapping[str, Any],
        request: Request,
        variables: Mapping[str, str],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        identity = [request_value(request)(source) for source in authorizer.get("IdentitySource") or ()]
        if not all(identity):
            raise Answered(401, "Unauthorized")
        target = self._source(route, request)
        version = authorizer.get("AuthorizerPayloadFormatVersion", "2.0")
        if version == "2.0":
            event = {
                **self._payload_2(route, request, variables, {}, stage),
                "type": "REQUEST",
                "routeArn": target,
            }
            event["identitySource"] = identity
        else:
            event = {
                **self._payload_1(route, request, variables, {}, stage),
                "type": "REQUEST",
                "methodArn": target,
            }
        source = f"arn:aws:execute-api:{self.region}:{self.account.account_id}:{self.api_id}/authorizers/"
        role = authorizer.get("AuthorizerCredentialsArn", "")
        uri, number = authorizer["AuthorizerUri"], authorizer["AuthorizerId"]
        answer = call(self.account, uri, event, source=source + number, role=role, failure=500)
        if authorizer.get("EnableSimpleResponses"):
            if not isinstance(answer, dict) or answer.get("isAuthorized") is not True:
                raise Answered(403, "Forbidden")
            return {"lambda": answer.get("context") or {}}
        return {"lambda": by_policy(answer, target)}

    # -- what it gets

    def _integrate(
        self,
        route: Mapping[str, Any],
        request: Request,
        variables: Mapping[str, str],
        context: dict[str, Any],
        stage: Mapping[str, Any],
    ) -> Response:
        number = str(route.get("Target", "")).removeprefix("integrations/")
        if not number:
            raise Answered(500, "Internal Server Error")
        integration = self._client.get_integration(ApiId=self.api_id, IntegrationId=number)
        if integration["IntegrationType"] != "AWS_PROXY" or integration.get("IntegrationSubtype"):
            raise NotImplementedError(
                f"API {self.api_id}: integrations of the type {integration['IntegrationType']} "
                f"{integration.get('IntegrationSubtype', '')} are not executable here"
            )
        simple = integration.get("PayloadFormatVersion", "1.0") == "2.0"
        make = self._payload_2 if simple else self._payload_1
        event = make(route, request, variables, context, stage)
        source, role = self._source(route, request), integration.get("CredentialsArn", "")
        result = call(
            self.account, integration["IntegrationUri"], event, source=source, role=role, failure=500
        )
        return from_proxy(result, simple=simple)

    def _payload_2(
        self,
        route: Mapping[str, Any],
        request: Request,
        variables: Mapping[str, str],
        context: Mapping[str, Any],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        body, encoded = request.encoded
        full = request.path if self.stage == "$default" else f"/{self.stage}{request.path}"
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": route["RouteKey"],
            "rawPath": full,
            "rawQueryString": request.query,
            "headers": {key: value for key, value in request.headers.items() if key != "cookie"},
            "requestContext": {
                "accountId": self.account.account_id,
                "apiId": self.api_id,
                "domainName": request.host,
                "domainPrefix": request.host.partition(".")[0],
                "http": {
                    "method": request.method,
                    "path": full,
                    "protocol": "HTTP/1.1",
                    "sourceIp": request.source_ip,
                    "userAgent": request.headers.get("user-agent", ""),
                },
                "requestId": request.request_id,
                "routeKey": route["RouteKey"],
                "stage": self.stage,
                "time": request.time,
                "timeEpoch": int(request.moment * 1000),
            },
            "isBase64Encoded": encoded,
        }
        optional = {
            "queryStringParameters": request.parameters,
            "pathParameters": dict(variables),
            "stageVariables": stage.get("StageVariables"),
            "body": body,
            "cookies": [
                part.strip() for part in request.headers.get("cookie", "").split(";") if part.strip()
            ],
        }
        event |= {key: value for key, value in optional.items() if value}
        if context:
            event["requestContext"]["authorizer"] = context
        return event

    def _payload_1(
        self,
        route: Mapping[str, Any],
        request: Request,
        variables: Mapping[str, str],
        context: Mapping[str, Any],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        event = rest_event(
            request, route["RouteKey"].partition(" ")[2] or "$default", variables, stage.get("StageVariables")
        )
        event["version"] = "1.0"
        event["requestContext"] |= {
            "accountId": self.account.account_id,
            "apiId": self.api_id,
            "stage": self.stage,
            "authorizer": next(iter(context.values()), {}),
        }
        return event

    def _with_cors(self, request: Request, answer: Response) -> Response:
        cors, origin = self._api.get("CorsConfiguration"), request.headers.get("origin")
        if not cors or not origin:
            return answer
        origins = cors.get("AllowOrigins", [])
        if origin not in origins and "*" not in origins:
            return answer
        headers = {"access-control-allow-origin": origin if origin in origins else "*"}
        if cors.get("AllowCredentials"):
            headers["access-control-allow-credentials"] = "true"
        if cors.get("ExposeHeaders"):
            headers["access-control-expose-headers"] = ",".join(cors["ExposeHeaders"])
        if request.method == "OPTIONS":
            for key in ("AllowMethods", "AllowHeaders"):
                if cors.get(key):
                    headers[f"access-control-{key[:5].lower()}-{key[5:].lower()}"] = ",".join(cors[key])
            if cors.get("MaxAge"):
                headers["access-control-max-age"] = str(cors["MaxAge"])
        return Response(status=answer.status, headers={**answer.headers, **headers}, body=answer.body)
