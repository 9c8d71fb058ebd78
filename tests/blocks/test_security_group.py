from collections.abc import Callable
from typing import Any

import pytest

from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.links import Flow
from components.placement import Placement
from tests.support.recorder import Recorder, declare

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def group(then: Callable[[SecurityGroup], object] = lambda group: None) -> Recorder:
    return declare(lambda: then(SecurityGroup("app", SecurityGroupArgs(vpc_id="vpc-1", description="Tasks"))))


def test_a_group_starts_closed_in_both_directions() -> None:
    recorded = group()
    assert recorded.count(INGRESS) == recorded.count(EGRESS) == 0
    inputs = recorded.inputs("app-group")
    assert "ingress" not in inputs
    assert "egress" not in inputs


def test_a_rule_names_its_ports_its_source_and_its_reason() -> None:
    recorded = group(
        lambda made: made.allow_from(
            "cdn", port=3001, to_port=3003, prefix_list_id="pl-1", description="CloudFront only"
        )
    )
    rule = recorded.inputs("app-from-cdn")
    assert rule["ipProtocol"] == "tcp"
    assert (rule["fromPort"], rule["toPort"]) == (3001, 3003)
    assert rule["prefixListId"] == "pl-1"
    assert rule["description"] == "CloudFront only"
    assert not {"cidrIpv4", "referencedSecurityGroupId"} & rule.keys()


@pytest.mark.requirement("HR-46")
def test_a_flow_opens_exactly_one_way_out_and_one_way_in() -> None:
    recorded = group(lambda made: made.open(Flow(name="database", security_group_id="sg-db", port=5432)))
    out, into = recorded.one(EGRESS).inputs, recorded.one(INGRESS).inputs
    own = recorded.state("app-group")["id"]
    assert (out["securityGroupId"], out["referencedSecurityGroupId"]) == (own, "sg-db")
    assert (into["securityGroupId"], into["referencedSecurityGroupId"]) == ("sg-db", own)
    assert out["fromPort"] == out["toPort"] == into["fromPort"] == into["toPort"] == 5432


@pytest.mark.parametrize(
    "sources", [{}, {"cidr": "10.0.0.0/8", "security_group_id": "sg-1"}], ids=["none", "two"]
)
def test_a_rule_without_exactly_one_source_is_refused(sources: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        group(lambda made: made.allow_from("x", port=80, description="why", **sources))


def test_a_description_that_ec2_refuses_is_refused_before_anything_is_declared() -> None:
    with pytest.raises(ValueError, match="description"):
        SecurityGroupArgs(vpc_id="vpc-1", description="the app's tasks")


def test_the_internet_is_open_only_where_a_reason_is_given() -> None:
    closed = group(
        lambda made: made.open_placement(
            Placement(vpc_id="vpc-1", subnet_ids=["subnet-1"], prefix_lists={"s3": "pl-s3"})
        )
    )
    assert [rule.inputs.get("prefixListId") for rule in closed.of_type(EGRESS)] == ["pl-s3"]
    opened = group(
        lambda made: made.open_placement(
            Placement(
                vpc_id="vpc-1",
                subnet_ids=["subnet-1"],
                prefix_lists={"s3": "pl-s3"},
                internet="Delivers webhooks",
            )
        )
    )
    [rule] = opened.of_type(EGRESS)
    assert rule.inputs["cidrIpv4"] == "0.0.0.0/0"
    assert rule.inputs["fromPort"] == rule.inputs["toPort"] == 443
    assert rule.inputs["description"] == "Delivers webhooks"
