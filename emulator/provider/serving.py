"""The server of the provider protocol, on this machine only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from emulator.account import Account
from emulator.server import HOST, PortTakenError

from .component import LARGEST_MESSAGE
from .service import Service

PACKAGES = ("aws", "awsx", "random")
"""Packages that the emulator can stand for."""

WORKERS = 64
"""Threads: a component waits in one for its children, which need others; the engine asks 16 or so at once."""

GRACE = 2.0
"""Seconds that calls under way have at the end."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A server that runs.

    Attributes:
        port: Where it listens.
        service: What it serves.
        kill: Ends it at once, with calls under way unanswered.

    """

    port: int
    service: Service
    kill: Callable[[], object]

    @property
    def environment(self) -> dict[str, str]:
        """What the Pulumi CLI must have in its environment to use the server."""
        return {
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{self.port}" for package in PACKAGES),
            # the engine would look for the plugins all the same
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }


def exports(serving: Serving) -> list[str]:
    """Shell commands after which `pulumi` deploys to the emulated account."""
    return [f"export {key}={value}" for key, value in serving.environment.items()]


@contextmanager
def serving(account: Account, port: int = 0) -> Iterator[Serving]:
    """Serve an active account to the engine.

    Args:
        account: The account.
        port: Where to listen; 0 for any that is free.

    Raises:
        PortTakenError: another process listens there.

    """
    server = grpc.server(
        ThreadPoolExecutor(WORKERS, thread_name_prefix="emulator-provider"),
        options=[
            ("grpc.max_receive_message_length", LARGEST_MESSAGE),
            ("grpc.max_send_message_length", LARGEST_MESSAGE),
            ("grpc.so_reuseport", 0),
        ],
    )
    service = Service(account)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(service, server)
    try:
        bound = server.add_insecure_port(f"{HOST}:{port}")
    except RuntimeError as error:
        raise PortTakenError(f"port {port} is taken; choose another with --port") from error
    server.start()
    try:
        yield Serving(port=bound, service=service, kill=lambda: server.stop(None))
    finally:
        server.stop(GRACE).wait()
