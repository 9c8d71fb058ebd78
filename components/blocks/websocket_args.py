"""Settings of a WebSocket API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from components.blocks.api_domain import ROOT
from components.blocks.api_parts import DEFAULT_THROTTLING, ApiDomain, Throttling
from components.blocks.websocket_stage import WebSocketLogs
from components.environments import Environment
from components.guards import refuse
from components.guards.apis import mapping_key_problems, stage_problems, throttling_problems
from components.guards.dns import domain_problems

ROUTE_SELECTION = "$request.body.action"  # ST-23, SC-14


@dataclass(frozen=True, kw_only=True)
class WebSocketApiArgs:
    """Settings of a WebSocket API.

    Attributes:
        environment: Where it runs.
        region: The platform's region.
        stage_name: Name of its stage; part of its execute-api URL.
        name: Physical name, or None for the component's own.
        route_selection: Where a message says which route it is for.
        domain: A domain of its own, or None for the execute-api URL.
        mapping_keys: Paths of the domain that lead to the stage; an empty one is its root. Callbacks go to
            the one that is the stage's name, else to the first.
        throttling: Rate and burst of every route.
        route_throttling: Rate and burst of single routes (`$connect`).
        logs: Access and error logs; they need the account's role for API Gateway's logs.
        disable_execute_api_endpoint: Whether only the domain answers, callbacks included.

    """

    environment: Environment
    region: str
    stage_name: str
    name: str | None = None
    route_selection: str = ROUTE_SELECTION
    domain: ApiDomain | None = None
    mapping_keys: Sequence[str] = (ROOT,)
    throttling: Throttling = DEFAULT_THROTTLING
    route_throttling: Mapping[str, Throttling] = field(default_factory=dict)
    logs: WebSocketLogs | None = None
    disable_execute_api_endpoint: bool = False

    def __post_init__(self) -> None:
        """Refuse what API Gateway refuses, or answers everybody with 429 for."""
        refuse("WebSocketApi", stage_problems(self.stage_name, "WEBSOCKET"))
        for key, each in {"throttling": self.throttling, **self.route_throttling}.items():
            refuse("WebSocketApi", throttling_problems(each.rate, each.burst, field=key))
        refuse("WebSocketApi", mapping_key_problems(self.mapping_keys))
        if self.domain is not None:
            refuse("WebSocketApi", domain_problems(self.domain.domain_name, field="domain.domain_name"))
        elif self.disable_execute_api_endpoint:
            raise ValueError(
                "WebSocketApi: disable_execute_api_endpoint without domain; nothing would answer"
            )

    @property
    def callback_host(self) -> str:
        """Host and path of the domain that callbacks go through.

        Raises:
            ValueError: there is no domain.

        """
        if self.domain is None:
            raise ValueError("WebSocketApi: without domain there are no callbacks through one")
        key = self.stage_name if self.stage_name in self.mapping_keys else self.mapping_keys[0]
        return f"{self.domain.domain_name}/{key}" if key else self.domain.domain_name
