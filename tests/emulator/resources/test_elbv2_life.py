"""Load balancers, their groups, listeners and rules change in place, are described, and go."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account

from .life import Life
from .support import network

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment"


def attributes(account: Account, arn: str) -> dict[str, str]:
    answer = account.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn)
    return {pair["Key"]: pair["Value"] for pair in answer["Attributes"]}


@pytest.fixture
def balancer(account: Account) -> Life:
    there = network(account)
    return Life(
        account,
        BALANCER,
        name="front",
        subnets=there.subnets,
        securityGroups=[there.group],
        idleTimeout=90,
        enableDeletionProtection=True,
        tags={"a": "1", "b": "2"},
    )


@pytest.fixture
def group(account: Account, balancer: Life) -> Life:
    check = {"path": "/health", "interval": 30, "timeout": 5, "matcher": "200"}
    more: Any = {"deregistrationDelay": 15, "healthCheck": check, "stickiness": {"type": "lb_cookie"}}
    vpc = balancer.state["vpcId"]
    return Life(account, GROUP, name="app", port=80, protocol="HTTP", targetType="ip", vpcId=vpc, **more)


def listening(account: Account, balancer: Life, group: Life, **more: Any) -> Life:
    actions = [{"type": "forward", "targetGroupArn": group.id}]
    return Life(
        account,
        LISTENER,
        loadBalancerArn=balancer.id,
        port=80,
        protocol="HTTP",
        defaultActions=actions,
        **more,
    )


def test_attributes_of_a_balancer_change_one_by_one_and_go_back(account: Account, balancer: Life) -> None:
    balancer.change(idleTimeout=120, dropInvalidHeaderFields=True)
    assert balancer.asked == ["ModifyLoadBalancerAttributes"]
    sent = account.requests[-1].params["Attributes"]
    assert {pair["Key"] for pair in sent} == {
        "idle_timeout.timeout_seconds",
        "routing.http.drop_invalid_header_fields.enabled",
    }
    balancer.change(idleTimeout=None, dropInvalidHeaderFields=None)
    found = attributes(account, balancer.id)
    assert found["idle_timeout.timeout_seconds"] == "60"
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "false"


def test_access_logs_of_a_balancer_are_switched_on_and_off(account: Account, balancer: Life) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="logs-of-it")
    delivery: Any = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs-of-it/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [delivery]})
    s3.put_bucket_policy(Bucket="logs-of-it", Policy=policy)
    balancer.change(accessLogs={"bucket": "logs-of-it", "prefix": "front", "enabled": True})
    assert attributes(account, balancer.id)["access_logs.s3.bucket"] == "logs-of-it"
    balancer.change(accessLogs=None)
    assert attributes(account, balancer.id)["access_logs.s3.enabled"] == "false"


def test_groups_subnets_and_tags_of_a_balancer_have_a_call_each(account: Account, balancer: Life) -> None:
    ec2 = account.client("ec2")
    vpc = balancer.state["vpcId"]
    extra = ec2.create_security_group(VpcId=vpc, GroupName="extra", Description="extra")["GroupId"]
    place: Any = {"VpcId": vpc, "CidrBlock": "10.1.9.0/24", "AvailabilityZone": "us-east-1c"}
    subnet = ec2.create_subnet(**place)["Subnet"]["SubnetId"]
    balancer.change(
        securityGroups=[extra], subnets=[*balancer.inputs["subnets"], subnet], tags={"b": "3", "c": "4"}
    )
    assert set(balancer.asked) == {"SetSecurityGroups", "SetSubnets", "RemoveTags", "AddTags"}
    described = balancer.described()
    assert described is not None
    assert described["SecurityGroups"] == [extra]
    assert subnet in described["subnets"]
    assert {tag["Key"]: tag["Value"] for tag in described["Tags"]} == {"b": "3", "c": "4"}


def test_a_protected_balancer_stays_until_its_protection_is_lifted(account: Account, balancer: Life) -> None:
    with pytest.raises(ClientError, match="deletion protection"):
        balancer.delete()
    assert balancer.described() is not None
    balancer.change(enableDeletionProtection=False)
    balancer.delete()
    assert balancer.described() is None
    balancer.delete()
    assert account.client("elbv2").describe_load_balancers()["LoadBalancers"] == []


def test_a_target_group_changes_its_check_and_attributes_in_place(account: Account, group: Life) -> None:
    group.change(healthCheck={**group.inputs["healthCheck"], "path": "/ready"}, deregistrationDelay=None)
    assert set(group.asked) == {"ModifyTargetGroup", "ModifyTargetGroupAttributes"}
    described = group.described()
    assert described is not None
    assert described["healthCheck"]["Path"] == "/ready"
    assert described["deregistrationDelay"] == "300"
    group.change(stickiness=None)
    assert account.requests[-1].params["Attributes"] == [{"Key": "stickiness.enabled", "Value": "false"}]
    assert "port" not in group.handler.updatable(GROUP)


def test_a_group_that_is_listened_to_can_not_go(account: Account, balancer: Life, group: Life) -> None:
    listener = listening(account, balancer, group)
    with pytest.raises(ClientError, match="in use"):
        group.delete()
    listener.delete()
    group.delete()
    assert group.described() is None


def test_a_listener_changes_what_it_does_and_where(account: Account, balancer: Life, group: Life) -> None:
    listener = listening(account, balancer, group, tags={"a": "1"})
    sorry = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "503"}}
    listener.change(defaultActions=[sorry], port=81)
    (sent,) = [call.params for call in account.requests if call.operation == "ModifyListener"]
    assert set(sent) == {"ListenerArn", "DefaultActions", "Port"}
    described = listener.described()
    assert described is not None
    assert (described["Port"], described["DefaultActions"][0]["Type"]) == (81, "fixed-response")
    listener.change(tags={})
    assert listener.asked == ["RemoveTags"]
    listener.delete()
    assert listener.described() is None
    listener.delete()


def test_a_certificate_of_a_listener_is_renewed_in_place(
    account: Account, balancer: Life, group: Life
) -> None:
    acm = account.client("acm")
    old, new = (
        acm.request_certificate(DomainName=f"{name}.example.com")["CertificateArn"] for name in ("old", "new")
    )
    actions = [{"type": "forward", "targetGroupArn": group.id}]
    own: Any = {"loadBalancerArn": balancer.id, "port": 443, "protocol": "HTTPS"}
    listener = Life(account, LISTENER, certificateArn=old, defaultActions=actions, **own)
    listener.change(certificateArn=new)
    described = listener.described()
    assert described is not None
    assert described["certificateArn"] == new
    assert described["DefaultActions"][0]["TargetGroupArn"] == group.id


def test_a_rule_changes_its_place_and_its_conditions(account: Account, balancer: Life, group: Life) -> None:
    listener = listening(account, balancer, group)
    rule = Life(
        account,
        RULE,
        listenerArn=listener.id,
        priority=10,
        actions=[{"type": "forward", "targetGroupArn": group.id}],
        conditions=[{"pathPattern": {"values": ["/v1/*"]}}],
    )
    rule.change(priority=20)
    assert rule.asked == ["SetRulePriorities"]
    rule.change(conditions=[{"pathPattern": {"values": ["/v2/*"]}}])
    assert rule.asked == ["ModifyRule"]
    described = rule.described()
    assert described is not None
    assert described["Priority"] == "20"
    assert described["Conditions"][0]["PathPatternConfig"]["Values"] == ["/v2/*"]
    rule.delete()
    assert rule.described() is None


def test_a_target_leaves_its_group(account: Account, group: Life) -> None:
    target = Life(account, ATTACHMENT, targetGroupArn=group.id, targetId="10.1.0.9", port=80)
    assert target.described() is not None
    target.delete()
    assert target.described() is None
