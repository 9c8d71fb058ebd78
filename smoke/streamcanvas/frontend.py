"""What the front end is told."""

from __future__ import annotations

from smoke.core import Deployed, expect

# SC-17: the guide's variables, but for its two keys.
VARIABLES = {
    "NEXT_PUBLIC_AWS_REGION": "region",
    "NEXT_PUBLIC_COGNITO_USER_POOL_ID": "userPoolId",
    "NEXT_PUBLIC_COGNITO_CLIENT_ID": "clientId",
    "NEXT_PUBLIC_API_GATEWAY_WS_URL": "wsUrl",
    "NEXT_PUBLIC_API_GATEWAY_HTTP_URL": "httpUrl",
    "DYNAMODB_SESSIONS_TABLE": "sessionsTable",
    "DYNAMODB_STATES_TABLE": "statesTable",
    "NEXT_PUBLIC_APP_URL": "appUrl",
}
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def environment_is_complete(deployed: Deployed) -> str:
    """Every variable of the guide has the value of this deployment, and there is no access key."""
    lines = deployed["frontendEnv"].splitlines()
    told = dict(line.split("=", 1) for line in lines)
    for variable, output in VARIABLES.items():
        expect(told.get(variable) == deployed[output], f"{variable} is {told.get(variable)}")
    surplus = sorted(told.keys() - VARIABLES.keys())
    expect(not surplus, f"more than stated: {', '.join(surplus)}")
    expect(not any(key in deployed["frontendEnv"] for key in KEYS), "it holds an access key")
    expect(deployed["wsUrl"].startswith("wss://"), f"wsUrl is {deployed['wsUrl']}")
    expect(deployed["wsApiId"] != deployed["httpApiId"], "one API can't serve both")
    return f"{len(told)} variables for {deployed['frontend']}"
