"""The GraphQL API, deployed and asked: what users and back ends get, and what nobody gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulated.graphql_world import World, deployed


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with deployed(tmp_path_factory.mktemp("own")) as world:
        yield world


UPDATE = """
mutation($name: String!) { updateMe(profile: {displayName: $name}) { id email displayName createdAt } }
"""


@pytest.mark.requirement("TR-15")
def test_users_write_and_read_their_own_entry_and_never_anothers(world: World) -> None:
    ann, bob = world.token("ann"), world.token("bob")
    assert world.ask("{ me { id } }", token=ann) == {"data": {"me": None}}
    made = world.ask(UPDATE, token=ann, name="Ann")["data"]["updateMe"]
    assert (made["displayName"], made["email"]) == ("Ann", "ann@example.com")
    again = world.ask(UPDATE, token=ann, name="Anna")["data"]["updateMe"]
    assert (again["displayName"], again["createdAt"]) == ("Anna", made["createdAt"])
    assert world.ask("{ me { displayName } }", token=ann)["data"]["me"] == {"displayName": "Anna"}
    assert world.ask("{ me { displayName } }", token=bob)["data"]["me"] is None
    stolen = world.ask("query($id: ID!) { user(id: $id) { email } }", token=bob, id=made["id"])
    assert stolen["data"] == {"user": None}
    assert stolen["errors"][0]["errorType"] == "Unauthorized"


@pytest.mark.requirement("TR-15")
def test_an_address_that_nobody_verified_is_not_written(world: World) -> None:
    made = world.ask(UPDATE, token=world.token("eve", verified=False), name="Eve")["data"]["updateMe"]
    assert (made["displayName"], made["email"]) == ("Eve", None)


@pytest.mark.requirement("TR-15")
def test_back_ends_read_what_their_policy_names(world: World) -> None:
    made = world.ask(UPDATE, token=world.token("carl"), name="Carl")["data"]["updateMe"]
    query = "query($id: ID!) { user(id: $id) { id displayName } }"
    may = world.back_end("reader", "Query.user", "User.*")
    assert world.ask(query, signer=may, id=made["id"])["data"]["user"] == {
        "id": made["id"],
        "displayName": "Carl",
    }
    assert world.ask("{ me { id } }", signer=may)["errors"][0]["errorType"] == "Unauthorized"
    may_not = world.back_end("stranger", "Query.me")
    assert world.ask(query, signer=may_not, id=made["id"])["errors"][0]["errorType"] == "Unauthorized"


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize("token", ["", "no token", "Bearer e30.e30.e30"])
def test_nobody_else_is_let_in(world: World, token: str) -> None:
    answer = world.ask("{ me { id } }", token=token)
    assert answer["errors"][0]["errorType"] == "UnauthorizedException"
