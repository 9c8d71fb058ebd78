"""Private ways to AWS's services, and the record of a network's traffic."""

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._ec2 import ec2_arn, tagged

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
        named = [{"Name": "prefix-list-name", "Values": [service]}]
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
