"""Wildcards, policy variables and the other small parts of the policy language."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_WILDCARDS = {"*": ".*", "?": "."}
_LITERALS = {"${*}": "*", "${?}": "?", "${$}": "$"}
_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_MARK = {"*": "\ue000", "?": "\ue001"}
"""Private-use characters that stand for a literal ``*`` and ``?`` while a pattern is put together."""
_ARN_PARTS = 6


def listed(value: object) -> list[object]:
    """The elements of a policy value, which may be one thing or a list of them."""
    return list(value) if isinstance(value, list | tuple) else [value]


def texts(value: object) -> list[str]:
    """The strings of a policy value."""
    return [str(item) for item in listed(value)]


@lru_cache(maxsize=4096)
def _regex(pattern: str, *, fold: bool) -> re.Pattern[str]:
    parts = [_WILDCARDS.get(char) or re.escape(char) for char in pattern]
    source = "".join(parts).replace(_MARK["*"], r"\*").replace(_MARK["?"], r"\?")
    return re.compile(source, re.S | re.I if fold else re.S)


def like(pattern: str, value: str, *, fold: bool = False) -> bool:
    """Whether a value matches a pattern with ``*`` and ``?``; ``fold`` ignores case, as action names do."""
    return _regex(pattern, fold=fold).fullmatch(value) is not None


def arn_like(pattern: str, value: str) -> bool:
    """Whether an ARN matches a pattern part by part, as ArnLike and ArnEquals do."""
    if pattern == "*":
        return True
    wanted, got = pattern.split(":", _ARN_PARTS - 1), value.split(":", _ARN_PARTS - 1)
    return len(wanted) == len(got) and all(map(like, wanted, got))


def expand(pattern: str, context: Mapping[str, str | Sequence[str]]) -> str | None:
    """A pattern with its policy variables replaced; None if one of them has no value in this request."""
    missing = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal missing
        if match[0] in _LITERALS:
            return _MARK.get(_LITERALS[match[0]], _LITERALS[match[0]])
        name, _, default = match[1].partition(",")
        value = context.get(name.strip().lower())
        if isinstance(value, str):
            return value.replace("*", _MARK["*"]).replace("?", _MARK["?"])
        if default:
            return default.strip().strip("'")
        missing = True
        return ""

    found = _VARIABLE.sub(replaced, pattern)
    return None if missing else found
