from typing import Any

import pytest

from components.guards.registries import repository_problems
from components.guards.security_groups import description_problems, rule_problems


@pytest.mark.parametrize(
    ("description", "refused"),
    [("HTTPS from viewers", False), ("", True), ("the app's door", True), ("x" * 256, True)],
)
def test_descriptions_keep_to_ec2s_characters(description: str, refused: bool) -> None:
    assert bool(list(description_problems(description))) is refused


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, False),
        ({"sources": 0}, True),
        ({"sources": 2}, True),
        ({"to_port": 79}, True),
        ({"to_port": 65_536}, True),
        ({"description": "don't"}, True),
    ],
)
def test_a_rule_has_one_source_ports_in_order_and_a_reason(changed: dict[str, Any], refused: bool) -> None:
    good: dict[str, Any] = {"sources": 1, "from_port": 80, "to_port": 80, "description": "why"}
    assert bool(list(rule_problems(**good | changed))) is refused


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (None, False),
        ("hookrelay-prod", False),
        ("team/app.web_1", False),
        ("Hookrelay", True),
        ("a", True),
        ("a--b", True),
        ("a/", True),
    ],
)
def test_repositories_keep_to_ecrs_grammar(name: str | None, refused: bool) -> None:
    assert bool(list(repository_problems(name=name, keep_images=1))) is refused


def test_a_repository_keeps_at_least_one_image() -> None:
    assert [p.field for p in repository_problems(name=None, keep_images=0)] == ["keep_images"]
