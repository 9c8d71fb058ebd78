"""API Gateway's data plane: requests by URL to the HTTP, REST and WebSocket APIs of an account.

A client knows URLs and nothing else, so that is how these functions take them: those of execute-api, and
those of custom domains with their mappings.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import graphql
from .graphql import GraphqlApi
from .http import HttpApi
from .message import Request, Response, lowered
from .rest import RestApi
from .tokens import TRUSTED
from .websocket import Connection, Refused, WebSocketApi

if TYPE_CHECKING:
    from emulator.account import Account

__all__ = [
    "TRUSTED",
    "Connection",
    "GraphqlApi",
    "HttpApi",
    "Refused",
    "Request",
    "Response",
    "RestApi",
    "WebSocketApi",
    "connect",
    "request",
    "resolve",
]


def resolve(account: "Account", url: str) -> tuple[HttpApi | RestApi | WebSocketApi, str]:
    """The stage behind a URL, and the path that is left for it.

    Raises:
        LookupError: no API answers there.

    """
    from moto.apigateway.models import apigateway_backends
    from moto.apigatewayv2.models import apigatewayv2_backends

    where = urlsplit(url)
    host, steps = where.hostname or "", [step for step in where.path.split("/") if step]
    if ".execute-api." in host:
        api_id, _, rest = host.partition(".execute-api.")
        return _stage(account, api_id, steps, rest.partition(".")[0], url, where.path)
    for region, backend in apigatewayv2_backends[account.account_id].items():
        mappings = [mapping for mapping in backend.api_mappings.values() if mapping.domain_name == host]
        for mapping in sorted(mappings, key=lambda one: -len(one.api_mapping_key or "")):
            key = [step for step in (mapping.api_mapping_key or "").split("/") if step]
            if steps[: len(key)] == key:
                path = "/" + "/".join(steps[len(key) :])
                return _of(account, mapping.api_id, mapping.stage, region, url), path
    for region, backend in apigateway_backends[account.account_id].items():
        found = backend.base_path_mappings.get(host, {})
        for base, mapping in sorted(found.items(), key=lambda one: one[0] == "(none)"):
            if base == "(none)" or steps[:1] == [base]:
                path = "/" + "/".join(steps[0 if base == "(none)" else 1 :])
                return RestApi(account, mapping.rest_api_id, mapping.stage, region), path
    raise LookupError(f"no API answers at {url}")


def _stage(
    account: "Account", api_id: str, steps: list[str], region: str, url: str, path: str
) -> tuple[HttpApi | RestApi | WebSocketApi, str]:
    client = account.client("apigatewayv2", region)
    known = {api["ApiId"] for api in client.get_apis()["Items"]}
    names = (
        [stage["StageName"] for stage in client.get_stages(ApiId=api_id)["Items"]] if api_id in known else []
    )
    if steps and (steps[0] in names or api_id not in known):
        return _of(account, api_id, steps[0], region, url), "/" + path.strip("/").partition("/")[2]
    if "$default" in names:
        return _of(account, api_id, "$default", region, url), path or "/"
    return _of(account, api_id, steps[0] if steps else "", region, url), "/"


def _of(
    account: "Account", api_id: str, stage: str, region: str, url: str
) -> HttpApi | RestApi | WebSocketApi:
    client = account.client("apigatewayv2", region)
    for api in client.get_apis()["Items"]:
        if api["ApiId"] == api_id:
            kind = WebSocketApi if api["ProtocolType"] == "WEBSOCKET" else HttpApi
            return kind(account, api_id, stage, region)
    if any(api["id"] == api_id for api in account.client("apigateway", region).get_rest_apis()["items"]):
        return RestApi(account, api_id, stage, region)
    raise LookupError(f"no API answers at {url}")


def request(
    account: "Account",
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: str | bytes | None = None,
    signer: str = "",
    source_ip: str = "203.0.113.10",
) -> Response:
    """Send an HTTP request to an HTTP, REST or GraphQL API.

    ``signer`` is the ARN of the role that signs it, where the API wants IAM.

    Raises:
        LookupError: no API answers at the URL.
        TypeError: a WebSocket API does.

    """
    api: HttpApi | RestApi | WebSocketApi | GraphqlApi | None = graphql.resolve(account, url)
    path = urlsplit(url).path
    if api is None:
        api, path = resolve(account, url)
    if isinstance(api, WebSocketApi):
        raise TypeError(f"{url} is a WebSocket API's: connect to it")
    where = urlsplit(url)
    asked = Request(
        method=method.upper(),
        path=path,
        headers={"host": where.hostname or "", **lowered(headers)},
        query=where.query,
        body=body,
        host=where.hostname or "",
        source_ip=source_ip,
        signer=signer,
    )
    return api.respond(asked)


def connect(account: "Account", url: str, *, headers: Mapping[str, str] | None = None) -> Connection:
    """Open a WebSocket, ``wss://…``, query string and all.

    Raises:
        Refused: the API, its authorizer or the function behind ``$connect`` said no.
        LookupError: no WebSocket API answers at the URL.

    """
    api, _ = resolve(account, url)
    if not isinstance(api, WebSocketApi):
        raise LookupError(f"{url} is no WebSocket API's")  # noqa: TRY004 - the URL is wrong, not a type
    where = urlsplit(url)
    host = where.hostname or ""
    asked = Request(
        method="GET", path="/", headers={"host": host, **lowered(headers)}, query=where.query, host=host
    )
    return api.open(asked)
