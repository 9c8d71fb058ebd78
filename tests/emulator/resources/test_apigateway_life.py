"""REST APIs are patched, described, and go."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life
from .support import role

API = "aws:apigateway/restApi:RestApi"
RESOURCE = "aws:apigateway/resource:Resource"
METHOD = "aws:apigateway/method:Method"
INTEGRATION = "aws:apigateway/integration:Integration"
METHOD_RESPONSE = "aws:apigateway/methodResponse:MethodResponse"
INTEGRATION_RESPONSE = "aws:apigateway/integrationResponse:IntegrationResponse"
DEPLOYMENT = "aws:apigateway/deployment:Deployment"
STAGE = "aws:apigateway/stage:Stage"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
AUTHORIZER = "aws:apigateway/authorizer:Authorizer"
VALIDATOR = "aws:apigateway/requestValidator:RequestValidator"
MODEL = "aws:apigateway/model:Model"
RESPONSE = "aws:apigateway/response:Response"
POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy"
PLAN = "aws:apigateway/usagePlan:UsagePlan"
KEY = "aws:apigateway/apiKey:ApiKey"
PLAN_KEY = "aws:apigateway/usagePlanKey:UsagePlanKey"
ROLE = "aws:apigateway/account:Account"


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


@pytest.fixture
def api(account: Account) -> Life:
    return Life(account, API, name="a", binaryMediaTypes=["image/png"], tags={"a": "1"})


@pytest.fixture
def resource(account: Account, api: Life) -> Life:
    root = api.state["rootResourceId"]
    return Life(account, RESOURCE, restApi=api.id, parentId=root, pathPart="hooks")


@pytest.fixture
def place(api: Life, resource: Life) -> dict[str, str]:
    return {"restApi": api.id, "resourceId": resource.id, "httpMethod": "POST"}


@pytest.fixture
def method(account: Account, place: dict[str, str]) -> Life:
    return Life(
        account, METHOD, **place, authorization="NONE", requestParameters={"method.request.header.A": True}
    )


@pytest.fixture
def integration(account: Account, place: dict[str, str], method: Life) -> Life:
    return Life(
        account,
        INTEGRATION,
        **place,
        type="MOCK",
        requestTemplates={"application/json": '{"statusCode": 200}'},
    )


@pytest.fixture
def stage(account: Account, api: Life, integration: Life) -> Life:
    deployment = Life(account, DEPLOYMENT, restApi=api.id, triggers={"hash": "1"})
    return Life(
        account,
        STAGE,
        restApi=api.id,
        deployment=deployment.id,
        stageName="prod",
        variables={"kept": "1", "gone": "1"},
        tags={"a": "1"},
    )


def test_an_api_is_patched_where_it_differs(account: Account, api: Life) -> None:
    api.change(
        description="d", binaryMediaTypes=["image/gif"], disableExecuteApiEndpoint=False, tags={"b": "2"}
    )
    assert api.asked == ["UpdateRestApi", "UntagResource", "TagResource"]
    found = said(api)
    assert (found["description"], found["binaryMediaTypes"], found["tags"]) == (
        "d",
        ["image/gif"],
        {"b": "2"},
    )
    assert found["disableExecuteApiEndpoint"] is False
    api.change(description=None)
    assert said(api)["description"] == "Managed by Pulumi"
    api.delete()
    assert api.described() is None
    api.delete()


def test_a_policy_of_an_api_changes_and_goes(account: Account, api: Life) -> None:
    def document(address: str) -> str:
        allow = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": address}},
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [allow]})

    policy = Life(account, POLICY, restApiId=api.id, policy=document("192.0.2.0/24"))
    policy.change(policy=document("198.51.100.0/24"))
    assert "198.51.100.0/24" in said(policy)["policy"]
    policy.delete()
    assert policy.described() is None


def test_a_resource_gets_another_path(resource: Life) -> None:
    assert resource.change(pathPart="events") == {"path": "/events"}
    assert said(resource)["path"] == "/events"
    resource.delete()
    assert resource.described() is None
    resource.delete()


def test_a_method_is_patched_and_keeps_its_integration(method: Life, integration: Life) -> None:
    method.change(
        apiKeyRequired=True, authorization="AWS_IAM", requestParameters={"method.request.header.B": False}
    )
    found = said(method)
    assert (found["apiKeyRequired"], found["authorizationType"]) == (True, "AWS_IAM")
    assert found["requestParameters"] == {"method.request.header.B": False}
    assert said(integration)["type"] == "MOCK"
    method.change(apiKeyRequired=None)
    assert said(method)["apiKeyRequired"] is False
    assert not method.handler.updatable(METHOD) & {"httpMethod", "resourceId", "restApi"}


def test_an_integration_is_put_again_and_keeps_its_answers(
    account: Account, place: dict[str, str], integration: Life
) -> None:
    Life(account, METHOD_RESPONSE, **place, statusCode="200")
    answer = Life(
        account, INTEGRATION_RESPONSE, **place, statusCode="200", responseTemplates={"application/json": "{}"}
    )
    integration.change(requestTemplates={"application/json": '{"statusCode": 201}'})
    assert said(integration)["requestTemplates"] == {"application/json": '{"statusCode": 201}'}
    assert said(answer)["responseTemplates"] == {"application/json": "{}"}
    answer.change(responseTemplates={"application/json": "[]"})
    assert said(answer)["responseTemplates"] == {"application/json": "[]"}
    assert not integration.handler.updatable(INTEGRATION) & {"type", "credentials", "httpMethod"}
    for each in (answer, integration):
        each.delete()
        assert each.described() is None
        each.delete()


def test_what_belongs_to_an_api_changes_and_goes(account: Account, api: Life) -> None:
    function = "arn:aws:lambda:us-east-1:123456789012:function:f"
    invoke = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    authorizer = Life(account, AUTHORIZER, restApi=api.id, name="n", authorizerUri=invoke)
    authorizer.change(authorizerResultTtlInSeconds=60)
    assert said(authorizer)["authorizerResultTtlInSeconds"] == 60
    validator = Life(account, VALIDATOR, restApi=api.id, name="v", validateRequestBody=True)
    validator.change(validateRequestBody=None, validateRequestParameters=True)
    found = said(validator)
    assert (found["validateRequestBody"], found["validateRequestParameters"]) == (False, True)
    model = Life(account, MODEL, restApi=api.id, name="M", contentType="application/json", schema="{}")
    model.change(schema='{"type": "object"}')
    assert said(model)["schema"] == '{"type": "object"}'
    response = Life(account, RESPONSE, restApiId=api.id, responseType="DEFAULT_4XX", statusCode="400")
    response.change(responseTemplates={"application/json": "{}"})
    assert said(response)["responseTemplates"] == {"application/json": "{}"}
    for each in (authorizer, validator, model, response):
        each.delete()
        assert each.described() is None
        each.delete()


def test_a_stage_is_patched_and_its_settings_go_back(account: Account, api: Life, stage: Life) -> None:
    stage.change(variables={"kept": "2"}, xrayTracingEnabled=True, tags={"a": "2"})
    found = said(stage)
    assert (found["variables"], found["tracingEnabled"], found["tags"]) == ({"kept": "2"}, True, {"a": "2"})
    own: dict[str, Any] = {"metricsEnabled": True, "throttlingBurstLimit": 10}
    settings = Life(
        account, SETTINGS, restApi=api.id, stageName="prod", methodPath="hooks/POST", settings=own
    )
    settings.change(settings={"metricsEnabled": True, "throttlingRateLimit": 5})
    sent = account.requests[-1].params["patchOperations"]
    assert {"op": "replace", "path": "/hooks/POST/throttling/burstLimit", "value": "-1"} in sent
    assert not [each for each in sent if each["path"].endswith("metrics/enabled")]
    assert said(settings)["settings"]["throttlingRateLimit"] == 5
    settings.delete()
    assert settings.described() is None
    assert not stage.handler.updatable(STAGE) & {"restApi", "stageName"}
    stage.delete()
    assert stage.described() is None
    stage.delete()


def test_access_logs_of_a_stage_are_switched_on_and_off(account: Account, stage: Life) -> None:
    account.client("logs").create_log_group(logGroupName="/api")
    group = "arn:aws:logs:us-east-1:123456789012:log-group:/api"
    writer = role(account, "logs", "apigateway.amazonaws.com", "logs:*")
    singleton = Life(account, ROLE, cloudwatchRoleArn=writer)
    stage.change(accessLogSettings={"destinationArn": group, "format": "$context.requestId"})
    assert said(stage)["accessLogSettings"]["destinationArn"] == group
    stage.change(accessLogSettings=None)
    assert "accessLogSettings" not in said(stage)
    singleton.delete()
    assert singleton.described() is not None


def test_a_new_snapshot_takes_the_place_of_the_old_one(account: Account, api: Life, stage: Life) -> None:
    first = stage.inputs["deployment"]
    second = Life(account, DEPLOYMENT, restApi=api.id, triggers={"hash": "2"})
    assert "triggers" not in second.handler.updatable(DEPLOYMENT)
    stage.change(deployment=second.id)
    account.client("apigateway").delete_deployment(restApiId=api.id, deploymentId=first)
    assert said(stage)["deploymentId"] == second.id
    stage.delete()
    second.delete()
    assert second.described() is None
    second.delete()


def test_a_plan_changes_its_limits_and_stages(account: Account, api: Life, stage: Life) -> None:
    plan = Life(account, PLAN, name="p", throttleSettings={"burstLimit": 5, "rateLimit": 2})
    plan.change(
        throttleSettings={"burstLimit": 7, "rateLimit": 2}, apiStages=[{"apiId": api.id, "stage": "prod"}]
    )
    found = said(plan)
    assert found["throttle"]["burstLimit"] == 7
    assert found["apiStages"] == [{"apiId": api.id, "stage": "prod"}]
    key = Life(account, KEY, name="k")
    key.change(enabled=False, description="d")
    assert (said(key)["enabled"], said(key)["description"]) == (False, "d")
    member = Life(account, PLAN_KEY, usagePlanId=plan.id, keyId=key.id, keyType="API_KEY")
    for each in (member, key, plan):
        each.delete()
        assert each.described() is None
        each.delete()
