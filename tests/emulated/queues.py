"""A consumer that fails, and what is left behind it."""

from __future__ import annotations

from tests.emulated.world import World


def fail_all(world: World) -> int:
    """Receive everything once, and finish nothing; how many messages there were."""
    received = world.client("sqs").receive_message(
        QueueUrl=world["queueUrl"], MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=0
    )
    return len(received.get("Messages", []))


def waiting_in(world: World, output: str) -> int:
    attributes = world.client("sqs").get_queue_attributes(
        QueueUrl=world[output],
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    return sum(int(number) for number in attributes.values())
