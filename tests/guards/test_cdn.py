from __future__ import annotations

import pytest

from components.guards.cdn import distribution_problems, secret_header_problems


def fields(
    aliases: list[str] | None = None,
    has_certificate: bool = False,
    origins: dict[str, str] | None = None,
    behaviors: list[tuple[str, str]] | None = None,
) -> list[str]:
    return [
        each.field
        for each in distribution_problems(
            aliases=aliases or [],
            has_certificate=has_certificate,
            origins=origins or {"app": ""},
            behaviors=behaviors if behaviors is not None else [("", "app")],
        )
    ]


@pytest.mark.requirement("X-21")
def test_aliases_and_certificate_come_together() -> None:
    assert fields() == []
    assert fields(aliases=["hooks.example.com"], has_certificate=True) == []
    assert fields(aliases=["hooks.example.com"]) == ["certificate_arn"]
    assert fields(has_certificate=True) == ["certificate_arn"]


def test_there_is_one_default_and_each_behavior_has_an_origin() -> None:
    assert fields(behaviors=[]) == ["behaviors"]
    assert fields(behaviors=[("", "app"), ("", "app")]) == ["behaviors"]
    assert fields(behaviors=[("", "app"), ("/a", "app"), ("/a", "app")]) == ["behaviors"]
    assert fields(behaviors=[("", "elsewhere")]) == ["behaviors.origin"]
    assert fields(behaviors=[("", "app"), ("api/*", "app")]) == ["behaviors.path"]


def test_an_origin_path_begins_and_does_not_end_with_a_slash() -> None:
    assert fields(origins={"app": "/prod"}) == []
    assert fields(origins={"app": "prod"}) == ["origins.app.path"]
    assert fields(origins={"app": "/prod/"}) == ["origins.app.path"]


@pytest.mark.parametrize("header", ["x-amz-secret", "X-Edge-Secret", "Host", "cookie", "", "x" * 257])
def test_headers_that_cloudfront_cannot_add_are_refused(header: str) -> None:
    assert list(secret_header_problems(header))


def test_a_header_of_ones_own_is_fine() -> None:
    assert list(secret_header_problems("x-origin-secret")) == []
