"""Lambda functions.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from emulator.policies.names import known_principal

from .core import Params, refuses
from .facts import found, name_of

if TYPE_CHECKING:
    from emulator.account import Account

RESERVED = frozenset(
    [
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
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
    ]
)
"""Variables that Lambda sets itself. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""

ENVIRONMENT_BYTES = 4096
MOST_LAYERS = 5
UPLOAD_BYTES = 50 * 1024 * 1024
"""Of a zip file in the request itself; larger ones come from S3."""

UNZIPPED_BYTES = 250 * 1024 * 1024

NEVER = date.max
BLOCKED: Mapping[str, tuple[date, date]] = {
    # runtime -> (creation, update) refused from this day on; AWS has moved these days several times
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtime-deprecation-levels
    **dict.fromkeys(
        (
            "nodejs",
            "nodejs4.3",
            "nodejs6.10",
            "nodejs8.10",
            "nodejs10.x",
            "nodejs12.x",
            "python2.7",
            "python3.6",
        ),
        (date(2023, 3, 31), date(2023, 4, 30)),
    ),
    **dict.fromkeys(
        ("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1"), (date(2022, 1, 5), date(2022, 4, 13))
    ),
    "nodejs18.x": (date(2027, 2, 1), date(2027, 3, 3)),
    "nodejs20.x": (date(2027, 2, 1), date(2027, 3, 3)),
    "provided.al2": (date(2027, 2, 1), date(2027, 3, 3)),
    "python3.9": (NEVER, date(2027, 3, 3)),
    "python3.10": (NEVER, date(2027, 3, 3)),
    "python3.11": (NEVER, date(2027, 8, 31)),
    "python3.12": (NEVER, date(2029, 1, 10)),
    "python3.13": (NEVER, date(2029, 8, 31)),
    "python3.14": (NEVER, date(2029, 8, 31)),
    "nodejs22.x": (NEVER, date(2027, 7, 1)),
    "nodejs24.x": (NEVER, date(2028, 7, 1)),
    "provided.al2023": (NEVER, date(2029, 8, 31)),
}

SNAP_START = ("java", "python3.12", "python3.13", "python3.14", "dotnet8", "dotnet10")
"""Beginnings of runtimes that SnapStart works with.
https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes"""

INTERFACES = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")
ACCOUNT_CONCURRENCY = 1000
UNRESERVED = 100
"""Concurrency that always stays for functions without a reservation."""


def today() -> date:
    """The day that runtimes' dates are compared with."""
    return datetime.now(UTC).date()


@refuses("lambda", "CreateFunction", "UpdateFunctionConfiguration")
def environment(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Reserved names, and variables that are too large together."""
    variables = params.get("Environment", {}).get("Variables", {})
    for name in sorted(variables.keys() & RESERVED):
        yield f"the environment variable {name} is reserved: Lambda sets it itself"
    size = len(json.dumps(variables, separators=(",", ":"), ensure_ascii=False).encode()) if variables else 0
    if size > ENVIRONMENT_BYTES:
        yield f"the environment variables take {size} bytes, at most {ENVIRONMENT_BYTES} are allowed"


@refuses("lambda", "CreateFunction")
def creation_blocked(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Runtimes that no new function may use."""
    blocked, _ = BLOCKED.get(params.get("Runtime", ""), (NEVER, NEVER))
    if today() >= blocked:
        yield f"the runtime {params['Runtime']} is no longer supported: no functions since {blocked}"


@refuses("lambda", "UpdateFunctionConfiguration")
def update_blocked(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Runtimes that no function may be updated with."""
    _, blocked = BLOCKED.get(params.get("Runtime", ""), (NEVER, NEVER))
    if today() >= blocked:
        yield f"the runtime {params['Runtime']} is no longer supported: no updates since {blocked}"


@refuses("lambda", "CreateFunction")
def package(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Zip files that aren't, and what a package of each type needs."""
    image = params.get("PackageType") == "Image"
    for key in ("Runtime", "Handler"):
        if (key in params) == image:
            yield f"{key} is {'not allowed for an image' if image else 'needed for a zip file'}"
    code = params.get("Code", {})
    if ("ImageUri" in code) != image:
        yield "an image needs PackageType Image and Code.ImageUri, a zip file neither"
    if params.get("Layers") and (image or len(params["Layers"]) > MOST_LAYERS):
        yield f"a function has at most {MOST_LAYERS} layers, one from an image none"
    yield from _archive(code.get("ZipFile"))


@refuses("lambda", "UpdateFunctionCode")
def code(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Zip files that aren't."""
    yield from _archive(params.get("ZipFile"))


def _archive(content: bytes | None) -> Iterator[str]:
    if content is None:
        return
    if len(content) > UPLOAD_BYTES:
        yield f"the zip file has {len(content)} bytes, more than {UPLOAD_BYTES} must come from S3"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        yield "the code could not be unzipped: it is not a zip file"
        return
    if not archive.namelist():
        yield "the zip file is empty"
    if size > UNZIPPED_BYTES:
        yield f"the code has {size} bytes unzipped, at most {UNZIPPED_BYTES} are allowed"


@refuses("lambda", "CreateFunction", "UpdateFunctionConfiguration")
def snap_start(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """SnapStart for runtimes that can't have it."""
    wanted = params.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions"
    if wanted and not params.get("Runtime", "java").startswith(SNAP_START):
        yield f"SnapStart is not available for the runtime {params['Runtime']}"
    if wanted and params.get("EphemeralStorage", {}).get("Size", 512) > 512:  # noqa: PLR2004 - MB, the default
        yield "SnapStart does not support more than 512 MB of ephemeral storage"


@refuses("lambda", "CreateFunction")
def execution_role(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A role that Lambda can't assume, or that may not do what the function's configuration needs."""
    from emulator.policies.decisions import assumable, role_may

    role = params["Role"]
    if not assumable(account.account_id, role, "lambda.amazonaws.com"):
        yield f"the role {role} cannot be assumed by Lambda"
        return
    vpc: Mapping[str, Any] = params.get("VpcConfig") or {}
    if vpc.get("SubnetIds"):
        yield from _network(vpc, account, region)
        for action in INTERFACES:
            if not role_may(account.account_id, role, f"ec2:{action}", "*", region):
                yield f"the execution role {name_of(role)} does not have permissions to call {action} on EC2"
    target = params.get("DeadLetterConfig", {}).get("TargetArn")
    if target:
        action = "sqs:SendMessage" if ":sqs:" in target else "sns:Publish"
        if not role_may(account.account_id, role, action, target, region):
            yield f"the execution role {name_of(role)} does not have permissions to call {action} on {target}"


def _network(vpc: Mapping[str, Any], account: "Account", region: str) -> Iterator[str]:
    homes = set()
    if not vpc.get("SecurityGroupIds"):
        yield "a function in a VPC needs at least one security group"
    for operation, parameter, kind in (
        ("describe_subnets", "SubnetIds", "Subnets"),
        ("describe_security_groups", "GroupIds", "SecurityGroups"),
    ):
        ids = vpc["SubnetIds"] if kind == "Subnets" else vpc.get("SecurityGroupIds") or []
        answer = found(account, region, "ec2", operation, **{parameter: ids}) if ids else {kind: []}
        if answer is None:
            yield f"one of {', '.join(ids)} does not exist"
        else:
            homes |= {item["VpcId"] for item in answer[kind]}
    if len(homes) > 1:
        yield f"subnets and security groups are of different VPCs: {', '.join(sorted(homes))}"


@refuses("lambda", "AddPermission")
def permission(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Unknown services, and statement ids in use."""
    principal = params["Principal"]
    if principal.endswith("amazonaws.com") and not known_principal(principal):
        yield f"the service {principal} doesn't exist"
    qualifier = {"Qualifier": params["Qualifier"]} if "Qualifier" in params else {}
    answer = found(account, region, "lambda", "get_policy", FunctionName=params["FunctionName"], **qualifier)
    statements = json.loads(answer["Policy"])["Statement"] if answer else []
    if any(statement.get("Sid") == params["StatementId"] for statement in statements):
        yield f"the statement id ({params['StatementId']}) provided already exists"


@refuses("lambda", "PutFunctionConcurrency")
def reservation(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Reservations that leave the account less than it must keep."""
    client = account.client("lambda", region)
    taken = params["ReservedConcurrentExecutions"]
    for function in client.list_functions()["Functions"]:
        if function["FunctionName"] != name_of(params["FunctionName"]):
            answer = client.get_function_concurrency(FunctionName=function["FunctionName"])
            taken += answer.get("ReservedConcurrentExecutions", 0)
    if taken > ACCOUNT_CONCURRENCY - UNRESERVED:
        yield (
            f"reserved concurrency of {taken} decreases the account's unreserved concurrency below "
            f"{UNRESERVED}"
        )


@refuses("lambda", "PutProvisionedConcurrencyConfig")
def provisioned(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Provisioned concurrency of what has no version."""
    if params["Qualifier"] == "$LATEST":
        yield "provisioned concurrency can't be applied to $LATEST, only to versions and aliases"
        return
    where = {"FunctionName": params["FunctionName"], "Qualifier": params["Qualifier"]}
    if found(account, region, "lambda", "get_function_configuration", **where) is None:
        yield f"function {params['FunctionName']} has no version or alias {params['Qualifier']}"
