"""The GraphQL API."""

from __future__ import annotations

from smoke.core import Deployed, expect


def api_is_guarded(deployed: Deployed) -> str:
    """TR-15: the pool's users come in; production hides its schema; errors are logged."""
    appsync = deployed.client("appsync")
    api = appsync.get_graphql_api(apiId=deployed["graphqlId"])["graphqlApi"]
    expect(
        api["authenticationType"] == "AMAZON_COGNITO_USER_POOLS", f"callers are {api['authenticationType']}"
    )
    pool = api.get("userPoolConfig", {}).get("userPoolId")
    expect(pool == deployed["userPoolId"], f"callers are users of {pool}")
    others = {each["authenticationType"] for each in api.get("additionalAuthenticationProviders", [])}
    expect(others <= {"AWS_IAM"}, f"callers may also be {', '.join(sorted(others))}")
    logged = api.get("logConfig", {}).get("fieldLogLevel")
    expect(logged == "ERROR", f"logged is {logged}")
    hidden = api.get("introspectionConfig") == "DISABLED"
    expect(hidden or deployed["apiStage"] != "prod", "production shows its schema")
    return f"{api['name']}, schema {'hidden' if hidden else 'shown'}"
