"""What Lambda allows as environment variables of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from components.guards import Problem

# Lambda Developer Guide, "Defined runtime environment variables": CreateFunction refuses these keys. It is
# an exact list, never a prefix: adapters and layers need AWS_LAMBDA_EXEC_WRAPPER, AWS_XRAY_CONTEXT_MISSING
# and AWS_XRAY_DAEMON_ADDRESS.
RESERVED = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
    }
)
# Lambda API reference, "Environment": keys match this, at least two characters.
_KEY = re.compile(r"[a-zA-Z]([a-zA-Z0-9_])+")
# Lambda Developer Guide, "Lambda quotas": all names and values together.
MAX_BYTES = 4 * 1024


def environment_problems(variables: Mapping[str, object]) -> Iterator[Problem]:
    """Variables that CreateFunction refuses.

    Args:
        variables: Name -> value. A value that isn't known yet (an Output) counts as empty, so the size is
            a lower bound.

    """
    for key in variables:
        if key in RESERVED:
            yield Problem(
                field=f"environment.{key}",
                given=key,
                allowed="any name that Lambda doesn't set itself",
                fix="leave it out: the runtime supplies it",
            )
        elif not _KEY.fullmatch(key):
            yield Problem(
                field=f"environment.{key}",
                given=key,
                allowed="two or more of A-Z a-z 0-9 _, a letter first",
                fix="rename it",
            )
    size = sum(
        len(key.encode()) + (len(value.encode()) if isinstance(value, str) else 0)
        for key, value in variables.items()
    )
    if size > MAX_BYTES:
        yield Problem(
            field="environment",
            given=f"{size} bytes",
            allowed=f"at most {MAX_BYTES} bytes of names and values",
            fix="keep long values in a parameter or a secret and pass its name",
        )
