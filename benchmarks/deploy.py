"""Deploying to the embedded AWS against replaying the same API calls with plain boto3.

The difference is what the emulator adds: the program itself, turning inputs into requests, validation,
rules, records. moto draws its ids from a generator that is seeded alike for both, so that a recorded call
names what the replay made.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.moto_api._internal import mock_random

from benchmarks.measure import Measured, against_floor, verdict
from benchmarks.workload import CONFIG, STACK, ZONE, copies
from emulator import ledger
from emulator.account import MOTO_CONFIG, Account
from emulator.deploy import deploy
from emulator.hooks import HOOKS, Call

LIMIT = 1.6
FLAT = 1.5  # noise of a shared machine included
SIZES = (1, 10, 50)
REPEATS = {1: 5, 10: 1, 50: 1}
SEED = 7
CREDENTIALS = {"aws_access_key_id": "AKIAREPLAY", "aws_secret_access_key": "replay"}

Recorded = tuple[str, str, dict[str, Any], str]
"""Service, operation, parameters, region."""


def embedded(program: Callable[[], None]) -> int:
    """Deploy; the number of registrations."""
    mock_random.seed(SEED)
    with Account() as account:
        deployment = deploy(program, account, stack=STACK, config=CONFIG, given=[ZONE])
        return len(deployment.registrations)


@contextmanager
def recording(calls: list[Recorded]) -> Iterator[None]:
    """Meanwhile, write down every call that reaches moto."""

    def record(call: Call) -> None:
        calls.append((call.service, call.operation, copy.deepcopy(dict(call.params)), call.region))

    def answered_by_nobody(call: Call) -> None:
        # answers come after checks: what the ledger answers never reaches moto
        if ledger.answers(call):
            calls.pop()

    HOOKS.checks.append(record)
    HOOKS.guards.append(answered_by_nobody)
    try:
        yield
    finally:
        HOOKS.checks.remove(record)
        HOOKS.guards.remove(answered_by_nobody)


class Replay:
    """The same calls, by plain boto3 to plain moto.

    Args:
        calls: What to send.

    Attributes:
        refused: What moto answered with an error, of the last run.
    """

    def __init__(self, calls: list[Recorded]) -> None:
        self._calls = calls
        self._session = boto3.Session(region_name="us-east-1", **CREDENTIALS)
        self._clients: dict[tuple[str, str], Any] = {}
        self.refused: list[str] = []

    def __call__(self) -> None:
        """Send them all to a fresh account."""
        self.refused = []
        mock_random.seed(SEED)
        with mock_aws(config=MOTO_CONFIG):
            for service, operation, params, region in self._calls:
                try:
                    getattr(self._client(service, region), xform_name(operation))(**params)
                except ClientError as error:
                    self.refused.append(f"{service} {operation}: {error}")

    def _client(self, service: str, region: str) -> Any:
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region)
        return self._clients[key]


def measured(count: int) -> Measured:
    """One size."""
    program = copies(count)
    calls: list[Recorded] = []
    with recording(calls):
        resources = embedded(program)
    replay = Replay(calls)
    result = against_floor(
        f"{count} copies" if count > 1 else "1 copy",
        lambda: embedded(program),
        replay,
        resources=resources,
        repeats=REPEATS[count],
        memory=False,
    )
    if replay.refused:
        raise SystemExit(f"the replay is no floor: {len(replay.refused)} calls failed: {replay.refused[:3]}")
    return result


if __name__ == "__main__":
    sys.exit(verdict([measured(count) for count in SIZES], limit=LIMIT, flat=FLAT))
