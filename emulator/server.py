"""The account over HTTP, on this machine only, for the aws CLI and boto3 of another process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .account import ENVIRONMENT

HOST = "127.0.0.1"
PORT = 4566
"""Where tools that know emulated AWS endpoints look first."""


class PortTakenError(OSError):
    """Another process listens there."""


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the terminal belongs to the report."""


def free(port: int) -> None:
    """Make sure, before a deployment, that the port can be had after it.

    Raises:
        PortTakenError: it can't.

    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTakenError(
                f"port {port} is taken ({error.strerror}); choose another with --port"
            ) from None


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve the active account; the back ends are this process's own, so both sides see the same things.

    Args:
        port: Where to listen; 0 for any that is free.

    Yields:
        The endpoint's URL.

    Raises:
        PortTakenError: another process listens there.

    """
    try:
        free(port)
        server: BaseWSGIServer = make_server(
            HOST, port, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=_Quiet
        )
    except SystemExit as error:  # werkzeug's way to say that the port is taken
        raise PortTakenError(f"port {port} is taken; choose another with --port") from error
    worker = threading.Thread(target=server.serve_forever, name="emulator-http", daemon=True)
    worker.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


def exports(url: str, region: str) -> list[str]:
    """Shell commands after which the aws CLI and boto3 talk to the emulated account."""
    return [
        f"export AWS_ENDPOINT_URL={url}",
        f"export AWS_ACCESS_KEY_ID={ENVIRONMENT['AWS_ACCESS_KEY_ID']}",
        f"export AWS_SECRET_ACCESS_KEY={ENVIRONMENT['AWS_SECRET_ACCESS_KEY']}",
        f"export AWS_DEFAULT_REGION={region}",
        "unset AWS_PROFILE AWS_SESSION_TOKEN",
    ]
