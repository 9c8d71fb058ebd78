"""Every key that a stack file may have, changed: other valid values, made from what its model takes.

A change is a list of assignments to paths below a namespace, so that several changes can be made at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from components.environments import ENVIRONMENTS
from components.settings.anatomy import ByKey, Form, form_of, plain
from components.settings.kinds import Flag, Secret, Span, Text, UnfitError, Whole
from components.settings.model import Model, setting_of, yaml_key
from components.settings.units import Duration

Path = tuple[str | int, ...]
REMOVED = object()  # an assignment of it takes the key out of the file
ENCRYPTED = "an-encrypted-text-of-the-tests-" + "e5F6" * 8
PRODUCTION = ENVIRONMENTS["prod"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A key with another value.

    Attributes:
        key: As docs/configuration.md has it, without the namespace (`tables.deliveries.indexes[].name`).
        at: The path of the key.
        assign: Paths and their values, in this order: the key's, after the objects that it is in.
        structural: Whether it is more than a number: it may hide what another change does.
        word: Whether it is one of a few words.
    """

    key: str
    at: Path
    assign: tuple[tuple[Path, Any], ...]
    structural: bool = True
    word: bool = False

    @property
    def about(self) -> str:
        """The top-level key that it is about."""
        return str(self.at[0])


def assigned(given: Any, path: Path, value: Any) -> Any:
    """What was given, with another value at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(given or [])
        items[step : step + 1] = [assigned(items[step] if step < len(items) else None, rest, value)]
        return items
    found = dict(given or {}) if given is not REMOVED else {}
    if not rest and value is REMOVED:
        found.pop(step, None)
    else:
        found[step] = assigned(found.get(step), rest, value)
    return found


def _others_of_number(kind: Whole, now: object) -> Iterator[int]:
    given = now if isinstance(now, int) else kind.minimum
    if kind.choices:
        yield from sorted(kind.choices, key=lambda choice: abs(choice - given))
        return
    for other in (given + 1, given - 1, given * 2, given // 2, kind.minimum, kind.maximum):
        if kind.minimum <= other <= kind.maximum:
            yield other


def _others_of_span(kind: Span, now: object) -> Iterator[str]:
    shortest, longest = Duration.parse(kind.minimum).seconds, Duration.parse(kind.maximum).seconds
    given = Duration.parse(now).seconds if isinstance(now, str) else shortest
    for other in (given * 2, given // 2, given + 60, given + 1, shortest, longest):
        if shortest <= other <= longest:
            yield str(Duration(other))


def _others_of_text(kind: Text, now: object) -> Iterator[str]:
    yield kind.example
    given = now if isinstance(now, str) else kind.example
    for other in (f"{given}2", f"other-{given}", given.replace("1", "2"), f"{kind.example}2"):
        try:
            kind.parse(other)
        except UnfitError:
            continue
        yield other


def others(form: Form, now: object) -> list[Any]:
    """Other values of a form that holds no model, those that tell most first."""
    found: Iterable[Any]
    if isinstance(form.kind, Flag):
        found = [now is not True]
    elif isinstance(form.kind, Whole):
        found = _others_of_number(form.kind, now)
    elif isinstance(form.kind, Span):
        found = _others_of_span(form.kind, now)
    elif isinstance(form.kind, Secret):
        found = [ENCRYPTED]
    elif isinstance(form.kind, Text):
        found = _others_of_text(form.kind, now)
    elif form.kind:
        found = [yaml.safe_load(form.kind.sample)]
    elif form.literals:
        found = form.literals
    elif form.items:
        items = list(now) if isinstance(now, list) else []
        more = [[*items, item] for item in others(form.items, None) if item not in items]
        found = [*more, *([[]] if items else [])]
    elif form.values:
        found = [{"name": other} for other in others(form.values, None)]
    else:
        raise TypeError(f"{form!r} holds models")
    unlike = [other for other in found if other != now]
    return [other for number, other in enumerate(unlike) if other not in unlike[:number]]


def skeleton(form: Form, tag: str) -> dict[str, Any]:
    """The least that a model takes: its required keys."""
    made: dict[str, Any] = {}
    for name, field in form.models[tag].model_fields.items():
        if field.is_required() and setting_of(field).default is None:
            inner = form_of(field)
            key = yaml_key(name)
            if inner.models:
                made[key] = skeleton(inner, next(iter(inner.models)))
            elif inner.items and inner.items.models:
                made[key] = [skeleton(inner.items, next(iter(inner.items.models)))]
            else:
                made[key] = others(inner, None)[0]
    if isinstance(form.chooser, ByKey):
        made[form.chooser.key] = tag
    return made


def default_of(model: type[Model], name: str) -> Any:
    """What a key is in production where it isn't written."""
    field = model.model_fields[name]
    of_environment = setting_of(field).default
    if of_environment is not None:
        return of_environment(PRODUCTION)
    return None if field.is_required() else plain(field.default)


def changes(model: type[Model], given: Mapping[str, Any]) -> dict[str, list[Change]]:
    """Key -> every change of it that is worth a try.

    Args:
        model: A namespace's.
        given: The values in the stack file.
    """
    found: dict[str, list[Change]] = {}
    for each in _of_model(model, given, (), "", ()):
        found.setdefault(each.key, []).append(each)
    return found


def _of_model(
    model: type[Model],
    given: Mapping[str, Any],
    path: Path,
    prefix: str,
    before: tuple[tuple[Path, Any], ...],
) -> Iterator[Change]:
    for name, field in model.model_fields.items():
        key = yaml_key(name)
        form = form_of(field)
        here, said = (*path, key), f"{prefix}{key}"
        now = given.get(key, default_of(model, name))
        if form.models:
            yield from _of_object(form, now, here, said, before)
        elif form.items and form.items.models:
            yield from _of_list(form.items, now, here, said, before)
        else:
            number = isinstance(form.kind, Whole | Span)
            if before and key in given:  # entering the object has given it a value
                yield Change(key=said, at=here, assign=before)
            for other in others(form, now):
                assign = (*before, (here, other))
                yield Change(
                    key=said, at=here, assign=assign, structural=not number, word=bool(form.literals)
                )
        if key in given and not before:
            yield Change(key=said, at=here, assign=((here, REMOVED),))


def _active(form: Form, now: Any) -> str | None:
    """The tag of the model that is in use; None where the object is left out."""
    if now is None:
        return None
    return form.chooser(now) if form.chooser else next(iter(form.models))


def _of_object(
    form: Form, now: Any, path: Path, said: str, before: tuple[tuple[Path, Any], ...]
) -> Iterator[Change]:
    active = _active(form, now)
    for tag in sorted(form.models, key=lambda tag: tag != active):
        if tag == active:
            yield from _of_model(form.models[tag], now, path, f"{said}.", before)
            continue
        made = skeleton(form, tag)
        entered = (*before, (path, made))
        yield Change(key=said, at=path, assign=entered)
        yield from _of_model(form.models[tag], made, path, f"{said}.", entered)


def _of_list(
    item: Form, now: Any, path: Path, said: str, before: tuple[tuple[Path, Any], ...]
) -> Iterator[Change]:
    items = list(now or [])
    if items:
        yield Change(key=said, at=path, assign=(*before, (path, items[:-1])))
    for tag in item.models:
        made = skeleton(item, tag)
        entered = (*before, (path, [*items, made]))
        yield Change(key=said, at=path, assign=entered)
        yield from _of_model(item.models[tag], made, (*path, len(items)), f"{said}[].", entered)


def applied(texts: Mapping[str, str], all_changes: Sequence[Change]) -> dict[str, Any]:
    """The keys of a namespace after changes, as values; REMOVED for those that are gone.

    Args:
        texts: Key -> text, as the stack file gives it to the program.
        all_changes: To be made one after the other.
    """
    values: dict[str, Any] = {key: value_of(text) for key, text in texts.items()}
    changed: dict[str, Any] = {}
    for change in all_changes:
        for path, value in change.assign:
            top = str(path[0])
            old = changed.get(top, values.get(top))
            changed[top] = value if len(path) == 1 else assigned(old, path[1:], value)
    return changed


def value_of(text: str) -> Any:
    """A value as YAML had it."""
    try:
        return json.loads(text)
    except ValueError:
        return text
