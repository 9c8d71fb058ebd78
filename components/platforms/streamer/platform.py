"""Streamer: requests that take long, answered over WebSockets."""

from __future__ import annotations

import pulumi

from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.platforms.streamer.data import declare_data
from components.platforms.streamer.entrance import declare_api, declare_hosting, open_entrance
from components.platforms.streamer.functions import declare_functions
from components.platforms.streamer.ground import Ground
from components.platforms.streamer.names import StreamerNames
from components.platforms.streamer.operations import declare_operations
from components.platforms.streamer.outputs import Parts, outputs_of
from components.settings.streamer import StreamerSettings


class Streamer(PlatformComponent):
    """The platform."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[StreamerSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:Streamer", name, args, opts)
        ground = Ground(name=name, context=args, names=StreamerNames.of(args), parent=self)
        hosting = declare_hosting(ground)  # first: a missing zone fails in seconds
        data = declare_data(ground)
        api = declare_api(ground, hosting)
        functions = declare_functions(ground, data, api)
        entrance = open_entrance(ground, hosting, api, functions)
        watch = declare_operations(ground, data, api, functions, entrance)

        self.export(
            outputs_of(ground, Parts(data=data, api=api, functions=functions, entrance=entrance, watch=watch))
        )
