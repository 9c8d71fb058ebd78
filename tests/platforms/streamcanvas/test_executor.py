"""The code executor runs strangers' code: nothing trusts it, and it gets no more than an invocation."""

from __future__ import annotations

import json

import pytest

from tests.contract.walk import trusts
from tests.platforms.streamcanvas.variants import VARIANTS
from tests.support.program import declared
from tests.support.recorder import Recorder

FUNCTION = "streamcanvas-executor-function"
ROLE = "StreamCanvasCodeExecutorRole"


def own_names(recorded: Recorder) -> set[str]:
    """What a policy, or a trust, would call the executor by."""
    role = recorded.state("streamcanvas-executor-role")
    function = recorded.state(FUNCTION)
    return {role["arn"], function["arn"], role["name"], function["name"]}


@pytest.mark.requirement("SC-11")
def test_its_role_may_write_its_own_log_and_nothing_else() -> None:
    recorded = declared(VARIANTS["prod"])
    (statement,) = recorded.statements(ROLE)
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    (resource,) = statement["Resource"]
    assert resource.endswith(":log-group:/aws/lambda/StreamCanvas-CodeExecutor:*")
    assert recorded.count("aws:iam/rolePolicyAttachment:RolePolicyAttachment") == 0


@pytest.mark.requirement("SC-11")
def test_it_is_told_nothing_and_no_network_of_ours_lets_it_in(recorded: Recorder) -> None:
    inputs = recorded.inputs(FUNCTION)
    assert "environment" not in inputs
    assert "deadLetterConfig" not in inputs
    assert inputs["tracingConfig"] == {"mode": "PassThrough"}
    if "vpcConfig" not in inputs:
        return
    # the isolated network has nothing else in it, and leads nowhere
    group = recorded.state("streamcanvas-executor-access-group")["id"]
    rules = [
        item.name
        for kind in ("IngressRule", "EgressRule")
        for item in recorded.of_type(f"aws:vpc/securityGroup{kind}:SecurityGroup{kind}")
        if group in (item.inputs["securityGroupId"], item.inputs.get("referencedSecurityGroupId"))
    ]
    assert rules == []


@pytest.mark.requirement("SC-11")
def test_nothing_else_in_the_platform_names_it(recorded: Recorder) -> None:
    """No policy, trust, variable, mapping or destination: what it says reaches its caller and nobody else."""
    names = own_names(recorded)
    allowed = {
        "aws:lambda/function:Function",
        "aws:lambda/alias:Alias",
        "aws:lambda/permission:Permission",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:apigatewayv2/integration:Integration",
        "aws:apigateway/integration:Integration",
        "aws:apigateway/deployment:Deployment",
    }
    naming = {
        item.typ
        for item in recorded.graph
        if item.custom and any(name in json.dumps(item.inputs, default=str) for name in names)
    }
    assert "aws:lambda/permission:Permission" in naming
    assert naming <= allowed
    policies = [
        item.name
        for item in recorded.of_type("aws:iam/rolePolicy:RolePolicy")
        if any(name in item.inputs["policy"] for name in names) and item.inputs["role"] != ROLE
    ]
    own_policy = "streamcanvas-executor-role-policy"
    assert [name for name in policies if name != own_policy] == []


@pytest.mark.requirement("SC-11")
def test_nobody_but_lambda_takes_its_role_and_it_takes_none(recorded: Recorder) -> None:
    names = own_names(recorded)
    own = [said for said in trusts(recorded) if said.where == "streamcanvas-executor-role"]
    assert [said.statement["Principal"] for said in own] == [{"Service": "lambda.amazonaws.com"}]
    assert not any(name in json.dumps(said.statement) for said in trusts(recorded) for name in names)


@pytest.mark.requirement("SC-11", "SC-12")
def test_one_route_may_call_it_and_nothing_feeds_it(recorded: Recorder) -> None:
    function = recorded.inputs(FUNCTION)["name"]
    callers = [
        item.inputs
        for item in recorded.of_type("aws:lambda/permission:Permission")
        if item.inputs["function"] == function
    ]
    assert [caller["principal"] for caller in callers] == ["apigateway.amazonaws.com"]
    assert callers[0]["sourceArn"].endswith("/POST/execute")
    assert callers[0]["qualifier"] == "live"
    mappings = recorded.of_type("aws:lambda/eventSourceMapping:EventSourceMapping")
    assert [item for item in mappings if item.inputs["functionName"] == function] == []
    assert recorded.count("aws:lambda/functionUrl:FunctionUrl") == 0


@pytest.mark.requirement("SC-11", "SC-12")
def test_tenants_are_isolated_behind_a_rest_api_that_says_whose_code_it_is() -> None:
    recorded = declared(VARIANTS["isolated"])
    function = recorded.inputs(FUNCTION)
    assert function["tenancyConfig"] == {"tenantIsolationMode": "PER_TENANT"}
    assert function["name"] == "StreamCanvas-IsolatedCodeExecutor"
    integration = recorded.inputs("streamcanvas-http-execute-post-integration")
    assert integration["requestParameters"] == {
        "integration.request.header.X-Amz-Tenant-Id": "context.authorizer.claims.sub"
    }
    method = recorded.inputs("streamcanvas-http-execute-post")
    assert method["authorization"] == "COGNITO_USER_POOLS"
    assert {item.inputs["protocolType"] for item in recorded.of_type("aws:apigatewayv2/api:Api")} == {
        "WEBSOCKET"
    }
    associated = recorded.of_type("aws:wafv2/webAclAssociation:WebAclAssociation")
    assert len(associated) == 2  # the pool, and the REST API's stage


@pytest.mark.requirement("SC-11")
def test_isolated_code_runs_in_a_network_without_a_way_out() -> None:
    recorded = declared(VARIANTS["isolated"])
    vpc = recorded.inputs("streamcanvas-executor-network-vpc", "awsx:ec2:Vpc")
    assert vpc["natGateways"] == {"strategy": "None"}
    assert recorded.inputs(FUNCTION)["vpcConfig"]["securityGroupIds"]
