"""Who calls a GraphQL API, and which types and fields that caller may ask for.

https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator.policies.decisions import role_may

from .message import Request
from .tokens import BadToken, claims_of

if TYPE_CHECKING:
    from emulator.account import Account

DIRECTIVES = {
    "AMAZON_COGNITO_USER_POOLS": "aws_cognito_user_pools",
    "AWS_IAM": "aws_iam",
    "API_KEY": "aws_api_key",
    "OPENID_CONNECT": "aws_oidc",
    "AWS_LAMBDA": "aws_lambda",
}
DENIED = "Unauthorized"


class NotAdmitted(Exception):
    """The API answers 401."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whoever sent a request.

    Attributes:
        mode: The directive of the mode by which it was let in.
        identity: What resolvers know of it.
        signer: ARN of the role that signed; empty in other modes.
    """

    mode: str
    identity: Mapping[str, Any]
    signer: str = ""


def caller(account: "Account", api: Mapping[str, Any], request: Request, region: str) -> Caller:
    """Who sent a request.

    Raises:
        NotAdmitted: nobody whom the API lets in.
    """
    modes = {api["authenticationType"]: api}
    for other in api.get("additionalAuthenticationProviders") or []:
        modes.setdefault(other["authenticationType"], other)
    if request.signer:
        if "AWS_IAM" not in modes:
            raise NotAdmitted("IAM is none of the API's modes")
        identity = {
            "userArn": request.signer,
            "accountId": account.account_id,
            "sourceIp": [request.source_ip],
        }
        return Caller(mode=DIRECTIVES["AWS_IAM"], identity=identity, signer=request.signer)
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and "AMAZON_COGNITO_USER_POOLS" in modes:
        pool = modes["AMAZON_COGNITO_USER_POOLS"]["userPoolConfig"]
        where = pool.get("awsRegion") or region
        issuer = f"https://cognito-idp.{where}.amazonaws.com/{pool['userPoolId']}"
        try:
            claims = claims_of(account, token, issuer)
        except BadToken as error:
            raise NotAdmitted(str(error)) from error
        user: dict[str, Any] = {
            "sub": claims["sub"],
            "issuer": issuer,
            "username": claims.get("cognito:username") or claims.get("username"),
            "claims": claims,
            "sourceIp": [request.source_ip],
            "defaultAuthStrategy": pool.get("defaultAction", "ALLOW"),
            "groups": claims.get("cognito:groups"),
        }
        return Caller(mode=DIRECTIVES["AMAZON_COGNITO_USER_POOLS"], identity=user)
    raise NotAdmitted("no valid authorization")


def admitted(
    account: "Account", api: Mapping[str, Any], who: Caller, kind: Any, field: str, region: str
) -> bool:
    """Whether a caller may ask for a field: by the schema's directives, and, signed, by its policies."""
    modes = _modes(kind.fields[field].ast_node) or _modes(kind.ast_node)
    default = {DIRECTIVES[api["authenticationType"]]}
    if who.mode not in (modes or default):
        return False
    if not who.signer:
        return True
    arn = f"{api['arn']}/types/{kind.name}/fields/{field}"
    return role_may(account.account_id, who.signer, "appsync:GraphQL", arn, region)


def _modes(node: Any) -> set[str]:
    known = set(DIRECTIVES.values())
    return {each.name.value for each in getattr(node, "directives", ()) or ()} & known
