"""REST APIs under a name of one's own, and who may use how much of them."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import REST as TAGS
from emulator.resources._changes import differing
from emulator.resources._common import present
from emulator.resources.apigateway import DEFAULT_DESCRIPTION, REGIONAL_ZONES, arn, patch
from emulator.resources.parts import later, removal

lacks("apigateway", "UpdateDomainName")

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""The zone of edge-optimised domains (API Gateway endpoints and quotas)."""


@resource("aws:apigateway/domainName:DomainName")
def domain_name(r: Request) -> Created:
    """A custom domain, regional, edge-optimised or private."""
    name = r.inputs["domainName"]
    made = r.send("apigateway", "create_domain_name")
    label = f"d-{made['domainName'].split('.')[0]}"
    return name, {
        "arn": arn(r, f"/domainnames/{name}"),
        "domainNameId": made.get("domainNameId", ""),
        "regionalDomainName": made.get("regionalDomainName")
        or f"{label}.execute-api.{r.region}.amazonaws.com",
        "regionalZoneId": REGIONAL_ZONES.get(r.region, ""),
        "cloudfrontDomainName": made.get("distributionDomainName", ""),
        "cloudfrontZoneId": CLOUDFRONT_ZONE,
        "certificateUploadDate": str(made.get("certificateUploadDate", "")),
    }


@resource("aws:apigateway/basePathMapping:BasePathMapping")
def base_path_mapping(r: Request) -> Created:
    """A stage under a path of a domain; the empty path is AWS's `(none)`."""
    rename = {"restApi": "restApiId", "stageName": "stage"}
    r.send("apigateway", "create_base_path_mapping", rename=rename)
    return f"{r.inputs['domainName']}/{r.inputs.get('basePath') or ''}", {}


def _api_stage(given: dict[str, Any]) -> dict[str, Any]:
    limits = {
        item["path"]: present(burstLimit=item.get("burstLimit"), rateLimit=item.get("rateLimit"))
        for item in given.get("throttles") or []
    }
    return {"apiId": given["apiId"], "stage": given["stage"], **({"throttle": limits} if limits else {})}


@resource("aws:apigateway/usagePlan:UsagePlan")
def usage_plan(r: Request) -> Created:
    """How much the holders of its keys may call."""
    name, product = r.physical(), r.take("productCode")
    stages = [_api_stage(item) for item in r.take("apiStages", [])]
    limits = r.take("throttleSettings")
    quota = r.take("quotaSettings")
    made = r.send(
        "apigateway",
        "create_usage_plan",
        name=name,
        **present(
            apiStages=stages or None,
            throttle=limits and present(**limits),
            quota=quota and present(**quota),
        ),
    )
    id_ = made["id"]
    if product:
        change = [patch("/productCode", product, "add")]
        r.api("apigateway", "update_usage_plan", usagePlanId=id_, patchOperations=change)
    return id_, {"arn": arn(r, f"/usageplans/{id_}"), "name": name}


@resource("aws:apigateway/apiKey:ApiKey")
def api_key(r: Request) -> Created:
    """An API key; AWS makes up a value where none is given."""
    name, description = r.physical(), r.take("description", DEFAULT_DESCRIPTION)
    enabled = r.take("enabled", True)
    made = r.send("apigateway", "create_api_key", name=name, description=description, enabled=enabled)
    id_ = made["id"]
    return id_, {
        "arn": arn(r, f"/apikeys/{id_}"),
        "name": name,
        "value": made.get("value"),
        "createdDate": str(made.get("createdDate", "")),
        "lastUpdatedDate": str(made.get("lastUpdatedDate", "")),
    }


simple(
    "aws:apigateway/usagePlanKey:UsagePlanKey",
    "apigateway.create_usage_plan_key",
    id="id",
    outputs={"name": "name", "value": lambda _, x: x.get("value")},
)


def _update_plan(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs: names and limits by value, stages one by one."""
    changed = differing(r, old)
    keys = ("name", "description", "productCode")
    changes = [patch(f"/{key}", r.take(key)) for key in keys if key in changed]
    for key, path in (("throttleSettings", "throttle"), ("quotaSettings", "quota")):
        if key in changed:
            given = r.take(key) or {}
            changes += [patch(f"/{path}/{name}", value) for name, value in given.items()]
    if "apiStages" in changed:
        stages = [f"{item['apiId']}:{item['stage']}" for item in r.take("apiStages") or []]
        held = [f"{item['apiId']}:{item['stage']}" for item in old.get("apiStages") or []]
        changes += [patch("/apiStages", stage, "add") for stage in stages if stage not in held]
        changes += [patch("/apiStages", stage, "remove") for stage in held if stage not in stages]
    if changes:
        r.api("apigateway", "update_usage_plan", usagePlanId=id_, patchOperations=changes)
    TAGS.apply(r, old)
    return {}


def _update_key(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    changed = differing(r, old)
    keys = ("name", "description", "enabled", "customerId")
    changes = [patch(f"/{key}", r.take(key)) for key in keys if key in changed]
    if changes:
        r.api("apigateway", "update_api_key", apiKey=id_, patchOperations=changes)
    TAGS.apply(r, old)
    return {}


def _update_domain(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    changed = differing(r, old)
    keys = ("certificateArn", "regionalCertificateArn", "securityPolicy")
    changes = [patch(f"/{key}", r.take(key)) for key in keys if key in changed]
    if changes:
        r.api("apigateway", "update_domain_name", domainName=id_, patchOperations=changes)
    TAGS.apply(r, old)
    return {}


later("aws:apigateway/usagePlan:UsagePlan", update=_update_plan)
later("aws:apigateway/apiKey:ApiKey", update=_update_key)
later("aws:apigateway/domainName:DomainName", update=_update_domain)
removal("aws:apigateway/usagePlan:UsagePlan", "apigateway.delete_usage_plan", usagePlanId="id")
removal("aws:apigateway/apiKey:ApiKey", "apigateway.delete_api_key", apiKey="id")
removal("aws:apigateway/domainName:DomainName", "apigateway.delete_domain_name", domainName="id")
removal(
    "aws:apigateway/usagePlanKey:UsagePlanKey",
    "apigateway.delete_usage_plan_key",
    usagePlanId="usagePlanId",
    keyId="keyId",
)
removal(
    "aws:apigateway/basePathMapping:BasePathMapping",
    "apigateway.delete_base_path_mapping",
    domainName="domainName",
    basePath=lambda r, _: r.inputs.get("basePath") or "(none)",
)
