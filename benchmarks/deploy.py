"""Deploying to the embedded AWS against replaying the same API calls with plain boto3.

The difference is what the emulator adds: the program itself, turning inputs into requests, validation,
rules, records. Each run of either makes its session and its clients.
"""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from benchmarks.measure import Measured, sizes, steadied, verdict
from benchmarks.replay import Sent
from benchmarks.workload import CONFIG, STACK, ZONE, copies
from emulator import ledger
from emulator.account import ENVIRONMENT, Account, Quotas, forget_clients
from emulator.deploy import deploy

LIMIT = 1.6
FLAT = 1.5  # noise of a shared machine included
SIZES = (1, 2, 10)  # of all platforms: a copy of production is about a thousand resources
ROOM = Quotas(vpcs=100, elastic_addresses=200)  # each copy has a network of its own
REPEATS = {1: 3, 2: 1, 10: 1}


def embedded(program: Callable[[], None]) -> int:
    """Deploy; the number of registrations."""
    forget_clients()
    with Account(quotas=ROOM) as account:
        deployment = deploy(program, account, stack=STACK, config=CONFIG, given=[ZONE])
        return len(deployment.registrations)


@contextmanager
def recording(calls: list[Sent]) -> Iterator[None]:
    """Meanwhile, write down every call of a client, but those that the ledger answers in moto's place."""
    make = BaseClient._make_api_call  # botocore has no hook that sees both the parameters and the answer

    def recorded(client: Any, operation: str, params: dict[str, Any]) -> Any:
        sent = copy.deepcopy(params)
        answer = make(client, operation, params)
        service = client.meta.service_model.service_name
        if not ledger.lacking(service, operation):
            region = client.meta.region_name
            calls.append(
                Sent(service=service, operation=operation, params=sent, region=region, answer=answer)
            )
        return answer

    with patch.object(BaseClient, "_make_api_call", recorded):
        yield


def floor(calls: list[Sent], repeats: int) -> float:
    """CPU seconds of the replay."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.replay"],
        input=pickle.dumps((calls, repeats)),
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(done.stdout)


def measured(count: int) -> Measured:
    """One size."""
    program = copies(count)
    calls: list[Sent] = []
    with recording(calls):
        resources = embedded(program)
    seconds = []
    for _ in range(REPEATS[count]):
        gc.collect()
        started = time.process_time()
        embedded(program)
        seconds.append(time.process_time() - started)
    return Measured(
        label=f"{count} copies" if count > 1 else "1 copy",
        seconds=min(seconds),
        floor_seconds=floor(calls, REPEATS[count]),
        resources=resources,
    )


if __name__ == "__main__":
    taken = [steadied(partial(measured, count), limit=LIMIT) for count in sizes(SIZES)]
    sys.exit(verdict(taken, limit=LIMIT, flat=FLAT))
