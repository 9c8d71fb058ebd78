"""What HookRelay exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from automation.outputs.model import WatchedOutputs


class HookRelayOutputs(WatchedOutputs):
    """HookRelay's outputs; None is what a deployment of its kind doesn't have.

    Attributes:
        compute: How the application runs.
        security_groups: Role (`service`, `database`, ...) -> id.
        secrets: Environment variable -> where its value is kept.

    """

    compute: Literal["ecs", "lambda", "docker"]
    # data
    endpoints_table: str
    deliveries_table: str
    queue_url: str
    queue_arn: str
    dlq_url: str
    dlq_bucket: str
    logs_bucket: str
    archiver_function_name: str | None = None
    # stores
    vpc_id: str
    database_id: str
    database_host: str
    database_name: str
    database_replica_id: str | None = None
    cache_id: str | None = None
    cache_host: str | None = None
    # the application
    app_url: str | None = None
    task_role_arn: str | None = None
    ecr_url: str | None = None
    cluster_name: str | None = None
    service_name: str | None = None
    service_runs: bool | None = None
    task_family: str | None = None
    load_balancer_arn: str | None = None
    load_balancer_dns: str | None = None
    load_balancer_is_public: bool | None = None
    api_url: str | None = None
    function_name: str | None = None
    function_alias: str | None = None
    function_role_arn: str | None = None
    function_is_placeholder: bool | None = None
    host_role_arn: str | None = None
    instance_profile: str | None = None
    dotenv: str | None = None
    cdn_id: str | None = None
    cdn_domain: str | None = None
    web_acl_arn: str | None = None
    firewall_protects: str | None = None
    # the delivery worker
    worker_function_name: str | None = None
    worker_service_name: str | None = None
    worker_role_arn: str | None = None
    worker_is_placeholder: bool | None = None
    # operations
    log_group: str | None = None
    security_groups: Mapping[str, str]
    secrets: Mapping[str, Mapping[str, Any]]
