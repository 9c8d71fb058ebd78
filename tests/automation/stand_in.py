"""A stand-in for the Pulumi CLI: keeps what it was called with, and does what a scenario says.

Run as `bin/pulumi`. STAND_IN names a directory: `scenario.json` maps a command to its answers, one per call,
the last one for ever; `calls.jsonl` gets a line per call.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

VERSION = "v3.259.0"


def command_of(arguments: list[str]) -> str:
    """`up`, `stack init`, ...: the words before the first option; a stack's name is none of them."""
    words = [word for word in arguments if word != "--non-interactive"]
    taken: list[str] = []
    for word in words:
        if word.startswith("-") or len(taken) == 2:
            break
        taken.append(word)
    return " ".join(taken)


def send(address: str, events: list[dict[str, object]]) -> None:
    """Send engine events the way the CLI does; without the SDK's classes, which take long to load."""
    import grpc

    with grpc.insecure_channel(address.removeprefix("tcp://")) as channel:
        stream = channel.stream_unary("/pulumirpc.Events/StreamEvents")
        stream(iter([message(json.dumps(event).encode()) for event in events]))


def message(text: bytes) -> bytes:
    """An EventRequest: text is its first field."""
    size, length = len(text), b""
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return b"\x0a" + length + bytes([size]) + text


def main() -> int:
    arguments = sys.argv[1:]
    if arguments == ["version"]:
        print(os.environ.get("STAND_IN_VERSION", VERSION))
        return 0
    place = Path(os.environ["STAND_IN"])
    command = command_of(arguments)
    calls = place / "calls.jsonl"
    earlier = [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []
    call = {
        "command": command,
        "arguments": arguments,
        "cwd": str(Path.cwd()),
        "files": {str(file.relative_to(Path.cwd())): file.read_text() for file in Path.cwd().rglob("*.yaml")},
        "environment": {key: value for key, value in os.environ.items() if key.startswith("PULUMI_")},
        "input": "" if sys.stdin.isatty() else sys.stdin.read(),
    }
    with calls.open("a") as file:
        file.write(json.dumps(call) + "\n")
    answers = json.loads((place / "scenario.json").read_text()).get(command) or [{}]
    answer = answers[min(sum(one["command"] == command for one in earlier), len(answers) - 1)]
    interrupted: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        interrupted.append(number)

    signal.signal(signal.SIGINT, interrupt)
    end = time.monotonic() + answer.get("seconds", 0)
    (place / f"{command}.started").touch()
    while time.monotonic() < end and len(interrupted) < answer.get("interrupts", 1):
        time.sleep(0.02)
    if events := answer.get("events"):
        send(arguments[arguments.index("--event-log") + 1], events)
    print(answer.get("stdout", ""))
    print(answer.get("stderr", ""), file=sys.stderr)
    return 1 if interrupted else int(answer.get("code", 0))


if __name__ == "__main__":
    sys.exit(main())
