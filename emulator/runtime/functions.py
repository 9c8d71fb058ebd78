"""Invocations of functions: in process, under the function's own role, logged where Lambda logs."""

import base64
import json
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.logs.models import logs_backends

from emulator.policies.decisions import assumable, role_may, service_may

from . import aliases
from .environment import Environment, LambdaContext, NotExecutable, captured, fingerprint
from .work import QUEUE, handling, lost, settle

RETRIES = 2
"""Attempts after the first of an asynchronous invocation, unless configured.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""

DEEPEST = 16
"""Functions inside functions; Lambda's own detection of loops ends a chain here.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"""

_KEPT = "_emulated_environment"
_depth = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an invocation.

    Attributes:
        payload: The handler's result, or the error, as JSON.
        failed: Whether the function raised, or could not run.
        logs: What it printed.

    """

    payload: str
    failed: bool
    logs: str

    @property
    def value(self) -> Any:
        """The payload, parsed."""
        return json.loads(self.payload)


def run(function: Any, event: object) -> Outcome:
    """Invoke moto's function once, synchronously."""
    global _depth  # noqa: PLW0603 - one process, one chain of invocations at a time
    if _depth >= DEEPEST:
        return _error("RecursiveInvocationException", f"{function.function_name}: a loop of functions", "")
    _depth += 1
    try:
        with handling():
            outcome = _run(function, event)
    finally:
        _depth -= 1
    settle()
    return outcome


def _run(function: Any, event: object) -> Outcome:
    context = _context(function)
    with captured() as output:
        print(f"START RequestId: {context.aws_request_id} Version: {function.version}")
        outcome = _call(function, event, context)
        spent = (time.monotonic() - context.started) * 1000
        print(f"END RequestId: {context.aws_request_id}")
        print(f"REPORT RequestId: {context.aws_request_id}\tDuration: {spent:.2f} ms")
        text = output.getvalue()
    _write(function, context, text)
    return Outcome(payload=outcome.payload, failed=outcome.failed, logs=text)


def _call(function: Any, event: object, context: LambdaContext) -> Outcome:
    try:
        if not assumable(function.account_id, function.role, "lambda.amazonaws.com"):
            return _error(
                "AccessDeniedException",
                f"Lambda can't assume the role {function.role}",
                context.aws_request_id,
            )
        environment = _environment(function)
        with environment.active():
            result = environment.handler(event, context)
            payload = json.dumps(result)
    except NotExecutable as refused:
        return _error("Runtime.NotExecutable", str(refused), context.aws_request_id)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is its answer
        print(traceback.format_exc())
        trace = traceback.format_tb(error.__traceback__)
        return _error(type(error).__name__, str(error), context.aws_request_id, trace)
    if time.monotonic() - context.started > context.timeout:
        message = f"{context.aws_request_id} Task timed out after {context.timeout:.2f} seconds"
        return _error("Sandbox.Timedout", message, context.aws_request_id)
    return Outcome(payload=payload, failed=False, logs="")


def _error(kind: str, message: str, request: str, trace: list[str] | None = None) -> Outcome:
    body = {"errorMessage": message, "errorType": kind, "requestId": request, "stackTrace": trace or []}
    return Outcome(payload=json.dumps(body), failed=True, logs="")


def _environment(function: Any) -> Environment:
    mark = fingerprint(function)
    kept = function.__dict__.get(_KEPT)
    if kept is None or kept[0] != mark:
        backend = lambda_backends[function.account_id][function.region]
        layers = [backend.layers_versions_by_arn(layer["Arn"]) for layer in function.layers]
        kept = (mark, Environment(function, [layer.code_bytes for layer in layers if layer]))
        function.__dict__[_KEPT] = kept
    environment: Environment = kept[1]
    return environment


def _context(function: Any) -> LambdaContext:
    stream = f"{time.strftime('%Y/%m/%d')}/[{function.version}]{id(function):032x}"
    return LambdaContext(
        function_name=function.function_name,
        function_version=str(function.version),
        invoked_function_arn=function.function_arn,
        memory_limit_in_mb=int(function.memory_size),
        log_group_name=log_group(function),
        log_stream_name=stream,
        timeout=float(function.timeout),
    )


def log_group(function: Any) -> str:
    """Where a function logs: its own group, unless its configuration names another."""
    configured = function.__dict__.get("emulated_spec", {}).get("LoggingConfig", {}).get("LogGroup")
    return str(configured or function.logs_group_name)


def _write(function: Any, context: LambdaContext, text: str) -> None:
    """Write the log as the function's role may.

    Without the permission there is no log, and no error either.
    """
    account, region, group = function.account_id, function.region, context.log_group_name
    base = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:"
    backend = logs_backends[account][region]
    if group not in backend.groups:
        if not role_may(account, function.role, "logs:CreateLogGroup", base, region):
            return
        backend.create_log_group(group, {})
    for action, resource in (("CreateLogStream", base), ("PutLogEvents", base + context.log_stream_name)):
        if not role_may(account, function.role, f"logs:{action}", resource, region):
            return
    if context.log_stream_name not in backend.groups[group].streams:
        backend.create_log_stream(group, context.log_stream_name)
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in text.splitlines() if line]
    backend.put_log_events(group, context.log_stream_name, events)


def find(account: str, arn: str) -> Any | None:
    """Moto's function behind an ARN, qualified or not; None if there is none.

    An alias that splits its calls gives the version whose turn it is.
    """
    try:
        backend = lambda_backends[account][arn.split(":")[3]]
        name, qualifier = aliases.split(arn)
        return backend.get_function(name, aliases.version_of(backend, name, qualifier))
    except Exception:  # noqa: BLE001 - moto raises a different class for every way in which it isn't there
        return None


# -- asynchronous invocations


def later(account: str, arn: str, event: object, *, service: str, source: str) -> bool:
    """Let a service invoke a function asynchronously, if the function's policy admits it.

    Returns False, and notes the loss, where it may not, or where there is no such function.
    """
    if find(account, arn) is None:
        lost(service, arn, "the function does not exist", event)
        return False
    if not service_may(account, service, "lambda:InvokeFunction", arn, source=source):
        lost(service, arn, f"its policy does not let {source} invoke it", event)
        return False
    QUEUE.append(lambda: asynchronously(account, arn, event))
    return True


def asynchronously(account: str, arn: str, event: object) -> None:
    """Invoke, retry, and hand what still fails to the function's destination or dead-letter target."""
    function = find(account, arn)
    if function is None:
        lost("lambda.amazonaws.com", arn, "the function was deleted", event)
        return
    config: Mapping[str, Any] = function.event_invoke_config[0].config if function.event_invoke_config else {}
    for _ in range(1 + config.get("MaximumRetryAttempts", RETRIES)):
        outcome = run(function, event)
        if not outcome.failed:
            break
    destinations = config.get("DestinationConfig") or {}
    way = "OnFailure" if outcome.failed else "OnSuccess"
    target = (destinations.get(way) or {}).get("Destination")
    dead = function.__dict__.get("emulated_spec", {}).get("DeadLetterConfig", {}).get("TargetArn")
    if target:
        condition = "RetriesExhausted" if outcome.failed else "Success"
        body = {
            "version": "1.0",
            "requestContext": {"functionArn": function.function_arn, "condition": condition},
            "requestPayload": event,
            "responsePayload": outcome.value,
        }
        send(function, str(target), body)
    if outcome.failed and dead:
        send(function, str(dead), event)
    elif outcome.failed and not target:
        lost("lambda.amazonaws.com", arn, f"it failed {1 + RETRIES} times: {outcome.payload[:200]}", event)


def send(function: Any, target: str, body: object) -> None:
    """Send something on in the name of a function's role."""
    from .delivery import deliver

    action = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}.get(
        target.split(":")[2]
    )
    account, region = function.account_id, function.region
    if action is None or not role_may(account, function.role, action, target, region):
        lost("lambda.amazonaws.com", target, f"the role {function.role} may not send there", body)
        return
    deliver(account, target, json.dumps(body))


# -- what replaces moto's methods


def invoke_lambda(function: Any, event: object = None) -> tuple[str, bool, str]:
    """`LambdaFunction._invoke_lambda`: every one of moto's own triggers ends here."""
    outcome = run(function, json.loads(event) if isinstance(event, str) else event)
    return outcome.payload, outcome.failed, outcome.logs


def invoke(function: Any, body: Any, request_headers: Any, response_headers: Any) -> bytes:
    """`LambdaFunction.invoke`: the Invoke operation, synchronous, asynchronous, or dry."""
    event = json.loads(body) if body else {}
    kind = request_headers.get("X-Amz-Invocation-Type") or request_headers.get("x-amz-invocation-type")
    if kind == "DryRun":
        return b""
    if kind == "Event":
        account, arn = function.account_id, function.function_arn
        QUEUE.append(lambda: asynchronously(account, arn, event))
        return b""
    outcome = run(function, event)
    if outcome.failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    tail = outcome.logs.encode()[-4096:]  # the last 4 KB, as the API says
    response_headers["x-amz-log-result"] = base64.b64encode(tail).decode()
    return outcome.payload.encode()
