"""Declaring the program against a bare program that registers the same things with literal inputs.

Both run against mocks that echo inputs; the difference is what the program's own layers cost: settings,
guards, blocks, links.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from benchmarks.measure import Measured, against_floor, sizes, steadied, verdict
from benchmarks.workload import CONFIG, STACK, copies
from emulator.deploy import Deployment, declare
from emulator.graph import Registration
from emulator.sdk import resource_class

LIMIT = 1.25
FLAT = 1.5  # noise of a shared machine included
SIZES = (1, 2, 10)  # of all platforms: a copy of production is about a thousand resources
REPEATS = {1: 5, 2: 2, 10: 1}
MEMORY_SIZES = (1, 2)  # tracing allocations slows a run several times
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def run(program: Callable[[], None]) -> Deployment:
    """Declare a program under the production stack file."""
    return declare(program, stack=STACK, config=CONFIG)


def bare(recorded: Deployment) -> Callable[[], None]:
    """The same registrations without any layer: each resource class with the values it ended up with."""
    remote = {item.urn for item in recorded.graph if item.remote}
    plan: list[tuple[Registration, type[Any] | None, dict[str, Any]]] = []
    for item in recorded.graph:
        if item.parent in remote or item.parent.count("awsx:") > 0:
            continue  # made by the component's provider, not by a program
        plan.append((item, _class_of(item), _arguments(item)))

    def program() -> None:
        made: dict[str, pulumi.Resource] = {}
        providers: dict[str, pulumi.ProviderResource] = {}
        for item, cls, arguments in plan:
            opts = pulumi.ResourceOptions(
                parent=made.get(item.parent),
                provider=providers.get(item.provider),
                protect=item.protect or None,
                providers=list(providers.values()) if cls is None and item.parent not in made else None,
            )
            if cls is None:
                made[item.urn] = pulumi.ComponentResource(item.typ, item.name, None, opts)
            else:
                resource = cls(item.name, **_written(arguments), opts=opts)
                made[item.urn] = resource
                if isinstance(resource, pulumi.ProviderResource):
                    providers[item.urn] = resource
        for urn, outputs in recorded.monitor.component_outputs.items():
            component = made.get(urn)
            if isinstance(component, pulumi.ComponentResource):
                component.register_outputs(dict(outputs))
        for name, value in recorded.outputs.items():
            pulumi.export(name, value)

    return program


def _written(value: Any) -> Any:
    """A literal makes its value anew each time it is reached; so does this."""
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_written(each) for each in value]
    return value


def _class_of(item: Registration) -> type[Any] | None:
    if item.typ.startswith("pulumi:providers:"):
        return aws.Provider
    return resource_class(item.typ) if item.custom or item.remote else None


def _arguments(item: Registration) -> dict[str, Any]:
    """Inputs by the SDK's names; what is structured travels to a provider as JSON."""
    structured = item.typ.startswith("pulumi:providers:")
    return {
        _snake(key): json.loads(value) if structured and value[:1] in "[{" else value
        for key, value in item.inputs.items()
    }


def _snake(name: str) -> str:
    return _HUMP.sub("_", name).lower()


def measured(count: int) -> Measured:
    """One size."""
    program = copies(count)
    recorded = run(program)
    floor = bare(recorded)
    return against_floor(
        f"{count} copies" if count > 1 else "1 copy",
        lambda: run(program),
        lambda: run(floor),
        resources=len(recorded.graph.registrations),
        repeats=REPEATS[count],
        memory=count in MEMORY_SIZES,
    )


if __name__ == "__main__":
    taken = [steadied(partial(measured, count), limit=LIMIT) for count in sizes(SIZES)]
    sys.exit(verdict(taken, limit=LIMIT, flat=FLAT))
