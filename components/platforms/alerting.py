"""Keys of a platform's own, and the topic that its alarms are told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.blocks.key import Key, KeyArgs, KeyUser
from components.blocks.topic import Topic, alerts_topic_args
from components.metrics import GLOBAL_REGION
from components.platforms.ground import Ground
from components.settings.platform import PlatformSettings


class AlertNames(Protocol):
    """The names of topics and keys."""

    def topic(self, thing: str) -> str:
        """Name of a topic."""
        ...

    def key_alias(self, thing: str = "") -> str:
        """Alias of a key, without `alias/`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """Who is told when an alarm fires.

    Attributes:
        topic_arn: In the platform's region.
        global_topic_arn: In us-east-1, for the alarms of services that report only there.
    """

    topic_arn: pulumi.Input[str]
    global_topic_arn: pulumi.Input[str]


def platform_key(
    ground: Ground[PlatformSettings, AlertNames],
    thing: str,
    what: str,
    region: str | None = None,
    users: Sequence[KeyUser] = (),
) -> pulumi.Output[str]:
    """A key of the platform's own.

    Args:
        ground: The stack.
        thing: Its part in logical name and alias.
        what: What it encrypts.
        region: Its region, if another than the platform's.
        users: AWS services that use it in their own name.
    """
    return Key(
        f"{ground.name}-{thing}",
        KeyArgs(
            environment=ground.environment,
            description=what,
            account_id=ground.context.account_id,
            region=region,
            alias=ground.names.key_alias(thing),
            users=users,
        ),
        opts=ground.child,
    ).arn


def alerts(
    ground: Ground[PlatformSettings, AlertNames],
    title: str,
    *,
    global_alarms: bool,
    others: Sequence[KeyUser] = (),
) -> Alerts:
    """The topic of alarms: a given one, or one of our own with a key that CloudWatch may use (X-17).

    Args:
        ground: The stack.
        title: The platform as people call it.
        global_alarms: Whether there are alarms in us-east-1 while the platform is elsewhere.
        others: AWS services that publish besides alarms, rules and budgets.
    """
    given = ground.settings.alerts.topic_arn
    here = given if given is not None else _topic(ground, title, "alerts", None, others)
    if not global_alarms:
        return Alerts(topic_arn=here, global_topic_arn=here)
    return Alerts(topic_arn=here, global_topic_arn=_topic(ground, title, "global-alerts", GLOBAL_REGION))


def _topic(
    ground: Ground[PlatformSettings, AlertNames],
    title: str,
    thing: str,
    region: str | None,
    others: Sequence[KeyUser] = (),
) -> pulumi.Output[str]:
    key = Key(
        f"{ground.name}-{thing}-key",
        KeyArgs(
            environment=ground.environment,
            description=f"{title}: messages of alarms and budgets",
            account_id=ground.context.account_id,
            region=region,
            alias=ground.names.key_alias(thing),
            users=("cloudwatch", "events", "budgets", *others),
        ),
        opts=ground.child,
    )
    topic = Topic(
        f"{ground.name}-{thing}",
        alerts_topic_args(
            account_id=ground.context.account_id,
            kms_key_arn=key.arn,
            name=ground.names.topic(thing),
            display_name=title,
            region=region,
            others=[f"{each}.amazonaws.com" for each in others],
        ),
        opts=ground.child,
    )
    for number, address in enumerate(ground.settings.alerts.emails):
        topic.subscribe(f"email-{number}", protocol="email", endpoint=address)
    return topic.arn
