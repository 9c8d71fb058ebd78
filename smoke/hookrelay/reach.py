"""Who may reach whom."""

from __future__ import annotations

from smoke.core import Deployed, expect
from smoke.hookrelay.stores import POSTGRES_PORT
from smoke.reachability import INTERNET, Flow, flow, flows

APP_PORT = 3000  # HR-33
CACHE_PORT = 6379  # HR-30
TLS_PORT = 443
WORKLOADS = {"service", "app", "worker", "host"}
# without a domain, only CloudFront reaches the load balancer, which is private then.
PRIVATE_ENTRANCE = flow("com.amazonaws.global.cloudfront.origin-facing", "loadBalancer", 80)


def only_stated_flows_are_open(deployed: Deployed) -> str:
    """What the deployed security groups let through is what HookRelay needs, and nothing more."""
    groups = dict(deployed["securityGroups"])
    found = {each for each in flows(deployed.client("ec2"), groups) if not _is_the_operators(each, groups)}
    stated = _stated_flows(deployed, groups)
    surplus, missing = sorted(found - stated), sorted(stated - found)
    expect(not missing, f"closed: {', '.join(map(str, missing))}")
    expect(not surplus, f"open beyond what is stated: {', '.join(map(str, surplus))}")
    return ", ".join(map(str, sorted(found)))


def _is_the_operators(one: Flow, groups: dict[str, str]) -> bool:
    """Whether a flow is between the operator's own Docker host and the rest of the world."""
    return "host" in (one.source, one.destination) and not {one.source, one.destination} <= groups.keys()


def _stated_flows(deployed: Deployed, groups: dict[str, str]) -> set[Flow]:
    """HR-46 and HR-52: in through the load balancer; workloads to their stores and, by TLS, outwards."""
    stated: set[Flow] = set()
    if "loadBalancer" in groups:
        public = deployed.outputs.get("loadBalancerIsPublic")
        stated |= (
            {flow(INTERNET, "loadBalancer", port) for port in (443, 80)} if public else {PRIVATE_ENTRANCE}
        )
        stated.add(flow("loadBalancer", "service", APP_PORT))
    stores = {"database": POSTGRES_PORT, "cache": CACHE_PORT}
    if "proxy" in groups:
        stated.add(flow("proxy", "database", POSTGRES_PORT))
        stores["proxy"] = POSTGRES_PORT
        if not deployed.outputs.get("databaseReplicaId"):  # a replica is reached past the proxy
            del stores["database"]
    if "endpoints" in groups:
        stores["endpoints"] = TLS_PORT
        stated.add(flow(_network(deployed), "endpoints", TLS_PORT))
    for workload in WORKLOADS & groups.keys():
        stated |= {flow(workload, store, port) for store, port in stores.items() if store in groups}
        if workload != "host":
            stated.add(flow(workload, INTERNET, TLS_PORT))
    return stated


def _network(deployed: Deployed) -> str:
    """The addresses of the platform's network."""
    vpcs = deployed.client("ec2").describe_vpcs(VpcIds=[deployed["vpcId"]])["Vpcs"]
    return str(vpcs[0]["CidrBlock"])
