"""A user pool under the real engine: what would cost it its users is refused in every preview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("SC-7", "TR-16")]

STACK = "dev"
USERS = "streamcanvas:users"
POOL = "::streamcanvas-users-pool"


@pytest.fixture(scope="module")
def canvas(engine: Engine) -> Engine:
    """StreamCanvas in development, with an attribute of its users."""
    engine.enable(STACK, "streamcanvas")
    engine.configure(engine.file(STACK), USERS, "{attributes: [{name: plan}]}")
    engine.up(STACK)
    return engine


@pytest.fixture
def configured(canvas: Engine) -> Iterator[Path]:
    """The stack's file, which the test may change: it is put back."""
    file = canvas.file(STACK)
    text = file.read_text()
    yield file
    file.write_text(text)


def said(canvas: Engine, file: Path, users: str) -> str:
    file.write_text(re.sub(rf"^  {USERS}: .*$", f"  {USERS}: {users}", file.read_text(), flags=re.M))
    refused = canvas.preview(STACK, check=False)
    assert refused.code != 0
    return refused.output


@pytest.mark.parametrize(
    "users", ["{attributes: []}", "{attributes: [{name: plan, type: Number}]}"], ids=["gone", "changed"]
)
def test_an_attribute_that_would_go_or_change_is_refused_by_its_key(
    canvas: Engine, configured: Path, users: str
) -> None:
    found = said(canvas, configured, users)
    assert "streamcanvas:users.attributes" in found
    assert "plan" in found


def test_a_name_that_would_make_another_pool_is_refused(canvas: Engine, configured: Path) -> None:
    canvas.configure(configured, "platforms:names", "derived")
    refused = canvas.preview(STACK, check=False)
    assert refused.code != 0
    assert "platforms:names" in refused.output


def test_an_attribute_is_added_in_place(canvas: Engine, configured: Path) -> None:
    text = configured.read_text()
    configured.write_text(text.replace("[{name: plan}]", "[{name: plan}, {name: team}]"))
    operations = canvas.up(STACK).operations()
    assert {op for urn, op in operations.items() if urn.endswith(POOL)} == {"update"}


def test_a_development_stack_can_still_be_destroyed(canvas: Engine) -> None:
    assert set(canvas.destroy(STACK).counts) == {"delete"}
