from __future__ import annotations

import pulumi
import pytest

from components.blocks.dns import AliasRecords, AliasRecordsArgs, find_zone
from tests.support.recorder import Recorder, declare


def records(*, ipv6: bool = False, evaluate_target_health: bool = False) -> Recorder:
    args = AliasRecordsArgs(
        zone_id="Z1",
        domain_name="hooks.example.com",
        target_name="lb.example.net",
        target_zone_id="Z2",
        ipv6=ipv6,
        evaluate_target_health=evaluate_target_health,
    )
    return declare(lambda: AliasRecords("site", args))


@pytest.mark.requirement("X-21")
def test_an_a_record_leads_to_the_target() -> None:
    recorded = records()
    assert recorded.names("Record") == ["site-a"]
    assert recorded.inputs("site-a") == {
        "zoneId": "Z1",
        "name": "hooks.example.com",
        "type": "A",
        "aliases": [{"name": "lb.example.net", "zoneId": "Z2", "evaluateTargetHealth": False}],
    }


def test_an_aaaa_record_is_made_only_where_the_target_has_ipv6() -> None:
    recorded = records(ipv6=True, evaluate_target_health=True)
    assert {item.inputs["type"] for item in recorded.of_type("Record")} == {"A", "AAAA"}
    assert all(
        item.inputs["aliases"][0]["evaluateTargetHealth"] is True for item in recorded.of_type("Record")
    )


def test_a_url_is_refused_as_a_domain() -> None:
    with pytest.raises(ValueError, match=r"write hooks\.example\.com"):
        AliasRecordsArgs(
            zone_id="Z1", domain_name="https://hooks.example.com", target_name="x.y", target_zone_id="Z2"
        )


@pytest.mark.requirement("X-21")
def test_a_zone_is_looked_up_with_the_providers_of_the_parent() -> None:
    def program() -> None:
        parent = pulumi.ComponentResource("platforms:index:Parent", "parent")
        zone = find_zone(parent=parent, zone_name="example.com")
        pulumi.export("id", zone.id)
        pulumi.export("name", zone.name)

    recorded = declare(
        program,
        answers={"aws:route53/getZone:getZone": {"zoneId": "Z42", "name": "example.com.", "id": "Z42"}},
    )
    assert recorded.exports == {"id": "Z42", "name": "example.com"}
    ((token, arguments),) = recorded.invokes
    assert token == "aws:route53/getZone:getZone"
    assert arguments["name"] == "example.com"
    assert arguments["privateZone"] is False


def test_a_zone_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one of id and name"):
        declare(
            lambda: find_zone(
                parent=pulumi.ComponentResource("platforms:index:Parent", "parent"),
                zone_id="Z1",
                zone_name="example.com",
            )
        )
