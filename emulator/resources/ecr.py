"""Image repositories, what they keep, who may pull, and how images are scanned."""

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import first, present


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
