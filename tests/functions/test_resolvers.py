"""What our GraphQL resolvers ask of their sources, run in the embedded APPSYNC_JS."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings.graphql import OWN
from emulator import appsync_js

FILES = sorted(file.name for file in OWN.glob("*.js"))
CALLER = {"sub": "u-1", "claims": {"email": "ann@example.com", "email_verified": True}}


def ran(file: str, handler: str, **context: Any) -> dict[str, Any]:
    given = {"arguments": {}, "identity": CALLER, "stash": {}, **context}
    return appsync_js.run((OWN / file).read_text(), handler, given)


def request(file: str, **context: Any) -> dict[str, Any]:
    asked: dict[str, Any] = ran(file, "request", **context)["value"]
    return asked


@pytest.mark.requirement("TR-15")
def test_ones_own_entry_is_found_by_the_token_whatever_the_arguments_say() -> None:
    asked = request("me.js", arguments={"id": "u-2"})
    assert asked == {"operation": "GetItem", "key": {"id": {"S": "u-1"}}}


@pytest.mark.requirement("TR-15")
def test_another_entry_is_found_by_its_id() -> None:
    assert request("user.js", arguments={"id": "u-2"})["key"] == {"id": {"S": "u-2"}}


@pytest.mark.requirement("TR-6", "TR-15")
@pytest.mark.parametrize("verified", [True, "true"])
def test_a_profile_is_made_or_changed_under_ones_own_id_with_the_verified_address(verified: object) -> None:
    identity = {"sub": "u-1", "claims": {"email": "ann@example.com", "email_verified": verified}}
    asked = request("update_me.js", identity=identity, arguments={"profile": {"displayName": "Ann"}})
    assert asked["key"] == {"id": {"S": "u-1"}}
    update = asked["update"]
    assert update["expression"] == (
        "SET #name = :name, #updated = :now, #created = if_not_exists(#created, :now), #email = :email"
    )
    assert update["expressionValues"][":email"] == {"S": "ann@example.com"}
    assert update["expressionValues"][":name"] == {"S": "Ann"}


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize("claims", [{}, {"email": "a@b.c"}, {"email": "a@b.c", "email_verified": "false"}])
def test_an_address_that_is_not_verified_is_left_out(claims: dict[str, str]) -> None:
    asked = request(
        "update_me.js",
        identity={"sub": "u-1", "claims": claims},
        arguments={"profile": {"displayName": "Ann"}},
    )
    assert "email" not in str(asked)


@pytest.mark.requirement("TR-15")
def test_a_function_is_told_what_is_asked_of_what_and_by_whom() -> None:
    info = {"parentTypeName": "Query", "fieldName": "movies", "variables": {}}
    asked = request("call_function.js", arguments={"page": 2}, source={"id": "7"}, info=info)
    assert asked == {
        "operation": "Invoke",
        "payload": {
            "type": "Query",
            "field": "movies",
            "arguments": {"page": 2},
            "identity": CALLER,
            "source": {"id": "7"},
        },
    }


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize("file", FILES)
def test_an_answer_is_handed_on_and_an_error_is_an_error(file: str) -> None:
    assert ran(file, "response", result={"id": "u-1"})["value"] == {"id": "u-1"}
    failed = ran(file, "response", result=None, error={"message": "no", "type": "DynamoDB:Throttled"})
    assert (failed["how"], failed["message"], failed["type"]) == ("error", "no", "DynamoDB:Throttled")


def test_the_walk_over_our_resolvers_finds_them() -> None:
    assert len(FILES) >= 4
