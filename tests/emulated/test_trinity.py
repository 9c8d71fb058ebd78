"""Trinity in production, in an account that runs: callers, users, rights, checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from emulator import gateway
from emulator.gateway import Response
from smoke.cognito import sign_in
from smoke.core import Deployed
from smoke.trinity import api, edge, functions, graphql, identity, rights
from tests.emulated.rights import Attempt, attempt, refused
from tests.emulated.world import World, world
from tests.smoke.support import notices, without
from tests.support.program import Variant

CODE = {"artefact": "tests/emulated/movies", "runtime": "python3.13"}
APPLICATION = {"api": {**CODE, "handler": "app.api"}, "auth": {**CODE, "handler": "app.auth"}}
PASSWORD = "Aa1!aa11AA"
SET_NAME = {
    "UpdateExpression": "SET displayName = :name",
    "ExpressionAttributeValues": {":name": {"S": "Ann"}},
}


def trinity(file: str, **config: Any) -> Variant:
    return Variant(file=file, platform="trinity", config=config)


@pytest.fixture(scope="module")
def production() -> Iterator[World]:
    """Production with code, without a domain, which nobody in the test could look up."""
    with world(trinity("prod", functions=APPLICATION, dns={"mode": "none"})) as found:
        yield found


@pytest.fixture
def deployed(production: World) -> Deployed:
    return Deployed(outputs=dict(production.outputs), session=production.session())


def ask(world: World, method: str, path: str, body: object = None, **headers: str) -> Response:
    """A caller's request, with IAM in force."""
    text = None if body is None else json.dumps(body)
    with world.account.enforcing_iam():
        return gateway.request(world.account, method, f"{world['apiUrl']}{path}", headers=headers, body=text)


def tokens(world: World, client: str = "mobile") -> Mapping[str, str]:
    """Of a user who signed up just now."""
    cognito, pool, number = world.client("cognito-idp"), world["userPoolId"], world["clientIds"][client]
    email = f"{client}@company.dev"
    attributes = [{"Name": "email", "Value": email}]
    cognito.sign_up(ClientId=number, Username=email, Password=PASSWORD, UserAttributes=attributes)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username=email)
    try:
        return sign_in(cognito, pool_id=pool, client_id=number, user=email, password=PASSWORD)
    finally:
        cognito.admin_delete_user(UserPoolId=pool, Username=email)


# -- callers


@pytest.mark.requirement("TR-9", "TR-17", "TR-31")
def test_the_health_page_answers_anybody(production: World) -> None:
    answer = ask(production, "GET", "/health")
    assert answer.status == 200
    assert json.loads(answer.body).keys() == {"status", "timestamp"}


@pytest.mark.requirement("TR-16", "TR-17")
def test_only_the_pools_users_get_past_the_open_routes(production: World) -> None:
    assert ask(production, "GET", "/movies").status == 401
    assert ask(production, "GET", "/movies", Authorization="Bearer made-up").status == 401
    for client in ("mobile", "web"):
        answer = ask(production, "GET", "/movies", Authorization=tokens(production, client)["IdToken"])
        assert answer.status == 200, answer
        assert json.loads(answer.body)["key"] > 0


@pytest.mark.requirement("TR-8", "TR-10", "TR-12", "TR-17")
def test_signing_up_by_the_function_of_auth_writes_and_finds_the_user(production: World) -> None:
    answer = ask(production, "POST", "/auth/sign-up", {"email": "ann@company.dev"})
    assert json.loads(answer.body) == {"found": 1, "secret": 48}


@pytest.mark.requirement("TR-9", "TR-17")
@pytest.mark.parametrize("path", ["/health", "/auth/sign-in", "/movies"])
def test_a_preflight_needs_no_token(production: World, path: str) -> None:
    assert ask(production, "OPTIONS", path, Origin="https://trinity.example.com").status == 204


# -- rights


@pytest.mark.requirement("TR-10", "TR-11", "TR-13", "X-12")
@pytest.mark.parametrize("function", ["auth", "api"])
def test_a_function_may_do_what_the_guide_says_and_nothing_else(production: World, function: str) -> None:
    role, table = production["functionRoleArns"][function], production["usersTable"]
    key, own = {"id": {"S": "u"}}, {"auth": "jwt-secret", "api": "tmdb-api-key"}[function]
    other = {"auth": "tmdb-api-key", "api": "jwt-secret"}[function]
    datum = [{"MetricName": "m", "Value": 1}]
    may: list[Attempt] = [
        attempt("dynamodb", "put_item", TableName=table, Item=key),
        attempt("dynamodb", "get_item", TableName=table, Key=key),
        attempt("dynamodb", "update_item", TableName=table, Key=key, **SET_NAME),
        attempt("ssm", "get_parameter", Name=f"/trinity/prod/{own}", WithDecryption=True),
        attempt("cloudwatch", "put_metric_data", Namespace="Trinity/Application", MetricData=datum),
    ]
    may_not = [
        attempt("dynamodb", "delete_item", TableName=table, Key=key),
        attempt("dynamodb", "scan", TableName=table),
        attempt("dynamodb", "delete_table", TableName=table),
        attempt("ssm", "get_parameter", Name=f"/trinity/prod/{other}", WithDecryption=True),
        attempt("cloudwatch", "put_metric_data", Namespace="Other/Application", MetricData=datum),
        attempt("cognito-idp", "list_users", UserPoolId=production["userPoolId"]),
        attempt("s3", "list_objects_v2", Bucket=production["assetsBucket"]),
    ]
    session = production.session(role)
    assert refused(production, session, may) == {}
    assert set(refused(production, session, may_not)) == {str(call) for call in may_not}


# -- what a deployment checks, and notices


@pytest.mark.requirement("TR-9", "TR-12", "TR-16", "TR-22", "TR-25", "TR-34")
def test_everything_that_is_claimed_of_production_holds(production: World) -> None:
    results = production.checks()
    assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
    assert {"users sign up and get tokens", "every role's policy is exact"} <= {
        each.title for each in results
    }


@pytest.mark.requirement("TR-12", "TR-17", "TR-22")
def test_the_checks_notice_what_is_not_as_stated(deployed: Deployed) -> None:
    notices(api.rest_routes_are_as_stated, without(deployed, authMode="cognito"), "methods are")
    notices(api.rest_routes_are_as_stated, without(deployed, userPoolArn="arn:other"), "tokens are of")
    names = {**deployed["functionNames"], "auth": deployed["functionNames"]["api"]}
    notices(functions.functions_get_references, without(deployed, functionNames=names), "known to it")
    group = {**deployed["rollouts"]["api"], "roleArn": "arn:other"}
    notices(functions.rollouts_are_linked, without(deployed, rollouts={"api": group}), "another role")
    notices(functions.rollouts_are_linked, without(deployed, alarms=[]), "watches")
    notices(rights.policies_are_exact, without(deployed, metricsNamespace="Other"), "publishes to")
    notices(rights.policies_are_exact, without(deployed, authMode="custom"), "may not do")
    notices(graphql.api_is_guarded, without(deployed, userPoolId="other"), "users of")
    notices(edge.firewalls_stand_before, without(deployed, webAclArn="arn:other"), "before the REST API")
    notices(
        edge.assets_are_private, without(deployed, assetsBucket=deployed["logsBucket"]), "objects move to"
    )
    clients = {"mobile": deployed["clientIds"]["mobile"]}
    assert identity.clients_are_public(without(deployed, clientIds=clients)) == "mobile"


@pytest.mark.requirement("TR-12")
def test_a_secret_at_another_name_or_in_plain_text_is_noticed(deployed: Deployed) -> None:
    deployed.client("ssm").put_parameter(Name="/trinity/prod/other", Value="x", Type="String")
    arn = deployed["secrets"]["JWT_SECRET"]["arn"].replace("jwt-secret", "other")
    secrets = {"JWT_SECRET": {"arn": arn, "kind": "given"}}
    notices(functions.parameters_are_encrypted, without(deployed, secrets=secrets), "is a String")
