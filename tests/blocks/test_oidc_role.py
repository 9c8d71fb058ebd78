from __future__ import annotations

from dataclasses import replace

import pytest

from components.blocks.oidc_role import OidcRole, OidcRoleArgs
from tests.support.recorder import Recorder, declare

ARGS = OidcRoleArgs(
    issuer="oidc.example.com/acme", audience="https://acme.example", subjects=["project:site"]
)


def recorded(args: OidcRoleArgs = ARGS) -> Recorder:
    return declare(lambda: OidcRole("site", args))


@pytest.mark.requirement("SC-18", "X-19")
def test_only_the_named_subject_of_the_issuer_takes_it() -> None:
    (trust,) = recorded().trust("site-role")
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            "oidc.example.com/acme:aud": "https://acme.example",
            "oidc.example.com/acme:sub": ["project:site"],
        }
    }
    assert recorded().inputs("site-provider")["clientIdLists"] == ["https://acme.example"]


@pytest.mark.requirement("X-23")
def test_a_provider_that_exists_is_taken() -> None:
    known = "arn:aws:iam::123456789012:oidc-provider/oidc.example.com/acme"
    found = recorded(replace(ARGS, provider_arn=known))
    assert found.count("OpenIdConnectProvider") == 0
    assert found.trust("site-role")[0]["Principal"] == {"Federated": known}


@pytest.mark.requirement("X-12")
def test_a_role_that_uses_nothing_may_do_nothing() -> None:
    assert recorded().count("RolePolicy") == 0


@pytest.mark.parametrize("subjects", [[], ["project:*"], ["project:sit?"]])
def test_a_role_for_nobody_or_anybody_is_refused(subjects: list[str]) -> None:
    with pytest.raises(ValueError, match="OidcRole"):
        replace(ARGS, subjects=subjects)
