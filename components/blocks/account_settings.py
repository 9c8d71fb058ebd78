"""Settings that an account or region always has: ours are written once and stay when the stack goes.

Putting one back to AWS's own default would open or break what other stacks rely on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import pulumi
import pulumi_aws as aws

from components.adoption import AS_IT_IS, singleton
from components.iam import service_trust

Setting = Literal["publicAccess", "diskEncryption", "apiGatewayLogs", "imageScanning", "traceEncryption"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)

API_GATEWAY = "apigateway.amazonaws.com"
# One name for all stacks of an account, so that a second one is told that the role exists.
API_GATEWAY_ROLE = "platforms-api-gateway-logs"
# API Gateway Developer Guide, "Permissions for CloudWatch logging": the managed policy that it asks for.
WRITES_LOGS = "arn:{partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
# The ids by which pulumi-aws imports settings that have none of their own.
API_GATEWAY_ID = "api-gateway-account"
DISK_ENCRYPTION_ID = "default"
XRAY_KEY = "alias/aws/xray"  # AWS's own key; a customer managed one is paid for by every trace


@dataclass(frozen=True, kw_only=True)
class AccountSettingsArgs:
    """Which settings, and whether they are written or taken as they are.

    Attributes:
        modes: Setting -> `create` or `adopt`; those that are left out are somebody else's.
        account_id: The account as plain text, by which two of them are adopted; required with `adopt`.
        region: The region, by which X-Ray's is adopted.
        partition: Partition of the account's ARNs.
    """

    modes: Mapping[Setting, Literal["create", "adopt"]] = field(default_factory=dict)
    account_id: str | None = None
    region: str
    partition: str = "aws"

    def __post_init__(self) -> None:
        """Refuse what can't be adopted.

        Raises:
            ValueError: a setting that the block doesn't know, or `adopt` without the account.
        """
        unknown = sorted(set(self.modes) - set(SETTINGS))
        if unknown:
            raise ValueError(f"AccountSettings: {', '.join(unknown)}: settings are {', '.join(SETTINGS)}")
        if "adopt" in self.modes.values() and self.account_id is None:
            raise ValueError("AccountSettings: adopt needs account_id")


class AccountSettings(pulumi.ComponentResource):
    """Public access to S3, encryption of volumes and traces, scanning of images, API Gateway's log role.

    Attributes:
        api_gateway_role_arn: The role that API Gateway writes logs with, if it is held here.
    """

    def __init__(
        self, name: str, args: AccountSettingsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:AccountSettings", name, None, opts)
        self._label = name
        self._args = args
        self.api_gateway_role_arn: pulumi.Output[str] | None = None
        declare = {
            "publicAccess": self._public_access,
            "diskEncryption": self._disk_encryption,
            "apiGatewayLogs": self._api_gateway_logs,
            "imageScanning": self._image_scanning,
            "traceEncryption": self._trace_encryption,
        }
        for setting in SETTINGS:
            if setting in args.modes:
                declare[setting]()
        self.register_outputs({})

    def _options(self, setting: Setting, id_: str | None) -> pulumi.ResourceOptions:
        return singleton(self, adopt=id_ if self._args.modes[setting] == "adopt" else None)

    def _public_access(self) -> None:
        aws.s3.AccountPublicAccessBlock(
            f"{self._label}-public-access",
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._options("publicAccess", self._args.account_id),
        )

    def _disk_encryption(self) -> None:
        aws.ebs.EncryptionByDefault(
            f"{self._label}-disk-encryption",
            enabled=True,
            opts=self._options("diskEncryption", DISK_ENCRYPTION_ID),
        )

    def _image_scanning(self) -> None:
        aws.ecr.RegistryScanningConfiguration(
            f"{self._label}-image-scanning",
            scan_type="BASIC",
            rules=[
                aws.ecr.RegistryScanningConfigurationRuleArgs(
                    scan_frequency="SCAN_ON_PUSH",
                    repository_filters=[
                        aws.ecr.RegistryScanningConfigurationRuleRepositoryFilterArgs(
                            filter="*", filter_type="WILDCARD"
                        )
                    ],
                )
            ],
            opts=self._options("imageScanning", self._args.account_id),
        )

    def _trace_encryption(self) -> None:
        aws.xray.EncryptionConfig(
            f"{self._label}-trace-encryption",
            type="KMS",
            key_id=XRAY_KEY,
            opts=self._options("traceEncryption", self._args.region),
        )

    def _api_gateway_logs(self) -> None:
        if self._args.modes["apiGatewayLogs"] == "adopt":
            adopted = aws.apigateway.Account(
                f"{self._label}-api-gateway",
                cloudwatch_role_arn=AS_IT_IS,
                opts=self._options("apiGatewayLogs", API_GATEWAY_ID),
            )
            self.api_gateway_role_arn = adopted.cloudwatch_role_arn
            return
        role = aws.iam.Role(
            f"{self._label}-api-gateway-role",
            name=API_GATEWAY_ROLE,
            assume_role_policy=service_trust(API_GATEWAY),
            opts=singleton(self),
        )
        writes = aws.iam.RolePolicyAttachment(
            f"{self._label}-api-gateway-writes",
            role=role.name,
            policy_arn=WRITES_LOGS.format(partition=self._args.partition),
            opts=singleton(self),
        )
        # API Gateway tries the role out at once. Destroying the setting would reset it for all stacks.
        aws.apigateway.Account(
            f"{self._label}-api-gateway",
            cloudwatch_role_arn=role.arn,
            opts=singleton(self, depends_on=[writes]),
        )
        self.api_gateway_role_arn = role.arn
