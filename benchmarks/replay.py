"""The floor of an embedded deployment: its API calls again, by plain boto3 to plain moto.

It runs in a process of its own, so that nothing the emulator does to boto3 or moto makes the floor faster.
"""

from __future__ import annotations

import gc
import pickle
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.moto_api._internal import mock_random

from emulator.repairs import repaired

SEED = 7
SHORTEST_ID = 6
_PARTS = re.compile(r"[:/]")
CREDENTIALS = {"aws_access_key_id": "AKIAREPLAY", "aws_secret_access_key": "replay"}
MOTO_CONFIG = {"iam": {"load_aws_managed_policies": False}, "lambda": {"use_docker": False}}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One call that reached moto.

    Attributes:
        service: botocore's name of the service.
        operation: AWS's name of the operation.
        params: What was sent.
        region: Where to.
        answer: What came back.
    """

    service: str
    operation: str
    params: dict[str, Any]
    region: str
    answer: Any


class Replay:
    """The same calls, by plain boto3 to plain moto.

    moto draws the ids of what it makes: the first run finds out which of its ids stands for which of the
    recorded ones. Its generator is seeded, so every later run draws the same.

    Args:
        calls: What to send.
    """

    def __init__(self, calls: list[Sent]) -> None:
        self._clients: dict[tuple[str, str], Any] = {}
        self._calls = self._translated(calls)

    def __call__(self) -> None:
        """Send them all to a fresh account."""
        with self._account():
            for service, operation, region, params in self._calls:
                # a stream's ARN has the time in it: what refers to it is asked for, and refused
                with suppress(ClientError):
                    getattr(self._client(service, region), operation)(**params)

    @contextmanager
    def _account(self) -> Iterator[None]:
        mock_random.seed(SEED)
        self._session = boto3.Session(region_name="us-east-1", **CREDENTIALS)
        self._clients.clear()
        with mock_aws(config=MOTO_CONFIG), repaired():
            yield

    def _client(self, service: str, region: str) -> Any:
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region)
        return self._clients[key]

    def _translated(self, calls: list[Sent]) -> list[tuple[str, str, str, dict[str, Any]]]:
        found: list[tuple[str, str, str, dict[str, Any]]] = []
        ids: dict[str, str] = {}
        with self._account():
            for sent in calls:
                params = _renamed(sent.params, ids)
                operation = xform_name(sent.operation)
                try:
                    answer = getattr(self._client(sent.service, sent.region), operation)(**params)
                except ClientError:
                    # what only the embedded AWS has, and what needs that: the floor is lower without it
                    continue
                _learn(sent.answer, answer, ids)
                found.append((sent.service, operation, sent.region, params))
        return found


def _learn(recorded: Any, replayed: Any, ids: dict[str, str]) -> None:
    """Take note of every text that differs between two answers to the same call."""
    if isinstance(recorded, dict) and isinstance(replayed, dict):
        for key in recorded.keys() & replayed.keys() - {"ResponseMetadata"}:
            _learn(recorded[key], replayed[key], ids)
    elif isinstance(recorded, list) and isinstance(replayed, list):
        for one, other in zip(recorded, replayed, strict=False):
            _learn(one, other, ids)
    elif isinstance(recorded, str) and isinstance(replayed, str) and recorded != replayed:
        ids[recorded] = replayed
        # an id may come as the end of a path or an ARN, and be sent by itself
        parts = zip(_PARTS.split(recorded), _PARTS.split(replayed), strict=False)
        ids.update((one, other) for one, other in parts if one != other and len(one) > SHORTEST_ID)


def _renamed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {_renamed(key, ids): _renamed(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, ids) for each in value]
    if isinstance(value, str):
        # the longest first: an ARN before the id at its end
        for old in sorted((old for old in ids if old in value), key=len, reverse=True):
            value = value.replace(old, ids[old])
    return value


def main() -> None:
    """Read calls and a number of repeats, print the least CPU time of a run."""
    calls, repeats = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by this run's own parent process
    replay = Replay(calls)
    seconds = []
    for _ in range(repeats):
        gc.collect()
        started = time.process_time()
        replay()
        seconds.append(time.process_time() - started)
    print(min(seconds))


if __name__ == "__main__":
    main()
