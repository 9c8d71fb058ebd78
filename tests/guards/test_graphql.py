from __future__ import annotations

import pytest

from components.guards.graphql import (
    CODE_LENGTH,
    breaking_changes,
    limit_problems,
    resolver_code_problems,
    resolver_problems,
    schema_problems,
)
from components.settings.graphql import OWN, OWN_SCHEMA

SCHEMA = """
type Movie { id: ID! title: String! year: Int }
enum Order { TITLE YEAR }
input Filter { text: String }
type Query { movies(order: Order, filter: Filter): [Movie!]! movie(id: ID!): Movie }
"""
CODE = "export function request(ctx) { return {}; }\nexport function response(ctx) { return ctx.result; }"


def test_a_schema_of_appsyncs_scalars_and_directives_is_valid() -> None:
    schema = """
    type User @aws_cognito_user_pools(cognito_groups: ["admins"]) { email: AWSEmail seen: AWSDateTime }
    type Query { user: User @aws_iam @aws_oidc }
    type Mutation { join: User }
    type Subscription { joined: User @aws_subscribe(mutations: ["join"]) }
    schema { query: Query mutation: Mutation subscription: Subscription }
    """
    assert [*schema_problems(schema)] == []


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("type Query { a: ", "Syntax Error"),
        ("type Query { a: Unknown }", "Unknown type 'Unknown'"),
        ("type Movie { id: ID! }", "Query root type must be provided"),
        ("scalar Money\ntype Query { price: Money }", "scalar Money"),
        ("type Query { a: String @unknown }", "Unknown directive '@unknown'"),
    ],
)
def test_a_schema_that_appsync_would_refuse_has_one_problem(schema: str, said: str) -> None:
    [problem] = schema_problems(schema)
    assert said in str(problem.given)


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title: String!", "", "Movie.title was removed"),
        ("type Movie { id: ID! title: String! year: Int }", "scalar Movie", "Movie"),
        ("year: Int", "year: String", "Movie.year changed type from Int to String"),
        ("title: String!", "title: String", "Movie.title changed type from String! to String"),
        ("order: Order,", "order: Order!,", "Query.movies(order:) has changed type from Order to Order!"),
        ("order: Order,", "", "Query.movies(order:) was removed"),
        ("movie(id: ID!)", "movie(id: ID!, lang: String!)", "required argument Query.movie(lang:)"),
        ("TITLE YEAR", "TITLE", "Order.YEAR was removed"),
        ("text: String", "text: String by: ID!", "required field Filter.by"),
        ("movie(id: ID!): Movie", "movie(id: ID!): Movie @aws_iam", "@aws_cognito_user_pools"),
    ],
)
def test_what_breaks_clients_is_found_and_named(before: str, after: str, said: str) -> None:
    assert before in SCHEMA
    found = breaking_changes(SCHEMA, SCHEMA.replace(before, after))
    assert found
    assert any(said in change for change in found), found


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("year: Int", "year: Int rating: Float"),
        ("year: Int", "year: Int!"),
        ("movie(id: ID!)", "movie(id: ID!, lang: String)"),
        ("movie(id: ID!)", "movie(id: ID)"),
        ("TITLE YEAR", "TITLE YEAR RATING"),
        ("text: String", "text: String by: ID"),
        ("type Query {", "type Mutation { rate(id: ID!): Movie }\ntype Query {"),
        ("movie(id: ID!): Movie", "movie(id: ID!): Movie @aws_iam @aws_cognito_user_pools"),
    ],
)
def test_what_clients_do_not_notice_is_let_through(before: str, after: str) -> None:
    assert before in SCHEMA
    assert breaking_changes(SCHEMA, SCHEMA.replace(before, after)) == []


def test_access_that_a_type_gives_is_lost_when_its_fields_narrow_it() -> None:
    schema = "type Query @aws_iam @aws_cognito_user_pools { a: String b: String }"
    found = breaking_changes(schema, schema.replace("b: String", "b: String @aws_iam"))
    assert found == ["Query.b could be asked for with @aws_cognito_user_pools and no longer can."]


@pytest.mark.parametrize(
    ("resolved", "said"),
    [
        (["Query.movies"], "none for Query.movie"),
        (["Query.movies", "Query.movie", "Query.films"], "Query.films"),
        (["Query.movies", "Query.movie", "Movies.title"], "Movies.title"),
    ],
)
def test_every_query_has_a_resolver_and_every_resolver_a_field(resolved: list[str], said: str) -> None:
    [problem] = resolver_problems(SCHEMA, resolved)
    assert problem.given == said


def test_resolvers_below_a_query_are_welcome() -> None:
    assert [*resolver_problems(SCHEMA, ["Query.movies", "Query.movie", "Movie.title"])] == []


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (CODE.replace("response", "answer"), "no export of response"),
        (CODE + "\nasync function f() {}", "async"),
        (CODE + "\nfunction f() { while (true) {} }", "while"),
        (CODE + "\nfunction f() { throw 1; }", "throw"),
        (CODE + "\nfunction f() { for (let i = 0; i < 3; i += 1) {} }", "for (;;)"),
        (CODE + "\nlet i = 0; i++;", "++"),
        ("", "0 characters"),
        (CODE + " " * CODE_LENGTH, "characters"),
    ],
)
def test_code_that_appsync_cannot_run_is_refused(code: str, said: str) -> None:
    assert said in " ".join(str(problem.given) for problem in resolver_code_problems(code))


@pytest.mark.parametrize(
    "extra",
    [
        "// while the class is new, try",
        'const text = "throw this; i++";',
        "const keys = { new: 1, class: 2 }; const a = keys.new;",
        "for (const key of [1]) { keys[key] = 1; }",
    ],
)
def test_words_in_comments_texts_and_keys_are_no_statements(extra: str) -> None:
    assert [*resolver_code_problems(f"{CODE}\n{extra}")] == []


@pytest.mark.requirement("TR-15")
def test_our_own_schema_and_resolvers_have_no_problem() -> None:
    files = sorted(OWN.glob("*.js"))
    assert len(files) >= 4
    assert [*schema_problems(OWN_SCHEMA.read_text())] == []
    assert {file.name: [*resolver_code_problems(file.read_text())] for file in files} == {
        file.name: [] for file in files
    }


@pytest.mark.parametrize(("depth", "resolvers"), [(0, 1), (76, 1), (1, 0), (1, 10_001)])
def test_limits_are_appsyncs(depth: int, resolvers: int) -> None:
    assert len([*limit_problems(depth, resolvers)]) == 1
    assert [*limit_problems(75, 10_000)] == []
