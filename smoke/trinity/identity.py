"""The user pool."""

from __future__ import annotations

import uuid

from smoke.cognito import sign_in
from smoke.core import Deployed, expect

FLOWS = {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}


def users_get_tokens(deployed: Deployed) -> str:
    """A user who signed up gets the three tokens for a password that is never sent, with each client."""
    client, pool = deployed.client("cognito-idp"), deployed["userPoolId"]
    email, password = f"smoke-{uuid.uuid4()}@example.com", f"Aa1!{uuid.uuid4()}"
    for key, client_id in deployed["clientIds"].items():
        made = client.sign_up(
            ClientId=client_id,
            Username=email,
            Password=password,
            UserAttributes=[{"Name": "email", "Value": email}],
        )
        try:
            client.admin_confirm_sign_up(UserPoolId=pool, Username=made["UserSub"])
            tokens = sign_in(client, pool_id=pool, client_id=client_id, user=email, password=password)
            missing = {"AccessToken", "IdToken", "RefreshToken"} - tokens.keys()
            expect(not missing, f"client {key} gets no {', '.join(sorted(missing))}")
        finally:
            client.admin_delete_user(UserPoolId=pool, Username=made["UserSub"])
    return f"with {', '.join(deployed['clientIds'])}"


def clients_are_public(deployed: Deployed) -> str:
    """Neither client has a secret, and none of them sends a password."""
    client = deployed.client("cognito-idp")
    for key, client_id in deployed["clientIds"].items():
        found = client.describe_user_pool_client(UserPoolId=deployed["userPoolId"], ClientId=client_id)
        settings = found["UserPoolClient"]
        expect(not settings.get("ClientSecret"), f"client {key} has a secret, which nobody can keep")
        flows = set(settings.get("ExplicitAuthFlows", []))
        expect(flows == FLOWS, f"client {key} signs in by {', '.join(sorted(flows))}")
        if deployed.outputs.get("signInHost"):
            expect(settings.get("AllowedOAuthFlows") == ["code"], f"client {key} has no code flow")
    return ", ".join(deployed["clientIds"])
