"""GraphQL APIs.

https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator import appsync_js
from emulator.policies.decisions import assumable

from .core import Params, refuses
from .facts import HOME, found

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "appsync.amazonaws.com"
NEEDS_ROLE = ("AMAZON_DYNAMODB", "AWS_LAMBDA")
CONFIGURED = {"AMAZON_DYNAMODB": "dynamodbConfig", "AWS_LAMBDA": "lambdaConfig"}


@refuses("appsync", "CreateGraphqlApi", "UpdateGraphqlApi")
def api(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role for logs that AppSync can't assume, and modes without what they need."""
    role = params.get("logConfig", {}).get("cloudWatchLogsRoleArn")
    if role and not assumable(account.account_id, role, SERVICE):
        yield f"the role {role} cannot be assumed by AppSync"
    providers = [params, *(params.get("additionalAuthenticationProviders") or ())]
    for provider in providers:
        wants_pool = provider.get("authenticationType") == "AMAZON_COGNITO_USER_POOLS"
        if wants_pool != ("userPoolConfig" in provider):
            yield "userPoolConfig is needed for AMAZON_COGNITO_USER_POOLS and not allowed for other modes"
    kinds = [provider.get("authenticationType") for provider in providers]
    for kind in sorted({str(kind) for kind in kinds if kinds.count(kind) > 1 and kind != "OPENID_CONNECT"}):
        yield f"the mode {kind} twice"


@refuses("appsync", "CreateDataSource", "UpdateDataSource")
def source(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A source without what says where it is, or with a role that AppSync can't assume."""
    kind, role = params["type"], params.get("serviceRoleArn")
    config = CONFIGURED.get(kind)
    if config and config not in params:
        yield f"a data source of type {kind} needs {config}"
    if kind in NEEDS_ROLE and not role:
        yield f"a data source of type {kind} needs a serviceRoleArn"
    if role and not assumable(account.account_id, role, SERVICE):
        yield f"the role {role} cannot be assumed by AppSync"


@refuses("appsync", "CreateResolver", "UpdateResolver", "CreateFunction", "UpdateFunction")
def code(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Code that doesn't load, or has no runtime, and templates beside it."""
    if ("code" in params) != ("runtime" in params):
        yield "code and runtime go together"
    if "code" in params:
        if "requestMappingTemplate" in params or "responseMappingTemplate" in params:
            yield "mapping templates are not allowed beside code"
        try:
            appsync_js.check(params["code"])
        except appsync_js.BadCode as error:
            yield str(error)


@refuses("appsync", "CreateResolver", "UpdateResolver")
def shape(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A pipeline without functions, or a single step without a source."""
    pipeline = params.get("kind") == "PIPELINE"
    if pipeline and not params.get("pipelineConfig", {}).get("functions"):
        yield "a resolver of kind PIPELINE needs functions"
    if pipeline == ("dataSourceName" in params):
        yield "a resolver of kind UNIT needs a dataSourceName, one of kind PIPELINE has none"


@refuses("appsync", "CreateDomainName")
def domain(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A certificate from elsewhere, or one that isn't there."""
    arn = params["certificateArn"]
    if arn.split(":")[3] != HOME:
        yield f"the certificate {arn} is not in {HOME}"
    elif found(account, HOME, "acm", "describe_certificate", CertificateArn=arn) is None:
        yield f"there is no certificate {arn}"
