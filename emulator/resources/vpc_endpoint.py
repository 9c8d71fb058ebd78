"""Private ways to AWS's services, and the record of a network's traffic."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import differing
from emulator.resources._ec2 import ec2_arn, filtered, retag, retagging, tagged
from emulator.resources.parts import later, removal

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


MEMBERS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}


def _update_endpoint(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Change policy, names and members; members are added and removed, not set."""
    change: dict[str, Any] = {}
    for key, member in MEMBERS.items():
        wanted, held = set(r.take(key, [])), set(old.get(key) or [])
        change[f"Add{member}"] = sorted(wanted - held) or None
        change[f"Remove{member}"] = sorted(held - wanted) or None
    for key, parameter in (("policy", "PolicyDocument"), ("privateDnsEnabled", "PrivateDnsEnabled")):
        if r.take(key) != old.get(key):
            change[parameter] = r.inputs.get(key)
    differing(r, old)
    if any(value is not None for value in change.values()):
        r.api("ec2", "modify_vpc_endpoint", VpcEndpointId=id_, **change)
    retag(r, id_)
    return {}


later("aws:ec2/vpcEndpoint:VpcEndpoint", update=_update_endpoint)
removal("aws:ec2/vpcEndpoint:VpcEndpoint", "ec2.delete_vpc_endpoints", VpcEndpointIds=lambda _, id_: [id_])
later("aws:ec2/flowLog:FlowLog", update=retagging)
removal("aws:ec2/flowLog:FlowLog", "ec2.delete_flow_logs", FlowLogIds=lambda _, id_: [id_])
