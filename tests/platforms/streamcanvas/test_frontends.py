"""The front end on Amplify, on Vercel and on Fargate: each is told the same and gets the same rights."""

from __future__ import annotations

import pytest

from tests.contract.walk import TASK, containers
from tests.platforms.streamcanvas.test_guide import VARIABLES
from tests.platforms.streamcanvas.variants import TOKEN, VARIANTS
from tests.support.program import declared, outputs_of
from tests.support.recorder import Recorder

ROLES = {
    "prod": "StreamCanvasAmplifyRole",
    "vercel": "StreamCanvasVercelRole",
    "self-hosted": "StreamCanvasFrontendRole",
}


def table_rights(recorded: Recorder, role: str) -> set[tuple[str, str]]:
    return {
        (action, resource)
        for statement in recorded.statements(role)
        for action in statement["Action"]
        for resource in statement["Resource"]
        if action.startswith("dynamodb:")
    }


@pytest.mark.requirement("SC-17", "SC-18", "SC-19", "SC-20")
def test_each_front_end_may_use_the_same_two_tables() -> None:
    rights = {name: table_rights(declared(VARIANTS[name]), role) for name, role in ROLES.items()}
    assert len({frozenset(each) for each in rights.values()}) == 1
    tables = {resource.split("/")[1] for _, resource in rights["prod"]}
    assert tables == {"StreamSessions", "SessionStates"}
    assert "dynamodb:Scan" not in {action for action, _ in rights["prod"]}


@pytest.mark.requirement("SC-17", "SC-19")
def test_amplify_builds_the_branch_with_the_guides_variables() -> None:
    found = declared(VARIANTS["connected"])
    app, branch = found.inputs("streamcanvas-amplify-app"), found.inputs("streamcanvas-amplify-branch")
    assert app["platform"] == "WEB_COMPUTE"
    assert app["repository"] == "https://github.com/example/streamcanvas"
    assert (app["accessToken"], "oauthToken" in app) == (TOKEN, False)
    assert "DYNAMODB_" in app["buildSpec"]
    assert ".env.production" in app["buildSpec"]
    assert "environmentVariables" not in app  # NEXT_PUBLIC_APP_URL would need the app's own domain
    assert sorted(branch["environmentVariables"]) == sorted(VARIABLES)
    assert not [name for name in branch["environmentVariables"] if name.startswith("AWS")]
    assert (branch["stage"], branch["enableAutoBuild"]) == ("PRODUCTION", True)
    assert app["computeRoleArn"].endswith(":role/StreamCanvasAmplifyRole")


@pytest.mark.requirement("SC-19")
def test_gitlab_takes_the_token_as_its_own_kind() -> None:
    app = declared(VARIANTS["on-gitlab"]).inputs("streamcanvas-amplify-app")
    assert (app["oauthToken"], "accessToken" in app) == (TOKEN, False)


@pytest.mark.requirement("SC-28", "SC-19")
def test_the_token_is_kept_in_secrets_manager() -> None:
    found = declared(VARIANTS["connected"])
    secret = found.inputs("streamcanvas-repository-token-secret")
    assert secret["name"] == "streamcanvas/repository_token"
    assert outputs_of(VARIANTS["connected"])["secrets"]["repositoryToken"]["kind"] == "given"


@pytest.mark.requirement("SC-19")
def test_without_a_token_the_app_waits_and_says_so() -> None:
    app = declared(VARIANTS["prod"]).inputs("streamcanvas-amplify-app")
    assert not {"repository", "accessToken", "oauthToken"} & app.keys()
    outputs = outputs_of(VARIANTS["prod"])
    assert outputs["amplifyIsConnected"] is False
    assert any("repositoryToken" in note for note in outputs["notes"])


@pytest.mark.requirement("SC-19", "X-21")
def test_the_domain_has_our_certificate_and_our_record() -> None:
    found = declared(VARIANTS["prod"])
    domain = found.inputs("streamcanvas-amplify-domain")
    assert domain["domainName"] == "streamcanvas.example.com"
    assert domain["certificateSettings"]["type"] == "CUSTOM"
    assert domain["subDomains"] == [{"branchName": "main", "prefix": ""}]
    record = found.inputs("streamcanvas-domain-a")
    assert record["name"] == "streamcanvas.example.com"
    assert record["aliases"][0]["name"].endswith(".cloudfront.net")
    given = declared(VARIANTS["given-certificate"])
    assert given.count("aws:route53/record:Record") == 0
    assert outputs_of(VARIANTS["given-certificate"])["appUrl"] == "https://canvas.company.dev"


@pytest.mark.requirement("SC-19")
def test_without_a_domain_the_branch_has_amplifys() -> None:
    outputs = outputs_of(VARIANTS["dev"])
    assert outputs["appUrl"] == f"https://main.{outputs['amplifyDefaultDomain']}"


@pytest.mark.requirement("SC-31", "ENV-7")
def test_the_server_sides_log_is_kept_as_long_as_others() -> None:
    found = declared(VARIANTS["prod"])
    group = found.inputs("streamcanvas-amplify-logs")
    assert group["name"] == f"/aws/amplify/{outputs_of(VARIANTS['prod'])['amplifyAppId']}"
    assert group["retentionInDays"] == 30
    (write, find) = found.statements("StreamCanvasAmplifyLogsRole")
    assert write["Resource"] == [f"arn:aws:logs:us-east-1:123456789012:log-group:{group['name']}:*"]
    assert find["Action"] == ["logs:DescribeLogGroups"]


@pytest.mark.requirement("SC-18", "X-19")
def test_vercel_takes_a_role_by_its_own_tokens() -> None:
    found = declared(VARIANTS["vercel"])
    (trust,) = found.trust("streamcanvas-vercel-role")
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            "oidc.vercel.com/company:aud": "https://vercel.com/company",
            "oidc.vercel.com/company:sub": ["owner:company:project:canvas:environment:production"],
        }
    }
    provider = found.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs
    assert provider["url"] == "https://oidc.vercel.com/company"
    told = outputs_of(VARIANTS["vercel"])["vercelEnvironment"]
    assert sorted(told) == sorted([*VARIABLES, "AWS_ROLE_ARN"])
    assert told["NEXT_PUBLIC_APP_URL"] == "https://canvas.company.dev"


@pytest.mark.requirement("SC-18", "X-23")
def test_an_account_that_knows_vercel_already_keeps_its_provider() -> None:
    found = declared(VARIANTS["vercel-known"])
    assert found.count("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == 0
    (trust,) = found.trust("streamcanvas-vercel-role")
    assert trust["Principal"]["Federated"].endswith(":oidc-provider/oidc.vercel.com/company")
    assert len(trust["Condition"]["StringEquals"]["oidc.vercel.com/company:sub"]) == 2


@pytest.mark.requirement("SC-20", "SC-27", "SC-30")
def test_self_hosted_it_runs_on_port_3000_behind_a_load_balancer_and_cloudfront() -> None:
    found = declared(VARIANTS["self-hosted"])
    (container,) = containers(found.one(TASK))
    assert [mapping["containerPort"] for mapping in container["portMappings"]] == [3000]
    told = {entry["name"] for entry in container["environment"]}
    assert told == {*VARIABLES, "AWS_REGION", "NODE_ENV"}
    assert found.count("aws:cloudfront/distribution:Distribution") == 1
    assert found.count("aws:globalaccelerator/accelerator:Accelerator") == 0
    listener = [
        item.inputs
        for item in found.of_type("aws:lb/listener:Listener")
        if item.inputs["protocol"] == "HTTPS"
    ]
    assert len(listener) == 1
    assert outputs_of(VARIANTS["self-hosted"])["serviceRuns"] is True
    assert outputs_of(VARIANTS["self-hosted-dev"])["serviceRuns"] is False


@pytest.mark.requirement("SC-20", "X-23")
def test_self_hosted_it_takes_a_network_and_a_repository_that_exist() -> None:
    found = declared(VARIANTS["self-hosted-given-things"])
    assert found.count("awsx:ec2:Vpc") == 0
    assert found.count("aws:ecr/repository:Repository") == 0
    assert found.count("aws:sns/topic:Topic") == 0


@pytest.mark.requirement("SC-28")
@pytest.mark.parametrize("name", ["prod", "vercel"])
def test_what_needs_no_network_has_none(name: str) -> None:
    assert declared(VARIANTS[name]).count("awsx:ec2:Vpc") == 0


@pytest.mark.requirement("SC-28")
def test_a_handler_in_the_network_calls_out_through_its_nat_gateway() -> None:
    found = declared(VARIANTS["everything"])
    assert found.inputs("streamcanvas-network-vpc", "awsx:ec2:Vpc")["natGateways"] == {"strategy": "OnePerAz"}
    egress = [
        item.inputs
        for item in found.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        if "handler" in item.name
    ]
    assert egress
    assert all(rule["fromPort"] == rule["toPort"] == 443 for rule in egress)
