"""Lambda: functions, their versions' names, and everything that says how they are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.shapes import archive

lacks(
    "lambda",
    "CreateCodeSigningConfig",
    "DeleteCodeSigningConfig",
    "DeleteFunctionCodeSigningConfig",
    "DeleteProvisionedConcurrencyConfig",
    "PutFunctionCodeSigningConfig",
    "PutFunctionRecursionConfig",
    "PutProvisionedConcurrencyConfig",
    "PutRuntimeManagementConfig",
    "UpdateCodeSigningConfig",
)

SIGNING_ID_DIGITS = 17
"""Length of the ids of code signing configurations: CreateCodeSigningConfig's page."""

MEMORY_MB = 128
TIMEOUT_SECONDS = 3
"""What the provider sends for a function that names neither; AWS's own defaults too."""

PATHS = {
    "invokeArn": "2015-03-31/functions/{arn}/invocations",
    "responseStreamingInvokeArn": "2021-11-15/functions/{arn}/response-streaming-invocations",
}
"""Lambda's API paths in the integration URIs of API Gateway."""


def invoke_arn(region: str, arn: str, kind: str = "invokeArn") -> str:
    """The URI by which API Gateway calls a function, version or alias."""
    return f"arn:aws:apigateway:{region}:lambda:path/{PATHS[kind].format(arn=arn)}"


def in_s3(r: Request) -> dict[str, Any]:
    """The place of a package in S3."""
    return present(
        S3Bucket=r.take("s3Bucket"), S3Key=r.take("s3Key"), S3ObjectVersion=r.take("s3ObjectVersion")
    )


def code(r: Request) -> dict[str, Any]:
    """Where a function's code is: an archive of the program, an image, or an object in S3."""
    package, image = r.take("code"), r.take("imageUri")
    found = in_s3(r)
    if package is not None:
        found = {"ZipFile": archive(package)}
    elif image is not None:
        found = {"ImageUri": image}
    return found | present(SourceKMSKeyArn=r.take("sourceKmsKeyArn"))


FUNCTION_INPUTS = {"fileSystemConfig": "FileSystemConfigs"}

STEERING = (
    "codeSha256",
    "replaceSecurityGroupsOnDestroy",
    "replacementSecurityGroupIds",
    "skipDestroy",
    "sourceCodeHash",
    "useResourceTimeoutForPropagation",
)
"""Inputs that only tell the provider when to upload again, how to delete and how long to wait."""


def blocks(r: Request) -> dict[str, Any]:
    """Settings of a function whose blocks the API words otherwise."""
    snap, durable, vpc = r.take("snapStart"), r.take("durableConfig"), r.take("vpcConfig")
    return present(
        SnapStart={"ApplyOn": snap["applyOn"]} if snap else None,
        DurableConfig=durable
        and present(
            ExecutionTimeout=durable.get("executionTimeout"),
            RetentionPeriodInDays=durable.get("retentionPeriod"),
        ),
        VpcConfig=vpc
        and present(
            SubnetIds=vpc["subnetIds"],
            SecurityGroupIds=vpc["securityGroupIds"],
            Ipv6AllowedForDualStack=vpc.get("ipv6AllowedForDualStack"),
        ),
    )


@resource("aws:lambda/function:Function")
def function(r: Request) -> Created:
    """A function; reserved concurrency is an operation of its own."""
    name, reserved = r.physical(), r.take("reservedConcurrentExecutions")
    for steering in STEERING:
        r.take(steering)
    made = r.send(
        "lambda",
        "create_function",
        FUNCTION_INPUTS,
        FunctionName=name,
        Code=code(r),
        MemorySize=r.take("memorySize", default=MEMORY_MB),
        Timeout=r.take("timeout", default=TIMEOUT_SECONDS),
        Tags=r.tags or None,
        **blocks(r),
    )
    if reserved is not None and reserved >= 0:
        r.api("lambda", "put_function_concurrency", FunctionName=name, ReservedConcurrentExecutions=reserved)
    return name, {"name": name, **function_outputs(r, made)}


def function_outputs(r: Request, made: Mapping[str, Any]) -> dict[str, Any]:
    """What AWS computes of a function; the unqualified ARN and those of the version it stands at."""
    qualified, version = made["FunctionArn"], made["Version"]
    arn = ":".join(qualified.split(":")[:7])
    qualified = f"{arn}:{version}"
    return {
        "arn": arn,
        "invokeArn": invoke_arn(r.region, arn),
        "responseStreamingInvokeArn": invoke_arn(r.region, arn, "responseStreamingInvokeArn"),
        "qualifiedArn": qualified,
        "qualifiedInvokeArn": invoke_arn(r.region, qualified),
        "version": version,
        "lastModified": made["LastModified"],
        "codeSha256": made["CodeSha256"],
        "sourceCodeSize": made["CodeSize"],
        "signingJobArn": "",
        "signingProfileVersionArn": "",
    }


@resource("aws:lambda/alias:Alias")
def alias(r: Request) -> Created:
    """A name for a version, or for two with a share of the calls each."""
    made = r.send("lambda", "create_alias", Name=r.physical())
    arn = made["AliasArn"]
    return arn, {"name": made["Name"], "arn": arn, "invokeArn": invoke_arn(r.region, arn)}


@resource("aws:lambda/permission:Permission")
def permission(r: Request) -> Created:
    """A statement of the function's own policy."""
    statement = r.physical("statementId")
    r.send("lambda", "add_permission", {"function": "FunctionName"}, StatementId=statement)
    return statement, {"statementId": statement}


@resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def event_invoke_config(r: Request) -> Created:
    """What becomes of asynchronous calls that fail."""
    name, qualifier = r.inputs["functionName"], r.inputs.get("qualifier")
    r.send("lambda", "put_function_event_invoke_config")
    return f"{name}:{qualifier}" if qualifier else name, {}


@resource("aws:lambda/layerVersion:LayerVersion")
def layer_version(r: Request) -> Created:
    """A version of a layer."""
    for steering in ("skipDestroy", "sourceCodeHash"):
        r.take(steering)
    package, content = r.take("code"), in_s3(r)
    if package is not None:
        content = {"ZipFile": archive(package)}
    made = r.send("lambda", "publish_layer_version", Content=content)
    return made["LayerVersionArn"], {
        "arn": made["LayerVersionArn"],
        "layerArn": made["LayerArn"],
        "version": str(made["Version"]),
        "createdDate": made["CreatedDate"],
        "codeSha256": made["Content"]["CodeSha256"],
        "sourceCodeSize": made["Content"]["CodeSize"],
    }


simple(
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "lambda.add_layer_version_permission",
    ignore=["skipDestroy"],
    id=lambda r, _: f"{r.inputs['layerName']},{r.inputs['versionNumber']}",
    outputs={"policy": "Statement", "revisionId": lambda _r, response: response.get("RevisionId", "")},
)


@resource("aws:lambda/functionUrl:FunctionUrl")
def function_url(r: Request) -> Created:
    """An HTTPS address of a function; a public one gets the statement that lets everybody in."""
    name, qualifier = r.inputs["functionName"], r.inputs.get("qualifier")
    made = r.send("lambda", "create_function_url_config", {"authorizationType": "AuthType"})
    if r.inputs["authorizationType"] == "NONE":
        r.api(
            "lambda",
            "add_permission",
            FunctionName=name,
            Qualifier=qualifier,
            StatementId="FunctionURLAllowPublicAccess",
            Action="lambda:InvokeFunctionUrl",
            Principal="*",
            FunctionUrlAuthType="NONE",
        )
    url = made["FunctionUrl"]
    return f"{name}/{qualifier}" if qualifier else name, {
        "functionUrl": url,
        "functionArn": made["FunctionArn"],
        "urlId": url.removeprefix("https://").partition(".")[0],
    }


simple(
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "lambda.put_provisioned_concurrency_config",
    ignore=["skipDestroy"],
    id=lambda r, _: f"{r.inputs['functionName']},{r.inputs['qualifier']}",
)
simple(
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
    "lambda.put_function_recursion_config",
    id=lambda r, _: r.inputs["functionName"],
)


@resource("aws:lambda/codeSigningConfig:CodeSigningConfig")
def code_signing_config(r: Request) -> Created:
    """Who may have signed the code of functions."""
    r.send("lambda", "create_code_signing_config", {"policies": "CodeSigningPolicies"}, Tags=r.tags or None)
    # The call is only recorded: its id has to look like AWS's nevertheless, since others take it.
    id_ = f"csc-{hashlib.sha256(r.urn.encode()).hexdigest()[:SIGNING_ID_DIGITS]}"
    arn = f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:code-signing-config:{id_}"
    return arn, {"arn": arn, "configId": id_}


@resource("aws:lambda/runtimeManagementConfig:RuntimeManagementConfig")
def runtime_management_config(r: Request) -> Created:
    """When AWS may put a newer patch of the runtime under a function."""
    name, qualifier = r.inputs["functionName"], r.inputs.get("qualifier")
    r.send(
        "lambda", "put_runtime_management_config", UpdateRuntimeOn=r.take("updateRuntimeOn", default="Auto")
    )
    arn = f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:function:{name}"
    return f"{name},{qualifier or ''}", {"functionArn": f"{arn}:{qualifier}" if qualifier else arn}
