"""What Streamer exports."""

from __future__ import annotations

from collections.abc import Mapping

from automation.outputs.model import WatchedOutputs


class StreamerOutputs(WatchedOutputs):
    """Streamer's outputs; None is what a deployment of its kind doesn't have.

    Attributes:
        websocket_url: Where clients connect to.
        custom_domain_url: The same in the guide's other form, with the stage.
        callback_url: Where functions send messages to connections.
        api_domain: The API's own host: the domain, or CloudFront's origin.
        api_domain_target: What that host's record leads to.
        indexes: Table -> names of its indexes.
        functions: Name in the guide -> name of the function.
        placeholders: Functions of the guide that have no code yet.
        own_functions: What it does -> name of a function that is ours.
        custom_metrics: Namespace -> metrics that the functions publish.

    """

    # the entrance
    websocket_url: str
    custom_domain_url: str | None = None
    callback_url: str
    api_id: str
    api_stage: str
    api_domain: str | None = None
    api_domain_target: str | None = None
    execute_api_disabled: bool
    cdn_id: str | None = None
    cdn_domain: str | None = None
    web_acl_arn: str | None = None
    # data
    connections_table: str
    requests_table: str
    requests_stream_arn: str
    subscriptions_table: str | None = None
    indexes: Mapping[str, tuple[str, ...]]
    failure_queue_url: str
    failure_queue_arn: str
    archive_bucket: str | None = None
    # functions
    functions: Mapping[str, str]
    function_alias: str
    function_roles: Mapping[str, str]
    placeholders: tuple[str, ...]
    stream_statuses: tuple[str, ...]
    own_functions: Mapping[str, str]
    vpc_id: str | None = None
    # operations
    custom_metrics: Mapping[str, tuple[str, ...]]
    sampling_rule: str
    saved_queries: tuple[str, ...]
