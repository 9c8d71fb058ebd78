from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components.environments import ENVIRONMENTS, EnvironmentName
from components.guards import Problem
from components.settings.graphql import CALL, OWN_SCHEMA, GraphqlSettings
from components.settings.model import Resolution
from components.settings.rollout import RolloutSettings

SCHEMA = "type Query { movies: [String] me: String }"
CODE = "export function request(ctx) { return {}; }\nexport function response(ctx) { return ctx.result; }"
CERTIFICATE = "arn:aws:acm:{region}:123456789012:certificate/1"


def at(environment: EnvironmentName) -> Resolution:
    return Resolution(environment=ENVIRONMENTS[environment], region="us-east-1")


def graphql(environment: EnvironmentName = "prod", **keys: Any) -> GraphqlSettings:
    return GraphqlSettings.model_validate(keys, context=at(environment))


def problems(**keys: Any) -> list[Problem]:
    settings = graphql(**keys)
    return [
        *settings.failed_checks(at("prod"), except_of=frozenset()),
        *(
            problem
            for each in settings.resolvers
            for problem in each.failed_checks(at("prod"), except_of=frozenset())
        ),
    ]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "schema.graphql").write_text(SCHEMA)
    (tmp_path / "me.js").write_text(CODE)
    (tmp_path / "bad.js").write_text("while (true) {}")
    return {
        "schema": str(tmp_path / "schema.graphql"),
        "me": str(tmp_path / "me.js"),
        "bad": str(tmp_path / "bad.js"),
    }


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(("environment", "shown"), [("dev", True), ("staging", True), ("prod", False)])
def test_our_schema_is_the_default_and_production_hides_it(environment: EnvironmentName, shown: bool) -> None:
    settings = graphql(environment)
    assert settings.schema_text == OWN_SCHEMA.read_text()
    assert settings.introspection is shown
    assert settings.allow_breaking_changes is False
    assert problems() == []


@pytest.mark.requirement("TR-15")
def test_a_schema_of_ones_own_is_answered_by_the_table_and_by_functions(files: dict[str, str]) -> None:
    resolvers = [
        {"field": "Query.movies", "source": "api"},
        {"field": "Query.me", "source": "users", "code": files["me"]},
    ]
    settings = graphql(schema=files["schema"], resolvers=resolvers)
    assert settings.schema_text == SCHEMA
    assert [each.text for each in settings.resolvers] == [CALL.read_text(), CODE]
    assert problems(schema=files["schema"], resolvers=resolvers) == []


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("resolvers", "said"),
    [
        ([], "none for Query.movies, Query.me"),
        ([("Query.movies", "api"), ("Query.me", "api"), ("Query.films", "api")], "Query.films"),
        ([("Query.movies", "api"), ("Query.me", "api"), ("Query.me", "auth")], "Query.me"),
        ([("Query.movies", "api"), ("Query.me", "users")], "None"),
        ([("Query.movies", "api"), ("Query.me", "users", "bad")], "while"),
        ([("Query.movies", "api"), ("Query.me", "users", "/no/such.js")], "/no/such.js"),
    ],
)
def test_resolvers_that_do_not_fit_are_found(
    files: dict[str, str], resolvers: list[tuple[str, ...]], said: str
) -> None:
    given = [
        {"field": field, "source": source, **({"code": files.get(code[0], code[0])} if code else {})}
        for field, source, *code in resolvers
    ]
    found = problems(schema=files["schema"], resolvers=given)
    assert any(said in str(problem.given) for problem in found), found


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ({"resolvers": [{"field": "Query.me", "source": "api"}]}, "resolvers"),
        ({"schema": "/no/such.graphql"}, "schema_"),
        ({"domain": "https://graphql.example.com"}, "domain"),
        ({"certificateArn": CERTIFICATE.format(region="us-east-1")}, "certificate_arn"),
        (
            {"domain": "g.example.com", "certificateArn": CERTIFICATE.format(region="eu-west-1")},
            "certificate_arn",
        ),
    ],
)
def test_what_does_not_go_together_is_found(keys: dict[str, Any], field: str) -> None:
    assert [problem.field for problem in problems(**keys)] == [field]


@pytest.mark.requirement("TR-22")
@pytest.mark.parametrize(("environment", "canary"), [("dev", False), ("staging", True), ("prod", True)])
def test_rollouts_are_gradual_where_the_environment_says_so(
    environment: EnvironmentName, canary: bool
) -> None:
    settings = RolloutSettings.model_validate({}, context=at(environment))
    assert settings.canary is canary
    assert settings.config == "LambdaCanary10Percent5Minutes"
    assert settings.pre_traffic_hook is False
