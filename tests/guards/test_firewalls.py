from __future__ import annotations

import pytest

from components.guards.firewalls import (
    INCLUDED_UNITS,
    MANAGED,
    RULE_GROUPS,
    attachment_problems,
    capacity_units,
    firewall_problems,
    log_group_problems,
)


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize("target", ["http-api", "websocket-api", "distribution"])
def test_a_regional_firewall_cannot_stand_before_it(target: str) -> None:
    assert list(attachment_problems("REGIONAL", target))  # type: ignore[arg-type]


@pytest.mark.requirement("HR-46")
@pytest.mark.parametrize("target", ["load-balancer", "rest-api", "graphql-api", "user-pool"])
def test_a_regional_firewall_can_stand_before_it(target: str) -> None:
    assert list(attachment_problems("REGIONAL", target)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("target", ["load-balancer", "distribution"])
def test_a_firewall_for_distributions_is_associated_with_nothing(target: str) -> None:
    assert list(attachment_problems("CLOUDFRONT", target))  # type: ignore[arg-type]


def test_all_rule_groups_and_the_rate_fit_into_what_the_price_includes() -> None:
    assert set(MANAGED) == set(RULE_GROUPS)
    assert capacity_units(RULE_GROUPS, rate_rule=True) == 25 + 700 + 200 + 200 + 50 + 2 <= INCLUDED_UNITS
    assert list(firewall_problems(groups=RULE_GROUPS, counted_rules={}, rate_limit=2_000)) == []


def test_more_than_the_included_capacity_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.guards.firewalls.INCLUDED_UNITS", 900)
    (problem,) = firewall_problems(groups=["core", "known-bad-inputs"], counted_rules={}, rate_limit=2_000)
    assert problem.given == "902 capacity units"


@pytest.mark.parametrize(
    ("limit", "good"), [(10, True), (9, False), (2_000_000_000, True), (2_000_000_001, False), (None, True)]
)
def test_rate_limits_are_those_of_the_api(limit: int | None, good: bool) -> None:
    assert (list(firewall_problems(groups=["core"], counted_rules={}, rate_limit=limit)) == []) is good


def test_a_firewall_has_a_rule_each_group_once_and_counts_only_rules_of_its_groups() -> None:
    assert list(firewall_problems(groups=[], counted_rules={}, rate_limit=None))
    assert list(firewall_problems(groups=["core", "core"], counted_rules={}, rate_limit=None))
    stray = list(
        firewall_problems(groups=["core"], counted_rules={"sql-injection": ["SQLi_BODY"]}, rate_limit=None)
    )
    assert [each.field for each in stray] == ["counted_rules"]


def test_the_log_groups_name_has_the_prefix_that_aws_waf_asks_for() -> None:
    assert list(log_group_problems("aws-waf-logs-hookrelay-prod")) == []
    (problem,) = log_group_problems("/waf/hookrelay")
    assert problem.fix == "write aws-waf-logs-waf-hookrelay"
