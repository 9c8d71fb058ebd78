"""The kinds of values that a stack file holds: how each is read, described and explained.

A top-level value reaches the program as text whatever it was in YAML, a nested one as what JSON makes of
it; a kind reads both and guesses nothing else. It never shows the value it refuses: secrets are read by the
same code.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SecretStr, ValidationInfo
from pydantic_core import CoreSchema, core_schema
from typing_extensions import override

from components.settings.model import Resolution
from components.settings.units import Duration

_WHOLE = re.compile(r"-?[0-9]{1,15}")


class UnfitError(ValueError):
    """A value that is not of its kind.

    Attributes:
        fix: What to write instead, where that can be said from the value alone.

    """

    def __init__(self, fix: str = "") -> None:
        super().__init__("not of its kind")
        self.fix = fix


class Kind(ABC):
    """How one sort of value is read. Subclasses are used as `Annotated[T, TheKind(...)]`."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What may be written, in words."""

    @property
    @abstractmethod
    def sample(self) -> str:
        """One such value, as YAML."""

    @abstractmethod
    def parse(self, value: object) -> object:
        """The typed value.

        Raises:
            UnfitError: it is not of this kind.

        """

    @abstractmethod
    def schema(self) -> Mapping[str, Any]:
        """The kind as JSON Schema."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema())


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    @override
    @property
    def allowed(self) -> str:
        return "true or false"

    @override
    @property
    def sample(self) -> str:
        return "true"

    @override
    def parse(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise UnfitError

    @override
    def schema(self) -> Mapping[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number within a range, or one of a few.

    Attributes:
        minimum: Least value.
        maximum: Greatest value.
        origin: Who says so ("RDS", "CloudWatch Logs").
        choices: The only values there are, where AWS takes a few only.

    """

    minimum: int
    maximum: int
    origin: str = ""
    choices: tuple[int, ...] = ()

    @classmethod
    def within(cls, limits: range, origin: str) -> Whole:
        """A number within the limits that a guard knows."""
        return cls(limits.start, limits.stop - 1, origin)

    @override
    @property
    def allowed(self) -> str:
        numbers = (
            f"one of {', '.join(map(str, self.choices))}"
            if self.choices
            else f"a whole number from {self.minimum:,} to {self.maximum:,}"
        )
        return f"{numbers} ({self.origin})" if self.origin else numbers

    @override
    @property
    def sample(self) -> str:
        return str(self.choices[0] if self.choices else self.minimum)

    @override
    def parse(self, value: object) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON doesn't tell 3 from 3.0
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise UnfitError
        if not self.minimum <= value <= self.maximum or (self.choices and value not in self.choices):
            raise UnfitError
        return value

    @override
    def schema(self) -> Mapping[str, Any]:
        if self.choices:
            return {"enum": list(self.choices)}
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Text(Kind):
    """Text of a form.

    Attributes:
        pattern: What the whole text must match.
        means: The form in words.
        example: One such text.
        origin: Whose rule it is.
        longest: Most characters.

    """

    pattern: str
    means: str
    example: str
    origin: str = ""
    longest: int = 2048

    @override
    @property
    def allowed(self) -> str:
        return f"{self.means} ({self.origin})" if self.origin else self.means

    @override
    @property
    def sample(self) -> str:
        return f'"{self.example}"'

    @override
    def parse(self, value: object) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise UnfitError(f'put quotes around it ("{value}"), so that YAML keeps it as text')
        if (
            not isinstance(value, str)
            or len(value) > self.longest
            or not re.fullmatch(self.pattern, value, re.ASCII)
        ):
            raise UnfitError
        return value

    @override
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$", "examples": [self.example]}


@dataclass(frozen=True)
class ProjectFile(Text):
    """A path; a relative one begins at the project's directory, wherever the program is run from."""

    @override
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._resolved)

    def _resolved(self, value: object, info: ValidationInfo) -> str:
        path = self.parse(value)
        return str(info.context.directory / path) if isinstance(info.context, Resolution) else path


@dataclass(frozen=True)
class Span(Kind):
    """A duration between two others.

    Attributes:
        minimum: Shortest, e.g. `"0 seconds"`.
        maximum: Longest.
        origin: Whose limits they are.

    """

    minimum: str
    maximum: str
    origin: str = ""

    @classmethod
    def within(cls, seconds: range, origin: str) -> Span:
        """A duration within the limits that a guard knows."""
        return cls(str(Duration(seconds.start)), str(Duration(seconds.stop - 1)), origin)

    @override
    @property
    def allowed(self) -> str:
        limits = f'a duration with its unit, "{self.minimum}" to "{self.maximum}"'
        return f"{limits} ({self.origin})" if self.origin else limits

    @override
    @property
    def sample(self) -> str:
        return f'"{self.maximum}"'

    @override
    def parse(self, value: object) -> Duration:
        if isinstance(value, int | float) or (isinstance(value, str) and _WHOLE.fullmatch(value)):
            raise UnfitError(f'say the unit: "{value} seconds"')
        if not isinstance(value, str):
            raise UnfitError
        try:
            duration = Duration.parse(value)
        except ValueError:
            raise UnfitError from None
        if not Duration.parse(self.minimum) <= duration <= Duration.parse(self.maximum):
            raise UnfitError
        return duration

    @override
    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "pattern": Duration.PATTERN, "examples": [self.maximum]}


@dataclass(frozen=True)
class Secret(Kind):
    """A value that is only ever given encrypted.

    Attributes:
        shortest: Fewest characters.

    """

    shortest: int = 1

    @override
    @property
    def allowed(self) -> str:
        return f"an encrypted text of at least {self.shortest} character{'s' if self.shortest > 1 else ''}"

    @override
    @property
    def sample(self) -> str:
        return "<value>"

    @override
    def parse(self, value: object) -> SecretStr:
        if not isinstance(value, str) or len(value) < self.shortest:
            raise UnfitError
        return SecretStr(value)

    @override
    def schema(self) -> Mapping[str, Any]:
        return {"type": "object", "required": ["secure"], "properties": {"secure": {"type": "string"}}}
