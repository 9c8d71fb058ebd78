"""A Python language host for the tests of this repository: as much of one as `pulumi up` needs.

Users have the real one, which comes with their CLI; CI cannot reach it. Called by the engine with its
address as the last argument; prints its own port, then serves until told to stop.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent import futures
from typing import Any

import grpc
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from tests.engine import warm

ALREADY_REPORTED = 32  # exit code of the real host's executor: the user has seen the error


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs `__main__.py` of a project in a process of its own, a copy of one that is warm."""

    def __init__(self, engine_address: str) -> None:
        self._engine = engine_address

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's names
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version="9999.0.0")

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: N802
        return language_pb2.GetRequiredPackagesResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802
        return iter(())

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802
        settings = {
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "config": dict(request.config),
            "secret_keys": list(request.configSecretKeys),
            "monitor": request.monitor_address,
            "engine": self._engine,
            "parallel": request.parallel,
            "dry_run": request.dryRun,
            "root": request.info.root_directory,
            "program": request.info.program_directory or request.pwd,
        }
        code = warm.asked(os.environ[warm.PLACE], settings, request.pwd)
        if code == 0:
            return language_pb2.RunResponse()
        if code == ALREADY_REPORTED:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"the program ended with exit code {code}")


def serve(engine_address: str) -> None:
    """Serve until the engine interrupts."""
    server = grpc.server(futures.ThreadPoolExecutor(4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine_address), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    server.stop(grace=1)


def run(given: dict[str, Any]) -> int:
    """Run the program the way the real host's executor does."""
    import asyncio
    import runpy
    import traceback

    import pulumi
    from pulumi.runtime import Settings, configure, run_in_stack, set_all_config

    set_all_config(given["config"], given["secret_keys"])
    configure(
        Settings(
            monitor=given["monitor"],
            engine=given["engine"],
            project=given["project"],
            stack=given["stack"],
            organization=given["organization"],
            parallel=given["parallel"],
            dry_run=given["dry_run"],
            root_directory=given["root"],
        )
    )
    sys.path.insert(0, given["program"])
    os.chdir(given["program"])

    def program() -> None:
        runpy.run_path(os.path.join(given["program"], "__main__.py"), run_name="__main__")  # noqa: PTH118

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(run_in_stack(program))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return ALREADY_REPORTED
    except Exception:  # noqa: BLE001 - whatever the program raised is the user's to see
        pulumi.log.error("Program failed with an unhandled exception:\n" + traceback.format_exc())
        return ALREADY_REPORTED
    return 0
