"""Cognito user pools.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
LEGACY = {"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"}
ACCESS_SECONDS = (300, 86_400)
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


@refuses("cognito-idp", "CreateUserPool")
def pool(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Attributes that exclude each other, and MFA without a way to do it."""
    name = params["PoolName"]
    if params.get("AliasAttributes") and params.get("UsernameAttributes"):
        yield f"user pool {name}: AliasAttributes and UsernameAttributes exclude each other"
    if params.get("EmailConfiguration", {}).get("EmailSendingAccount") == "DEVELOPER" and not params[
        "EmailConfiguration"
    ].get("SourceArn"):
        yield f"user pool {name}: sending by SES needs the SourceArn of an identity"
    names = [one["Name"] for one in params.get("Schema") or ()]
    for duplicate in sorted({one for one in names if names.count(one) > 1}):
        yield f"user pool {name}: the attribute {duplicate} twice"


@refuses("cognito-idp", "CreateUserPoolClient", "UpdateUserPoolClient")
def client(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Flows that exclude each other, validities that do, and OAuth without what it needs."""
    name = params.get("ClientName") or params.get("ClientId")
    flows = set(params.get("ExplicitAuthFlows") or ())
    if flows & LEGACY and flows - LEGACY:
        yield f"client {name}: old and new authentication flows can't be mixed"
    rotation = params.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"
    if rotation and REFRESH in flows:
        yield f"client {name}: refresh token rotation and {REFRESH} exclude each other"
    units = params.get("TokenValidityUnits") or {}
    for token in ("AccessToken", "IdToken"):
        value = params.get(f"{token}Validity")
        seconds = None if value is None else value * SECONDS[units.get(token, "hours")]
        if seconds is not None and not ACCESS_SECONDS[0] <= seconds <= ACCESS_SECONDS[1]:
            yield f"client {name}: {token}Validity is between 5 minutes and 1 day"
    oauth = set(params.get("AllowedOAuthFlows") or ())
    if oauth and not params.get("AllowedOAuthFlowsUserPoolClient"):
        yield f"client {name}: AllowedOAuthFlows need AllowedOAuthFlowsUserPoolClient"
    if oauth & {"code", "implicit"} and not params.get("CallbackURLs"):
        yield f"client {name}: the flows {', '.join(sorted(oauth))} need CallbackURLs"
    if oauth and not params.get("AllowedOAuthScopes"):
        yield f"client {name}: AllowedOAuthFlows need AllowedOAuthScopes"
    if "client_credentials" in oauth and not params.get("GenerateSecret"):
        yield f"client {name}: the flow client_credentials needs a secret"
    for url in (*(params.get("CallbackURLs") or ()), *(params.get("LogoutURLs") or ())):
        if url.startswith("http://") and not url.startswith("http://localhost"):
            yield f"client {name}: {url} is neither https nor http://localhost"
