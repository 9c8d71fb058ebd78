"""WebSocket APIs: connecting, sending frames, receiving what functions post, and hanging up.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html
"""

import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.api_deployments import Snapshot, served
from emulator.refusals.facts import found
from emulator.runtime.connections import OPEN, Open

from .access import by_policy
from .functions import call
from .message import Answered, Request
from .payload import request_value, throttled

if TYPE_CHECKING:
    from emulator.account import Account

LARGEST_MESSAGE = 128 * 1024
"""Bytes; a larger one closes the connection."""


class Refused(Exception):
    """The connection was not opened; ``status`` is what the client saw."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the WebSocket was refused with {status}")
        self.status = status


class Connection:
    """A client's side of an open connection."""

    def __init__(self, api: "WebSocketApi", number: str, request: Request, context: dict[str, Any]) -> None:
        self.id = number
        self._api, self._request, self._context = api, request, context
        self._state = OPEN[number]

    @property
    def received(self) -> list[str]:
        """Everything that came from the server, oldest first."""
        return self._state.received

    @property
    def closed(self) -> bool:
        """Whether either side has hung up."""
        return self._state.closed

    def send(self, message: object) -> None:
        """Send a frame: text as it is, anything else as JSON.

        Raises:
            ConnectionError: the connection is closed.

        """
        if self.closed:
            raise ConnectionError("the connection is closed")
        text = message if isinstance(message, str) else json.dumps(message)
        if len(text.encode()) > LARGEST_MESSAGE:
            self.close()
            return
        self._api.frame(self.id, text, self._request, self._context)

    def close(self) -> None:
        """Hang up."""
        if not self.closed:
            OPEN.pop(self.id, None)
            self._state.closed = True
            self._api.left(self.id, self._request, self._context)


class WebSocketApi:
    """One stage of a WebSocket API."""

    def __init__(self, account: "Account", api_id: str, stage: str, region: str) -> None:
        self.account, self.api_id, self.stage, self.region = account, api_id, stage, region
        self._served: Snapshot

    def open(self, request: Request) -> Connection:
        """Connect a client.

        Raises:
            Refused: by the API, its authorizer, or the function behind ``$connect``.

        """
        number = uuid.uuid4().hex[:15]
        try:
            stage = self._stage(request)
            throttled(stage, "$connect")
            route = self._route("$connect")
            context = self._authorize(route, request, number, stage) if route else {}
            # functions may post to a client only once it is connected, so it is not open yet
            if route:
                answer = self._call(route, "CONNECT", number, None, request, context)
                status = int(answer.get("statusCode", 500)) if isinstance(answer, dict) else 500
                if not 200 <= status < 300:  # noqa: PLR2004 - the statuses that mean yes
                    raise Refused(status)
        except Answered as instead:
            raise Refused(instead.response.status) from instead
        OPEN[number] = Open()
        return Connection(self, number, request, context)

    def frame(self, number: str, text: str, request: Request, context: dict[str, Any]) -> None:
        """Hand a client's message to the function of its route."""
        state = OPEN[number]
        try:
            stage = self._stage(request)
            route = self._route(self._selected(text)) or self._route("$default")
            if route is None:
                self._complain(state, number, "Forbidden")
                return
            throttled(stage, route["RouteKey"])
            answer = self._call(route, "MESSAGE", number, text, request, context)
        except Answered as instead:
            busy = instead.response.status == 429  # noqa: PLR2004 - too many requests
            self._complain(state, number, "Too Many Requests" if busy else "Internal server error")
            return
        if route.get("RouteResponseSelectionExpression") and isinstance(answer, dict) and answer.get("body"):
            state.received.append(str(answer["body"]))

    def left(self, number: str, request: Request, context: dict[str, Any]) -> None:
        """Tell the function behind ``$disconnect``; nobody waits for its answer."""
        try:
            self._stage(request)
            route = self._route("$disconnect")
            if route:
                self._call(route, "DISCONNECT", number, None, request, context)
        except Answered:
            return

    def _complain(self, state: Open, number: str, message: str) -> None:
        state.received.append(
            json.dumps({"message": message, "connectionId": number, "requestId": uuid.uuid4().hex})
        )

    def _stage(self, request: Request) -> Mapping[str, Any]:
        stage = found(
            self.account, self.region, "apigatewayv2", "get_stage", ApiId=self.api_id, StageName=self.stage
        )
        now = served(self.account, self.region, self.api_id, stage) if stage else None
        hidden = now and now.api.get("DisableExecuteApiEndpoint") and ".execute-api." in request.host
        if stage is None or now is None or hidden:
            raise Answered(403, "Forbidden")
        self._served = now
        return stage

    def _route(self, key: str) -> Mapping[str, Any] | None:
        return next((route for route in self._served.routes if route["RouteKey"] == key), None)

    def _selected(self, text: str) -> str:
        """The route key that the API's selection expression finds in a message."""
        expression = (
            str(self._served.api["RouteSelectionExpression"])
            .replace("${", "")
            .replace("}", "")
            .replace("$", "")
        )
        try:
            value: Any = json.loads(text)
        except ValueError:
            return "$default"
        for step in expression.removeprefix("request.body.").split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, str) else "$default"

    def _source(self, rest: str) -> str:
        return f"arn:aws:execute-api:{self.region}:{self.account.account_id}:{self.api_id}/{rest}"

    def _authorize(
        self, route: Mapping[str, Any], request: Request, number: str, stage: Mapping[str, Any]
    ) -> dict[str, Any]:
        if route.get("AuthorizationType", "NONE") != "CUSTOM":
            return {}
        authorizer = self._served.authorizers[route["AuthorizerId"]]
        identity = [request_value(request)(source) for source in authorizer.get("IdentitySource") or ()]
        if not all(identity):
            raise Answered(401, "Unauthorized")
        target = self._source(f"{self.stage}/$connect")
        event = {
            **self._event(route, "CONNECT", number, None, request, {}),
            "type": "REQUEST",
            "methodArn": target,
            "stageVariables": stage.get("StageVariables") or {},
        }
        source = self._source(f"authorizers/{authorizer['AuthorizerId']}")
        role = authorizer.get("AuthorizerCredentialsArn", "")
        answer = call(self.account, authorizer["AuthorizerUri"], event, source=source, role=role, failure=500)
        return by_policy(answer, target)

    def _call(
        self,
        route: Mapping[str, Any],
        kind: str,
        number: str,
        body: str | None,
        request: Request,
        context: dict[str, Any],
    ) -> Any:
        target = str(route.get("Target", "")).removeprefix("integrations/")
        if not target:
            raise Answered(500, "Internal server error")
        integration = self._served.integrations[target]
        if integration["IntegrationType"] == "MOCK":
            return {"statusCode": 200}
        if integration["IntegrationType"] != "AWS_PROXY":
            raise NotImplementedError(
                f"API {self.api_id}: integrations of the type {integration['IntegrationType']} are not "
                f"executable here"
            )
        event = self._event(route, kind, number, body, request, context)
        source, role = (
            self._source(f"{self.stage}/{route['RouteKey']}"),
            integration.get("CredentialsArn", ""),
        )
        return call(self.account, integration["IntegrationUri"], event, source=source, role=role)

    def _event(
        self,
        route: Mapping[str, Any],
        kind: str,
        number: str,
        body: str | None,
        request: Request,
        context: dict[str, Any],
    ) -> dict[str, Any]:
        event: dict[str, Any] = {
            "requestContext": {
                "routeKey": route["RouteKey"],
                "eventType": kind,
                "connectionId": number,
                "messageDirection": "IN",
                "apiId": self.api_id,
                "stage": self.stage,
                "domainName": request.host,
                "requestId": uuid.uuid4().hex,
                "requestTime": request.time,
                "identity": {"sourceIp": request.source_ip, "userAgent": request.headers.get("user-agent")},
            },
            "isBase64Encoded": False,
        }
        if context:
            event["requestContext"]["authorizer"] = context
        if kind == "CONNECT":
            event |= {
                "headers": dict(request.headers),
                "multiValueHeaders": {key: [value] for key, value in request.headers.items()},
                "queryStringParameters": request.parameters or None,
            }
        if body is not None:
            event["body"] = body
            event["requestContext"]["messageId"] = uuid.uuid4().hex
        return event
