"""What boto3 and moto do again and again, done once.

None of it changes an answer. Together it is a third of the time of a deployment, and a fifth of its memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.session
import moto.core.responses
import moto.core.utils
import moto.kms.models
from botocore.loaders import Loader, create_loader
from moto.kms.utils import generate_private_key

ASYMMETRIC = ("RSA", "ECC", "SM2")
"""How the specs of keys with a private half begin."""


class _Once(list[str]):
    """Folders to search; boto3 adds its own for each session."""

    def append(self, folder: str) -> None:
        if folder not in self:
            super().append(folder)


@cache
def shared_loader(folders: str | None = None) -> Loader:
    """The loader of every session with these folders (`AWS_DATA_PATH`), in place of one for each.

    botocore reads a service's model (EC2's has 4 MB of JSON) again for each session that makes a client of
    it, and here sessions come and go: the deployer's, moto's own, one for each role and function.

    Args:
        folders: As botocore's `create_loader` takes them.

    """
    loader = create_loader(folders)
    loader._search_paths = _Once(loader.search_paths)  # botocore has no other way to give the list
    return loader


def private_key(spec: str) -> Any:
    """A KMS key's private half; moto draws an RSA key for symmetric keys too, and never uses it."""
    return generate_private_key(spec) if spec.startswith(ASYMMETRIC) else None


def _names_of(find: Callable[[type], list[str]]) -> Callable[[type], list[str]]:
    """The operations of one of moto's classes, which asks with each request; added ones count at once."""

    @cache
    def names(response: type, size: int) -> list[str]:  # noqa: ARG001 - the size tells that some were added
        return find(response)

    return lambda response: names(response, len(vars(response)))


def install() -> None:
    """Save from now on; more than once is the same as once."""
    botocore.session.create_loader = shared_loader
    if not hasattr(moto.core.utils.create_loader, "cache_info"):
        # its own folders and additions are the same for every service, but it lists them for each
        moto.core.utils.create_loader = cache(moto.core.utils.create_loader)
        moto.core.responses.method_names_from_class = _names_of(moto.core.responses.method_names_from_class)
    moto.kms.models.generate_private_key = private_key
