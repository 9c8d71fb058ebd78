"""What the functions' roles may do, compared with what is stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smoke.core import Deployed, expect

TABLE = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}  # TR-10
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
METRICS = "cloudwatch:PutMetricData"
PARAMETER = {"ssm:GetParameter", "ssm:GetParameters"}
SECRET = {"secretsmanager:GetSecretValue"}
NETWORK = "ec2:"
Grant = tuple[str, str]


def policies_are_exact(deployed: Deployed) -> str:
    """Each function has one policy, with the guide's rights and its own logs, traces, metrics and secrets."""
    iam = deployed.client("iam")
    for key, arn in deployed["functionRoleArns"].items():
        role = arn.rpartition("/")[2]
        expect(
            not iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"],
            f"{role} has more policies",
        )
        statements = [
            statement
            for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
            for statement in iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"][
                "Statement"
            ]
        ]
        found = {grant for statement in statements for grant in _grants(statement)}
        mine = {grant for grant in found if not grant[0].startswith(("kms:", NETWORK))}
        stated = _stated(deployed, key)
        surplus, missing = sorted(mine - stated), sorted(stated - mine)
        expect(not surplus, f"{role} may do more: {surplus}")
        expect(not missing, f"{role} may not do {missing}")
        _expect_bounds(deployed, role, statements)
    return ", ".join(arn.rpartition("/")[2] for arn in deployed["functionRoleArns"].values())


def _grants(statement: dict[str, Any]) -> Iterator[Grant]:
    for action in _listed(statement["Action"]):
        for resource in _listed(statement["Resource"]):
            yield action, resource


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _stated(deployed: Deployed, key: str) -> set[Grant]:
    """TR-10 to TR-13: what the function of this name may do."""
    name, index = deployed["functionNames"][key], deployed.outputs.get("emailIndex")
    table = deployed.client("dynamodb").describe_table(TableName=deployed["usersTable"])["Table"]["TableArn"]
    logs = deployed.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]
    group = next(each["arn"] for each in logs if each["logGroupName"] == f"/aws/lambda/{name}")
    stated = {(action, table) for action in TABLE} | {(action, "*") for action in {*TRACES, METRICS}}
    stated |= {(action, group if group.endswith(":*") else f"{group}:*") for action in LOGS}
    if index:
        stated.add(("dynamodb:Query", f"{table}/index/{index}"))
    for variable in _secrets(deployed, key):
        arn = deployed["secrets"][variable]["arn"]
        stated |= {(action, arn) for action in (PARAMETER if ":ssm:" in arn else SECRET)}
    return stated


def _secrets(deployed: Deployed, key: str) -> set[str]:
    if key == "auth":
        return {"JWT_SECRET"}
    return {"TMDB_API_KEY"} | ({"JWT_SECRET"} if deployed["authMode"] == "custom" else set())


def _expect_bounds(deployed: Deployed, role: str, statements: list[dict[str, Any]]) -> None:
    """Metrics of one namespace; keys by name; network interfaces only in a network."""
    for statement in statements:
        actions, resources = _listed(statement["Action"]), _listed(statement["Resource"])
        if METRICS in actions:
            bound = statement.get("Condition", {}).get("StringEquals", {}).get("cloudwatch:namespace")
            expect(bound == deployed["metricsNamespace"], f"{role} publishes to {bound or 'any namespace'}")
        if any(action.startswith("kms:") for action in actions):
            expect("*" not in resources, f"{role} may use every key")
        if any(action.startswith(NETWORK) for action in actions):
            expect(deployed.outputs.get("vpcId"), f"{role} may make network interfaces without a network")
