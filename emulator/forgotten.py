"""Parameters that moto takes and forgets, though AWS tells them to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.appsync.responses import AppSyncResponse
from moto.codedeploy import responses as codedeploy

GRAPHQL = ("introspectionConfig", "queryDepthLimit", "resolverCountLimit", "apiType", "ownerContact")
"""Of CreateGraphqlApi and UpdateGraphqlApi; GetGraphqlApi tells them."""

_group_info = codedeploy._deployment_group_info
_graphql = {
    operation: getattr(AppSyncResponse, operation)
    for operation in ("create_graphql_api", "update_graphql_api", "get_graphql_api")
}


def _remembering(operation: str) -> Any:
    """An operation of AppSync that keeps what the request says of an API, and tells it."""

    def answer(response: Any) -> Any:
        told = _graphql[operation](response)
        api = response.appsync_backend.graphql_apis[told.result["graphqlApi"]["apiId"]]
        kept = vars(api).setdefault("told", {})
        if not operation.startswith("get"):
            given = {name: response._get_param(name) for name in GRAPHQL}
            kept.update({name: value for name, value in given.items() if value is not None})
        told.result["graphqlApi"].update(kept)
        return told

    return answer


def _group_with_alarms(group: Any) -> Any:
    """A deployment group with the alarms that stop its deployments."""
    info = _group_info(group)
    if group.alarm_configuration:
        info["alarmConfiguration"] = group.alarm_configuration
    return info


@contextmanager
def remembered() -> Iterator[None]:
    """Meanwhile, moto remembers."""
    with ExitStack() as stack:
        for operation in _graphql:
            stack.enter_context(patch.object(AppSyncResponse, operation, _remembering(operation)))
        stack.enter_context(patch.object(codedeploy, "_deployment_group_info", _group_with_alarms))
        yield
