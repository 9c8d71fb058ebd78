"""The two functions, each with a role of its own."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.custom_metrics import publish_metrics
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import artifact_or_placeholder
from components.blocks.network import Network
from components.links import Link
from components.placement import Placement
from components.platforms.networking import declare_network
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.secrets import Secrets
from components.platforms.trinity.users import Users
from components.settings.trinity_parts import TrinityFunction

ALIAS = "live"
METRICS = "Trinity/Application"  # TR-13
POLICY = "DynamoDBAccess"  # TR-11: the guide's name of the role's inline policy
INTERNET = "The Movie Database and Cognito"
ERROR_PERCENT = 1  # TR-14


@dataclass(frozen=True, kw_only=True)
class Functions:
    """What answers requests.

    Attributes:
        auth: `/auth/{proxy+}`; None where the user pool alone signs users in.
        api: `/health` and everything else.
        network: Where they run, if in a network.
    """

    auth: Function | None
    api: Function
    network: Network | None

    @property
    def all(self) -> dict[str, Function]:
        """Both, by what they are called."""
        return {**({"auth": self.auth} if self.auth else {}), "api": self.api}


def declare_functions(ground: Ground, users: Users, secrets: Secrets, identity: Link) -> Functions:
    """Declare the functions; what needs them comes later.

    Args:
        ground: The stack.
        users: The table of users.
        secrets: The two secrets.
        identity: What the functions know of the user pool.
    """
    settings = ground.settings
    network = None
    if settings.vpc:
        network = declare_network(ground, settings.network, flow_logs_name=ground.names.flow_logs)
    placement = network.private(internet=INTERNET) if network else None
    common = [
        users.link(),
        publish_metrics(METRICS),
        identity,
        # what frameworks read: a deployed Node.js application is in production
        Link(environment={"NODE_ENV": "production", "APP_ENV": ground.environment.long_name}),
    ]
    signing = [secrets.jwt.link("JWT_SECRET")] if secrets.jwt else []
    auth = None
    if settings.has_auth_function:
        auth = _function(ground, "auth", settings.functions.auth, [*common, *signing], placement)
    # Without a pool, no authorizer checks tokens: the function does, with the secret that signs them.
    checking = signing if settings.auth_mode == "custom" else []
    api = _function(
        ground,
        "api",
        settings.functions.api,
        [*common, secrets.tmdb.link("TMDB_API_KEY"), *checking],
        placement,
    )
    return Functions(auth=auth, api=api, network=network)


def _function(
    ground: Ground, thing: str, settings: TrinityFunction, uses: list[Link], placement: Placement | None
) -> Function:
    return Function(
        f"{ground.name}-{thing}",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function(thing),
            description=f"Trinity: {thing}",
            code=artifact_or_placeholder(settings.artefact),
            runtime=settings.runtime,
            handler=settings.handler,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            placement=placement,
            uses=uses,
            alias=ALIAS,
            alias_follows=not ground.settings.rollout.canary,
            provisioned_concurrency=settings.provisioned_concurrency,
            provisioned_maximum=settings.provisioned_maximum,
            role_name=ground.names.role(thing),
            policy_name=POLICY,
        ),
        opts=ground.child,
    )
