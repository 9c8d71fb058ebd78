"""A PostgreSQL database on RDS: private, TLS only, its password written and never read back."""

from __future__ import annotations

from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.blocks.postgres_args import BackupCopy, Credentials, Insights, PostgresArgs, RegionReplica
from components.blocks.postgres_monitoring import postgres_alarms, postgres_widgets
from components.blocks.postgres_proxy import PostgresProxy, ProxyArgs
from components.blocks.secret import Composed, Secret, SecretArgs
from components.blocks.secret_access import secret_ref
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.documents import json_text
from components.fingerprint import version_of
from components.links import Flow, Link, SecretRef
from components.monitoring import Alarm, Widget
from components.protection import backup_tags, protected

__all__ = ["BackupCopy", "Credentials", "Insights", "Postgres", "PostgresArgs"]

PORT = 5432  # HR-27
PASSWORD_LENGTH = 32
PASSWORD_SPECIALS = "!#$%&*()-_=+[]{}<>:?"  # noqa: S105 - RDS takes all printable ones but / @ " and space
# Days that RDS keeps: without a charge, and what the advanced mode asks for (ModifyDBInstance,
# DatabaseInsightsMode).
INSIGHTS_DAYS: dict[Insights, int] = {"standard": 7, "advanced": 465}
LOG_EXPORT = "postgresql"


class Postgres(pulumi.ComponentResource):
    """An instance whose workloads get its address, their login and the way to it in one step: `link`.

    Attributes:
        label: The logical name.
        endpoint: Host that clients connect to: the proxy's if there is one.
        instance_arn: ARN of the instance.
        identifier: Instance identifier.
        instance_security_group_id: The instance's own group.
        security_group_id: Group that clients must reach: the proxy's if there is one.
        url: Secret with the connection URL (generated credentials only).
        password: Reference to the password in RDS's own secret (`rdsManaged` only).
        proxy: The proxy, if there is one.
        replica_identifier: Identifier of the read replica, if there is one.
    """

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Postgres", name, None, opts)
        self.label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        self._group = SecurityGroup(
            f"{name}-access",
            SecurityGroupArgs(vpc_id=args.vpc_id, description="PostgreSQL database"),
            opts=self._child,
        )
        self._parameters = self._parameter_group()
        password = self._generated_password()
        instance = self._instance(password)
        replica = self._read_replica(instance) if args.read_replica else None
        if args.backup_copy is not None:
            self._copy_backups(instance, args.backup_copy)
        if args.region_replica is not None:
            self._replica_elsewhere(instance, args.region_replica)

        self.password: SecretRef | None = self._managed_password(instance) if password is None else None
        self.proxy: PostgresProxy | None = self._proxy(instance, password) if args.proxy else None
        self.instance_arn: pulumi.Output[str] = instance.arn
        self.identifier: pulumi.Output[str] = instance.identifier
        self.replica_identifier: pulumi.Output[str] | None = replica.identifier if replica else None
        self.endpoint: pulumi.Output[str] = self.proxy.endpoint if self.proxy else instance.address
        self.instance_security_group_id: pulumi.Output[str] = self._group.id
        self.security_group_id: pulumi.Output[str] = (
            self.proxy.security_group_id if self.proxy else self._group.id
        )
        self.url: Secret | None = self._url("url", self.endpoint, password)
        self._replica_url = self._url("replica-url", replica.address, password) if replica else None
        self.register_outputs({"endpoint": self.endpoint, "instance_arn": self.instance_arn})

    def _parameter_group(
        self, thing: str = "parameters", region: str | None = None
    ) -> aws.rds.ParameterGroup:
        # Static parameters wait for a restart; RDS refuses to apply them at once.
        settings = (
            ("rds.force_ssl", "1", "immediate"),
            ("log_min_duration_statement", str(self._args.slow_query_ms), "immediate"),
            ("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
        )
        return aws.rds.ParameterGroup(
            f"{self.label}-{thing}",
            family=f"postgres{self._args.engine_version}",
            parameters=[
                aws.rds.ParameterGroupParameterArgs(name=name, value=value, apply_method=method)
                for name, value, method in settings
            ],
            region=region,
            opts=self._child,
        )

    def _generated_password(self) -> pulumi.Output[str] | None:
        if self._args.credentials == "rdsManaged":
            return None
        drawn = random.RandomPassword(
            f"{self.label}-password",
            length=PASSWORD_LENGTH,
            override_special=PASSWORD_SPECIALS,
            opts=self._child,
        )
        password: pulumi.Output[str] = pulumi.Output.secret(drawn.result)
        return password

    def _instance(self, password: pulumi.Output[str] | None) -> aws.rds.Instance:
        args, environment = self._args, self._args.environment
        subnets = aws.rds.SubnetGroup(f"{self.label}-subnets", subnet_ids=args.subnet_ids, opts=self._child)
        # RDS would make the group itself, without a retention
        logs = aws.cloudwatch.LogGroup(
            f"{self.label}-logs",
            name=f"/aws/rds/instance/{args.name}/{LOG_EXPORT}",
            retention_in_days=environment.log_retention_days,
            opts=self._child,
        )
        return aws.rds.Instance(
            f"{self.label}-instance",
            identifier=args.name,
            engine="postgres",
            engine_version=args.engine_version,
            auto_minor_version_upgrade=True,
            # the major is pinned by the stack file: whoever changes it there means it
            allow_major_version_upgrade=True,
            instance_class=args.actual_class,
            storage_type="gp3",
            allocated_storage=args.storage_gib,
            max_allocated_storage=args.actual_max_storage_gib,
            storage_encrypted=True,
            kms_key_id=args.kms_key_arn,
            db_name=args.database,
            username=args.user,
            password_wo=password,
            password_wo_version=None if password is None else version_of(password, self.label),
            manage_master_user_password=True if password is None else None,
            master_user_secret_kms_key_id=args.kms_key_arn if password is None else None,
            port=PORT,
            publicly_accessible=False,
            multi_az=args.actual_multi_az,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[self._group.id],
            parameter_group_name=self._parameters.name,
            backup_retention_period=args.actual_backup_days,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not environment.protect,
            # what is worth backing up is kept a last time, and lifting its protection doesn't change that
            skip_final_snapshot=not environment.backup,
            final_snapshot_identifier=self._final_snapshot() if environment.backup else None,
            deletion_protection=environment.protect,
            enabled_cloudwatch_logs_exports=[LOG_EXPORT],
            database_insights_mode=args.insights,
            performance_insights_enabled=True,
            performance_insights_retention_period=INSIGHTS_DAYS[args.insights],
            performance_insights_kms_key_id=args.kms_key_arn,
            apply_immediately=not environment.protect,
            tags=backup_tags(environment) or None,
            opts=protected(environment, self, depends_on=[logs]),
        )

    def _final_snapshot(self) -> pulumi.Output[str]:
        # a snapshot outlives its instance: the next instance of this name must not meet it
        suffix = random.RandomId(f"{self.label}-final-snapshot", byte_length=4, opts=self._child)
        return pulumi.Output.concat(self._args.name, "-final-", suffix.hex)

    def _read_replica(self, instance: aws.rds.Instance) -> aws.rds.Instance:
        args = self._args
        return aws.rds.Instance(
            f"{self.label}-replica",
            identifier=f"{args.name}-replica",
            replicate_source_db=instance.identifier,
            instance_class=args.actual_class,
            storage_type="gp3",
            max_allocated_storage=args.actual_max_storage_gib,
            storage_encrypted=True,
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            vpc_security_group_ids=[self._group.id],
            parameter_group_name=self._parameters.name,
            skip_final_snapshot=True,  # it has nothing that the primary hasn't
            apply_immediately=not args.environment.protect,
            opts=self._child,
        )

    def _replica_elsewhere(self, instance: aws.rds.Instance, copy: RegionReplica) -> None:
        args = self._args
        aws.rds.Instance(
            f"{self.label}-standby",
            identifier=f"{args.name}-standby",
            # across regions the source is known by its ARN
            replicate_source_db=instance.arn,
            instance_class=args.actual_class,
            storage_type="gp3",
            max_allocated_storage=args.actual_max_storage_gib,
            storage_encrypted=True,
            kms_key_id=copy.kms_key_arn,
            db_subnet_group_name=copy.subnet_group_name,
            vpc_security_group_ids=list(copy.security_group_ids),
            parameter_group_name=self._parameter_group("standby-parameters", copy.region).name,
            backup_retention_period=args.actual_backup_days,  # so that it is backed up once it is promoted
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            deletion_protection=args.environment.protect,
            skip_final_snapshot=True,  # it has nothing that the primary hasn't
            apply_immediately=not args.environment.protect,
            region=copy.region,
            opts=self._child,
        )

    def _copy_backups(self, instance: aws.rds.Instance, copy: BackupCopy) -> None:
        aws.rds.InstanceAutomatedBackupsReplication(
            f"{self.label}-backup-copy",
            source_db_instance_arn=instance.arn,
            kms_key_id=copy.kms_key_arn,
            retention_period=self._args.actual_backup_days,
            region=copy.region,
            # RDS refuses a second replication of an instance; all but the region replaces the first
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _managed_password(self, instance: aws.rds.Instance) -> SecretRef:
        return secret_ref(
            f"{self.label}-password",
            backend="secretsmanager",
            arn=instance.master_user_secrets[0].secret_arn,
            kms_key_arn=self._args.kms_key_arn,
            json_key="password",
        )

    def _proxy(self, instance: aws.rds.Instance, password: pulumi.Output[str] | None) -> PostgresProxy:
        args = self._args
        login = self.password
        if password is not None:
            login = Secret(
                f"{self.label}-login",
                SecretArgs(
                    environment=args.environment,
                    name=f"{args.name}-proxy-login",
                    description="Login of the database's proxy",
                    backend="secretsmanager",
                    source=Composed(value=json_text({"username": args.user, "password": password})),
                    kms_key_arn=args.kms_key_arn,
                ),
                opts=self._child,
            ).ref()
        if login is None:
            raise ValueError(f"Postgres {self.label}: a proxy without a login")
        return PostgresProxy(
            f"{self.label}-proxy",
            ProxyArgs(
                name=f"{args.name}-proxy",
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                instance_identifier=instance.identifier,
                login=login,
                database=Flow(name="database", security_group_id=self._group.id, port=PORT),
            ),
            opts=self._child,
        )

    def _url(self, role: str, host: pulumi.Output[str], password: pulumi.Output[str] | None) -> Secret | None:
        args = self._args
        if password is None or args.url_secret_name is None:
            return None
        url = pulumi.Output.concat(
            f"postgresql://{args.user}:",
            password.apply(lambda text: quote(text, safe="")),
            "@",
            host,
            f":{PORT}/{args.database}?sslmode=require",
        )
        return Secret(
            f"{self.label}-{role}",
            SecretArgs(
                environment=args.environment,
                name=args.url_secret_name if role == "url" else f"{args.url_secret_name}-replica",
                description="Connection URL of the database",
                backend=args.secrets_backend,
                source=Composed(value=url),
                kms_key_arn=args.kms_key_arn,
            ),
            opts=self._child,
        )

    def link(self) -> Link:
        """Login, address and way to the database.

        Generated credentials give `DATABASE_URL` (and `DATABASE_REPLICA_URL`) as secrets; `rdsManaged` ones
        give `DB_HOST`, `DB_PORT`, `DB_NAME`, `DB_USER` and the secret `DB_PASSWORD`.
        """
        flows = [Flow(name="database", security_group_id=self.security_group_id, port=PORT)]
        if self._replica_url is not None and self.proxy is not None:
            flows.append(Flow(name="database-replica", security_group_id=self._group.id, port=PORT))
        if self.password is not None:
            return Link(
                environment={
                    "DB_HOST": self.endpoint,
                    "DB_PORT": str(PORT),
                    "DB_NAME": self._args.database,
                    "DB_USER": self._args.user,
                },
                secrets={"DB_PASSWORD": self.password},
                flows=flows,
            )
        urls = {"DATABASE_URL": self.url, "DATABASE_REPLICA_URL": self._replica_url}
        return Link(
            secrets={name: secret.ref() for name, secret in urls.items() if secret is not None}, flows=flows
        )

    def alarms(self) -> list[Alarm]:
        """CPU, storage, connections, memory and the replica's lag."""
        return postgres_alarms(
            self.label,
            identifier=self.identifier,
            replica_identifier=self.replica_identifier,
            instance_class=self._args.actual_class,
            storage_gib=self._args.storage_gib,
        )

    def widgets(self) -> list[Widget]:
        """CPU, connections, memory, storage and latency."""
        return postgres_widgets(self.label, self.identifier)
