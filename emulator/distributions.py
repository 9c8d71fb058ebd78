"""What moto forgets of a distribution it was given: its ways to origins, their groups, and functions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.cloudfront.models import CacheBehaviour, DefaultCacheBehaviour, DistributionConfig, Origin

_make_origin = Origin.__init__
_make_default = DefaultCacheBehaviour.__init__
_make_ordered = CacheBehaviour.__init__
_make_config = DistributionConfig.__init__


def _origin(origin: Any, given: dict[str, Any]) -> None:
    """An origin that knows its access control, or the way into its VPC."""
    _make_origin(origin, given)
    origin.origin_access_control_id = given.get("OriginAccessControlId") or ""
    if "VpcOriginConfig" in given:
        origin.vpc_origin_config = given["VpcOriginConfig"]


def _default(behavior: Any, given: dict[str, Any]) -> None:
    _make_default(behavior, given)
    behavior.function_associations = given.get("FunctionAssociations") or {"Quantity": 0}


def _ordered(behavior: Any, given: dict[str, Any]) -> None:
    _make_ordered(behavior, given)
    behavior.function_associations = given.get("FunctionAssociations") or {"Quantity": 0}


def _config(config: Any, given: dict[str, Any]) -> None:
    """A configuration whose default behaviour may lead to a group of origins; moto knows single ones only."""
    default, groups = given["DefaultCacheBehavior"], given.get("OriginGroups", {}).get("Items", [])
    target = default["TargetOriginId"]
    members = next((group["Members"]["Items"] for group in groups if group["Id"] == target), None)
    if members is None:
        _make_config(config, given)
        return
    _make_config(
        config, {**given, "DefaultCacheBehavior": {**default, "TargetOriginId": members[0]["OriginId"]}}
    )
    config.DefaultCacheBehavior.target_origin_id = target


MODELS = (
    (Origin, _origin),
    (DefaultCacheBehaviour, _default),
    (CacheBehaviour, _ordered),
    (DistributionConfig, _config),
)


@contextmanager
def remembered() -> Iterator[None]:
    """Meanwhile, a distribution is described as it was made."""
    with ExitStack() as patches:
        for model, make in MODELS:
            patches.enter_context(patch.object(model, "__init__", make))
        yield
