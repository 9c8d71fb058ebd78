from __future__ import annotations

import pytest

from components.guards.amplify import git_host, repository_problems, variable_problems


@pytest.mark.requirement("SC-19")
@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com/acme/site", "github"),
        ("https://gitlab.com/acme/web/site", "gitlab"),
        ("https://bitbucket.org/acme/site.git", "bitbucket"),
        ("http://github.com/acme/site", None),
        ("https://github.com/acme", None),
        ("https://github.com.evil.example/acme/site", None),
        ("git@github.com:acme/site", None),
    ],
)
def test_where_a_repository_is(url: str, host: str | None) -> None:
    assert git_host(url) == host
    assert bool(list(repository_problems(url))) is (host is None)


@pytest.mark.requirement("SC-17")
def test_variables_of_a_branch_dont_begin_as_amplifys_own() -> None:
    found = list(variable_problems({"AWS_REGION": "", "NEXT_PUBLIC_AWS_REGION": "", "AWSOME": ""}))
    assert [problem.given for problem in found] == ["AWS_REGION", "AWSOME"]
