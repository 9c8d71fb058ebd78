"""Values as Pulumi puts them on the wire: secrets, resource references, unknowns."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key that marks a special object (pulumi: sdk/go/common/resource/sig)."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a published marker, not a credential
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

WRITE_ONLY_SUFFIX = "Wo"
"""How pulumi-aws ends the names of inputs that are never kept in the state."""


def is_secret(value: object) -> bool:
    """Whether the value is a secret's envelope."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET


def secret(value: object) -> dict[str, Any]:
    """The value in a secret's envelope (once)."""
    return value if isinstance(value, dict) and is_secret(value) else {SIGNATURE: SECRET, "value": value}


def reference(urn: str, id_: str) -> dict[str, Any]:
    """A resource as a value; the SDK asks for its state when a program uses it."""
    return {SIGNATURE: RESOURCE, "urn": urn, "id": id_}


def plain(value: Any) -> Any:
    """The value without secrets' envelopes, and whole numbers as int (the wire has only floats)."""
    if isinstance(value, dict):
        return (
            plain(value["value"]) if is_secret(value) else {key: plain(item) for key, item in value.items()}
        )
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _walk(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def contains_secret(value: object) -> bool:
    """Whether the value is a secret, or holds one."""
    return any(is_secret(item) for item in _walk(value))


def contains_unknown(value: object) -> bool:
    """Whether the value is, or holds, an output that nothing produced."""
    return any(isinstance(item, pulumi.output.Unknown) or item == UNKNOWN for item in _walk(value))


def masked(text: str, value: object) -> str:
    """The text without the secrets that are in `value`."""
    for item in _walk(value):
        if isinstance(item, dict) and is_secret(item):
            for secret_text in _walk(plain(item)):
                if isinstance(secret_text, str) and secret_text:
                    text = text.replace(secret_text, "[secret]")
    return text


def write_only(key: str) -> bool:
    """Whether an input of this name is never kept in the state."""
    return key.endswith(WRITE_ONLY_SUFFIX)
