"""AppSync's JavaScript runtime, as the embedded AWS has it."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.appsync_js import BadCode, check, run

HANDLERS = """
import {{ util, runtime }} from "@aws-appsync/utils";
export function request(ctx) {{ {body} }}
export const response = (ctx) => ctx.prev.result;
"""


def request(body: str, **context: Any) -> dict[str, Any]:
    code = HANDLERS.format(body=body)
    return run(code, "request", {"arguments": {}, **context})


def test_values_become_attribute_values() -> None:
    said = request(
        "return util.dynamodb.toMapValues(ctx.args);", arguments={"a": [1, "x", None, {"b": True}]}
    )
    assert said["value"] == {"a": {"L": [{"N": 1}, {"S": "x"}, {"NULL": True}, {"M": {"b": {"BOOL": True}}}]}}


def test_a_resolver_ends_early_with_a_value_or_an_error() -> None:
    early = request("runtime.earlyReturn({ done: 1 });")
    assert (early["how"], early["value"]) == ("return", {"done": 1})
    failed = request('util.error("no", "Kind", { a: 1 });')
    assert (failed["how"], failed["message"], failed["type"], failed["data"]) == (
        "error",
        "no",
        "Kind",
        {"a": 1},
    )
    assert request("util.unauthorized();")["type"] == "UnauthorizedException"
    assert request("return nothing;")["type"] == "Code"


def test_the_stash_and_appended_errors_are_handed_on() -> None:
    said = request('ctx.stash.seen = 1; util.appendError("a", "K"); return null;', stash={"old": 2})
    assert said["stash"] == {"old": 2, "seen": 1}
    assert [each["message"] for each in said["appended"]] == ["a"]
    assert request("return 1;")["appended"] == [], "errors are of one call"


def test_ids_and_times_have_their_forms() -> None:
    said = request(
        "return { id: util.autoId(), at: util.time.nowISO8601(), s: util.time.nowEpochSeconds() };"
    )
    assert len(said["value"]["id"]) == 36
    assert said["value"]["at"].endswith("Z")
    assert said["value"]["s"] > 1_700_000_000


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("export function request( {", "SyntaxError"),
        ("export function request() {}", "response"),
        ("import * as ddb from '@aws-appsync/utils/dynamodb';", "no module @aws-appsync/utils/dynamodb"),
        ("import x from 'fs';", "no module fs"),
    ],
)
def test_code_that_cannot_be_loaded_is_refused(code: str, said: str) -> None:
    with pytest.raises(BadCode, match=said):
        check(code)
