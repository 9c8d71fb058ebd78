"""The environment matrix, figure for figure."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from components.environments import (
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    KNOWN_STACKS,
    Environment,
    TaskCount,
    environment_of_stack,
)

DEV, STAGING, PROD = (ENVIRONMENTS[name] for name in ENVIRONMENT_NAMES)


def column(field: str) -> tuple[object, object, object]:
    return getattr(DEV, field), getattr(STAGING, field), getattr(PROD, field)


@pytest.mark.requirement("X-2", "TR-4")
def test_six_stack_names_are_three_environments() -> None:
    assert {name: environment_of_stack(name) for name in KNOWN_STACKS} == {
        "dev": "dev",
        "development": "dev",
        "stage": "staging",
        "staging": "staging",
        "prod": "prod",
        "production": "prod",
    }


@pytest.mark.parametrize("stack", ["", "alice", "Prod", "prod ", "dev-2", "test"])
def test_any_other_stack_name_says_nothing(stack: str) -> None:
    assert environment_of_stack(stack) is None


@pytest.mark.requirement("X-10", "HR-38", "TC-16", "HR-28")
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("long_name", ("development", "staging", "production")),
        (
            "tasks",
            (
                TaskCount(desired=1, minimum=1, maximum=2),
                TaskCount(desired=1, minimum=1, maximum=4),
                TaskCount(desired=2, minimum=2, maximum=10),
            ),
        ),
        ("nat", ("single", "single", "onePerAz")),
        ("log_retention_days", (7, 14, 30)),
        ("protect", (False, False, True)),
        ("point_in_time_recovery", (True, True, True)),
        ("backup", (False, False, True)),
        ("waf", (False, True, True)),
        ("customer_managed_key", (False, False, True)),
        ("multi_az", (False, False, True)),
        ("mfa", ("OFF", "OPTIONAL", "OPTIONAL")),
        ("canary", (False, True, True)),
        ("xray_sampling_rate", (1.0, 0.1, 0.1)),
    ],
)
def test_the_matrix(field: str, values: tuple[object, object, object]) -> None:
    assert column(field) == values


@pytest.mark.requirement("HR-28")
def test_backups_of_databases_last_14_days_in_production_and_1_to_3_elsewhere() -> None:
    assert PROD.database_backup_days == 14
    assert DEV.database_backup_days in range(1, 4)
    assert STAGING.database_backup_days in range(1, 4)


def test_the_matrix_is_complete_and_frozen() -> None:
    assert tuple(ENVIRONMENTS) == ENVIRONMENT_NAMES
    assert {field.name for field in fields(Environment)} == set(vars(DEV))
    with pytest.raises(FrozenInstanceError):
        PROD.protect = False  # type: ignore[misc]


def test_a_load_balancer_and_a_standby_have_two_zones_everywhere() -> None:
    assert column("availability_zones") == (2, 2, 2)


def test_budgets_grow_with_the_environment() -> None:
    assert DEV.budget_share < STAGING.budget_share < PROD.budget_share == 1.0
