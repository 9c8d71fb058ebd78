"""A schema that would break clients of what is deployed, under the real engine."""

from __future__ import annotations

import pytest

from emulator.account import Account

from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("TR-15")]

STACK = "dev"
PROGRAM = """
import os
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.blocks.graphql_api import GraphqlApi, GraphqlApiArgs
from components.environments import ENVIRONMENTS

provider = aws.Provider("aws", region="us-east-1")
pool = aws.cognito.UserPool("users", opts=pulumi.ResourceOptions(provider=provider))
api = GraphqlApi(
    "graphql",
    GraphqlApiArgs(
        environment=ENVIRONMENTS["dev"],
        schema=Path("schema.graphql").read_text(),
        user_pool_id=pool.id,
        allow_breaking_changes=Path("allowed").exists(),
        allow_key="trinity:graphql.allowBreakingChanges",
    ),
    opts=pulumi.ResourceOptions(provider=provider),
)
pulumi.export("id", api.id)
"""
SCHEMA = "type User { id: ID! name: String age: Int }\ntype Query { user(id: ID, by: String): User }\n"


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Engine:
    (engine.project / "__main__.py").write_text(PROGRAM)
    write(engine, SCHEMA)
    engine.up(STACK)
    return engine


def write(engine: Engine, schema: str) -> None:
    (engine.project / "schema.graphql").write_text(schema)


def served(engine: Engine, account: Account) -> set[str]:
    """Types of the schema that AppSync has."""
    client, api = account.client("appsync"), engine.outputs(STACK)["id"]
    text = client.get_introspection_schema(apiId=api, format="SDL")["schema"].read().decode()
    return {line for line in text.splitlines() if ":" in line}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (" age: Int", "", "User.age was removed"),
        ("type User { id: ID! name: String age: Int }", "type Person { id: ID! }", "User was removed"),
        ("id: ID, by", "id: ID!, by", "Query.user(id:) has changed type from ID to ID!"),
        ("age: Int", "age: String", "User.age changed type from Int to String"),
    ],
)
def test_the_preview_names_what_would_break_and_nothing_is_changed(
    deployed: Engine, account: Account, before: str, after: str, said: str
) -> None:
    assert before in SCHEMA
    there = served(deployed, account)
    changed = SCHEMA.replace(before, after)
    write(deployed, changed.replace(": User }", ": Person }") if "Person" in changed else changed)
    try:
        preview = deployed.preview(STACK, check=False)
        update = deployed.up(STACK, check=False)
    finally:
        write(deployed, SCHEMA)
    for run in (preview, update):
        assert run.code != 0
        told = "\n".join([*run.errors, run.output])
        assert said in told
        assert "trinity:graphql.allowBreakingChanges: true" in told
    assert served(deployed, account) == there
    assert deployed.up(STACK).changes == {}


def test_what_breaks_nobody_is_deployed(deployed: Engine, account: Account) -> None:
    write(deployed, SCHEMA.replace("age: Int", "age: Int nick: String"))
    assert deployed.up(STACK).changes == {"update": 1}
    assert any("nick" in line for line in served(deployed, account))


def test_the_key_lets_a_breaking_change_through(deployed: Engine, account: Account) -> None:
    write(deployed, SCHEMA.replace(" age: Int", ""))
    assert deployed.preview(STACK, check=False).code != 0
    (deployed.project / "allowed").touch()
    assert deployed.up(STACK).changes == {"update": 1}
    assert not any("age" in line for line in served(deployed, account))
    (deployed.project / "allowed").unlink()
    assert deployed.up(STACK).changes == {}
