"""What CodeDeploy refuses of a function's gradual rollout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from components.guards import Problem

# CodeDeploy User Guide, "Deployment configurations on an AWS Lambda compute platform".
RolloutConfig = Literal[
    "LambdaAllAtOnce",
    "LambdaCanary10Percent5Minutes",
    "LambdaCanary10Percent10Minutes",
    "LambdaCanary10Percent15Minutes",
    "LambdaCanary10Percent30Minutes",
    "LambdaLinear10PercentEvery1Minute",
    "LambdaLinear10PercentEvery2Minutes",
    "LambdaLinear10PercentEvery3Minutes",
    "LambdaLinear10PercentEvery10Minutes",
]
ROLLOUT_CONFIGS: tuple[RolloutConfig, ...] = get_args(RolloutConfig)
DEFAULT_ROLLOUT: RolloutConfig = "LambdaCanary10Percent5Minutes"  # TR-22

MOST_ALARMS = 10  # CodeDeploy User Guide, "Quotas": alarms of a deployment group


def rollout_problems(*, alarms: int, has_alias: bool, alias_follows: bool) -> Iterator[Problem]:
    """Problems of a function's rollout.

    Args:
        alarms: How many alarms roll back.
        has_alias: Whether the function has an alias.
        alias_follows: Whether an update moves it.
    """
    if not 0 < alarms <= MOST_ALARMS:
        yield Problem(
            field="alarms",
            given=f"{alarms} alarms",
            allowed=f"1 to {MOST_ALARMS} (CodeDeploy): without one, nothing rolls a bad version back",
            fix="name the alarms that tell a bad version",
        )
    if not has_alias or alias_follows:
        yield Problem(
            field="function",
            given="no alias" if not has_alias else "an alias that every update moves",
            allowed="a function with alias and alias_follows=False: CodeDeploy alone shifts its traffic",
            fix="set alias, and alias_follows to False",
        )
