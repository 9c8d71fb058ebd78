"""Check 1: what no function may have, whatever the stack."""

from __future__ import annotations

from datetime import date

import pulumi_aws as aws
import pytest

from tests.contract.walk import FUNCTION, LOG_GROUP, environments, texts
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS

# Lambda Developer Guide, "Defined runtime environment variables", the reserved ones.
RESERVED = {
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN", "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_MAX_CONCURRENCY",
}  # fmt: skip
RETIRED = ("nodejs18.x", "nodejs20.x", "provided.al2", "python3.8", "python3.9", "python3.10")
MOST_BYTES = 4096  # of all variables of a function (Lambda quotas)


def wrong_functions(recorded: Recorder) -> list[str]:
    """What Lambda refuses of a function, or will soon."""
    found = []
    names = {function.name for function in recorded.of_type(FUNCTION)}
    for where, variables in environments(recorded):
        if where in names:
            found += [f"{where}: {key} is reserved" for key in sorted(RESERVED & set(variables))]
            if sum(len(key) + len(value) for key, value in variables.items()) > MOST_BYTES:
                found.append(f"{where}: more than {MOST_BYTES} bytes of variables")
    for function in recorded.of_type(FUNCTION):
        if function.inputs.get("runtime") in RETIRED:
            found.append(f"{function.name}: {function.inputs['runtime']} is retired")
        image = function.inputs.get("packageType") == "Image"
        if image == ("runtime" in function.inputs):
            found.append(f"{function.name}: an image has no runtime, a zip has one")
    return found


@pytest.mark.requirement("ENV-1", "HR-42")
def test_no_function_has_a_reserved_variable_or_a_retired_runtime(recorded: Recorder) -> None:
    assert wrong_functions(recorded) == []


@pytest.mark.requirement("ENV-1")
def test_the_walk_sees_what_is_wrong() -> None:
    def program() -> None:
        for name, variables, runtime in (("a", {"AWS_REGION": "x"}, "python3.13"), ("b", {}, "nodejs20.x")):
            aws.lambda_.Function(
                name,
                role="arn:aws:iam::123456789012:role/r",
                runtime=runtime,
                handler="h.h",
                environment=aws.lambda_.FunctionEnvironmentArgs(variables=variables),
            )

    assert wrong_functions(declare(program)) == ["a: AWS_REGION is reserved", "b: nodejs20.x is retired"]


@pytest.mark.requirement("HR-42")
def test_allowed_variables_are_told_from_reserved_ones_by_their_whole_name() -> None:
    assert not RESERVED & {"AWS_LAMBDA_EXEC_WRAPPER", "AWS_XRAY_CONTEXT_MISSING", "AWS_SQS_QUEUE_URL"}
    variables = dict(environments(declared(VARIANTS["prod"])))
    assert "AWS_SQS_QUEUE_URL" in variables["hookrelay-worker-function"]


@pytest.mark.requirement("HR-14")
def test_no_mapping_of_a_placeholder_is_enabled_and_every_other_one_is(recorded: Recorder) -> None:
    """A placeholder would consume messages and lose them; real code that consumes nothing is no worker."""
    code = {
        recorded.deployment.state_of(function.urn)["arn"]: " ".join(texts(function.inputs.get("code")))
        for function in recorded.of_type(FUNCTION)
    }
    mappings = recorded.of_type("aws:lambda/eventSourceMapping:EventSourceMapping")
    for mapping in mappings:
        function = next(arn for arn in code if mapping.inputs["functionName"].startswith(arn))
        assert mapping.inputs["enabled"] is ("placeholder.cjs" not in code[function]), mapping.name


@pytest.mark.requirement("HR-14")
def test_there_are_placeholders_and_real_code_among_the_stacks() -> None:
    enabled = {
        name: [
            mapping.inputs["enabled"]
            for mapping in declared(VARIANTS[name]).of_type("EventSourceMapping")
            if "worker" in mapping.name
        ]
        for name in ("prod", "lambda-artefact")
    }
    assert enabled == {"prod": [False], "lambda-artefact": [True]}


def functions_without_logs(recorded: Recorder) -> list[str]:
    """Functions whose group Lambda would make itself, without a retention."""
    groups = {item.inputs["name"]: item.name for item in recorded.of_type(LOG_GROUP) if "name" in item.inputs}
    found = []
    for function in recorded.of_type(FUNCTION):
        group = (function.inputs.get("loggingConfig") or {}).get("logGroup")
        if group not in groups or groups[group] not in recorded.needs(function.name, FUNCTION):
            found.append(function.name)
    return found


@pytest.mark.requirement("ENV-7")
def test_the_log_group_of_every_function_is_made_before_it(recorded: Recorder) -> None:
    assert functions_without_logs(recorded) == []


@pytest.mark.requirement("HR-41")
def test_the_application_runs_on_a_runtime_in_support() -> None:
    from components.runtimes import RUNTIMES

    today = date(2026, 6, 1)  # after the guide's nodejs20.x went out of support
    for name in ("lambda-rest", "prod"):
        for function in declared(VARIANTS[name]).of_type(FUNCTION):
            assert RUNTIMES[function.inputs["runtime"]].end_of_support > today, function.name
