"""Programs that declare a REST API, for its tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.blocks.rest_api import RestApi, RestApiArgs
from components.environments import ENVIRONMENTS
from tests.blocks.api_function import StubFunction
from tests.support.recorder import Recorder, declare

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
SITE = "https://app.example.com"


def website(api: RestApi) -> None:
    """HookRelay's routes."""
    app = StubFunction("app")
    api.route("/", app)
    api.route("/{proxy+}", app)
    api.deploy()


def rest(use: Callable[[RestApi], object] = website, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS["prod"],
        "region": "us-east-1",
        "stage_name": "prod",
        **changes,
    }
    return declare(lambda: use(RestApi("api", RestApiArgs(**settings))))
