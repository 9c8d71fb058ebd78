"""An account for tests of the emulator."""

from collections.abc import Iterator

import pytest

from emulator.account import Account


@pytest.fixture
def account() -> Iterator[Account]:
    """A fresh account in us-east-1."""
    with Account() as fresh:
        yield fresh
