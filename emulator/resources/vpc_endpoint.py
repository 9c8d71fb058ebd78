"""Private ways to AWS's services, and the record of a network's traffic."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources._ec2 import ec2_arn, filtered, tagged, tagging
from emulator.resources.parts import later, reader, removal

lacks("ec2", "AcceptVpcEndpointConnections")


@resource("aws:ec2/vpcEndpoint:VpcEndpoint")
def vpc_endpoint(r: Request) -> Created:
    """A gateway, interface or resource endpoint."""
    accept, kind = r.take("autoAccept"), r.take("vpcEndpointType", "Gateway")
    made = r.send(
        "ec2",
        "create_vpc_endpoint",
        rename={"policy": "PolicyDocument"},
        VpcEndpointType=kind,
        TagSpecifications=tagged(r, "vpc-endpoint"),
    )["VpcEndpoint"]
    id_, service = made["VpcEndpointId"], str(r.inputs.get("serviceName"))
    if accept:
        r.api("ec2", "accept_vpc_endpoint_connections", ServiceId=service, VpcEndpointIds=[id_])
    prefixes: dict[str, object] = {}
    if kind == "Gateway":
        named = filtered("prefix-list-name", service)
        lists = r.api("ec2", "describe_managed_prefix_lists", Filters=named)["PrefixLists"]
        if lists:
            prefixes = {"prefixListId": lists[0]["PrefixListId"]}
    entries = [
        {"dnsName": entry["DnsName"], "hostedZoneId": entry.get("HostedZoneId")}
        for entry in made.get("DnsEntries") or []
    ]
    return id_, {
        "arn": ec2_arn(r, "vpc-endpoint", id_),
        "vpcEndpointType": kind,
        "state": "available",
        "ownerId": r.cloud.account_id,
        "requesterManaged": False,
        "dnsEntries": entries,
        "networkInterfaceIds": made.get("NetworkInterfaceIds") or [],
        "cidrBlocks": [],
        **prefixes,
    }


FLOW_SOURCES = {
    "vpcId": "VPC",
    "subnetId": "Subnet",
    "eniId": "NetworkInterface",
    "transitGatewayId": "TransitGateway",
    "transitGatewayAttachmentId": "TransitGatewayAttachment",
    "regionalNatGatewayId": "RegionalNatGateway",
}


@resource("aws:ec2/flowLog:FlowLog")
def flow_log(r: Request) -> Created:
    """A flow log; the provider hands a log group over by its ARN, like any other destination."""
    source = next((key for key in FLOW_SOURCES if r.inputs.get(key)), None)
    if source is None:
        raise ValueError(f"{r.logical}: a flow log needs one of {', '.join(FLOW_SOURCES)}")
    destination_type = r.take("logDestinationType", "cloud-watch-logs")
    made = r.send(
        "ec2",
        "create_flow_logs",
        rename={"iamRoleArn": "DeliverLogsPermissionArn"},
        ResourceIds=[r.take(source)],
        ResourceType=FLOW_SOURCES[source],
        LogDestinationType=destination_type,
        TagSpecifications=tagged(r, "vpc-flow-log"),
    )
    if made.get("Unsuccessful"):
        raise ValueError(f"{r.logical}: {made['Unsuccessful'][0]['Error']['Message']}")
    id_ = made["FlowLogIds"][0]
    return id_, {"arn": ec2_arn(r, "vpc-flow-log", id_), "logDestinationType": destination_type}


ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW = "aws:ec2/flowLog:FlowLog"
MEMBERS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}
CHANGE = "modify_vpc_endpoint"
VALUES = {
    "dnsOptions": "DnsOptions",
    "ipAddressType": "IpAddressType",
    "privateDnsEnabled": "PrivateDnsEnabled",
    "subnetConfigurations": "SubnetConfigurations",
}
RESETS = {"privateDnsEnabled": False, "subnetConfigurations": []}
"""What values go back to; AWS keeps the others."""


def _update_endpoint(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change policy, names and members; members are added and removed, not set."""
    change: dict[str, Any] = {}
    for key, member in MEMBERS.items():
        wanted, held = set(r.take(key, [])), set(r.old.get(key) or [])
        change[f"Add{member}"] = sorted(wanted - held) or None
        change[f"Remove{member}"] = sorted(held - wanted) or None
    for key in VALUES.keys() & r.changed:
        change[VALUES[key]] = built(r, "ec2", CHANGE, VALUES[key], r.take(key, RESETS.get(key)))
    if "policy" in r.changed:
        policy = r.take("policy")
        change |= {"PolicyDocument": policy} if policy else {"ResetPolicy": True}
    if change := present(**change):
        r.api("ec2", CHANGE, VpcEndpointId=id_, **change)
    if "autoAccept" in r.changed and r.take("autoAccept"):
        service = str(r.inputs.get("serviceName"))
        r.api("ec2", "accept_vpc_endpoint_connections", ServiceId=service, VpcEndpointIds=[id_])
    return {}


def _described(answer: Any, _: Request, __: str) -> Any:
    found = next((each for each in answer["VpcEndpoints"] if each.get("State") != "deleted"), None)
    if found is None:
        return None
    groups = [each["GroupId"] for each in found.get("Groups") or []]
    return {**found, "securityGroupIds": groups}


later(
    ENDPOINT,
    update=_update_endpoint,
    updates=f"ec2.{CHANGE}",
    rename={"policy": "PolicyDocument", **{key: f"Add{member}" for key, member in MEMBERS.items()}},
    # The other side's call: AcceptVpcEndpointConnections.
    changing=["autoAccept"],
)
removal(ENDPOINT, "ec2.delete_vpc_endpoints", VpcEndpointIds=lambda _, id_: [id_])
removal(FLOW, "ec2.delete_flow_logs", FlowLogIds=lambda _, id_: [id_])
for _token in (ENDPOINT, FLOW):
    tagging(_token)
reader(
    ENDPOINT,
    "ec2.describe_vpc_endpoints",
    _described,
    names={"policy": "PolicyDocument"},
    VpcEndpointIds=lambda _, id_: [id_],
)
reader(
    FLOW,
    "ec2.describe_flow_logs",
    "FlowLogs.0",
    names={"iamRoleArn": "DeliverLogsPermissionArn"},
    FlowLogIds=lambda _, id_: [id_],
)
