"""What must hold in every stack, walked over Trinity's."""

from __future__ import annotations

import json

import pytest

from automation.outputs.trinity import TrinityOutputs
from tests.contract.test_edge import misplaced
from tests.contract.test_functions import wrong_functions
from tests.contract.test_logs import unkept
from tests.contract.test_permissions import wide_statements
from tests.contract.test_secrets import forms, leaks
from tests.contract.test_shape import misnamed, unprotected
from tests.contract.test_stores import wrong_buckets, wrong_tables
from tests.contract.test_switches import IN_TWO_STEPS, doubled, replaced_in_place
from tests.contract.walk import custom, texts
from tests.platforms.trinity.stacks import GIVEN, STACKS
from tests.support.physical import NAME_OF, NAMELESS, SHARED, WITHIN, names_of
from tests.support.program import declared
from tests.support.recorder import Recorder

PRODUCTION = ("prod", "cdn", "http-behind-cdn", "cognito", "everything")


@pytest.fixture(params=sorted(STACKS))
def recorded(request: pytest.FixtureRequest) -> Recorder:
    """What the program declares for one stack."""
    return declared(STACKS[request.param])


@pytest.mark.requirement("ENV-5", "X-12", "TR-10", "TR-13")
def test_no_role_may_do_everything_or_to_everything(recorded: Recorder) -> None:
    assert wide_statements(recorded) == []


@pytest.mark.requirement("ENV-3", "ENV-4", "TR-5", "TR-33")
def test_tables_and_buckets_are_encrypted_restorable_private(recorded: Recorder) -> None:
    assert wrong_tables(recorded) == []
    assert wrong_buckets(recorded) == []


@pytest.mark.requirement("ENV-1", "ENV-6", "ENV-7")
def test_functions_regions_and_logs_are_as_everywhere(recorded: Recorder) -> None:
    assert wrong_functions(recorded) == []
    assert misplaced(recorded) == []
    assert unkept(recorded) == []


@pytest.mark.requirement("TR-21", "X-19")
def test_nobody_gets_a_user_or_a_key(recorded: Recorder) -> None:
    assert [
        item.typ for item in recorded.graph if item.typ.startswith(("aws:iam/user", "aws:iam/access"))
    ] == []
    assert recorded.count("aws:iam/role:Role") >= 2


@pytest.mark.requirement("TR-8", "TR-12")
def test_no_secret_stands_where_it_can_be_read(recorded: Recorder) -> None:
    assert leaks(recorded) == []


@pytest.mark.requirement("TR-12")
def test_given_secrets_are_written_once_and_nowhere_else() -> None:
    recorded = declared(STACKS["everything"])
    for secret in GIVEN.values():
        holders = {
            item.typ
            for item in recorded.graph
            for text in texts(dict(item.inputs))
            if any(form in text for form in forms(secret))
        }
        assert holders == {"aws:ssm/parameter:Parameter"}
        assert secret not in json.dumps(recorded.exports)


@pytest.mark.requirement("X-3", "X-9")
def test_names_are_given_once_and_of_known_types(recorded: Recorder) -> None:
    assert misnamed(recorded) == []
    types = {item.typ for item in custom(recorded) if item.typ.startswith("aws:")}
    assert types - NAME_OF.keys() - WITHIN.keys() - NAMELESS == set()
    for typ, names in names_of(recorded, regions=True).items():
        assert typ in SHARED or len(names) == len(set(names)), typ


def given_names(recorded: Recorder) -> dict[str, list[str]]:
    """The names that are ours; AppSync draws the ids that its log groups are called by."""
    return {
        typ: [name for name in names if not name.startswith("/aws/appsync/apis/")]
        for typ, names in names_of(recorded).items()
    }


@pytest.mark.requirement("X-9")
def test_a_stack_of_another_name_has_names_of_its_own() -> None:
    own, shared = given_names(declared(STACKS["derived"])), given_names(declared(STACKS["dev"]))
    for typ in own.keys() - SHARED:
        assert set(own[typ]) & set(shared[typ]) == set(), typ
        assert all("alice" in name for name in own[typ]), typ


@pytest.mark.requirement("X-10", "TR-33")
@pytest.mark.parametrize("name", PRODUCTION)
def test_what_holds_data_is_protected_in_production(name: str) -> None:
    assert unprotected(declared(STACKS[name])) == set()


@pytest.mark.requirement("ENV-10", "X-2", "TR-4")
def test_both_names_of_production_give_the_same_stack() -> None:
    assert given_names(declared(STACKS["prod"])) == given_names(declared(STACKS["production"]))


@pytest.mark.requirement("TR-ops")
def test_everything_that_is_exported_is_typed_and_the_other_way_round() -> None:
    exported: set[str] = set()
    for name, variant in STACKS.items():
        outputs = declared(variant).exports["trinity"]
        typed = TrinityOutputs.model_validate(outputs)
        assert typed.users_table, name
        exported |= outputs.keys()
    assert {str(field.alias) for field in TrinityOutputs.model_fields.values()} == exported


@pytest.mark.requirement("X-4")
def test_no_switch_loses_a_thing_of_aws_to_another_logical_name() -> None:
    found = doubled(declared(variant) for variant in STACKS.values())
    assert {identity: urns for identity, urns in found.items() if identity[0] not in IN_TWO_STEPS} == {}


@pytest.mark.requirement("X-4")
def test_what_there_is_once_within_a_thing_is_deleted_before_it_is_replaced(recorded: Recorder) -> None:
    assert list(replaced_in_place(recorded)) == []
