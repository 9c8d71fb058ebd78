"""What moto's ElastiCache lacks to let a cache change and go: operations on groups, and ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import CacheSubnetGroup, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse


class GroupInUse(ElastiCacheException):  # type: ignore[misc]  # moto has no types
    """A subnet group that a cache still lives in."""

    code = "CacheSubnetGroupInUse"


class NoParameterGroup(ElastiCacheException):  # type: ignore[misc]  # as above
    """A parameter group that isn't there."""

    code = "CacheParameterGroupNotFound"


class ParameterGroupExists(ElastiCacheException):  # type: ignore[misc]  # as above
    """A second parameter group of a name."""

    code = "CacheParameterGroupAlreadyExists"


_start_deleting_user = ElastiCacheBackend.delete_user
_delete_replication_group = ElastiCacheBackend.delete_replication_group


def _delete_cache(backend: Any, replication_group_id: str, retain_primary_cluster: bool | None) -> Any:
    """DeleteReplicationGroup, to the end: moto leaves the group `deleting` for ever."""
    group = _delete_replication_group(backend, replication_group_id, retain_primary_cluster)
    return backend.replication_groups.pop(group.replication_group_id)


def _delete_user(backend: Any, user_id: str) -> Any:
    """DeleteUser, to the end: moto waits for somebody to look."""
    user = _start_deleting_user(backend, user_id)
    backend.users.pop(user_id, None)
    return user


# -- subnet groups


def _subnet_group(response: Any) -> Any:
    name = response._get_param("CacheSubnetGroupName")
    groups = response.elasticache_backend.cache_subnet_groups
    if name not in groups:
        raise CacheSubnetGroupNotFound(name)
    return groups[name]


def delete_cache_subnet_group(response: Any) -> Any:
    """Delete a subnet group that no cache lives in."""
    name = _subnet_group(response).cache_subnet_group_name
    backend = response.elasticache_backend
    caches = [*backend.replication_groups.values(), *backend.cache_clusters.values()]
    if any(cache.cache_subnet_group_name == name for cache in caches):
        raise GroupInUse(f"Cache subnet group {name} is currently in use by a cache.")
    del backend.cache_subnet_groups[name]
    return EmptyResult()


def modify_cache_subnet_group(response: Any) -> Any:
    """Give a subnet group other subnets or another description."""
    held, backend = _subnet_group(response), response.elasticache_backend
    description = response._get_param("CacheSubnetGroupDescription")
    group = CacheSubnetGroup(
        account_id=backend.account_id,
        region_name=backend.region_name,
        cache_subnet_group_name=held.cache_subnet_group_name,
        cache_subnet_group_description=held.cache_subnet_group_description
        if description is None
        else description,
        subnet_ids=response._get_param("SubnetIds") or held.subnet_ids,
        tags=held.tags,
    )
    backend.cache_subnet_groups[held.cache_subnet_group_name] = group
    return ActionResult({"CacheSubnetGroup": group})


# -- parameter groups: their values are kept beside moto's other things


def _parameter_groups(response: Any) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = vars(response.elasticache_backend).setdefault("parameter_groups", {})
    return groups


def _parameter_group(response: Any) -> dict[str, Any]:
    name = response._get_param("CacheParameterGroupName")
    if name not in _parameter_groups(response):
        raise NoParameterGroup(f"CacheParameterGroup {name} not found.")
    return _parameter_groups(response)[name]


def _told(group: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key != "values"}


def create_cache_parameter_group(response: Any) -> Any:
    """Make a parameter group with the values of its family."""
    name, backend = response._get_param("CacheParameterGroupName"), response.elasticache_backend
    if name in _parameter_groups(response):
        raise ParameterGroupExists(f"CacheParameterGroup {name} already exists.")
    arn = f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:parametergroup:{name}"
    group: dict[str, Any] = {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": response._get_param("CacheParameterGroupFamily"),
        "Description": response._get_param("Description"),
        "ARN": arn,
        "values": {},
    }
    _parameter_groups(response)[name] = group
    backend.tagging_service.tag_resource(arn, response._get_param("Tags") or [])
    return ActionResult({"CacheParameterGroup": _told(group)})


def modify_cache_parameter_group(response: Any) -> Any:
    """Set values."""
    group = _parameter_group(response)
    for pair in response._get_param("ParameterNameValues") or []:
        group["values"][pair["ParameterName"]] = pair["ParameterValue"]
    return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})


def reset_cache_parameter_group(response: Any) -> Any:
    """Put values back to the family's."""
    group = _parameter_group(response)
    pairs = response._get_param("ParameterNameValues") or []
    for name in [pair["ParameterName"] for pair in pairs] or list(group["values"]):
        group["values"].pop(name, None)
    return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})


def describe_cache_parameter_groups(response: Any) -> Any:
    """One parameter group, or all."""
    if response._get_param("CacheParameterGroupName"):
        return ActionResult({"CacheParameterGroups": [_told(_parameter_group(response))]})
    return ActionResult(
        {"CacheParameterGroups": [_told(group) for group in _parameter_groups(response).values()]}
    )


def describe_cache_parameters(response: Any) -> Any:
    """The values that were set; the families' own are not known here."""
    values = _parameter_group(response)["values"]
    told = [{"ParameterName": k, "ParameterValue": v, "Source": "user"} for k, v in values.items()]
    return ActionResult({"Parameters": told})


def delete_cache_parameter_group(response: Any) -> Any:
    """Delete a parameter group."""
    name = _parameter_group(response)["CacheParameterGroupName"]
    del _parameter_groups(response)[name]
    return EmptyResult()


OPERATIONS = (
    create_cache_parameter_group,
    delete_cache_parameter_group,
    delete_cache_subnet_group,
    describe_cache_parameter_groups,
    describe_cache_parameters,
    modify_cache_parameter_group,
    modify_cache_subnet_group,
    reset_cache_parameter_group,
)


@contextmanager
def added() -> Iterator[None]:
    """Meanwhile, moto has these operations."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(ElastiCacheBackend, "delete_replication_group", _delete_cache))
        stack.enter_context(patch.object(ElastiCacheBackend, "delete_user", _delete_user))
        for operation in OPERATIONS:
            stack.enter_context(patch.object(ElastiCacheResponse, operation.__name__, operation, create=True))
        yield
