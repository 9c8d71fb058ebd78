"""The function that runs users' code."""

from __future__ import annotations

from typing import Any

from smoke.core import Deployed, expect
from smoke.streamcanvas.apis import allowed_sources

LOG_ACTIONS = {"logs:CreateLogStream", "logs:PutLogEvents"}
NETWORK_SERVICE = "ec2:"  # what Lambda itself needs to put a function into a network


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def executor_is_bare(deployed: Deployed) -> str:
    """Its role may write its own log and nothing else; it is told nothing; no network of ours has it."""
    function = deployed.client("lambda").get_function_configuration(
        FunctionName=deployed["executorFunctionName"]
    )
    variables = function.get("Environment", {}).get("Variables", {})
    expect(not variables, f"it is told {', '.join(variables)}")
    inside = bool(function.get("VpcConfig", {}).get("SubnetIds"))
    iam, role = deployed.client("iam"), deployed["executorRoleName"]
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    expect(not attached, f"its role has {', '.join(each['PolicyName'] for each in attached)}")
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for statement in document["Statement"]:
            _expect_bare(statement, function["FunctionName"], inside=inside)
    if inside:
        _expect_no_way_out(deployed, function["VpcConfig"])
    return "its own log" + (", in a network that leads nowhere" if inside else "")


def _expect_bare(statement: dict[str, Any], function: str, *, inside: bool) -> None:
    actions = set(_listed(statement["Action"]))
    if inside and all(action.startswith(NETWORK_SERVICE) for action in actions):
        return
    expect(actions <= LOG_ACTIONS, f"its role may {', '.join(sorted(actions - LOG_ACTIONS))}")
    wanted = f":log-group:/aws/lambda/{function}:*"
    others = [each for each in _listed(statement["Resource"]) if not each.endswith(wanted)]
    expect(not others, f"it writes to {', '.join(others)}")


def _expect_no_way_out(deployed: Deployed, network: dict[str, Any]) -> None:
    rules = deployed.client("ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": network["SecurityGroupIds"]}]
    )["SecurityGroupRules"]
    expect(not rules, f"its security group has {len(rules)} rules")


def only_its_route_calls_it(deployed: Deployed) -> str:
    """One permission, for `POST /execute` of its API; nothing feeds it events, and it has no URL."""
    client, function = deployed.client("lambda"), deployed["executorFunctionName"]
    found = allowed_sources(deployed, function)
    api = deployed["httpApiId"]
    expect(len(found) == 1, f"it may be called for {', '.join(sorted(found))}")
    (source,) = found
    expect(f":{api}/" in source and source.endswith("/POST/execute"), f"it may be called for {source}")
    mappings = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    expect(not mappings, f"{len(mappings)} mappings feed it")
    return source.rpartition(":")[2]
