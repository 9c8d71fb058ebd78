"""Security Hub: what the account's settings are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton

# Security Hub User Guide, "Standards reference": their ARNs' last parts. The first CIS version is global.
STANDARDS: Mapping[str, str] = {
    "aws-foundational-security-best-practices": "aws-foundational-security-best-practices/v/1.0.0",
    "cis-aws-foundations-benchmark": "cis-aws-foundations-benchmark/v/3.0.0",
    "nist-800-53": "nist-800-53/v/5.0.0",
}


@dataclass(frozen=True, kw_only=True)
class SecurityHubArgs:
    """Settings of the hub.

    Attributes:
        standards: Keys of `STANDARDS`.
        region: The region.
        partition: Partition of its ARNs.
        recorder: What must record before controls are evaluated.
        adopt: The account, where the hub is on already and is taken as it is.
    """

    standards: Sequence[str] = ()
    region: str
    partition: str = "aws"
    recorder: Sequence[pulumi.Resource] = ()
    adopt: str | None = None

    def __post_init__(self) -> None:
        """Refuse standards that the block doesn't know.

        Raises:
            ValueError: naming them.
        """
        unknown = sorted(set(self.standards) - STANDARDS.keys())
        if unknown:
            raise ValueError(f"SecurityHub: {', '.join(unknown)}: standards are {', '.join(STANDARDS)}")


class SecurityHub(pulumi.ComponentResource):
    """The region's hub; it stays when the stack goes, with its findings.

    Attributes:
        arn: ARN.
    """

    def __init__(self, name: str, args: SecurityHubArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:SecurityHub", name, None, opts)
        hub = aws.securityhub.Account(
            f"{name}-hub",
            enable_default_standards=False,  # which they are is said below
            control_finding_generator="SECURITY_CONTROL",  # one finding for a control of several standards
            auto_enable_controls=True,
            opts=singleton(self, adopt=args.adopt),
        )
        for standard in args.standards if args.adopt is None else ():
            aws.securityhub.StandardsSubscription(
                f"{name}-{standard}",
                standards_arn=f"arn:{args.partition}:securityhub:{args.region}::standards/{STANDARDS[standard]}",
                opts=singleton(self, depends_on=[hub, *args.recorder]),
            )
        self.arn: pulumi.Output[str] = hub.arn
        self.register_outputs({"arn": self.arn})
