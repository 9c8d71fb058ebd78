import pytest

from components.environments import ENVIRONMENTS
from components.guards.cache import Engine, cache_problems


def fields(
    name: str = "cache",
    engine: Engine = "valkey",
    engine_version: str = "8.1",
    node_type: str = "cache.t4g.small",
    nodes: int = 1,
    multi_az: bool = False,
    snapshot_days: int = 0,
) -> list[str]:
    found = cache_problems(
        name=name,
        engine=engine,
        engine_version=engine_version,
        node_type=node_type,
        nodes=nodes,
        multi_az=multi_az,
        snapshot_days=snapshot_days,
    )
    return [problem.field for problem in found]


def test_a_sound_cache_has_no_problem() -> None:
    assert fields() == []
    assert fields(nodes=2, multi_az=True, snapshot_days=35) == []


@pytest.mark.parametrize(
    ("name", "sound"), [("a" * 40, True), ("a" * 41, False), ("1a", False), ("a-", False)]
)
def test_names_are_elasticaches(name: str, sound: bool) -> None:
    assert (fields(name=name) == []) == sound


@pytest.mark.requirement("TC-10")
@pytest.mark.parametrize(
    ("engine", "version", "sound"),
    [("redis", "7.1", True), ("redis", "7.2", False), ("redis", "6.2", False), ("valkey", "8.0", True)],
)
def test_redis_ends_where_valkey_goes_on(engine: Engine, version: str, sound: bool) -> None:
    assert (fields(engine=engine, engine_version=version) == []) == sound


@pytest.mark.parametrize(("nodes", "sound"), [(0, False), (1, True), (6, True), (7, False)])
def test_a_group_has_one_to_six_nodes(nodes: int, sound: bool) -> None:
    assert (fields(nodes=nodes) == []) == sound


def test_a_standby_is_a_second_node() -> None:
    assert fields(nodes=1, multi_az=True) == ["nodes"]


def test_snapshots_are_kept_at_most_35_days() -> None:
    assert fields(snapshot_days=36) == ["snapshot_days"]


def test_node_types_are_spelt_in_full() -> None:
    assert fields(node_type="t4g.small") == ["node_type"]
    for environment in ENVIRONMENTS.values():
        assert fields(node_type=environment.cache_node_type) == []
