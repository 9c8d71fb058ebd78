"""StreamCanvas as its users meet it: signing in, connecting, drawing together, running code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from emulator import gateway
from emulator.gateway import Connection, Refused
from tests.emulated.rights import DENIALS
from tests.emulated.world import World, world
from tests.functions import tokens
from tests.platforms.streamcanvas.variants import of

CODE = {"artefact": "tests/emulated/canvas", "runtime": "python3.13"}
LIVE = of(
    "staging",
    websocket={**CODE, "handler": "handler.handler"},
    executor={**CODE, "handler": "executor.handler"},
    users={"mfa": "OFF"},
)
ORIGIN = "https://streamcanvas-staging.example.com"
PASSWORD = "Str0ng-Passw0rd!"


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who has signed in."""

    access: str
    identity: str


@pytest.fixture(scope="module")
def live() -> Iterator[World]:
    """Staging with code in its functions, and IAM watching."""
    with world(LIVE) as found, found.account.enforcing_iam():
        yield found


@pytest.fixture(scope="module")
def ann(live: World) -> User:
    """A user of the pool."""
    idp, name = live.client("cognito-idp"), "ann@example.com"
    idp.sign_up(ClientId=live["clientId"], Username=name, Password=PASSWORD)
    idp.admin_confirm_sign_up(UserPoolId=live["userPoolId"], Username=name)
    given = idp.initiate_auth(
        ClientId=live["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    return User(access=given["AccessToken"], identity=given["IdToken"])


def connect(live: World, token: str, session: str = "s1", origin: str = ORIGIN) -> Connection:
    url = f"{live['wsUrl']}?token={token}&session={session}"
    return gateway.connect(live.account, url, headers={"Origin": origin})


@pytest.mark.requirement("SC-3", "SC-5", "SC-14", "SC-16", "SC-2")
def test_who_draws_in_a_session_is_seen_by_all_others_in_it(live: World, ann: User) -> None:
    first, second = connect(live, ann.access), connect(live, ann.identity)
    elsewhere = connect(live, ann.access, session="s2")
    first.send({"action": "publishState", "state": "a circle"})
    second.send({"action": "signal", "hello": "first"})
    assert [json.loads(each)["state"] for each in second.received] == ["a circle"]
    assert [json.loads(each)["hello"] for each in first.received] == ["first"]
    assert elsewhere.received == []
    dynamodb = live.client("dynamodb")
    states = dynamodb.scan(TableName=live["statesTable"])["Items"]
    assert [(each["sessionId"]["S"], each["state"]["S"]) for each in states] == [("s1", "a circle")]
    connected = dynamodb.scan(TableName=live["connectionsTable"])["Items"]
    assert {each["user"]["S"] for each in connected} != {"anonymous"}
    for each in (first, second, elsewhere):
        each.close()
    assert dynamodb.scan(TableName=live["connectionsTable"])["Items"] == []


@pytest.mark.requirement("SC-16", "SC-21")
def test_nobody_connects_without_a_good_token_from_the_application(live: World, ann: User) -> None:
    claims = tokens.claims(iss=live["issuer"], client_id=live["clientId"])
    forged = tokens.signed(claims, header={"kid": "dummy"})  # the pool's own key id
    for token, origin, status in (
        ("", ORIGIN, 401),
        ("nonsense", ORIGIN, 403),
        (forged, ORIGIN, 403),
        (tokens.unsigned(claims), ORIGIN, 403),
        (ann.access[:-4] + "AAAA", ORIGIN, 403),
        (ann.access, "https://evil.example", 403),
    ):
        with pytest.raises(Refused) as refused:
            connect(live, token, origin=origin)
        assert refused.value.status == status, token[:20]


@pytest.mark.requirement("SC-14")
def test_an_unknown_action_is_answered_by_the_gateway(live: World, ann: User) -> None:
    connection = connect(live, ann.access)
    connection.send({"action": "erase"})
    assert "Forbidden" in connection.received[-1]
    connection.close()


@pytest.mark.requirement("SC-11", "SC-12")
def test_users_code_runs_for_users_only_and_gets_nowhere(live: World, ann: User) -> None:
    asked = {
        "table": live["sessionsTable"],
        "pool": live["userPoolId"],
        "function": live["handlerFunctionName"],
    }

    def execute(token: str | None) -> gateway.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return gateway.request(
            live.account, "POST", live["executeUrl"], headers=headers, body=json.dumps(asked)
        )

    assert execute(None).status == 401
    assert execute(tokens.signed(tokens.claims(iss=live["issuer"]))).status == 401
    for token in (ann.access, ann.identity):
        answer = execute(token)
        assert answer.status == 200
        found = json.loads(answer.body)
        assert set(found["outcome"].values()) <= DENIALS, found
        assert found["told"] == []


@pytest.mark.requirement("SC-12")
@pytest.mark.parametrize(
    ("origin", "allowed"), [(ORIGIN, True), ("https://evil.example", False), ("http://localhost:3000", False)]
)
def test_only_the_applications_pages_may_call_execute(live: World, origin: str, allowed: bool) -> None:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    answer = gateway.request(live.account, "OPTIONS", live["executeUrl"], headers=headers)
    assert (answer.headers.get("access-control-allow-origin") == origin) is allowed
