"""What can be changed in place: derived from the update operations of AWS's own models, not from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

from . import sdk
from .request import Request
from .shapes import alternatives, fold

STEERING = frozenset(
    {
        "applyImmediately",
        "deletionWindowInDays",
        "finalSnapshotIdentifier",
        "forceDelete",
        "forceDestroy",
        "forceDestroyPolicies",
        "forceDetachPolicies",
        "forceNewDeployment",
        "forceOverwriteReplicaSecret",
        "recoveryWindowInDays",
        "retainOnDelete",
        "skipDestroy",
        "skipFinalSnapshot",
        "waitForDeployment",
        "waitForSteadyState",
    }
)
"""Inputs that steer the provider (mostly how it deletes) and that no resource of AWS has: they can change."""

TAGS = "tags"


def steering(token: str) -> frozenset[str]:
    """Inputs of a type that are the provider's own business."""
    return STEERING & sdk.inputs(token)


@cache
def _session() -> Any:
    return botocore.session.get_session()  # 0.05 s


@cache
def _model(service: str) -> Any:
    return _session().get_service_model(service)


@cache
def input_shape(call: str) -> Any:
    """What an update call takes, as botocore's shape.

    Args:
        call: `service.operation`, as boto3 spells them; `service.operation.Parameter...` for what is inside a
            structure parameter or a map (of the items, where it is a list).

    Raises:
        ValueError: AWS has no such operation or parameter.

    """
    service, operation, *path = call.split(".")
    model = _model(service)
    name = next((name for name in model.operation_names if xform_name(name) == operation), None)
    if name is None:
        raise ValueError(f"{service} has no operation {operation}")
    shape = model.operation_model(name).input_shape
    for step in path:
        if step not in shape.members:
            raise ValueError(f"{call}: {shape.name} has no {step}, only {', '.join(shape.members)}")
        shape = shape.members[step]
        while shape.type_name == "list":
            shape = shape.member
    return shape


@cache
def members(call: str) -> Mapping[str, str]:
    """Folded name -> name of what an update call takes.

    Args:
        call: As for `input_shape`: the members of a structure parameter, or the keys of a map that knows its
            keys (`sqs.set_queue_attributes.Attributes`).

    Raises:
        ValueError: AWS has no such operation or parameter.

    """
    shape = input_shape(call)
    names = shape.key.enum if shape.type_name == "map" else shape.members
    return {fold(member): member for member in names}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One update operation of a type.

    Attributes:
        call: As for `members`.
        rename: Input -> parameter, where the names differ by more than case.
        only: The inputs it is for; all that it takes where empty.
        extra: Inputs that it takes in a form of its own.
        run: Makes the call; None where the type's own `update` does.

    """

    call: str
    rename: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    run: Callable[[Request, str], Any] | None = None

    def inputs(self, token: str) -> frozenset[str]:
        """Inputs of the type `token` that the operation takes."""
        taken = members(self.call)
        found = {
            key
            for key in sdk.inputs(token)
            if (key in self.rename and self.rename[key] in taken.values())
            or any(name in taken for name in alternatives(fold(key)))
        }
        return frozenset(found & self.only if self.only else found) | self.extra


def applied(steps: tuple[Step, ...], r: Request, id_: str) -> None:
    """Make the update calls that the changed inputs need."""
    for step in steps:
        if step.run is not None and step.inputs(r.typ) & r.changed:
            step.run(r, id_)
