"""What Trinity exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from automation.outputs.model import WatchedOutputs
from automation.outputs.rollouts import RolloutOutputs


class TrinityOutputs(WatchedOutputs):
    """Trinity's outputs; None is what a deployment of its kind doesn't have.

    Attributes:
        auth_mode: Who signs users in.
        entrance: What callers come to.
        users_table: The table in use, of `users_tables` (label -> name).
        function_names: `auth` and `api` -> name; so are roles and rollouts.
        placeholders: Functions that have no code yet.
        client_ids: `mobile` and `web` -> id.
        secrets: Environment variable -> where its value is kept.

    """

    auth_mode: Literal["cognito", "custom", "both"]
    entrance: Literal["api", "cdn"]
    # the API
    api_type: Literal["rest", "http"]
    api_id: str
    api_stage: str
    api_stage_arn: str | None = None
    api_url: str
    health_url: str
    cors_origins: tuple[str, ...]
    usage_plan_id: str | None = None
    api_key_id: str | None = None
    graphql_id: str | None = None
    graphql_arn: str | None = None
    graphql_url: str | None = None
    graphql_realtime_url: str | None = None
    # functions
    function_names: Mapping[str, str]
    function_alias: str
    function_role_arns: Mapping[str, str]
    placeholders: tuple[str, ...]
    rollouts: Mapping[str, RolloutOutputs] | None = None
    metrics_namespace: str
    vpc_id: str | None = None
    # users
    users_table: str
    users_tables: Mapping[str, str]
    email_index: str | None = None
    user_pool_id: str | None = None
    user_pool_arn: str | None = None
    client_ids: Mapping[str, str] | None = None
    sign_in_host: str | None = None
    # the edge
    cdn_id: str | None = None
    cdn_domain: str | None = None
    assets_bucket: str | None = None
    logs_bucket: str | None = None
    web_acl_arn: str | None = None
    edge_web_acl_arn: str | None = None
    # operations
    health_check_id: str | None = None
    canary_name: str | None = None
    secrets: Mapping[str, Mapping[str, Any]]
