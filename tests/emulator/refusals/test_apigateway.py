"""REST APIs."""

from typing import Any

import pytest

from emulator.account import Account

from . import allow, certificate, document, function, refused, role

LOGS = allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*")


def uri(arn: str) -> str:
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"


@pytest.fixture
def api(account: Account) -> tuple[str, str]:
    """A REST API and its root resource."""
    client = account.client("apigateway")
    number = client.create_rest_api(name="rest")["id"]
    return number, client.get_resources(restApiId=number)["items"][0]["id"]


def test_policies_of_apis(account: Account) -> None:
    create = account.client("apigateway").create_rest_api
    assert "exactly one of Principal" in refused(
        create, name="r", policy=document(allow("execute-api:Invoke"))
    )
    create(name="r", policy=document(allow("execute-api:Invoke", "execute-api:/*", Principal="*")))


@pytest.mark.requirement("HR-41")
def test_integrations(account: Account, api: tuple[str, str]) -> None:
    client, arn = account.client("apigateway"), function(account)
    where = {"restApiId": api[0], "resourceId": api[1], "httpMethod": "ANY"}
    client.put_method(**where, authorizationType="NONE")
    put, base = client.put_integration, {**where, "type": "AWS_PROXY"}
    assert "must be POST" in refused(put, **base, integrationHttpMethod="GET", uri=uri(arn))
    assert "invoke ARN" in refused(put, **base, integrationHttpMethod="POST", uri=arn)
    assert "does not exist" in refused(put, **base, integrationHttpMethod="POST", uri=uri(arn + "-gone"))
    good = {**base, "integrationHttpMethod": "POST", "uri": uri(arn)}
    assert "between 50 and 29000" in refused(put, **good, timeoutInMillis=30000)
    assert "needs a uri" in refused(put, **where, type="HTTP_PROXY")
    put(**good)


@pytest.mark.requirement("TR-17")
def test_methods_and_authorizers(account: Account, api: tuple[str, str]) -> None:
    client = account.client("apigateway")
    where = {"restApiId": api[0], "resourceId": api[1], "httpMethod": "GET"}
    assert "no authorization type" in refused(client.put_method, **where, authorizationType="COGNITO")
    assert "needs authorizerId" in refused(client.put_method, **where, authorizationType="COGNITO_USER_POOLS")
    add = client.create_authorizer
    assert "needs providerARNs" in refused(add, restApiId=api[0], name="a", type="COGNITO_USER_POOLS")
    assert "needs authorizerUri" in refused(add, restApiId=api[0], name="a", type="TOKEN")
    pool = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
    made = add(restApiId=api[0], name="a", type="COGNITO_USER_POOLS", providerARNs=[pool])["id"]
    client.put_method(**where, authorizationType="COGNITO_USER_POOLS", authorizerId=made)


@pytest.mark.requirement("X-8", "ST-30")
def test_stages_and_the_accounts_role_for_logs(account: Account, api: tuple[str, str]) -> None:
    client = account.client("apigateway")
    where = {"restApiId": api[0], "resourceId": api[1], "httpMethod": "GET"}
    client.put_method(**where, authorizationType="NONE")
    client.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    deployment = client.create_deployment(restApiId=api[0])["id"]
    create, base = client.create_stage, {"restApiId": api[0], "stageName": "prod"}
    assert "there is no deployment" in refused(create, **base, deploymentId="none")
    sized = {**base, "deploymentId": deployment, "cacheClusterEnabled": True}
    assert "cacheClusterSize is one of" in refused(create, **sized)
    create(**base, deploymentId=deployment)
    assert "already exists" in refused(create, **base, deploymentId=deployment)
    logging = [{"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"}]
    assert "account settings" in refused(client.update_stage, **base, patchOperations=logging)

    def set_role(arn: str) -> dict[str, Any]:
        return {"patchOperations": [{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]}

    powerless = role(account, "apigateway", name="powerless")
    assert "required permissions" in refused(client.update_account, **set_role(powerless))
    client.update_account(**set_role(role(account, "apigateway", LOGS, name="right")))
    client.update_stage(**base, patchOperations=logging)


@pytest.mark.requirement("TR-19")
def test_domains(account: Account) -> None:
    create = account.client("apigateway").create_domain_name
    here, far = certificate(account), certificate(account, region="eu-west-1")
    regional: dict[str, Any] = {
        "domainName": "api.example.com",
        "endpointConfiguration": {"types": ["REGIONAL"]},
    }
    assert "needs a certificate" in refused(create, **regional)
    assert "not in us-east-1" in refused(create, **regional, regionalCertificateArn=far)
    url = {**regional, "domainName": "https://api.example.com"}
    assert "no domain name" in refused(create, **url, regionalCertificateArn=here)
    create(**regional, regionalCertificateArn=here)
