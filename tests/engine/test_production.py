"""Production under the real engine: what holds data is not lost until it is decommissioned in two steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.account import Account

from .footprint import Footprint, added, footprint
from .platforms import ENABLED
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-4")]

STACK = "production"
"""By the name that its file is only a link for: `pulumi up -s production` (X-2)."""
STATEFUL = (
    "aws:dynamodb/table:Table",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:kms/key:Key",
)


@pytest.fixture(scope="module")
def production(engine: Engine) -> Engine:
    """Production, deployed."""
    engine.up(STACK)
    return engine


@pytest.fixture
def configured(production: Engine) -> Iterator[Path]:
    """The stack's file, which the test may change: it is put back."""
    file = production.file(STACK)
    text = file.read_text()
    yield file
    file.write_text(text)


def stored(engine: Engine, account: Account) -> tuple[Footprint, set[str]]:
    """What is in the account, and what the state knows."""
    return footprint(account), set(engine.resources(STACK))


def test_a_destroy_is_refused_and_nothing_is_deleted(production: Engine, account: Account) -> None:
    before = stored(production, account)
    refused = production.destroy(STACK, check=False)
    assert refused.code != 0
    assert "refuse-deletion-of-stateful-resources" in refused.output
    assert stored(production, account) == before
    assert production.up(STACK).changes == {}


def test_a_destroy_that_runs_the_program_names_what_it_would_lose(production: Engine) -> None:
    refused = production.pulumi("destroy", "--stack", STACK, "--preview-only", "--run-program", check=False)
    assert refused.code != 0
    assert "platforms:decommission" in refused.output


def test_a_platform_that_the_program_no_longer_has_is_refused(production: Engine, account: Account) -> None:
    """As when it is taken out of `platforms:enabled`, which must name one platform at least."""
    before = stored(production, account)
    main = production.project / "__main__.py"
    program = main.read_text()
    main.write_text("from components.protection import deletion_hook\n\ndeletion_hook()\n")
    try:
        refused = production.up(STACK, "--skip-preview=false", check=False)
    finally:
        main.write_text(program)
    assert refused.code != 0
    assert re.search("protect|platforms:decommission", "\n".join(refused.errors))
    assert stored(production, account) == before


def test_a_preview_that_would_replace_what_holds_data_fails_and_names_it(
    production: Engine, account: Account, configured: Path
) -> None:
    before = stored(production, account)
    production.configure(configured, "hookrelay:customerManagedKey", "false")
    refused = production.preview(STACK, check=False)
    assert refused.code != 0
    said = "\n".join(refused.errors)
    named = {
        resource["urn"]
        for resource in production.resources(STACK).values()
        if resource["type"] in STATEFUL and resource["urn"] in said
    }
    assert named
    assert re.search(r"platforms:decommission|protect", said)
    assert stored(production, account) == before


def test_it_is_decommissioned_in_two_steps(production: Engine, account: Account, configured: Path) -> None:
    before = footprint(account)
    production.configure(configured, "platforms:decommission", f"[{', '.join(ENABLED)}]")
    lifted = production.up(STACK)
    assert lifted.changes["update"] > 0
    assert set(lifted.changes) == {"update"}, lifted.operations()
    assert added(footprint(account), before) == {}
    destroyed = production.destroy(STACK)
    assert set(destroyed.counts) == {"delete"}
