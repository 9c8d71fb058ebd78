"""What TikTok Commerce exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.outputs.model import Exported, WatchedOutputs


class ServiceOutputs(Exported):
    """One service behind the load balancer."""

    service_name: str
    task_definition_arn: str
    task_role_arn: str
    runs: bool
    log_group: str
    port: int
    priority: int
    paths: tuple[str, ...]
    hosts: tuple[str, ...]
    health_path: str
    target_group_arns: tuple[str, ...]
    rule_arn: str


class WorkerOutputs(Exported):
    """One AI worker; `queue` is the key of its queue."""

    function_name: str
    role_arn: str
    queue: str
    is_placeholder: bool
    log_group: str


class QueueOutputs(Exported):
    """One queue, and the types of the jobs that it gets."""

    url: str
    arn: str
    dlq_url: str
    types: tuple[str, ...]
    max_receive_count: int


class TikTokCommerceOutputs(WatchedOutputs):
    """TikTok Commerce's outputs; None is what a deployment of its kind doesn't have.

    Attributes:
        services: Name (`ingestion-api`) -> service.
        workers: Name (`caption-parser`) -> worker.
        queues: Name (`caption-analysis`) -> queue.
        ecr_urls: Service or worker -> its repository.
        security_groups: Role (`loadBalancer`, `ingestion-api`, ...) -> id.
        secrets: What it is -> where its value is kept.

    """

    # edge
    frontend_url: str
    api_url: str
    webhook_url: str | None = None
    webhook_function_name: str | None = None
    webhook_role_arn: str | None = None
    frontend_bucket: str
    distribution_id: str
    distribution_domain: str
    alb_dns: str
    load_balancer_arn: str
    load_balancer_is_public: bool
    load_balancer_redirects: bool
    web_acl_arn: str | None = None
    # stores
    vpc_id: str
    network_is_own: bool
    public_subnet_ids: tuple[str, ...]
    private_subnet_ids: tuple[str, ...]
    tables: Mapping[str, str]
    buckets: Mapping[str, str]
    exports_group: str | None = None
    cache_id: str | None = None
    redis_endpoint: str | None = None
    # messages
    processing_topic_arn: str
    notifications_topic_arn: str
    filter_key: str
    filter_scope: str
    queues: Mapping[str, QueueOutputs]
    # what runs
    cluster_name: str
    services: Mapping[str, ServiceOutputs]
    workers: Mapping[str, WorkerOutputs]
    ecr_urls: Mapping[str, str]
    sampling_rule: str | None = None
    # operations
    security_groups: Mapping[str, str]
    secrets: Mapping[str, Mapping[str, Any]]
