"""The shape of the models: what a field takes, in words, and which key an error of pydantic's is about."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import Discriminator, SecretStr, Tag
from pydantic.fields import FieldInfo

from components.settings.kinds import Kind
from components.settings.model import Model, yaml_key

DICTIONARY_KEY = "[key]"  # how pydantic marks an error in a dictionary's key


@dataclass(frozen=True)
class ByKey:
    """Chooses between models by the value of one key.

    Attributes:
        key: The key.
        default: The choice where it is left out.

    """

    key: str
    default: str

    @property
    def __name__(self) -> str:
        """How pydantic calls the discriminator."""
        return self.key

    def __call__(self, value: object) -> str | None:
        """The tag of the model that a value is meant for (pydantic's discriminator)."""
        if isinstance(value, Mapping):
            chosen = value.get(self.key, self.default)
            return chosen if isinstance(chosen, str) else ""
        return None


@dataclass(frozen=True)
class ByPresence:
    """Chooses between models by whether a key is there.

    Attributes:
        key: The key.
        present: The choice where it is.
        absent: The choice where it isn't.

    """

    key: str
    present: str
    absent: str

    @property
    def __name__(self) -> str:
        """How pydantic calls the discriminator."""
        return self.key

    def __call__(self, value: object) -> str | None:
        """The tag of the model that a value is meant for (pydantic's discriminator)."""
        if isinstance(value, Mapping):
            return self.present if self.key in value else self.absent
        return None


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a value's annotation says.

    Attributes:
        kind: How a scalar is read.
        literals: The only texts there are.
        items: The form of a list's items.
        values: The form of a dictionary's values.
        models: The models of an object, by tag; one model has the tag "".
        chooser: What chooses between several models.
        optional: Whether it may be left empty.

    """

    kind: Kind | None = None
    literals: tuple[str, ...] = ()
    items: Form | None = None
    values: Form | None = None
    models: Mapping[str, type[Model]]
    chooser: ByKey | ByPresence | None = None
    optional: bool = False

    @property
    def structured(self) -> bool:
        """Whether it is an object or a list, which reaches the program as JSON text."""
        return bool(self.items or self.values or self.models)

    @property
    def secret(self) -> bool:
        """Whether it is a secret."""
        return self.kind is not None and type(self.kind).__name__ == "Secret"

    @property
    def allowed(self) -> str:
        """What may be written, in words."""
        if self.kind:
            return self.kind.allowed
        if self.literals:
            return listed(self.literals)
        if self.items:
            return f"a list; each item: {self.items.allowed}"
        if self.values:
            return f"an object; each value: {self.values.allowed}"
        variants = [f"an object with {listed(model.keys(), last='and')}" for model in self.models.values()]
        return " or ".join(variants)

    @property
    def example(self) -> str:
        """One such value as YAML."""
        if self.kind:
            return self.kind.sample
        if self.literals:
            return self.literals[0]
        if self.items:
            return f"[{self.items.example}]"
        if self.values:
            return f"{{name: {self.values.example}}}"
        model = next(iter(self.models.values()))
        key, field = next(iter(model.model_fields.items()))
        return f"{{{yaml_key(key)}: {form_of(field).example}}}"


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def form_of(field: FieldInfo) -> Form:
    """The form of a field."""
    return _form(field.annotation, field.metadata + ([field.discriminator] if field.discriminator else []))


def _form(annotation: Any, metadata: Sequence[object] = ()) -> Form:
    if get_origin(annotation) is Annotated:
        inner, *extra = get_args(annotation)
        return _form(inner, [*metadata, *extra])
    kind = next((item for item in metadata if isinstance(item, Kind)), None)
    if kind:
        return Form(kind=kind, models={}, optional=type(None) in get_args(annotation))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _union(arguments, metadata)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return Form(models={"": annotation})
    if origin not in _CONTAINERS:
        raise TypeError(f"a setting can't be {annotation!r}: give it a kind (components.settings.kinds)")
    return _CONTAINERS[origin](arguments)


# The containers that a setting may be, and how their arguments are read.
_CONTAINERS: Mapping[object, Callable[[tuple[Any, ...]], Form]] = {
    Literal: lambda texts: Form(literals=texts, models={}),
    tuple: lambda items: Form(items=_form(items[0]), models={}),
    dict: lambda pair: Form(values=_form(pair[1]), models={}),
}


def _union(arguments: Sequence[Any], metadata: Sequence[object]) -> Form:
    members = [argument for argument in arguments if argument is not type(None)]
    if len(members) == 1:
        inner = _form(members[0], metadata)
        return Form(**{**inner.__dict__, "optional": True})
    chooser = next((item.discriminator for item in metadata if isinstance(item, Discriminator)), None)
    if not isinstance(chooser, ByKey | ByPresence):
        raise TypeError(f"a union of {members!r} needs a Discriminator that is ByKey or ByPresence")
    models: dict[str, type[Model]] = {}
    for member in members:
        model, *extra = get_args(member)
        models[next(item.tag for item in extra if isinstance(item, Tag))] = model
    return Form(models=models, chooser=chooser)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a namespace an error is.

    Attributes:
        path: Keys and list positions, without pydantic's tags.
        form: What is allowed there; None for a key that doesn't exist.
        owner: The model whose key it is.

    """

    path: tuple[str | int, ...]
    form: Form | None
    owner: type[Model]


def locate(model: type[Model], steps: Sequence[str | int]) -> Place:
    """The place that an error's `loc` means."""
    path: list[str | int] = []
    form: Form | None = Form(models={"": model})
    owner = model
    remaining = iter(steps)
    for step in remaining:
        if form is None or step == DICTIONARY_KEY:
            break
        if form.chooser:
            chosen = form.models.get(str(step))
            if chosen is None:
                break
            form = Form(models={"": chosen})
            owner = chosen
            continue
        path.append(step)
        if form.models:
            owner = next(iter(form.models.values()))
            found = owner.field_of(str(step))
            form = form_of(found[1]) if found else None
        else:
            form = form.items or form.values
    return Place(path=tuple(path), form=form, owner=owner)


def written(namespace: str, path: Sequence[str | int]) -> str:
    """A key as a user knows it: `hookrelay:alerts.emails[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"{namespace}:{text}"


def parts(model: Model) -> Iterator[tuple[tuple[str | int, ...], Model]]:
    """A model and all models within it, each with its path."""
    yield (), model
    for name in type(model).model_fields:
        value = getattr(model, name)
        items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for position, item in items:
            if isinstance(item, Model):
                step = (yaml_key(name),) if position is None else (yaml_key(name), position)
                for path, inner in parts(item):
                    yield (*step, *path), inner


def plain(value: object) -> object:
    """A typed value as a stack file would have it; a secret's value is never given."""
    if isinstance(value, SecretStr):
        return "(secret)"
    if isinstance(value, Model):
        return {yaml_key(name): plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, bool | int | str) else str(value)
