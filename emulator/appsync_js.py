"""The runtime of AppSync's resolvers, as far as ours and common ones use it: APPSYNC_JS in QuickJS.

https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import quickjs

MODULE = "@aws-appsync/utils"
MOST_CONTEXTS = 64
"""Resolvers whose code stays loaded."""

_IMPORT = re.compile(r"^\s*import\s+(?P<names>.+?)\s+from\s+[\"'](?P<module>[^\"']+)[\"'];?\s*$", re.M)
_EXPORT = re.compile(r"^(\s*)export\s+(?:const|let)\s+|^(\s*)export\s+(?=function\b)", re.M)

PRELUDE = """
"use strict";
class __Ended extends Error {
  constructor(how) { super(how.message || how.how); this.how = how; }
}
const __errors = [];
const __toDynamoDB = (value) => {
  if (value === null || value === undefined) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(__toDynamoDB) };
  return { M: __toMapValues(value) };
};
const __toMapValues = (map) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, __toDynamoDB(value)]));
const util = {
  error(message, type, data, errorInfo) {
    throw new __Ended({ how: "error", message, type, data, errorInfo });
  },
  appendError(message, type, data, errorInfo) { __errors.push({ message, type, data, errorInfo }); },
  unauthorized() {
    throw new __Ended({ how: "error", message: "Unauthorized", type: "UnauthorizedException" });
  },
  autoId() {
    const digits = () => Math.floor((1 + Math.random()) * 0x10000).toString(16).slice(1);
    return `${digits()}${digits()}-${digits()}-4${digits().slice(1)}-a${digits().slice(1)}` +
      `-${digits()}${digits()}${digits()}`;
  },
  time: {
    nowISO8601: () => new Date().toISOString(),
    nowEpochSeconds: () => Math.floor(Date.now() / 1000),
    nowEpochMilliSeconds: () => Date.now(),
  },
  dynamodb: {
    toDynamoDB: __toDynamoDB,
    toMapValues: __toMapValues,
    toString: (value) => ({ S: value }),
    toNumber: (value) => ({ N: value }),
    toBoolean: (value) => ({ BOOL: value }),
    toStringSet: (values) => ({ SS: values }),
  },
};
const runtime = {
  earlyReturn(value) { throw new __Ended({ how: "return", value }); },
};
const __run = (handler, context) => {
  __errors.length = 0;
  const ctx = JSON.parse(context);
  ctx.args = ctx.arguments;
  let ended = { how: "go" };
  try {
    ended.value = __handlers[handler](ctx);
  } catch (problem) {
    ended = problem instanceof __Ended ? problem.how
      : { how: "error", message: String(problem), type: "Code" };
  }
  if (ended.value === undefined) ended.value = null;
  return JSON.stringify({ ...ended, stash: ctx.stash || {}, appended: __errors });
};
"""


class BadCode(ValueError):
    """AppSync would refuse the code."""


@lru_cache(maxsize=MOST_CONTEXTS)
def _loaded(code: str) -> quickjs.Context:
    import quickjs

    engine = quickjs.Context()
    handlers = "return { request, response };"
    try:
        engine.eval(f"{PRELUDE}\nconst __handlers = (() => {{\n{_script(code)}\n{handlers} }})();")
    except quickjs.JSException as error:
        raise BadCode(f"The code contains one or more errors: {str(error).splitlines()[0]}") from error
    return engine


def _script(code: str) -> str:
    """The module as a script: what it imports is there, what it exports is looked up."""
    for found in _IMPORT.finditer(code):
        if found["module"] != MODULE or not re.fullmatch(r"\{[\s\w,]*\}", found["names"]):
            raise BadCode(f"the emulator has no module {found['module']} ({found['names']})")
    return _EXPORT.sub(
        lambda found: f"{found[1]}const " if found[1] is not None else found[2], _IMPORT.sub("", code)
    )


def check(code: str) -> None:
    """See that code can be loaded, with a request and a response handler.

    Raises:
        BadCode: it can't.
    """
    _loaded(code)


def run(code: str, handler: str, context: Any) -> dict[str, Any]:
    """Call `request` or `response`.

    Returns:
        `how` it ended (`go`, `return` for an early one, `error` with `message` and `type`), its `value`, the
        `stash` and errors that were `appended`.

    Raises:
        BadCode: the code can't be loaded.
    """
    told: dict[str, Any] = json.loads(_loaded(code).eval("__run")(handler, json.dumps(context)))
    return told
