"""HookRelay: webhook delivery on ECS, Lambda or a Docker host of one's own."""

from __future__ import annotations

import pulumi

from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.platforms.hookrelay.application import Application
from components.platforms.hookrelay.data import declare_data
from components.platforms.hookrelay.encryption import declare_keys
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.hosting import Hosting, declare_hosting
from components.platforms.hookrelay.names import HookRelayNames
from components.platforms.hookrelay.on_docker import run_on_docker
from components.platforms.hookrelay.on_ecs import run_on_ecs
from components.platforms.hookrelay.on_lambda import run_on_lambda
from components.platforms.hookrelay.operations import declare_operations
from components.platforms.hookrelay.outputs import Parts, outputs_of
from components.platforms.hookrelay.secrets import declare_secrets
from components.platforms.hookrelay.stores import declare_stores
from components.platforms.hookrelay.worker_function import worker_function
from components.settings.hookrelay import HookRelaySettings

RUNNERS = {"ecs": run_on_ecs, "lambda": run_on_lambda, "docker": run_on_docker}


class HookRelay(PlatformComponent):
    """The platform."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[HookRelaySettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:HookRelay", name, args, opts)
        ground = Ground(name=name, context=args, names=HookRelayNames.of(args), parent=self)
        hosting: Hosting = declare_hosting(ground)  # first: a missing zone fails in seconds
        keys = declare_keys(ground)
        data = declare_data(ground, keys)
        stores = declare_stores(ground, keys)
        secrets = declare_secrets(ground, keys)
        application: Application = RUNNERS[args.settings.compute](ground, data, stores, secrets, hosting)
        worker = worker_function(ground, data, stores)
        operations = declare_operations(ground, data, stores, application, worker)

        self.export(
            outputs_of(
                ground,
                Parts(
                    data=data,
                    stores=stores,
                    secrets=secrets,
                    application=application,
                    worker=worker,
                    operations=operations,
                ),
            )
        )
