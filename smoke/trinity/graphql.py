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


def fields_are_answered(deployed: Deployed) -> str:
    """TR-15: resolvers in JavaScript, each of a data source whose role may reach that source alone."""
    appsync, api = deployed.client("appsync"), deployed["graphqlId"]
    sources = {each["name"]: each for each in appsync.list_data_sources(apiId=api)["dataSources"]}
    resolvers = [
        resolver
        for kind in ("Query", "Mutation")
        for resolver in appsync.list_resolvers(apiId=api, typeName=kind)["resolvers"]
    ]
    expect(bool(resolvers), "no query has a resolver")
    for resolver in resolvers:
        field = f"{resolver['typeName']}.{resolver['fieldName']}"
        expect(resolver.get("dataSourceName") in sources, f"{field} asks {resolver.get('dataSourceName')}")
        expect(resolver.get("runtime", {}).get("name") == "APPSYNC_JS", f"{field} is not in JavaScript")
    for name, source in sources.items():
        reached = _reached(deployed, source["serviceRoleArn"])
        own = (
            f":table/{source['dynamodbConfig']['tableName']}"
            if "dynamodbConfig" in source
            else source["lambdaConfig"]["lambdaFunctionArn"]
        )
        strange = [resource for resource in reached if own not in resource and ":key/" not in resource]
        expect(not strange, f"the role of {name} reaches {', '.join(strange)}")
    fields = [f"{each['typeName']}.{each['fieldName']}" for each in resolvers]
    return f"{', '.join(fields)} of {', '.join(sources)}"


def _reached(deployed: Deployed, role_arn: str) -> list[str]:
    """Resources in the inline policies of a role."""
    iam, role = deployed.client("iam"), role_arn.rpartition("/")[2]
    found: list[str] = []
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        for statement in document["Statement"]:
            resources = statement["Resource"]
            found += [resources] if isinstance(resources, str) else resources
    return found
