"""The stack files deploy TikTok Commerce, and everything holds of it."""

from __future__ import annotations

import zlib

import pytest

from tests.emulated.world import world
from tests.platforms.tiktok_commerce.variants import of


@pytest.mark.requirement("TC-17", "TC-28", "X-10", "X-21")
@pytest.mark.parametrize(
    ("file", "entrance"),
    [
        ("dev", {"com.amazonaws.global.cloudfront.origin-facing -> loadBalancer:80"}),
        ("staging", {"internet -> loadBalancer:443", "internet -> loadBalancer:80"}),
    ],
)
def test_what_a_stack_file_says_is_deployed(file: str, entrance: set[str]) -> None:
    with world(of(file), seed=zlib.crc32(file.encode())) as found:
        results = found.checks()
        assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
        ways = {each.title: each.detail for each in results}["only the stated flows are open"]
        assert {way for way in ways.split(", ") if "-> loadBalancer" in way} == entrance
