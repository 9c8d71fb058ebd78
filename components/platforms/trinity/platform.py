"""Trinity: REST and GraphQL for mobile applications, with users of its own."""

from __future__ import annotations

import pulumi

from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.graphql_api import GraphqlApi
from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.platforms.edge import declare_domain
from components.platforms.hosting import Hosting, declare_hosting
from components.platforms.trinity.api import Api, declare_api, open_routes
from components.platforms.trinity.edge import Edge, Firewalls, declare_edge, declare_firewalls, protect
from components.platforms.trinity.encryption import declare_keys
from components.platforms.trinity.functions import Functions, declare_functions
from components.platforms.trinity.graphql import GraphqlParts, declare_graphql
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.identity import Identity, declare_identity
from components.platforms.trinity.monitoring import Outside, declare_monitoring
from components.platforms.trinity.names import TrinityNames
from components.platforms.trinity.operations import Watched, declare_operations
from components.platforms.trinity.outputs import Parts, outputs_of
from components.platforms.trinity.rollouts import declare_rollouts
from components.platforms.trinity.secrets import declare_secrets
from components.platforms.trinity.users import Users, declare_users
from components.settings.trinity import TrinitySettings


class Trinity(PlatformComponent):
    """The platform."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[TrinitySettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:Trinity", name, args, opts)
        ground = Ground(name=name, context=args, names=TrinityNames.of(args), parent=self)
        cdn = args.settings.entrance == "cdn"
        # first: a missing zone fails in seconds
        hosting = declare_hosting(ground, args.settings.dns, cdn=cdn, regional=not cdn, origin=False)
        keys = declare_keys(ground)
        users = declare_users(ground, keys)
        secrets = declare_secrets(ground, keys)
        identity = declare_identity(ground)
        functions = declare_functions(ground, users, secrets, identity.link())
        api = declare_api(ground, hosting)
        plan = open_routes(ground, api, functions, identity)
        firewalls = declare_firewalls(ground)
        protect(firewalls, ground, api, identity)
        graphql = _graphql(ground, users, functions, identity, hosting, firewalls)
        edge = declare_edge(ground, hosting, api, firewalls)
        _lead_domain(ground, hosting, api, edge)
        outside = _outside(ground, hosting, api, edge)
        operations = declare_operations(
            ground,
            Watched(
                api=api,
                functions=functions,
                users=users,
                identity=identity,
                graphql=graphql,
                edge=edge,
                firewalls=firewalls,
                outside=outside,
            ),
        )
        rollouts = declare_rollouts(ground, functions, operations.alarms)

        self.export(
            outputs_of(
                ground,
                Parts(
                    api=api,
                    functions=functions,
                    users=users,
                    secrets=secrets,
                    identity=identity,
                    graphql=graphql,
                    edge=edge,
                    firewalls=firewalls,
                    outside=outside,
                    plan=plan,
                    rollouts=rollouts,
                    operations=operations,
                ),
            )
        )


def _graphql(
    ground: Ground,
    users: Users,
    functions: Functions,
    identity: Identity,
    hosting: Hosting,
    firewalls: Firewalls,
) -> GraphqlApi | None:
    if identity.pool is None:
        return None
    return declare_graphql(
        f"{ground.name}-graphql",
        ground.settings.graphql,
        ground.environment,
        GraphqlParts(
            name=ground.names.graphql_api,
            users=users.table,
            functions=functions.all,
            user_pool_id=identity.pool.id,
            zone_id=hosting.zone_id,
            firewall=firewalls.regional,
        ),
        opts=ground.child,
    )


def _lead_domain(ground: Ground, hosting: Hosting, api: Api, edge: Edge | None) -> None:
    """The domain's record leads to the entrance, whichever it is (TR-19)."""
    if ground.settings.entrance == "cdn" and edge is not None:
        declare_domain(ground, hosting, edge.cdn.domain_name, CLOUDFRONT_ZONE_ID, ipv6=True)
    elif api.domain_target is not None:
        declare_domain(ground, hosting, api.domain_target.name, api.domain_target.zone_id)


def _outside(ground: Ground, hosting: Hosting, api: Api, edge: Edge | None) -> Outside:
    """Where callers find the API, and who looks whether they do."""
    if ground.settings.entrance == "cdn" and edge is not None:
        host: pulumi.Input[str] = hosting.domain or edge.cdn.domain_name
        return declare_monitoring(ground, url=edge.cdn.url, host=host, path="")
    if hosting.domain is not None:
        return declare_monitoring(ground, url=api.url, host=hosting.domain, path="")
    return declare_monitoring(ground, url=api.url, host=api.host, path=api.origin_path)
