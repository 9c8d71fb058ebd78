"""AppSync and CodeDeploy."""

from typing import Any

import pytest

from emulator.account import Account

from . import refused, role

CODE = "export function request() { return {}; }\nexport function response(ctx) { return ctx.result; }"
RUNTIME = {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"}


@pytest.fixture
def api(account: Account) -> str:
    client = account.client("appsync")
    made = client.create_graphql_api(name="a", authenticationType="AWS_IAM")["graphqlApi"]["apiId"]
    client.start_schema_creation(apiId=made, definition=b"type Query { hello: String }")
    client.create_data_source(apiId=made, name="none", type="NONE")
    return str(made)


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "export function request( {"}, "SyntaxError"),
        ({"code": "export function request() {}"}, "response"),
        ({"runtime": None}, "go together"),
        ({"kind": "PIPELINE"}, "needs functions"),
        ({"dataSourceName": None}, "needs a dataSourceName"),
    ],
)
def test_resolvers(account: Account, api: str, change: dict[str, Any], reason: str) -> None:
    base = {
        "apiId": api,
        "typeName": "Query",
        "fieldName": "hello",
        "dataSourceName": "none",
        "code": CODE,
        "runtime": RUNTIME,
    }
    create = account.client("appsync").create_resolver
    given = {key: value for key, value in {**base, **change}.items() if value is not None}
    assert reason in refused(create, **given)
    create(**base)


def test_sources_and_logs_have_roles_that_appsync_can_assume(account: Account, api: str) -> None:
    client = account.client("appsync")
    table = {"tableName": "t", "awsRegion": "us-east-1"}
    base = {"apiId": api, "name": "t", "type": "AMAZON_DYNAMODB", "dynamodbConfig": table}
    assert "needs a serviceRoleArn" in refused(client.create_data_source, **base)
    stranger = role(account, "lambda", name="stranger")
    assert "cannot be assumed" in refused(client.create_data_source, **base, serviceRoleArn=stranger)
    log = {"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": stranger}
    create = client.create_graphql_api
    assert "cannot be assumed" in refused(create, name="b", authenticationType="AWS_IAM", logConfig=log)
    client.create_data_source(**base, serviceRoleArn=role(account, "appsync", name="own"))


def test_modes_have_what_they_need_once(account: Account) -> None:
    create = account.client("appsync").create_graphql_api
    assert "userPoolConfig is needed" in refused(
        create, name="a", authenticationType="AMAZON_COGNITO_USER_POOLS"
    )
    twice = [{"authenticationType": "AWS_IAM"}]
    assert "the mode AWS_IAM twice" in refused(
        create, name="a", authenticationType="AWS_IAM", additionalAuthenticationProviders=twice
    )


@pytest.mark.requirement("X-21")
def test_a_domains_certificate_is_in_us_east_1(account: Account) -> None:
    create = account.client("appsync").create_domain_name
    made = account.client("acm", "eu-west-1").request_certificate(DomainName="g.example.com")
    reason = refused(create, domainName="g.example.com", certificateArn=made["CertificateArn"])
    assert "is not in us-east-1" in reason
    gone = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    assert "there is no certificate" in refused(create, domainName="g.example.com", certificateArn=gone)


@pytest.mark.requirement("TR-22")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"deploymentConfigName": "CodeDeployDefault.OneAtATime"}, "not one of the compute platform Lambda"),
        ({"deploymentStyle": {"deploymentType": "IN_PLACE"}}, "is deployed BLUE_GREEN"),
        ({"alarmConfiguration": {"enabled": True}}, "names no alarm"),
        (
            {"alarmConfiguration": {"enabled": True, "alarms": [{"name": f"a{n}"} for n in range(11)]}},
            "at most 10",
        ),
        ({"serviceRoleArn": "arn:aws:iam::123456789012:role/none"}, "cannot be assumed by CodeDeploy"),
    ],
)
def test_deployment_groups(account: Account, change: dict[str, Any], reason: str) -> None:
    client = account.client("codedeploy")
    client.create_application(applicationName="app", computePlatform="Lambda")
    base = {
        "applicationName": "app",
        "deploymentGroupName": "auth",
        "deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce",
        "serviceRoleArn": role(account, "codedeploy"),
    }
    assert reason in refused(client.create_deployment_group, **{**base, **change})
    client.create_deployment_group(**base)
