from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.environments import ENVIRONMENTS
from components.guards import Problem
from components.guards.postgres import (
    combination_problems,
    connection_problems,
    instance_problems,
    max_connections,
    memory_gib,
)


def fields(problems: Iterable[Problem]) -> list[str]:
    return [problem.field for problem in problems]


def instance(
    identifier: str = "hookrelay-prod",
    engine_version: str = "17",
    instance_class: str = "db.t4g.medium",
    database: str = "hookrelay_prod",
    storage: tuple[int, int] = (20, 100),
    backup_days: int = 14,
) -> list[str]:
    return fields(
        instance_problems(
            identifier=identifier,
            engine_version=engine_version,
            instance_class=instance_class,
            database=database,
            user="prod_user",
            storage_gib=storage[0],
            max_storage_gib=storage[1],
            backup_days=backup_days,
        )
    )


def test_a_sound_instance_has_no_problem() -> None:
    assert instance() == []


@pytest.mark.parametrize("name", ["1abc", "a--b", "ends-", "Upper", "a" * 64, ""])
def test_identifiers_are_rdss(name: str) -> None:
    assert instance(identifier=name) == ["name"]


@pytest.mark.parametrize(
    ("version", "sound"), [("14", True), ("18", True), ("13", False), ("17.4", False), ("19", False)]
)
def test_a_major_in_standard_support_is_pinned(version: str, sound: bool) -> None:
    assert (instance(engine_version=version) == []) == sound


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.medium", 4),
        ("db.m7g.large", 8),
        ("db.r7g.2xlarge", 64),
        ("db.t4g.16xlarge", None),
        ("db.x2g.large", None),
        ("t4g.micro", None),
    ],
)
def test_memory_of_a_class_is_known_or_the_class_refused(instance_class: str, gib: int | None) -> None:
    assert memory_gib(instance_class) == gib
    assert (instance(instance_class=instance_class) == []) == (gib is not None)


def test_the_classes_of_every_environment_are_known() -> None:
    classes = {environment.database_class for environment in ENVIRONMENTS.values()}
    assert classes
    assert all(memory_gib(each) for each in classes)


@pytest.mark.parametrize("name", ["1abc", "with-hyphen", "user", "postgres"])
def test_database_names_are_plain_words(name: str) -> None:
    assert instance(database=name) == ["database"]


@pytest.mark.parametrize(
    ("storage", "sound"), [((20, 20), True), ((19, 100), False), ((100, 99), False), ((20, 65_537), False)]
)
def test_storage_grows_within_gp3(storage: tuple[int, int], sound: bool) -> None:
    assert (instance(storage=storage) == []) == sound


@pytest.mark.requirement("HR-28")
@pytest.mark.parametrize(("days", "sound"), [(0, True), (35, True), (36, False), (-1, False)])
def test_backups_are_kept_at_most_35_days(days: int, sound: bool) -> None:
    assert (instance(backup_days=days) == []) == sound


@pytest.mark.requirement("HR-26", "HR-28")
@pytest.mark.parametrize(
    ("managed", "replica", "copy", "days", "url", "problems"),
    [
        (False, False, False, 0, "/url", []),
        (True, False, False, 1, None, []),
        (True, True, False, 1, None, ["read_replica"]),
        (True, False, False, 1, "/url", ["url_secret_name"]),
        (False, False, False, 1, None, ["url_secret_name"]),
        (False, True, False, 0, "/url", ["backup_days"]),
        (False, False, True, 0, "/url", ["backup_days"]),
    ],
)
def test_features_that_exclude_or_need_each_other_are_named(
    managed: bool, replica: bool, copy: bool, days: int, url: str | None, problems: list[str]
) -> None:
    found = combination_problems(
        rds_managed=managed,
        read_replica=replica,
        backup_copy=copy,
        backup_days=days,
        url_secret_name=url,
    )
    assert fields(found) == problems


def test_connections_follow_memory_up_to_the_engines_limit() -> None:
    assert max_connections("db.t4g.micro") == 112
    assert max_connections("db.r7g.16xlarge") == 5_000
    with pytest.raises(ValueError, match="x2g"):
        max_connections("db.x2g.large")


@pytest.mark.requirement("HR-29")
@given(st.integers(1, 200), st.integers(1, 50))
def test_full_pools_never_exceed_what_the_instance_takes(clients: int, pool: int) -> None:
    problems = fields(connection_problems(instance_class="db.t4g.medium", clients=clients, pool=pool))
    assert bool(problems) == (clients * pool > max_connections("db.t4g.medium") - 5)
