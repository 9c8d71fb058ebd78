"""StreamCanvas's checks notice what breaks what they claim."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.cognitoidp.models import cognitoidp_backends

from smoke import tokens
from smoke.core import CheckFailed, Deployed
from smoke.streamcanvas import apis, data, executor, frontend, users
from tests.emulated.world import world
from tests.functions import tokens as forged
from tests.platforms.streamcanvas.variants import VARIANTS
from tests.smoke.conftest import deployed_by
from tests.smoke.support import broken, notices, without

HERE = ("123456789012", "us-east-1")


@pytest.fixture(scope="module")
def canvas() -> Iterator[Deployed]:
    """Production as the stack file has it."""
    with world(VARIANTS["prod"]) as found:
        yield deployed_by(found)


def pool(deployed: Deployed) -> Any:
    """moto's own record of the pool."""
    return cognitoidp_backends[HERE[0]][HERE[1]].user_pools[deployed["userPoolId"]]


@pytest.mark.requirement("SC-7")
def test_a_pool_that_takes_weak_passwords_is_noticed(
    canvas: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "a weak password is refused" in users.sign_up_works(canvas)
    weak = {"PasswordPolicy": {**dict.fromkeys(users.POLICY, False), "MinimumLength": 6}}
    monkeypatch.setitem(pool(canvas).extended_config, "Policies", weak)
    notices(users.sign_up_works, canvas, "a weak password is accepted")
    notices(users.pool_is_as_stated, canvas, "password policy")
    assert not pool(canvas).users


@pytest.mark.requirement("SC-7", "SC-8")
@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("UsernameAttributes", ["phone_number"], "users sign in by"),
        ("AutoVerifiedAttributes", [], "not verified"),
    ],
)
def test_a_pool_that_is_not_the_guides_is_noticed(
    canvas: Deployed, monkeypatch: pytest.MonkeyPatch, key: str, value: object, reason: str
) -> None:
    assert users.pool_is_as_stated(canvas).startswith("StreamCanvasUsers")
    monkeypatch.setitem(pool(canvas).extended_config, key, value)
    notices(users.pool_is_as_stated, canvas, reason)


@pytest.mark.requirement("SC-8")
def test_a_client_that_tells_who_exists_is_noticed(canvas: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pool(canvas).clients[canvas["clientId"]]
    monkeypatch.setitem(client.extended_config, "PreventUserExistenceErrors", "LEGACY")
    notices(users.pool_is_as_stated, canvas, "tells who exists")


@pytest.mark.requirement("SC-16")
def test_a_token_that_the_pool_did_not_sign_is_not_verified(canvas: Deployed) -> None:
    for token in (
        "no token",
        forged.unsigned(forged.claims()),
        forged.signed(forged.claims(iss=canvas["issuer"]), header={"kid": "dummy"}),
    ):
        with pytest.raises(CheckFailed, match="not verifiable"):
            tokens.verified_claims(token, canvas["issuer"])
    with pytest.raises(CheckFailed, match="no https"):
        tokens.published_keys("http://cognito-idp.example.com")


@pytest.mark.requirement("SC-3", "SC-4", "SC-5")
def test_a_table_without_its_index_or_expiry_is_noticed(canvas: Deployed) -> None:
    assert "2 indexes" in data.tables_answer(canvas)
    dynamodb = canvas.client("dynamodb")

    def expire(on: bool) -> Callable[[], Any]:
        setting = {"Enabled": on, "AttributeName": "expiresAt"}
        return lambda: dynamodb.update_time_to_live(
            TableName=canvas["statesTable"], TimeToLiveSpecification=setting
        )

    with broken(expire(False), expire(True)):
        notices(data.items_expire, canvas, "SessionStates: expiry is DISABLED")
    assert "SessionStates by expiresAt" in data.items_expire(canvas)
    swapped = without(canvas, statesTable=canvas["connectionsTable"], connectionsTable=canvas["statesTable"])
    with pytest.raises(Exception, match="key"):
        data.tables_answer(swapped)


@pytest.mark.requirement("SC-14", "SC-15")
def test_a_route_or_a_permission_too_many_is_noticed(canvas: Deployed) -> None:
    assert "publishState" in apis.routes_lead_to_live(canvas)
    api, function = canvas.client("apigatewayv2"), canvas.client("lambda")
    target = api.get_routes(ApiId=canvas["wsApiId"])["Items"][0]["Target"]
    made = api.create_route(ApiId=canvas["wsApiId"], RouteKey="erase", Target=target)
    notices(apis.routes_lead_to_live, canvas, "erase")
    api.delete_route(ApiId=canvas["wsApiId"], RouteId=made["RouteId"])
    where = {"FunctionName": canvas["handlerFunctionName"], "Qualifier": canvas["functionAlias"]}
    function.add_permission(
        **where,
        StatementId="more",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{HERE[0]}:other/*",
    )
    notices(apis.routes_lead_to_live, canvas, "other")
    function.remove_permission(**where, StatementId="more")


@pytest.mark.requirement("SC-11", "SC-12")
def test_another_caller_of_the_executor_is_noticed(canvas: Deployed) -> None:
    assert executor.only_its_route_calls_it(canvas).endswith("/POST/execute")
    function = canvas.client("lambda")
    where = {"FunctionName": canvas["executorFunctionName"], "Qualifier": canvas["functionAlias"]}
    function.add_permission(
        **where, StatementId="more", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
    )
    notices(executor.only_its_route_calls_it, canvas, "may be called by")
    function.remove_permission(**where, StatementId="more")


@pytest.mark.requirement("SC-11")
def test_a_right_or_a_variable_of_the_executors_is_noticed(canvas: Deployed) -> None:
    assert executor.executor_is_bare(canvas) == "its own log"
    iam, role = canvas.client("iam"), canvas["executorRoleName"]
    statement = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "arn:aws:dynamodb:*:*:table/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=policy)
    notices(executor.executor_is_bare, canvas, "its role may dynamodb:Scan")
    iam.delete_role_policy(RoleName=role, PolicyName="more")
    function, name = canvas.client("lambda"), canvas["executorFunctionName"]
    with broken(
        lambda: function.update_function_configuration(
            FunctionName=name, Environment={"Variables": {"STATES_TABLE": "SessionStates"}}
        ),
        lambda: function.update_function_configuration(FunctionName=name, Environment={"Variables": {}}),
    ):
        notices(executor.executor_is_bare, canvas, "it is told STATES_TABLE")


@pytest.mark.requirement("SC-12", "SC-16")
def test_an_open_door_is_noticed(canvas: Deployed) -> None:
    api = canvas.client("apigatewayv2")
    assert apis.connections_need_a_token(canvas) == "token"
    assert apis.execute_asks_for_a_token(canvas).startswith("POST /execute")
    for output, key, check, reason in (
        ("wsApiId", "$connect", apis.connections_need_a_token, "anybody may connect"),
        ("httpApiId", "POST /execute", apis.execute_asks_for_a_token, "anybody may run code"),
    ):
        where = {"ApiId": canvas[output]}
        route = next(each for each in api.get_routes(**where)["Items"] if each["RouteKey"] == key)
        where["RouteId"] = route["RouteId"]
        before = {"AuthorizationType": route["AuthorizationType"], "AuthorizerId": route["AuthorizerId"]}

        def put(where: dict[str, str] = where, **change: str) -> Any:
            return api.update_route(**where, **change)

        with broken(lambda: put(AuthorizationType="NONE"), lambda before=before: put(**before)):  # type: ignore[misc]
            notices(check, canvas, reason)


@pytest.mark.requirement("SC-12")
def test_an_origin_too_many_is_noticed(canvas: Deployed) -> None:
    assert apis.origins_are_ours(canvas) == "https://streamcanvas.example.com"
    notices(apis.origins_are_ours, without(canvas, origins=["https://other.example.com"]), "allowed are")
    other = without(canvas, appUrl="https://other.example.com")
    notices(apis.origins_are_ours, other, "the application may not call")


@pytest.mark.requirement("SC-17")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace("StreamSessions", "Sessions"), "DYNAMODB_SESSIONS_TABLE is Sessions"),
        (lambda text: text + "AWS_ACCESS_KEY_ID=AKIA\n", "more than stated"),
        (lambda text: text.partition("\n")[2], "NEXT_PUBLIC_AWS_REGION is None"),
    ],
)
def test_a_front_end_that_is_told_something_else_is_noticed(
    canvas: Deployed, change: Callable[[str], str], reason: str
) -> None:
    assert frontend.environment_is_complete(canvas) == "8 variables for amplify"
    told = without(canvas, frontendEnv=change(canvas["frontendEnv"]))
    notices(frontend.environment_is_complete, told, reason)


def test_a_pool_without_its_firewall_is_noticed(canvas: Deployed) -> None:
    assert users.firewall_stands_before_the_pool(canvas) == "streamcanvas-prod-users"
    notices(users.firewall_stands_before_the_pool, without(canvas, usersWebAclArn="arn:other"), "attached is")
