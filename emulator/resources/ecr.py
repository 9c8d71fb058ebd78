"""Image repositories, what they keep, who may pull, and how images are scanned."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import ECR, differing
from emulator.resources._common import first, present
from emulator.resources.parts import again, later, removal


@resource("aws:ecr/repository:Repository")
def repository(r: Request) -> Created:
    """A repository."""
    r.take("forceDelete")
    name, encryption = r.physical(), first(r.take("encryptionConfigurations"))
    made = r.send(
        "ecr",
        "create_repository",
        repositoryName=name,
        **present(encryptionConfiguration=present(**encryption) if encryption else None),
    )["repository"]
    return name, {
        "arn": made["repositoryArn"],
        "name": name,
        "registryId": made["registryId"],
        "repositoryUrl": made["repositoryUri"],
    }


simple(
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "ecr.put_lifecycle_policy",
    rename={"repository": "repositoryName", "policy": "lifecyclePolicyText"},
    id="repositoryName",
    outputs={"registryId": "registryId"},
)
simple(
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "ecr.set_repository_policy",
    rename={"repository": "repositoryName", "policy": "policyText"},
    id="repositoryName",
    outputs={"registryId": "registryId"},
)


@resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration")
def registry_scanning_configuration(r: Request) -> Created:
    """How the whole registry of a region is scanned (a singleton)."""
    names = {"repositoryFilters": "repositoryFilters"}
    r.send("ecr", "put_registry_scanning_configuration", rename=names)
    return r.cloud.account_id, {"registryId": r.cloud.account_id}


def _update_repository(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Scanning and mutability have an operation each."""
    changed = differing(r, old, ("forceDelete",))
    if "imageScanningConfiguration" in changed:
        scans = {"scanOnPush": bool((r.take("imageScanningConfiguration") or {}).get("scanOnPush"))}
        call = {"repositoryName": id_, "imageScanningConfiguration": scans}
        r.api("ecr", "put_image_scanning_configuration", **call)
    if changed & {"imageTagMutability", "imageTagMutabilityExclusionFilters"}:
        keys = ("imageTagMutability", "imageTagMutabilityExclusionFilters")
        r.send("ecr", "put_image_tag_mutability", only=changed & set(keys), repositoryName=id_)
    ECR.apply(r, old)
    return {}


later("aws:ecr/repository:Repository", update=_update_repository)
removal(
    "aws:ecr/repository:Repository",
    "ecr.delete_repository",
    repositoryName="id",
    force=lambda r, _: bool(r.inputs.get("forceDelete")),
)
removal("aws:ecr/lifecyclePolicy:LifecyclePolicy", "ecr.delete_lifecycle_policy", repositoryName="id")
removal("aws:ecr/repositoryPolicy:RepositoryPolicy", "ecr.delete_repository_policy", repositoryName="id")
removal(
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "ecr.put_registry_scanning_configuration",
    scanType=lambda _r, _id: "BASIC",
    rules=lambda _r, _id: [],
)
again(
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
)
