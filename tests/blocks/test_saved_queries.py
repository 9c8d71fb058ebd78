"""Saved queries."""

from __future__ import annotations

import pytest

from components.blocks.saved_queries import COLD_STARTS, ERRORS, SLOWEST, SavedQueries, SavedQueriesArgs
from tests.support.recorder import declare


@pytest.mark.requirement("ST-41")
def test_queries_are_saved_in_a_folder_over_all_log_groups() -> None:
    queries = {"errors": ERRORS, "slowest": SLOWEST, "cold-starts": COLD_STARTS}
    args = SavedQueriesArgs(folder="streamer-prod", log_groups=["/a", "/b"], queries=queries)
    recorded = declare(lambda: SavedQueries("queries", args))
    assert {
        item.inputs["name"]: item.inputs["queryString"] for item in recorded.of_type("QueryDefinition")
    } == {f"streamer-prod/{name}": query for name, query in queries.items()}
    assert all(item.inputs["logGroupNames"] == ["/a", "/b"] for item in recorded.of_type("QueryDefinition"))


@pytest.mark.parametrize("count", [0, 51])
def test_queries_have_something_to_ask_and_not_too_much(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} log groups"):
        SavedQueriesArgs(folder="f", log_groups=["/a"] * count, queries={"errors": ERRORS})
