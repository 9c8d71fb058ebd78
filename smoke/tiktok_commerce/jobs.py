"""Jobs find their worker, and poison its dead-letter queue."""

from __future__ import annotations

import json
import uuid
from typing import Any

from smoke import queues
from smoke.core import Deployed, expect

WORKER_WAIT_ATTEMPTS = 5  # SNS delivers within seconds; each attempt asks every queue once


def jobs_are_published(deployed: Deployed) -> bool:
    """Whether messages wait where they are put: no worker has its code yet."""
    return all(worker["isPlaceholder"] for worker in deployed["workers"].values())


def _publish(deployed: Deployed, kind: str) -> str:
    """Publish a message of a type; returns its text."""
    key = deployed["filterKey"]
    text = json.dumps({key: kind, "smoke": str(uuid.uuid4())})
    attributes: dict[str, Any] = {}
    if deployed["filterScope"] == "MessageAttributes":
        attributes = {"MessageAttributes": {key: {"DataType": "String", "StringValue": kind}}}
    deployed.client("sns").publish(TopicArn=deployed["processingTopicArn"], Message=text, **attributes)
    return text


def each_job_lands_in_its_own_queue(deployed: Deployed) -> str:
    """A job of each type, published on the topic, is in the queue of its worker, bare, and in no other."""
    sqs, published = deployed.client("sqs"), 0
    for name, queue in deployed["queues"].items():
        for kind in queue["types"]:
            text = _publish(deployed, kind)
            published += 1
            found = _where(deployed, sqs, text)
            expect(found == [name], f"a job of type {kind} is in {', '.join(found) or 'no queue'}")
            queues.take(sqs, queue["url"], text)
    return f"{published} types, {len(deployed['queues'])} queues"


def answers_are_no_jobs(deployed: Deployed) -> str:
    """What workers publish when a job is done, and what nobody knows, ends in no queue."""
    sqs, client = deployed.client("sqs"), deployed.client("lambda")
    kinds = {
        client.get_function_configuration(FunctionName=worker["functionName"])["Environment"]["Variables"][
            "COMPLETION_TYPE"
        ]
        for worker in deployed["workers"].values()
    }
    for kind in sorted({*kinds, "whatsapp.event", "smoke-unknown"}):
        found = _where(deployed, sqs, _publish(deployed, kind), attempts=1)
        expect(not found, f"a message of type {kind} is a job again, in {', '.join(found)}")
    return f"{len(kinds)} types of answers"


def _where(deployed: Deployed, sqs: Any, text: str, attempts: int = WORKER_WAIT_ATTEMPTS) -> list[str]:
    """The queues that hold a message."""
    found: list[str] = []
    for _ in range(attempts):
        found = [
            name for name, queue in deployed["queues"].items() if queues.receive(sqs, queue["url"], text)
        ]
        if found:
            break
    return found


def poison_becomes_dead_letters(deployed: Deployed) -> str:
    """A job that no attempt finishes is in its worker's dead-letter queue."""
    sqs, receives = deployed.client("sqs"), set()
    for queue in deployed["queues"].values():
        text = _publish(deployed, queue["types"][0])
        receives.add(queues.give_up(sqs, queue["url"], text))
        queues.take(sqs, queue["dlqUrl"], text)
    return f"{len(deployed['queues'])} queues, {', '.join(map(str, sorted(receives)))} receives"


def queues_are_as_stated(deployed: Deployed) -> str:
    """Queues hide a job six times as long as its worker may run, encrypt, and keep dead letters longest."""
    sqs, client, said = deployed.client("sqs"), deployed.client("lambda"), []
    for worker in deployed["workers"].values():
        queue = deployed["queues"][worker["queue"]]
        function = client.get_function_configuration(FunctionName=worker["functionName"])
        said.append(
            queues.is_as_stated(sqs, queue["url"], queue["dlqUrl"], worker_timeout=int(function["Timeout"]))
        )
    return "; ".join(dict.fromkeys(said))


def subscriptions_filter(deployed: Deployed) -> str:
    """Each queue is subscribed once, to its own types, and gets bare messages."""
    sns, found = deployed.client("sns"), {}
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=deployed["processingTopicArn"])
    for page in pages:
        for subscription in page["Subscriptions"]:
            arn = subscription["SubscriptionArn"]
            attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
            expect("FilterPolicy" in attributes, f"{subscription['Endpoint']} gets every message")
            expect(attributes.get("RawMessageDelivery") == "true", "jobs are wrapped in SNS's envelope")
            scope = attributes.get("FilterPolicyScope", "MessageAttributes")
            expect(scope == deployed["filterScope"], f"filters read {scope}")
            policy = json.loads(attributes["FilterPolicy"])
            expect(subscription["Endpoint"] not in found, f"{subscription['Endpoint']} is subscribed twice")
            found[subscription["Endpoint"]] = policy
    key = deployed["filterKey"]
    stated = {queue["arn"]: {key: queue["types"]} for queue in deployed["queues"].values()}
    expect(found == stated, f"the filters are {found}")
    return f"{len(found)} subscriptions, by {key}"


def workers_take_their_jobs(deployed: Deployed) -> str:
    """Each worker has one mapping, answers job by job, and waits while it is a placeholder."""
    client = deployed.client("lambda")
    for name, worker in deployed["workers"].items():
        arn = deployed["queues"][worker["queue"]]["arn"]
        mappings = client.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
        expect(len(mappings) == 1, f"{name} has {len(mappings)} mappings")
        mapping = mappings[0]
        taker = mapping["FunctionArn"].split(":function:")[1]
        expect(taker == worker["functionName"], f"{taker} takes the jobs of {name}")
        expect(
            "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
            f"{name} fails whole batches",
        )
        enabled = mapping["State"] in ("Enabled", "Enabling", "Creating")
        expect(enabled != worker["isPlaceholder"], f"the mapping of {name} is {mapping['State']}")
        variables = client.get_function_configuration(FunctionName=worker["functionName"])["Environment"][
            "Variables"
        ]
        missing = WORKER_VARIABLES - variables.keys()
        expect(not missing, f"{name} has no {', '.join(sorted(missing))}")
        expect("OPENAI_API_KEY" not in variables, f"{name} has its key in plain text")
    return f"{len(deployed['workers'])} workers"


WORKER_VARIABLES = {
    "SNS_TOPIC_ARN",
    "S3_BUCKET",
    "OPENAI_API_KEY_SECRET_ARN",
    "CONFIDENCE_THRESHOLD",
}  # TC-22
