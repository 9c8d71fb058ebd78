"""Load balancers."""

from typing import Any

import pytest

from emulator.account import Account

from . import allow, certificate, document, network, refused


def group_of(account: Account, vpc: str) -> str:
    arn: str = account.client("ec2").create_security_group(GroupName="lb", Description="lb", VpcId=vpc)[
        "GroupId"
    ]
    return arn


def balancer(account: Account, vpc: str, subnets: list[str], **change: Any) -> str:
    given = {"Name": "front", "Subnets": subnets, "SecurityGroups": [group_of(account, vpc)], **change}
    arn: str = account.client("elbv2").create_load_balancer(**given)["LoadBalancers"][0]["LoadBalancerArn"]
    return arn


@pytest.mark.requirement("X-9")
def test_refused_load_balancers(account: Account) -> None:
    create = account.client("elbv2").create_load_balancer
    vpc, subnets = network(account, gateway=False, zones="aab")
    base = {"SecurityGroups": [group_of(account, vpc)], "Scheme": "internal"}
    good = [subnets[0], subnets[2]]
    assert "at most 32" in refused(create, Name="x" * 33, Subnets=good, **base)
    assert "no name" in refused(create, Name="-front", Subnets=good, **base)
    assert "two different Availability Zones" in refused(create, Name="front", Subnets=subnets[:1], **base)
    assert "same Availability Zone" in refused(create, Name="front", Subnets=subnets, **base)
    assert "does not exist" in refused(create, Name="front", Subnets=["subnet-0"], **base)
    assert "security group of its own" in refused(create, Name="front", Subnets=good, Scheme="internal")
    public = {**base, "Scheme": "internet-facing"}
    assert "has no internet gateway" in refused(create, Name="front", Subnets=good, **public)
    create(Name="x" * 32, Subnets=good, **base)


def target_group(**change: Any) -> dict[str, Any]:
    base = {"Name": "targets", "Protocol": "HTTP", "Port": 3000, "VpcId": "vpc-1", "TargetType": "ip"}
    return {key: value for key, value in {**base, **change}.items() if value is not None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Name": "x" * 33}, "at most 32"),
        ({"Port": None}, "Port is needed"),
        ({"TargetType": "lambda"}, "not for functions"),
        ({"HealthCheckPath": "health"}, "does not begin with a slash"),
    ],
)
def test_refused_target_groups(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("elbv2").create_target_group, **target_group(**change))


@pytest.mark.requirement("HR-39")
def test_listeners(account: Account) -> None:
    elb = account.client("elbv2")
    vpc, subnets = network(account)
    arn = balancer(account, vpc, subnets)
    target = elb.create_target_group(**target_group(VpcId=vpc))["TargetGroups"][0]["TargetGroupArn"]
    forward = {"DefaultActions": [{"Type": "forward", "TargetGroupArn": target}], "LoadBalancerArn": arn}
    here, elsewhere = certificate(account), certificate(account, region="eu-west-1")
    secure = {**forward, "Protocol": "HTTPS", "Port": 443}
    create = elb.create_listener
    assert "a certificate must be specified" in refused(create, **secure)
    assert "not in us-east-1" in refused(create, **secure, Certificates=[{"CertificateArn": elsewhere}])
    gone = here[:-4] + "0000"
    assert "was not found" in refused(create, **secure, Certificates=[{"CertificateArn": gone}])
    plain = {**forward, "Protocol": "HTTP", "Port": 80}
    assert "no certificate" in refused(create, **plain, Certificates=[{"CertificateArn": here}])
    redirect = {"Type": "redirect"}
    assert "needs RedirectConfig" in refused(create, **{**plain, "DefaultActions": [redirect]})
    listener = create(**secure, Certificates=[{"CertificateArn": here}])["Listeners"][0]["ListenerArn"]
    assert "already has a listener on port 443" in refused(
        create, **secure, Certificates=[{"CertificateArn": here}]
    )
    create(**plain)
    rule = {"ListenerArn": listener, "Actions": forward["DefaultActions"]}
    conditions = [{"Field": "path-pattern", "Values": ["/x"]}]
    assert "needs a condition" in refused(elb.create_rule, **rule, Conditions=[], Priority=1)
    elb.create_rule(**rule, Conditions=conditions, Priority=1)


@pytest.mark.requirement("TC-9")
def test_access_logs_need_a_bucket_that_takes_them(account: Account) -> None:
    s3, elb = account.client("s3"), account.client("elbv2")
    vpc, subnets = network(account)
    arn = balancer(account, vpc, subnets)
    on = [
        {"Key": "access_logs.s3.enabled", "Value": "true"},
        {"Key": "access_logs.s3.bucket", "Value": "logs-of-mine"},
        {"Key": "access_logs.s3.prefix", "Value": "alb"},
    ]
    change = elb.modify_load_balancer_attributes
    assert "does not exist" in refused(change, LoadBalancerArn=arn, Attributes=on)
    s3.create_bucket(Bucket="logs-of-mine")
    assert "access denied" in refused(change, LoadBalancerArn=arn, Attributes=on)
    service = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    path = "arn:aws:s3:::logs-of-mine/alb/AWSLogs/123456789012/*"
    s3.put_bucket_policy(
        Bucket="logs-of-mine", Policy=document(allow("s3:PutObject", path, Principal=service))
    )
    by_key = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
    s3.put_bucket_encryption(Bucket="logs-of-mine", ServerSideEncryptionConfiguration=by_key)
    assert "SSE-S3 buckets only" in refused(change, LoadBalancerArn=arn, Attributes=on)
    plain = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    s3.put_bucket_encryption(Bucket="logs-of-mine", ServerSideEncryptionConfiguration=plain)
    change(LoadBalancerArn=arn, Attributes=on)
