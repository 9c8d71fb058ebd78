from __future__ import annotations

import pytest

from components.environments import ENVIRONMENTS
from components.guards.apis import (
    cors_problems,
    identity_source_problems,
    issuer_problems,
    mapping_key_problems,
    route_problems,
    route_settings_problems,
    stage_problems,
    throttling_problems,
    timeout_problems,
    tracing_problems,
    websocket_route_problems,
)

DEV, PROD = ENVIRONMENTS["dev"], ENVIRONMENTS["prod"]


@pytest.mark.requirement("ST-28", "SC-26")
@pytest.mark.parametrize(
    ("rate", "burst", "fields"),
    [(500, 1000, []), (0, 1000, ["throttling.rate"]), (500, 0, ["throttling.burst"])],
)
def test_throttling_has_a_rate_and_a_burst_above_zero(rate: float, burst: int, fields: list[str]) -> None:
    assert [each.field for each in throttling_problems(rate, burst)] == fields


def test_only_http_apis_have_a_default_stage() -> None:
    assert list(stage_problems("$default", "HTTP")) == []
    assert list(stage_problems("$default", "REST"))
    assert list(stage_problems("prod", "WEBSOCKET")) == []
    assert list(stage_problems("a/b", "REST"))


@pytest.mark.requirement("HR-52", "ST-16")
@pytest.mark.parametrize(("protocol", "longest"), [("REST", 29), ("HTTP", 30), ("WEBSOCKET", 29)])
def test_a_function_behind_an_api_answers_before_the_integration_gives_up(
    protocol: str, longest: int
) -> None:
    assert list(timeout_problems(longest, protocol)) == []  # type: ignore[arg-type]
    assert list(timeout_problems(longest + 1, protocol))  # type: ignore[arg-type]


@pytest.mark.requirement("TR-9")
def test_any_origin_is_for_development_only() -> None:
    assert list(cors_problems(["*"], environment=DEV)) == []
    assert list(cors_problems(["*"], environment=PROD))
    assert list(cors_problems(["*"], environment=DEV, credentials=True))
    assert list(cors_problems(["*", "https://a.example.com"], environment=DEV))


def test_origins_have_no_path_and_are_https_in_production() -> None:
    assert list(cors_problems(["http://localhost:3000"], environment=DEV)) == []
    assert list(cors_problems(["http://localhost:3000"], environment=PROD))
    assert list(cors_problems(["https://a.example.com"], environment=PROD)) == []
    assert list(cors_problems(["https://a.example.com/"], environment=DEV))


@pytest.mark.parametrize("path", ["/", "/{proxy+}", "/auth/{proxy+}", "/users/{id}/orders"])
def test_paths_of_api_gateway_are_fine(path: str) -> None:
    assert list(route_problems(("ANY",), path)) == []


@pytest.mark.parametrize("path", ["", "auth", "/auth/", "/{proxy+}/more", "/a b", "//a"])
def test_paths_that_api_gateway_refuses_are_refused(path: str) -> None:
    assert [each.field for each in route_problems(("GET",), path)] == ["path"]


@pytest.mark.parametrize("methods", [(), ("get",), ("ANY", "GET"), ("CONNECT",)])
def test_methods_are_any_alone_or_http_methods(methods: tuple[str, ...]) -> None:
    assert [each.field for each in route_problems(methods, "/")] == ["methods"]


@pytest.mark.requirement("ST-31")
def test_only_rest_apis_are_traced() -> None:
    assert list(tracing_problems("REST", tracing=True)) == []
    assert list(tracing_problems("HTTP", tracing=True))
    assert list(tracing_problems("WEBSOCKET", tracing=True))
    assert list(tracing_problems("WEBSOCKET", tracing=False)) == []


def test_an_issuer_is_https() -> None:
    assert list(issuer_problems("https://cognito-idp.us-east-1.amazonaws.com/x")) == []
    assert list(issuer_problems("cognito"))


@pytest.mark.requirement("ST-24", "SC-14")
@pytest.mark.parametrize("key", ["$connect", "$disconnect", "$default", "signal", "publishState"])
def test_routes_of_a_websocket_api_are_three_of_its_own_and_actions(key: str) -> None:
    assert list(websocket_route_problems(key)) == []
    assert bool(list(websocket_route_problems(key, authorized=True))) == (key != "$connect")


@pytest.mark.parametrize("key", ["$message", "", "publish state", "x" * 129])
def test_other_keys_are_no_routes(key: str) -> None:
    assert [each.field for each in websocket_route_problems(key)] == ["route_key"]


def test_settings_of_a_route_need_the_route() -> None:
    assert list(route_settings_problems(["$connect"], ["$connect", "say"])) == []
    assert [each.given for each in route_settings_problems(["$connect", "said"], ["$connect"])] == ["said"]


@pytest.mark.requirement("ST-26")
def test_a_websocket_authorizer_looks_at_headers_and_query_strings() -> None:
    good = ["route.request.querystring.Authorization", "route.request.header.x-origin-secret"]
    assert list(identity_source_problems(good)) == []
    assert list(identity_source_problems(["$request.header.Authorization"]))
    assert list(identity_source_problems([]))


@pytest.mark.requirement("ST-26")
@pytest.mark.parametrize(
    ("keys", "fine"),
    [
        ([""], True),
        (["", "prod"], True),
        (["v1/chat"], True),
        ([], False),
        (["a", "a"], False),
        (["/a"], False),
    ],
)
def test_mapping_keys_are_paths_and_each_is_mapped_once(keys: list[str], fine: bool) -> None:
    assert (list(mapping_key_problems(keys)) == []) == fine
