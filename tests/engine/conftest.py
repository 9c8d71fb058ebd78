"""The real engine for tests marked `engine`: a CLI, an account, and a provider server between them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emulator import runtime
from emulator.account import Account
from emulator.given import provide
from emulator.provider.serving import Serving, serving

from .project import ROOT, Engine

BUILDER = ROOT / ".ci" / "build-pulumi"
ZONE = "zone=example.com"
"""What the sample stack files look up."""


def found() -> tuple[Path | None, str]:
    """A CLI, or why there is none."""
    if given := os.environ.get("PULUMI_BIN"):
        path = Path(given)
        return (path, "") if path.is_file() else (None, f"PULUMI_BIN={given} is no file")
    if os.environ.get("CI") or shutil.which("go"):
        built = subprocess.run([str(BUILDER)], capture_output=True, text=True, check=False)  # noqa: S603
        if built.returncode == 0:
            return Path(built.stdout.strip()), ""
        return None, built.stderr.strip()
    if on_path := shutil.which("pulumi"):
        return Path(on_path), ""
    return None, "there is no `pulumi` on PATH, no PULUMI_BIN and no Go to build it with"


@pytest.fixture(scope="session")
def cli() -> Path:
    """The Pulumi CLI."""
    return required(*found())


def required(path: Path | None, reason: str) -> Path:
    """The CLI; without one, a failure in CI and a skip elsewhere, both of which say why."""
    if path is None and os.environ.get("CI"):
        pytest.fail(f"CI must run the tests of the real engine: {reason}")
    if path is None:
        pytest.skip(f"the tests of the real engine need the Pulumi CLI: {reason}")
    return path


@contextmanager
def emulated() -> Iterator[tuple[Account, Serving]]:
    """An account, given what the sample stacks look up, and the provider server over it."""
    with Account() as account, runtime.installed(account.account_id), serving(account) as server:
        provide(account, ZONE)
        yield account, server


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Account, Serving]]:
    """The account of this module, and the server over it."""
    with emulated() as both:
        yield both


@pytest.fixture(scope="module")
def account(served: tuple[Account, Serving]) -> Account:
    """The account of this module's engine."""
    return served[0]


@pytest.fixture(scope="module")
def new_engine(
    cli: Path, served: tuple[Account, Serving], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Engine]:
    """Makes projects of their own over one account."""

    def make() -> Engine:
        directory = tmp_path_factory.mktemp("engine", numbered=True)
        return Engine(cli=cli, directory=directory / "of", provider=served[1].environment)

    return make


@pytest.fixture(scope="module")
def engine(new_engine: Callable[[], Engine]) -> Engine:
    """A project of this module's own."""
    return new_engine()
