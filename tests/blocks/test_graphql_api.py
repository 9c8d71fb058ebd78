from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.blocks.api_parts import ApiDomain
from components.blocks.graphql_api import GraphqlApi, GraphqlApiArgs
from components.blocks.graphql_schema import BreakingSchemaError, refuse_breaking_changes
from components.blocks.table import Table, TableArgs
from components.environments import ENVIRONMENTS, EnvironmentName
from components.iam import Statement
from components.metrics import check
from components.monitoring import Alarm, Widget
from components.settings.graphql import CALL
from components.table_schema import Index, Key
from tests.support.recorder import Recorder, declare

SCHEMA = "type Movie { id: ID! }\ntype Query { me: String movies: [Movie] }"
CODE = "export function request(ctx) { return {}; }\nexport function response(ctx) { return ctx.result; }"
ALIAS = "arn:aws:lambda:us-east-1:123456789012:function:movies:live"


class StubFunction:
    def __init__(self) -> None:
        self.qualified_arn = pulumi.Output.from_input(ALIAS)

    def allow_call(self) -> list[Statement]:
        return [Statement(sid="CallMovies", actions=["lambda:InvokeFunction"], resources=[ALIAS])]


def resolved(api: GraphqlApi) -> None:
    table = Table(
        "users",
        TableArgs(
            environment=ENVIRONMENTS["dev"],
            hash_key=Key(name="id"),
            indexes=[Index(name="EmailIndex", hash_key=Key(name="email"))],
        ),
    )
    users = api.reads_table(
        "users", table, actions=["dynamodb:GetItem", "dynamodb:Query"], indexes=["EmailIndex"]
    )
    api.resolve("Query.me", users, CODE)
    api.resolve("Query.movies", api.calls("movies", StubFunction()), CALL.read_text())
    api.complete()


def resolved_twice(api: GraphqlApi) -> None:
    resolved(api)
    resolved_source = api.calls("again", StubFunction())
    api.resolve("Query.me", resolved_source, CODE)


def graphql(
    use: Callable[[GraphqlApi], object] = resolved, environment: EnvironmentName = "prod", **changes: Any
) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS[environment],
        "schema": SCHEMA,
        "user_pool_id": "us-east-1_abc",
        **changes,
    }
    return declare(lambda: use(GraphqlApi("graphql", GraphqlApiArgs(**settings))))


@pytest.mark.requirement("TR-15")
def test_users_of_the_pool_call_it_and_back_ends_sign_with_iam() -> None:
    api = graphql(name="trinity-graphql-prod").inputs("graphql-api")
    assert api["name"] == "trinity-graphql-prod"
    assert api["authenticationType"] == "AMAZON_COGNITO_USER_POOLS"
    assert api["userPoolConfig"] == {"userPoolId": "us-east-1_abc", "defaultAction": "ALLOW"}
    assert api["additionalAuthenticationProviders"] == [{"authenticationType": "AWS_IAM"}]
    assert "additionalAuthenticationProviders" not in graphql(iam=False).inputs("graphql-api")


@pytest.mark.requirement("TR-15")
def test_a_request_is_limited_and_traced() -> None:
    api = graphql(query_depth_limit=4, resolver_count_limit=9).inputs("graphql-api")
    assert (api["queryDepthLimit"], api["resolverCountLimit"]) == (4, 9)
    assert api["xrayEnabled"] is True
    assert graphql().inputs("graphql-api")["queryDepthLimit"] > 0


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("environment", "given", "expected"),
    [
        ("prod", None, "DISABLED"),
        ("staging", None, "ENABLED"),
        ("prod", True, "ENABLED"),
        ("dev", False, "DISABLED"),
    ],
)
def test_the_schema_is_not_shown_in_production(
    environment: EnvironmentName, given: bool | None, expected: str
) -> None:
    api = graphql(environment=environment, introspection=given).inputs("graphql-api")
    assert api["introspectionConfig"] == expected


@pytest.mark.requirement("TR-15")
def test_errors_are_logged_without_contents_to_a_group_that_exists_and_ends() -> None:
    recorded = graphql()
    api, group = recorded.inputs("graphql-api"), recorded.inputs("graphql-logs")
    assert api["logConfig"] == {
        "cloudwatchLogsRoleArn": recorded.state("graphql-logs-role")["arn"],
        "fieldLogLevel": "ERROR",
        "excludeVerboseContent": True,
    }
    assert group["name"] == f"/aws/appsync/apis/{recorded.state('graphql-api')['id']}"
    assert group["retentionInDays"] == ENVIRONMENTS["prod"].log_retention_days
    [statement] = recorded.statements("graphql-logs-role-policy")
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == [f"{recorded.state('graphql-logs')['arn']}:*"]
    assert recorded.trust("graphql-logs-role")[0]["Principal"] == {"Service": "appsync.amazonaws.com"}


@pytest.mark.requirement("TR-15", "X-12")
def test_each_source_has_a_role_that_may_do_what_it_is_for() -> None:
    recorded = graphql()
    [table] = recorded.statements("graphql-users-role-policy")
    arn = recorded.state("users-table")["arn"]
    assert table["Action"] == ["dynamodb:GetItem", "dynamodb:Query"]
    assert table["Resource"] == [arn, f"{arn}/index/EmailIndex"]
    [function] = recorded.statements("graphql-movies-role-policy")
    assert (function["Action"], function["Resource"]) == (["lambda:InvokeFunction"], [ALIAS])
    users, movies = recorded.inputs("graphql-users"), recorded.inputs("graphql-movies")
    assert users["serviceRoleArn"] == recorded.state("graphql-users-role")["arn"]
    assert (users["type"], users["dynamodbConfig"]["tableName"]) == (
        "AMAZON_DYNAMODB",
        recorded.state("users-table")["name"],
    )
    assert (movies["type"], movies["lambdaConfig"]) == ("AWS_LAMBDA", {"functionArn": ALIAS})
    assert "graphql-users-role-policy" in recorded.needs("graphql-users")


@pytest.mark.requirement("TR-15")
def test_resolvers_are_javascript_of_one_source_each() -> None:
    recorded = graphql()
    assert recorded.names("Resolver") == ["graphql-query-me", "graphql-query-movies"]
    me = recorded.inputs("graphql-query-me")
    assert (me["type"], me["field"], me["dataSource"], me["kind"]) == ("Query", "me", "users", "UNIT")
    assert me["runtime"] == {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"}
    assert me["code"] == CODE
    assert "graphql-users" in recorded.needs("graphql-query-me")


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda api: api.complete(), "none for Query.me, Query.movies"),
        (resolved_twice, "has a resolver already"),
        (lambda api: api.resolve("Query.me", None, "while (true) {}"), "no export of request"),
    ],
)
def test_gaps_and_code_that_cannot_run_are_refused(use: Callable[[GraphqlApi], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        graphql(use)


@pytest.mark.parametrize("changes", [{"schema": "type Query {"}, {"query_depth_limit": 0}])
def test_what_appsync_refuses_is_refused_before(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="GraphqlApi"):
        graphql(**changes)


@pytest.mark.requirement("TR-15", "X-21")
def test_a_domain_leads_to_the_api_and_is_its_url() -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    domain = ApiDomain(domain_name="graphql.example.com", certificate_arn=certificate, zone_id="Z1")

    def use(api: GraphqlApi) -> None:
        resolved(api)
        pulumi.export("url", api.url)
        pulumi.export("realtime", api.realtime_url)

    recorded = graphql(use, domain=domain)
    assert recorded.exports == {
        "url": "https://graphql.example.com/graphql",
        "realtime": "wss://graphql.example.com/graphql/realtime",
    }
    assert recorded.inputs("graphql-domain")["certificateArn"] == certificate
    assert recorded.inputs("graphql-domain-api")["apiId"] == recorded.state("graphql-api")["id"]
    [alias] = recorded.inputs("graphql-records-a")["aliases"]
    assert alias["zoneId"] == "Z2FDTNDATAQYW2"
    assert graphql(use).exports["url"].endswith(".amazonaws.com/graphql")


@pytest.mark.requirement("TR-14", "TR-15")
def test_server_errors_and_latency_are_watched() -> None:
    found: dict[str, list[Any]] = {}

    def use(api: GraphqlApi) -> None:
        resolved(api)
        found["alarms"] = api.alarms(server_errors_percent=1, latency_p95_ms=1000)
        found["widgets"] = api.widgets()

    graphql(use)
    alarms: list[Alarm] = found["alarms"]
    widgets: list[Widget] = found["widgets"]
    assert {alarm.key: alarm.threshold for alarm in alarms} == {"graphql-5xx": 1, "graphql-latency": 1000}
    metrics = [
        *(
            metric
            for alarm in alarms
            for metric in ([alarm.metric] if alarm.metric else alarm.metrics.values())
        ),
        *(metric for widget in widgets for metric in widget.metrics),
    ]
    assert len(metrics) > 6
    assert [problem for metric in metrics for problem in check(metric)] == []


def hook_args(old: str | None, new: str | None) -> pulumi.ResourceHookArgs:
    return pulumi.ResourceHookArgs(
        urn="urn:pulumi:prod::p::aws:appsync/graphQLApi:GraphQLApi::graphql-api",
        id="1",
        name="graphql-api",
        type="aws:appsync/graphQLApi:GraphQLApi",
        old_inputs={"schema": old} if old else {},
        new_inputs={"schema": new} if new else {},
    )


@pytest.mark.requirement("TR-15")
def test_a_schema_that_breaks_clients_is_refused_and_the_key_that_allows_it_named() -> None:
    key = "trinity:graphql.allowBreakingChanges"
    with pytest.raises(BreakingSchemaError) as raised:
        refuse_breaking_changes(hook_args(SCHEMA, SCHEMA.replace("me: String", "")), allow_key=key)
    assert "Query.me was removed" in str(raised.value)
    assert "trinity:graphql.allowBreakingChanges: true" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new"), [(SCHEMA, SCHEMA), (None, SCHEMA), (SCHEMA, None), (SCHEMA, SCHEMA + "type A { b: ID }")]
)
def test_a_schema_that_breaks_nobody_passes(old: str | None, new: str | None) -> None:
    refuse_breaking_changes(hook_args(old, new), allow_key="key")


@pytest.mark.requirement("TR-15")
def test_the_guard_is_on_the_api_unless_it_is_lifted() -> None:
    def hooks(recorded: Recorder) -> object:
        return recorded.registration("graphql-api").hooks

    assert hooks(graphql()) == {"before_update": ("refuse-breaking-changes-of-graphql",)}
    assert not hooks(graphql(allow_breaking_changes=True))
