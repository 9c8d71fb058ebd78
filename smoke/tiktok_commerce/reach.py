"""Who may reach whom."""

from __future__ import annotations

from smoke.core import Deployed, expect
from smoke.reachability import INTERNET, Flow, flow, flows

CACHE_PORT = 6379  # TC-7
TLS_PORT, HTTP_PORT = 443, 80
CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"


def only_stated_flows_are_open(deployed: Deployed) -> str:
    """What the deployed security groups let through is TC-5 to TC-7, and nothing more."""
    groups = dict(deployed["securityGroups"])
    found = flows(deployed.client("ec2"), groups)
    stated = _stated_flows(deployed, groups)
    surplus, missing = sorted(found - stated), sorted(stated - found)
    expect(not missing, f"closed: {', '.join(map(str, missing))}")
    expect(not surplus, f"open beyond what is stated: {', '.join(map(str, surplus))}")
    return ", ".join(map(str, sorted(found)))


def _stated_flows(deployed: Deployed, groups: dict[str, str]) -> set[Flow]:
    stated = _entrance(deployed)
    workloads = [name for name in (*deployed["services"], *deployed["workers"]) if name in groups]
    for name, service in deployed["services"].items():
        stated.add(flow("loadBalancer", name, service["port"]))
    for workload in workloads:
        stated.add(flow(workload, INTERNET, TLS_PORT))
        if "cache" in groups:
            stated.add(flow(workload, "cache", CACHE_PORT))
        if "endpoints" in groups:
            stated.add(flow(workload, "endpoints", TLS_PORT))
    if "endpoints" in groups:
        vpcs = deployed.client("ec2").describe_vpcs(VpcIds=[deployed["vpcId"]])["Vpcs"]
        stated.add(flow(vpcs[0]["CidrBlock"], "endpoints", TLS_PORT))
    return stated


def _entrance(deployed: Deployed) -> set[Flow]:
    """TC-5: everybody on two ports; or CloudFront alone, on the one that the load balancer listens on."""
    client = deployed.client("elbv2")
    listeners = client.describe_listeners(LoadBalancerArn=deployed["loadBalancerArn"])["Listeners"]
    ports = {listener["Port"] for listener in listeners}
    if ports == {TLS_PORT, HTTP_PORT}:
        return {flow(INTERNET, "loadBalancer", port) for port in ports}
    expect(len(ports) == 1, f"listeners on {sorted(ports)}")
    return {flow(CLOUDFRONT, "loadBalancer", ports.pop())}


def network_is_as_stated(deployed: Deployed) -> str:
    """Private subnets lead out by NAT, public ones by the internet gateway; S3 and DynamoDB by neither."""
    ec2 = deployed.client("ec2")
    mine = [{"Name": "vpc-id", "Values": [deployed["vpcId"]]}]
    private, public = deployed["privateSubnetIds"], deployed["publicSubnetIds"]
    tables = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    for kind, subnets, key in (("private", private, "NatGatewayId"), ("public", public, "GatewayId")):
        for subnet in subnets:
            routes = [
                route
                for table in tables
                if any(each.get("SubnetId") == subnet for each in table["Associations"])
                for route in table["Routes"]
                if route.get("DestinationCidrBlock") == "0.0.0.0/0"
            ]
            expect(len(routes) == 1 and routes[0].get(key), f"{kind} subnet {subnet} leads out by {routes}")
    endpoints = ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    gateways = {
        each["ServiceName"].rpartition(".")[2] for each in endpoints if each["VpcEndpointType"] == "Gateway"
    }
    expect(gateways == {"s3", "dynamodb"}, f"gateway endpoints: {', '.join(sorted(gateways))}")
    groups = ec2.describe_security_groups(Filters=[*mine, {"Name": "group-name", "Values": ["default"]}])
    default = groups["SecurityGroups"][0]
    expect(not default["IpPermissions"] and not default["IpPermissionsEgress"], "the default group is open")
    logs = ec2.describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [deployed["vpcId"]]}])[
        "FlowLogs"
    ]
    expect(logs, "nobody records the network's connections")
    nats = len(ec2.describe_nat_gateways(Filters=mine)["NatGateways"])
    cidrs = [each["CidrBlock"] for each in ec2.describe_subnets(SubnetIds=[*public, *private])["Subnets"]]
    return f"{nats} NAT, subnets {', '.join(sorted(cidrs))}"


def network_is_its_own(deployed: Deployed) -> bool:
    """Whether the platform made its network: a given one is its owner's business."""
    return bool(deployed.outputs.get("networkIsOwn"))
