"""What must hold in every stack, of TikTok Commerce's choices too."""

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
from tests.contract.walk import BUCKET, TABLE
from tests.platforms.tiktok_commerce.variants import SECRETS, VARIANTS
from tests.support.physical import names_of
from tests.support.program import declared
from tests.support.recorder import Recorder


@pytest.mark.requirement("ENV-1", "ENV-7", "TC-21", "TC-31")
def test_functions_are_what_lambda_takes_and_log_where_it_is_kept(recorded: Recorder) -> None:
    assert wrong_functions(recorded) == []
    assert functions_without_logs(recorded) == []
    assert unkept(recorded) == []


@pytest.mark.requirement("ENV-3", "ENV-4", "TC-8", "TC-9")
def test_five_tables_and_five_buckets_are_whole(recorded: Recorder) -> None:
    assert recorded.count(TABLE) == 5
    assert recorded.count(BUCKET) >= 5
    assert wrong_tables(recorded) == []
    assert wrong_buckets(recorded) == []


@pytest.mark.requirement("ENV-5", "TC-35")
def test_no_right_is_wide(recorded: Recorder) -> None:
    assert wide_statements(recorded) == []


@pytest.mark.requirement("ENV-6", "TC-30")
def test_what_is_cloudfronts_is_where_it_must_be(recorded: Recorder) -> None:
    assert misplaced(recorded) == []


def test_children_are_named_for_their_component(recorded: Recorder) -> None:
    assert misnamed(recorded) == []


@pytest.mark.requirement("TC-38", "X-15")
def test_production_protects_what_holds_data() -> None:
    assert unprotected(declared(VARIANTS["prod"])) == set()


@pytest.mark.requirement("X-4")
def test_a_switch_loses_nothing(recorded: Recorder) -> None:
    assert list(replaced_in_place(recorded)) == []


@pytest.mark.requirement("X-4")
def test_a_thing_of_aws_has_one_logical_name_in_all_choices() -> None:
    assert doubled(declared(variant) for variant in VARIANTS.values()) == {}


@pytest.mark.requirement("TC-36", "TC-37", "X-11")
def test_given_secrets_show_nowhere() -> None:
    found = declared(VARIANTS["given-secrets"])
    assert leaks(found) == []
    for value in SECRETS.values():
        assert value not in str(found.exports)


@pytest.mark.requirement("ENV-10", "X-2")
def test_production_is_prod() -> None:
    assert names_of(declared(VARIANTS["production"])) == names_of(declared(VARIANTS["prod"]))


@pytest.mark.requirement("TC-18", "X-9")
def test_no_name_is_too_long_for_its_type(recorded: Recorder) -> None:
    names = names_of(recorded)
    for typ, limit in (
        ("aws:lb/targetGroup:TargetGroup", 32),
        ("aws:lb/loadBalancer:LoadBalancer", 32),
        ("aws:xray/samplingRule:SamplingRule", 32),
        ("aws:iam/role:Role", 64),
        ("aws:lambda/function:Function", 64),
        ("aws:elasticache/replicationGroup:ReplicationGroup", 40),
    ):
        assert [name for name in names.get(typ, []) if len(name) > limit] == [], typ
        assert len(set(names.get(typ, []))) == len(names.get(typ, [])), typ
