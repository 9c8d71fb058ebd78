"""What becomes of GraphQL APIs and their parts."""

from collections.abc import Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.appsync import RESOLVER_NAMES, TEMPLATE_VERSION, configuration, expiry, pools
from emulator.resources.parts import again, answered, later, reader, removal, tagging

API = "aws:appsync/graphQLApi:GraphQLApi"
SOURCE = "aws:appsync/dataSource:DataSource"
RESOLVER = "aws:appsync/resolver:Resolver"
FUNCTION = "aws:appsync/function:Function"
KEY = "aws:appsync/apiKey:ApiKey"
CACHE = "aws:appsync/apiCache:ApiCache"
DOMAIN = "aws:appsync/domainName:DomainName"
ASSOCIATION = "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation"
FUNCTION_NAMES = {"dataSource": "dataSourceName"}


def _update_api(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The API wants its providers again with any change; a schema is made anew."""
    schema = r.take("schema")
    if r.changed - {"schema", "tags"}:
        call, path = "update_graphql_api", "additionalAuthenticationProviders"
        pool = pools(r, {"userPoolConfig": r.take("userPoolConfig")})["userPoolConfig"]
        others = [pools(r, provider) for provider in r.take(path, [])]
        more = present(
            userPoolConfig=built(r, "appsync", call, "userPoolConfig", pool),
            additionalAuthenticationProviders=built(r, "appsync", call, path, others or None),
        )
        keys = set(r.inputs) - {"tags"}
        r.send("appsync", call, only=keys, apiId=id_, name=r.known("name"), **more)
        for key in r.changed - {"tags"}:  # what is no longer given is not in the new one
            r.take(key)
    if "schema" in r.changed and schema:
        r.api("appsync", "start_schema_creation", apiId=id_, definition=str(schema).encode())
    return {}


def _all_taken(r: Request) -> dict[str, Any]:
    """What is no longer given was not in the call, which replaces the whole."""
    for key in r.changed:
        r.take(key)
    return {}


def _update_source(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole."""
    more = configuration(r, "update_data_source")
    r.send("appsync", "update_data_source", name=r.known("name"), **more)
    return _all_taken(r)


def _update_resolver(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole."""
    r.send("appsync", "update_resolver", rename=RESOLVER_NAMES)
    return _all_taken(r)


def _update_function(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole."""
    version = r.take("functionVersion") or (None if r.inputs.get("code") else TEMPLATE_VERSION)
    named = {"name": r.known("name"), "functionId": r.known("functionId")}
    more = present(functionVersion=version)
    r.send("appsync", "update_function", rename=FUNCTION_NAMES, **named, **more)
    return _all_taken(r)


def _update_key(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Another end, another description."""
    end, note = expiry(r), r.take("description", "Managed by Pulumi")
    r.api(
        "appsync",
        "update_api_key",
        apiId=r.known("apiId"),
        id=r.known("apiKeyId"),
        expires=end,
        description=note,
    )
    return {}


later(
    API,
    update=_update_api,
    updates="appsync.update_graphql_api",
    # A schema is made by a call of its own, from a definition.
    changing=["schema"],
)
tagging(API, "appsync.tag_resource", "appsync.untag_resource", resourceArn="arn")
later(
    SOURCE,
    update=_update_source,
    updates="appsync.update_data_source",
    rename={"opensearchserviceConfig": "openSearchServiceConfig"},
    lasting=["apiId", "name"],
)
later(
    RESOLVER,
    update=_update_resolver,
    updates="appsync.update_resolver",
    rename=RESOLVER_NAMES,
    lasting=["apiId", "field", "type"],
)
later(
    FUNCTION,
    update=_update_function,
    updates="appsync.update_function",
    rename=FUNCTION_NAMES,
    lasting=["apiId"],
)
later(KEY, update=_update_key, updates="appsync.update_api_key", lasting=["apiId"])
modifies(
    CACHE,
    "appsync.update_api_cache",
    lasting=["apiId"],
    resets={"apiCachingBehavior": KEPT, "ttl": KEPT, "type": KEPT},
    apiId="id",
)
modifies(DOMAIN, "appsync.update_domain_name", lasting=["domainName"], domainName="id")
again(ASSOCIATION, updates="appsync.associate_api", lasting=["domainName"])
removal(API, "appsync.delete_graphql_api", apiId="id")
removal(SOURCE, "appsync.delete_data_source", apiId="apiId", name="name")
removal(RESOLVER, "appsync.delete_resolver", apiId="apiId", typeName="type", fieldName="field")
removal(FUNCTION, "appsync.delete_function", apiId="apiId", functionId="functionId")
removal(CACHE, "appsync.delete_api_cache", apiId="id")
removal(DOMAIN, "appsync.delete_domain_name", domainName="id")
removal(ASSOCIATION, "appsync.disassociate_api", domainName="domainName")
reader(API, "appsync.get_graphql_api", "graphqlApi", apiId="id")
reader(
    SOURCE,
    "appsync.get_data_source",
    "dataSource",
    names={"arn": "dataSourceArn"},
    apiId="apiId",
    name="name",
)
reader(
    RESOLVER,
    "appsync.get_resolver",
    "resolver",
    names={**RESOLVER_NAMES, "arn": "resolverArn"},
    apiId="apiId",
    typeName="type",
    fieldName="field",
)
reader(
    FUNCTION,
    "appsync.get_function",
    "functionConfiguration",
    names={**FUNCTION_NAMES, "arn": "functionArn"},
    apiId="apiId",
    functionId="functionId",
)
reader(DOMAIN, "appsync.get_domain_name", "domainNameConfig", domainName="id")
reader(ASSOCIATION, "appsync.get_api_association", "apiAssociation", domainName="domainName")
reader(CACHE, "appsync.get_api_cache", "apiCache", apiId="id")


def _described_key(answer: Any, _: Request, id_: str) -> Any:
    key = id_.partition(":")[2]
    return next((found for found in answer["apiKeys"] if found["id"] == key), None)


def _delete_key(r: Request, id_: str) -> None:
    """Delete a key that is there: moto fails at one that is not."""
    api = r.known("apiId")
    listed = answered(lambda: r.api("appsync", "list_api_keys", apiId=api))
    if listed and (key := _described_key(listed, r, id_)):
        r.api("appsync", "delete_api_key", apiId=api, id=key["id"])


later(KEY, delete=_delete_key)
reader(KEY, "appsync.list_api_keys", _described_key, apiId=lambda _, id_: id_.partition(":")[0])
