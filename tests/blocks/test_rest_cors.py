from __future__ import annotations

import json

import pytest

from components.blocks.rest_api import RestApi
from components.environments import ENVIRONMENTS
from tests.blocks.api_function import StubFunction
from tests.blocks.rest_program import POOL, SITE, rest


@pytest.mark.requirement("TR-9")
def test_each_path_answers_preflights_without_credentials_for_the_listed_origins() -> None:
    def use(api: RestApi) -> None:
        authorizer = api.cognito_authorizer("users", [POOL])
        api.route("/users", StubFunction("users"), methods=("GET",), authorizer=authorizer)
        api.route("/users", StubFunction("users2"), methods=("POST",))
        api.deploy()

    recorded = rest(use, cors_origins=[SITE, "https://admin.example.com"])
    preflight = recorded.inputs("api-users-options")
    assert (preflight["httpMethod"], preflight["authorization"]) == ("OPTIONS", "NONE")
    integration = recorded.inputs("api-users-options-integration")
    assert integration["type"] == "MOCK"
    assert json.loads(integration["requestTemplates"]["application/json"]) == {"statusCode": 204}
    answer = recorded.inputs("api-users-options-answer")
    template = answer["responseTemplates"]["application/json"]
    assert f'$origin == "{SITE}" || $origin == "https://admin.example.com"' in template
    assert answer["responseParameters"]["method.response.header.Vary"] == "'Origin'"
    declared = recorded.inputs("api-users-options-response")["responseParameters"]
    assert declared.keys() == answer["responseParameters"].keys()


@pytest.mark.requirement("TR-9")
def test_errors_of_the_gateway_carry_cors_headers() -> None:
    recorded = rest(cors_origins=[SITE])
    for kind in ("4xx", "5xx"):
        response = recorded.inputs(f"api-default-{kind}")
        assert response["responseType"] == f"DEFAULT_{kind.upper()}"
        assert response["responseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"] == (
            f"'{SITE}'"
        )
    several = rest(cors_origins=[SITE, "https://admin.example.com"]).inputs("api-default-4xx")
    assert several["responseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"] == (
        "method.request.header.Origin"
    )


def test_without_origins_the_functions_answer_browsers_themselves() -> None:
    recorded = rest()
    assert recorded.count("aws:apigateway/response:Response") == 0
    assert all(item.inputs["httpMethod"] == "ANY" for item in recorded.of_type("Method"))


@pytest.mark.requirement("TR-9")
def test_any_origin_is_refused_in_production_and_allowed_in_development() -> None:
    with pytest.raises(ValueError, match="cors_origins"):
        rest(cors_origins=["*"])
    recorded = rest(cors_origins=["*"], environment=ENVIRONMENTS["dev"])
    template = recorded.inputs("api-root-options-answer")["responseTemplates"]["application/json"]
    assert template == '#set($context.responseOverride.header.Access-Control-Allow-Origin = "*")'
