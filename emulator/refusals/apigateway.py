"""REST APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import API

from .core import Params, refuses
from .documents import malformed
from .elbv2 import certificate_problems
from .facts import HOME, found

if TYPE_CHECKING:
    from emulator.account import Account

INTEGRATION_MS = (50, 29_000)
CACHE_GB = ("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237")


@refuses("apigateway", "CreateRestApi")
def api(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed resource policies."""
    yield from malformed(f"the policy of API {params['name']}", params.get("policy"), API, account)


@refuses("apigateway", "PutIntegration")
def integration(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Proxies without POST or invocation ARN, and timeouts that the service doesn't have."""
    kind, uri = params["type"], params.get("uri", "")
    if (
        kind in ("AWS", "AWS_PROXY")
        and ":lambda:path/" in uri
        and params.get("integrationHttpMethod") != "POST"
    ):
        yield "a function is invoked with POST: integrationHttpMethod must be POST"
    if kind in ("AWS", "AWS_PROXY") and not uri.startswith("arn:aws:apigateway:"):
        yield f"{uri!r} is no integration: the function's invoke ARN (arn:aws:apigateway:…) is needed"
    if kind == "AWS_PROXY" and "/functions/" in uri:
        function = uri.partition("/functions/")[2].partition("/invocations")[0]
        if found(account, region, "lambda", "get_function_configuration", FunctionName=function) is None:
            yield f"the function {function} does not exist"
    low, high = INTEGRATION_MS
    if not low <= params.get("timeoutInMillis", high) <= high:
        yield f"timeoutInMillis is between {low} and {high}, not {params['timeoutInMillis']}"
    if kind != "MOCK" and not uri:
        yield f"an integration of the type {kind} needs a uri"


@refuses("apigateway", "PutMethod")
def method(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Authorization that names no authorizer."""
    kind = params["authorizationType"]
    if kind not in ("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"):
        yield f"{kind!r} is no authorization type"
    if (kind in ("CUSTOM", "COGNITO_USER_POOLS")) != bool(params.get("authorizerId")):
        yield (
            f"authorizationType {kind} {'needs' if not params.get('authorizerId') else 'has no'} authorizerId"
        )


@refuses("apigateway", "CreateAuthorizer")
def authorizer(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """What each kind of authorizer needs."""
    kind = params["type"]
    if kind == "COGNITO_USER_POOLS" and not params.get("providerARNs"):
        yield f"authorizer {params['name']}: COGNITO_USER_POOLS needs providerARNs"
    if kind in ("TOKEN", "REQUEST") and not params.get("authorizerUri"):
        yield f"authorizer {params['name']}: {kind} needs authorizerUri"
    if (
        kind == "REQUEST"
        and not params.get("identitySource")
        and params.get("authorizerResultTtlInSeconds", 300)
    ):
        yield f"authorizer {params['name']}: REQUEST needs identitySource unless nothing is cached"


@refuses("apigateway", "CreateStage")
def stage(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Caches without a size, deployments that aren't there."""
    if params.get("cacheClusterEnabled") and params.get("cacheClusterSize") not in CACHE_GB:
        yield f"stage {params['stageName']}: cacheClusterSize is one of {', '.join(CACHE_GB)}"
    deployments = account.client("apigateway", region).get_deployments(restApiId=params["restApiId"])["items"]
    if not any(one["id"] == params["deploymentId"] for one in deployments):
        yield f"stage {params['stageName']}: there is no deployment {params['deploymentId']}"
    where = {"restApiId": params["restApiId"], "stageName": params["stageName"]}
    if found(account, region, "apigateway", "get_stage", **where) is not None:
        yield f"stage {params['stageName']} already exists"


@refuses("apigateway", "UpdateStage")
def log_settings(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Execution or access logs before the account has a role for them."""
    for change in params.get("patchOperations", ()):
        wanted = change["path"].endswith(("/logging/loglevel", "/accessLogSettings/destinationArn"))
        if wanted and change.get("value") not in (None, "", "OFF") and not logs_role(account, region):
            yield "CloudWatch Logs role ARN must be set in account settings to enable logging"
            return


def logs_role(account: "Account", region: str) -> str | None:
    """The account's role for API Gateway's logs in a region."""
    answer = found(account, region, "apigateway", "get_account") or {}
    role = answer.get("cloudwatchRoleArn")
    return str(role) if role and role.startswith("arn:") else None


@refuses("apigateway", "UpdateAccount")
def account_role(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A role for logs that API Gateway can't assume, or that may not write logs."""
    from emulator.policies.decisions import assumable, role_may

    for change in params.get("patchOperations", ()):
        role = change.get("value")
        if change["path"] != "/cloudwatchRoleArn" or not role:
            continue
        group = f"arn:aws:logs:{region}:{account.account_id}:log-group:API-Gateway:log-stream:"
        may = all(
            role_may(account.account_id, role, f"logs:{action}", group, region)
            for action in ("CreateLogGroup", "CreateLogStream", "PutLogEvents")
        )
        if not assumable(account.account_id, role, "apigateway.amazonaws.com") or not may:
            yield f"the role {role} does not have required permissions set up for API Gateway's logs"


@refuses("apigateway", "CreateDomainName")
def domain(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Certificates that are missing, or of the wrong region."""
    name = params["domainName"]
    if "/" in name or ":" in name:
        yield f"{name!r} is no domain name"
    types = params.get("endpointConfiguration", {}).get("types", ["EDGE"])
    arn = params.get("regionalCertificateArn" if "REGIONAL" in types else "certificateArn")
    if not arn:
        yield f"domain {name}: a {types[0].lower()} domain needs a certificate of its kind"
    else:
        yield from certificate_problems(arn, account, region if "REGIONAL" in types else HOME)
