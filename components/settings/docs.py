"""The reference of the configuration and of recovery, made from models and tables (`make docs`)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from components.environments import ENVIRONMENTS
from components.settings import recovery_docs
from components.settings.anatomy import Form, form_of, plain
from components.settings.loading import AWS, FOREIGN
from components.settings.model import Model, setting_of, yaml_key
from components.settings.project import NAMESPACE, ProjectSettings
from components.settings.provider import AwsSettings
from components.settings.registry import PLATFORMS

ROOT = Path(__file__).parents[2]
TABLE, SCHEMA = ROOT / "docs/configuration.md", ROOT / "docs/config.schema.json"
RECOVERY = ROOT / "docs/disaster-recovery.md"

NAMESPACES: Mapping[str, type[Model]] = {NAMESPACE: ProjectSettings, AWS: AwsSettings, **PLATFORMS}

INTRODUCTION = """\
# Configuration

<!-- Made by `make docs` from components/settings; do not edit. -->

Everything that can be configured, in the file `Pulumi.<stack>.yaml` of a stack. The program reads the file
before it registers anything, and lists everything that is wrong with it at once, each with what was given,
what is allowed and what to do. A key that is not here is an error.

- Objects are written as YAML, or one key at a time: `pulumi config set --path
  'hookrelay:queue.maxReceiveCount' 5`.
- A duration has its unit: `"5 minutes"`, `"14 days"`.
- **secret** keys are only accepted encrypted (`pulumi config set --secret hookrelay:discordSecret`), all
  others only in plain text.
- **sample** keys have values in the committed stack files that only you can replace. The program refuses
  the samples (the reserved domains such as `example.com`, and the image tag `0.0.0-sample`) unless
  `platforms:samples` is true.
- Keys of a platform that the stack does not enable must be valid all the same.
- `platforms:enabled` has no default. The environment is the one that the stack's name says (`dev`,
  `development`, `stage`, `staging`, `prod`, `production`); a stack of any other name sets
  `platforms:environment`, which rules where it is set, and gets names with the stack's own name in them.
- `aws:*` holds for every platform; `<platform>:provider` says what one of them does differently.
  Credentials never stand in a stack file.
"""


def rows(model: type[Model], prefix: str) -> Iterator[tuple[str, FieldInfo, Form]]:
    """Every key of a model that holds a value, with those of the objects in it."""
    for name, field in model.model_fields.items():
        form = form_of(field)
        key = f"{prefix}{yaml_key(name)}"
        inner = form.items if form.items and form.items.models else form
        if not inner.models:
            yield key, field, form
            continue
        if form.items or form.optional:
            yield key, field, form
        below = f"{key}[]." if form.items else f"{key}."
        seen: set[str] = set()
        for variant in inner.models.values():
            for row in rows(variant, below):
                if row[0] not in seen:
                    seen.add(row[0])
                    yield row


def default_text(field: FieldInfo) -> str:
    """The default, of each environment where they differ."""
    by_environment = setting_of(field).default
    if by_environment is not None:
        values = {name: by_environment(environment) for name, environment in ENVIRONMENTS.items()}
        if len(set(map(str, values.values()))) == 1:
            return _code(next(iter(values.values())))
        return ", ".join(f"{name} {_code(value)}" for name, value in values.items())
    return "**required**" if field.is_required() else _code(plain(field.default))


def _code(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, list) and not value:
        return "none"
    text = json.dumps(value) if isinstance(value, bool | list | dict) else str(value)
    return f"`{text}`"


def table() -> str:
    """The Markdown page."""
    lines = [INTRODUCTION]
    for namespace, model in NAMESPACES.items():
        lines += [f"## `{namespace}:`", "", (model.__doc__ or "").strip().splitlines()[0], ""]
        lines += ["| key | default | allowed | what | requirement |", "| --- | --- | --- | --- | --- |"]
        for key, field, form in rows(model, ""):
            extra = setting_of(field)
            marks = [mark for mark, on in (("**secret**", form.secret), ("**sample**", extra.sample)) if on]
            allowed = "an object" if form.models else form.allowed
            if form.items and form.items.models:
                allowed = "a list of objects"
            cells = [
                " ".join([f"`{key}`", *marks]),
                default_text(field),
                allowed,
                field.description or "",
                extra.requirement,
            ]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def schema() -> str:
    """The JSON Schema of a stack file, for editors."""
    properties: dict[str, Any] = {}
    definitions: dict[str, Any] = {}
    for namespace, model in NAMESPACES.items():
        made = model.model_json_schema(by_alias=True, ref_template=f"#/$defs/{namespace}.{{model}}")
        definitions.update(
            {f"{namespace}.{name}": _eased(part) for name, part in made.pop("$defs", {}).items()}
        )
        for key, part in _eased(made)["properties"].items():
            properties[f"{namespace}:{key}"] = part
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A stack file of the project platforms",
        "type": "object",
        "properties": {
            "secretsprovider": {"type": "string"},
            "encryptedkey": {"type": "string"},
            "encryptionsalt": {"type": "string"},
            "environment": {},
            "config": {
                "type": "object",
                "properties": properties,
                "patternProperties": {f"^({'|'.join(FOREIGN)}):": {}},
                "required": [f"{NAMESPACE}:enabled"],
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
        "$defs": definitions,
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _eased(part: dict[str, Any]) -> dict[str, Any]:
    """Without what an editor has no use for: nothing is required that has a default of the environment."""
    required = [name for name in part.get("required", []) if "x-optional" not in part["properties"][name]]
    for inner in part.get("properties", {}).values():
        inner.pop("title", None)
        inner.pop("x-optional", None)
    eased = {key: value for key, value in part.items() if key not in ("required", "title")}
    return {**eased, "required": required} if required else eased


FILES: Mapping[Path, Callable[[], str]] = {TABLE: table, SCHEMA: schema, RECOVERY: recovery_docs.page}


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or, with `--check`, say whether they are up to date."""
    parser = argparse.ArgumentParser(description="Make the reference of the configuration.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    check = parser.parse_args(arguments).check
    stale = [
        path
        for path, make in FILES.items()
        if not path.exists() or path.read_text(encoding="utf-8") != make()
    ]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date: run make docs\n")
        else:
            path.write_text(FILES[path](), encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
