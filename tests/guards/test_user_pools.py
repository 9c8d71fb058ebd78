from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from components.guards import Problem
from components.guards.user_pools import (
    birth_problems,
    client_problems,
    domain_prefix_problems,
    pool_problems,
)
from components.user_pool_schema import CustomAttribute, OAuth, PasswordPolicy, TokenValidity

POOL: dict[str, Any] = {
    "password": PasswordPolicy(),
    "attributes": (CustomAttribute(name="plan"),),
    "tier": "ESSENTIALS",
    "threat_protection": "OFF",
    "mfa": "OPTIONAL",
    "email_mfa": False,
    "own_sender": False,
    "passkeys": False,
}
CLIENT: dict[str, Any] = {
    "auth_flows": ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
    "refresh_rotation": False,
    "grace_seconds": 0,
    "validity": TokenValidity(),
    "oauth": OAuth(callback_urls=("https://app.example.com/back", "http://localhost:3000/back", "app://in")),
}
BORN = {
    "poolName": "StreamCanvasUsers",
    "signInBy": ["email"],
    "aliases": [],
    "caseSensitive": False,
    "attributes": {"plan": "String, mutable"},
}


def fields(problems: Iterable[Problem]) -> list[str]:
    return [problem.field for problem in problems]


def test_what_cognito_takes_has_no_problem() -> None:
    assert fields(pool_problems(**POOL)) == []
    assert fields(client_problems(**CLIENT)) == []
    assert fields(domain_prefix_problems("streamcanvas-dev")) == []


@pytest.mark.requirement("SC-7", "SC-9")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": PasswordPolicy(minimum_length=5)}, "password.minimum_length"),
        ({"password": PasswordPolicy(minimum_length=100)}, "password.minimum_length"),
        ({"password": PasswordPolicy(temporary_days=0)}, "password.temporary_days"),
        ({"attributes": [CustomAttribute(name=f"a{n}") for n in range(51)]}, "attributes"),
        ({"attributes": [CustomAttribute(name="plan")] * 2}, "attributes"),
        ({"attributes": [CustomAttribute(name="custom:plan")]}, "attributes"),
        ({"attributes": [CustomAttribute(name="p" * 21)]}, "attributes"),
        ({"threat_protection": "AUDIT"}, "threat_protection"),
        ({"tier": "LITE", "passkeys": True}, "tier"),
        ({"email_mfa": True}, "email_mfa"),
        ({"email_mfa": True, "own_sender": True, "mfa": "OFF"}, "email_mfa"),
        ({"passkeys": True, "mfa": "ON"}, "passkeys"),
    ],
)
def test_a_pool_that_cognito_refuses(change: dict[str, Any], field: str) -> None:
    assert fields(pool_problems(**{**POOL, **change})) == [field]


@pytest.mark.requirement("SC-8")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"refresh_rotation": True}, "refresh_rotation"),
        ({"grace_seconds": 61}, "grace_seconds"),
        ({"auth_flows": (), "oauth": None}, "auth_flows"),
        ({"validity": TokenValidity(access_minutes=4)}, "validity.access_minutes"),
        ({"validity": TokenValidity(id_minutes=24 * 60 + 1)}, "validity.id_minutes"),
        ({"validity": TokenValidity(refresh_minutes=61, access_minutes=62)}, "validity.refresh_minutes"),
        ({"oauth": OAuth(callback_urls=())}, "oauth.callback_urls"),
        ({"oauth": OAuth(callback_urls=["http://app.example.com"])}, "oauth.callback_urls"),
        ({"oauth": OAuth(callback_urls=["http://localhost.example.com"])}, "oauth.callback_urls"),
        (
            {"oauth": OAuth(callback_urls=["https://a.example"], logout_urls=["https://a.example/#x"])},
            "oauth.logout_urls",
        ),
    ],
)
def test_a_client_that_cognito_refuses(change: dict[str, Any], field: str) -> None:
    assert fields(client_problems(**{**CLIENT, **change})) == [field]


def test_rotation_is_welcome_without_the_flow_that_it_replaces() -> None:
    rotated = {**CLIENT, "refresh_rotation": True, "auth_flows": ("ALLOW_USER_PASSWORD_AUTH",)}
    assert fields(client_problems(**rotated)) == []


@pytest.mark.parametrize("prefix", ["Canvas", "-canvas", "my-aws-app", "cognito-canvas", "c" * 64, ""])
def test_a_prefix_that_cognito_refuses(prefix: str) -> None:
    assert set(fields(domain_prefix_problems(prefix))) == {"domain_prefix"}


@pytest.mark.requirement("SC-7", "TR-16")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"poolName": "Others"}, "poolName"),
        ({"signInBy": []}, "signInBy"),
        ({"aliases": ["email"]}, "aliases"),
        ({"caseSensitive": True}, "caseSensitive"),
        ({"attributes": {}}, "attributes"),
        ({"attributes": {"plan": "Number, mutable"}}, "attributes"),
    ],
)
def test_what_a_pool_is_born_with_stays(change: dict[str, Any], field: str) -> None:
    assert fields(birth_problems(BORN, {**BORN, **change})) == [field]


def test_attributes_may_be_added() -> None:
    added = replace(CustomAttribute(name="team"), mutable=False)
    more = {**BORN, "attributes": {"plan": "String, mutable", added.name: "String, immutable"}}
    assert fields(birth_problems(BORN, more)) == []
    assert fields(birth_problems({}, BORN)) == []  # the first time there is nothing to keep
