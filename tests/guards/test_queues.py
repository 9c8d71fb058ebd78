from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.guards import Problem
from components.guards.queues import consumer_problems, key_problems, queue_problems


def fields(problems: Iterable[Problem]) -> set[str]:
    return {problem.field for problem in problems}


def queue_fields(**changed: int) -> set[str]:
    sound = {
        "visibility_timeout_seconds": 300,
        "max_receive_count": 3,
        "retention_seconds": 345_600,
        "dead_letter_retention_seconds": 1_209_600,
        "dead_letter_visibility_timeout_seconds": 30,
    }
    return fields(queue_problems(**{**sound, **changed}))


def test_a_sound_queue_has_no_problem() -> None:
    assert queue_fields() == set()


@pytest.mark.parametrize(
    ("field", "given_value", "sound"),
    [
        ("visibility_timeout_seconds", 43_200, True),
        ("visibility_timeout_seconds", 43_201, False),
        ("visibility_timeout_seconds", -1, False),
        ("dead_letter_visibility_timeout_seconds", 43_201, False),
        ("max_receive_count", 0, False),
        ("max_receive_count", 1_000, True),
        ("max_receive_count", 1_001, False),
        ("retention_seconds", 59, False),
        ("retention_seconds", 60, True),
    ],
)
def test_sqs_quotas_hold_at_their_edges(field: str, given_value: int, sound: bool) -> None:
    assert queue_fields(**{field: given_value}) == (set() if sound else {field})


@pytest.mark.requirement("HR-6")
def test_dead_letters_may_not_die_before_the_messages_they_were() -> None:
    assert queue_fields(dead_letter_retention_seconds=345_599) == {"dead_letter_retention_seconds"}


@pytest.mark.requirement("HR-13")
@pytest.mark.parametrize(("timeout", "window", "sound"), [(50, 0, True), (51, 0, False), (50, 1, False)])
def test_300_seconds_of_visibility_carry_a_consumer_of_50(timeout: int, window: int, sound: bool) -> None:
    problems = list(
        consumer_problems(
            visibility_timeout_seconds=300, function_timeout_seconds=timeout, batching_window_seconds=window
        )
    )
    assert (not problems) == sound


@given(st.integers(0, 43_200), st.integers(1, 900), st.integers(0, 300))
def test_what_the_fix_names_has_no_problem(visibility: int, timeout: int, window: int) -> None:
    for problem in consumer_problems(
        visibility_timeout_seconds=visibility,
        function_timeout_seconds=timeout,
        batching_window_seconds=window,
    ):
        needed = int(problem.fix.rpartition("timeout to ")[2].split()[0])
        assert not list(
            consumer_problems(
                visibility_timeout_seconds=needed,
                function_timeout_seconds=timeout,
                batching_window_seconds=window,
            )
        )


@pytest.mark.requirement("TC-27")
@pytest.mark.parametrize(
    ("key", "senders", "sound"),
    [
        ("alias/aws/sqs", {"sns.amazonaws.com"}, False),
        ("alias/aws/sqs", set(), True),
        ("alias/ours", {"sns.amazonaws.com"}, True),
        (None, {"sns.amazonaws.com"}, True),
    ],
)
def test_awss_own_key_is_refused_where_services_send(key: str | None, senders: set[str], sound: bool) -> None:
    assert (not list(key_problems(kms_key=key, senders=senders))) == sound
