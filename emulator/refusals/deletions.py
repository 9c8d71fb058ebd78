"""What AWS doesn't delete, because it is protected or in use, and moto would."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("elbv2", "DeleteLoadBalancer")
def protected_balancer(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Deletion protection.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
    """
    arn = params["LoadBalancerArn"]
    answer = found(account, region, "elbv2", "describe_load_balancer_attributes", LoadBalancerArn=arn)
    for attribute in (answer or {}).get("Attributes", ()):
        if attribute == {"Key": "deletion_protection.enabled", "Value": "true"}:
            yield f"load balancer {arn} can't be deleted because deletion protection is enabled"


@refuses("ecs", "DeleteCluster")
def busy_cluster(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Services and tasks.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
    """
    name = params["cluster"]
    arns = (found(account, region, "ecs", "list_services", cluster=name) or {}).get("serviceArns", [])
    answer = found(account, region, "ecs", "describe_services", cluster=name, services=arns) if arns else None
    active = [
        each["serviceName"] for each in (answer or {}).get("services", ()) if each["status"] == "ACTIVE"
    ]
    if active:
        yield f"cluster {name} has active services: {', '.join(sorted(active))}"
