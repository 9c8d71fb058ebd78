"""What dev, staging and prod mean: sizes, retention and protection, as data.

Every field is a default that a stack file can override where two operators would really choose
differently. Blocks are handed an `Environment`; they never look one up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

EnvironmentName = Literal["dev", "staging", "prod"]
NatStrategy = Literal["none", "single", "onePerAz"]
Mfa = Literal["OFF", "OPTIONAL", "ON"]

ENVIRONMENT_NAMES: tuple[EnvironmentName, ...] = get_args(EnvironmentName)

# The stack names that say which environment they are.
KNOWN_STACKS: dict[str, EnvironmentName] = {
    "dev": "dev",
    "development": "dev",
    "stage": "staging",
    "staging": "staging",
    "prod": "prod",
    "production": "prod",
}


@dataclass(frozen=True, kw_only=True)
class TaskCount:
    """How many copies of a service run: at first, at least and at most."""

    desired: int
    minimum: int
    maximum: int


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One column of the environment matrix.

    Attributes:
        name: Short name, used in physical names.
        long_name: The value of the `Environment` tag and of `APP_ENV`.
        protect: Whether stateful resources are protected against deletion and replacement.
        tasks: Task counts of a Fargate service.
        nat: NAT gateways of a network.
        availability_zones: Zones a network spans (an ALB and RDS Multi-AZ need two).
        log_retention_days: Days that CloudWatch Logs keeps application logs.
        point_in_time_recovery: Whether tables can be restored to any second of the last 35 days.
        backup: Whether AWS Backup's plan selects this environment's stores (by tag).
        waf: Whether a web ACL stands before what can have one.
        customer_managed_key: Whether stores are encrypted by a rotated key of our own (X-11).
        multi_az: Whether databases and caches have a standby in a second zone.
        database_backup_days: Days of automated RDS backups (0-35).
        database_class: RDS instance class.
        cache_node_type: ElastiCache node type.
        mfa: Multi-factor authentication of Cognito pools.
        canary: Whether Lambda versions are rolled out by CodeDeploy canaries.
        xray_sampling_rate: Share of requests that X-Ray records (0-1).
        budget_share: Share of the platform's monthly production budget.
        today: The day of the deployment, which ends of support are compared with; None compares nothing.
    """

    name: EnvironmentName
    long_name: str
    protect: bool
    tasks: TaskCount
    nat: NatStrategy
    availability_zones: int
    log_retention_days: int
    point_in_time_recovery: bool
    backup: bool
    waf: bool
    customer_managed_key: bool
    multi_az: bool
    database_backup_days: int
    database_class: str
    cache_node_type: str
    mfa: Mfa
    canary: bool
    xray_sampling_rate: float
    budget_share: float
    today: date | None = None


ENVIRONMENTS: dict[EnvironmentName, Environment] = {
    "dev": Environment(
        name="dev",
        long_name="development",
        protect=False,
        tasks=TaskCount(desired=1, minimum=1, maximum=2),
        nat="single",
        availability_zones=2,
        log_retention_days=7,
        point_in_time_recovery=True,
        backup=False,
        waf=False,
        customer_managed_key=False,
        multi_az=False,
        database_backup_days=1,
        database_class="db.t4g.micro",
        cache_node_type="cache.t4g.micro",
        mfa="OFF",
        canary=False,
        xray_sampling_rate=1.0,
        budget_share=0.25,
    ),
    "staging": Environment(
        name="staging",
        long_name="staging",
        protect=False,
        tasks=TaskCount(desired=1, minimum=1, maximum=4),
        nat="single",
        availability_zones=2,
        log_retention_days=14,
        point_in_time_recovery=True,
        backup=False,
        waf=True,
        customer_managed_key=False,
        multi_az=False,
        database_backup_days=3,
        database_class="db.t4g.small",
        cache_node_type="cache.t4g.micro",
        mfa="OPTIONAL",
        canary=True,
        xray_sampling_rate=0.1,
        budget_share=0.5,
    ),
    "prod": Environment(
        name="prod",
        long_name="production",
        protect=True,
        tasks=TaskCount(desired=2, minimum=2, maximum=10),
        nat="onePerAz",
        availability_zones=2,
        log_retention_days=30,
        point_in_time_recovery=True,
        backup=True,
        waf=True,
        customer_managed_key=True,
        multi_az=True,
        database_backup_days=14,
        database_class="db.t4g.medium",
        cache_node_type="cache.t4g.small",
        mfa="OPTIONAL",
        canary=True,
        xray_sampling_rate=0.1,
        budget_share=1.0,
    ),
}


def environment_of_stack(stack: str) -> EnvironmentName | None:
    """The environment that a stack's name says, or None for a name of the user's own."""
    return KNOWN_STACKS.get(stack)
