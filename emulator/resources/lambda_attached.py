"""Lambda: how names, permissions, addresses, layers and settings of functions change, and how they go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.awslambda.models import LambdaBackend

from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, answered, changes, later, reader, removal

ALIAS = "aws:lambda/alias:Alias"
PERMISSION = "aws:lambda/permission:Permission"
URL = "aws:lambda/functionUrl:FunctionUrl"
LAYER = "aws:lambda/layerVersion:LayerVersion"
LAYER_PERMISSION = "aws:lambda/layerVersionPermission:LayerVersionPermission"
INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
RECURSION = "aws:lambda/functionRecursionConfig:FunctionRecursionConfig"
PROVISIONED = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
RUNTIME = "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig"
SIGNING = "aws:lambda/codeSigningConfig:CodeSigningConfig"


def put_once() -> None:
    """Mend moto, which goes on showing the first of several settings for failed calls."""
    original = LambdaBackend.put_function_event_invoke_config

    @wraps(original)
    def put(backend: LambdaBackend, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
        backend.get_function(function_name).event_invoke_config.clear()
        answer: dict[str, Any] = original(backend, function_name, config)
        return answer

    LambdaBackend.put_function_event_invoke_config = put


put_once()


def change_alias(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Let the name stand for another version, or share calls between two."""
    place = ("lambda", "update_alias")
    r.api(
        *place,
        FunctionName=r.take("functionName"),
        Name=arn.rpartition(":")[2],
        FunctionVersion=r.take("functionVersion"),
        Description=r.take("description", default=""),
        RoutingConfig=built(r, *place, "RoutingConfig", r.take("routingConfig", default={})),
    )
    return {}


WHOSE: dict[str, Any] = {"FunctionName": "functionName", "Qualifier": "qualifier"}
NAME: dict[str, Any] = {"FunctionName": "functionName", "Name": lambda _r, arn: arn.rpartition(":")[2]}

later(ALIAS, update=change_alias, updates="lambda.update_alias", lasting=["functionName", "name"])
removal(ALIAS, "lambda.delete_alias", **NAME)
reader(ALIAS, "lambda.get_alias", names={"arn": "AliasArn"}, **NAME)

removal(
    PERMISSION,
    "lambda.remove_permission",
    FunctionName="function",
    StatementId="id",
    Qualifier="qualifier",
)
reader(
    PERMISSION,
    "lambda.get_policy",
    lambda answer, _r, id_: next(
        (x for x in json.loads(answer["Policy"])["Statement"] if x["Sid"] == id_), None
    ),
    names={"statementId": "Sid"},
    FunctionName="function",
    Qualifier="qualifier",
)

PUBLIC = "FunctionURLAllowPublicAccess"
"""The provider's name of the statement that lets everybody call a public address."""


def change_url(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Change the address's settings, and who may call it."""
    place, whose = ("lambda", "update_function_url_config"), {key: r.known(of) for key, of in WHOSE.items()}
    kind = r.take("authorizationType")
    cors = built(r, *place, "Cors", r.take("cors", default={}))
    r.api(*place, **whose, AuthType=kind, Cors=cors, InvokeMode=r.take("invokeMode"))
    if "authorizationType" in r.changed:
        if kind == "NONE":
            anybody = {"Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE"}
            r.api("lambda", "add_permission", **whose, StatementId=PUBLIC, **anybody)
        else:
            r.api("lambda", "remove_permission", **whose, StatementId=PUBLIC)
    return {}


later(
    URL,
    update=change_url,
    updates="lambda.update_function_url_config",
    rename={"authorizationType": "AuthType"},
    lasting=["functionName", "qualifier"],
)
removal(URL, "lambda.delete_function_url_config", **WHOSE)
reader(URL, "lambda.get_function_url_config", names={"authorizationType": "AuthType"}, **WHOSE)

again(INVOKE_CONFIG, updates="lambda.put_function_event_invoke_config", lasting=["functionName", "qualifier"])
removal(INVOKE_CONFIG, "lambda.delete_function_event_invoke_config", **WHOSE)
reader(INVOKE_CONFIG, "lambda.get_function_event_invoke_config", **WHOSE)
again(PROVISIONED, updates="lambda.put_provisioned_concurrency_config", lasting=["functionName", "qualifier"])
removal(PROVISIONED, "lambda.delete_provisioned_concurrency_config", **WHOSE)
again(RECURSION, updates="lambda.put_function_recursion_config", lasting=["functionName"])
removal(
    RECURSION,
    "lambda.put_function_recursion_config",
    FunctionName="id",
    RecursiveLoop=lambda _r, _id: "Terminate",
)
again(RUNTIME, updates="lambda.put_runtime_management_config", lasting=["functionName", "qualifier"])
removal(RUNTIME, "lambda.put_runtime_management_config", UpdateRuntimeOn=lambda _r, _id: "Auto", **WHOSE)

changes(
    SIGNING,
    "lambda.update_code_signing_config",
    rename={"policies": "CodeSigningPolicies"},
    CodeSigningConfigArn="id",
)
removal(SIGNING, "lambda.delete_code_signing_config", CodeSigningConfigArn="id")


def delete_layer(r: Request, arn: str) -> None:
    """Delete a version of a layer, unless it is to stay."""
    name, _, version = arn.rpartition(":")
    if not r.take("skipDestroy"):
        answered(lambda: r.api("lambda", "delete_layer_version", LayerName=name, VersionNumber=int(version)))


later(LAYER, delete=delete_layer)
reader(
    LAYER,
    "lambda.get_layer_version",
    LayerName=lambda _, arn: arn.rpartition(":")[0],
    VersionNumber=lambda _, arn: int(arn.rpartition(":")[2]),
)
removal(
    LAYER_PERMISSION,
    "lambda.remove_layer_version_permission",
    LayerName="layerName",
    VersionNumber="versionNumber",
    StatementId="statementId",
)
