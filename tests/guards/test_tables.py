from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.guards import Problem
from components.guards.tables import (
    capacity_problems,
    key_schema_problems,
    recovery_problems,
    replica_problems,
)
from components.table_schema import (
    Index,
    Key,
    LocalIndex,
    OnDemand,
    Provisioned,
    Restore,
    all_keys,
    attributes_of,
)

HASH, SORT = Key(name="id"), Key(name="at", type="N")


def fields(problems: Iterable[Problem]) -> list[str]:
    return [problem.field for problem in problems]


def schema(
    range_key: Key | None = None,
    indexes: tuple[Index, ...] = (),
    local_indexes: tuple[LocalIndex, ...] = (),
    ttl_attribute: str | None = None,
) -> list[str]:
    return fields(
        key_schema_problems(
            hash_key=HASH,
            range_key=range_key,
            indexes=indexes,
            local_indexes=local_indexes,
            ttl_attribute=ttl_attribute,
        )
    )


def index(name: str, key: Key = HASH) -> Index:
    return Index(name=name, hash_key=key)


def test_a_plain_table_has_no_problem() -> None:
    assert schema(range_key=SORT, indexes=(index("ByAt", SORT),), ttl_attribute="expires") == []


def test_one_attribute_has_one_type() -> None:
    assert schema(indexes=(index("Wrong", Key(name="id", type="N")),)) == ["indexes"]


@pytest.mark.parametrize(("number", "sound"), [(20, True), (21, False)])
def test_a_table_has_at_most_twenty_global_indexes(number: int, sound: bool) -> None:
    assert (schema(indexes=tuple(index(f"Index{n}") for n in range(number))) == []) == sound


@pytest.mark.parametrize(("number", "sound"), [(5, True), (6, False)])
def test_a_table_has_at_most_five_local_indexes(number: int, sound: bool) -> None:
    locals_ = tuple(LocalIndex(name=f"Local{n}", range_key=SORT) for n in range(number))
    assert (schema(range_key=SORT, local_indexes=locals_) == []) == sound


def test_a_local_index_needs_a_range_key() -> None:
    assert schema(local_indexes=(LocalIndex(name="Local", range_key=SORT),)) == ["local_indexes"]


def test_index_names_are_distinct_across_both_kinds() -> None:
    problems = schema(
        range_key=SORT,
        indexes=(index("Same"),),
        local_indexes=(LocalIndex(name="Same", range_key=SORT),),
    )
    assert problems == ["indexes[0].name", "local_indexes[0].name"]


@pytest.mark.parametrize(
    ("name", "sound"), [("ab", False), ("abc", True), ("a b c", False), ("x" * 256, False)]
)
def test_index_names_are_dynamodbs(name: str, sound: bool) -> None:
    assert (schema(indexes=(index(name),)) == []) == sound


@pytest.mark.parametrize(
    ("projection", "include", "sound"),
    [("INCLUDE", ("a",), True), ("INCLUDE", (), False), ("ALL", ("a",), False), ("KEYS_ONLY", (), True)],
)
def test_attributes_are_listed_with_include_only(
    projection: str, include: tuple[str, ...], sound: bool
) -> None:
    wanted = Index(name="Index", hash_key=HASH, projection=projection, include=include)  # type: ignore[arg-type]
    assert (schema(indexes=(wanted,)) == []) == sound


def test_a_key_never_expires() -> None:
    assert schema(ttl_attribute="id") == ["ttl_attribute"]


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=6))
def test_attributes_are_each_keys_once(names: list[str]) -> None:
    keys = [Key(name=name) for name in names]
    assert set(attributes_of(keys)) == set(names)
    assert all_keys(keys[0], None, [Index(name="xxx", hash_key=key) for key in keys[1:]], []) == keys


@pytest.mark.requirement("HR-16")
@pytest.mark.parametrize(
    ("capacity", "problems"),
    [
        (OnDemand(), []),
        (OnDemand(maximum_read_units=0), ["capacity.maximum_read_units"]),
        (Provisioned(read_minimum=1, read_maximum=1, write_minimum=1, write_maximum=1), []),
        (
            Provisioned(read_minimum=2, read_maximum=1, write_minimum=0, write_maximum=1),
            ["capacity.read_maximum", "capacity.write_maximum"],
        ),
        (
            Provisioned(read_minimum=1, read_maximum=1, write_minimum=1, write_maximum=1, target_percent=91),
            ["capacity.target_percent"],
        ),
    ],
)
def test_capacity_is_what_dynamodb_takes(capacity: OnDemand | Provisioned, problems: list[str]) -> None:
    assert fields(capacity_problems(capacity)) == problems


@pytest.mark.parametrize(("days", "sound"), [(None, True), (1, True), (35, True), (0, False), (36, False)])
def test_recovery_goes_back_at_most_35_days(days: int | None, sound: bool) -> None:
    assert (fields(recovery_problems(recovery_days=days, restore=None)) == []) == sound


@pytest.mark.requirement("TR-30")
@pytest.mark.parametrize(
    ("restore", "problems"),
    [
        (Restore(), ["restore"]),
        (Restore(source_name="a", backup_arn="b"), ["restore"]),
        (Restore(backup_arn="b", date_time="2026-11-20T00:00:00Z"), ["restore.date_time"]),
        (Restore(source_table_arn="a", date_time="2026-11-20T00:00:00Z"), []),
    ],
)
def test_a_restore_has_one_source(restore: Restore, problems: list[str]) -> None:
    assert fields(recovery_problems(recovery_days=None, restore=restore)) == problems


@pytest.mark.requirement("HR-50")
@pytest.mark.parametrize(
    ("stream", "regions", "keys", "own_key", "problems"),
    [
        (None, [], [], True, []),
        (None, ["us-west-2"], [], False, ["stream"]),
        ("NEW_IMAGE", ["us-west-2"], [], False, ["stream"]),
        ("NEW_AND_OLD_IMAGES", ["us-west-2"], [], False, []),
        ("NEW_AND_OLD_IMAGES", ["us-west-2", "us-west-2"], [], False, ["replicas"]),
        ("NEW_AND_OLD_IMAGES", ["us-west-2"], [], True, ["replicas"]),
        ("NEW_AND_OLD_IMAGES", ["us-west-2"], ["us-west-2"], True, []),
        ("NEW_AND_OLD_IMAGES", ["us-west-2"], ["us-west-2"], False, ["replicas"]),
    ],
)
def test_replicas_need_the_whole_stream_and_a_key_each_or_none(
    stream: str | None, regions: list[str], keys: list[str], own_key: bool, problems: list[str]
) -> None:
    found = replica_problems(
        stream=stream,  # type: ignore[arg-type]
        replica_regions=regions,
        key_regions=keys,
        own_key=own_key,
    )
    assert fields(found) == problems
