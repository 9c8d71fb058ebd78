"""REST APIs."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import function, made, role

FUNCTION = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:app/invocations"
)


def deployed_api(account: Account) -> tuple[aws.apigateway.RestApi, aws.apigateway.Deployment]:
    """Both `ANY /` and `ANY /{proxy+}` to a function."""
    function(account, "app")
    api = aws.apigateway.RestApi(
        "hookrelay",
        name="hookrelay",
        endpoint_configuration={"types": "REGIONAL"},
        minimum_compression_size="1024",
    )
    proxy = aws.apigateway.Resource(
        "proxy", rest_api=api.id, parent_id=api.root_resource_id, path_part="{proxy+}"
    )
    integrations = []
    for key, resource in (("root", api.root_resource_id), ("proxy", proxy.id)):
        method = aws.apigateway.Method(
            key, rest_api=api.id, resource_id=resource, http_method="ANY", authorization="NONE"
        )
        integrations.append(
            aws.apigateway.Integration(
                key,
                rest_api=api.id,
                resource_id=resource,
                http_method=method.http_method,
                type="AWS_PROXY",
                integration_http_method="POST",
                uri=FUNCTION,
                timeout_milliseconds=29000,
            )
        )
    deployment = aws.apigateway.Deployment(
        "deployment",
        rest_api=api.id,
        triggers={"routes": "1"},
        opts=pulumi.ResourceOptions(depends_on=integrations),
    )
    return api, deployment


@pytest.mark.requirement("HR-41")
def test_both_routes_of_the_guide_reach_the_function(account: Account) -> None:
    def declare() -> dict[str, Any]:
        api, _ = deployed_api(account)
        return {"id": api.id, "execution": api.execution_arn}

    outputs = made(account, declare).outputs
    found = account.client("apigateway").get_resources(restApiId=outputs["id"], embed=["methods"])["items"]
    integrations = {item["path"]: item["resourceMethods"]["ANY"]["methodIntegration"] for item in found}
    assert set(integrations) == {"/", "/{proxy+}"}
    assert {item["uri"] for item in integrations.values()} == {FUNCTION}
    assert {item["type"] for item in integrations.values()} == {"AWS_PROXY"}
    assert outputs["execution"] == f"arn:aws:execute-api:us-east-1:123456789012:{outputs['id']}"


def test_a_stage_logs_traces_and_throttles(account: Account) -> None:
    writer = role(account, "apigw", "apigateway.amazonaws.com", "logs:*")

    def declare() -> dict[str, Any]:
        api, deployment = deployed_api(account)
        settings = aws.apigateway.Account("account", cloudwatch_role_arn=writer)
        group = aws.cloudwatch.LogGroup("access", name="/apigw/access")
        stage = aws.apigateway.Stage(
            "prod",
            rest_api=api.id,
            deployment=deployment.id,
            stage_name="prod",
            xray_tracing_enabled=True,
            access_log_settings={
                "destination_arn": group.arn,
                "format": json.dumps({"requestId": "$context.requestId"}),
            },
            opts=pulumi.ResourceOptions(depends_on=[settings]),
        )
        aws.apigateway.MethodSettings(
            "all",
            rest_api=api.id,
            stage_name=stage.stage_name,
            method_path="*/*",
            settings={
                "metrics_enabled": True,
                "logging_level": "ERROR",
                "data_trace_enabled": False,
                "throttling_burst_limit": 100,
                "throttling_rate_limit": 50,
            },
        )
        return {
            "id": api.id,
            "url": stage.invoke_url,
            "execution": stage.execution_arn,
            "arn": stage.arn,
            "group": group.arn,
        }

    outputs = made(account, declare).outputs
    gateway = account.client("apigateway")
    stage = gateway.get_stage(restApiId=outputs["id"], stageName="prod")
    assert stage["tracingEnabled"] is True
    assert stage["accessLogSettings"]["destinationArn"] == outputs["group"]
    settings = stage["methodSettings"]["*/*"]
    assert (settings["loggingLevel"], settings["throttlingBurstLimit"]) == ("ERROR", 100)
    assert outputs["url"] == f"https://{outputs['id']}.execute-api.us-east-1.amazonaws.com/prod"
    assert outputs["execution"].endswith(f":{outputs['id']}/prod")
    assert outputs["arn"] == f"arn:aws:apigateway:us-east-1::/restapis/{outputs['id']}/stages/prod"
    assert gateway.get_account()["cloudwatchRoleArn"] == writer


def test_preflight_requests_are_answered_without_a_function(account: Account) -> None:
    def declare() -> dict[str, Any]:
        api = aws.apigateway.RestApi("api", name="api")
        at: dict[str, Any] = {
            "rest_api": api.id,
            "resource_id": api.root_resource_id,
            "http_method": "OPTIONS",
        }
        origin = "method.response.header.Access-Control-Allow-Origin"
        method = aws.apigateway.Method("options", **at, authorization="NONE")
        integration = aws.apigateway.Integration(
            "options",
            **at,
            type="MOCK",
            request_templates={"application/json": '{"statusCode": 200}'},
            opts=pulumi.ResourceOptions(depends_on=[method]),
        )
        response = aws.apigateway.MethodResponse(
            "options",
            **at,
            status_code="200",
            response_parameters={origin: True},
            opts=pulumi.ResourceOptions(depends_on=[method]),
        )
        aws.apigateway.IntegrationResponse(
            "options",
            **at,
            status_code="200",
            response_parameters={origin: "'*'"},
            opts=pulumi.ResourceOptions(depends_on=[integration, response]),
        )
        aws.apigateway.Response(
            "denied",
            rest_api_id=api.id,
            response_type="DEFAULT_4XX",
            response_parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
        )
        return {"id": api.id, "root": api.root_resource_id}

    outputs = made(account, declare).outputs
    gateway = account.client("apigateway")
    at = {"restApiId": outputs["id"], "resourceId": outputs["root"], "httpMethod": "OPTIONS"}
    answer = gateway.get_integration_response(**at, statusCode="200")
    assert list(answer["responseParameters"].values()) == ["'*'"]
    denied = gateway.get_gateway_response(restApiId=outputs["id"], responseType="DEFAULT_4XX")
    assert list(denied["responseParameters"].values()) == ["'*'"]


def test_requests_are_validated_and_authorized(account: Account) -> None:
    function(account, "app")

    def declare() -> dict[str, Any]:
        api = aws.apigateway.RestApi("api", name="api")
        validator = aws.apigateway.RequestValidator(
            "body",
            name="body",
            rest_api=api.id,
            validate_request_body=True,
            validate_request_parameters=False,
        )
        model = aws.apigateway.Model(
            "event", name="Event", rest_api=api.id, content_type="application/json", schema="{}"
        )
        authorizer = aws.apigateway.Authorizer(
            "token",
            name="token",
            rest_api=api.id,
            authorizer_uri=FUNCTION,
            authorizer_result_ttl_in_seconds=60,
        )
        method = aws.apigateway.Method(
            "post",
            rest_api=api.id,
            resource_id=api.root_resource_id,
            http_method="POST",
            authorization="CUSTOM",
            authorizer_id=authorizer.id,
            api_key_required=True,
            request_validator_id=validator.id,
            request_models={"application/json": model.name},
            request_parameters={"method.request.header.X-Signature": True},
        )
        return {
            "id": api.id,
            "root": method.resource_id,
            "authorizer": authorizer.id,
            "validator": validator.id,
        }

    outputs = made(account, declare).outputs
    gateway = account.client("apigateway")
    method = gateway.get_method(restApiId=outputs["id"], resourceId=outputs["root"], httpMethod="POST")
    assert (method["authorizationType"], method["authorizerId"]) == ("CUSTOM", outputs["authorizer"])
    assert method["requestValidatorId"] == outputs["validator"]
    assert method["apiKeyRequired"] is True
    found = gateway.get_authorizer(restApiId=outputs["id"], authorizerId=outputs["authorizer"])
    assert (found["type"], found["identitySource"]) == ("TOKEN", "method.request.header.Authorization")


def test_an_api_is_read_from_a_document_and_guarded_by_a_policy(account: Account) -> None:
    document = {
        "openapi": "3.0.1",
        "info": {"title": "api", "version": "1"},
        "paths": {
            "/health": {
                "get": {
                    "responses": {"200": {"description": "ok"}},
                    "x-amazon-apigateway-integration": {
                        "type": "http_proxy",
                        "httpMethod": "GET",
                        "uri": "https://example.com/health",
                    },
                }
            }
        },
    }
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "execute-api:Invoke",
                "Resource": "execute-api:/*",
            }
        ],
    }

    def declare() -> dict[str, Any]:
        api = aws.apigateway.RestApi("api", name="api", body=json.dumps(document))
        aws.apigateway.RestApiPolicy("policy", rest_api_id=api.id, policy=json.dumps(policy))
        return {"id": api.id}

    outputs = made(account, declare).outputs
    gateway = account.client("apigateway")
    paths = {item["path"] for item in gateway.get_resources(restApiId=outputs["id"])["items"]}
    assert paths == {"/", "/health"}
    assert json.loads(gateway.get_rest_api(restApiId=outputs["id"])["policy"]) == policy
