"""REST APIs as they are served: deployments, stages, their settings, and the account's log role."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._patches import map_changes, patch, patches, rest_tagging, value_changes
from emulator.resources.apigateway import REST, arn, execution_arn
from emulator.resources.parts import again, forgotten, later, reader, removal


@resource("aws:apigateway/deployment:Deployment")
def deployment(r: Request) -> Created:
    """A snapshot of an API; its triggers only say when to take another."""
    r.take("triggers")
    made = r.send("apigateway", "create_deployment", rename=REST)
    return made["id"], {"createdDate": str(made.get("createdDate", ""))}


def _log_changes(logs: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """Access logs; API Gateway wants a log group's ARN without the trailing `:*`."""
    if not logs:
        return []
    destination = str(logs["destinationArn"]).removesuffix(":*")
    return [
        patch("/accessLogSettings/destinationArn", destination),
        patch("/accessLogSettings/format", logs["format"]),
    ]


@resource("aws:apigateway/stage:Stage")
def stage(r: Request) -> Created:
    """A stage, then what CreateStage doesn't take: access logs and the client certificate."""
    logs, certificate = r.take("accessLogSettings"), r.take("clientCertificateId")
    rename = {**REST, "deployment": "deploymentId", "xrayTracingEnabled": "tracingEnabled"}
    r.send("apigateway", "create_stage", rename=rename)
    api, name = r.inputs["restApi"], r.inputs["stageName"]
    changes = []
    if certificate:
        changes.append(patch("/clientCertificateId", certificate))
    changes += _log_changes(logs)
    if changes:
        r.api("apigateway", "update_stage", restApiId=api, stageName=name, patchOperations=changes)
    return f"ags-{api}-{name}", {
        "arn": arn(r, f"/restapis/{api}/stages/{name}"),
        "executionArn": f"{execution_arn(r, api)}/{name}",
        "invokeUrl": f"https://{api}.execute-api.{r.region}.amazonaws.com/{name}",
        "webAclArn": "",
    }


METHOD_SETTINGS = {
    "metricsEnabled": "metrics/enabled",
    "loggingLevel": "logging/loglevel",
    "dataTraceEnabled": "logging/dataTrace",
    "throttlingBurstLimit": "throttling/burstLimit",
    "throttlingRateLimit": "throttling/rateLimit",
    "cachingEnabled": "caching/enabled",
    "cacheTtlInSeconds": "caching/ttlInSeconds",
    "cacheDataEncrypted": "caching/dataEncrypted",
    "requireAuthorizationForCacheControl": "caching/requireAuthorizationForCacheControl",
    "unauthorizedCacheControlHeaderStrategy": "caching/unauthorizedCacheControlHeaderStrategy",
}


def setting_changes(r: Request, settings: dict[str, Any], path: str) -> list[dict[str, str]]:
    """Settings of a method (or of all, `*/*`) as patches of its stage."""
    if unknown := set(settings) - set(METHOD_SETTINGS):
        raise ValueError(f"{r.logical}.settings: unknown {', '.join(sorted(unknown))}")
    given = {METHOD_SETTINGS[key]: value for key, value in settings.items() if value is not None}
    return [patch(f"/{path}/{key}", value) for key, value in given.items()]


@resource("aws:apigateway/methodSettings:MethodSettings")
def method_settings(r: Request) -> Created:
    """Logging, metrics, throttling and caching of a stage's methods."""
    api, name, path = r.take("restApi"), r.take("stageName"), r.take("methodPath")
    changes = setting_changes(r, r.take("settings"), _path(r))
    r.api("apigateway", "update_stage", restApiId=api, stageName=name, patchOperations=changes)
    return f"{api}-{name}-{path}", {}


@resource("aws:apigateway/account:Account")
def account(r: Request) -> Created:
    """The region's API Gateway settings (a singleton): the role that writes its logs."""
    role = r.take("cloudwatchRoleArn", "")
    change = [patch("/cloudwatchRoleArn", role)]
    made = r.api("apigateway", "update_account", patchOperations=change)
    limits = made.get("throttleSettings") or {}
    return "api-gateway-account", {
        "throttleSettings": [{"burstLimit": limits.get("burstLimit"), "rateLimit": limits.get("rateLimit")}],
        "features": made.get("features") or [],
        "apiKeyVersion": made.get("apiKeyVersion", ""),
    }


DEPLOYMENT = "aws:apigateway/deployment:Deployment"
STAGE = "aws:apigateway/stage:Stage"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
ACCOUNT = "aws:apigateway/account:Account"
STAGE_PATHS = {
    "cacheClusterEnabled": "/cacheClusterEnabled",
    "cacheClusterSize": "/cacheClusterSize",
    "clientCertificateId": "/clientCertificateId",
    "deployment": "/deploymentId",
    "description": "/description",
    "documentationVersion": "/documentationVersion",
    "xrayTracingEnabled": "/tracingEnabled",
}
OFF = {
    "metricsEnabled": False,
    "loggingLevel": "OFF",
    "dataTraceEnabled": False,
    "throttlingBurstLimit": -1,
    "throttlingRateLimit": -1,
    "cachingEnabled": False,
    "cacheTtlInSeconds": 300,
    "cacheDataEncrypted": False,
    "requireAuthorizationForCacheControl": True,
    "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
}
"""What a method's setting goes back to (API Gateway's reference, MethodSetting; -1: no limit of its own)."""


def _canary(r: Request) -> list[dict[str, str]]:
    """The share of requests that another deployment gets."""
    given = r.take("canarySettings")
    if not given:
        return [{"op": "remove", "path": "/canarySettings"}]
    held = r.old.get("canarySettings") or {}
    names = {
        "deploymentId": "deploymentId",
        "percentTraffic": "percentTraffic",
        "useStageCache": "useStageCache",
    }
    path, fresh = "/canarySettings", {key: given[key] for key in names if given.get(key) != held.get(key)}
    own = [patch(f"{path}/{key}", value) for key, value in fresh.items() if value is not None]
    overrides = "stageVariableOverrides"
    return [*own, *map_changes(f"{path}/{overrides}", given.get(overrides) or {}, held.get(overrides) or {})]


def _update_stage(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs; variables are patched one by one."""
    changes = value_changes(r, STAGE_PATHS)
    if "variables" in r.changed:
        wanted, held = r.take("variables", {}), r.old.get("variables") or {}
        changes += [patch(f"/variables/{k}", v) for k, v in wanted.items() if held.get(k) != v]
        changes += [{"op": "remove", "path": f"/variables/{k}"} for k in held if k not in wanted]
    if "accessLogSettings" in r.changed:
        logs = r.take("accessLogSettings")
        changes += _log_changes(logs) if logs else [{"op": "remove", "path": "/accessLogSettings"}]
    if "canarySettings" in r.changed:
        changes += _canary(r)
    if changes:
        where = {"restApiId": r.known("restApi"), "stageName": r.known("stageName")}
        r.api("apigateway", "update_stage", **where, patchOperations=changes)
    return {}


def _path(r: Request) -> str:
    """The step of a patch that means a method, or all (`*/*`): slashes of resources are escaped."""
    resource, _, method = str(r.known("methodPath")).rpartition("/")
    return f"{resource.replace('/', '~1')}/{method}"


def _update_settings(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Patch the settings that differ; those that are gone go back to AWS's own."""
    wanted, held = r.take("settings", {}), r.old.get("settings") or {}
    gone = {key: OFF[key] for key in held if wanted.get(key) is None}
    fresh = {key: value for key, value in wanted.items() if value != held.get(key)}
    changes = setting_changes(r, {**gone, **fresh}, _path(r))
    where = {"restApiId": r.known("restApi"), "stageName": r.known("stageName")}
    r.api("apigateway", "update_stage", **where, patchOperations=changes)
    return {}


# The model of a patch names no paths.
later(
    STAGE,
    update=_update_stage,
    changing=[*STAGE_PATHS, "accessLogSettings", "canarySettings", "variables"],
)
later(SETTINGS, update=_update_settings, changing=["settings"])
patches(
    DEPLOYMENT,
    "apigateway.update_deployment",
    {"description": "/description"},
    restApiId="restApi",
    deploymentId="id",
)
again(ACCOUNT, changing=["cloudwatchRoleArn"])
rest_tagging(STAGE)
removal(STAGE, "apigateway.delete_stage", restApiId="restApi", stageName="stageName")
removal(DEPLOYMENT, "apigateway.delete_deployment", restApiId="restApi", deploymentId="id")
forgotten(ACCOUNT)
removal(
    SETTINGS,
    "apigateway.update_stage",
    restApiId="restApi",
    stageName="stageName",
    patchOperations=lambda r, _: [{"op": "remove", "path": f"/{_path(r)}"}],
)


def _described_settings(answer: Any, r: Request, _: str) -> Any:
    found = (answer.get("methodSettings") or {}).get(_path(r))
    return found and {"settings": found, "methodPath": r.known("methodPath")}


reader(
    STAGE,
    "apigateway.get_stage",
    names={"deployment": "deploymentId", "xrayTracingEnabled": "tracingEnabled"},
    restApiId="restApi",
    stageName="stageName",
)
reader(DEPLOYMENT, "apigateway.get_deployment", restApiId="restApi", deploymentId="id")
reader(
    SETTINGS,
    "apigateway.get_stage",
    _described_settings,
    restApiId="restApi",
    stageName="stageName",
)
reader(ACCOUNT, "apigateway.get_account")
