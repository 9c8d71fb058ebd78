"""What a program declared, with look-ups that refuse to guess.

from tests.support.recorder import declare

recorded = declare(lambda: Queue("jobs", QueueArgs(...)))
assert recorded.inputs("jobs-queue")["visibilityTimeoutSeconds"] == 30
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.backend import Answers
from emulator.deploy import Deployment, as_config
from emulator.deploy import declare as run
from emulator.graph import Graph, Registration


class LookupFailedError(AssertionError):
    """Nothing, or more than one thing, fits what a test looks for."""


class Recorder:
    """A run of a program against the echo.

    Names are logical; types are tokens (`aws:sqs/queue:Queue`) or, where that is clear, their last part
    (`Queue`). Inputs are camelCase, secrets unwrapped, whole numbers as int.
    """

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment

    @property
    def graph(self) -> Graph:
        """Everything that was registered, and what needs what."""
        return self.deployment.graph

    # -- look-ups

    def of_type(self, token: str) -> list[Registration]:
        """All of one type, in order of registration; none is an answer.

        Raises:
            LookupFailedError: a short type that several types end in.

        """
        found = [item for item in self.graph if token in (item.typ, item.typ.rpartition(":")[2])]
        types = sorted({item.typ for item in found})
        if len(types) > 1:
            raise LookupFailedError(f"{token!r} can be {' or '.join(types)}: give the whole type")
        return found

    def names(self, token: str) -> list[str]:
        """Logical names of all of one type, sorted."""
        return sorted(item.name for item in self.of_type(token))

    def count(self, token: str) -> int:
        """How many there are of one type."""
        return len(self.of_type(token))

    def registration(self, name: str, token: str | None = None) -> Registration:
        """The only resource of a logical name; give the type too where several types share the name.

        Raises:
            LookupFailedError: none or several.

        """
        candidates = list(self.graph) if token is None else self.of_type(token)
        found = [item for item in candidates if item.name == name]
        if len(found) > 1 and token is None:
            # a component and its only custom child often share a name; the component has no inputs to look at
            custom = [item for item in found if item.custom]
            found = custom if len(custom) == 1 else found
        if len(found) != 1:
            raise LookupFailedError(_message(f"resource named {name!r}", found, candidates))
        return found[0]

    def one(self, typ: str, name: str | None = None) -> Registration:
        """The only resource of a type (and logical name).

        Raises:
            LookupFailedError: none or several.

        """
        found = [item for item in self.of_type(typ) if name in (None, item.name)]
        if len(found) != 1:
            wanted = f"{typ} named {name!r}" if name else typ
            raise LookupFailedError(_message(wanted, found, self.of_type(typ) or list(self.graph)))
        return found[0]

    def inputs(self, name: str, token: str | None = None) -> dict[str, Any]:
        """Inputs of the only resource of a logical name."""
        return dict(self.registration(name, token).inputs)

    def state(self, name: str, token: str | None = None) -> dict[str, Any]:
        """Id and outputs that the echo made up for a resource."""
        return self.deployment.state_of(self.registration(name, token).urn)

    def needs(self, name: str, token: str | None = None) -> set[str]:
        """Logical names of everything that exists before a resource, by what the program declared."""
        urn = self.registration(name, token).urn
        return {self.graph[need].name for need in self.graph.needs(urn) if need in self.graph}

    # -- policies

    def statements(self, name: str) -> list[dict[str, Any]]:
        """Parsed statements of every policy document of a resource.

        Args:
            name: Logical or physical name of a policy (or of anything with a `policy`), or of a role: then
                the statements of its inline policies and of the customer policies attached to it.

        Raises:
            LookupFailedError: nothing of that name has a policy.

        """
        found: list[dict[str, Any]] = []
        roles = {value for item in self.of_type("aws:iam/role:Role") for value in self._calls(item, name)}
        arns = {
            self.deployment.state_of(item.urn)["arn"]
            for item in self.of_type("aws:iam/policy:Policy")
            if self._attached(item, roles)
        }
        for item in self.graph:
            policy = item.inputs.get("policy")
            if policy is None:
                for inline in item.inputs.get("inlinePolicies") or []:
                    if roles & self._names(item):
                        found += _statements(inline["policy"])
                continue
            of_role = item.inputs.get("role") in roles
            attached = (
                item.urn in self.deployment.monitor.made
                and self.deployment.state_of(item.urn).get("arn") in arns
            )
            if of_role or (attached and roles) or name in self._names(item):
                found += _statements(policy)
        if not found:
            raise LookupFailedError(
                f"no policy of {name!r}; policies: {', '.join(self._policies()) or 'none'}"
            )
        return found

    def trust(self, name: str) -> list[dict[str, Any]]:
        """Parsed statements of who may assume a role (by its logical name)."""
        return _statements(self.registration(name, "aws:iam/role:Role").inputs["assumeRolePolicy"])

    def _names(self, item: Registration) -> set[str]:
        made = self.deployment.monitor.made.get(item.urn)
        return {item.name, *filter(None, [item.inputs.get("name"), made and made.outputs.get("name")])}

    def _calls(self, role: Registration, name: str) -> set[str]:
        """What other resources may call a role of this name: its physical name or its ARN."""
        if name not in self._names(role):
            return set()
        made = self.deployment.monitor.made[role.urn]
        return {made.id, str(made.outputs.get("arn"))}

    def _attached(self, policy: Registration, roles: set[str]) -> bool:
        arn = self.deployment.state_of(policy.urn)["arn"]
        return any(
            item.inputs.get("role") in roles and item.inputs.get("policyArn") == arn
            for item in self.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        )

    def _policies(self) -> list[str]:
        return sorted(item.name for item in self.graph if "policy" in item.inputs)

    # -- the rest

    @property
    def exports(self) -> dict[str, Any]:
        """The stack's outputs, secrets unwrapped."""
        return self.deployment.outputs

    @property
    def invokes(self) -> list[tuple[str, dict[str, Any]]]:
        """Provider functions that were called, with their arguments."""
        return self.deployment.monitor.invokes


def declare(
    fn: Callable[[], object],
    config: Mapping[str, Any] | None = None,
    preview: bool = False,
    *,
    stack: str = "dev",
    project: str = "platforms",
    secret_keys: Iterable[str] = (),
    region: str = "us-east-1",
    answers: Answers | None = None,
    seed: int | None = None,
) -> Recorder:
    """Run `fn` as a program and record what it declares.

    Args:
        fn: Declares resources; what it returns doesn't matter. `pulumi.export` works.
        config: `namespace:key` (or `key`, of the project) -> value; anything but text is turned into JSON.
        preview: Whether what AWS computes is unknown, as in a preview.
        stack: Name of the stack.
        project: Name of the project.
        secret_keys: Keys of `config` whose values are secret.
        region: Region of resources whose provider names none.
        answers: Provider functions (`aws:route53/getZone:getZone`) -> result, or a function of the arguments.
        seed: Order among independent resources.

    Raises:
        DeploymentFailed: what the engine would refuse (duplicate URNs, a missing provider, ...).
        Exception: whatever `fn` raises.

    """
    return Recorder(
        run(
            fn,
            project=project,
            stack=stack,
            config=as_config(config or {}, project),
            secret_keys=secret_keys,
            preview=preview,
            region=region,
            answers=answers,
            seed=seed,
        )
    )


def _statements(policy: object) -> list[dict[str, Any]]:
    document = json.loads(policy) if isinstance(policy, str) else policy
    if not isinstance(document, dict):
        raise LookupFailedError(f"not a policy document: {policy!r}")
    statements = document["Statement"]
    return list(statements) if isinstance(statements, list) else [statements]


def _message(wanted: str, found: list[Registration], candidates: list[Registration]) -> str:
    if found:
        return f"{len(found)} of {wanted}: " + ", ".join(f"{item.name} ({item.typ})" for item in found)
    near = ", ".join(f"{item.name} ({item.typ})" for item in candidates) or "nothing at all"
    return f"no {wanted}; there is {near}"
