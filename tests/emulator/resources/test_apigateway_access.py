"""Names, keys and plans of REST APIs."""

from typing import Any

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from tests.emulator.resources.support import made
from tests.emulator.resources.test_apigateway import deployed_api

KEY = "k" * 24


def test_a_stage_is_served_under_a_domain_of_ones_own(account: Account) -> None:
    certificate = account.client("acm").request_certificate(
        DomainName="api.example.com", ValidationMethod="DNS"
    )

    def declare() -> dict[str, Any]:
        api, deployment = deployed_api(account)
        stage = aws.apigateway.Stage("prod", rest_api=api.id, deployment=deployment.id, stage_name="prod")
        domain = aws.apigateway.DomainName(
            "domain",
            domain_name="api.example.com",
            regional_certificate_arn=certificate["CertificateArn"],
            endpoint_configuration={"types": "REGIONAL"},
            security_policy="TLS_1_2",
        )
        aws.apigateway.BasePathMapping(
            "v1",
            domain_name=domain.domain_name,
            rest_api=api.id,
            stage_name=stage.stage_name,
            base_path="v1",
        )
        return {"id": api.id, "target": domain.regional_domain_name, "zone": domain.regional_zone_id}

    outputs = made(account, declare).outputs
    gateway = account.client("apigateway")
    found = gateway.get_domain_name(domainName="api.example.com")
    assert found["regionalDomainName"] == outputs["target"]
    assert found["securityPolicy"] == "TLS_1_2"
    assert outputs["zone"] == "Z1UJRXOUMOOFQ8"
    (mapping,) = gateway.get_base_path_mappings(domainName="api.example.com")["items"]
    assert mapping == {"basePath": "v1", "restApiId": outputs["id"], "stage": "prod"}


def test_a_plan_limits_the_holders_of_its_keys(account: Account) -> None:
    def declare() -> dict[str, Any]:
        api, deployment = deployed_api(account)
        stage = aws.apigateway.Stage("prod", rest_api=api.id, deployment=deployment.id, stage_name="prod")
        plan = aws.apigateway.UsagePlan(
            "plan",
            name="partners",
            api_stages=[
                {
                    "api_id": api.id,
                    "stage": stage.stage_name,
                    "throttles": [{"path": "/GET", "burst_limit": 2, "rate_limit": 1}],
                }
            ],
            quota_settings={"limit": 1000, "period": "MONTH"},
            throttle_settings={"burst_limit": 20, "rate_limit": 10},
        )
        key = aws.apigateway.ApiKey("key", name="partner", value=pulumi.Output.secret(KEY))
        aws.apigateway.UsagePlanKey("key", key_id=key.id, key_type="API_KEY", usage_plan_id=plan.id)
        return {"plan": plan.id, "key": key.id, "api": api.id, "value": key.value}

    deployment = made(account, declare)
    outputs = deployment.outputs
    gateway = account.client("apigateway")
    plan = gateway.get_usage_plan(usagePlanId=outputs["plan"])
    assert plan["quota"] == {"limit": 1000, "period": "MONTH"}
    assert plan["throttle"] == {"burstLimit": 20, "rateLimit": 10.0}
    (stage,) = plan["apiStages"]
    assert (stage["apiId"], stage["stage"]) == (outputs["api"], "prod")
    (held,) = gateway.get_usage_plan_keys(usagePlanId=outputs["plan"])["items"]
    assert held["id"] == outputs["key"]
    assert gateway.get_api_key(apiKey=outputs["key"], includeValue=True)["value"] == KEY
    assert "value" in deployment.secret_outputs
