from collections.abc import Iterable

import pytest

from components.guards import Problem
from components.guards.buckets import (
    LogSource,
    Transition,
    data_problems,
    lifecycle_problems,
    name_problems,
    sink_problems,
)


def fields(problems: Iterable[Problem]) -> list[str]:
    return [problem.field for problem in problems]


@pytest.mark.requirement("HR-7", "X-9")
@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("prod-hookrelay-dlq", True),
        ("ab", False),
        ("a" * 63, True),
        ("a" * 64, False),
        ("Upper", False),
        ("-a-b", False),
        ("a_b", False),
        ("xn--abc", False),
        ("abc-s3alias", False),
        (object(), True),
    ],
)
def test_names_follow_s3s_rules(name: object, sound: bool) -> None:
    assert (fields(name_problems(name=name, sources=[])) == []) == sound


def test_waf_writes_only_to_buckets_of_its_prefix() -> None:
    assert fields(name_problems(name="logs", sources=["waf"])) == ["name"]
    assert fields(name_problems(name="aws-waf-logs-x", sources=["waf"])) == []


def transition(storage_class: str, days: int) -> Transition:
    return Transition(storage_class=storage_class, days=days)  # type: ignore[arg-type]


@pytest.mark.requirement("HR-9", "HR-10")
@pytest.mark.parametrize(
    ("transitions", "expire_days", "problems"),
    [
        ([], 90, []),
        ([], 0, ["expire_days"]),
        ([("STANDARD_IA", 30)], 90, []),
        ([("STANDARD_IA", 29)], 90, ["transitions[0].days"]),
        ([("INTELLIGENT_TIERING", 0)], None, []),
        ([("STANDARD_IA", 30), ("GLACIER", 60)], None, []),
        ([("STANDARD_IA", 30), ("GLACIER", 59)], None, ["transitions[1].days"]),
        ([("STANDARD_IA", 90)], 90, ["transitions[0].days"]),
    ],
)
def test_objects_age_in_the_order_s3_allows(
    transitions: list[tuple[str, int]], expire_days: int | None, problems: list[str]
) -> None:
    found = lifecycle_problems(
        expire_days=expire_days, noncurrent_days=90, transitions=[transition(*each) for each in transitions]
    )
    assert fields(found) == problems


@pytest.mark.requirement("HR-50", "TC-9")
@pytest.mark.parametrize(
    ("versioned", "lock_days", "replicated", "problems"),
    [
        (True, 30, True, []),
        (False, None, False, []),
        (False, 30, False, ["versioned"]),
        (False, None, True, ["versioned"]),
        (True, 0, False, ["lock_days"]),
    ],
)
def test_locks_and_copies_need_versions(
    versioned: bool, lock_days: int | None, replicated: bool, problems: list[str]
) -> None:
    found = data_problems(versioned=versioned, lock_days=lock_days, replicated=replicated)
    assert fields(found) == problems


@pytest.mark.requirement("TC-9")
@pytest.mark.parametrize(
    ("source", "by_key", "sound"),
    [("alb", True, False), ("s3", True, False), ("alb", False, True), ("cloudfront", True, True)],
)
def test_a_log_bucket_has_no_key_that_its_source_cannot_use(
    source: LogSource, by_key: bool, sound: bool
) -> None:
    assert (fields(sink_problems(sources=[source], encrypted_by_key=by_key)) == []) == sound
