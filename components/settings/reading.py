"""One namespace of a stack file, read into its model; all that is wrong with it as problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from components.guards import Problem
from components.settings.anatomy import DICTIONARY_KEY, Form, Place, form_of, listed, locate, parts, written
from components.settings.errors import Words, nearest
from components.settings.kinds import UnfitError
from components.settings.model import Model, Resolution, setting_of, yaml_key

M = TypeVar("M", bound=Model)
Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[M]):
    """What came of reading a namespace.

    Attributes:
        settings: The model; with problems, one in which the wrong values are left out, or None.
        problems: All that is wrong; each `field` is a key as written in the stack file.

    """

    settings: M | None
    problems: tuple[Problem, ...]


def read_namespace(
    model: type[M],
    namespace: str,
    config: Mapping[str, str],
    *,
    secret: Set[str],
    at: Resolution | None,
) -> Reading[M]:
    """Read one namespace.

    Args:
        model: Its model.
        namespace: Its name.
        config: Its keys, without the namespace, and their values as Pulumi hands them over.
        secret: Which of the keys were given encrypted.
        at: What defaults and checks depend on; None where a model has neither.

    """
    values, problems = _decoded(model, namespace, config, secret)
    broken: set[Path] = {(key,) for key in config if key not in values}
    settings = _validated(model, namespace, values, at, problems, broken)
    if settings is not None and at is not None:
        problems += _failed_checks(settings, namespace, settings.resolution(at), broken)
    return Reading(settings=settings, problems=tuple(problems))


def _decoded(
    model: type[Model], namespace: str, config: Mapping[str, str], secret: Set[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """The values that may be validated, and the problems of those that may not."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in config.items():
        found = model.field_of(key)
        name = written(namespace, (key,))
        if found is None:
            problems.append(_unknown(name, key, model))
            continue
        form = form_of(found[1])
        if form.secret != (key in secret):
            problems.append(_wrongly_secret(name) if key in secret else _plain_secret(name))
            continue
        try:
            values[key] = json.loads(text) if form.structured and isinstance(text, str) else text
        except (ValueError, RecursionError):
            problems.append(Problem(field=name, given=text, allowed=form.allowed, fix=_example(key, form)))
    return values, problems


def _validated(
    model: type[M],
    namespace: str,
    values: dict[str, Any],
    at: Resolution | None,
    problems: list[Problem],
    broken: set[Path],
) -> M | None:
    """Validate; on errors, leave the wrong values out and validate the rest, so that checks can still run."""
    remaining = deepcopy(values)
    first = True
    while True:
        try:
            return model.model_validate(remaining, context=at)
        except ValidationError as error:
            before = deepcopy(remaining)
            for detail in error.errors(include_url=False):
                place = locate(model, detail["loc"])
                if first:
                    problems.append(_invalid(namespace, place, detail))
                missing = detail["type"] == "missing"
                left_out = place.path[:-1] if missing else place.path
                broken.update({place.path, left_out})
                _leave_out(remaining, left_out)
            first = False
            if remaining == before:
                return None  # a required key of the namespace itself is missing


def _leave_out(tree: Any, path: Path) -> None:
    """Remove the value at a path; a whole list rather than one of its items."""
    keys = list(path[: next((i for i, s in enumerate(path) if isinstance(s, int)), len(path))])
    for key in keys[:-1]:
        tree = tree.get(key, {}) if isinstance(tree, dict) else {}
    if keys and isinstance(tree, dict):
        tree.pop(keys[-1], None)


def _failed_checks(settings: Model, namespace: str, at: Resolution, broken: set[Path]) -> Iterator[Problem]:
    for path, part in parts(settings):
        wrong = {
            name
            for name in type(part).model_fields
            if any(other[: len(path) + 1] == (*path, yaml_key(name)) for other in broken)
        }
        if path in broken:
            continue
        for problem in part.failed_checks(at, except_of=frozenset(wrong)):
            steps = [yaml_key(step) for step in problem.field.split(".") if step]
            yield replace(problem, field=written(namespace, (*path, *steps)))


def sample_problems(settings: Model, namespace: str) -> Iterator[Problem]:
    """The values that are still the samples of the committed stack files (X-22)."""
    for path, part in parts(settings):
        for name, field in type(part).model_fields.items():
            is_sample = setting_of(field).sample
            value = getattr(part, name)
            for position, item in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
                if is_sample is None or item is None or not is_sample(item):
                    continue
                at = (*path, yaml_key(name), *(() if position is None else (position,)))
                key = written(namespace, at)
                yield Problem(
                    field=key,
                    given=item,
                    allowed="a value of your own: this one is only a sample of the committed stack file",
                    fix=f"replace it in the stack file, or: pulumi config set {_quoted(key)} <yours>",
                )


def _quoted(key: str) -> str:
    return f"--path '{key}'" if any(mark in key.partition(":")[2] for mark in ".[") else key


def _example(key: str | int, form: Form) -> str:
    return f"for example {form.example}" if isinstance(key, int) else f"for example {key}: {form.example}"


def _unknown(name: str, key: str, model: type[Model]) -> Problem:
    close = nearest(key, model.keys())
    meant = f"write {close}" if close else "remove it, or see docs/configuration.md"
    return Problem(field=name, given=Words("an unknown key"), allowed=listed(sorted(model.keys())), fix=meant)


def _plain_secret(name: str) -> Problem:
    return Problem(
        field=name,
        given=Words("a secret in plain text (not shown)"),
        allowed="an encrypted value",
        fix=f"pulumi config set --secret {name}, and replace the secret that has been written down",
    )


def _wrongly_secret(name: str) -> Problem:
    return Problem(
        field=name,
        given=Words("an encrypted value (not shown)"),
        allowed="plain text: the deployed resources and the state show this value to whoever may read them",
        fix=f"pulumi config set --plaintext {name} <value>",
    )


def _invalid(namespace: str, place: Place, detail: ErrorDetails) -> Problem:
    name = written(namespace, place.path)
    key = place.path[-1] if place.path else namespace
    form = place.form
    if form is None:
        return _unknown(name, str(key), place.owner)
    if detail["loc"] and detail["loc"][-1] == DICTIONARY_KEY:
        return Problem(
            field=name, given=detail["input"], allowed="text as a key", fix="put quotes around the key"
        )
    if detail["type"] == "missing":
        return Problem(field=name, given=None, allowed=form.allowed, fix=f"add it, {_example(key, form)}")
    if detail["type"] == "union_tag_invalid" and form.chooser:
        return Problem(
            field=f"{name}.{form.chooser.key}",
            given=detail["input"].get(form.chooser.key),
            allowed=listed(list(form.models)),
            fix=f"choose one, for example {form.chooser.key}: {next(iter(form.models))}",
        )
    reason = detail.get("ctx", {}).get("error")
    fix = reason.fix if isinstance(reason, UnfitError) else ""
    given = Words("a secret value (not shown)") if form.secret else detail["input"]
    return Problem(field=name, given=given, allowed=form.allowed, fix=fix or _example(key, form))
