"""The two functions: what they are given, and how new versions take over."""

from __future__ import annotations

from typing import Any

from smoke.core import Deployed, expect

PARAMETERS = {"JWT_SECRET": "jwt-secret", "TMDB_API_KEY": "tmdb-api-key"}  # TR-12
CANARY_EVENTS = {"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"}


def parameters_are_encrypted(deployed: Deployed) -> str:
    """The secrets are SecureString parameters under `/trinity/{env}/`, by the guide's names."""
    ssm, names = deployed.client("ssm"), []
    for variable, secret in deployed["secrets"].items():
        name = secret["arn"].split(":parameter", 1)[1]
        found = ssm.get_parameter(Name=name)["Parameter"]
        expect(found["Type"] == "SecureString", f"{name} is a {found['Type']}")
        parts = name.strip("/").split("/")
        expect(
            len(parts) == 3 and parts[0] == "trinity" and parts[2] == PARAMETERS[variable],  # noqa: PLR2004 - the guide's path
            f"{variable} is at {name}",
        )
        names.append(name)
    return ", ".join(names)


def _variables(deployed: Deployed, function: str) -> dict[str, str]:
    found = deployed.client("lambda").get_function_configuration(FunctionName=function)
    return dict(found.get("Environment", {}).get("Variables", {}))


def functions_get_references(deployed: Deployed) -> str:
    """TR-8: where the secrets are, never what they are; each function only those that it needs."""
    references = {variable: secret["arn"] for variable, secret in deployed["secrets"].items()}
    wanted = {"auth": {"JWT_SECRET"}, "api": {"TMDB_API_KEY"}}
    if deployed["authMode"] == "custom":
        wanted["api"].add("JWT_SECRET")
    for key, name in deployed["functionNames"].items():
        variables = _variables(deployed, name)
        expect(variables.get("USERS_TABLE_NAME") == deployed["usersTable"], f"{name} knows another table")
        for variable, arn in references.items():
            expect(variable not in variables, f"{name} has {variable} in plain text")
            told = arn in (variables.get(f"{variable}_PARAM"), variables.get(f"{variable}_SECRET_ARN"))
            expect(
                told == (variable in wanted[key]),
                f"{name}: {variable} is{'' if told else ' not'} known to it",
            )
    return ", ".join(deployed["functionNames"].values())


def rollouts_are_linked(deployed: Deployed) -> str:
    """CodeDeploy's group of each function shifts its alias step by step, and its alarms roll back."""
    codedeploy, functions = deployed.client("codedeploy"), deployed.client("lambda")
    for key, rollout in deployed["rollouts"].items():
        group = codedeploy.get_deployment_group(
            applicationName=rollout["application"], deploymentGroupName=rollout["deploymentGroup"]
        )["deploymentGroupInfo"]
        _expect_group(deployed, key, rollout, group)
        alias = functions.get_alias(FunctionName=rollout["function"], Name=rollout["alias"])
        expect(alias["FunctionVersion"] != "$LATEST", f"{key}: the alias follows what isn't published")
    return ", ".join(f"{key}: {rollout['deploymentGroup']}" for key, rollout in deployed["rollouts"].items())


def _expect_group(deployed: Deployed, key: str, rollout: dict[str, Any], group: dict[str, Any]) -> None:
    expect(group["serviceRoleArn"] == rollout["roleArn"], f"{key}: CodeDeploy acts with another role")
    style = group["deploymentStyle"]["deploymentOption"]
    expect(style == "WITH_TRAFFIC_CONTROL", f"{key}: traffic is shifted {style}")
    rollback = group.get("autoRollbackConfiguration", {})
    events = CANARY_EVENTS - set(rollback.get("events", []))
    expect(
        rollback.get("enabled") and not events, f"{key}: nothing rolls back on {', '.join(sorted(events))}"
    )
    alarms = [alarm["name"] for alarm in group.get("alarmConfiguration", {}).get("alarms", [])]
    strange = sorted(set(alarms) - set(deployed["alarms"]))
    expect(alarms and not strange, f"{key}: it watches {', '.join(strange) or 'no alarm'}")
