"""REST APIs under a name of one's own, and who may use how much of them."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._patches import list_changes, patch, patches, rest_tagging, value_changes
from emulator.resources.apigateway import DEFAULT_DESCRIPTION, REGIONAL_ZONES, arn
from emulator.resources.parts import later, reader, removal

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


DOMAIN = "aws:apigateway/domainName:DomainName"
MAPPING = "aws:apigateway/basePathMapping:BasePathMapping"
PLAN = "aws:apigateway/usagePlan:UsagePlan"
PLAN_KEY = "aws:apigateway/usagePlanKey:UsagePlanKey"
KEY = "aws:apigateway/apiKey:ApiKey"
ROOT = "(none)"
"""What AWS calls the empty path of a domain."""


def _update_plan(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Patch what differs: names and limits by value, stages one by one."""
    changes = value_changes(r, {"name": "/name", "description": "/description"})
    if "productCode" in r.changed:
        code = r.take("productCode")
        changes.append(patch("/productCode", code) if code else {"op": "remove", "path": "/productCode"})
    for key, path in (("throttleSettings", "throttle"), ("quotaSettings", "quota")):
        if key in r.changed:
            given = r.take(key)
            changes += [patch(f"/{path}/{name}", value) for name, value in (given or {}).items()]
            changes += [] if given else [{"op": "remove", "path": f"/{path}"}]
    if "apiStages" in r.changed:
        wanted = [f"{item['apiId']}:{item['stage']}" for item in r.take("apiStages", [])]
        held = [f"{item['apiId']}:{item['stage']}" for item in r.old.get("apiStages") or []]
        changes += list_changes("/apiStages", wanted, held)
    if changes:
        r.api("apigateway", "update_usage_plan", usagePlanId=id_, patchOperations=changes)
    return {}


def _update_mapping(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Another stage, another API, or another path; the path so far says which one is meant."""
    paths = {"basePath": "/basePath", "restApi": "/restapiId", "stageName": "/stage"}
    changes = value_changes(r, paths, {"basePath": ROOT})
    held = r.old.get("basePath") or ROOT
    domain = r.known("domainName")
    r.api(
        "apigateway",
        "update_base_path_mapping",
        domainName=domain,
        basePath=held,
        patchOperations=changes,
    )
    return {}


# The model of a patch names no paths.
later(
    PLAN,
    update=_update_plan,
    changing=[
        "apiStages",
        "description",
        "name",
        "productCode",
        "quotaSettings",
        "throttleSettings",
    ],
)
later(MAPPING, update=_update_mapping, changing=["basePath", "restApi", "stageName"])
patches(
    KEY,
    "apigateway.update_api_key",
    {key: f"/{key}" for key in ("customerId", "description", "enabled", "name")},
    resets={"description": DEFAULT_DESCRIPTION, "enabled": True},
    apiKey="id",
)
patches(
    DOMAIN,
    "apigateway.update_domain_name",
    {
        key: f"/{key}"
        for key in (
            "certificateArn",
            "certificateName",
            "endpointAccessMode",
            "ownershipVerificationCertificateArn",
            "policy",
            "regionalCertificateArn",
            "regionalCertificateName",
            "routingMode",
            "securityPolicy",
        )
    },
    domainName="id",
)
for _token in (DOMAIN, PLAN, KEY):
    rest_tagging(_token)
removal(PLAN, "apigateway.delete_usage_plan", usagePlanId="id")
removal(KEY, "apigateway.delete_api_key", apiKey="id")
removal(DOMAIN, "apigateway.delete_domain_name", domainName="id")
removal(PLAN_KEY, "apigateway.delete_usage_plan_key", usagePlanId="usagePlanId", keyId="keyId")
removal(
    MAPPING,
    "apigateway.delete_base_path_mapping",
    domainName="domainName",
    basePath=lambda r, _: r.inputs.get("basePath") or ROOT,
)
reader(
    PLAN,
    "apigateway.get_usage_plan",
    names={"quotaSettings": "quota", "throttleSettings": "throttle"},
    usagePlanId="id",
)
reader(KEY, "apigateway.get_api_key", apiKey="id")
reader(DOMAIN, "apigateway.get_domain_name", domainName="id")
reader(PLAN_KEY, "apigateway.get_usage_plan_key", usagePlanId="usagePlanId", keyId="keyId")
reader(
    MAPPING,
    "apigateway.get_base_path_mapping",
    lambda answer, r, _: {**answer, "domainName": r.known("domainName")},
    names={"restApi": "restApiId", "stageName": "stage"},
    domainName="domainName",
    basePath=lambda r, _: r.known("basePath") or ROOT,
)
