"""Values as the engine sends them, as the emulator works with them, and back.

Three forms: the engine's `Struct`; *marked* Python values, in which secrets, assets and unknowns keep their
envelopes (so that what is echoed stays what it was); and *plain* ones, for the rooms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import struct_pb2

from emulator import wire

ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"

UNKNOWNS = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        wire.UNKNOWN,
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""What stands for a value that is not known yet, by its kind (pulumi: sdk/go/common/resource/plugin)."""

DEFAULTS = "__defaults"
"""Bookkeeping that other providers leave in inputs."""


def marked(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The engine's values, envelopes kept, whole numbers as int."""
    return {key: _marked(value) for key, value in struct.fields.items() if key != DEFAULTS}


def _marked(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {key: _marked(item) for key, item in value.struct_value.fields.items() if key != DEFAULTS}
    if kind == "list_value":
        return [_marked(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Marked values for the engine; absent (None) ones are left out."""
    out = struct_pb2.Struct()
    out.update(_sendable(values))
    return out


def _sendable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _sendable(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_sendable(item) for item in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def plain(value: Any, root: Path) -> Any:
    """Marked values for the rooms.

    Args:
        value: A value or mapping.
        root: Directory that relative paths of assets are meant from.

    """
    if isinstance(value, dict):
        signature = value.get(wire.SIGNATURE)
        if signature == wire.SECRET:
            return plain(value.get("value"), root)
        if signature == wire.RESOURCE:
            return value.get("id") or value["urn"]
        if signature == ASSET:
            return _asset(value, root)
        if signature == ARCHIVE:
            return _archive(value, root)
        return {key: plain(item, root) for key, item in value.items()}
    return [plain(item, root) for item in value] if isinstance(value, list) else value


def _asset(value: Mapping[str, Any], root: Path) -> pulumi.Asset:
    if value.get("path"):
        return pulumi.FileAsset(str(root / value["path"]))
    if value.get("uri"):
        return pulumi.RemoteAsset(value["uri"])
    return pulumi.StringAsset(value.get("text", ""))


def _archive(value: Mapping[str, Any], root: Path) -> pulumi.Archive:
    if value.get("path"):
        return pulumi.FileArchive(str(root / value["path"]))
    if value.get("uri"):
        return pulumi.RemoteArchive(value["uri"])
    return pulumi.AssetArchive({name: plain(item, root) for name, item in value.get("assets", {}).items()})


def comparable(value: Any) -> Any:
    """A marked value without what does not make a difference: a secret is its content, a file its hash."""
    if isinstance(value, dict):
        signature = value.get(wire.SIGNATURE)
        if signature == wire.SECRET:
            return comparable(value.get("value"))
        if signature in (ASSET, ARCHIVE) and value.get("hash"):
            return {wire.SIGNATURE: signature, "hash": value["hash"]}
        return {key: comparable(item) for key, item in value.items() if item is not None}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def walk(value: Any) -> Iterator[Any]:
    """The value and everything inside."""
    yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)


def unknown(value: Any) -> bool:
    """Whether the value is, or holds, one that is not known yet."""
    return any(isinstance(item, str) and item in UNKNOWNS for item in walk(value))


def echoed(inputs: Mapping[str, Any], outputs: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Plain outputs as the engine keeps them: inputs as they were marked, secrets secret, `*Wo` nowhere.

    Args:
        inputs: Marked.
        outputs: Plain; of an input that AWS changed, its new value.
        root: As for `plain`.

    """
    kept: dict[str, Any] = {}
    for key, value in {**inputs, **outputs}.items():
        if wire.write_only(key):
            continue
        given = inputs.get(key)
        if given is not None and (key not in outputs or _same(plain(given, root), value)):
            kept[key] = given
        else:
            kept[key] = wire.secret(value) if wire.contains_secret(given) else value
    return kept


def _same(given: Any, value: Any) -> bool:
    """Whether a plain output is just the input; assets have no equality of their own."""
    if isinstance(given, (pulumi.Asset, pulumi.Archive)):
        return isinstance(value, type(given))
    return bool(given == value)
