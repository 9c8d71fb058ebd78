"""The base of every settings model: camelCase in YAML, defaults of the environment, checks across fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, model_validator
from pydantic.fields import FieldInfo

from components.environments import Environment
from components.guards import Problem

_CHECK = "_reads_fields"
_MISSING: Any = object()
PROJECT = Path(__file__).absolute().parents[2]
"""The project that this program belongs to; not resolved, as a copy of a project may link to its parts."""
C = TypeVar("C", bound=Callable[..., Iterator[Problem]])


def yaml_key(name: str) -> str:
    """A field as a stack file has it: camelCase; a trailing underscore (`lambda_`) is only Python's."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What defaults and checks of a platform's settings depend on.

    Attributes:
        environment: The environment of the stack.
        region: The region that the platform is deployed to.
        directory: The project's, where relative paths begin.

    """

    environment: Environment
    region: str
    directory: Path = PROJECT


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a field says of itself, for the documentation and for messages.

    Attributes:
        requirement: Ids of the requirements it comes from.
        default: The default, as YAML would give it, of each environment; absent for fixed defaults.
        sample: Whether a value is one of the committed samples that an owner must replace (X-22).

    """

    requirement: str
    default: Callable[[Environment], object] | None = None
    sample: Callable[[object], bool] | None = None

    def __call__(self, schema: dict[str, Any]) -> None:
        """Add to a JSON Schema what a reader of the stack file wants to know (pydantic's hook)."""
        schema["x-requirement"] = self.requirement
        if self.default:
            schema["x-optional"] = True
        if self.sample:
            schema["x-sample"] = True


def setting(
    default: object = _MISSING,
    *,
    what: str,
    requirement: str,
    environment: Callable[[Environment], object] | None = None,
    sample: Callable[[object], bool] | None = None,
) -> Any:  # as pydantic's Field: the annotation of the attribute says the type
    """A field of a settings model.

    Args:
        default: Typed value; with neither this nor `environment`, the key is required.
        what: One sentence for the documentation.
        requirement: Ids of the requirements it comes from.
        environment: The default of an environment, as YAML would give it.
        sample: Recognises the values that the committed stack files carry only as samples.

    """
    extra = Setting(requirement=requirement, default=environment, sample=sample)
    if default is _MISSING:
        return Field(description=what, json_schema_extra=extra)
    return Field(default, description=what, json_schema_extra=extra)


def section(*, what: str, requirement: str) -> Any:  # as `setting`
    """A field that holds a model of its own and has all that model's defaults when it is left out."""
    return setting(what=what, requirement=requirement, environment=lambda _: {})


def setting_of(field: FieldInfo) -> Setting:
    """The `Setting` of a field.

    Raises:
        TypeError: the field was not made by `setting`.

    """
    if not isinstance(field.json_schema_extra, Setting):
        raise TypeError(f"{field!r} is not made by setting()")
    return field.json_schema_extra


def check(*reads: str) -> Callable[[C], C]:
    """Mark a method `(self, at: Resolution) -> Iterator[Problem]` as a check across fields.

    It is not run while one of the fields it reads has a problem of its own, so that no problem is
    reported that is only the consequence of another.
    """

    def mark(method: C) -> C:
        setattr(method, _CHECK, reads)
        return method

    return mark


class Model(BaseModel):
    """A part of the configuration; see the module."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=yaml_key,
        hide_input_in_errors=True,
    )

    @model_validator(mode="wrap")
    @classmethod
    def _fill_in(cls, given: object, handler: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        """Give the fields that were left out the default of the environment.

        `model_fields_set` still says what was written down, for checks that refuse only that.
        """
        if not isinstance(given, Mapping):
            return handler(given)
        filled = dict(given)
        resolution = info.context
        if isinstance(resolution, Resolution):
            for name, field in cls.model_fields.items():
                default = setting_of(field).default
                if default is not None:
                    filled.setdefault(yaml_key(name), default(resolution.environment))
        instance = handler(filled)
        written = {name for name in cls.model_fields if yaml_key(name) in given}
        object.__setattr__(instance, "__pydantic_fields_set__", written)
        return instance

    @classmethod
    def field_of(cls, key: str) -> tuple[str, FieldInfo] | None:
        """Name and description of the field that is written as a key."""
        return next(
            ((name, field) for name, field in cls.model_fields.items() if yaml_key(name) == key), None
        )

    @classmethod
    def keys(cls) -> list[str]:
        """All keys of this part, as written in a stack file."""
        return [yaml_key(name) for name in cls.model_fields]

    def failed_checks(self, at: Resolution, *, except_of: frozenset[str]) -> Iterator[Problem]:
        """Run the checks of this model, but not those that read one of the named fields."""
        checks = {
            name: member for base in reversed(type(self).__mro__) for name, member in vars(base).items()
        }
        for name, member in checks.items():
            reads: tuple[str, ...] | None = getattr(member, _CHECK, None)
            if reads is not None and not except_of.intersection(reads):
                yield from getattr(self, name)(at)

    def resolution(self, at: Resolution) -> Resolution:
        """What the checks of this model and its parts depend on; a platform may have a region of its own."""
        return at
