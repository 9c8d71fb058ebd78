"""Topics, queues, and the filters that send each job to its worker (TC-25 to TC-27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.blocks.queue import Queue, QueueArgs
from components.blocks.topic import Topic, TopicArgs
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.stores import Keys

# Worker (as settings have it) -> its queue (TC-26).
QUEUES: Mapping[str, str] = {
    "caption_parser": "caption-analysis",
    "thumbnail_generator": "thumbnail-generation",
    "auto_tagger": "auto-tagging",
}


@dataclass(frozen=True, kw_only=True)
class Messaging:
    """How parts talk to each other.

    Attributes:
        processing: Jobs, and what workers say of them.
        notifications: What users are told.
        queues: Worker -> its queue.
    """

    processing: Topic
    notifications: Topic
    queues: Mapping[str, Queue]


def declare_messaging(ground: Ground, keys: Keys) -> Messaging:
    """Declare them; a queue that is encrypted by a key takes what SNS sends with the same key."""
    processing = _topic(ground, keys, "processing")
    notifications = _topic(ground, keys, "notifications")
    for number, address in enumerate(ground.settings.notifications.emails):
        notifications.subscribe(f"email-{number}", protocol="email", endpoint=address)
    for number, url in enumerate(ground.settings.notifications.urls):
        notifications.subscribe(f"url-{number}", protocol="https", endpoint=url)
    return Messaging(
        processing=processing,
        notifications=notifications,
        queues={worker: _queue(ground, keys, worker, processing) for worker in QUEUES},
    )


def _topic(ground: Ground, keys: Keys, thing: str) -> Topic:
    return Topic(
        f"{ground.name}-{thing}",
        TopicArgs(
            account_id=ground.context.account_id,
            name=ground.names.topic(thing),
            display_name="TikTok Commerce",
            kms_key_arn=keys.data,
        ),
        opts=ground.child,
    )


def _queue(ground: Ground, keys: Keys, worker: str, jobs: Topic) -> Queue:
    settings, messages = ground.settings.workers.all[worker], ground.settings.messages
    queue = Queue(
        f"{ground.name}-{QUEUES[worker]}",
        QueueArgs(
            environment=ground.environment,
            name=ground.names.queue(QUEUES[worker]),
            dead_letter_name=ground.names.dead_letter_queue(QUEUES[worker]),
            visibility_timeout_seconds=settings.visibility_seconds,
            max_receive_count=settings.max_receive_count,
            kms_key_arn=keys.data,
            senders=[jobs.sender()],
        ),
        opts=ground.child,
    )
    jobs.subscribe_queue(
        queue, filter_policy={messages.filter_key: settings.types}, scope=messages.filter_scope
    )
    return queue
