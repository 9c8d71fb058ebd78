"""SQS, SNS, EventBridge and the connections of WebSocket APIs."""

from collections.abc import Iterator
from urllib.parse import urlparse

from .core import Call, Need, encryption, mapped, unknown

_BATCHES = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "PublishBatch": "Publish",
}
"""A batch needs the permission of its parts.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html"""

_CALLBACKS = {"PostToConnection": "POST", "GetConnection": "GET", "DeleteConnection": "DELETE"}


@mapped("sqs")
def queues(call: Call) -> Iterator[Need]:
    """A queue by its URL or name."""
    action = _BATCHES.get(call.operation, call.operation)
    if call.operation == "ListQueues":
        yield Need(action="sqs:ListQueues", resource="*")
        return
    if call.operation in ("StartMessageMoveTask", "ListMessageMoveTasks"):
        source = call.params["SourceArn"]
        yield Need(action=f"sqs:{action}", resource=source)
        if action.startswith("Start"):
            for extra in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
                yield Need(action=f"sqs:{extra}", resource=source)
            if "DestinationArn" in call.params:
                yield Need(action="sqs:SendMessage", resource=call.params["DestinationArn"])
        return
    name = call.params.get("QueueName") or str(call.params.get("QueueUrl", "")).rsplit("/", 1)[-1]
    if not name:
        raise unknown(call)
    yield Need(action=f"sqs:{action}", resource=call.arn("sqs", name))
    if action == "SendMessage":
        yield from encryption(call, "queue", name, "GenerateDataKey", "Decrypt", via="sqs")
    elif action == "ReceiveMessage":
        yield from encryption(call, "queue", name, "Decrypt", via="sqs")


@mapped("sns")
def topics(call: Call) -> Iterator[Need]:
    """A topic by its ARN; a text message to a phone number has no resource."""
    action = f"sns:{_BATCHES.get(call.operation, call.operation)}"
    if call.operation in ("ListTopics", "ListSubscriptions", "CheckIfPhoneNumberIsOptedOut"):
        yield Need(action=action, resource="*")
        return
    topic = call.params.get("TopicArn") or call.params.get("TargetArn") or call.params.get("ResourceArn")
    if not topic and "SubscriptionArn" in call.params:
        topic = str(call.params["SubscriptionArn"]).rsplit(":", 1)[0]
    if not topic and call.operation == "CreateTopic":
        topic = call.arn("sns", call.params["Name"])
    if not topic and call.operation == "Publish" and "PhoneNumber" in call.params:
        topic = "*"
    if not topic:
        raise unknown(call)
    context: dict[str, str | list[str]] = {}
    if call.operation == "Subscribe":
        context["sns:Protocol"] = str(call.params.get("Protocol", ""))
        context["sns:Endpoint"] = str(call.params.get("Endpoint", ""))
    yield Need(action=action, resource=topic, context=context)
    if action == "sns:Publish":
        name = topic.rsplit(":", 1)[-1]
        yield from encryption(call, "topic", name, "GenerateDataKey", "Decrypt", via="sns")


@mapped("events")
def buses(call: Call) -> Iterator[Need]:
    """Buses and rules; each entry of PutEvents is checked on its bus."""
    if call.operation == "PutEvents":
        for entry in call.params["Entries"]:
            bus = call.full(entry.get("EventBusName", "default"), "events", "event-bus/")
            context = {
                "events:source": entry.get("Source", ""),
                "events:detail-type": entry.get("DetailType", ""),
            }
            yield Need(action="events:PutEvents", resource=bus, context=context)
    elif call.operation.startswith("List"):
        yield Need(action=f"events:{call.operation}", resource="*")
    elif "Rule" in call.params or ("Name" in call.params and call.operation.endswith("Rule")):
        bus = call.params.get("EventBusName", "default")
        path = "" if bus == "default" else f"{bus.rsplit('/', 1)[-1]}/"
        rule = call.params.get("Rule") or call.params["Name"]
        yield Need(action=f"events:{call.operation}", resource=call.arn("events", f"rule/{path}{rule}"))
    elif call.operation == "DescribeEventBus":
        bus = call.full(call.params.get("Name", "default"), "events", "event-bus/")
        yield Need(action="events:DescribeEventBus", resource=bus)
    else:
        raise unknown(call)


@mapped("apigatewaymanagementapi")
def connections(call: Call) -> Iterator[Need]:
    """A client's connection, through the execute-api host of its API or through a custom domain."""
    if call.operation not in _CALLBACKS:
        raise unknown(call)
    where = urlparse(call.url)
    found = call.state.stage_of(where.hostname or "", where.path.partition("/@connections")[0])
    if found is None:
        raise unknown(call, f"no WebSocket API answers at {where.hostname}{where.path}")
    api, stage = found
    verb, client = _CALLBACKS[call.operation], call.params["ConnectionId"]
    resource = call.arn("execute-api", f"{api}/{stage}/{verb}/@connections/{client}")
    yield Need(action="execute-api:ManageConnections", resource=resource)
