"""Where in a network a workload runs, and what its security group lets it reach from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.links import Flow


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The part of a network that a workload is given.

    Attributes:
        vpc_id: The network.
        subnet_ids: Subnets in two zones or more.
        internet: Why the workload calls addresses outside the network, all of them on 443; None closes it.
        prefix_lists: Gateway endpoint's service -> its managed prefix list, always open on 443.
        flows: What every workload of the network may reach (its interface endpoints).
        ready: What must exist before the workload starts (the endpoints it would need).
        public_address: Whether each network interface gets a public address.

    """

    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    internet: str | None = None
    prefix_lists: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    flows: Sequence[Flow] = ()
    ready: Sequence[pulumi.Resource] = ()
    public_address: bool = False
