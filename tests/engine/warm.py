"""A process that has imported what programs import, and forks a copy of itself for each run of one.

Importing the AWS SDK's classes is half of the CPU time of a run, and the tests run the program some hundred
times. Nothing of this repository's program is imported before the fork: a run reads it as it then is.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLACE = "PLATFORMS_TESTS_WARM"
"""Environment variable that tells the language host the process's socket."""
LONGEST = 1 << 20
"""Bytes of one read from the socket."""
CRASHED = 70
"""Exit code of a run that ended without telling one (EX_SOFTWARE of sysexits.h)."""


# -- for whoever wants a run


@cache
def started() -> str:
    """The socket of this process's own; made at the first call, and gone with this process."""
    directory = tempfile.TemporaryDirectory(prefix="warm")
    place = f"{directory.name}/socket"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()
    process = subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, "-m", "tests.engine.warm", str(listening.fileno())],
        cwd=ROOT,
        stdin=subprocess.PIPE,  # ends with this process
        pass_fds=[listening.fileno()],
        start_new_session=True,
    )
    listening.close()
    atexit.register(directory.cleanup)
    atexit.register(process.wait)
    atexit.register(process.kill)
    return place


def asked(place: str, settings: Mapping[str, Any], directory: str) -> int:
    """Have the program run; its exit code. It writes to this process's standard streams."""
    with socket.socket(socket.AF_UNIX) as there:
        there.connect(place)
        wanted = {"settings": dict(settings), "directory": directory, "environment": dict(os.environ)}
        socket.send_fds(there, [b"!"], [1, 2])
        there.sendall(json.dumps(wanted).encode() + b"\n")
        return int(there.recv(LONGEST) or CRASHED)


# -- the process itself


def imported() -> None:
    """Import what the program's files name of the SDK; its modules are lazy until they are looked into."""
    import grpc  # noqa: F401
    import pulumi  # noqa: F401
    import pulumi_aws
    import pulumi_awsx  # noqa: F401
    import pulumi_random  # noqa: F401
    import pydantic  # noqa: F401

    named = {
        name
        for file in (ROOT / "components").rglob("*.py")
        for name in re.findall(r"\baws\.(\w+)\.[A-Z]", file.read_text(encoding="utf-8"))
    }
    for name in sorted(named):
        if (Path(str(pulumi_aws.__file__)).parent / name).is_dir():
            hasattr(importlib.import_module(f"pulumi_aws.{name}"), "any")


def serve(listening: socket.socket, run: Callable[[dict[str, Any]], int]) -> None:
    """Fork for each that asks, until whoever started this ends."""
    import select

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for copies
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        there, _ = listening.accept()
        if os.fork() == 0:
            try:
                _copy(there, run)
            finally:
                os._exit(0)
        there.close()


def _copy(there: socket.socket, run: Callable[[dict[str, Any]], int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(there, 1, 2)
    text = b""
    while not text.endswith(b"\n"):
        part = there.recv(LONGEST)
        if not part:  # whoever asked is gone
            return
        text += part
    threading.Thread(target=_ended_with, args=[there], daemon=True).start()
    wanted = json.loads(text)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["directory"])
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(ROOT))]
    code = run(wanted["settings"])
    sys.stdout.flush()
    sys.stderr.flush()
    there.sendall(str(code).encode())


def _ended_with(there: socket.socket) -> None:
    """An engine that gives up kills the language host; a run that it waits for would wait for it in turn."""
    there.recv(1)
    os._exit(CRASHED)


if __name__ == "__main__":
    from tests.engine.language_host import run

    imported()
    serve(socket.socket(fileno=int(sys.argv[1])), run)
