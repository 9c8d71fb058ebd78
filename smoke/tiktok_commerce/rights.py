"""Who may do what with whose data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from smoke.core import Deployed, expect
from smoke.rights import Rights, about, expect_rights, rights_of

# TC-35: the guide's six actions; an index knows two of them.
TABLE = {f"dynamodb:{name}" for name in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")}
NOTE = {"dynamodb:GetItem", "dynamodb:UpdateItem"}
INDEX = {"dynamodb:Query", "dynamodb:Scan"}
OBJECT = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}
RECEIVE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
READ_SECRET = {"secretsmanager:GetSecretValue"}
DATA = ("dynamodb", "s3", "sns", "sqs", "secretsmanager")
# What has no resource type, or is needed by Lambda and ECS themselves, may be on "*".
ANYWHERE = {"xray", "ec2", "ecr"}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What one role may do with the platform's data.

    Attributes:
        tables: Tables.
        on_tables: What it does there.
        buckets: Bucket -> what it does with objects.
        publishes: Outputs with the ARNs of topics.
        secrets: Secrets that it reads itself.
        queue: Whether it takes jobs from its own queue.
    """

    tables: tuple[str, ...] = ()
    on_tables: frozenset[str] = frozenset(TABLE)
    buckets: tuple[tuple[str, frozenset[str]], ...] = ()
    publishes: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    queue: bool = False


SERVICES = {
    "ingestion-api": Stated(
        tables=("videos", "jobs"), publishes=("processingTopicArn",), secrets=("TIKTOK_API",)
    ),
    "product-service": Stated(
        tables=("products", "users", "analytics"),
        buckets=(("assets", frozenset(OBJECT)), ("thumbnails", frozenset(OBJECT))),
        publishes=("notificationsTopicArn",),
    ),
    "whatsapp-service": Stated(tables=("users", "analytics"), publishes=("notificationsTopicArn",)),
}
_ASSETS = ("assets", frozenset({"s3:GetObject"}))
_DRAWN = ("thumbnails", frozenset({"s3:GetObject", "s3:PutObject"}))


def _worker(tables: tuple[str, ...], *more: tuple[str, frozenset[str]]) -> Stated:
    return Stated(
        tables=tables,
        on_tables=frozenset(NOTE),
        buckets=(_ASSETS, *more),
        publishes=("processingTopicArn",),
        secrets=("OPENAI_API_KEY",),
        queue=True,
    )


WORKERS = {
    "caption-parser": _worker(("videos", "jobs")),
    "thumbnail-generator": _worker(("videos", "jobs"), _DRAWN),
    "auto-tagger": _worker(("products", "jobs")),
}
WEBHOOK = Stated(publishes=("processingTopicArn",), secrets=("TIKTOK_API", "WHATSAPP_API"))


def every_role_may_do_what_is_stated(deployed: Deployed) -> str:
    """Each service and worker has its own tables, buckets, topics, secrets and queue, and no other's."""
    seen = 0
    for name, service in deployed["services"].items():
        _expect(deployed, name, service["taskRoleArn"], SERVICES[name])
        seen += 1
    for name, worker in deployed["workers"].items():
        queue = deployed["queues"][worker["queue"]]["arn"]
        # a worker is in the network for the cache alone
        stated = WORKERS[name]
        if name in deployed["securityGroups"] and deployed.outputs.get("cacheId"):
            stated = replace(stated, secrets=(*stated.secrets, "REDIS_PASSWORD"))
        _expect(deployed, name, worker["roleArn"], stated, queue=queue)
        seen += 1
    if deployed.outputs.get("webhookRoleArn"):
        _expect(deployed, "webhook", deployed["webhookRoleArn"], WEBHOOK)
        seen += 1
    return f"{seen} roles"


def tasks_start_with_their_own_secrets(deployed: Deployed) -> str:
    """The role that starts a task reads what the task names, and nothing else."""
    ecs = deployed.client("ecs")
    for name, service in deployed["services"].items():
        task = ecs.describe_task_definition(taskDefinition=service["taskDefinitionArn"])["taskDefinition"]
        wanted = {
            _secret(each["valueFrom"])
            for container in task["containerDefinitions"]
            for each in container.get("secrets", [])
        }
        found = about(rights_of(deployed, task["executionRoleArn"]), *DATA)
        expect_rights(f"{name}'s execution role", found, dict.fromkeys(wanted, READ_SECRET))
    return f"{len(deployed['services'])} execution roles"


def _secret(value_from: str) -> str:
    """The ARN in a `valueFrom`, without the JSON key that may follow."""
    return ":".join(value_from.split(":")[:7])


def _expect(deployed: Deployed, who: str, role: str, stated: Stated, *, queue: str | None = None) -> None:
    rights = rights_of(deployed, role)
    expect_rights(who, about(rights, *DATA), _data(deployed, stated, queue))
    everywhere = {action.split(":")[0] for action in rights.get("*", set())} - ANYWHERE
    expect(not everywhere, f"{who} may do things anywhere: {', '.join(sorted(everywhere))}")
    keys = set(about(rights, "kms"))
    expect(keys <= _keys(deployed), f"{who} uses keys that are not the platform's: {', '.join(sorted(keys))}")


def _data(deployed: Deployed, stated: Stated, queue: str | None) -> Rights:
    found: Rights = {}
    for thing in stated.tables:
        table = _table(deployed, thing)
        found[table["TableArn"]] = set(stated.on_tables)
        if stated.on_tables & INDEX:  # one statement names both; of the six, an index knows these two
            for index in table.get("GlobalSecondaryIndexes", []):
                found[f"{table['TableArn']}/index/{index['IndexName']}"] = set(stated.on_tables)
    for thing, actions in stated.buckets:
        found[f"arn:aws:s3:::{deployed['buckets'][thing]}/*"] = set(actions)
    found |= {deployed[topic]: {"sns:Publish"} for topic in stated.publishes}
    found |= {deployed["secrets"][name]["arn"]: READ_SECRET for name in stated.secrets}
    if queue is not None:
        found[queue] = RECEIVE
    return found


def _table(deployed: Deployed, thing: str) -> dict[str, Any]:
    table = deployed.client("dynamodb").describe_table(TableName=deployed["tables"][thing])["Table"]
    return dict(table)


def _keys(deployed: Deployed) -> set[str]:
    """The keys that encrypt the tables, which are those of everything."""
    things: Iterable[str] = deployed["tables"]
    described = (_table(deployed, thing).get("SSEDescription", {}) for thing in things)
    return {each["KMSMasterKeyArn"] for each in described if each.get("KMSMasterKeyArn")}
