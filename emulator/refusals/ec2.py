"""VPCs.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
"""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from emulator.policies.grammar import ENDPOINT

from .core import Params, refuses
from .documents import malformed
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

HIGHEST_PORT = 65_535
MOST_RULES = 60
"""Rules of one security group and direction."""

PREFIX_LIST_RULES = {
    "cloudfront.origin-facing": 55,
    "route53-healthchecks": 25,
    "vpc-lattice": 10,
    "s3": 1,
    "dynamodb": 1,
}
"""What AWS-managed prefix lists count for, by the end of their names; a list of one's own by its size.
https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html"""

GATEWAYS = ("s3", "dynamodb")
"""Services with endpoints of the type Gateway."""

SERVICES = frozenset(
    [
        "access-analyzer",
        "acm-pca",
        "application-autoscaling",
        "applicationinsights",
        "appmesh",
        "apprunner",
        "appsync",
        "appsync-api",
        "athena",
        "autoscaling",
        "backup",
        "batch",
        "bedrock",
        "bedrock-runtime",
        "cloudformation",
        "cloudhsmv2",
        "cloudtrail",
        "codeartifact.api",
        "codeartifact.repositories",
        "codebuild",
        "codecommit",
        "codedeploy",
        "codepipeline",
        "cognito-idp",
        "cognito-identity",
        "config",
        "datasync",
        "dms",
        "dynamodb",
        "dynamodb-streams",
        "ebs",
        "ec2",
        "ec2messages",
        "ecr.api",
        "ecr.dkr",
        "ecs",
        "ecs-agent",
        "ecs-telemetry",
        "eks",
        "eks-auth",
        "elasticache",
        "elasticbeanstalk",
        "elasticfilesystem",
        "elasticloadbalancing",
        "elasticmapreduce",
        "email-smtp",
        "events",
        "execute-api",
        "fis",
        "glue",
        "guardduty",
        "guardduty-data",
        "iam",
        "iot.data",
        "kinesis-firehose",
        "kinesis-streams",
        "kms",
        "lambda",
        "logs",
        "monitoring",
        "pipes",
        "rds",
        "rds-data",
        "redshift",
        "resource-groups",
        "route53",
        "s3",
        "s3-global.accesspoint",
        "sagemaker.api",
        "sagemaker.runtime",
        "scheduler",
        "secretsmanager",
        "securityhub",
        "servicecatalog",
        "servicediscovery",
        "sns",
        "sqs",
        "ssm",
        "ssm-incidents",
        "ssmmessages",
        "states",
        "storagegateway",
        "sts",
        "sync-states",
        "synthetics",
        "tagging",
        "transcribe",
        "transfer",
        "xray",
    ]
)
"""Services with endpoints. https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html"""


@refuses("ec2", "CreateVpc")
def vpc(params: Params, account: "Account", region: str) -> Iterator[str]:
    """More networks than the region has, and sizes that don't exist."""
    if "CidrBlock" in params:
        try:
            network = ipaddress.ip_network(params["CidrBlock"], strict=False)
        except ValueError:
            return  # garbage is moto's own refusal
        if not 16 <= network.prefixlen <= 28:  # noqa: PLR2004 - the netmasks of VPCs
            yield f"a VPC has a netmask between /16 and /28, not {params['CidrBlock']}"
    present = [
        one for one in account.client("ec2", region).describe_vpcs()["Vpcs"] if not one.get("IsDefault")
    ]
    quota = account.quotas.vpcs
    if len(present) >= quota:
        yield f"region {region} has {len(present)} VPCs already: the quota is {quota}"


@refuses("ec2", "AttachInternetGateway")
def internet_gateway(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A second internet gateway."""
    where = [{"Name": "attachment.vpc-id", "Values": [params["VpcId"]]}]
    present = account.client("ec2", region).describe_internet_gateways(Filters=where)["InternetGateways"]
    if present:
        gateway = present[0]["InternetGatewayId"]
        yield f"network {params['VpcId']} already has an internet gateway attached: {gateway}"


def _permissions(params: Params) -> list[Mapping[str, Any]]:
    if params.get("IpPermissions"):
        return list(params["IpPermissions"])
    keys = ("IpProtocol", "FromPort", "ToPort")
    return [{key: params[key] for key in keys if key in params}] if "IpProtocol" in params else []


@refuses(
    "ec2",
    *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"),
    *("RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
)
def ports(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Ports that don't exist, or that a protocol doesn't have."""
    for rule in _permissions(params):
        low, high, protocol = rule.get("FromPort"), rule.get("ToPort"), str(rule.get("IpProtocol"))
        if protocol in ("tcp", "udp", "6", "17"):
            if low is None or high is None:
                yield f"a rule for {protocol} needs FromPort and ToPort"
            elif not 0 <= low <= high <= HIGHEST_PORT:
                yield f"invalid ports {low} to {high}: they are between 0 and {HIGHEST_PORT}, in this order"
        elif protocol == "-1" and (low, high) not in ((None, None), (-1, -1), (0, 0)):
            yield f"a rule for all protocols has no ports, not {low} to {high}"
        sources = ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds")
        if params.get("IpPermissions") and not any(rule.get(source) for source in sources):
            yield "a rule needs a source or destination"


@refuses("ec2", "AuthorizeSecurityGroupIngress")
def ingress(params: Params, account: "Account", region: str) -> Iterator[str]:
    """More inbound rules than a group may have."""
    yield from _number(params, account, region, "IpPermissions")


@refuses("ec2", "AuthorizeSecurityGroupEgress")
def egress(params: Params, account: "Account", region: str) -> Iterator[str]:
    """More outbound rules than a group may have."""
    yield from _number(params, account, region, "IpPermissionsEgress")


def _number(params: Params, account: "Account", region: str, direction: str) -> Iterator[str]:
    group = found(account, region, "ec2", "describe_security_groups", GroupIds=[params.get("GroupId", "")])
    if group is None:
        return
    rules = (*group["SecurityGroups"][0][direction], *_permissions(params))
    lists = _prefix_list_weights(account, region)
    total = sum(_weight(rule, lists) for rule in rules)
    if total > MOST_RULES:
        yield f"security group {params['GroupId']} would have {total} rules, at most {MOST_RULES}"


def _weight(rule: Mapping[str, Any], lists: Mapping[str, int]) -> int:
    """What a rule counts for; a list that doesn't exist counts as one rule, and is refused elsewhere."""
    plain = sum(len(rule.get(key) or ()) for key in ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs"))
    return plain + sum(lists.get(item["PrefixListId"], 1) for item in rule.get("PrefixListIds") or ())


def _prefix_list_weights(account: "Account", region: str) -> dict[str, int]:
    answer = found(account, region, "ec2", "describe_managed_prefix_lists") or {"PrefixLists": []}
    return {
        item["PrefixListId"]: item.get("MaxEntries")
        or next((w for end, w in PREFIX_LIST_RULES.items() if item["PrefixListName"].endswith(end)), 1)
        for item in answer["PrefixLists"]
    }


@refuses("ec2", "CreateNetworkAclEntry")
def acl_entry(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Ports of network ACLs."""
    ports_ = params.get("PortRange", {})
    if ports_ and not 0 <= ports_.get("From", 0) <= ports_.get("To", 0) <= HIGHEST_PORT:
        yield f"invalid ports {ports_}: they are between 0 and {HIGHEST_PORT}, in this order"


@refuses("ec2", "CreateVpcEndpoint")
def endpoint(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Services without endpoints, of the wrong type, or twice in a network."""
    service = params.get("ServiceName", "")
    kind = params.get("VpcEndpointType", "Gateway")
    yield from malformed(
        f"the policy of the endpoint for {service}", params.get("PolicyDocument"), ENDPOINT, account
    )
    prefix = f"com.amazonaws.{region}."
    if service.startswith("com.amazonaws.vpce."):
        return
    name = service.removeprefix(prefix)
    if not service.startswith(prefix) or name not in SERVICES:
        yield f"the VPC endpoint service {service} does not exist"
        return
    if kind == "Gateway" and name not in GATEWAYS:
        yield f"{service} has no endpoints of the type Gateway"
    if kind == "Interface" and not params.get("SubnetIds"):
        yield f"the interface endpoint for {service} needs subnets"
    private = params.get("PrivateDnsEnabled", kind == "Interface" and name not in GATEWAYS)
    if kind == "Interface" and private:
        ec2 = account.client("ec2", region)
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            answer = ec2.describe_vpc_attribute(VpcId=params["VpcId"], Attribute=attribute)
            key = attribute[0].upper() + attribute[1:]
            if not answer[key]["Value"]:
                yield f"private DNS of the endpoint for {service} needs {attribute} on {params['VpcId']}"
    where = [{"Name": "vpc-id", "Values": [params["VpcId"]]}, {"Name": "service-name", "Values": [service]}]
    present = account.client("ec2", region).describe_vpc_endpoints(Filters=where)["VpcEndpoints"]
    if any(one["ServiceName"] == service and one["VpcId"] == params["VpcId"] for one in present) and (
        kind == "Gateway" or private
    ):
        yield f"network {params['VpcId']} already has an endpoint for {service}"


@refuses("ec2", "CreateFlowLogs")
def flow_logs(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role that flow logs can't assume, or none where the logs go to CloudWatch."""
    from emulator.policies.decisions import assumable

    kind = params.get("LogDestinationType", "cloud-watch-logs")
    role = params.get("DeliverLogsPermissionArn")
    if kind == "cloud-watch-logs" and not role:
        yield "DeliverLogsPermissionArn is needed for flow logs to CloudWatch Logs"
    elif role and not assumable(account.account_id, role, "vpc-flow-logs.amazonaws.com"):
        yield f"the role {role} can't be assumed by vpc-flow-logs.amazonaws.com"
    if params.get("MaxAggregationInterval", 600) not in (60, 600):
        yield f"MaxAggregationInterval is 60 or 600 seconds, not {params['MaxAggregationInterval']}"


@refuses("ec2", "AllocateAddress")
def address(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """More addresses than the region has."""
    present = account.client("ec2", region).describe_addresses()["Addresses"]
    quota = account.quotas.elastic_addresses
    if len(present) >= quota:
        yield f"region {region} has {len(present)} elastic addresses already: the quota is {quota}"
