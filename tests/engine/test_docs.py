"""Every command of the docs is one that its program takes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from .project import ROOT, SECONDS

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^ *```(?P<language>\w+)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:pulumi|make|python -m) [^`]+)`")
ASSIGNMENT = re.compile(r"[A-Z_]+=.*")
ELLIPSIS = "…"


def blocks(language: str) -> Iterator[tuple[Path, str]]:
    """Every block of a language, with its page."""
    for page in PAGES:
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if block["language"] == language:
                yield page, block["text"]


def commands() -> list[list[str]]:
    """Every command of a shell block, or inside of a sentence, without its pipes."""
    lines = [line for _, text in blocks("sh") for line in text.replace("\\\n", " ").splitlines()]
    for page in PAGES:
        lines += [match.replace("\n", " ") for match in INLINE.findall(page.read_text(encoding="utf-8"))]
    found = []
    for line in lines:
        if ELLIPSIS in line or "..." in line:
            continue  # a form, no command
        parts: list[list[str]] = [[]]
        for token in shlex.split(line, comments=True):
            if token in ("|", "&&"):
                parts.append([])
            elif parts[-1] or not ASSIGNMENT.fullmatch(token):
                parts[-1].append(token.rstrip(","))
        found += [part for part in parts if part]
    return found


@cache
def helped(*command: str) -> str:
    """What a command says of itself."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", "COLUMNS": "200"}
    done = subprocess.run(  # noqa: S603 - our own commands, and the CLI that the tests are given
        [*command, "--help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr or done.stdout}"
    return done.stdout


def flags(words: Sequence[str]) -> list[str]:
    """Long flags, without their values."""
    return [word.partition("=")[0] for word in words if word.startswith("--")]


def missing(said: str, words: Sequence[str]) -> list[str]:
    """Flags that a command doesn't have, by what it says of itself."""
    return [flag for flag in flags(words) if not re.search(rf"{re.escape(flag)}\b", said)]


def test_every_pulumi_command_is_one_of_the_cli(cli: Path) -> None:
    told = [words for words in commands() if words[0] == "pulumi"]
    assert len(told) > 15
    wrong = []
    for words in told:
        plain = [word for word in words[1:] if not word.startswith("-")]
        usage = max(
            (re.search(r"Usage:\n +(pulumi .*)", helped(str(cli), *plain[:depth])) for depth in (0, 1, 2)),
            key=lambda found: len(_names(found[1])) if found else 0,
        )
        assert usage is not None
        names = _names(usage[1])
        said = helped(str(cli), *names[1:])
        aliases = re.search(r"Aliases:\n +(.*)", said)
        *above, last = plain[: len(names) - 1] or [""]
        known = ["pulumi", *above] == names[:-1] and last in {names[-1], *_listed(aliases)}
        lacking = missing(said, words)
        if not known or lacking:
            wrong.append((words, names, lacking))
    assert wrong == []


def _listed(found: re.Match[str] | None) -> list[str]:
    return re.split(r",\s*", found[1]) if found else []


def _names(usage: str) -> list[str]:
    """The words of a usage line that are names of commands."""
    words = usage.split()
    return words[: next((at for at, word in enumerate(words) if not word[0].isalpha()), len(words))]


def test_every_command_of_ours_takes_what_the_docs_give_it() -> None:
    told = [words[words.index("-m") + 1 :] for words in commands() if "python" in words[0] and "-m" in words]
    assert {words[0] for words in told} >= {"emulator", "automation", "tests.engine.releases.make"}
    wrong = []
    for module, *words in told:
        if module in ("smoke", "venv"):  # reads standard input; Python's own
            continue
        subcommand = [word for word in words[:1] if word.isalpha()]
        if lacking := missing(helped(sys.executable, "-m", module, *subcommand), words):
            wrong.append((module, words, lacking))
    assert wrong == []


def test_every_make_target_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = [words for words in commands() if words[0] == "make"]
    told = [words for words in made if "-C" not in words]  # that is the make of another project
    assert told
    assert {word for words in told for word in words[1:] if "=" not in word} <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_in_the_docs_can_be_read(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == "json":
            json.loads(block["text"])
        if block["language"] == "yaml":
            yaml.safe_load(block["text"])
