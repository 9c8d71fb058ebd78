"""What moto's GraphQL APIs lack: data sources, resolvers, functions, and names of one's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.appsync import urls
from moto.appsync.exceptions import AppSyncExceptions
from moto.appsync.responses import AppSyncResponse
from moto.core.responses import ActionResult, EmptyResult

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""AppSync serves custom names through CloudFront."""

PATHS = (
    "apis/(?P<apiId>[^/]+)/datasources$",
    "apis/(?P<apiId>[^/]+)/datasources/(?P<name>[^/]+)$",
    "apis/(?P<apiId>[^/]+)/functions$",
    "apis/(?P<apiId>[^/]+)/functions/(?P<functionId>[^/]+)$",
    "apis/(?P<apiId>[^/]+)/functions/(?P<functionId>[^/]+)/resolvers$",
    "domainnames$",
    "domainnames/(?P<domainName>[^/]+)$",
    "domainnames/(?P<domainName>[^/]+)/apiassociation$",
)
# moto reads these when an account begins, so they are there from the start
urls.url_paths |= {f"{{0}}/v1/{path}": AppSyncResponse.dispatch for path in PATHS}

Operation = Callable[[AppSyncResponse], Any]
_KEPT = "emulated_parts"

SOURCE = (
    *("name", "description", "type", "serviceRoleArn", "dynamodbConfig", "lambdaConfig"),
    *("elasticsearchConfig", "openSearchServiceConfig", "httpConfig", "relationalDatabaseConfig"),
    *("eventBridgeConfig", "metricsConfig"),
)
RESOLVER = (
    *("typeName", "fieldName", "dataSourceName", "requestMappingTemplate", "responseMappingTemplate"),
    *("kind", "pipelineConfig", "syncConfig", "cachingConfig", "maxBatchSize", "runtime", "code"),
    "metricsConfig",
)
FUNCTION = (
    *("functionId", "name", "description", "dataSourceName", "requestMappingTemplate"),
    *("responseMappingTemplate", "functionVersion", "syncConfig", "maxBatchSize", "runtime", "code"),
)
DOMAIN = ("domainName", "description", "certificateArn", "tags")


class NotFound(AppSyncExceptions):  # type: ignore[misc]  # moto has no types
    """There is no such thing."""

    code = 404

    def __init__(self, what: str) -> None:
        super().__init__("NotFoundException", f"No {what} found.")


class BadRequest(AppSyncExceptions):  # type: ignore[misc]  # moto has no types
    """The thing is there already, or refers to one that isn't."""

    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("BadRequestException", message)


def parts(api: Any, kind: str) -> dict[str, dict[str, Any]]:
    """What an API of moto's has of a kind (`sources`, `resolvers`, `functions`), by name."""
    kept: dict[str, dict[str, dict[str, Any]]] = api.__dict__.setdefault(_KEPT, {})
    return kept.setdefault(kind, {})


def domains(response: AppSyncResponse) -> dict[str, dict[str, Any]]:
    """Names of one's own in the region of a call; `apiId` is what one leads to."""
    kept: dict[str, dict[str, Any]] = response.appsync_backend.__dict__.setdefault("emulated_domains", {})
    return kept


def _api(response: AppSyncResponse) -> Any:
    return response.appsync_backend.get_graphql_api(response._get_param("apiId"))


def _given(response: AppSyncResponse, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: response._get_param(name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _held(held: dict[str, dict[str, Any]], key: str, what: str) -> dict[str, Any]:
    if key not in held:
        raise NotFound(f"{what} {key}")
    return held[key]


# -- data sources


def _source_answer(api: Any, source: dict[str, Any]) -> ActionResult:
    return ActionResult(
        {"dataSource": {**source, "dataSourceArn": f"{api.arn}/datasources/{source['name']}"}}
    )


def create_data_source(response: AppSyncResponse) -> ActionResult:
    """CreateDataSource."""
    api, given = _api(response), _given(response, SOURCE)
    held = parts(api, "sources")
    if given["name"] in held:
        raise BadRequest(f"Data source with name {given['name']} already exists")
    held[given["name"]] = given
    return _source_answer(api, given)


def update_data_source(response: AppSyncResponse) -> ActionResult:
    """UpdateDataSource, which replaces the whole."""
    api, given = _api(response), _given(response, SOURCE)
    held = parts(api, "sources")
    _held(held, given["name"], "data source")
    held[given["name"]] = given
    return _source_answer(api, given)


def get_data_source(response: AppSyncResponse) -> ActionResult:
    """GetDataSource."""
    api = _api(response)
    return _source_answer(api, _held(parts(api, "sources"), response._get_param("name"), "data source"))


def list_data_sources(response: AppSyncResponse) -> ActionResult:
    """ListDataSources."""
    api = _api(response)
    found = [_source_answer(api, each).result["dataSource"] for each in parts(api, "sources").values()]
    return ActionResult({"dataSources": found})


def delete_data_source(response: AppSyncResponse) -> EmptyResult:
    """DeleteDataSource, unless something asks it."""
    api, name = _api(response), response._get_param("name")
    _held(parts(api, "sources"), name, "data source")
    askers = [
        key
        for kind in ("resolvers", "functions")
        for key, each in parts(api, kind).items()
        if each.get("dataSourceName") == name
    ]
    if askers:
        raise BadRequest(f"Data source {name} is in use by {', '.join(askers)}")
    del parts(api, "sources")[name]
    return EmptyResult()


# -- resolvers


def _resolver_key(response: AppSyncResponse) -> str:
    return f"{response._get_param('typeName')}.{response._get_param('fieldName')}"


def _resolver_answer(api: Any, resolver: dict[str, Any]) -> ActionResult:
    path = f"types/{resolver['typeName']}/resolvers/{resolver['fieldName']}"
    return ActionResult({"resolver": {"kind": "UNIT", **resolver, "resolverArn": f"{api.arn}/{path}"}})


def _see_that_it_fits(api: Any, key: str, resolver: dict[str, Any]) -> None:
    kind, _, field = key.partition(".")
    types = api.graphql_schema.types if api.graphql_schema else []
    fields = [
        each.name.value
        for one in types
        if one.name.value == kind
        for each in getattr(one, "fields", ()) or ()
    ]
    if field not in fields:
        raise NotFound(f"field named {field} on type {kind}")
    name = resolver.get("dataSourceName")
    if name is not None and name not in parts(api, "sources"):
        raise NotFound(f"data source {name}")


def create_resolver(response: AppSyncResponse) -> ActionResult:
    """CreateResolver, for a field of the schema and a data source that is there."""
    api, key, given = _api(response), _resolver_key(response), _given(response, RESOLVER)
    held = parts(api, "resolvers")
    _see_that_it_fits(api, key, given)
    if key in held:
        raise BadRequest(f"Only one resolver is allowed per field: {key}")
    held[key] = given
    return _resolver_answer(api, given)


def update_resolver(response: AppSyncResponse) -> ActionResult:
    """UpdateResolver, which replaces the whole."""
    api, key, given = _api(response), _resolver_key(response), _given(response, RESOLVER)
    _held(parts(api, "resolvers"), key, "resolver")
    _see_that_it_fits(api, key, given)
    parts(api, "resolvers")[key] = given
    return _resolver_answer(api, given)


def get_resolver(response: AppSyncResponse) -> ActionResult:
    """GetResolver."""
    api = _api(response)
    return _resolver_answer(api, _held(parts(api, "resolvers"), _resolver_key(response), "resolver"))


def list_resolvers(response: AppSyncResponse) -> ActionResult:
    """ListResolvers of a type."""
    api, kind = _api(response), response._get_param("typeName")
    found = [each for each in parts(api, "resolvers").values() if each["typeName"] == kind]
    return ActionResult({"resolvers": [_resolver_answer(api, each).result["resolver"] for each in found]})


def delete_resolver(response: AppSyncResponse) -> EmptyResult:
    """DeleteResolver."""
    held, key = parts(_api(response), "resolvers"), _resolver_key(response)
    _held(held, key, "resolver")
    del held[key]
    return EmptyResult()


# -- functions


def _function_answer(api: Any, function: dict[str, Any]) -> ActionResult:
    arn = f"{api.arn}/functions/{function['functionId']}"
    return ActionResult({"functionConfiguration": {**function, "functionArn": arn}})


def create_function(response: AppSyncResponse) -> ActionResult:
    """CreateFunction."""
    api, given = _api(response), _given(response, FUNCTION)
    if given["dataSourceName"] not in parts(api, "sources"):
        raise NotFound(f"data source {given['dataSourceName']}")
    # AppSync's ids begin with a letter
    given["functionId"] = f"f{uuid.uuid4().hex[:25]}"
    parts(api, "functions")[given["functionId"]] = given
    return _function_answer(api, given)


def update_function(response: AppSyncResponse) -> ActionResult:
    """UpdateFunction, which replaces the whole."""
    api, given = _api(response), _given(response, FUNCTION)
    held = parts(api, "functions")
    _held(held, given["functionId"], "function")
    held[given["functionId"]] = given
    return _function_answer(api, given)


def get_function(response: AppSyncResponse) -> ActionResult:
    """GetFunction."""
    api = _api(response)
    return _function_answer(
        api, _held(parts(api, "functions"), response._get_param("functionId"), "function")
    )


def list_functions(response: AppSyncResponse) -> ActionResult:
    """ListFunctions."""
    api = _api(response)
    found = [
        _function_answer(api, each).result["functionConfiguration"]
        for each in parts(api, "functions").values()
    ]
    return ActionResult({"functions": found})


def delete_function(response: AppSyncResponse) -> EmptyResult:
    """DeleteFunction."""
    held, key = parts(_api(response), "functions"), response._get_param("functionId")
    _held(held, key, "function")
    del held[key]
    return EmptyResult()


# -- names


def _domain_answer(held: dict[str, Any]) -> ActionResult:
    name = held["domainName"]
    target = f"d-{name.replace('.', '-')}.cloudfront.net"
    said = {key: value for key, value in held.items() if key != "apiId"}
    return ActionResult(
        {"domainNameConfig": {**said, "appsyncDomainName": target, "hostedZoneId": CLOUDFRONT_ZONE}}
    )


def create_domain_name(response: AppSyncResponse) -> ActionResult:
    """CreateDomainName."""
    given = _given(response, DOMAIN)
    if given["domainName"] in domains(response):
        raise BadRequest(f"The domain name {given['domainName']} exists already")
    domains(response)[given["domainName"]] = given
    return _domain_answer(given)


def update_domain_name(response: AppSyncResponse) -> ActionResult:
    """UpdateDomainName: its description."""
    held = _held(domains(response), response._get_param("domainName"), "domain name")
    held["description"] = response._get_param("description")
    return _domain_answer(held)


def get_domain_name(response: AppSyncResponse) -> ActionResult:
    """GetDomainName."""
    return _domain_answer(_held(domains(response), response._get_param("domainName"), "domain name"))


def list_domain_names(response: AppSyncResponse) -> ActionResult:
    """ListDomainNames."""
    found = [_domain_answer(each).result["domainNameConfig"] for each in domains(response).values()]
    return ActionResult({"domainNameConfigs": found})


def delete_domain_name(response: AppSyncResponse) -> EmptyResult:
    """DeleteDomainName, once it leads nowhere."""
    name = response._get_param("domainName")
    if _held(domains(response), name, "domain name").get("apiId"):
        raise BadRequest(f"The domain name {name} is associated with an API")
    del domains(response)[name]
    return EmptyResult()


def associate_api(response: AppSyncResponse) -> ActionResult:
    """AssociateApi: what a name leads to."""
    api = _api(response)
    held = _held(domains(response), response._get_param("domainName"), "domain name")
    held["apiId"] = api.api_id
    return get_api_association(response)


def get_api_association(response: AppSyncResponse) -> ActionResult:
    """GetApiAssociation."""
    held = _held(domains(response), response._get_param("domainName"), "domain name")
    if not held.get("apiId"):
        raise NotFound(f"association of {held['domainName']}")
    said = {"domainName": held["domainName"], "apiId": held["apiId"], "associationStatus": "SUCCESS"}
    return ActionResult({"apiAssociation": said})


def disassociate_api(response: AppSyncResponse) -> EmptyResult:
    """DisassociateApi."""
    _held(domains(response), response._get_param("domainName"), "domain name").pop("apiId", None)
    return EmptyResult()


OPERATIONS: tuple[Operation, ...] = (
    *(associate_api, create_data_source, create_domain_name, create_function, create_resolver),
    *(delete_data_source, delete_domain_name, delete_function, delete_resolver, disassociate_api),
    *(get_api_association, get_data_source, get_domain_name, get_function, get_resolver),
    *(list_data_sources, list_domain_names, list_functions, list_resolvers),
    *(update_data_source, update_domain_name, update_function, update_resolver),
)


@contextmanager
def added() -> Iterator[None]:
    """Meanwhile, moto has these operations."""
    with ExitStack() as stack:
        for operation in OPERATIONS:
            stack.enter_context(patch.object(AppSyncResponse, operation.__name__, operation, create=True))
        yield
