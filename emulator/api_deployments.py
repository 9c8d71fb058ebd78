"""Deployments of HTTP and WebSocket APIs, which moto lacks: snapshots, and stages that serve them.

A stage that deploys by itself serves the API as it is; any other serves the deployment that it is set to, as
the API was when that was made, the switch of the execute-api endpoint included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from botocore.exceptions import ClientError
from moto.apigatewayv2.models import Stage, apigatewayv2_backends

from .hooks import Call

if TYPE_CHECKING:
    from .account import Account

ID_LENGTH = 6  # as API Gateway's own
_stage_json = Stage.to_json


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a stage serves, as the API describes it.

    Attributes:
        api: The API.
        routes: Its routes.
        integrations: Id -> integration.
        authorizers: Id -> authorizer.

    """

    api: Mapping[str, Any]
    routes: list[Mapping[str, Any]]
    integrations: Mapping[str, Mapping[str, Any]]
    authorizers: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One deployment.

    Attributes:
        said: What the API answers about it.
        snapshot: What it serves.

    """

    said: dict[str, Any]
    snapshot: Snapshot


def snapshot(account: Account, region: str, api_id: str) -> Snapshot:
    """An API as it is now."""
    client = account.client("apigatewayv2", region)
    known = _api(account.account_id, region, api_id)
    return Snapshot(
        api=deepcopy(client.get_api(ApiId=api_id)),
        routes=deepcopy(client.get_routes(ApiId=api_id)["Items"]),
        integrations={
            each: client.get_integration(ApiId=api_id, IntegrationId=each) for each in known.integrations
        },
        authorizers={
            each: client.get_authorizer(ApiId=api_id, AuthorizerId=each) for each in known.authorizers
        },
    )


def served(account: Account, region: str, api_id: str, stage: Mapping[str, Any]) -> Snapshot | None:
    """What a stage serves; None before its first deployment."""
    if stage.get("AutoDeploy"):
        return snapshot(account, region, api_id)
    made = deployments(account.account_id, region, api_id).get(stage.get("DeploymentId", ""))
    return made.snapshot if made else None


def deployments(account_id: str, region: str, api_id: str) -> dict[str, Deployment]:
    """The deployments of an API by id, oldest first; they go with it."""
    api = _api(account_id, region, api_id)
    if api is None:
        return {}
    found: dict[str, Deployment] = api.__dict__.setdefault("deployments", {})
    return found


def answer(call: Call) -> Mapping[str, Any] | None:
    """Answer a request about deployments.

    Raises:
        ClientError: there is no such API or deployment.

    """
    if call.service != "apigatewayv2" or call.operation not in _ANSWERS:
        return None
    api_id = str(call.params["ApiId"])
    if _api(call.account.account_id, call.region, api_id) is None:
        raise _missing(call, f"Invalid API identifier specified {api_id}")
    return _ANSWERS[call.operation](call, deployments(call.account.account_id, call.region, api_id))


def _create(call: Call, made: dict[str, Deployment]) -> Mapping[str, Any]:
    api_id = str(call.params["ApiId"])
    told = repr((api_id, len(made), call.region))
    id_ = hashlib.sha256(told.encode()).hexdigest()[:ID_LENGTH]
    said = {
        "DeploymentId": id_,
        "DeploymentStatus": "DEPLOYED",
        "AutoDeployed": False,
        "CreatedDate": datetime.now(UTC),
        **({"Description": call.params["Description"]} if "Description" in call.params else {}),
    }
    made[id_] = Deployment(said=said, snapshot=snapshot(call.account, call.region, api_id))
    if "StageName" in call.params:
        stages = _api(call.account.account_id, call.region, api_id).stages
        stages[str(call.params["StageName"])].deployment_id = id_
    return said


def _get(call: Call, made: dict[str, Deployment]) -> Mapping[str, Any]:
    return _one(call, made).said


def _list(call: Call, made: dict[str, Deployment]) -> Mapping[str, Any]:  # noqa: ARG001
    return {"Items": [each.said for each in made.values()]}


def _update(call: Call, made: dict[str, Deployment]) -> Mapping[str, Any]:
    said = _one(call, made).said
    if "Description" in call.params:
        said["Description"] = call.params["Description"]
    return said


def _delete(call: Call, made: dict[str, Deployment]) -> Mapping[str, Any]:
    _one(call, made)
    del made[str(call.params["DeploymentId"])]
    return {}


_ANSWERS = {
    "CreateDeployment": _create,
    "DeleteDeployment": _delete,
    "GetDeployment": _get,
    "GetDeployments": _list,
    "UpdateDeployment": _update,
}


def _one(call: Call, made: Mapping[str, Deployment]) -> Deployment:
    id_ = str(call.params["DeploymentId"])
    if id_ not in made:
        raise _missing(call, f"Invalid deployment identifier specified {id_}")
    return made[id_]


def _missing(call: Call, message: str) -> ClientError:
    error = {"Error": {"Code": "NotFoundException", "Message": message}}
    return ClientError(error, call.operation)


def _api(account_id: str, region: str, api_id: str) -> Any:
    return apigatewayv2_backends[account_id][region].apis.get(api_id)


def _with_deployment(stage: Any) -> dict[str, Any]:
    """A stage that says which deployment it serves."""
    told: dict[str, Any] = _stage_json(stage)
    served_ = getattr(stage, "deployment_id", None) or stage.config.get("deploymentId")
    return {**told, "deploymentId": served_} if served_ else told


@contextmanager
def kept() -> Iterator[None]:
    """Meanwhile, stages keep their deployment."""
    with patch.object(Stage, "to_json", _with_deployment):
        yield
