"""A GraphQL API of one's own schema, answered by functions, within its limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulated.graphql_world import deployed

SCHEMA = """
type Movie { id: ID! title: String similar: [Movie] }
type Query { movie(id: ID!): Movie broken: String }
"""
BROKEN = """
export function request(ctx) { return { operation: "Scan" , key: {} }; }
export function response(ctx) { return ctx.result; }
"""


@pytest.mark.requirement("TR-15")
def test_a_schema_of_ones_own_is_answered_by_functions(tmp_path: Path) -> None:
    schema, broken = tmp_path / "movies.graphql", tmp_path / "broken.js"
    schema.write_text(SCHEMA)
    broken.write_text(BROKEN)
    settings = {
        "schema": str(schema),
        "resolvers": [
            {"field": "Query.movie", "source": "api"},
            {"field": "Movie.similar", "source": "api"},
            {"field": "Query.broken", "source": "api"},
        ],
        "queryDepthLimit": 3,
        "resolverCountLimit": 2,
        "introspection": False,
    }
    with deployed(tmp_path, **settings) as world:
        token = world.token("ann")
        found = world.ask('{ movie(id: "7") { id title similar { id } } }', token=token)["data"]["movie"]
        assert (found["id"], found["similar"]) == ("7", [{"id": "7+"}])
        failed = world.ask("{ broken }", token=token)
        assert failed["errors"][0]["message"] == "out of film"
        deep = world.ask('{ movie(id: "7") { similar { similar { id } } } }', token=token)
        assert deep["errors"][0]["errorType"] == "QueryDepthLimitReached"
        many = world.ask('{ a: movie(id: "1") { id } b: movie(id: "2") { similar { id } } }', token=token)
        assert many["errors"][0]["errorType"] == "ResolverCountLimitReached"
        shown = world.ask("{ __schema { types { name } } }", token=token)
        assert shown["errors"][0]["errorType"] == "IntrospectionDisabled"
        sources = world.client("appsync").list_data_sources(apiId=world.outputs["id"])["dataSources"]
        assert [source["type"] for source in sources] == ["AWS_LAMBDA"], (
            "a source that nothing asks is not made"
        )
