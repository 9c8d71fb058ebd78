"""GraphQL APIs: schema, data sources, resolvers, functions, keys and names."""

from datetime import datetime
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, present

lacks("appsync", "AssociateSourceGraphqlApi")

NAMES = {
    "region": "awsRegion",
    "functionArn": "lambdaFunctionArn",
    "opensearchserviceConfig": "openSearchServiceConfig",
}
RESOLVER_NAMES = {
    "type": "typeName",
    "field": "fieldName",
    "dataSource": "dataSourceName",
    "requestTemplate": "requestMappingTemplate",
    "responseTemplate": "responseMappingTemplate",
}
TEMPLATE_VERSION = "2018-05-29"
"""The only version of mapping templates of functions (AppSync API reference, CreateFunction)."""

REGIONAL = ("dynamodbConfig", "elasticsearchConfig", "opensearchserviceConfig")


def arn(r: Request, path: str) -> str:
    """The ARN of something of AppSync."""
    return f"arn:aws:appsync:{r.region}:{r.cloud.account_id}:apis/{path}"


def pools(r: Request, provider: dict[str, Any]) -> dict[str, Any]:
    """A provider of identities whose user pool is in this region unless said otherwise."""
    pool = provider.get("userPoolConfig")
    if not pool:
        return provider
    return {**provider, "userPoolConfig": {**pool, "awsRegion": pool.get("awsRegion") or r.region}}


@resource("aws:appsync/graphQLApi:GraphQLApi")
def graphql_api(r: Request) -> Created:
    """An API and its schema."""
    name, schema, operation = r.physical(), r.take("schema"), "create_graphql_api"
    pool = pools(r, {"userPoolConfig": r.take("userPoolConfig")})["userPoolConfig"]
    others = [pools(r, provider) for provider in r.take("additionalAuthenticationProviders", [])]
    more = present(
        userPoolConfig=built(r, "appsync", operation, "userPoolConfig", pool),
        additionalAuthenticationProviders=built(
            r, "appsync", operation, "additionalAuthenticationProviders", others or None
        ),
    )
    made = r.send("appsync", operation, name=name, **more)["graphqlApi"]
    id_ = made["apiId"]
    if schema:
        r.api("appsync", "start_schema_creation", apiId=id_, definition=str(schema).encode())
        state = r.api("appsync", "get_schema_creation_status", apiId=id_)
        if state["status"] not in ("SUCCESS", "ACTIVE", "PROCESSING"):
            raise ValueError(f"{r.logical}: the schema is refused: {state.get('details')}")
    host = f"{id_}.appsync-{{kind}}.{r.region}.amazonaws.com/graphql"
    return id_, {
        "arn": made["arn"],
        "name": name,
        "uris": {
            "GRAPHQL": f"https://{host.format(kind='api')}",
            "REALTIME": f"wss://{host.format(kind='realtime-api')}",
        },
    }


def configuration(r: Request, operation: str) -> dict[str, Any]:
    """The one block of a data source that says what it is; a region that isn't named is this one."""
    more: dict[str, Any] = {}
    for key in (*REGIONAL, "lambdaConfig", "httpConfig", "eventBridgeConfig", "relationalDatabaseConfig"):
        if (given := r.take(key)) is None:
            continue
        if key in REGIONAL:
            given = {**given, "region": given.get("region") or r.region}
        if key == "relationalDatabaseConfig":
            given = _database(r, given)
        target = NAMES.get(key, key)
        more[target] = built(r, "appsync", operation, target, given, NAMES)
    return more


@resource("aws:appsync/dataSource:DataSource")
def data_source(r: Request) -> Created:
    """Where resolvers read and write."""
    name, api = r.physical(), r.inputs["apiId"]
    more = configuration(r, "create_data_source")
    r.send("appsync", "create_data_source", name=name, **more)
    return f"{api}-{name}", {"arn": arn(r, f"{api}/datasources/{name}"), "name": name}


def _database(r: Request, given: dict[str, Any]) -> dict[str, Any]:
    endpoint = given.get("httpEndpointConfig")
    out: dict[str, Any] = {"relationalDatabaseSourceType": given.get("sourceType", "RDS_HTTP_ENDPOINT")}
    if endpoint:
        out["rdsHttpEndpointConfig"] = {**endpoint, "region": endpoint.get("region") or r.region}
    return out


@resource("aws:appsync/resolver:Resolver")
def resolver(r: Request) -> Created:
    """What answers one field of one type."""
    api, kind, field = r.inputs["apiId"], r.inputs["type"], r.inputs["field"]
    r.send("appsync", "create_resolver", rename=RESOLVER_NAMES)
    return f"{api}-{kind}-{field}", {"arn": arn(r, f"{api}/types/{kind}/resolvers/{field}")}


@resource("aws:appsync/function:Function")
def function(r: Request) -> Created:
    """A step of a pipeline; templates need a version, code has a runtime instead."""
    name, api = r.physical(), r.inputs["apiId"]
    version = r.take("functionVersion") or (None if r.inputs.get("code") else TEMPLATE_VERSION)
    rename = {"dataSource": "dataSourceName"}
    made = r.send("appsync", "create_function", rename=rename, name=name, **present(functionVersion=version))
    id_ = made["functionConfiguration"]["functionId"]
    return f"{api}-{id_}", {"arn": arn(r, f"{api}/functions/{id_}"), "functionId": id_, "name": name}


def expiry(r: Request) -> int | None:
    """When a key expires, in seconds since 1970."""
    expires = r.take("expires")
    return int(datetime.fromisoformat(str(expires).replace("Z", "+00:00")).timestamp()) if expires else None


@resource("aws:appsync/apiKey:ApiKey")
def api_key(r: Request) -> Created:
    """An API key; its id is the key itself, and so a secret."""
    api, end = r.inputs["apiId"], expiry(r)
    made = r.send("appsync", "create_api_key", **present(expires=end))["apiKey"]
    return f"{api}:{made['id']}", {"apiKeyId": made["id"], "key": made["id"]}


@resource("aws:appsync/apiCache:ApiCache")
def api_cache(r: Request) -> Created:
    """The cache in front of an API's resolvers."""
    r.send("appsync", "create_api_cache")
    return r.inputs["apiId"], {}


@resource("aws:appsync/domainName:DomainName")
def domain_name(r: Request) -> Created:
    """A name of one's own; its record points at a CloudFront name of AppSync's."""
    name = r.inputs["domainName"]
    made = r.send("appsync", "create_domain_name")["domainNameConfig"]
    return name, {
        "appsyncDomainName": made["appsyncDomainName"],
        "hostedZoneId": made["hostedZoneId"],
    }


simple(
    "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation",
    "appsync.associate_api",
    id="domainName",
)
