"""The list of requirements, the marks of the tests, and the ids there are, in step."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.program import ROOT

PAGE = ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\| (?P<ids>[A-Z]+-[^|]+?) \| (?P<status>[a-z ]+) \| (?P<what>[^|]+) \|$", re.MULTILINE)
RANGE = re.compile(r"(?P<family>[A-Z]+)-(?P<first>\d+) to (?P=family)-(?P<last>\d+)")
STATUSES = {"built", "in part", "refused", "later"}
LISTED = {
    *(f"HR-{number}" for number in range(1, 53)),
    "HR-ops",
    *(f"TC-{number}" for number in range(1, 41)),
    "TC-ops",
    *(f"TR-{number}" for number in range(1, 35)),
    "TR-ops",
    *(f"X-{number}" for number in range(1, 24)),
    *(f"ENV-{number}" for number in range(1, 11)),
}


def rows() -> dict[str, tuple[str, str]]:
    """Id -> status and what is said of it."""
    found: dict[str, tuple[str, str]] = {}
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        for part in row["ids"].split(", "):
            spread = RANGE.fullmatch(part)
            ids = (
                [f"{spread['family']}-{n}" for n in range(int(spread["first"]), int(spread["last"]) + 1)]
                if spread
                else [part]
            )
            for identifier in ids:
                assert identifier not in found, f"{identifier} stands twice"
                found[identifier] = (row["status"], row["what"].strip())
    return found


def marks_in(source: str) -> Iterator[tuple[str, str]]:
    """Id and test of each mark: on a function, or on all of a module."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((each, node.name) for each in _ids(decorator))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from ((each, "test_ (all of the module)") for each in _ids(node.value))


def _ids(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.requirement":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), "an id is a literal"
                assert isinstance(argument.value, str), "an id is a text"
                yield argument.value


def marks() -> dict[str, set[str]]:
    """Id -> the tests that carry it."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for identifier, test in marks_in(file.read_text(encoding="utf-8")):
            found.setdefault(identifier, set()).add(f"{file.relative_to(ROOT)}::{test}")
    return found


def test_every_id_is_listed_once_with_a_status_and_a_sentence() -> None:
    listed = rows()
    assert listed.keys() >= LISTED
    assert {status for status, _ in listed.values()} <= STATUSES
    assert all(what for _, what in listed.values())


def test_what_is_left_out_says_why_and_what_is_missing_says_where_it_comes() -> None:
    for identifier, (status, what) in rows().items():
        if status == "refused":
            assert len(what.split()) > 8, f"{identifier} is refused without a reason"
        if status == "in part":
            assert ";" in what, f"{identifier} doesn't say what is missing"


def test_every_id_that_is_not_for_later_is_proven_by_a_test() -> None:
    carried = marks()
    wanted = {identifier for identifier, (status, _) in rows().items() if status != "later"}
    assert len(wanted) > 80
    assert wanted - carried.keys() == set()


def test_every_mark_is_of_an_id_that_is_listed() -> None:
    known = rows()
    assert {each: tests for each, tests in marks().items() if each not in known} == {}


def test_marks_are_on_tests() -> None:
    misplaced = {
        test
        for tests in marks().values()
        for test in tests
        if not test.split("::")[1].startswith(("test_", "Test"))
    }
    assert misplaced == set()


def test_the_collection_sees_marks_of_functions_and_of_modules() -> None:
    source = """
pytestmark = [pytest.mark.slow, pytest.mark.requirement("X-1")]

@pytest.mark.parametrize("name", ["a"])
@pytest.mark.requirement("HR-4", "HR-5")
def test_something(name): ...

def helper(): ...
"""
    assert set(marks_in(source)) == {
        ("X-1", "test_ (all of the module)"),
        ("HR-4", "test_something"),
        ("HR-5", "test_something"),
    }


def test_tests_are_in_files_that_are_collected() -> None:
    """A mark in a file that pytest passes over would prove nothing."""
    for file in (ROOT / "tests").rglob("*.py"):
        if not file.name.startswith("test_"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            stray = [
                node.name
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            ]
            assert stray == [], Path(file).relative_to(ROOT)
