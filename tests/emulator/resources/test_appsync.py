"""GraphQL APIs."""

from typing import Any

import pulumi_aws as aws

from emulator.account import Account
from tests.emulator.resources.support import made, role, sent

SCHEMA = "type Query { item(id: ID!): String }\nschema { query: Query }"
RUNTIME: Any = {"name": "APPSYNC_JS", "runtime_version": "1.0.0"}


def test_an_api_has_its_schema_providers_and_addresses(account: Account) -> None:
    writer = role(account, "appsync-logs", "appsync.amazonaws.com", "logs:*")
    pool = account.client("cognito-idp").create_user_pool(PoolName="users")["UserPool"]["Id"]

    def declare() -> dict[str, Any]:
        api = aws.appsync.GraphQLApi(
            "api",
            name="api",
            authentication_type="AMAZON_COGNITO_USER_POOLS",
            user_pool_config={"user_pool_id": pool, "default_action": "ALLOW"},
            additional_authentication_providers=[{"authentication_type": "AWS_IAM"}],
            log_config={"cloudwatch_logs_role_arn": writer, "field_log_level": "ERROR"},
            schema=SCHEMA,
            xray_enabled=True,
            query_depth_limit=10,
        )
        key = aws.appsync.ApiKey("key", api_id=api.id, description="canary")
        return {"id": api.id, "uris": api.uris, "arn": api.arn, "key": key.key}

    outputs = made(account, declare).outputs
    appsync = account.client("appsync")
    found = appsync.get_graphql_api(apiId=outputs["id"])["graphqlApi"]
    assert found["arn"] == outputs["arn"]
    assert found["userPoolConfig"]["awsRegion"] == "us-east-1"
    assert found["xrayEnabled"] is True
    assert [item["authenticationType"] for item in found["additionalAuthenticationProviders"]] == ["AWS_IAM"]
    assert appsync.get_schema_creation_status(apiId=outputs["id"])["status"] in {"SUCCESS", "ACTIVE"}
    assert outputs["uris"]["GRAPHQL"].startswith("https://")
    assert outputs["uris"]["REALTIME"].startswith("wss://")
    assert [key["id"] for key in appsync.list_api_keys(apiId=outputs["id"])["apiKeys"]] == [outputs["key"]]
    (asked,) = sent(account, "CreateGraphqlApi")
    assert asked["queryDepthLimit"] == 10


def test_sources_functions_and_resolvers_are_validated(account: Account) -> None:
    reader = role(account, "appsync", "appsync.amazonaws.com", "dynamodb:*", "lambda:InvokeFunction")

    def declare() -> dict[str, Any]:
        api = aws.appsync.GraphQLApi("api", name="api", authentication_type="AWS_IAM", schema=SCHEMA)
        table = aws.dynamodb.Table(
            "items",
            name="items",
            hash_key="id",
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "id", "type": "S"}],
        )
        source = aws.appsync.DataSource(
            "items",
            api_id=api.id,
            name="items",
            type="AMAZON_DYNAMODB",
            service_role_arn=reader,
            dynamodb_config={"table_name": table.name},
        )
        step = aws.appsync.Function(
            "get",
            api_id=api.id,
            name="get",
            data_source=source.name,
            runtime=RUNTIME,
            code="export function request() {}\nexport function response() {}",
        )
        resolver = aws.appsync.Resolver(
            "item",
            api_id=api.id,
            type="Query",
            field="item",
            kind="PIPELINE",
            pipeline_config={"functions": [step.function_id]},
            runtime=RUNTIME,
            code="export function request() {}\nexport function response() {}",
        )
        return {"id": api.id, "step": step.function_id, "resolver": resolver.arn, "source": source.arn}

    outputs = made(account, declare).outputs
    client, api = account.client("appsync"), outputs["id"]
    [source] = client.list_data_sources(apiId=api)["dataSources"]
    assert source["dynamodbConfig"] == {"tableName": "items", "awsRegion": "us-east-1"}
    [step] = client.list_functions(apiId=api)["functions"]
    assert (step["dataSourceName"], step["functionId"]) == ("items", outputs["step"])
    assert "functionVersion" not in step
    resolver = client.get_resolver(apiId=api, typeName="Query", fieldName="item")["resolver"]
    assert resolver["pipelineConfig"] == {"functions": [outputs["step"]]}
    assert resolver["runtime"] == {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"}
    assert resolver["resolverArn"] == outputs["resolver"]
    assert outputs["resolver"].endswith(f"apis/{outputs['id']}/types/Query/resolvers/item")
    assert source["dataSourceArn"] == outputs["source"]


def test_a_cache_and_a_name_of_ones_own(account: Account) -> None:
    certificate = account.client("acm").request_certificate(
        DomainName="gq.example.com", ValidationMethod="DNS"
    )

    def declare() -> dict[str, Any]:
        api = aws.appsync.GraphQLApi("api", name="api", authentication_type="API_KEY", schema=SCHEMA)
        aws.appsync.ApiCache(
            "cache",
            api_id=api.id,
            api_caching_behavior="FULL_REQUEST_CACHING",
            type="SMALL",
            ttl=60,
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
        )
        name = aws.appsync.DomainName(
            "name", domain_name="gq.example.com", certificate_arn=certificate["CertificateArn"]
        )
        aws.appsync.DomainNameApiAssociation("name", api_id=api.id, domain_name=name.domain_name)
        return {"id": api.id, "target": name.appsync_domain_name, "zone": name.hosted_zone_id}

    outputs = made(account, declare).outputs
    cache = account.client("appsync").get_api_cache(apiId=outputs["id"])["apiCache"]
    assert (cache["ttl"], cache["type"]) == (60, "SMALL")
    assert outputs["target"].endswith(".cloudfront.net")
    assert outputs["zone"] == "Z2FDTNDATAQYW2"
    found = account.client("appsync").get_api_association(domainName="gq.example.com")["apiAssociation"]
    assert found == {
        "apiId": outputs["id"],
        "domainName": "gq.example.com",
        "associationStatus": "SUCCESS",
    }
