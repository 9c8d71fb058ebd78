from typing import Any

import pytest

from components.guards.load_balancers import (
    elb_name_problems,
    exposure_problems,
    health_problems,
    priority_problems,
    rule_problems,
)


@pytest.mark.requirement("X-9", "TC-18")
@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (None, False),
        ("tiktok-commerce-ingestion-api", False),
        ("tiktok-commerce-whatsapp-service", False),  # exactly 32
        ("tiktok-commerce-whatsapp-services", True),
        ("-web", True),
        ("web-", True),
        ("web_1", True),
        ("internal-web", True),
    ],
)
def test_names_elb_refuses_are_found(name: str | None, refused: bool) -> None:
    assert bool(list(elb_name_problems(name, kind="load-balancer"))) is refused


def test_only_a_load_balancer_may_not_be_called_internal() -> None:
    assert not list(elb_name_problems("internal-web", kind="target-group"))


@pytest.mark.requirement("X-21")
@pytest.mark.parametrize(
    ("internal", "certificate", "cloudfront_only", "fields"),
    [
        (False, True, False, []),
        (True, True, False, []),
        (True, False, True, []),
        (False, False, False, ["certificate_arn"]),
        (False, False, True, ["certificate_arn"]),
        (True, False, False, ["viewers"]),
    ],
)
def test_plain_http_is_for_cloudfront_to_an_internal_load_balancer_alone(
    internal: bool, certificate: bool, cloudfront_only: bool, fields: list[str]
) -> None:
    found = exposure_problems(internal=internal, certificate=certificate, cloudfront_only=cloudfront_only)
    assert [problem.field for problem in found] == fields


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"interval_seconds": 4, "timeout_seconds": 2}, ["health.interval_seconds"]),
        ({"timeout_seconds": 30}, ["health.timeout_seconds"]),
        ({"healthy": 1}, ["health.healthy"]),
        ({"unhealthy": 11}, ["health.unhealthy"]),
        ({"path": "health"}, ["health.path"]),
    ],
)
def test_health_checks_that_elb_refuses_are_found(changed: dict[str, Any], fields: list[str]) -> None:
    good: dict[str, Any] = {
        "interval_seconds": 30,
        "timeout_seconds": 5,
        "healthy": 2,
        "unhealthy": 2,
        "path": "/health",
    }
    assert [problem.field for problem in health_problems(**good | changed)] == fields


@pytest.mark.parametrize(
    ("priority", "paths", "hosts", "headers", "fields"),
    [
        (1, ["/*"], [], 0, []),
        (50_000, [], ["api.example.com"], 0, []),
        (0, ["/*"], [], 0, ["priority"]),
        (50_001, ["/*"], [], 0, ["priority"]),
        (1, [], [], 0, ["paths"]),
        (1, ["/a b"], [], 0, ["paths"]),
        (1, ["/a", "/b", "/c", "/d"], ["h"], 0, []),
        (1, ["/a", "/b", "/c", "/d"], ["h"], 1, ["paths"]),
    ],
)
def test_rules_that_elb_refuses_are_found(
    priority: int, paths: list[str], hosts: list[str], headers: int, fields: list[str]
) -> None:
    found = rule_problems(priority=priority, paths=paths, hosts=hosts, header_values=headers)
    assert [problem.field for problem in found] == fields


def test_two_services_with_one_priority_are_both_named() -> None:
    [problem] = priority_problems({"app": 10, "api": 20, "admin": 10})
    assert "admin" in str(problem.given)
    assert "app" in problem.allowed
