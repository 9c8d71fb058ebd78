"""An RDS Proxy before a database: pooled connections over TLS only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.iam import policy_document, service_trust
from components.links import Flow, SecretRef

# Share of the database's connections that the proxy may open; the rest is for administrators.
CONNECTIONS_PERCENT = 90
IDLE_CLIENT_SECONDS = 1_800  # RDS Proxy's own default


@dataclass(frozen=True, kw_only=True)
class ProxyArgs:
    """Settings of a proxy.

    Attributes:
        name: Physical name (1 to 63).
        vpc_id: The network.
        subnet_ids: Private subnets in two zones at least.
        instance_identifier: The instance.
        login: A secret with `username` and `password`, in Secrets Manager.
        database: The flow to the database.
    """

    name: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    instance_identifier: pulumi.Input[str]
    login: SecretRef
    database: Flow


class PostgresProxy(pulumi.ComponentResource):
    """A pool of connections that many short-lived clients share.

    Attributes:
        endpoint: Host name.
        security_group_id: Its group, which clients must reach.
        name: Physical name.
    """

    def __init__(self, name: str, args: ProxyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:PostgresProxy", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = SecurityGroup(
            f"{name}-access",
            SecurityGroupArgs(vpc_id=args.vpc_id, description="Connection pool of the database"),
            opts=child,
        )
        group.open(args.database)
        role = aws.iam.Role(f"{name}-role", assume_role_policy=service_trust("rds.amazonaws.com"), opts=child)
        rights = aws.iam.RolePolicy(
            f"{name}-reads-login", role=role.name, policy=policy_document(args.login.read), opts=child
        )
        proxy = aws.rds.Proxy(
            f"{name}-pool",
            name=args.name,
            engine_family="POSTGRESQL",
            role_arn=role.arn,
            require_tls=True,
            idle_client_timeout=IDLE_CLIENT_SECONDS,
            vpc_subnet_ids=args.subnet_ids,
            vpc_security_group_ids=[group.id],
            auths=[
                aws.rds.ProxyAuthArgs(
                    auth_scheme="SECRETS",
                    secret_arn=args.login.arn,
                    iam_auth="DISABLED",
                    client_password_auth_type="POSTGRES_SCRAM_SHA_256",  # noqa: S106 - a protocol's name
                )
            ],
            # without its rights the proxy comes up and answers no login
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        target_group = aws.rds.ProxyDefaultTargetGroup(
            f"{name}-targets",
            db_proxy_name=proxy.name,
            connection_pool_config=aws.rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=CONNECTIONS_PERCENT
            ),
            opts=child,
        )
        aws.rds.ProxyTarget(
            f"{name}-target",
            db_proxy_name=proxy.name,
            target_group_name=target_group.name,
            db_instance_identifier=args.instance_identifier,
            opts=child,
        )
        self.endpoint: pulumi.Output[str] = proxy.endpoint
        self.name: pulumi.Output[str] = proxy.name
        self.security_group_id: pulumi.Output[str] = group.id
        self.register_outputs({"endpoint": self.endpoint})
