"""IAM Access Analyzer: which of the account's things somebody outside can reach."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton


@dataclass(frozen=True, kw_only=True)
class AccessAnalyzerArgs:
    """Settings of the analyzer.

    Attributes:
        name: Physical name.
        adopt: Name of the region's analyzer, to be taken as it is.
    """

    name: str
    adopt: str | None = None


class AccessAnalyzer(pulumi.ComponentResource):
    """The region's only analyzer of access from outside the account (of this kind AWS allows one).

    Attributes:
        arn: ARN.
        name: Physical name.
    """

    def __init__(
        self, name: str, args: AccessAnalyzerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:AccessAnalyzer", name, None, opts)
        analyzer = aws.accessanalyzer.Analyzer(
            f"{name}-analyzer",
            analyzer_name=args.name,
            type="ACCOUNT",
            opts=singleton(self, adopt=args.adopt),
        )
        self.arn: pulumi.Output[str] = analyzer.arn
        self.name: pulumi.Output[str] = analyzer.analyzer_name
        self.register_outputs({"arn": self.arn})
