from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from components.settings import docs
from components.settings.anatomy import Form, form_of
from components.settings.model import Model, setting_of
from tests.settings.stack_files import STACKS, document

SCHEMA: dict[str, Any] = json.loads(docs.schema())


def fields() -> Iterator[tuple[str, Form, Any]]:
    for namespace, model in docs.NAMESPACES.items():
        for key, field, form in docs.rows(model, ""):
            yield f"{namespace}:{key}", form, field


def test_the_committed_reference_is_up_to_date() -> None:
    assert docs.main(["--check"]) == 0


def test_a_stale_reference_is_noticed_and_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "FILES", {tmp_path / "configuration.md": docs.table})
    assert docs.main(["--check"]) == 1
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


def test_every_key_says_what_it_is_and_where_it_comes_from() -> None:
    found = list(fields())
    assert len(found) > 100
    for key, _, field in found:
        assert field.description.endswith("."), key
        for requirement in setting_of(field).requirement.split(", "):
            assert re.fullmatch(r"(HR|ST|SC|TC|TR|X)-\d+", requirement), key


def test_the_page_has_a_row_for_every_key() -> None:
    page = docs.table()
    for key, form, field in fields():
        marks = "".join(
            [" **secret**" if form.secret else "", " **sample**" if setting_of(field).sample else ""]
        )
        assert f"| `{key.partition(':')[2]}`{marks} |" in page


def test_secrets_are_keys_of_their_own() -> None:
    """Pulumi encrypts a whole top-level value; a secret inside an object would take the object with it."""
    secrets = [key for key, form, _ in fields() if form.secret]
    assert secrets
    assert not [key for key in secrets if "." in key]


def test_defaults_that_differ_are_shown_for_each_environment() -> None:
    assert "| `logRetentionDays` | dev `7`, staging `14`, prod `30` |" in docs.table()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("stack", STACKS)
def test_the_schema_accepts_the_committed_files(stack: str) -> None:
    jsonschema.validate(document(stack), SCHEMA)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hookrelay:compute", "kubernetes"),
        ("hookrelay:compue", "ecs"),
        ("hookrelay:discordSecret", "plain"),
        ("hookrelay:queue", {"maxReceiveCount": 0}),
        ("hookrelay:queue", {"maxReciveCount": 3}),
        ("hookrelay:queue", {"visibilityTimeout": 300}),
        ("hookrelay:dns", {"mode": "zone"}),
    ],
)
def test_the_schema_refuses_what_an_editor_can_see(key: str, value: object) -> None:
    wrong = document("dev")
    wrong["config"][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_the_schema_wants_nothing_that_has_a_default() -> None:
    minimal = {"config": {"platforms:enabled": ["hookrelay"], "hookrelay:ecs": {"cpu": 512, "memory": 1024}}}
    jsonschema.validate(minimal, SCHEMA)


def test_every_field_of_every_model_is_made_by_setting() -> None:
    """Defaults, samples and documentation hang on it."""
    seen = 0
    for model in models(Model):
        for field in model.model_fields.values():
            setting_of(field)
            form_of(field)
            seen += 1
    assert seen > 100


def models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        if model.__module__.startswith("components."):
            yield model
        yield from models(model)
