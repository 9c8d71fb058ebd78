"""Lambda: how functions change, what is said of them, and how they go."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.awslambda.models import ImageConfig, LambdaFunction

from emulator.registry import Created
from emulator.request import Request
from emulator.resources.lambda_ import (
    FUNCTION_INPUTS,
    MEMORY_MB,
    STEERING,
    TIMEOUT_SECONDS,
    blocks,
    code,
    function_outputs,
)
from emulator.resources.parts import answered, later, later_described, tagging

FUNCTION = "aws:lambda/function:Function"


def keep_configuration() -> None:
    """Mend moto, which forgets some of what UpdateFunctionConfiguration says."""
    original = LambdaFunction.update_configuration

    @wraps(original)
    def update_configuration(function: LambdaFunction, wanted: dict[str, Any]) -> dict[str, Any]:
        if "TracingConfig" in wanted:
            function.tracing_config = wanted["TracingConfig"]
        if "EphemeralStorage" in wanted:
            function.ephemeral_storage = wanted["EphemeralStorage"]["Size"]
        if "KMSKeyArn" in wanted:
            function.kms_key_arn = wanted["KMSKeyArn"] or None
        if "ImageConfig" in wanted:
            function.image_config = ImageConfig(wanted["ImageConfig"])
        answer: dict[str, Any] = original(function, wanted)
        return answer

    LambdaFunction.update_configuration = update_configuration


keep_configuration()

CODE = (
    "architectures",
    "imageUri",
    "s3Bucket",
    "s3Key",
    "s3ObjectVersion",
    "sourceCodeHash",
    "sourceKmsKeyArn",
)
"""Inputs that say which code, beside an archive of the program's own."""

CONFIGURATION: dict[str, tuple[str, Any]] = {
    "deadLetterConfig": ("DeadLetterConfig", {"TargetArn": ""}),
    "description": ("Description", ""),
    "environment": ("Environment", {"Variables": {}}),
    "ephemeralStorage": ("EphemeralStorage", {"Size": 512}),
    "fileSystemConfig": ("FileSystemConfigs", []),
    "imageConfig": ("ImageConfig", {}),
    "kmsKeyArn": ("KMSKeyArn", ""),
    "layers": ("Layers", []),
    "loggingConfig": ("LoggingConfig", {"LogFormat": "Text"}),
    "memorySize": ("MemorySize", MEMORY_MB),
    "snapStart": ("SnapStart", {"ApplyOn": "None"}),
    "timeout": ("Timeout", TIMEOUT_SECONDS),
    "tracingConfig": ("TracingConfig", {"Mode": "PassThrough"}),
    "vpcConfig": ("VpcConfig", {"SubnetIds": [], "SecurityGroupIds": []}),
}
"""What takes a setting back to what a new function has (CreateFunction's page; sizes in MB)."""


def change_function(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Configuration, then code, then a version of both if the program publishes."""
    for steering in STEERING:
        r.take(steering)
    called = reconfigure(r, name) | upload(r, name)
    if "reservedConcurrentExecutions" in r.changed:
        reserved = r.take("reservedConcurrentExecutions")
        if reserved is None or reserved < 0:
            r.api("lambda", "delete_function_concurrency", FunctionName=name)
        else:
            limit = {"FunctionName": name, "ReservedConcurrentExecutions": reserved}
            r.api("lambda", "put_function_concurrency", **limit)
    if "codeSigningConfigArn" in r.changed:
        if signing := r.take("codeSigningConfigArn"):
            names = {"FunctionName": name, "CodeSigningConfigArn": signing}
            r.api("lambda", "put_function_code_signing_config", **names)
        else:
            r.api("lambda", "delete_function_code_signing_config", FunctionName=name)
    to, publish = r.take("publishTo"), r.take("publish")
    if publish and (called or "publish" in r.changed):
        return function_outputs(r, r.api("lambda", "publish_version", FunctionName=name, PublishTo=to))
    if not called:
        return {}
    made = r.api("lambda", "get_function_configuration", FunctionName=name)
    version = made["Version"] if not publish else r.state.get("version", made["Version"])
    return function_outputs(r, {**made, "Version": version})


def reconfigure(r: Request, name: str) -> bool:
    """Change the settings that differ, in one call; whether there were any."""
    params = restored(r, CONFIGURATION)
    given = {key for key in r.changed if r.inputs.get(key) is not None}
    shaped = blocks(r)
    of = {"SnapStart": "snapStart", "DurableConfig": "durableConfig", "VpcConfig": "vpcConfig"}
    params |= {api: shaped[api] for api, key in of.items() if key in given}
    settable = given & (
        {*CONFIGURATION, "capacityProviderConfig", "handler", "role", "runtime"} - set(of.values())
    )
    if not params and not settable:
        return False
    r.send(
        "lambda", "update_function_configuration", FUNCTION_INPUTS, only=settable, FunctionName=name, **params
    )
    return True


def restored(r: Request, defaults: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
    """Parameters that take back what the program no longer gives."""
    gone = [key for key in defaults if key in r.changed and r.inputs.get(key) is None]
    for key in gone:
        r.take(key)
    return dict(defaults[key] for key in gone)


def upload(r: Request, name: str) -> bool:
    """Give the function other code, if it is other code; whether it was."""
    new = code(r)
    architectures = r.take("architectures")
    if not r.changed & set(CODE) and not other_archive(r, new.get("ZipFile")):
        return False
    r.api(
        "lambda",
        "update_function_code",
        FunctionName=name,
        Architectures=architectures or (["x86_64"] if "architectures" in r.changed else None),
        **new,
    )
    return True


def other_archive(r: Request, package: bytes | None) -> bool:
    """Whether an archive is other code than the function's: archives can't be compared with each other."""
    if package is None:
        return False
    return base64.b64encode(hashlib.sha256(package).digest()).decode() != r.state.get("codeSha256")


def delete_function(r: Request, name: str) -> None:
    """Delete a function with its versions, unless it is to stay."""
    if not r.take("skipDestroy"):
        answered(lambda: r.api("lambda", "delete_function", FunctionName=name))


def describe_function(r: Request, name: str) -> dict[str, Any] | None:
    """A function's configuration, its reserved concurrency, and which code it has."""
    answer = answered(lambda: r.api("lambda", "get_function", FunctionName=name))
    if answer is None:
        return None
    return {
        **answer["Configuration"],
        "tags": answer.get("Tags", {}),
        "reservedConcurrentExecutions": answer.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
        "imageUri": answer.get("Code", {}).get("ImageUri"),
    }


def look_up_function(r: Request, name: str) -> Created | None:
    """A function that exists."""
    answer = answered(lambda: r.api("lambda", "get_function", FunctionName=name))
    return answer and (name, {"name": name, **function_outputs(r, answer["Configuration"])})


later(
    FUNCTION,
    read=look_up_function,
    update=change_function,
    delete=delete_function,
    updates=(
        "lambda.update_function_configuration",
        "lambda.update_function_code",
        "lambda.put_function_concurrency",
        "lambda.put_function_code_signing_config",
    ),
    rename={"code": "ZipFile", **FUNCTION_INPUTS},
    # The provider's own business.
    changing=STEERING,
)
tagging(FUNCTION, "lambda.tag_resource", "lambda.untag_resource", Resource="arn")
later_described(FUNCTION, describe_function, {"name": "FunctionName", "arn": "FunctionArn"})
