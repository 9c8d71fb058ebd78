from __future__ import annotations

import pytest

from components.guards.rollouts import MOST_ALARMS, ROLLOUT_CONFIGS, rollout_problems


@pytest.mark.requirement("TR-22")
@pytest.mark.parametrize(
    ("alarms", "has_alias", "alias_follows", "field"),
    [
        (0, True, False, "alarms"),
        (MOST_ALARMS + 1, True, False, "alarms"),
        (1, False, False, "function"),
        (1, True, True, "function"),
    ],
)
def test_a_rollout_has_alarms_and_an_alias_that_only_codedeploy_moves(
    alarms: int, has_alias: bool, alias_follows: bool, field: str
) -> None:
    found = rollout_problems(alarms=alarms, has_alias=has_alias, alias_follows=alias_follows)
    assert [problem.field for problem in found] == [field]
    assert [*rollout_problems(alarms=MOST_ALARMS, has_alias=True, alias_follows=False)] == []


def test_the_configurations_are_those_of_lambda() -> None:
    assert len(ROLLOUT_CONFIGS) == 9
    assert all(name.startswith("Lambda") for name in ROLLOUT_CONFIGS)
