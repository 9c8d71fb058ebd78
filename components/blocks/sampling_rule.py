"""An X-Ray sampling rule: how many of a service's requests are recorded."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.tracing import sampling_problems

EVERYTHING = "*"
_VERSION = 1  # the only version of the rules' format (X-Ray API reference, SamplingRule)


@dataclass(frozen=True, kw_only=True)
class SamplingRuleArgs:
    """Settings of a rule.

    A rule governs whatever asks X-Ray for rules: collectors and SDKs. Lambda decides by itself which of its
    own requests it records (ST-39).

    Attributes:
        name: Physical name (1 to 32; X-Ray).
        services: Names of the services it governs, with `*` and `?`; `*` governs every service there is.
        priority: 1 to 9,999; the rule with the lowest number that fits a request decides.
        reservoir: Requests a second that are recorded in any case, of all instances together.
        rate: Share (0 to 1) of the rest.
    """

    name: str
    services: str
    priority: int
    rate: float
    reservoir: int = 1

    def __post_init__(self) -> None:
        """Refuse what X-Ray refuses."""
        refuse(
            "SamplingRule",
            sampling_problems(
                name=self.name, priority=self.priority, rate=self.rate, reservoir=self.reservoir
            ),
        )


class SamplingRule(pulumi.ComponentResource):
    """A rule for requests of any method, path and host of some services.

    Attributes:
        name: Physical name.
    """

    def __init__(self, name: str, args: SamplingRuleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:SamplingRule", name, None, opts)
        rule = aws.xray.SamplingRule(
            f"{name}-rule",
            rule_name=args.name,
            version=_VERSION,
            priority=args.priority,
            reservoir_size=args.reservoir,
            fixed_rate=args.rate,
            service_name=args.services,
            service_type=EVERYTHING,
            host=EVERYTHING,
            http_method=EVERYTHING,
            url_path=EVERYTHING,
            resource_arn=EVERYTHING,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name: pulumi.Output[str] = rule.id  # the name is the id (X-Ray API reference)
        self.register_outputs({"name": self.name})
