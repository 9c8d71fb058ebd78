"""EventBridge: buses, rules and targets, archives, connections (Pulumi files them under `cloudwatch`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import document
from emulator.shapes import tag_list

lacks("events", "UpdateEventBus")

DEFAULT_BUS = "default"


class RefusedTargetError(RuntimeError):
    """PutTargets answers with failed entries instead of failing."""


@resource("aws:cloudwatch/eventBus:EventBus")
def event_bus(r: Request) -> Created:
    """A bus of one's own, or a partner's."""
    name = r.physical()
    made = r.send("events", "create_event_bus", Name=name, Tags=tag_list(r.tags))
    return name, {"name": name, "arn": made["EventBusArn"]}


@resource("aws:cloudwatch/eventBusPolicy:EventBusPolicy")
def event_bus_policy(r: Request) -> Created:
    """The whole policy of a bus."""
    bus = r.take("eventBusName", default=DEFAULT_BUS)
    r.api("events", "put_permission", EventBusName=bus, Policy=document(r.take("policy")))
    return bus, {}


@resource("aws:cloudwatch/eventPermission:EventPermission")
def event_permission(r: Request) -> Created:
    """One statement of a bus's policy."""
    bus, statement = r.take("eventBusName", default=DEFAULT_BUS), r.take("statementId")
    action = r.take("action", default="events:PutEvents")
    r.send("events", "put_permission", EventBusName=bus, StatementId=statement, Action=action)
    return f"{bus}/{statement}", {}


@resource("aws:cloudwatch/eventRule:EventRule")
def event_rule(r: Request) -> Created:
    """Which events, or when."""
    name, bus, enabled = r.physical(), r.take("eventBusName"), r.take("isEnabled")
    # Only a deletion uses it.
    r.take("forceDestroy")
    state = r.take("state") or ("DISABLED" if enabled is False else "ENABLED")
    # AWS takes tags only with a new rule.
    tags = None if r.old else tag_list(r.tags)
    made = r.send("events", "put_rule", Name=name, EventBusName=bus, State=state, Tags=tags)
    id_ = name if bus in (None, DEFAULT_BUS) else f"{bus}/{name}"
    return id_, {"name": name, "arn": made["RuleArn"]}


def awsvpc(network: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The network of a Fargate task; Pulumi keeps the public address as a boolean."""
    if not network:
        return None
    return {
        "awsvpcConfiguration": present(
            Subnets=network["subnets"],
            SecurityGroups=network.get("securityGroups"),
            AssignPublicIp="ENABLED" if network.get("assignPublicIp") else "DISABLED",
        )
    }


def ecs(r: Request, path: tuple[str, str, str], target: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The ECS part of a rule's or schedule's target.

    Args:
        r: The request.
        path: Service, operation and place of the structure in its input.
        target: What the program says of the task.

    """
    if not target:
        return None
    others = {key: value for key, value in target.items() if key != "networkConfiguration"}
    others = {"taskCount": 1, **others}
    if tags := others.get("tags"):
        others["tags"] = tag_list(tags)
    filled = built(r, *path, others, {"capacityProviderStrategies": "capacityProviderStrategy",
                                      "orderedPlacementStrategies": "placementStrategy",
                                      "placementStrategies": "placementStrategy"})  # fmt: skip
    network = awsvpc(target.get("networkConfiguration"))
    return {**filled, **present(NetworkConfiguration=network)}


def batch(target: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The Batch part of a target."""
    if not target:
        return None
    size, attempts = target.get("arraySize"), target.get("jobAttempts")
    return present(
        JobDefinition=target["jobDefinition"],
        JobName=target["jobName"],
        ArrayProperties={"Size": size} if size else None,
        RetryStrategy={"Attempts": attempts} if attempts else None,
    )


KINDS = {
    "appsyncTarget": "AppSyncParameters",
    "httpTarget": "HttpParameters",
    "inputTransformer": "InputTransformer",
    "kinesisTarget": "KinesisParameters",
    "redshiftTarget": "RedshiftDataParameters",
    "retryPolicy": "RetryPolicy",
    "sqsTarget": "SqsParameters",
    "deadLetterConfig": "DeadLetterConfig",
    "sagemakerPipelineTarget": "SageMakerPipelineParameters",
}
"""Structures of a target that differ from the API's in their names only."""

NAMES = {
    "inputPaths": "inputPathsMap",
    "pipelineParameterLists": "pipelineParameterList",
    "secretsManagerArn": "secretManagerArn",
}


@resource("aws:cloudwatch/eventTarget:EventTarget")
def event_target(r: Request) -> Created:
    """Where a rule sends its events.

    Raises:
        RefusedTargetError: AWS did not take it.

    """
    id_, rule, bus = r.physical("targetId"), r.take("rule"), r.take("eventBusName")
    # Only a deletion uses it.
    r.take("forceDestroy")
    place = ("events", "put_targets", "Targets.[]")
    commands = [{"Key": x["key"], "Values": x["values"]} for x in r.take("runCommandTargets", [])]
    target = present(
        Id=id_,
        Arn=r.take("arn"),
        RoleArn=r.take("roleArn"),
        Input=r.take("input"),
        InputPath=r.take("inputPath"),
        EcsParameters=ecs(r, (*place[:2], "Targets.[].EcsParameters"), r.take("ecsTarget")),
        BatchParameters=batch(r.take("batchTarget")),
        RunCommandParameters={"RunCommandTargets": commands} if commands else None,
        **{api: built(r, *place[:2], f"{place[2]}.{api}", r.take(key), NAMES) for key, api in KINDS.items()},
    )
    made = r.api("events", "put_targets", Rule=rule, EventBusName=bus, Targets=[target])
    if made.get("FailedEntryCount"):
        raise RefusedTargetError(f"target {id_} of rule {rule}: {made['FailedEntries']}")
    prefix = "" if bus in (None, DEFAULT_BUS) else f"{bus}-"
    return f"{prefix}{rule}-{id_}", {"targetId": id_}


simple(
    "aws:cloudwatch/eventArchive:EventArchive",
    "events.create_archive",
    name="ArchiveName",
    id="ArchiveName",
    outputs={"name": "ArchiveName", "arn": "ArchiveArn"},
)
simple(
    "aws:cloudwatch/eventApiDestination:EventApiDestination",
    "events.create_api_destination",
    name="Name",
    id="Name",
    outputs={"name": "Name", "arn": "ApiDestinationArn"},
)


def http_parameters(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Parameters that a connection adds to each call."""
    if not given:
        return None
    kinds = {
        "bodies": "bodyParameters",
        "headers": "headerParameters",
        "queryStrings": "queryStringParameters",
    }
    return {api: given[key] for key, api in kinds.items() if given.get(key)}


def authentication(r: Request, operation: str) -> dict[str, Any]:
    """How a connection signs in, in the operation's own words."""
    given = r.take("authParameters")
    key, oauth = given.get("apiKey"), given.get("oauth")
    parameters = present(
        apiKeyAuthParameters=key and {"apiKeyName": key["key"], "apiKeyValue": key["value"]},
        basicAuthParameters=given.get("basic"),
        connectivityParameters=given.get("connectivityParameters"),
        invocationHttpParameters=http_parameters(given.get("invocationHttpParameters")),
        oAuthParameters=oauth
        and {**oauth, "oauthHttpParameters": http_parameters(oauth.get("oauthHttpParameters"))},
    )
    filled: dict[str, Any] = built(r, "events", operation, "AuthParameters", parameters)
    return filled


@resource("aws:cloudwatch/eventConnection:EventConnection")
def event_connection(r: Request) -> Created:
    """How API destinations sign in."""
    name = r.physical()
    r.send("events", "create_connection", Name=name, AuthParameters=authentication(r, "create_connection"))
    made = r.api("events", "describe_connection", Name=name)
    return name, {"name": name, "arn": made["ConnectionArn"], "secretArn": made.get("SecretArn", "")}
