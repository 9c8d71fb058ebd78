"""A customer managed KMS key: rotated, used by the account's own policies and by named services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pulumi
import pulumi_aws as aws

from components.encryption import key_rights
from components.environments import Environment
from components.iam import Statement, resource_policy
from components.naming import camel
from components.protection import protected

KeyUser = Literal[
    "budgets",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "config",
    "costalerts",
    "events",
    "logs",
    "s3",
    "sns",
    "sqs",
]
KEY_USERS: tuple[KeyUser, ...] = get_args(KeyUser)

ROTATION_DAYS = 365  # KMS's own default for RotationPeriodInDays
# ScheduleKeyDeletion, PendingWindowInDays: 7 to 30.
SHORTEST_DELETION_DAYS = 7
LONGEST_DELETION_DAYS = 30

_USE = ("kms:Decrypt", "kms:GenerateDataKey")
# CloudWatch Logs User Guide, "Encrypt log data using AWS KMS", its wildcards written out.
_LOGS_USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """Settings of a key.

    Attributes:
        environment: Where it runs: how long a deletion can be taken back.
        description: What it encrypts.
        account_id: The account; its administrators and roles use the key as far as their policies allow.
        region: Region of the key; the provider's without it (a DR region's key needs it).
        log_region: Region of the log groups it encrypts; required with the user `logs`.
        partition: Partition of the account's ARNs.
        alias: Name after `alias/`, or None for no alias.
        users: AWS services that use the key in their own name: `cloudwatch`, `events` and `budgets`
            publish to encrypted topics, `sns` sends to encrypted queues, `s3` notifies, `logs` encrypts log
            groups, `cloudfront` reads encrypted buckets, `sqs` moves messages between encrypted queues,
            `costalerts` tells of cost anomalies, `cloudtrail` and `config` deliver to encrypted buckets.
    """

    environment: Environment
    description: str
    account_id: pulumi.Input[str]
    region: str | None = None
    log_region: str | None = None
    partition: str = "aws"
    alias: str | None = None
    users: Sequence[KeyUser] = ()

    def __post_init__(self) -> None:
        """Refuse users that the block doesn't know, or doesn't know enough of.

        Raises:
            ValueError: an unknown or doubled user, `logs` without a region, an alias with its prefix.
        """
        unknown = sorted(set(self.users) - set(KEY_USERS))
        if unknown or len(set(self.users)) != len(self.users):
            raise ValueError(f"Key: users {list(self.users)}: each once, of {', '.join(KEY_USERS)}")
        if ("logs" in self.users) != (self.log_region is not None):
            raise ValueError("Key: the user 'logs' needs log_region, and only that user does")
        if self.alias is not None and self.alias.startswith("alias/"):
            raise ValueError(f"Key: alias {self.alias!r} goes without its prefix 'alias/'")


class Key(pulumi.ComponentResource):
    """A symmetric key that KMS rotates every year.

    Attributes:
        label: The logical name; part of Sids.
        arn: ARN.
        id: Key id.
    """

    def __init__(self, name: str, args: KeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Key", name, None, opts)
        self.label = name
        key = aws.kms.Key(
            f"{name}-key",
            description=args.description,
            enable_key_rotation=True,
            rotation_period_in_days=ROTATION_DAYS,
            deletion_window_in_days=LONGEST_DELETION_DAYS
            if args.environment.protect
            else SHORTEST_DELETION_DAYS,
            policy=resource_policy(_policy(args)),
            region=args.region,
            opts=protected(args.environment, self),
        )
        if args.alias is not None:
            aws.kms.Alias(
                f"{name}-alias",
                name=f"alias/{args.alias}",
                target_key_id=key.key_id,
                region=args.region,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.arn: pulumi.Output[str] = key.arn
        self.id: pulumi.Output[str] = key.key_id
        self.register_outputs({"arn": self.arn})

    def allow_decrypt(self) -> list[Statement]:
        """`kms:Decrypt`."""
        return list(key_rights("decrypt", f"DecryptWith{camel(self.label)}", self.arn))

    def allow_encrypt(self) -> list[Statement]:
        """`kms:GenerateDataKey`, and `kms:Decrypt`, which S3, SQS and SNS ask of a writer too."""
        return list(key_rights("encrypt", f"EncryptWith{camel(self.label)}", self.arn))


def _policy(args: KeyArgs) -> list[Mapping[str, object]]:
    # In a key's policy, the resource "*" is the key itself.
    root = {
        "Sid": "AccountUsesItsOwnPolicies",
        "Effect": "Allow",
        "Principal": {"AWS": pulumi.Output.concat(f"arn:{args.partition}:iam::", args.account_id, ":root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    return [root, *(_user(user, args) for user in args.users)]


def _user(user: KeyUser, args: KeyArgs) -> Mapping[str, object]:
    statement: dict[str, object] = {
        "Sid": f"Allow{camel(user)}",
        "Effect": "Allow",
        # No condition on the account for the publishers: KMS doesn't see one in what CloudWatch or
        # EventBridge send through SNS (with kms:CallerAccount alarms fail). The topic's policy has it.
        "Principal": {"Service": f"{user}.amazonaws.com"},
        "Action": list(_USE),
        "Resource": "*",
    }
    if user == "logs":
        statement["Principal"] = {"Service": f"logs.{args.log_region}.amazonaws.com"}
        statement["Action"] = list(_LOGS_USE)
        statement["Condition"] = {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": pulumi.Output.concat(
                    f"arn:{args.partition}:logs:{args.log_region}:", args.account_id, ":*"
                )
            }
        }
    if user == "cloudtrail":
        # CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail"
        statement["Action"] = ["kms:DescribeKey", *_USE]
        statement["Condition"] = {
            "StringLike": {
                "aws:SourceArn": pulumi.Output.concat(
                    f"arn:{args.partition}:cloudtrail:*:", args.account_id, ":trail/*"
                )
            }
        }
    if user == "config":
        # AWS Config Developer Guide, "Permissions for the KMS key"
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": args.account_id}}
    if user == "cloudfront":
        statement["Action"] = ["kms:Decrypt"]
        statement["Condition"] = {
            "ArnLike": {
                "aws:SourceArn": pulumi.Output.concat(
                    f"arn:{args.partition}:cloudfront::", args.account_id, ":distribution/*"
                )
            }
        }
    return statement
