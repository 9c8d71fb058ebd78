"""ECR.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import REPOSITORY

from .core import Params, refuses
from .documents import malformed

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("ecr", "SetRepositoryPolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed repository policies."""
    name = f"the policy of repository {params['repositoryName']}"
    yield from malformed(name, params["policyText"], REPOSITORY, account)


@refuses("ecr", "CreateRepository")
def repository(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Exclusions from immutability without the mode that has them."""
    mode = params.get("imageTagMutability", "MUTABLE")
    filters = params.get("imageTagMutabilityExclusionFilters")
    if bool(filters) != mode.endswith("_WITH_EXCLUSION"):
        yield (
            f"repository {params['repositoryName']}: imageTagMutabilityExclusionFilters go with the modes "
            "…_WITH_EXCLUSION, and only with them"
        )
