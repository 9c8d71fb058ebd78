"""No secret is anywhere but where it must be, and there it is marked as one."""

from __future__ import annotations

import json
from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pytest

from emulator import wire
from tests.contract.walk import environments, texts
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import GIVEN_SECRETS, VARIANTS

# The only inputs that may carry a secret's value: write-only ones, which no state keeps, and the two halves
# of what tells a load balancer that a request came through our distribution: AWS has it in no other form.
MAY_HOLD = {
    ("aws:ssm/parameter:Parameter", "valueWo"),
    ("aws:secretsmanager/secretVersion:SecretVersion", "secretStringWo"),
    ("aws:rds/instance:Instance", "passwordWo"),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "authTokenWo"),
    ("aws:cloudfront/distribution:Distribution", "origins"),
    ("aws:lb/listenerRule:ListenerRule", "conditions"),
    ("aws:route53/healthCheck:HealthCheck", "resourcePath"),
}


def secrets_of(recorded: Recorder) -> set[str]:
    """Every drawn password, and every given secret."""
    drawn = {
        str(recorded.deployment.state_of(item.urn)["result"])
        for item in recorded.of_type("random:index/randomPassword:RandomPassword")
    }
    return drawn | set(GIVEN_SECRETS.values())


def forms(secret: str) -> set[str]:
    """A secret as it stands in text, in a URL and in JSON."""
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}


def unmarked(value: object) -> object:
    """A value without what is marked as secret."""
    if wire.is_secret(value):
        return None
    if isinstance(value, dict):
        return {key: unmarked(item) for key, item in value.items()}
    return [unmarked(item) for item in value] if isinstance(value, list) else value


def leaks(recorded: Recorder) -> list[str]:
    """Where a secret's value stands and shouldn't, or stands unmarked."""
    sought = {form for secret in secrets_of(recorded) for form in forms(secret)}
    found = []
    for item in recorded.graph:
        for key, value in item.inputs.items():
            if not any(form in text for text in texts(value) for form in sought):
                continue
            if (item.typ, key) not in MAY_HOLD:
                found.append(f"{item.name}.{key}: holds a secret")
            elif key not in item.secrets:
                found.append(f"{item.name}.{key}: is not marked as secret")
    for urn, outputs in recorded.deployment.monitor.component_outputs.items():
        if any(form in text for text in texts(unmarked(outputs)) for form in sought):
            found.append(f"{recorded.graph[urn].name}: an output of the component holds a secret")
    exports = list(texts(recorded.exports))
    found += ["an output holds a secret" for text in exports if any(form in text for form in sought)]
    found += [f"output {name} is marked as secret" for name in sorted(recorded.deployment.secret_outputs)]
    return found


@pytest.mark.requirement("X-11", "HR-22", "HR-26")
def test_secrets_are_written_only_where_they_must_be_and_marked(recorded: Recorder) -> None:
    assert len(secrets_of(recorded)) > len(GIVEN_SECRETS)
    assert leaks(recorded) == []


class Holder(pulumi.ComponentResource):
    """Has a secret among its outputs, not marked."""

    def __init__(self, value: str) -> None:
        super().__init__("platforms:index:Holder", "holder")
        self.register_outputs({"marked": pulumi.Output.secret(value), "unmarked": value})


def test_the_walk_sees_leaks() -> None:
    import pulumi_random as random

    def program() -> None:
        drawn = random.RandomPassword("password", length=32)
        aws.ssm.Parameter("plain", type="SecureString", value=drawn.result)
        aws.lb.ListenerRule(
            "unmarked",
            listener_arn="arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2",
            actions=[aws.lb.ListenerRuleActionArgs(type="forward")],
            conditions=[
                aws.lb.ListenerRuleConditionArgs(
                    path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(
                        values=[GIVEN_SECRETS["authSecret"]]
                    )
                )
            ],
        )
        Holder(GIVEN_SECRETS["discordId"])
        aws.cloudwatch.LogGroup("in-a-url", name=drawn.result.apply(lambda text: quote(text, safe="")))
        pulumi.export("password", drawn.result)

    assert set(leaks(declare(program))) == {
        "plain.value: holds a secret",
        "unmarked.conditions: is not marked as secret",
        "holder: an output of the component holds a secret",
        "in-a-url.name: holds a secret",
        "an output holds a secret",
        "output password is marked as secret",
    }


@pytest.mark.requirement("HR-22", "HR-23")
@pytest.mark.parametrize("name", ["prod", "lambda-rest", "docker", "secretsmanager", "rds-managed"])
def test_plain_variables_hold_references_and_no_secret(name: str) -> None:
    recorded = declared(VARIANTS[name])
    secret = (
        "DATABASE_URL",
        "REDIS_URL",
        "AUTH_SECRET",
        "AUTH_DISCORD_ID",
        "AUTH_DISCORD_SECRET",
        "DB_PASSWORD",
    )
    seen = list(environments(recorded))
    assert seen
    for where, variables in seen:
        assert not {*secret, "INGEST_SHARED_SECRET"} & set(variables), where
    if name == "docker":
        assert not any(f"{each}=" in recorded.exports["hookrelay"]["dotenv"] for each in secret)


@pytest.mark.requirement("HR-22", "HR-48")
@pytest.mark.parametrize("name", ["given-secrets", "given-secrets-on-lambda"])
def test_given_secrets_are_kept_as_given(name: str) -> None:
    recorded = declared(VARIANTS[name])
    kept = [
        item.inputs.get("valueWo") or item.inputs.get("secretStringWo")
        for item in recorded.graph
        if item.inputs.get("valueWo") or item.inputs.get("secretStringWo")
    ]
    assert set(GIVEN_SECRETS.values()) <= set(kept)
    described = recorded.exports["hookrelay"]["secrets"]
    assert {described[key]["kind"] for key in described} & {"slot", "generated"} == set()
    assert (
        recorded.names("random:index/randomPassword:RandomPassword").count("hookrelay-auth-secret-value") == 0
    )


@pytest.mark.requirement("HR-22", "HR-24", "HR-48")
def test_without_given_secrets_the_session_key_is_drawn_and_the_others_are_slots() -> None:
    recorded = declared(VARIANTS["prod"])
    described = recorded.exports["hookrelay"]["secrets"]
    assert {key: value["kind"] for key, value in described.items()} == {
        "AUTH_SECRET": "generated",
        "AUTH_DISCORD_ID": "slot",
        "AUTH_DISCORD_SECRET": "slot",
        "INGEST_SHARED_SECRET": "slot",
        "DATABASE_URL": "composed",
        "REDIS_URL": "composed",
    }
    assert recorded.inputs("hookrelay-auth-secret-value")["length"] >= 32
    for slot in ("discord-id", "discord-secret", "ingest-shared-secret"):
        made = recorded.registration(f"hookrelay-{slot}-parameter")
        assert made.inputs["type"] == "SecureString"
        assert {"valueWo", "valueWoVersion"} <= set(made.ignore_changes), "an update would fight its operator"


@pytest.mark.requirement("HR-25", "HR-48", "X-20")
def test_the_other_backend_keeps_and_rotates_them() -> None:
    recorded = declared(VARIANTS["secretsmanager"])
    assert recorded.count("aws:ssm/parameter:Parameter") == 0
    rotated = recorded.of_type("aws:secretsmanager/secretRotation:SecretRotation")
    assert len(rotated) == 4
    assert {each.inputs["rotationRules"]["automaticallyAfterDays"] for each in rotated} == {90}
    assert declared(VARIANTS["prod"]).count("SecretRotation") == 0


@pytest.mark.requirement("HR-26")
def test_the_connection_url_is_one_secret_with_tls() -> None:
    url = declared(VARIANTS["prod"]).inputs("hookrelay-database-url-parameter")["valueWo"]
    host = declared(VARIANTS["prod"]).exports["hookrelay"]["databaseHost"]
    assert url.startswith("postgresql://prod_user:")
    assert url.endswith(f"@{host}:5432/hookrelay_prod?sslmode=require")


@pytest.mark.requirement("HR-26", "HR-48", "X-20")
def test_managed_credentials_come_in_parts_and_a_rotation_starts_new_tasks() -> None:
    recorded = declared(VARIANTS["rds-managed"])
    assert recorded.inputs("hookrelay-database-instance")["manageMasterUserPassword"] is True
    assert "passwordWo" not in recorded.inputs("hookrelay-database-instance")
    (container,) = json.loads(recorded.inputs("hookrelay-app-task")["containerDefinitions"])
    plain = {entry["name"] for entry in container["environment"]}
    secret = {entry["name"]: entry["valueFrom"] for entry in container["secrets"]}
    assert {"DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"} <= plain
    assert secret["DB_PASSWORD"].endswith(":password::")
    assert "DATABASE_URL" not in secret
    assert recorded.count("platforms:index:RedeployOnRotation") == 1
    assert declared(VARIANTS["prod"]).count("platforms:index:RedeployOnRotation") == 0
