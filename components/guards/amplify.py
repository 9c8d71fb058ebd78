"""What AWS Amplify Hosting refuses of an app and its branch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from components.guards import Problem

GitHost = Literal["github", "gitlab", "bitbucket"]

# The hosts that Amplify connects to with a token (Amplify User Guide, "Setting up access to repositories").
HOSTS: Mapping[str, GitHost] = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "bitbucket.org": "bitbucket",
}
_REPOSITORY = re.compile(r"https://([a-z.]+)/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+")
_RESERVED_PREFIX = "AWS"  # Amplify User Guide, "Environment variables": the prefix is reserved


def git_host(repository: str) -> GitHost | None:
    """Where a repository is, by its URL; None where Amplify can't connect to it."""
    found = _REPOSITORY.fullmatch(repository)
    return HOSTS.get(found[1]) if found else None


def repository_problems(repository: str) -> Iterator[Problem]:
    """Problems of a repository's URL."""
    if git_host(repository) is None:
        yield Problem(
            field="repository",
            given=repository,
            allowed=f"https://<host>/<owner>/<name> with one of {', '.join(HOSTS)} (Amplify)",
            fix="write https://github.com/owner/name",
        )


def variable_problems(names: Iterator[str] | Mapping[str, object]) -> Iterator[Problem]:
    """Problems of the names of a branch's variables."""
    for name in names:
        if name.startswith(_RESERVED_PREFIX):
            yield Problem(
                field="variables",
                given=name,
                allowed=f"names that don't begin with {_RESERVED_PREFIX} (Amplify reserves them)",
                fix="let the compute role speak for the application instead of keys",
            )
