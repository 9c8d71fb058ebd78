"""Image repositories, what they keep, who may pull, and how images are scanned."""

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import first, present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.parts import again, reader, removal, tagging


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


@resource("aws:ecr/replicationConfiguration:ReplicationConfiguration")
def replication_configuration(r: Request) -> Created:
    """Where a region's registry copies its images to (a singleton)."""
    r.send("ecr", "put_replication_configuration")
    return r.cloud.account_id, {"registryId": r.cloud.account_id}


def repository_arn(r: Request, id_: str) -> str:
    """The ARN of a repository of this account."""
    return str(r.state.get("arn") or f"arn:aws:ecr:{r.region}:{r.cloud.account_id}:repository/{id_}")


REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"

modifies(
    REPOSITORY,
    "ecr.put_image_tag_mutability",
    only=["imageTagMutability", "imageTagMutabilityExclusionFilters"],
    resets={"imageTagMutability": "MUTABLE", "imageTagMutabilityExclusionFilters": KEPT},
    repositoryName="id",
    # Filters go with the modes that have them: AWS wants both together.
    imageTagMutability=lambda r, _: r.take("imageTagMutability", "MUTABLE"),
    imageTagMutabilityExclusionFilters=lambda r, _: r.take("imageTagMutabilityExclusionFilters"),
)
modifies(
    REPOSITORY,
    "ecr.put_image_scanning_configuration",
    resets={"imageScanningConfiguration": {"scanOnPush": False}},
    repositoryName="id",
)
tagging(REPOSITORY, "ecr.tag_resource", "ecr.untag_resource", resourceArn="arn")
removal(
    REPOSITORY,
    "ecr.delete_repository",
    repositoryName="id",
    force=lambda r, _: bool(r.inputs.get("forceDelete")),
)
removal(LIFECYCLE, "ecr.delete_lifecycle_policy", repositoryName="id")
removal(POLICY, "ecr.delete_repository_policy", repositoryName="id")
removal(
    SCANNING,
    "ecr.put_registry_scanning_configuration",
    scanType=lambda _r, _id: "BASIC",
    rules=lambda _r, _id: [],
)
removal(
    REPLICATION, "ecr.put_replication_configuration", replicationConfiguration=lambda _r, _id: {"rules": []}
)
again(
    LIFECYCLE,
    updates="ecr.put_lifecycle_policy",
    rename={"policy": "lifecyclePolicyText"},
    # PutLifecyclePolicy would take another one, but the provider makes the resource anew.
    lasting=["policy", "repository"],
)
again(POLICY, updates="ecr.set_repository_policy", rename={"policy": "policyText"}, lasting=["repository"])
again(SCANNING, updates="ecr.put_registry_scanning_configuration")
again(REPLICATION, updates="ecr.put_replication_configuration")
reader(
    REPOSITORY,
    "ecr.describe_repositories",
    "repositories.0",
    names={"encryptionConfigurations": "encryptionConfiguration", "name": "repositoryName"},
    repositoryNames=lambda _, id_: [id_],
)
reader(REPOSITORY, "ecr.list_tags_for_resource", resourceArn=repository_arn)
reader(
    LIFECYCLE,
    "ecr.get_lifecycle_policy",
    names={"policy": "lifecyclePolicyText", "repository": "repositoryName"},
    repositoryName="id",
)
reader(
    POLICY,
    "ecr.get_repository_policy",
    names={"policy": "policyText", "repository": "repositoryName"},
    repositoryName="id",
)
reader(SCANNING, "ecr.get_registry_scanning_configuration", "scanningConfiguration")
reader(REPLICATION, "ecr.describe_registry")
