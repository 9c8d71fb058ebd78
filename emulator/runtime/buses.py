"""EventBridge: rules to functions, topics and queues, and schedules when they are told to fire."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.events.models import EventTemplateParser, Rule, events_backends

from emulator.policies.decisions import role_may

from .delivery import deliver, hand_over
from .functions import find, run
from .work import settle

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "events.amazonaws.com"
SCHEDULER = "scheduler.amazonaws.com"
SDK = "arn:aws:scheduler:::aws-sdk:"
"""How universal targets of schedules begin: any operation of any service."""

OWN = ("lambda", "sns", "sqs")
_send = Rule.send_to_targets


def send_to_targets(rule: Any, event: Any, *args: Any, **options: Any) -> None:
    """`Rule.send_to_targets`.

    Moto raises for functions and topics, asks no policy, and ignores disabled rules.
    """
    if rule.state != "ENABLED":
        return
    own = [target for target in rule.targets if target["Arn"].split(":")[2] in OWN]
    everything, rule.targets = rule.targets, [target for target in rule.targets if target not in own]
    try:
        _send(rule, event, *args, **options)
    finally:
        rule.targets = everything
    if rule.event_pattern.matches_event(event):
        for target in own:
            _to_target(rule, target, event)


def _to_target(rule: Any, target: dict[str, Any], event: Any) -> None:
    dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
    group = (target.get("SqsParameters") or {}).get("MessageGroupId")
    hand_over(
        rule.account_id,
        SERVICE,
        target["Arn"],
        _input(target, event),
        rule.arn,
        dead_letters=dead_letters,
        group=group,
    )


def _input(target: dict[str, Any], event: Any) -> str:
    if target.get("Input"):
        return str(target["Input"])
    sent = dict(event)
    if isinstance(sent.get("time"), int | float):
        sent["time"] = datetime.fromtimestamp(sent["time"], tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if target.get("InputPath"):
        found: Any = sent
        for step in target["InputPath"].removeprefix("$").strip(".").split("."):
            found = found[step] if step else found
        return json.dumps(found, default=str)
    transformer = target.get("InputTransformer")
    if transformer:
        parsed = EventTemplateParser.parse(
            input_template=transformer["InputTemplate"],
            input_paths_map=transformer.get("InputPathsMap", {}),
            event=sent,
        )
        return parsed if isinstance(parsed, str) else json.dumps(parsed, default=str)
    return json.dumps(sent, default=str)


def fire(account: "Account", rule: str, *, region: str | None = None) -> None:
    """Let a scheduled rule of the default bus come due.

    Raises:
        LookupError: there is no such rule, or it has no schedule.

    """
    where = region or account.region
    found = events_backends[account.account_id][where].event_buses["default"].rules.get(rule)
    if found is None or not found.scheduled_expression:
        raise LookupError(f"there is no scheduled rule {rule} in {where}")
    event = {
        "version": "0",
        "id": "00000000-0000-0000-0000-000000000000",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": account.account_id,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": where,
        "resources": [found.arn],
        "detail": {},
    }
    if found.state == "ENABLED":
        for target in found.targets:
            _to_target(found, target, event)
    settle()


def fire_schedule(
    account: "Account", name: str, *, group: str = "default", region: str | None = None
) -> None:
    """Let a schedule of EventBridge Scheduler come due, under its own role.

    Raises:
        PermissionError: the schedule's role may not do it.
        NotImplementedError: its target is of a kind that nothing here serves.

    """
    where = region or account.region
    client = account.client("scheduler", where)
    schedule = client.get_schedule(Name=name, GroupName=group)
    target = schedule["Target"]
    arn, role, text = target["Arn"], target["RoleArn"], target.get("Input", "{}")
    if schedule.get("State") == "DISABLED":
        return
    if arn.startswith(SDK):
        service, _, operation = arn.removeprefix(SDK).partition(":")
        caller = account.session(role, region=where).client(_BOTO3_NAMES.get(service, service))
        snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in operation).strip("_")
        with account.enforcing_iam():
            getattr(caller, snake)(**json.loads(text))
        return
    action = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}.get(
        arn.split(":")[2]
    )
    if action is None:
        raise NotImplementedError(f"schedule {name}: targets like {arn} are not served here")
    if not role_may(account.account_id, role, action, arn, where):
        raise PermissionError(
            f"schedule {name}: the role {role} is not authorized to perform {action} on {arn}"
        )
    if action == "lambda:InvokeFunction":
        run(find(account.account_id, arn), json.loads(text))
    else:
        deliver(account.account_id, arn, text)
    settle()


_BOTO3_NAMES = {"sfn": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs"}
"""The scheduler's spelling of services where it differs from boto3's."""
