"""What StreamCanvas exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from automation.outputs.model import WatchedOutputs


class StreamCanvasOutputs(WatchedOutputs):
    """StreamCanvas's outputs; None is what a deployment of its kind doesn't have.

    Attributes:
        frontend: Where the front end runs.
        origins: Where browsers may call from.
        frontend_env: What the front end is told, as the lines of an env file.
        ttl_attributes: Table -> attribute by which its items expire.
        secrets: Name -> where its value is kept.

    """

    frontend: Literal["amplify", "vercel", "self-hosted"]
    app_url: str
    origins: tuple[str, ...]
    frontend_env: str
    frontend_role_arn: str
    frontend_log_group: str | None = None
    # users
    user_pool_id: str
    user_pool_arn: str
    client_id: str
    issuer: str
    users_web_acl_arn: str | None = None
    # the APIs
    stage: str
    ws_url: str
    ws_callback_url: str
    ws_api_id: str
    ws_routes: tuple[str, ...]
    http_url: str
    http_api_id: str
    execute_url: str
    # tables
    sessions_table: str
    states_table: str
    connections_table: str
    connections_index: bool
    ttl_attributes: Mapping[str, str | None]
    # functions
    function_alias: str
    handler_function_name: str
    handler_role_arn: str
    handler_is_placeholder: bool
    executor_function_name: str
    executor_role_name: str
    executor_isolation: Literal["none", "perTenant"]
    executor_is_placeholder: bool
    authorizer_function_name: str | None = None
    # on Amplify
    amplify_app_id: str | None = None
    amplify_default_domain: str | None = None
    amplify_branch: str | None = None
    amplify_console: str | None = None
    amplify_is_connected: bool | None = None
    # on Vercel
    vercel_environment: Mapping[str, str] | None = None
    vercel_oidc_provider_arn: str | None = None
    # self-hosted
    cdn_id: str | None = None
    cdn_domain: str | None = None
    cluster_name: str | None = None
    service_name: str | None = None
    service_runs: bool | None = None
    load_balancer_dns: str | None = None
    ecr_url: str | None = None
    logs_bucket: str | None = None
    # operations
    secrets: Mapping[str, Mapping[str, Any]]
