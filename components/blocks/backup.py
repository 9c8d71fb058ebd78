"""AWS Backup: a locked vault, a daily plan over all that carries a tag, and copies in another region."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.environments import Environment
from components.iam import service_trust
from components.protection import protected

SERVICE = "backup.amazonaws.com"
DAILY = "cron(0 5 ? * * *)"  # 05:00 UTC: AWS Backup's own default
# CreateBackupPlan, StartWindowMinutes and CompletionWindowMinutes: a job that did not start within the first
# is given up; 60 and 180 are the least that AWS takes together.
START_MINUTES = 60
COMPLETE_MINUTES = 10_080  # seven days, AWS Backup's own default
# AWS Backup Developer Guide, "Managed policies": what the service itself says that its role needs.
POLICIES = {
    "backup": "service-role/AWSBackupServiceRolePolicyForBackup",
    "restore": "service-role/AWSBackupServiceRolePolicyForRestores",
    "s3-backup": "AWSBackupServiceRolePolicyForS3Backup",
    "s3-restore": "AWSBackupServiceRolePolicyForS3Restore",
}


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """Settings of vault and plan.

    Attributes:
        environment: Where it runs: protection, and whether a destroy deletes recovery points.
        vault_name: Name of the vault, and of the one in the other region.
        plan_name: Name of plan and selection.
        tag: Key and value by which things are selected.
        keep_days: Days that a recovery point is kept.
        cold_after_days: Days after which it moves to cold storage; never without it.
        lock_min_days: Least days of every recovery point of the vault.
        compliance_after_days: Days after which the lock is for good; governance mode without it.
        kms_key_arn: The vault's key; AWS's own without one.
        copy_region: Where each recovery point is copied to.
        copy_kms_key_arn: That vault's key.
        partition: Partition of the account's ARNs.
    """

    environment: Environment
    vault_name: str
    plan_name: str
    tag: tuple[str, str]
    keep_days: int
    lock_min_days: int
    cold_after_days: int | None = None
    compliance_after_days: int | None = None
    kms_key_arn: pulumi.Input[str] | None = None
    copy_region: str | None = None
    copy_kms_key_arn: pulumi.Input[str] | None = None
    partition: str = "aws"


class Backup(pulumi.ComponentResource):
    """A vault whose recovery points nobody deletes early, and a plan that fills it every day.

    Attributes:
        vault_name: Name of the vault.
        vault_arn: ARN of the vault.
        copy_vault_arn: ARN of the vault in the other region, if there is one.
        plan_id: Id of the plan.
        role_arn: The role that backs up and restores.
        ready: What must exist before something is restored by the role.
    """

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Backup", name, None, opts)
        self._label = name
        self._child = pulumi.ResourceOptions(parent=self)
        vault = self._vault("vault", args, args.kms_key_arn, None)
        copy = (
            self._vault("copies", args, args.copy_kms_key_arn, args.copy_region) if args.copy_region else None
        )
        role = self._role(args)
        plan = self._plan(args, vault, copy)
        aws.backup.Selection(
            f"{name}-selection",
            name=args.plan_name,
            plan_id=plan.id,
            iam_role_arn=role.arn,
            selection_tags=[
                aws.backup.SelectionSelectionTagArgs(type="STRINGEQUALS", key=args.tag[0], value=args.tag[1])
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self.ready)),
        )
        self.vault_name: pulumi.Output[str] = vault.name
        self.vault_arn: pulumi.Output[str] = vault.arn
        self.copy_vault_arn: pulumi.Output[str] | None = copy.arn if copy else None
        self.plan_id: pulumi.Output[str] = plan.id
        self.role_arn: pulumi.Output[str] = role.arn
        self.register_outputs({"vaultArn": self.vault_arn})

    def _vault(
        self, role: str, args: BackupArgs, key: pulumi.Input[str] | None, region: str | None
    ) -> aws.backup.Vault:
        vault = aws.backup.Vault(
            f"{self._label}-{role}",
            name=args.vault_name,
            kms_key_arn=key,
            force_destroy=not args.environment.protect,
            region=region,
            opts=protected(args.environment, self),
        )
        aws.backup.VaultLockConfiguration(
            f"{self._label}-{role}-lock",
            backup_vault_name=vault.name,
            min_retention_days=args.lock_min_days,
            # with days of grace the lock is in compliance mode, which nobody can take back
            changeable_for_days=args.compliance_after_days,
            region=region,
            opts=self._child,
        )
        return vault

    def _role(self, args: BackupArgs) -> aws.iam.Role:
        role = aws.iam.Role(
            f"{self._label}-role", assume_role_policy=service_trust(SERVICE), opts=self._child
        )
        self.ready: tuple[pulumi.Resource, ...] = tuple(
            aws.iam.RolePolicyAttachment(
                f"{self._label}-{key}",
                role=role.name,
                policy_arn=f"arn:{args.partition}:iam::aws:policy/{policy}",
                opts=self._child,
            )
            for key, policy in POLICIES.items()
        )
        return role

    def _plan(
        self, args: BackupArgs, vault: aws.backup.Vault, copy: aws.backup.Vault | None
    ) -> aws.backup.Plan:
        copies = (
            [
                aws.backup.PlanRuleCopyActionArgs(
                    destination_vault_arn=copy.arn,
                    lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(
                        cold_storage_after=args.cold_after_days, delete_after=args.keep_days
                    ),
                )
            ]
            if copy
            else None
        )
        return aws.backup.Plan(
            f"{self._label}-plan",
            name=args.plan_name,
            rules=[
                aws.backup.PlanRuleArgs(
                    rule_name="daily",
                    target_vault_name=vault.name,
                    schedule=DAILY,
                    start_window=START_MINUTES,
                    completion_window=COMPLETE_MINUTES,
                    lifecycle=aws.backup.PlanRuleLifecycleArgs(
                        cold_storage_after=args.cold_after_days, delete_after=args.keep_days
                    ),
                    copy_actions=copies,
                )
            ],
            opts=self._child,
        )
