"""GraphQL APIs: queries and mutations, through the resolvers that are there.

https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    build_schema,
    default_field_resolver,
    execute_sync,
    parse,
    validate,
)
from graphql.language import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode
from moto.appsync.models import AWS_CUSTOM_GRAPHQL

from emulator import appsync_js

from .graphql_access import DENIED, Caller, NotAdmitted, admitted, caller
from .graphql_sources import SourceFailed, ask
from .message import Request, Response

if TYPE_CHECKING:
    from emulator.account import Account

HOST = ".appsync-api."
SCALARS = f"{AWS_CUSTOM_GRAPHQL}\nscalar AWSDate"
JSON = {"content-type": "application/json"}
MOST_RESOLVERS = 10_000
"""AppSync's own limit (AppSync quotas, "Number of resolvers executed in a single request")."""

Error = Mapping[str, Any]


class Refused(GraphQLError):
    """An error of a field, with AppSync's type of it."""

    def __init__(self, kind: str, message: str, data: object = None) -> None:
        super().__init__(message, extensions={"errorType": kind, "data": data})


class GraphqlApi:
    """One GraphQL API, found by its URL."""

    def __init__(self, account: "Account", api_id: str, region: str) -> None:
        self.account, self.api_id, self.region = account, api_id, region
        self._client = account.client("appsync", region)
        self._api = self._client.get_graphql_api(apiId=api_id)["graphqlApi"]

    def respond(self, request: Request) -> Response:
        """Answer a POST with `query`, `variables` and `operationName`."""
        try:
            who = caller(self.account, self._api, request, self.region)
        except NotAdmitted as error:
            body = {"errors": [{"errorType": "UnauthorizedException", "message": str(error)}]}
            return Response(status=401, headers=JSON, body=json.dumps(body))
        asked = json.loads(request.body or "{}")
        return Response(status=200, headers=JSON, body=json.dumps(self._answer(asked, who, request)))

    def _answer(self, asked: Mapping[str, Any], who: Caller, request: Request) -> dict[str, Any]:
        from moto.appsync.models import appsync_backends

        held = appsync_backends[self.account.account_id][self.region].graphql_apis[self.api_id]
        schema = build_schema(f"{held.graphql_schema.definition}\n{SCALARS}")
        try:
            document = parse(asked.get("query") or "")
            problems: Sequence[GraphQLError] = [*validate(schema, document), *self._limits(document)]
        except GraphQLError as error:
            problems = [error]
        if problems:
            return {"data": None, "errors": [_told(error, "ValidationError") for error in problems]}
        run = _Run(self.account, self._api, who, request, asked.get("variables") or {}, self.region)
        done = execute_sync(
            schema,
            document,
            field_resolver=run.field,
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
        )
        errors = [_told(error, "ExecutionTimeout") for error in done.errors or []]
        return {"data": done.data, **({"errors": errors} if errors else {})}

    def _limits(self, document: Any) -> list[GraphQLError]:
        """What the API's own settings refuse."""
        fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        found: list[GraphQLError] = []
        deepest = max(
            (
                _depth(node.selection_set, fragments)
                for node in document.definitions
                if not isinstance(node, FragmentDefinitionNode)
            ),
            default=0,
        )
        limit = self._api.get("queryDepthLimit") or 0
        if 0 < limit < deepest:
            found.append(Refused("QueryDepthLimitReached", f"a query of {deepest} levels; at most {limit}"))
        if self._api.get("introspectionConfig") == "DISABLED" and _introspects(document):
            found.append(Refused("IntrospectionDisabled", "introspection is disabled"))
        return found


def _told(error: GraphQLError, kind: str) -> dict[str, Any]:
    said = error.extensions or {}
    return {
        "message": error.message,
        "errorType": said.get("errorType") or kind,
        "data": said.get("data"),
        "path": error.path,
        "locations": [{"line": at.line, "column": at.column} for at in error.locations or []],
    }


def _depth(selection: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    if selection is None:
        return 0
    depths = []
    for node in selection.selections:
        if isinstance(node, FieldNode):
            depths.append(1 + _depth(node.selection_set, fragments))
        elif isinstance(node, FragmentSpreadNode):
            depths.append(_depth(fragments[node.name.value].selection_set, fragments))
        else:
            depths.append(_depth(getattr(node, "selection_set", None), fragments))
    return max(depths, default=0)


def _introspects(document: Any) -> bool:
    return any(
        isinstance(node, FieldNode) and node.name.value in ("__schema", "__type")
        for definition in document.definitions
        for node in definition.selection_set.selections
    )


class _Run:
    """One request on its way through the resolvers."""

    def __init__(
        self,
        account: "Account",
        api: Mapping[str, Any],
        who: Caller,
        request: Request,
        variables: Mapping[str, Any],
        region: str,
    ) -> None:
        self._account, self._api, self._who = account, api, who
        self._request, self._variables, self._region = request, variables, region
        self._left = api.get("resolverCountLimit") or MOST_RESOLVERS
        client, api_id = account.client("appsync", region), api["apiId"]
        self._sources = {one["name"]: one for one in client.list_data_sources(apiId=api_id)["dataSources"]}
        self._functions = {one["functionId"]: one for one in client.list_functions(apiId=api_id)["functions"]}
        self._client, self._resolvers = client, dict[str, dict[str, Any]]()

    def field(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """The value of a field: its resolver's, or what is in the parent's result under its name."""
        kind, name = info.parent_type, info.field_name
        if not admitted(self._account, self._api, self._who, kind, name, self._region):
            raise Refused(DENIED, f"Not Authorized to access {name} on type {kind.name}")
        resolver = self._of(kind.name).get(name)
        if resolver is None:
            return default_field_resolver(source, info, **arguments)
        self._left -= 1
        if self._left < 0:
            raise Refused("ResolverCountLimitReached", "too many resolvers in one request")
        context: dict[str, Any] = {
            "arguments": arguments,
            "source": source,
            "identity": self._who.identity,
            "stash": {},
            "request": {"headers": dict(self._request.headers)},
            "info": {"fieldName": name, "parentTypeName": kind.name, "variables": self._variables},
        }
        if resolver.get("kind") == "PIPELINE":
            return self._pipeline(resolver, context)
        value, _ = self._step(resolver, context)
        return value

    def _of(self, kind: str) -> dict[str, Any]:
        if kind not in self._resolvers:
            found = self._client.list_resolvers(apiId=self._api["apiId"], typeName=kind)["resolvers"]
            self._resolvers[kind] = {one["fieldName"]: one for one in found}
        return self._resolvers[kind]

    def _pipeline(self, resolver: Mapping[str, Any], context: dict[str, Any]) -> Any:
        value, ended = self._js(resolver, "request", context)
        if ended:
            return value
        context["prev"] = {"result": value}
        for function in resolver["pipelineConfig"]["functions"]:
            value, ended = self._step(self._functions[function], context)
            if ended:
                return value
            context["prev"] = {"result": value}
        context["result"] = value
        return self._js(resolver, "response", context)[0]

    def _step(self, step: Mapping[str, Any], context: dict[str, Any]) -> tuple[Any, bool]:
        """Request, data source, response; and whether the code ended early."""
        wanted, ended = self._js(step, "request", context)
        if ended:
            return wanted, True
        context.pop("error", None)
        try:
            context["result"] = ask(
                self._account, self._sources[step["dataSourceName"]], wanted or {}, self._region
            )
        except SourceFailed as failed:
            context |= {"result": None, "error": {"message": str(failed), "type": failed.kind}}
        return self._js(step, "response", context)

    def _js(self, step: Mapping[str, Any], handler: str, context: dict[str, Any]) -> tuple[Any, bool]:
        if not step.get("code"):
            raise NotImplementedError("mapping templates are not run here; resolvers in JavaScript are")
        told = appsync_js.run(step["code"], handler, context)
        context["stash"] = told["stash"]
        if told["how"] == "error":
            raise Refused(str(told.get("type")), str(told.get("message")), told.get("data"))
        return told["value"], told["how"] == "return"


def resolve(account: "Account", url: str) -> GraphqlApi | None:
    """The API behind a URL, AppSync's own or of a custom domain; None for URLs of others."""
    from moto.appsync.models import appsync_backends

    host = urlsplit(url).hostname or ""
    if HOST in host:
        api_id, _, rest = host.partition(HOST)
        return GraphqlApi(account, api_id, rest.partition(".")[0])
    for region, backend in appsync_backends[account.account_id].items():
        found = backend.__dict__.get("emulated_domains", {}).get(host, {}).get("apiId")
        if found:
            return GraphqlApi(account, found, region)
    return None
