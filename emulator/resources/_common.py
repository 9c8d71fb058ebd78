"""What several rooms need: arguments without absent members, nested renames, tags in AWS's two spellings."""

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.request import Request
from emulator.shapes import convert


def present(**params: Any) -> dict[str, Any]:
    """The parameters that have a value (None means that the program didn't give it)."""
    return {key: value for key, value in params.items() if value is not None}


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with the keys of every nested object renamed where `names` says so."""
    if isinstance(value, Mapping):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [renamed(item, names) for item in value]
    return value


def pruned(value: Any) -> Any:
    """`value` without the absent members of nested objects."""
    if isinstance(value, Mapping):
        return {key: pruned(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [pruned(item) for item in value]
    return value


def built(
    r: Request, service: str, operation: str, path: str, value: Any, names: Mapping[str, str] | None = None
) -> Any:
    """`value` as the API wants it at `path` (dotted: `LoggingConfiguration.LoggingFilter`).

    Absent stays absent; a nested key that the API doesn't know is refused by name.
    """
    if value is None:
        return None
    client = r.cloud.client(service, r.region)
    shape = client.meta.service_model.operation_model(
        client.meta.method_to_api_mapping[operation]
    ).input_shape
    for step in path.split("."):
        shape = shape.member if step == "[]" else shape.members[step]
    return convert(shape, renamed(pruned(value), names or {}), f"{r.logical}.{path}")


def key_values(tags: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    """A tag map as AWS's list of keys and values; nothing at all when there are none."""
    return [{"Key": key, "Value": value} for key, value in tags.items()] if tags else None


def first(items: Iterable[Any] | None) -> Any:
    """The only element of a block that Pulumi types as a list (or None)."""
    return next(iter(items or ()), None)


def region_of(arn: str) -> str:
    """The region inside an ARN."""
    return arn.split(":")[3]
