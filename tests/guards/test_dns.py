from __future__ import annotations

import pytest

from components.guards.dns import (
    certificate_problems,
    domain_problems,
    in_zone_problems,
    validated_names,
    zone_problems,
)


@pytest.mark.requirement("ST-2")
def test_a_url_is_no_domain_and_the_host_in_it_is_proposed() -> None:
    (problem,) = domain_problems("wss://api.example.com/prod", field="domain")
    assert (problem.field, problem.fix) == ("domain", "write api.example.com")


@pytest.mark.parametrize(
    "name", ["example", "-a.example.com", "a_b.example.com", "A.example.com", "a..com", "a." * 127 + "com"]
)
def test_what_dns_refuses_is_refused(name: str) -> None:
    assert list(domain_problems(name))


@pytest.mark.parametrize("name", ["example.com", "api-dev.trinity.example.com", "x1.co"])
def test_a_host_name_is_fine(name: str) -> None:
    assert list(domain_problems(name)) == []


def test_wildcards_are_for_certificates_only() -> None:
    assert list(domain_problems("*.example.com"))
    assert list(domain_problems("*.example.com", wildcard=True)) == []


@pytest.mark.requirement("X-21")
@pytest.mark.parametrize(
    ("zone_id", "zone_name", "good"),
    [("Z1", None, True), (None, "example.com.", True), (None, None, False), ("Z1", "example.com", False)],
)
def test_a_zone_is_named_by_its_id_or_its_name(
    zone_id: str | None, zone_name: str | None, good: bool
) -> None:
    assert (list(zone_problems(zone_id, zone_name)) == []) is good


def test_a_name_that_only_ends_alike_is_outside_the_zone() -> None:
    assert list(in_zone_problems("api.example.com", "example.com.")) == []
    assert list(in_zone_problems("example.com", "example.com")) == []
    assert [each.field for each in in_zone_problems("badexample.com", "example.com", field="domain")] == [
        "domain"
    ]


def test_a_certificates_names_are_counted_and_the_first_is_short() -> None:
    assert list(certificate_problems(["example.com", "*.example.com"])) == []
    assert list(certificate_problems([]))
    assert list(certificate_problems([f"a{i}.example.com" for i in range(11)]))
    assert list(certificate_problems(["example.com", "example.com"]))
    assert [each.field for each in certificate_problems([f"{'a' * 60}.example.com"])] == ["domain_names[0]"]


def test_a_wildcard_shares_the_validation_record_of_its_parent() -> None:
    assert validated_names(["*.example.com", "example.com", "b.example.com"]) == [
        "example.com",
        "b.example.com",
    ]
