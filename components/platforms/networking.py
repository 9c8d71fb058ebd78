"""The network of a platform: its own, or one that exists (X-23)."""

from __future__ import annotations

from components.blocks.network import ExistingNetwork, InterfaceEndpoint, Network, NetworkArgs
from components.platforms.ground import Ground
from components.settings.network import ExistingNetwork as GivenNetwork
from components.settings.network import OwnNetwork
from components.settings.platform import PlatformSettings


def declare_network(
    ground: Ground[PlatformSettings, object],
    settings: OwnNetwork | GivenNetwork,
    *,
    flow_logs_name: str,
    zones: int | None = None,
) -> Network:
    """Make the network, or take the one that is given.

    Args:
        ground: The stack.
        settings: What the stack file says.
        flow_logs_name: Physical name of the flow logs' log group.
        zones: Availability zones, if not the environment's.
    """
    args: NetworkArgs | ExistingNetwork
    if isinstance(settings, GivenNetwork):
        args = ExistingNetwork(
            vpc_id=settings.vpc_id,
            public_subnet_ids=settings.public_subnet_ids,
            private_subnet_ids=settings.private_subnet_ids,
        )
    else:
        args = NetworkArgs(
            environment=ground.environment,
            region=ground.region,
            cidr=settings.cidr,
            nat=settings.nat,
            zones=zones,
            interface_endpoints=[InterfaceEndpoint(service=each) for each in settings.interface_endpoints],
            flow_logs_name=flow_logs_name,
        )
    return Network(f"{ground.name}-network", args, opts=ground.child)
