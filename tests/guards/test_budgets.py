from __future__ import annotations

import pytest

from components.guards.budgets import budget_problems


def fields(
    limit_usd: float = 18,
    emails: tuple[str, ...] = ("ops@example.com",),
    has_topic: bool = False,
    tag: tuple[str, str] = ("Service", "hookrelay"),
) -> list[str]:
    found = budget_problems(
        limit_usd=limit_usd, emails=emails, has_topic=has_topic, tag_key=tag[0], tag_value=tag[1]
    )
    return [each.field for each in found]


@pytest.mark.requirement("X-14")
def test_a_budget_has_a_limit_and_tells_somebody() -> None:
    assert fields() == []
    assert fields(limit_usd=0) == ["limit_usd"]
    assert fields(emails=()) == ["emails"]
    assert fields(emails=(), has_topic=True) == []


def test_addresses_are_few_and_look_like_addresses() -> None:
    assert fields(emails=("ops",)) == ["emails[0]"]
    assert fields(emails=tuple(f"a{i}@example.com" for i in range(11))) == ["emails"]


@pytest.mark.parametrize("tag", [("", "x"), ("Service", ""), ("a$b", "x")])
def test_the_tag_is_whole(tag: tuple[str, str]) -> None:
    assert fields(tag=tag) == ["tag"]
