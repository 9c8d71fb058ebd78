"""Every contract is checked on every stack file and every choice."""

from __future__ import annotations

import pytest

from tests.platforms.tiktok_commerce.variants import VARIANTS
from tests.support.program import declared
from tests.support.recorder import Recorder


@pytest.fixture(params=sorted(VARIANTS))
def recorded(request: pytest.FixtureRequest) -> Recorder:
    """What the program declares for one stack."""
    return declared(VARIANTS[request.param])
