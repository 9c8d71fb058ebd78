"""The guide's four functions: one role each, an alias, and exactly what each of them needs."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import artifact_or_placeholder
from components.blocks.function_events import StreamMapping
from components.blocks.network import Network
from components.blocks.websocket_api import WebSocketApi
from components.iam import Statement
from components.links import Link
from components.metrics import GAUGE, Namespace, metrics, sets
from components.platforms.networking import declare_network
from components.platforms.streamer.data import USER_INDEX, Data
from components.platforms.streamer.ground import Ground

ALIAS = "live"  # ST-21
METRICS_NAMESPACE = "Streamer"  # ST-36
CONNECTIONS_METRIC = "ActiveConnections"
# What the functions publish themselves; the guide's alarm has no dimensions.
CUSTOM_METRICS: dict[str, Namespace] = {METRICS_NAMESPACE: metrics(GAUGE, sets(""), CONNECTIONS_METRIC)}
INTERNET = "messages to connections go to execute-api, which only the internet leads to (ST-29)"

DESCRIPTIONS = {
    "connect": "Verifies a client's token and remembers its connection",
    "disconnect": "Forgets a connection",
    "router": "Takes messages in and queues what takes long",
    "processor": "Works requests off and tells their connections",
    "authorizer": "Decides whether a client may connect",
}


@dataclass(frozen=True, kw_only=True)
class Functions:
    """The functions by what they do.

    Attributes:
        named: Name in the guide -> function, in its order.
        network: Where they run, if not outside of any network.
    """

    named: dict[str, Function]
    network: Network | None

    def __getitem__(self, name: str) -> Function:
        """One of them."""
        return self.named[name]


def declare_functions(ground: Ground, data: Data, api: WebSocketApi) -> Functions:
    """Declare the functions, and let the stream of requests feed the processor (ST-22)."""
    network = None
    if ground.settings.network is not None:
        network = declare_network(ground, ground.settings.network, flow_logs_name=ground.names.flow_logs)
    uses = _uses(ground, data, api)
    named = {name: _function(ground, name, uses[name], network) for name in ground.settings.all_functions}
    statuses = ground.settings.stream.statuses
    pending = {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"Status": {"S": list(statuses)}}},
    }
    named["processor"].consumes_stream(
        data.requests,
        data.failures,
        StreamMapping(batch_size=ground.settings.stream.batch_size, filters=[pending] if statuses else ()),
    )
    return Functions(named=named, network=network)


def _uses(ground: Ground, data: Data, api: WebSocketApi) -> dict[str, list[Link]]:
    """What each function gets (ST-12 to ST-15, ST-37)."""
    settings = ground.settings
    shared = Link(
        environment={
            "LOG_LEVEL": settings.log_level,
            "CONNECTION_TTL_HOURS": str(settings.connection_ttl_hours),
            "REQUEST_TTL_DAYS": str(settings.request_ttl_days),
            "MAX_CONNECTIONS_PER_USER": str(settings.max_connections_per_user),
        },
        statements=[_publish_metrics()],
    )
    key = Link(environment={"JWT_PUBLIC_KEY": settings.jwt_public_key} if settings.jwt_public_key else {})
    working = [
        shared,
        data.use_connections(),
        data.use_requests(),
        data.use_subscriptions(),
        api.callbacks("WEBSOCKET_ENDPOINT"),
    ]
    return {
        # MAX_CONNECTIONS_PER_USER: how many the user has is asked of one index
        "connect": [shared, key, data.use_connections(indexes=(USER_INDEX,))],
        "disconnect": [shared, data.use_connections(), data.use_subscriptions()],
        "router": working,
        "processor": working,
        "authorizer": [shared, key],
    }


def _publish_metrics() -> Statement:
    return Statement(
        sid="PublishMetrics",
        actions=["cloudwatch:PutMetricData"],
        resources=["*"],
        conditions={"StringEquals": {"cloudwatch:namespace": METRICS_NAMESPACE}},
        reason="cloudwatch:PutMetricData has no resource type; the condition names the namespace",
    )


def _function(ground: Ground, name: str, uses: list[Link], network: Network | None) -> Function:
    settings, own = ground.settings, ground.settings.all_functions[name]
    return Function(
        f"{ground.name}-{name}",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function(name),
            role_name=ground.names.role(name),
            description=DESCRIPTIONS[name],
            code=artifact_or_placeholder(own.artefact),
            runtime=settings.runtime,
            handler=own.handler,
            architecture=settings.architecture,
            timeout_seconds=own.timeout.seconds,
            memory_mb=own.memory,
            alias=ALIAS,
            provisioned_concurrency=own.provisioned_concurrency,
            provisioned_maximum=own.provisioned_maximum,
            reserved_concurrency=own.reserved_concurrency,
            snap_start=settings.snap_start,
            placement=network.private(internet=INTERNET) if network else None,
            uses=uses,
        ),
        opts=ground.child,
    )
