"""EventBridge rules that bring what happened in the account to an alerts topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import json_text


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of event that is told.

    Attributes:
        key: Short name; part of logical and physical names.
        what: The rule's description.
        pattern: EventBridge's pattern.
    """

    key: str
    what: str
    pattern: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class EventNoticesArgs:
    """Which events, and who is told.

    Attributes:
        notices: The kinds; keys are unique.
        name: Beginning of the rules' physical names.
        topic_arn: The topic; its policy and key let `events.amazonaws.com` publish.
        ready: What must exist before: the topic's policy, where the topic is ours.
    """

    notices: Sequence[Notice]
    name: str
    topic_arn: pulumi.Input[str]
    ready: Sequence[pulumi.Resource] = ()


class EventNotices(pulumi.ComponentResource):
    """A rule for each kind of event, with the topic as its target.

    Attributes:
        rules: Key -> name of the rule.
    """

    def __init__(self, name: str, args: EventNoticesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:EventNotices", name, None, opts)
        self.rules: dict[str, pulumi.Output[str]] = {}
        for notice in args.notices:
            rule = aws.cloudwatch.EventRule(
                f"{name}-{notice.key}",
                name=f"{args.name}-{notice.key}",
                description=notice.what,
                event_pattern=json_text(notice.pattern),
                opts=pulumi.ResourceOptions(parent=self),
            )
            aws.cloudwatch.EventTarget(
                f"{name}-{notice.key}-to-topic",
                rule=rule.name,
                arn=args.topic_arn,
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.ready)),
            )
            self.rules[notice.key] = rule.name
        self.register_outputs({})
