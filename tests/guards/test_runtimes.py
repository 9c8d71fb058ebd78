from datetime import date, timedelta

import pytest

from components.lambda_environment import MAX_BYTES, RESERVED, environment_problems
from components.runtimes import (
    DEFAULT_NODE,
    DEFAULT_PROVIDED,
    DEFAULT_PYTHON,
    NOTICE,
    RUNTIMES,
    runtime_problems,
    runtime_warnings,
    supported,
)

TODAY = date(2026, 11, 20)


@pytest.mark.requirement("HR-41", "SC-10", "TR-8", "ST-11", "TC-21")
@pytest.mark.parametrize("runtime", ["nodejs18.x", "nodejs20.x", "provided.al2", "python3.9", "python3.10"])
def test_a_retired_runtime_is_warned_about_until_aws_refuses_it(runtime: str) -> None:
    known = RUNTIMES[runtime]
    assert known.refused_from is not None
    before = known.refused_from - timedelta(days=1)
    [warning] = runtime_warnings(runtime, today=before)
    assert str(known.end_of_support) in warning
    assert not list(runtime_problems(runtime, today=before))
    [problem] = runtime_problems(runtime, today=known.refused_from)
    assert problem.fix.split()[1].rstrip(",") in supported(known.family, known.refused_from)
    assert not list(runtime_warnings(runtime, today=known.refused_from))


@pytest.mark.parametrize("runtime", [DEFAULT_NODE, DEFAULT_PYTHON, DEFAULT_PROVIDED])
def test_the_defaults_are_in_support_without_a_warning(runtime: str) -> None:
    assert not list(runtime_problems(runtime, today=TODAY))
    assert not list(runtime_warnings(runtime, today=TODAY))


def test_the_end_of_support_is_announced_as_early_as_aws_does() -> None:
    ends = RUNTIMES["python3.11"].end_of_support
    assert not list(runtime_warnings("python3.11", today=ends - NOTICE - timedelta(days=1)))
    [warning] = runtime_warnings("python3.11", today=ends - NOTICE)
    assert "ends on" in warning


def test_the_dates_of_every_runtime_are_in_order() -> None:
    for name, runtime in RUNTIMES.items():
        dates = [d for d in (runtime.end_of_support, runtime.create_blocked, runtime.update_blocked) if d]
        assert dates == sorted(dates), name


def test_an_unknown_runtime_is_refused_even_without_a_date() -> None:
    [problem] = runtime_problems("python2.7")
    assert problem.field == "runtime"
    assert not list(runtime_problems("python3.13"))


@pytest.mark.requirement("HR-42", "ST-17", "SC-10")
@pytest.mark.parametrize("key", sorted(RESERVED))
def test_reserved_variables_are_refused(key: str) -> None:
    assert [problem.field for problem in environment_problems({key: "x"})] == [f"environment.{key}"]


@pytest.mark.requirement("HR-42")
@pytest.mark.parametrize(
    "key",
    [
        "AWS_LAMBDA_EXEC_WRAPPER",
        "AWS_XRAY_CONTEXT_MISSING",
        "AWS_XRAY_DAEMON_ADDRESS",
        "AWS_DDB_ENDPOINTS_TABLE",
        "AWS_SQS_QUEUE_URL",
    ],
)
def test_variables_that_only_look_reserved_are_allowed(key: str) -> None:
    assert not list(environment_problems({key: "x"}))


@pytest.mark.parametrize("key", ["A", "1A", "A-B", "_A", ""])
def test_names_outside_lambdas_grammar_are_refused(key: str) -> None:
    assert [problem.given for problem in environment_problems({key: "x"})] == [key]


@pytest.mark.requirement("ST-12")
def test_names_and_values_together_stay_within_four_kilobytes() -> None:
    key = "PUBLIC_KEY"
    assert not list(environment_problems({key: "x" * (MAX_BYTES - len(key))}))
    [problem] = environment_problems({key: "x" * (MAX_BYTES - len(key) + 1)})
    assert problem.given == f"{MAX_BYTES + 1} bytes"


def test_the_size_counts_bytes_not_characters() -> None:
    assert list(environment_problems({"NAME": "é" * (MAX_BYTES // 2)}))


def test_a_value_that_isnt_known_yet_is_not_counted() -> None:
    assert not list(environment_problems({"TABLE": object()}))
