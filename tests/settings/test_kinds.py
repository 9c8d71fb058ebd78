from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.settings.kinds import Flag, Kind, Secret, Span, Text, UnfitError, Whole
from components.settings.units import Duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0 seconds", 0),
        ("1 second", 1),
        ("50 seconds", 50),
        ("5 minutes", 300),
        ("1 hour", 3600),
        ("14 days", 1_209_600),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert Duration.parse(text).seconds == seconds
    assert str(Duration(seconds)) == text


@given(st.integers(0, 10**8))
def test_a_duration_is_read_as_it_is_written(seconds: int) -> None:
    assert Duration.parse(str(Duration(seconds))) == Duration(seconds)


@pytest.mark.parametrize(
    "text", ["300", "5m", "PT5M", "5 Minutes", "-5 minutes", "5  minutes", "5 minutes\n", "five minutes", ""]
)
def test_there_is_one_way_to_write_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        Duration.parse(text)


def test_units_of_a_duration() -> None:
    assert (Duration(90_061).minutes, Duration(90_061).hours, Duration(90_061).days) == (1501, 25, 1)


@pytest.mark.parametrize("given_", [300, "300", 300.0])
def test_a_number_without_a_unit_is_answered_with_the_unit(given_: object) -> None:
    with pytest.raises(UnfitError) as raised:
        Span("0 seconds", "12 hours").parse(given_)
    assert raised.value.fix == f'say the unit: "{given_} seconds"'


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Flag(), [True, "true", False, "false"], ["yes", "True", 1, 0, None, "", []]),
        (Whole(1, 10), [1, "10", 3.0], [0, 11, True, "3.0", 2.5, "٣", "1e1", None, "9" * 5000]),
        (Whole(1, 9, choices=(1, 3)), [1, "3"], [2, "5"]),
        (Text("[a-z]+", "letters", "abc"), ["abc"], ["", "ab c", "abc\n", 3, None, ["a"], "ä"]),
        (Span("1 second", "1 minute"), ["1 second", "60 seconds"], ["0 seconds", "61 seconds", None, {}]),
        (Secret(shortest=4), ["abcd"], ["abc", 1234, None]),
    ],
)
def test_a_kind_reads_what_is_of_it_and_nothing_else(
    kind: Kind, good: list[object], bad: list[object]
) -> None:
    for value in good:
        kind.parse(value)
    for value in bad:
        with pytest.raises(UnfitError):
            kind.parse(value)


def test_a_number_where_text_belongs_is_answered_with_quotes() -> None:
    with pytest.raises(UnfitError) as raised:
        Text(r"[0-9.]+", "a version", "17").parse(17)
    assert '"17"' in raised.value.fix
