"""What roles may do, read from their policies as they are deployed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from smoke.core import Deployed, expect

Rights = dict[str, set[str]]
"""Resource (an ARN, or `*`) -> actions."""


def rights_of(deployed: Deployed, role_arn: str) -> Rights:
    """All that a role's inline policies allow.

    Raises:
        CheckFailed: the role has rights by other ways, which would not be seen here.
    """
    iam, name = deployed.client("iam"), role_arn.rpartition("/")[2]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    expect(not attached, f"role {name} has policies that are not its own: {attached}")
    found: Rights = defaultdict(set)
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for statement in document["Statement"]:
            expect(statement["Effect"] == "Allow", f"role {name} is denied something: {policy}")
            for resource in _listed(statement["Resource"]):
                found[resource].update(_listed(statement["Action"]))
    return dict(found)


def about(rights: Rights, *services: str) -> Rights:
    """Those about some services, by the prefixes of their actions."""
    found = {
        resource: {action for action in actions if action.split(":")[0] in services}
        for resource, actions in rights.items()
    }
    return {resource: actions for resource, actions in found.items() if actions}


def expect_rights(who: str, found: Mapping[str, set[str]], stated: Mapping[str, set[str]]) -> None:
    """Expect exactly what is stated.

    Raises:
        CheckFailed: naming what is missing, or what there is beyond.
    """
    missing = [*_beyond(stated, found)]
    expect(not missing, f"{who} may not: {', '.join(missing)}")
    surplus = [*_beyond(found, stated)]
    expect(not surplus, f"{who} may, beyond what is stated: {', '.join(surplus)}")


def _beyond(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> Iterator[str]:
    for resource, actions in sorted(one.items()):
        for action in sorted(actions - other.get(resource, set())):
            yield f"{action} on {resource}"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
