"""What the guide says of Streamer, found in what production declares."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.settings.streamer_parts import SAMPLE_PUBLIC_KEY
from tests.contract.walk import ALARM
from tests.support.physical import names_of
from tests.support.program import Variant, declared
from tests.support.recorder import Recorder
from tests.support.streamer import STREAMER

FUNCTIONS = ("connect", "disconnect", "router", "processor")
LITERALS = {
    "aws:dynamodb/table:Table": {
        f"streamer-{each}-prod" for each in ("connections", "requests", "subscriptions")
    },
    "aws:lambda/function:Function": {f"streamer-{each}-prod" for each in FUNCTIONS},
    "aws:apigatewayv2/api:Api": {"streamer-prod"},
    "aws:cloudwatch/dashboard:Dashboard": {"streamer-prod"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"streamer-high-errors", "streamer-connection-limit"},
    "aws:cloudwatch/logGroup:LogGroup": {f"/aws/lambda/streamer-{each}-prod" for each in FUNCTIONS},
}
ACTIONS = {f"dynamodb:{each}" for each in ("PutItem", "GetItem", "DeleteItem", "Query", "UpdateItem")}


@pytest.fixture(scope="module")
def prod() -> Recorder:
    """Production, behind CloudFront."""
    return declared(STREAMER["streamer-prod"])


@pytest.fixture(scope="module")
def dev() -> Recorder:
    """Development, on API Gateway's own host."""
    return declared(STREAMER["streamer-dev"])


def rights(recorded: Recorder, function: str) -> dict[str, set[str]]:
    """Action -> resources of a function's role."""
    found: dict[str, set[str]] = {}
    for statement in recorded.statements(f"streamer-{function}-role"):
        for action in statement["Action"]:
            found.setdefault(action, set()).update(statement["Resource"])
    return found


def variables(recorded: Recorder, function: str) -> dict[str, str]:
    """A function's environment."""
    return dict(recorded.inputs(f"streamer-{function}-function")["environment"]["variables"])


@pytest.mark.requirement("ENV-8", "ST-4", "ST-5", "ST-6", "ST-7", "ST-11", "ST-23", "ST-34", "ST-38")
def test_production_has_the_guides_names(prod: Recorder) -> None:
    names = names_of(prod)
    assert {
        typ: wanted - set(names[typ]) for typ, wanted in LITERALS.items() if wanted - set(names[typ])
    } == {}


@pytest.mark.requirement("ST-4", "X-9")
def test_other_environments_have_its_suffix_also_where_the_guide_has_none(dev: Recorder) -> None:
    names = names_of(dev)
    assert "streamer-connections-dev" in names["aws:dynamodb/table:Table"]
    assert {"streamer-high-errors-dev", "streamer-connection-limit-dev"} <= set(names[ALARM])


@pytest.mark.requirement("ST-3", "ST-5", "ST-6", "ST-7", "ST-8", "ST-10")
@pytest.mark.parametrize(
    ("table", "key", "indexes"),
    [
        ("connections", "ConnectionID", {"UserIndex": ["UserID"], "TenantIndex": ["TenantID"]}),
        (
            "requests",
            "RequestID",
            {"ConnectionIndex": ["ConnectionID", "CreatedAt"], "StatusIndex": ["Status", "CreatedAt"]},
        ),
        (
            "subscriptions",
            "SubscriptionID",
            {"ConnectionIndex": ["ConnectionID"], "RequestIndex": ["RequestID"]},
        ),
    ],
)
def test_the_tables_have_their_keys_indexes_and_end(
    prod: Recorder, table: str, key: str, indexes: dict[str, list[str]]
) -> None:
    found = prod.inputs(f"streamer-{table}-table")
    assert (found["hashKey"], found["billingMode"]) == (key, "PAY_PER_REQUEST")
    assert {
        each["name"]: [part["attributeName"] for part in each["keySchemas"]]
        for each in found["globalSecondaryIndexes"]
    } == indexes
    assert {each["projectionType"] for each in found["globalSecondaryIndexes"]} == {"ALL"}
    assert {each["type"] for each in found["attributes"]} == {"S"}
    assert found["ttl"] == {"attributeName": "TTL", "enabled": True}
    assert found["pointInTimeRecovery"]["enabled"] is True
    assert found.get("streamViewType") == ("NEW_AND_OLD_IMAGES" if table == "requests" else None)


@pytest.mark.requirement("ST-1", "ST-11", "ST-15", "ST-16", "ST-21", "ST-31", "ST-33")
@pytest.mark.parametrize(
    ("function", "memory", "timeout"),
    [("connect", 512, 29), ("disconnect", 512, 29), ("router", 512, 29), ("processor", 1024, 900)],
)
def test_the_functions_run_as_stated(prod: Recorder, function: str, memory: int, timeout: int) -> None:
    found = prod.inputs(f"streamer-{function}-function")
    assert (found["runtime"], found["handler"], found["architectures"]) == (
        "provided.al2023",
        "bootstrap",
        ["x86_64"],
    )
    assert (found["memorySize"], found["timeout"], found["publish"]) == (memory, timeout, True)
    assert found["tracingConfig"] == {"mode": "Active"}
    assert "reservedConcurrentExecutions" not in found
    assert "skipDestroy" not in found
    assert prod.inputs(f"streamer-{function}-alias")["name"] == "live"
    assert prod.inputs(f"streamer-{function}-logs")["retentionInDays"] == 30


@pytest.mark.requirement("ST-12", "ST-13", "ST-14", "ST-15", "ST-17", "ST-18")
def test_each_function_has_its_variables_and_those_of_all(prod: Recorder) -> None:
    shared = {
        "LOG_LEVEL": "INFO",
        "CONNECTION_TTL_HOURS": "24",
        "REQUEST_TTL_DAYS": "7",
        "MAX_CONNECTIONS_PER_USER": "10",
    }
    working = {
        "CONNECTIONS_TABLE": "streamer-connections-prod",
        "REQUESTS_TABLE": "streamer-requests-prod",
        "SUBSCRIPTIONS_TABLE": "streamer-subscriptions-prod",
        "WEBSOCKET_ENDPOINT": "https://origin-api.example.com/prod",
    }
    tables = {name: working[name] for name in ("CONNECTIONS_TABLE", "SUBSCRIPTIONS_TABLE")}
    assert variables(prod, "connect") == {
        **shared,
        "JWT_PUBLIC_KEY": SAMPLE_PUBLIC_KEY,
        "CONNECTIONS_TABLE": "streamer-connections-prod",
    }
    assert variables(prod, "disconnect") == {**shared, **tables}
    assert variables(prod, "router") == variables(prod, "processor") == {**shared, **working}


@pytest.mark.requirement("ST-14")
def test_without_cloudfront_functions_answer_through_the_execute_api_host(dev: Recorder) -> None:
    host = f"{dev.state('streamer-api-api')['id']}.execute-api.us-east-1.amazonaws.com"
    assert variables(dev, "router")["WEBSOCKET_ENDPOINT"] == f"https://{host}/dev"
    assert dev.exports["streamer"]["callbackUrl"] == f"https://{host}/dev"
    assert dev.exports["streamer"]["websocketUrl"] == f"wss://{host}/dev"


@pytest.mark.requirement("ST-19", "ST-37", "X-12")
def test_each_role_has_the_guides_actions_on_its_own_tables_only(prod: Recorder) -> None:
    arn = {
        name: prod.state(f"streamer-{name}-table")["arn"]
        for name in ("connections", "requests", "subscriptions")
    }
    own = {
        "connect": {"connections"},
        "disconnect": {"connections", "subscriptions"},
        "router": {"connections", "requests", "subscriptions"},
        "processor": {"connections", "requests", "subscriptions"},
    }
    for function, tables in own.items():
        found = rights(prod, function)
        on_tables = {action: where for action, where in found.items() if action in ACTIONS}
        assert on_tables.keys() == ACTIONS
        for action, where in on_tables.items():
            named = {each for each in where if "/index/" not in each}
            assert named == {arn[each] for each in tables}, f"{function} {action}"
        assert ("execute-api:ManageConnections" in found) == (function in ("router", "processor"))
    indexes = {each for each in rights(prod, "connect")["dynamodb:Query"] if "/index/" in each}
    assert indexes == {f"{arn['connections']}/index/UserIndex"}
    api = prod.state("streamer-api-api")["executionArn"]
    assert rights(prod, "router")["execute-api:ManageConnections"] == {
        f"{api}/prod/{verb}/@connections/*" for verb in ("POST", "GET", "DELETE")
    }


@pytest.mark.requirement("ST-36", "ST-37")
def test_metrics_may_be_published_to_the_guides_namespace_only(prod: Recorder) -> None:
    for function in FUNCTIONS:
        (statement,) = [
            each
            for each in prod.statements(f"streamer-{function}-role")
            if "cloudwatch:PutMetricData" in each["Action"]
        ]
        assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Streamer"}}


@pytest.mark.requirement("ST-22")
def test_the_stream_feeds_the_processors_alias_with_what_is_pending(prod: Recorder) -> None:
    mapping = prod.inputs("streamer-processor-streamer-requests-mapping")
    assert mapping["functionName"] == prod.state("streamer-processor-alias")["arn"]
    assert (mapping["startingPosition"], mapping["batchSize"]) == ("LATEST", 10)
    assert (mapping["maximumRetryAttempts"], mapping["maximumRecordAgeInSeconds"]) == (3, 21_600)
    assert mapping["bisectBatchOnFunctionError"] is True
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (
        mapping["destinationConfig"]["onFailure"]["destinationArn"]
        == prod.state("streamer-failures-queue")["arn"]
    )
    (pattern,) = [json.loads(each["pattern"]) for each in mapping["filterCriteria"]["filters"]]
    assert pattern == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"Status": {"S": ["PENDING"]}}},
    }
    every = declared(STREAMER["streamer-provisioned"]).inputs("streamer-processor-streamer-requests-mapping")
    assert "filterCriteria" not in every


@pytest.mark.requirement("ST-24", "ST-25", "ST-26", "ST-27")
def test_production_is_behind_cloudfront_and_nothing_leads_around_it(prod: Recorder) -> None:
    assert prod.inputs("streamer-api-api")["disableExecuteApiEndpoint"] is True
    assert prod.inputs("streamer-api-domain")["domainName"] == "origin-api.example.com"
    keys = {each.inputs.get("apiMappingKey", "") for each in prod.of_type("ApiMapping")}
    assert keys == {"", "prod"}
    cdn = prod.inputs("streamer-cdn-distribution")
    assert cdn["aliases"] == ["api.example.com"]
    (origin,) = cdn["origins"]
    assert origin["domainName"] == "origin-api.example.com"
    assert [each["name"] for each in origin["customHeaders"]] == ["x-origin-secret"]
    # AllViewerExceptHostHeader: with the viewer's Host, API Gateway answers 403
    assert cdn["defaultCacheBehavior"]["originRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert cdn["webAclId"] == prod.state("streamer-firewall-acl")["arn"]
    acl = prod.inputs("streamer-firewall-acl")
    assert (acl["scope"], acl["region"]) == ("CLOUDFRONT", "us-east-1")
    connect = prod.inputs("streamer-api-connect")
    assert connect["authorizationType"] == "CUSTOM"
    authorizer = prod.inputs("streamer-api-origin")
    assert authorizer["identitySources"] == ["route.request.header.x-origin-secret"]
    assert prod.count("WebAclAssociation") == 0


@pytest.mark.requirement("ST-27", "X-11")
def test_the_authorizer_knows_the_secrets_hash_and_not_the_secret(prod: Recorder) -> None:
    given = variables(prod, "origin-authorizer")
    assert given.keys() == {"ORIGIN_HEADER", "ORIGIN_SECRET_SHA256"}
    assert len(given["ORIGIN_SECRET_SHA256"]) == 64
    assert given["ORIGIN_SECRET_SHA256"] != prod.state("streamer-origin-secret")["result"]


@pytest.mark.requirement("ST-44")
def test_the_token_in_the_query_string_is_logged_nowhere(prod: Recorder) -> None:
    redacted = prod.inputs("streamer-firewall-logging")["redactedFields"]
    assert {"queryString": {}} in redacted
    assert prod.count("LogDelivery") == 0, "CloudFront writes no access log of its own"
    logged = declared(STREAMER["streamer-authorizer"]).inputs("streamer-api-stage")["accessLogSettings"][
        "format"
    ]
    assert "querystring" not in logged.lower()


@pytest.mark.requirement("ST-27", "ST-28")
def test_the_firewall_limits_rates_and_lets_the_guides_clients_in(prod: Recorder) -> None:
    rules = {each["name"]: each for each in prod.inputs("streamer-firewall-acl")["rules"]}
    assert "rateBasedStatement" in rules["rate-limit"]["statement"]
    counted = rules["core"]["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"]
    assert {each["name"] for each in counted} == {"NoUserAgent_HEADER", "SizeRestrictions_QUERYSTRING"}


@pytest.mark.requirement("ST-26")
def test_the_domain_has_one_record_wherever_it_leads(prod: Recorder) -> None:
    plain = declared(STREAMER["streamer-without-waf"])
    assert plain.inputs("streamer-api-domain")["domainName"] == "api.example.com"
    assert (
        plain.inputs("streamer-domain-a")["name"]
        == prod.inputs("streamer-domain-a")["name"]
        == "api.example.com"
    )
    assert plain.exports["streamer"]["customDomainUrl"] == "wss://api.example.com/dev"
    assert plain.count("WebAcl") == plain.count("Distribution") == 0


@pytest.mark.requirement("ST-26")
def test_an_owners_authorizer_decides_by_the_token_in_the_query_string() -> None:
    recorded = declared(STREAMER["streamer-authorizer"])
    authorizer = recorded.inputs("streamer-api-token")
    assert authorizer["identitySources"] == ["route.request.querystring.Authorization"]
    assert authorizer["authorizerUri"] == recorded.state("streamer-authorizer-alias")["invokeArn"]


@pytest.mark.requirement("ST-28", "ST-30", "ST-38")
def test_the_stage_is_throttled_and_logs_where_that_is_wanted(dev: Recorder) -> None:
    stage = dev.inputs("streamer-api-stage")
    assert stage["defaultRouteSettings"] == {"throttlingRateLimit": 500, "throttlingBurstLimit": 1000}
    assert "accessLogSettings" not in stage
    logged = declared(STREAMER["streamer-authorizer"])
    assert logged.inputs("streamer-api-stage")["routeSettings"][0]["throttlingRateLimit"] == 50
    assert logged.inputs("streamer-api-access-log")["retentionInDays"] == 7
    assert logged.inputs("streamer-api-execution-log")["name"].startswith("/aws/apigateway/")
    assert logged.count("aws:apigateway/account:Account") == 0, "the account's log role is the baseline's"


@pytest.mark.requirement("ST-9")
def test_finished_requests_are_archived_as_ttl_deletes_them(prod: Recorder) -> None:
    mapping = prod.inputs("streamer-archive-archiver-streamer-requests-mapping")
    (pattern,) = [json.loads(each["pattern"]) for each in mapping["filterCriteria"]["filters"]]
    assert pattern == {
        "eventName": ["REMOVE"],
        "userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]},
        "dynamodb": {"OldImage": {"Status": {"S": ["COMPLETED"]}}},
    }
    assert prod.count("EventSourceMapping") == 2, "a stream has two readers at most"
    assert prod.exports["streamer"]["archiveBucket"].startswith("streamer-archive-prod")
    without = declared(STREAMER["streamer-without-waf"])
    assert "archiveBucket" not in without.exports["streamer"]
    every = declared(STREAMER["streamer-provisioned"])
    (pattern,) = [
        json.loads(each["pattern"])
        for each in every.inputs("streamer-archive-archiver-streamer-requests-mapping")["filterCriteria"][
            "filters"
        ]
    ]
    assert "dynamodb" not in pattern


def alarm(recorded: Recorder, name: str) -> dict[str, Any]:
    """The alarm of a physical name."""
    (found,) = [item.inputs for item in recorded.of_type(ALARM) if item.inputs["name"] == name]
    return dict(found)


@pytest.mark.requirement("ENV-9", "ST-35")
def test_errors_of_the_four_functions_are_counted_together(prod: Recorder) -> None:
    found = alarm(prod, "streamer-high-errors")
    assert (found["threshold"], found["evaluationPeriods"]) == (10, 2)
    assert found["alarmDescription"].startswith("High Lambda error rate")
    queries = [each["metric"] for each in found["metricQueries"] if "metric" in each]
    assert {each["dimensions"]["FunctionName"] for each in queries} == {
        f"streamer-{each}-prod" for each in FUNCTIONS
    }
    assert {(each["metricName"], each["period"], each["stat"]) for each in queries} == {
        ("Errors", 300, "Sum")
    }


@pytest.mark.requirement("ENV-9", "ST-32", "ST-36")
def test_open_connections_are_watched_on_the_guides_metric(prod: Recorder) -> None:
    found = alarm(prod, "streamer-connection-limit")
    assert (found["namespace"], found["metricName"], found["statistic"]) == (
        "Streamer",
        "ActiveConnections",
        "Maximum",
    )
    assert (found["period"], found["evaluationPeriods"], found["threshold"]) == (300, 1, 9000)
    assert found["alarmDescription"].startswith("Approaching connection limit")
    lower = declared(Variant(file="dev", platform="streamer", config={"connectionAlarm": 50}))
    assert alarm(lower, "streamer-connection-limit-dev")["threshold"] == 50


@pytest.mark.requirement("ST-43")
def test_throttles_backlog_and_failures_have_alarms(prod: Recorder) -> None:
    names = set(names_of(prod)[ALARM])
    assert {
        "streamer-connections-UserIndex-read-throttles",
        "streamer-requests-write-throttles",
        "streamer-router-throttles",
        "streamer-processor-iterator-age",
        "streamer-failures-depth",
        "streamer-api-integration-errors",
        "streamer-api-execution-errors",
        "streamer-api-connection-rate",
    } <= names
    assert alarm(prod, "streamer-failures-depth")["threshold"] == 0


@pytest.mark.requirement("ST-34")
def test_the_dashboard_has_the_guides_widget_for_each_function(prod: Recorder) -> None:
    body = json.loads(prod.inputs("streamer-dashboard-dashboard")["dashboardBody"])
    titles = [each["properties"].get("title") for each in body["widgets"]]
    assert titles[:1] == ["Lambda Performance: connect"]
    for function in FUNCTIONS:
        widget = body["widgets"][titles.index(f"Lambda Performance: {function}")]["properties"]
        shown = {each[1] for each in widget["metrics"]}
        assert {"Invocations", "Errors", "Duration", "ConcurrentExecutions"} <= shown
        assert (widget["region"], widget["period"]) == ("us-east-1", 300)
    assert {"Open connections", "API streamer-api: connections and messages"} <= set(titles)


@pytest.mark.requirement("ST-39")
def test_traces_are_sampled_for_the_environments_own_services(prod: Recorder, dev: Recorder) -> None:
    rule = prod.inputs("streamer-sampling-rule")
    assert (rule["fixedRate"], rule["serviceName"]) == (0.1, "streamer-*-prod")
    assert (dev.inputs("streamer-sampling-rule")["fixedRate"]) == 1


@pytest.mark.requirement("ST-41")
def test_reviews_have_saved_queries_over_every_function(prod: Recorder) -> None:
    found = prod.of_type("QueryDefinition")
    assert {each.inputs["name"] for each in found} == {
        f"streamer-prod/{each}" for each in ("errors", "slowest", "cold-starts", "refused-connections")
    }
    assert all(len(each.inputs["logGroupNames"]) == 6 for each in found)
    assert prod.count("RuntimeManagementConfig") == 0, "Lambda's own default is Auto"


@pytest.mark.requirement("ST-21", "ST-33")
def test_provisioned_and_reserved_concurrency_are_set_where_wanted() -> None:
    recorded = declared(STREAMER["streamer-provisioned"])
    assert recorded.inputs("streamer-router-provisioned")["provisionedConcurrentExecutions"] == 2
    scaling = recorded.inputs("streamer-router-provisioned-scaling")
    assert (scaling["minCapacity"], scaling["maxCapacity"]) == (2, 5)
    assert recorded.inputs("streamer-router-function")["reservedConcurrentExecutions"] == 10
    assert recorded.count("ProvisionedConcurrencyConfig") == 1


@pytest.mark.requirement("ST-29")
def test_in_a_network_dynamodb_is_reached_without_the_internet() -> None:
    recorded = declared(STREAMER["streamer-network"])
    endpoints = {each.inputs["serviceName"].rpartition(".")[2] for each in recorded.of_type("VpcEndpoint")}
    assert "dynamodb" in endpoints
    assert "execute-api" not in endpoints, "its private DNS would swallow the calls of @connections"
    for function in FUNCTIONS:
        assert recorded.inputs(f"streamer-{function}-function")["vpcConfig"]["securityGroupIds"]


@pytest.mark.requirement("ST-5")
def test_the_third_table_may_be_left_out() -> None:
    recorded = declared(STREAMER["streamer-network"])
    assert "SUBSCRIPTIONS_TABLE" not in variables(recorded, "router")
    assert {each.inputs["name"] for each in recorded.of_type("aws:dynamodb/table:Table")} == {
        "streamer-connections-dev",
        "streamer-requests-dev",
    }


@pytest.mark.requirement("ST-42")
def test_tables_are_capped_or_warmed_where_wanted() -> None:
    tables = {
        "requests": {"onDemand": {"maximumWriteUnits": 500, "warmReadUnits": 15_000, "warmWriteUnits": 5_000}}
    }
    table = declared(Variant(file="dev", platform="streamer", config={"tables": tables})).inputs(
        "streamer-requests-table"
    )
    assert table["onDemandThroughput"]["maxWriteRequestUnits"] == 500
    assert table["warmThroughput"] == {"readUnitsPerSecond": 15_000, "writeUnitsPerSecond": 5_000}


@pytest.mark.requirement("ST-40", "X-14")
def test_the_budget_is_watched_for_what_carries_the_platforms_tag(prod: Recorder, dev: Recorder) -> None:
    budget = prod.inputs("streamer-budget-budget")
    assert budget["limitAmount"] == "30.00", "the guide's 18, the web ACL, two keys"
    assert {(each["notificationType"], each["threshold"]) for each in budget["notifications"]} == {
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    }
    assert dev.inputs("streamer-budget-budget")["limitAmount"] == "4.00"


@pytest.mark.requirement("ST-ops", "X-16")
def test_an_operator_gets_every_name_url_and_command_of_the_guide(prod: Recorder) -> None:
    outputs = prod.exports["streamer"]
    assert outputs["websocketUrl"] == "wss://api.example.com"
    assert outputs["customDomainUrl"] == "wss://api.example.com/prod"
    assert outputs["callbackUrl"] == "https://origin-api.example.com/prod"
    assert outputs["functions"] == {each: f"streamer-{each}-prod" for each in FUNCTIONS}
    assert outputs["indexes"]["connections"] == ["UserIndex", "TenantIndex"]
    assert outputs["functionAlias"] == "live"
    commands = outputs["commands"]
    assert (
        commands["logsRouter"] == "aws logs tail /aws/lambda/streamer-router-prod --follow --region us-east-1"
    )
    assert commands["connect"] == "wscat -c 'wss://api.example.com?Authorization=TOKEN'"
    assert "--table-name streamer-connections-prod --index-name UserIndex" in commands["queryUser"]


@pytest.mark.requirement("ST-1", "ST-16")
def test_placeholders_and_long_timeouts_are_said(prod: Recorder) -> None:
    (waiting, *_) = prod.exports["streamer"]["notes"]
    assert "connect, disconnect, router, processor" in waiting
    slow = declared(
        Variant(file="dev", platform="streamer", config={"functions": {"router": {"timeout": "60 seconds"}}})
    )
    assert any("router: timeout of 60 s" in each for each in slow.exports["streamer"]["notes"])
