"""What must hold in every stack, of StreamCanvas's choices too."""

from __future__ import annotations

import pytest

from tests.contract.test_edge import misplaced
from tests.contract.test_functions import functions_without_logs, wrong_functions
from tests.contract.test_logs import unkept
from tests.contract.test_permissions import wide_statements
from tests.contract.test_secrets import leaks
from tests.contract.test_shape import misnamed, unprotected
from tests.contract.test_stores import wrong_buckets, wrong_tables
from tests.contract.test_switches import doubled, replaced_in_place
from tests.contract.walk import LOG_GROUP, TABLE, environments
from tests.platforms.streamcanvas.variants import TOKEN, VARIANTS
from tests.support.physical import names_of
from tests.support.program import declared
from tests.support.recorder import Recorder

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@pytest.mark.requirement("ENV-1", "ENV-7", "SC-10", "SC-31")
def test_functions_are_what_lambda_takes_and_log_where_it_is_kept(recorded: Recorder) -> None:
    assert wrong_functions(recorded) == []
    assert functions_without_logs(recorded) == []
    assert unkept(recorded) == []


@pytest.mark.requirement("ENV-3", "SC-3", "SC-4", "SC-5", "SC-31")
def test_tables_are_whole(recorded: Recorder) -> None:
    assert recorded.count(TABLE) == 3
    assert wrong_tables(recorded) == []
    assert wrong_buckets(recorded) == []


@pytest.mark.requirement("ENV-5", "SC-2")
def test_no_right_is_wide(recorded: Recorder) -> None:
    assert wide_statements(recorded) == []


@pytest.mark.requirement("ENV-6")
def test_what_is_cloudfronts_is_where_it_must_be(recorded: Recorder) -> None:
    assert misplaced(recorded) == []


def test_children_are_named_for_their_component_and_stores_are_protected(recorded: Recorder) -> None:
    assert misnamed(recorded) == []


@pytest.mark.requirement("SC-7")
def test_production_protects_what_holds_data() -> None:
    assert unprotected(declared(VARIANTS["prod"])) == set()


@pytest.mark.requirement("X-4")
def test_a_switch_loses_nothing(recorded: Recorder) -> None:
    assert list(replaced_in_place(recorded)) == []


@pytest.mark.requirement("X-4", "SC-12")
def test_a_thing_of_aws_has_one_logical_name_in_all_choices() -> None:
    assert doubled(declared(variant) for variant in VARIANTS.values()) == {}


@pytest.mark.requirement("X-19", "SC-17")
def test_no_workload_is_given_a_key(recorded: Recorder) -> None:
    told = dict(environments(recorded))
    assert told
    assert [name for name, variables in told.items() if set(KEYS) & variables.keys()] == []
    assert recorded.count("aws:iam/accessKey:AccessKey") == 0
    assert recorded.count("aws:iam/user:User") == 0


@pytest.mark.requirement("SC-19", "SC-28")
@pytest.mark.parametrize("name", ["connected", "on-gitlab"])
def test_the_repositorys_token_is_secret_everywhere(name: str) -> None:
    found = declared(VARIANTS[name])
    assert leaks(found) == []
    assert TOKEN not in str(found.exports)


@pytest.mark.requirement("ENV-10")
def test_production_is_prod() -> None:
    def names(variant: str) -> dict[str, list[str]]:
        found = names_of(declared(VARIANTS[variant]))
        # Amplify draws an app's id, and the name of its log group with it
        logs = [name for name in found[LOG_GROUP] if not name.startswith("/aws/amplify/")]
        return {**found, LOG_GROUP: logs}

    assert names("production") == names("prod")
