"""Pulumi inputs as API parameters, directed by the operation's own input shape."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi

KEY_AND_VALUE = 2
"""Members of a shape that stands for one entry of a map (`{Key, Value}`, `{Name, Value}`, ...)."""

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time a zip can hold: archives of equal content are equal bytes."""


class Unmapped(Exception):
    """An input that no API parameter takes: without this it would have been dropped silently."""


def fold(name: str) -> str:
    """A name without what differs between spellings of it."""
    return name.replace("_", "").lower()


def text(value: object) -> str:
    """A scalar as AWS writes it in string attributes (`true`, `30`)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def compact(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping without absent (None) members."""
    return {key: value for key, value in mapping.items() if value is not None}


def tag_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]] | None:
    """Tags as a list of pairs; None when there are none (some APIs refuse an empty list)."""
    return [{key: name, value: content} for name, content in tags.items()] or None


def convert(shape: Any, value: Any, path: str = "") -> Any:
    """A Pulumi value as the API wants it.

    Args:
        shape: The botocore shape of the parameter.
        value: Plain Pulumi value (camelCase keys, blocks as lists, maps for tags and dimensions).
        path: Where it is, for messages.

    Raises:
        Unmapped: a nested key that no member of the shape takes.

    """
    converter = _CONVERTERS.get(shape.type_name)
    return value if converter is None else converter(shape, value, path)


def _structure(shape: Any, value: Any, path: str) -> Any:
    if shape.is_document_type:  # free-form JSON, which has no members to direct it
        return value
    if not isinstance(value, Mapping) and {"Quantity", "Items"} <= set(shape.members):  # CloudFront's lists
        return {"Quantity": len(value), "Items": convert(shape.members["Items"], value, path)}
    if isinstance(value, list):  # a block, which Terraform keeps as a list of one
        if len(value) != 1:
            raise Unmapped(f"{path} has {len(value)} blocks where {shape.name} is one")
        value = value[0]
    if not isinstance(value, Mapping):
        raise Unmapped(f"{path} is {value!r} where {shape.name} has members {', '.join(shape.members)}")
    members = {fold(member): member for member in shape.members}
    out: dict[str, Any] = {}
    for key, item in value.items():
        if item is None:
            continue
        member = next((members[name] for name in alternatives(fold(key)) if name in members), None)
        if member is None:
            raise Unmapped(f"{path}.{key}: {shape.name} has only {', '.join(shape.members)}")
        out[member] = convert(shape.members[member], item, f"{path}.{key}")
    return out


def _list(shape: Any, value: Any, path: str) -> list[Any]:
    if isinstance(value, Mapping) and (pair := _pair(shape.member)):
        key, content = pair
        return [{key: name, content: text(item)} for name, item in value.items()]
    items = value if isinstance(value, (list, tuple)) else [value]
    return [convert(shape.member, item, f"{path}[{index}]") for index, item in enumerate(items)]


def _map(shape: Any, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Unmapped(f"{path} is {value!r} where {shape.name} is a map")
    return {key: convert(shape.value, item, f"{path}.{key}") for key, item in value.items()}


def _blob(_shape: Any, value: Any, _path: str) -> bytes:
    if isinstance(value, (pulumi.Archive, pulumi.Asset)):
        return archive(value)
    return value if isinstance(value, bytes) else str(value).encode()


def _boolean(_shape: Any, value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return bool(value == "true")
    raise Unmapped(f"{path} is {value!r}, neither true nor false")


_CONVERTERS: dict[str, Any] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": lambda _shape, value, _path: text(value),
    "integer": lambda _shape, value, _path: int(value),
    "long": lambda _shape, value, _path: int(value),
    "float": lambda _shape, value, _path: float(value),
    "double": lambda _shape, value, _path: float(value),
    "boolean": _boolean,
    "blob": _blob,
}


def _pair(shape: Any) -> tuple[str, str] | None:
    """The names of key and value, where a shape is one entry of a map."""
    members = list(getattr(shape, "members", ()))
    values = [member for member in members if member.lower().endswith("value")]
    if len(members) != KEY_AND_VALUE or len(values) != 1:
        return None
    return next(member for member in members if member not in values), values[0]


def alternatives(key: str) -> Iterator[str]:
    """Names an API may have for a property: itself, plural or singular (blocks), units with `in`."""
    yield from (key, f"{key}s", key.removesuffix("s"), key.removesuffix("es"))
    if key.endswith("ies"):
        yield f"{key[:-3]}y"
    for unit, api in (("milliseconds", "inmillis"), ("seconds", "inseconds")):
        if key.endswith(unit):
            yield f"{key.removesuffix(unit)}{api}"


def archive(value: pulumi.Archive | pulumi.Asset) -> bytes:
    """The bytes of an asset, or a zip of an archive: the same bytes for the same content.

    Raises:
        FileNotFoundError: the path leads nowhere, as the engine would say.
        ValueError: an asset or archive that is fetched from elsewhere.

    """
    if isinstance(value, pulumi.StringAsset):
        return value.text.encode()
    if isinstance(value, (pulumi.FileAsset, pulumi.FileArchive)):
        path = Path(value.path)
        if path.is_file():
            return path.read_bytes()
        if not path.is_dir() or isinstance(value, pulumi.FileAsset):
            raise FileNotFoundError(f"no file at {value.path}")
        return _zip({str(file.relative_to(path).as_posix()): file.read_bytes() for file in _files(path)})
    if isinstance(value, pulumi.AssetArchive):
        return _zip(dict(_entries(value)))
    raise ValueError(f"the emulator fetches nothing: {type(value).__name__}")


def _entries(value: pulumi.AssetArchive, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """Files of an archive made of assets; archives inside become folders, as the engine has it."""
    for name, item in value.assets.items():
        if isinstance(item, pulumi.AssetArchive):
            yield from _entries(item, f"{prefix}{name}/")
        elif isinstance(item, pulumi.FileArchive) and Path(item.path).is_dir():
            root = Path(item.path)
            for file in _files(root):
                yield f"{prefix}{name}/{file.relative_to(root).as_posix()}", file.read_bytes()
        else:
            yield f"{prefix}{name}", archive(item)


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def _zip(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, ZIP_EPOCH)
            info.external_attr = 0o644 << 16  # readable by Lambda's own user
            bundle.writestr(info, entries[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
