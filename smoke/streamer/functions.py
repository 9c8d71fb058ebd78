"""The functions: what they are given and what they may do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from smoke.core import Deployed, expect
from smoke.streamer.data import names

SHARED = {"LOG_LEVEL", "CONNECTION_TTL_HOURS", "REQUEST_TTL_DAYS", "MAX_CONNECTIONS_PER_USER"}
WORKING = {"CONNECTIONS_TABLE", "REQUESTS_TABLE", "WEBSOCKET_ENDPOINT"}
OWN = {
    "connect": {"CONNECTIONS_TABLE"},
    "disconnect": {"CONNECTIONS_TABLE"},
    "router": WORKING,
    "processor": WORKING,
}
# Rights whose actions have no resource type.
EVERYWHERE = ("xray:", "cloudwatch:PutMetricData", "dynamodb:ListStreams", "ec2:")


def have_their_variables(deployed: Deployed) -> str:
    """Each function has the variables of the guide, and none that Lambda sets itself."""
    client = deployed.client("lambda")
    for name, wanted in OWN.items():
        configuration = client.get_function_configuration(FunctionName=deployed["functions"][name])
        given = configuration["Environment"]["Variables"]
        missing = sorted((SHARED | wanted) - given.keys())
        expect(not missing, f"{name} lacks {', '.join(missing)}")
        expect("AWS_REGION" not in given, f"{name}: AWS_REGION is reserved on Lambda")
        if "WEBSOCKET_ENDPOINT" in wanted:
            endpoint = given["WEBSOCKET_ENDPOINT"]
            expect(endpoint == deployed["callbackUrl"], f"{name} answers to {endpoint}")
    return f"{len(OWN)} functions"


def roles_are_narrow(deployed: Deployed) -> str:
    """No two functions share a role, and each role names tables and connections of this platform only."""
    roles = deployed["functionRoles"]
    expect(len(set(roles.values())) == len(roles), "functions share a role")
    connections = f":{deployed['apiId']}/{deployed['apiStage']}/"
    for function, role in roles.items():
        for action, resource in _grants(deployed, role.rpartition("/")[2]):
            if action.startswith(EVERYWHERE):
                continue
            expect(resource != "*", f"{function} may {action} everywhere")
            if action.startswith("dynamodb:"):
                table = resource.partition(":table/")[2].partition("/")[0]
                expect(table in names(deployed), f"{function} may {action} on {resource}")
            if action == "execute-api:ManageConnections":
                expect(connections in resource, f"{function} may {action} on {resource}")
    return f"{len(roles)} roles"


def _grants(deployed: Deployed, role: str) -> Iterator[tuple[str, str]]:
    iam = deployed.client("iam")
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    expect(not attached, f"{role} has policies of others: {attached}")
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document: Mapping[str, Any] | str = iam.get_role_policy(RoleName=role, PolicyName=policy)[
            "PolicyDocument"
        ]
        parsed = json.loads(document) if isinstance(document, str) else document
        for statement in parsed["Statement"]:
            for action in _listed(statement["Action"]):
                for resource in _listed(statement["Resource"]):
                    yield action, resource


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
