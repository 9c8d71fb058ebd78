"""How the rules are asked."""

import pytest

from emulator.account import Account
from emulator.refusals import Refused, covered, reasons, refuses
from emulator.refusals.core import _RULES


def test_a_refused_call_is_not_made_and_names_every_reason(account: Account) -> None:
    sqs = account.client("sqs")
    with pytest.raises(Refused) as error:
        sqs.create_queue(
            QueueName="q", Attributes={"VisibilityTimeout": "99999", "MessageRetentionPeriod": "1"}
        )
    assert len(error.value.reasons) == 2
    assert "QueueUrls" not in sqs.list_queues()


def test_an_applications_session_is_held_to_the_rules_as_well(account: Account) -> None:
    with pytest.raises(Refused):
        account.session().client("sqs").create_queue(QueueName="q", Attributes={"DelaySeconds": "901"})


def test_a_refused_call_is_not_recorded_as_made(account: Account) -> None:
    with account.acting_for("urn:x"), pytest.raises(Refused):
        account.client("sqs").create_queue(QueueName="q", Attributes={"DelaySeconds": "901"})
    assert account.calls_of("urn:x") == []


def test_an_operation_without_rules_has_no_reasons(account: Account) -> None:
    assert reasons("sqs", "ListQueues", {}, account, account.region) == []
    assert ("sqs", "CreateQueue") in covered()


def test_every_rule_is_for_an_operation_that_exists(account: Account) -> None:
    models = {}
    for service, operation in sorted(covered()):
        if service not in models:
            models[service] = set(account.client(service).meta.service_model.operation_names)
        assert operation in models[service], f"{service} has no {operation}"
    assert len(models) >= 25


def test_a_rule_sees_parameters_account_and_region(account: Account) -> None:
    seen = []

    @refuses("sqs", "ListQueues")
    def rule(params, account, region):  # type: ignore[no-untyped-def]
        seen.append((params, account, region))
        yield from ()

    try:
        account.client("sqs", "eu-west-1").list_queues(QueueNamePrefix="a")
    finally:
        del _RULES["sqs", "ListQueues"]
    assert seen == [({"QueueNamePrefix": "a"}, account, "eu-west-1")]
