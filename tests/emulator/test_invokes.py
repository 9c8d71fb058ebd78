"""Look-ups are answered from the account; what isn't there isn't made up."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.aws import Aws
from emulator.backend import Provider
from emulator.deploy import deploy
from emulator.given import GivenError, provide
from emulator.policy_document import policy_document
from emulator.shapes import Unmapped


def ask(account: Account, token: str, region: str | None = None, **args: Any) -> Any:
    return Aws(account).invoke(token, args, Provider(region=region))


def test_who_and_where(account: Account) -> None:
    assert ask(account, "aws:index/getCallerIdentity:getCallerIdentity")["accountId"] == "123456789012"
    assert ask(account, "aws:index/getRegion:getRegion", "eu-west-1")["region"] == "eu-west-1"
    assert ask(account, "aws:index/getRegion:getRegion", region="eu-west-2")["region"] == "eu-west-2"
    assert ask(account, "aws:index/getPartition:getPartition")["partition"] == "aws"


def test_zones_of_a_region(account: Account) -> None:
    zones = "aws:index/getAvailabilityZones:getAvailabilityZones"
    assert ask(account, zones, "eu-west-1", state="available")["names"] == [
        "eu-west-1a",
        "eu-west-1b",
        "eu-west-1c",
    ]
    without = ask(account, zones, "eu-west-1", excludeNames=["eu-west-1b"])["names"]
    assert without == ["eu-west-1a", "eu-west-1c"]


def test_a_zone_that_nobody_made_is_not_found_and_a_given_one_is(account: Account) -> None:
    get_zone = "aws:route53/getZone:getZone"
    with pytest.raises(
        LookupError, match=r"no matching Route 53 hosted zone found: public zone example\.com"
    ):
        ask(account, get_zone, name="example.com")
    told = provide(account, "zone=example.com")
    zone = ask(account, get_zone, name="example.com.")
    assert zone["zoneId"] in told
    assert zone["name"] == "example.com"
    assert len(zone["nameServers"]) > 1
    assert ask(account, get_zone, zoneId=zone["zoneId"])["name"] == "example.com"
    with pytest.raises(LookupError, match="private zone"):
        ask(account, get_zone, name="example.com", privateZone=True)
    provide(account, "zone=other.example.com")
    assert ask(account, get_zone, name="example.com")["zoneId"] == zone["zoneId"]


def test_a_given_certificate_is_issued_in_its_region(account: Account) -> None:
    get_certificate = "aws:acm/getCertificate:getCertificate"
    with pytest.raises(LookupError, match="no ACM certificate"):
        ask(account, get_certificate, domain="example.com")
    provide(account, "certificate=example.com")
    provide(account, "certificate=cdn.example.com@eu-west-1")
    found = ask(account, get_certificate, domain="example.com", statuses=["ISSUED"])
    assert found["arn"].startswith("arn:aws:acm:us-east-1:")
    assert ask(account, get_certificate, "eu-west-1", domain="cdn.example.com")["arn"].startswith(
        "arn:aws:acm:eu-west-1:"
    )
    with pytest.raises(LookupError):
        ask(account, get_certificate, domain="cdn.example.com")


@pytest.mark.parametrize("given", ["zone", "zone=", "planet=earth", ""])
def test_what_cannot_be_given_is_refused(account: Account, given: str) -> None:
    with pytest.raises(GivenError, match=r"zone=\.\.\. or certificate="):
        provide(account, given)


def test_a_network_that_exists(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "main"}])
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone="us-east-1b")["Subnet"][
        "SubnetId"
    ]
    found = ask(account, "aws:ec2/getVpc:getVpc", tags={"Name": "main"})
    assert (found["id"], found["cidrBlock"], found["default"]) == (vpc, "10.9.0.0/16", False)
    assert found["mainRouteTableId"].startswith("rtb-")
    assert ask(account, "aws:ec2/getVpc:getVpc", default=True)["id"] != vpc
    assert ask(account, "aws:ec2/getSubnet:getSubnet", id=subnet)["availabilityZone"] == "us-east-1b"
    in_vpc = [{"name": "vpc-id", "values": [vpc]}]
    assert ask(account, "aws:ec2/getSubnets:getSubnets", filters=in_vpc)["ids"] == [subnet]
    with pytest.raises(LookupError, match="no matching EC2 VPC"):
        ask(account, "aws:ec2/getVpc:getVpc", id="vpc-0123456789abcdef0")
    with pytest.raises(LookupError, match="EC2 VPCs match"):
        ask(account, "aws:ec2/getVpc:getVpc")


def test_prefix_lists(account: Account) -> None:
    managed = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
    cloudfront = ask(account, managed, name="com.amazonaws.global.cloudfront.origin-facing")
    again = ask(account, managed, name="com.amazonaws.global.cloudfront.origin-facing")
    assert cloudfront["id"] == again["id"]
    assert cloudfront["id"].startswith("pl-")
    s3 = ask(account, "aws:ec2/getPrefixList:getPrefixList", name="com.amazonaws.us-east-1.s3")
    assert s3["id"].startswith("pl-")
    with pytest.raises(LookupError, match="no matching"):
        ask(account, managed, name="nobodys")


def test_cloudfronts_own_policies_by_name_and_id(account: Account) -> None:
    cache = ask(account, "aws:cloudfront/getCachePolicy:getCachePolicy", name="Managed-CachingDisabled")
    assert cache["id"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    request = "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy"
    assert ask(account, request, id="216adef6-5c7f-47e4-b989-5492eafa07d3")["name"] == "Managed-AllViewer"
    headers = "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy"
    assert ask(account, headers, name="Managed-SecurityHeadersPolicy")["id"].startswith("67f7725c")
    with pytest.raises(LookupError, match=r"it has .*Managed-CachingOptimized"):
        ask(account, "aws:cloudfront/getCachePolicy:getCachePolicy", name="Managed-Imagined")


def test_keys_and_parameters(account: Account) -> None:
    kms = account.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    assert ask(account, "aws:kms/getKey:getKey", keyId="alias/mine")["arn"] == key["Arn"]
    assert ask(account, "aws:kms/getAlias:getAlias", name="alias/mine")["targetKeyArn"] == key["Arn"]
    assert ask(account, "aws:kms/getAlias:getAlias", name="alias/aws/s3")["targetKeyArn"].startswith(
        "arn:aws:kms:"
    )
    with pytest.raises(LookupError, match="alias/nobodys"):
        ask(account, "aws:kms/getAlias:getAlias", name="alias/nobodys")
    account.client("ssm").put_parameter(Name="/a", Value="secret", Type="SecureString")
    assert ask(account, "aws:ssm/getParameter:getParameter", name="/a")["value"] == "secret"


def test_a_detector(account: Account) -> None:
    get_detector = "aws:guardduty/getDetector:getDetector"
    with pytest.raises(LookupError, match="0 GuardDuty detectors"):
        ask(account, get_detector)
    made = account.client("guardduty").create_detector(Enable=True)["DetectorId"]
    assert ask(account, get_detector)["id"] == made


def test_the_accounts_of_load_balancers(account: Account) -> None:
    found = ask(account, "aws:elb/getServiceAccount:getServiceAccount", "eu-central-1")
    assert found["arn"] == "arn:aws:iam::054676820928:root"
    with pytest.raises(LookupError, match="service principal"):
        ask(account, "aws:elb/getServiceAccount:getServiceAccount", "eu-central-2")


def test_an_argument_that_nobody_understands_is_an_error(account: Account) -> None:
    with pytest.raises(Unmapped, match="nonsense"):
        ask(account, "aws:index/getCallerIdentity:getCallerIdentity", nonsense=1)


def test_a_policy_document_from_blocks() -> None:
    document = json.loads(
        policy_document(
            {
                "policyId": "P",
                "statements": [
                    {
                        "sid": "One",
                        "actions": ["s3:GetObject"],
                        "resources": ["a", "b"],
                        "principals": [{"type": "Service", "identifiers": ["x.amazonaws.com"]}],
                        "conditions": [
                            {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]},
                            {"test": "StringEquals", "variable": "aws:SourceArn", "values": ["2", "3"]},
                        ],
                    },
                    {
                        "effect": "Deny",
                        "notActions": ["s3:*"],
                        "resources": ["*"],
                        "notPrincipals": [{"type": "*", "identifiers": ["*"]}],
                    },
                ],
            }
        )["json"]
    )
    assert document == {
        "Version": "2012-10-17",
        "Id": "P",
        "Statement": [
            {
                "Sid": "One",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": ["a", "b"],
                "Principal": {"Service": "x.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "1", "aws:SourceArn": ["2", "3"]}},
            },
            {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*", "NotPrincipal": "*"},
        ],
    }
    with pytest.raises(ValueError, match="does not merge"):
        policy_document({"sourcePolicyDocuments": ["{}"]})


def test_a_program_asks_through_its_provider(account: Account) -> None:
    def program() -> None:
        provider = aws.Provider("p", region="eu-west-1")
        zones = aws.get_availability_zones_output(opts=pulumi.InvokeOutputOptions(provider=provider))
        pulumi.export("zones", zones.names)

    assert deploy(program, account).outputs == {"zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}


def test_a_look_up_that_fails_names_function_and_reason(account: Account) -> None:
    with pytest.raises(
        Exception, match=r"getZone failed: no matching Route 53 hosted zone found: public zone x\.com"
    ):
        deploy(lambda: pulumi.export("z", aws.route53.get_zone_output(name="x.com").zone_id), account)
