"""Keys, and the topic that alarms are told to."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.key import Key, KeyArgs
from components.blocks.topic import Topic, alerts_topic_args
from components.metrics import GLOBAL_REGION
from components.platforms.hookrelay.ground import Ground


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Customer managed keys; None where AWS's own encrypt.

    Attributes:
        data: Of tables, queue, archive, database, cache and secrets.
        copies: Of what is kept in the other region.
    """

    data: pulumi.Input[str] | None
    copies: pulumi.Input[str] | None


def declare_keys(ground: Ground) -> Keys:
    """Take the given key, or make what the settings ask for."""
    settings, dr = ground.settings, ground.settings.dr
    own = settings.customer_managed_key and settings.kms_key_arn is None
    data = (
        _key(ground, "key", "tables, queue, archive, database, secrets", None)
        if own
        else settings.kms_key_arn
    )
    # A copied backup is encrypted anew, so it needs a key there even if AWS's own encrypts here.
    copied = dr.table_replicas or dr.bucket_replication
    wanted = (data is not None and copied) or settings.database.cross_region_backups
    copies = None
    if wanted and dr.region is not None:
        copies = _key(ground, "copies-key", "copies of tables, archive and backups", dr.region)
    return Keys(data=data, copies=copies)


def _key(ground: Ground, thing: str, what: str, region: str | None) -> pulumi.Output[str]:
    return Key(
        f"{ground.name}-{thing}",
        KeyArgs(
            environment=ground.environment,
            description=f"HookRelay: {what}",
            account_id=ground.context.account_id,
            region=region,
            alias=ground.names.key_alias(thing),
        ),
        opts=ground.child,
    ).arn


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """Who is told when an alarm fires.

    Attributes:
        topic_arn: In the platform's region.
        global_topic_arn: In us-east-1, for the alarms of services that report only there.
    """

    topic_arn: pulumi.Input[str]
    global_topic_arn: pulumi.Input[str]


def alerts(ground: Ground, *, global_alarms: bool) -> Alerts:
    """The topic of alarms: a given one, or one of our own with a key that CloudWatch may use (X-17).

    Args:
        ground: The stack.
        global_alarms: Whether there are alarms in us-east-1 while the platform is elsewhere.
    """
    given = ground.settings.alerts.topic_arn
    here = given if given is not None else _topic(ground, "alerts", None)
    if not global_alarms:
        return Alerts(topic_arn=here, global_topic_arn=here)
    return Alerts(topic_arn=here, global_topic_arn=_topic(ground, "global-alerts", GLOBAL_REGION))


def _topic(ground: Ground, thing: str, region: str | None) -> pulumi.Output[str]:
    key = Key(
        f"{ground.name}-{thing}-key",
        KeyArgs(
            environment=ground.environment,
            description="HookRelay: messages of alarms and budgets",
            account_id=ground.context.account_id,
            region=region,
            alias=ground.names.key_alias(thing),
            users=("cloudwatch", "events", "budgets"),
        ),
        opts=ground.child,
    )
    topic = Topic(
        f"{ground.name}-{thing}",
        alerts_topic_args(
            account_id=ground.context.account_id,
            kms_key_arn=key.arn,
            name=ground.names.topic(thing),
            display_name="HookRelay",
            region=region,
        ),
        opts=ground.child,
    )
    for number, address in enumerate(ground.settings.alerts.emails):
        topic.subscribe(f"email-{number}", protocol="email", endpoint=address)
    return topic.arn
