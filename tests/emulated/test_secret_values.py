"""Secrets that are given reach their place, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.emulated.world import World, world
from tests.support.program import Variant

GIVEN = {
    "authSecret": "given-auth-secret-" + "a1B2" * 8,
    "discordId": "given-discord-id-4711",
    "discordSecret": "given-discord-secret-0815",
    "ingestSharedSecret": "given-ingest-secret-2342",
}
VARIABLES = {
    "AUTH_SECRET": "authSecret",
    "AUTH_DISCORD_ID": "discordId",
    "AUTH_DISCORD_SECRET": "discordSecret",
    "INGEST_SHARED_SECRET": "ingestSharedSecret",
}


@pytest.fixture(scope="module", params=["ssm", "secretsmanager"])
def deployed(request: pytest.FixtureRequest) -> Iterator[World]:
    variant = Variant(file="prod", config={"secretsBackend": request.param}, secret=GIVEN)
    with world(variant) as found:
        yield found


def value_of(deployed: World, variable: str) -> str:
    arn = deployed["secrets"][variable]["arn"]
    if ":ssm:" in arn:
        parameter = deployed.client("ssm").get_parameter(Name=arn, WithDecryption=True)["Parameter"]
        assert parameter["Type"] == "SecureString"
        return str(parameter["Value"])
    return str(deployed.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


@pytest.mark.requirement("HR-22", "HR-24", "HR-25", "HR-48")
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_given_value_is_what_the_application_reads(deployed: World, variable: str) -> None:
    assert value_of(deployed, variable) == GIVEN[VARIABLES[variable]]


@pytest.mark.requirement("HR-22")
def test_the_database_url_opens_the_database(deployed: World) -> None:
    url = value_of(deployed, "DATABASE_URL")
    assert url.startswith("postgresql://prod_user:")
    assert url.endswith(f"@{deployed['databaseHost']}:5432/hookrelay_prod?sslmode=require")


@pytest.mark.requirement("HR-22", "HR-24")
def test_no_value_is_shown_in_clear(deployed: World) -> None:
    """Not in outputs, not in what is recorded of a resource, except where it is marked as secret."""
    password = value_of(deployed, "DATABASE_URL").partition(":prod_user:")[2].partition("@")[0]
    values = [*GIVEN.values(), value_of(deployed, "DATABASE_URL"), *([password] if password else [])]
    deployment = deployed.deployment
    places = {"outputs": json.dumps(deployment.outputs, default=str)}
    for urn in deployment.created:
        registration = deployment.registrations[urn]
        open_inputs = {k: v for k, v in registration.inputs.items() if k not in registration.secrets}
        places[f"inputs of {registration.name}"] = json.dumps(open_inputs, default=str)
        made = deployment.monitor.made[urn]
        open_outputs = {k: v for k, v in made.outputs.items() if k not in registration.secrets}
        places[f"outputs of {registration.name}"] = json.dumps(open_outputs, default=str)
    shown = [(place, value[:12]) for place, text in places.items() for value in values if value in text]
    assert shown == []


@pytest.mark.requirement("HR-22")
def test_no_workload_has_a_value_among_its_plain_variables(deployed: World) -> None:
    task = deployed.client("ecs").describe_task_definition(taskDefinition=deployed["taskFamily"])
    functions = deployed.client("lambda").list_functions()["Functions"]
    seen = json.dumps([task["taskDefinition"], functions], default=str)
    assert [value for value in GIVEN.values() if value in seen] == []
