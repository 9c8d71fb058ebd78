"""The user pool and its client."""

from __future__ import annotations

import uuid
from typing import Any

from botocore.exceptions import ClientError

from smoke import tokens
from smoke.core import CheckFailed, Deployed, expect

WEAK, GOOD = "weakpassword", "Str0ng-Passw0rd!"
PASSWORD_FLOW = "ALLOW_USER_PASSWORD_AUTH"  # noqa: S105 - the name of a flow
# SC-7, as the guide writes it down.
POLICY = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}


def _client(deployed: Deployed) -> dict[str, Any]:
    idp = deployed.client("cognito-idp")
    answer = idp.describe_user_pool_client(UserPoolId=deployed["userPoolId"], ClientId=deployed["clientId"])
    return dict(answer["UserPoolClient"])


def sign_up_works(deployed: Deployed) -> str:
    """A weak password is refused; with a good one a user signs up, and their tokens are the pool's."""
    idp, pool, client_id = deployed.client("cognito-idp"), deployed["userPoolId"], deployed["clientId"]
    user = f"smoke-{uuid.uuid4()}@example.com"
    try:
        idp.sign_up(ClientId=client_id, Username=user, Password=WEAK)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        expect(code == "InvalidPasswordException", f"a weak password is answered with {code}")
    else:
        idp.admin_delete_user(UserPoolId=pool, Username=user)
        raise CheckFailed("a weak password is accepted")
    idp.sign_up(ClientId=client_id, Username=user, Password=GOOD)
    try:
        idp.admin_confirm_sign_up(UserPoolId=pool, Username=user)
        return _sign_in(deployed, idp, user)
    finally:
        idp.admin_delete_user(UserPoolId=pool, Username=user)


def _sign_in(deployed: Deployed, idp: Any, user: str) -> str:
    if PASSWORD_FLOW not in _client(deployed)["ExplicitAuthFlows"]:
        return "a weak password is refused and a good one accepted; the client has no password flow"
    answer = idp.initiate_auth(
        ClientId=deployed["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": GOOD},
    )
    if "ChallengeName" in answer and "AuthenticationResult" not in answer:
        return f"a weak password is refused; the good one leads to {answer['ChallengeName']}"
    given = answer["AuthenticationResult"]
    access = tokens.verified_claims(given["AccessToken"], deployed["issuer"])
    identity = tokens.verified_claims(given["IdToken"], deployed["issuer"])
    for claims, use, names_client in ((access, "access", "client_id"), (identity, "id", "aud")):
        expect(claims["token_use"] == use, f"the {use} token is for {claims['token_use']}")
        expect(claims[names_client] == deployed["clientId"], f"the {use} token is another client's")
    expect(access["sub"] == identity["sub"], "the tokens are of two users")
    return "a weak password is refused; a good one gives tokens that the pool signed"


def pool_is_as_stated(deployed: Deployed) -> str:
    """The guide's password policy, users by e-mail, and a client that tells nothing of who exists."""
    idp = deployed.client("cognito-idp")
    pool = idp.describe_user_pool(UserPoolId=deployed["userPoolId"])["UserPool"]
    policy = pool["Policies"]["PasswordPolicy"]
    wrong = {key: policy.get(key) for key, value in POLICY.items() if policy.get(key) != value}
    expect(not wrong, f"password policy: {wrong}")
    expect(pool.get("UsernameAttributes") == ["email"], f"users sign in by {pool.get('UsernameAttributes')}")
    expect(pool.get("AutoVerifiedAttributes") == ["email"], "e-mail addresses are not verified")
    client = _client(deployed)
    expect(client.get("PreventUserExistenceErrors") == "ENABLED", "the client tells who exists")
    expect(not client.get("ClientSecret"), "a browser's client has a secret")
    mode = idp.get_user_pool_mfa_config(UserPoolId=deployed["userPoolId"])["MfaConfiguration"]
    return f"{pool['Name']}, second factor {mode}"


def firewall_stands_before_the_pool(deployed: Deployed) -> str:
    """The web ACL is attached to the pool."""
    found = deployed.client("wafv2").get_web_acl_for_resource(ResourceArn=deployed["userPoolArn"])
    attached = found.get("WebACL", {}).get("ARN")
    expect(attached == deployed["usersWebAclArn"], f"attached is {attached}")
    return str(found["WebACL"]["Name"])
