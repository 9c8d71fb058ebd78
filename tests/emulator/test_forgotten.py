"""What moto takes and forgets is told to whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from emulator.account import Account


@pytest.fixture
def account() -> Iterator[Account]:
    with Account("us-east-1") as active:
        yield active


@pytest.mark.requirement("TR-15")
def test_a_graphql_api_tells_its_limits_and_whether_it_shows_its_schema(account: Account) -> None:
    appsync = account.client("appsync")
    said = {"introspectionConfig": "DISABLED", "queryDepthLimit": 8, "resolverCountLimit": 50}
    made = appsync.create_graphql_api(name="a", authenticationType="AWS_IAM", **said)["graphqlApi"]
    assert made.items() >= said.items()
    number = made["apiId"]
    assert appsync.get_graphql_api(apiId=number)["graphqlApi"].items() >= said.items()
    changed = {"name": "a", "authenticationType": "AWS_IAM", "introspectionConfig": "ENABLED"}
    appsync.update_graphql_api(apiId=number, **changed)
    told = appsync.get_graphql_api(apiId=number)["graphqlApi"]
    assert (told["introspectionConfig"], told["queryDepthLimit"]) == ("ENABLED", 8)


@pytest.mark.requirement("TR-22")
def test_a_deployment_group_tells_the_alarms_that_stop_its_deployments(account: Account) -> None:
    codedeploy, iam = account.client("codedeploy"), account.client("iam")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "codedeploy.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="deploys", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    codedeploy.create_application(applicationName="a", computePlatform="Lambda")
    alarms = {"enabled": True, "alarms": [{"name": "Errors"}], "ignorePollAlarmFailure": False}
    codedeploy.create_deployment_group(
        applicationName="a",
        deploymentGroupName="g",
        serviceRoleArn=role,
        deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
        alarmConfiguration=alarms,
    )
    told = codedeploy.get_deployment_group(applicationName="a", deploymentGroupName="g")
    assert told["deploymentGroupInfo"]["alarmConfiguration"] == alarms
