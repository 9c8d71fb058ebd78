"""REST APIs: resources, methods, authorizers, mocks, gateway responses, and functions behind a proxy.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-message.html
"""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.policies import Decision, Principal, evaluate
from emulator.policies.decisions import role_may
from emulator.refusals.facts import found

from .access import by_policy
from .functions import FunctionFailed, call
from .message import Answered, Request, Response, from_proxy
from .payload import request_value, rest_event
from .routing import fits, specificity
from .tokens import BadToken, claims_of, for_audience, scopes, unverified_issuer

if TYPE_CHECKING:
    from emulator.account import Account

UNKNOWN_ROUTE = "Missing Authentication Token"
"""What a REST API answers, with 403, to a path or method that it doesn't have."""


class RestApi:
    """One stage of a REST API."""

    def __init__(self, account: "Account", api_id: str, stage: str, region: str) -> None:
        self.account, self.api_id, self.stage, self.region = account, api_id, stage, region
        self._client = account.client("apigateway", region)
        self._api = self._client.get_rest_api(restApiId=api_id)

    def respond(self, request: Request) -> Response:
        """Answer one request."""
        try:
            return self._respond(request)
        except Answered as instead:
            return self._as_configured(instead.response)

    def _respond(self, request: Request) -> Response:
        stage = found(
            self.account, self.region, "apigateway", "get_stage", restApiId=self.api_id, stageName=self.stage
        )
        if stage is None or (self._api.get("disableExecuteApiEndpoint") and ".execute-api." in request.host):
            raise Answered(403, "Forbidden")
        resource, method, variables = self._match(request)
        path = resource["path"]
        settings = stage.get("methodSettings") or {}
        for key in (f"{path.strip('/').replace('/', '~1')}/{request.method}", "*/*"):
            one = settings.get(key) or {}
            if 0 in (one.get("throttlingRateLimit", 1), one.get("throttlingBurstLimit", 1)):
                raise Answered(429, "Too Many Requests")
        self._admitted(path, request)
        context = self._authorize(method, path, request, variables, stage)
        return self._integrate(method, path, request, variables, context, stage)

    def _match(self, request: Request) -> tuple[Mapping[str, Any], Mapping[str, Any], dict[str, str]]:
        pages = self._client.get_paginator("get_resources").paginate(restApiId=self.api_id, embed=["methods"])
        path = request.path.rstrip("/") or "/"
        fitting = []
        for resource in (item for page in pages for item in page["items"]):
            variables = fits(resource["path"], path)
            if variables is not None:
                fitting.append((specificity(resource["path"]), resource, variables))
        if not fitting:
            raise Answered(403, UNKNOWN_ROUTE)
        _, resource, variables = min(fitting, key=lambda one: one[0])
        methods = resource.get("resourceMethods") or {}
        method = methods.get(request.method) or methods.get("ANY")
        if method is None:
            raise Answered(403, UNKNOWN_ROUTE)
        return resource, method, variables

    def _target(self, request: Request, path: str | None = None) -> str:
        base = f"arn:aws:execute-api:{self.region}:{self.account.account_id}:{self.api_id}/{self.stage}"
        return f"{base}/{request.method}{path if path is not None else request.path}"

    # -- who may

    def _admitted(self, path: str, request: Request) -> None:
        """The API's own policy."""
        policy = self._api.get("policy")
        if not policy:
            return
        document = json.loads(policy.replace('\\"', '"'))
        who = Principal.role(request.signer) if request.signer else Principal.anonymous()
        facts = {"aws:SourceIp": request.source_ip, "aws:SecureTransport": "true"}
        _ = path
        if (
            evaluate([document], "execute-api:Invoke", self._target(request), facts, who)
            is not Decision.ALLOW
        ):
            raise Answered(
                403, "User: anonymous is not authorized to perform: execute-api:Invoke", key="Message"
            )

    def _authorize(
        self,
        method: Mapping[str, Any],
        path: str,
        request: Request,
        variables: Mapping[str, str],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        if method.get("apiKeyRequired") and not self._key_known(request.headers.get("x-api-key", "")):
            raise Answered(403, "Forbidden")
        kind = method.get("authorizationType", "NONE")
        if kind == "NONE":
            return {}
        if kind == "AWS_IAM":
            target = self._target(request)
            account, signer = self.account.account_id, request.signer
            if not signer:
                raise Answered(403, UNKNOWN_ROUTE)
            if not role_may(account, signer, "execute-api:Invoke", target, self.region):
                raise Answered(
                    403, f"User: {signer} is not authorized to perform: execute-api:Invoke", key="Message"
                )
            return {}
        authorizer = self._client.get_authorizer(restApiId=self.api_id, authorizerId=method["authorizerId"])
        if kind == "COGNITO_USER_POOLS":
            return self._pool(authorizer, method, request)
        return self._function(authorizer, path, request, variables, stage)

    def _key_known(self, value: str) -> bool:
        keys = self._client.get_api_keys(includeValues=True)["items"]
        return any(key.get("value") == value and key.get("enabled") for key in keys)

    def _pool(
        self, authorizer: Mapping[str, Any], method: Mapping[str, Any], request: Request
    ) -> dict[str, Any]:
        token = request_value(request)(
            authorizer.get("identitySource", "method.request.header.Authorization")
        )
        token = token.removeprefix("Bearer ").strip()
        try:
            claims = self._claims(authorizer, method, token)
        except BadToken as error:
            raise Answered(401, "Unauthorized") from error
        return {"claims": {key: str(value) for key, value in claims.items()}}

    def _claims(self, authorizer: Mapping[str, Any], method: Mapping[str, Any], token: str) -> dict[str, Any]:
        """The claims of a token that one of the authorizer's pools gave for one of its clients."""
        issuer = unverified_issuer(token)
        pool = issuer.rpartition("/")[2]
        arn = next((one for one in authorizer["providerARNs"] if one.endswith(f"/{pool}")), None)
        if arn is None:
            raise BadToken(f"{pool} is none of the authorizer's pools")
        claims = claims_of(self.account, token, issuer)
        asked = set(method.get("authorizationScopes") or ())
        if asked and (claims.get("token_use") != "access" or not scopes(claims) & asked):
            raise BadToken("the token has none of the scopes")
        if not asked and claims.get("token_use") != "id":
            raise BadToken("without scopes an identity token is needed")
        client = self.account.client("cognito-idp", arn.split(":")[3])
        clients = client.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
        for_audience(claims, [one["ClientId"] for one in clients])
        return claims

    def _function(
        self,
        authorizer: Mapping[str, Any],
        path: str,
        request: Request,
        variables: Mapping[str, str],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        target = self._target(request)
        names = [name.strip() for name in (authorizer.get("identitySource") or "").split(",") if name.strip()]
        identity = [request_value(request)(name) for name in names]
        if not all(identity):
            raise Answered(401, "Unauthorized")
        if authorizer["type"] == "TOKEN":
            pattern = authorizer.get("identityValidationExpression")
            if pattern and not re.fullmatch(pattern, identity[0]):
                raise Answered(401, "Unauthorized")
            event: dict[str, Any] = {"type": "TOKEN", "authorizationToken": identity[0], "methodArn": target}
        else:
            event = {
                **self._event(path, request, variables, {}, stage),
                "type": "REQUEST",
                "methodArn": target,
            }
        source = f"arn:aws:execute-api:{self.region}:{self.account.account_id}:{self.api_id}/authorizers/"
        role = authorizer.get("authorizerCredentials") or ""
        uri, number = authorizer["authorizerUri"], authorizer["id"]
        try:
            answer = call(self.account, uri, event, source=source + number, role=role, failure=500)
        except FunctionFailed as failed:
            if failed.error.get("errorMessage") == "Unauthorized":
                raise Answered(401, "Unauthorized") from failed
            raise
        return by_policy(answer, target)

    # -- what it gets

    def _event(
        self,
        path: str,
        request: Request,
        variables: Mapping[str, str],
        context: Mapping[str, Any],
        stage: Mapping[str, Any],
    ) -> dict[str, Any]:
        event = rest_event(request, path, variables, stage.get("variables"))
        event["requestContext"] |= {
            "accountId": self.account.account_id,
            "apiId": self.api_id,
            "stage": self.stage,
            "path": f"/{self.stage}{request.path}",
        }
        if context:
            event["requestContext"]["authorizer"] = dict(context)
        return event

    def _integrate(
        self,
        method: Mapping[str, Any],
        path: str,
        request: Request,
        variables: Mapping[str, str],
        context: Mapping[str, Any],
        stage: Mapping[str, Any],
    ) -> Response:
        integration = method.get("methodIntegration") or {}
        if integration.get("type") == "MOCK":
            return _mock(integration)
        if integration.get("type") != "AWS_PROXY":
            raise NotImplementedError(
                f"API {self.api_id}: integrations of the type {integration.get('type')} are not "
                f"executable here"
            )
        event = self._event(path, request, variables, context, stage)
        # the ARN in which API Gateway calls has the resource's path with a star for each variable
        source = self._target(request, re.sub(r"\{[^}]+\}", "*", path))
        role = integration.get("credentials") or ""
        return from_proxy(
            call(self.account, integration["uri"], event, source=source, role=role), simple=False
        )

    def _as_configured(self, answer: Response) -> Response:
        """An answer of the gateway's own, with what the API's gateway responses add to it."""
        items = self._client.get_gateway_responses(restApiId=self.api_id)["items"]
        kind = f"DEFAULT_{answer.status // 100}XX"
        headers = dict(answer.headers)
        for item in items:
            if item["responseType"] == kind:
                for name, value in (item.get("responseParameters") or {}).items():
                    headers[name.removeprefix("gatewayresponse.header.").lower()] = value.strip("'")
        return Response(status=answer.status, headers=headers, body=answer.body)


def _mock(integration: Mapping[str, Any]) -> Response:
    """What a MOCK integration answers: the response for the status code that its request template gives."""
    template = (integration.get("requestTemplates") or {}).get("application/json", '{"statusCode": 200}')
    found_code = re.search(r'"statusCode"\s*:\s*(\d+)', template)
    code = found_code[1] if found_code else "500"
    responses = integration.get("integrationResponses") or {}
    response = responses.get(code)
    if response is None:
        raise Answered(500, "Internal server error")
    prefix = "method.response.header."
    headers = {
        name.removeprefix(prefix).lower(): value.strip("'")
        for name, value in (response.get("responseParameters") or {}).items()
    }
    body = (response.get("responseTemplates") or {}).get("application/json") or ""
    return Response(status=int(code), headers=headers, body=body)
