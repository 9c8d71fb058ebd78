"""StreamCanvas: collaborative sessions over WebSockets, and an API that runs users' code."""

from __future__ import annotations

import pulumi

from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.platforms.networking import declare_network
from components.platforms.streamcanvas.data import declare_data
from components.platforms.streamcanvas.execution import declare_execution
from components.platforms.streamcanvas.frontend import declare_frontend, declare_frontend_hosting, origins
from components.platforms.streamcanvas.ground import Ground
from components.platforms.streamcanvas.names import StreamCanvasNames
from components.platforms.streamcanvas.operations import declare_operations
from components.platforms.streamcanvas.outputs import Parts, frontend_variables, outputs_of
from components.platforms.streamcanvas.realtime import declare_realtime
from components.platforms.streamcanvas.users import declare_users
from components.settings.streamcanvas import StreamCanvasSettings


class StreamCanvas(PlatformComponent):
    """The platform."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[StreamCanvasSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:StreamCanvas", name, args, opts)
        ground: Ground = Ground(
            name=name,
            context=args,
            names=StreamCanvasNames.of(args),
            parent=self,
        )
        hosting = declare_frontend_hosting(ground)  # first: a missing zone fails in seconds
        network = (
            declare_network(ground, args.settings.network, flow_logs_name=ground.names.flow_logs)
            if args.settings.has_network
            else None
        )
        data = declare_data(ground)
        users = declare_users(ground)
        frontend = declare_frontend(ground, data, hosting, network)
        allowed = origins(ground, frontend)
        realtime = declare_realtime(ground, data, users, network, allowed)
        execution = declare_execution(ground, users, allowed)
        variables = frontend_variables(ground, data, users, realtime, execution, frontend.url)
        frontend.deploy(variables)
        operations = declare_operations(ground, data, users, realtime, execution, frontend)

        self.export(
            outputs_of(
                ground,
                Parts(
                    data=data,
                    users=users,
                    realtime=realtime,
                    execution=execution,
                    frontend=frontend,
                    operations=operations,
                ),
                variables,
            )
        )
