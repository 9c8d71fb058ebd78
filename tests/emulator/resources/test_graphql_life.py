"""GraphQL APIs and Amplify apps change in place, and go."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life
from .support import sent

API = "aws:appsync/graphQLApi:GraphQLApi"
SOURCE = "aws:appsync/dataSource:DataSource"
RESOLVER = "aws:appsync/resolver:Resolver"
KEY = "aws:appsync/apiKey:ApiKey"
CACHE = "aws:appsync/apiCache:ApiCache"
APP = "aws:amplify/app:App"
BRANCH = "aws:amplify/branch:Branch"
SCHEMA = "type Query { hello: String }"


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def test_an_api_its_schema_and_its_keys_change_and_go(account: Account) -> None:
    api = Life(account, API, name="a", authenticationType="API_KEY", schema=SCHEMA, tags={"a": "1"})
    api.change(xrayEnabled=True, tags={"b": "2"})
    assert api.asked == ["UpdateGraphqlApi", "UntagResource", "TagResource"]
    assert (said(api)["xrayEnabled"], said(api)["tags"]) == (True, {"b": "2"})
    api.change(schema=f"{SCHEMA} type Mutation {{ hi: String }}")
    assert api.asked == ["StartSchemaCreation"]
    key = Life(account, KEY, apiId=api.id, description="d")
    key.change(description="e")
    assert said(key)["description"] == "e"
    cache = Life(
        account, CACHE, apiId=api.id, apiCachingBehavior="FULL_REQUEST_CACHING", ttl=60, type="SMALL"
    )
    cache.change(ttl=120)
    assert said(cache)["ttl"] == 120
    for each in (cache, key, api):
        each.delete()
        assert each.described() is None
        each.delete()


def test_sources_and_resolvers_are_replaced_as_a_whole(account: Account) -> None:
    api = Life(account, API, name="a", authenticationType="API_KEY", schema=SCHEMA)
    source = Life(account, SOURCE, apiId=api.id, name="none", type="NONE")
    source.change(description="d")
    assert sent(account, "UpdateDataSource") == [
        {"apiId": api.id, "name": "none", "type": "NONE", "description": "d"}
    ]
    assert said(source)["description"] == "d"
    resolver = Life(
        account,
        RESOLVER,
        apiId=api.id,
        type="Query",
        field="hello",
        dataSource="none",
        requestTemplate="{}",
        responseTemplate="{}",
    )
    resolver.change(responseTemplate="[]")
    assert said(resolver)["responseMappingTemplate"] == "[]"
    assert not resolver.handler.updatable(RESOLVER) & {"apiId", "type", "field"}
    with pytest.raises(ClientError, match=r"in use by Query\.hello"):
        source.delete()
    resolver.delete()
    source.delete()
    assert (resolver.described(), source.described()) == (None, None)
    assert [call.operation for call in account.requests[-2:]] == ["DeleteResolver", "DeleteDataSource"]


def test_an_app_is_told_what_differs_and_no_more(account: Account) -> None:
    app = Life(account, APP, name="site", environmentVariables={"A": "1"}, tags={"a": "1"})
    app.change(environmentVariables={"A": "2"}, tags={"a": "2"})
    (asked,) = account.ledger.of("amplify", "UpdateApp")
    assert asked == {"appId": app.id, "environmentVariables": {"A": "2"}}
    assert app.asked == ["UpdateApp", "TagResource"]
    branch = Life(account, BRANCH, appId=app.id, branchName="main", framework="React")
    branch.change(framework=None)
    (asked,) = account.ledger.of("amplify", "UpdateBranch")
    assert asked == {"appId": app.id, "branchName": "main", "framework": ""}
    branch.delete()
    app.delete()
    assert app.asked == ["DeleteApp"]
