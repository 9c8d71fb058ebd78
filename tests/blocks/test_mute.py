from __future__ import annotations

from typing import Any

import pytest

from components.blocks.mute import Mute, MuteArgs
from tests.support.recorder import Recorder, declare


def mute(**changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "name": "HookRelay-muted",
        "alarm_names": ["errors", "depth"],
        "schedule": "cron(0 3 * * SUN)",
        "seconds": 1800,
        **changes,
    }
    return declare(lambda: Mute("mute", MuteArgs(**settings)))


@pytest.mark.requirement("X-17")
def test_alarms_are_muted_for_a_while_and_no_longer() -> None:
    rule = mute(timezone="Europe/Berlin").one("AlarmMuteRule").inputs
    assert rule["muteTargets"] == {"alarmNames": ["errors", "depth"]}
    assert rule["rule"]["schedule"] == {
        "expression": "cron(0 3 * * SUN)",
        "duration": "PT30M",
        "timezone": "Europe/Berlin",
    }


@pytest.mark.requirement("X-17")
def test_more_alarms_than_a_rule_takes_make_a_second_rule() -> None:
    rules = mute(alarm_names=[f"alarm-{number}" for number in range(150)]).of_type("AlarmMuteRule")
    assert [len(each.inputs["muteTargets"]["alarmNames"]) for each in rules] == [100, 50]
    assert len({each.inputs["name"] for each in rules}) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"schedule": "cron(0 3 * * ? *)"},
        {"schedule": "tomorrow"},
        {"timezone": "Europe/Atlantis"},
        {"seconds": 30},
        {"seconds": 90},
        {"seconds": 16 * 86_400},
    ],
)
def test_what_cloudwatch_refuses_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Mute: "):
        mute(**change)
