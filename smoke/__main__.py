"""The read-only checks against a real account: `pulumi stack output --json | python -m smoke`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from smoke.runner import run


def main(arguments: list[str] | None = None) -> int:
    """Check what a stack's outputs describe; 0 if all holds, 1 if not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m smoke", description="Check a deployed stack; reads only, unless --writes is given."
    )
    parser.add_argument(
        "outputs",
        nargs="?",
        default="-",
        help="file with the output of `pulumi stack output --json`; standard input by default",
    )
    parser.add_argument("--profile", help="AWS profile to use")
    parser.add_argument("--region", help="AWS region of the stack")
    parser.add_argument(
        "--writes", action="store_true", help="also run the checks that put items and send messages"
    )
    given = parser.parse_args(arguments)
    try:
        text = sys.stdin.read() if given.outputs == "-" else Path(given.outputs).read_text()
        outputs = json.loads(text)
    except (OSError, ValueError) as error:
        print(f"smoke: no outputs to be read from {given.outputs}: {error}", file=sys.stderr)
        return 2
    if not isinstance(outputs, dict):
        print(f"smoke: {given.outputs} holds no stack outputs, but {type(outputs).__name__}", file=sys.stderr)
        return 2
    try:
        session = boto3.Session(profile_name=given.profile, region_name=given.region)
        results = list(run(outputs, session, writes=given.writes))
    except (BotoCoreError, ClientError) as error:
        print(f"smoke: {error}", file=sys.stderr)
        return 1
    for result in results:
        print(f"{'ok  ' if result.ok else 'FAIL'} {result.platform}: {result.title} ({result.detail})")
    if not results:
        print("smoke: the outputs name no platform", file=sys.stderr)
    return 0 if results and all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
