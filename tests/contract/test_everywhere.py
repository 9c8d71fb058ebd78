"""Every walk of the contracts, over every platform in development and in production.

HookRelay, under every name of a stack and with every choice, is what the walks are proven on in their own
files; here they hold for each platform of the committed stack files, declared one at a time, so that what is
wrong is said of the platform that it is wrong with. What an account has once is another matter:
`tests/baseline`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest

from components.settings.registry import PLATFORMS
from tests.contract.test_edge import misplaced
from tests.contract.test_functions import functions_without_logs, wrong_functions
from tests.contract.test_logs import unkept
from tests.contract.test_permissions import wide_statements
from tests.contract.test_queues import wrong_queues
from tests.contract.test_secrets import leaks
from tests.contract.test_shape import PROVIDER_TAGS, STATEFUL, misnamed, unprotected
from tests.contract.test_stores import wrong_buckets, wrong_tables
from tests.contract.test_switches import replaced_in_place
from tests.contract.walk import custom, identity_statements, trusts
from tests.support.physical import NAME_OF, NAMELESS, SHARED, WITHIN, names_of
from tests.support.program import Variant, declared
from tests.support.recorder import Recorder

STACKS = {
    f"{platform}-{file}": Variant(file=file, platform=platform)
    for platform in PLATFORMS
    if platform != "baseline"
    for file in ("dev", "prod")
}
WALKS: dict[str, Callable[[Recorder], Iterable[str]]] = {
    "functions": wrong_functions,
    "logs of functions": functions_without_logs,
    "logs": unkept,
    "queues": wrong_queues,
    "tables": wrong_tables,
    "buckets": wrong_buckets,
    "rights": wide_statements,
    "edge": misplaced,
    "secrets": leaks,
    "names of resources": misnamed,
    "replacements": replaced_in_place,
}


@pytest.fixture(params=sorted(STACKS))
def stack(request: pytest.FixtureRequest) -> tuple[str, Recorder]:
    """A platform's name, and what it declares in one stack."""
    variant = STACKS[request.param]
    return variant.platform, declared(variant)


@pytest.mark.requirement("ENV-1", "ENV-2", "ENV-3", "ENV-4", "ENV-5", "ENV-6", "ENV-7", "X-9", "X-11", "X-12")
@pytest.mark.parametrize("walk", sorted(WALKS))
def test_nothing_is_wrong_anywhere(stack: tuple[str, Recorder], walk: str) -> None:
    assert list(WALKS[walk](stack[1])) == []


@pytest.mark.requirement("X-7", "X-14")
def test_everything_is_made_by_the_platforms_own_provider_with_its_tags(stack: tuple[str, Recorder]) -> None:
    platform, recorded = stack
    made = [item for item in custom(recorded) if item.typ.startswith(("aws:", "awsx:"))]
    assert len(made) > 50
    assert {item.name for item in made if not item.provider.endswith(f"::{platform}-aws")} == set()
    tags = json.loads(recorded.one("pulumi:providers:aws").inputs["defaultTags"])["tags"]
    assert set(tags) == PROVIDER_TAGS
    assert tags["Service"] == platform


@pytest.mark.requirement("X-9")
def test_names_are_known_and_given_once(stack: tuple[str, Recorder]) -> None:
    recorded = stack[1]
    types = {item.typ for item in custom(recorded) if item.typ.startswith("aws:")}
    assert types - NAME_OF.keys() - NAMELESS - set(WITHIN) == set()
    for typ, names in names_of(recorded, regions=True).items():
        assert typ in SHARED or len(names) == len(set(names)), typ


@pytest.mark.requirement("X-19", "X-12")
def test_there_are_roles_and_no_users_or_keys(stack: tuple[str, Recorder]) -> None:
    recorded = stack[1]
    users = ("aws:iam/user", "aws:iam/accessKey")
    assert [item.name for item in recorded.graph if item.typ.startswith(users)] == []
    assert len(identity_statements(recorded)) > 5
    for said in trusts(recorded):
        assert set(said.statement["Principal"]) <= {"Service", "Federated"}, said.where
        assert set(said.actions) <= {"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"}, said.where


@pytest.mark.requirement("X-3")
def test_every_component_registers_its_outputs(stack: tuple[str, Recorder]) -> None:
    recorded = stack[1]
    ours = {item.urn for item in recorded.graph if item.typ.startswith("platforms:index:")}
    assert len(ours) > 10
    assert ours <= recorded.deployment.monitor.component_outputs.keys()


@pytest.mark.requirement("X-10")
@pytest.mark.parametrize("name", sorted(STACKS))
def test_what_holds_data_is_protected_in_production_and_only_there(name: str) -> None:
    recorded = declared(STACKS[name])
    held = {item.name for item in recorded.graph if item.typ in STATEFUL}
    assert len(held) >= 3
    assert unprotected(recorded) == (set() if STACKS[name].file == "prod" else held)
