"""REST APIs as they are served: deployments, stages, their settings, and the account's log role."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import REST as TAGS
from emulator.resources._changes import differing
from emulator.resources.apigateway import REST, arn, execution_arn, patch
from emulator.resources.parts import again, forgotten, later, removal


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
    changes = setting_changes(r, r.take("settings"), path)
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


STAGE_PATHS = {
    "cacheClusterEnabled": "/cacheClusterEnabled",
    "cacheClusterSize": "/cacheClusterSize",
    "clientCertificateId": "/clientCertificateId",
    "deployment": "/deploymentId",
    "description": "/description",
    "documentationVersion": "/documentationVersion",
    "xrayTracingEnabled": "/tracingEnabled",
}


def _update_stage(r: Request, _: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs; variables are patched one by one."""
    api, name = r.inputs["restApi"], r.inputs["stageName"]
    changed = differing(r, old)
    changes = [patch(path, r.take(key)) for key, path in STAGE_PATHS.items() if key in changed]
    if "variables" in changed:
        wanted, held = r.take("variables") or {}, old.get("variables") or {}
        changes += [patch(f"/variables/{k}", v) for k, v in wanted.items() if held.get(k) != v]
        changes += [patch(f"/variables/{k}", held[k], "remove") for k in held if k not in wanted]
    if "accessLogSettings" in changed:
        changes += _log_changes(r.take("accessLogSettings"))
    if changes:
        r.api("apigateway", "update_stage", restApiId=api, stageName=name, patchOperations=changes)
    TAGS.apply(r, old)
    return {}


later("aws:apigateway/stage:Stage", update=_update_stage)
removal("aws:apigateway/stage:Stage", "apigateway.delete_stage", restApiId="restApi", stageName="stageName")
removal(
    "aws:apigateway/deployment:Deployment",
    "apigateway.delete_deployment",
    restApiId="restApi",
    deploymentId="id",
)
again("aws:apigateway/methodSettings:MethodSettings", "aws:apigateway/account:Account")
forgotten("aws:apigateway/account:Account")
removal(
    "aws:apigateway/methodSettings:MethodSettings",
    "apigateway.update_stage",
    restApiId="restApi",
    stageName="stageName",
    patchOperations=lambda r, _: [{"op": "remove", "path": f"/{r.inputs['methodPath']}"}],
)
