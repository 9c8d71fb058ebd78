"""What a recorder makes of the engine's events."""

from __future__ import annotations

import threading
import time
from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError, CommandResult, EngineEvent

from automation import (
    ConfigProblem,
    EngineFailed,
    Event,
    Failure,
    ProgramFailed,
    ResourceEvent,
    ResourcesFailed,
)
from automation.events import Command, Recorder
from automation.failures import Watched, explained
from components.guards import Problem
from components.settings import ConfigError

from .conftest import QUEUE, STACK, Shop, failed, made, step, summary

PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::default"
COMPONENT = "urn:pulumi:dev::shop::awsx:ec2:Vpc::network"


def recorded(*events: dict[str, Any], command: Command = "up") -> tuple[Recorder, list[Event]]:
    told: list[Event] = []
    recorder = Recorder(command=command, told=told.append)
    for event in events:
        recorder(EngineEvent.from_json(event))
    return recorder, told


def test_components_providers_and_the_stack_are_not_told_of() -> None:
    component = {"resourcePreEvent": {"metadata": step("create", COMPONENT, custom=False)}}
    stack = {"resourcePreEvent": {"metadata": step("create", STACK, custom=False)}}
    recorder, told = recorded(component, stack, *made("create", PROVIDER))
    assert told == []
    assert recorder.operations == {}


@pytest.mark.parametrize("operation", ["same", "read", "refresh"])
def test_what_stays_is_not_told_of(operation: str) -> None:
    _, told = recorded(*made(operation))
    assert told == []


def test_what_a_refresh_finds_is_told_though_it_began_as_a_refresh() -> None:
    begin = {"resourcePreEvent": {"metadata": step("refresh")}}
    end = {"resOutputsEvent": {"metadata": step("update")}}
    recorder, told = recorded(begin, end, command="refresh")
    [event] = told
    assert isinstance(event, ResourceEvent)
    assert (event.phase, event.operation) == ("done", "update")
    assert recorder.operations == {QUEUE: "update"}


def test_a_preview_takes_no_time() -> None:
    _, told = recorded(*made(), command="preview")
    assert {event.seconds for event in told} == {0.0}


def test_a_failure_is_told_with_its_reason_and_without_colours() -> None:
    recorder, told = recorded(*failed("Access denied"))
    last = told[-1]
    assert isinstance(last, ResourceEvent)
    assert (last.phase, last.reason) == ("failed", "Access denied")
    assert recorder.failures == [Failure(urn=QUEUE, operation="create", reason="Access denied")]
    assert recorder.words == [], "'update failed' says nothing"


def test_the_same_words_are_kept_once() -> None:
    words = {"diagnosticEvent": {"message": "no credentials", "severity": "error"}}
    warning = {"diagnosticEvent": {"message": "old plugin", "severity": "warning"}}
    recorder, _ = recorded(words, words, warning)
    assert recorder.words == ["no credentials"]


def test_counts_are_the_engines() -> None:
    recorder, _ = recorded(summary(create=2, same=5))
    assert recorder.changes == {"create": 2, "same": 5}


# -- one error says why


def of(shop: Shop, raised: BaseException | None = None, *events: dict[str, Any]) -> Exception:
    recorder, _ = recorded(*events)
    error = CommandError(CommandResult(stdout="", stderr="error: update failed", code=1))
    return explained(error, shop.target(), recorder, raised)


def test_a_config_error_is_told_as_the_program_worded_it(shop: Shop) -> None:
    problem = Problem(field="shop:open", given="maybe", allowed="yes or no", fix="decide")
    raised = ConfigError("dev", [problem])
    error = of(shop, raised, {"diagnosticEvent": {"message": str(raised), "severity": "error"}})
    assert isinstance(error, ConfigProblem)
    assert str(error) == str(raised)
    assert error.__cause__ is raised


def test_what_a_program_says_to_its_user_is_told_without_a_place(shop: Shop) -> None:
    error = of(shop, pulumi.RunError("choose a colour"))
    assert isinstance(error, ProgramFailed)
    assert str(error) == "choose a colour"


def test_a_failed_resource_goes_before_what_the_program_made_of_it(shop: Shop) -> None:
    error = of(shop, KeyError("url"), *failed("Access denied"))
    assert isinstance(error, ResourcesFailed)


def test_without_any_event_the_words_of_the_cli_are_left(shop: Shop) -> None:
    error = of(shop)
    assert isinstance(error, EngineFailed)
    assert str(error) == "update failed"


def test_a_program_that_succeeds_at_last_has_raised_nothing() -> None:
    answers = iter([LookupError("first"), None])

    def program() -> None:
        if error := next(answers):
            raise error

    watched = Watched(program)
    with pytest.raises(LookupError):
        watched()
    assert isinstance(watched.raised, LookupError)
    watched()
    assert watched.raised is None


def test_programs_of_several_threads_declare_one_after_the_other() -> None:
    """Modules of pulumi_aws are loaded at their first use, which two threads must not do at once."""
    at_once, most = [0], [0]

    def program() -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.05)
        at_once[0] -= 1

    threads = [threading.Thread(target=Watched(program)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
