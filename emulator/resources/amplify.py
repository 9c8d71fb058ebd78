"""Amplify Hosting, which moto lacks: all is validated, recorded, and answered in AWS's form."""

import hashlib
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._updates import KEPT, modifies
from emulator.resources.parts import later, removal, tagging

lacks(
    "amplify",
    "CreateApp",
    "CreateBackendEnvironment",
    "CreateBranch",
    "CreateDomainAssociation",
    "CreateWebhook",
    "DeleteApp",
    "DeleteBackendEnvironment",
    "DeleteBranch",
    "DeleteDomainAssociation",
    "DeleteWebhook",
    "TagResource",
    "UntagResource",
    "UpdateApp",
    "UpdateBranch",
    "UpdateDomainAssociation",
    "UpdateWebhook",
)


def _digest(r: Request) -> str:
    return hashlib.sha256(r.urn.encode()).hexdigest()


def arn(r: Request, path: str) -> str:
    """The ARN of something of Amplify."""
    return f"arn:aws:amplify:{r.region}:{r.cloud.account_id}:apps/{path}"


@resource("aws:amplify/app:App")
def app(r: Request) -> Created:
    """An app; its tokens are sent and never part of the outputs."""
    name = r.physical()
    r.send("amplify", "create_app", name=name)
    id_ = f"d{_digest(r)[:13]}"
    return id_, {
        "arn": arn(r, id_),
        "name": name,
        "defaultDomain": f"{id_}.amplifyapp.com",
        "productionBranches": [],
    }


@resource("aws:amplify/branch:Branch")
def branch(r: Request) -> Created:
    """A branch of an app."""
    api, name = r.inputs["appId"], r.inputs["branchName"]
    r.send("amplify", "create_branch")
    return f"{api}/{name}", {
        "arn": arn(r, f"{api}/branches/{name}"),
        "displayName": r.inputs.get("displayName") or name,
        "associatedResources": [],
        "customDomains": [],
        "destinationBranch": "",
        "sourceBranch": "",
    }


@resource("aws:amplify/domainAssociation:DomainAssociation")
def domain_association(r: Request) -> Created:
    """A domain of an app, and the records that prove and point at it."""
    r.take("waitForVerification")
    app_id, name = r.inputs["appId"], r.inputs["domainName"]
    given = r.inputs["subDomains"]
    wanted = [{"prefix": item.get("prefix") or "", "branchName": item["branchName"]} for item in given]
    r.take("subDomains")
    settings = dict(r.take("certificateSettings") or {})
    settings.pop("certificateVerificationDnsRecord", None)
    more = {"certificateSettings": settings} if settings else {}
    r.send("amplify", "create_domain_association", subDomainSettings=wanted, **more)
    target = f"{_digest(r)[:14]}.cloudfront.net"
    proof = f"_{_digest(r)[:32]}.{name}. CNAME _{_digest(r)[32:]}.acm-validations.aws."
    return f"{app_id}/{name}", {
        "arn": arn(r, f"{app_id}/domains/{name}"),
        "certificateVerificationDnsRecord": proof,
        "subDomains": [
            {**item, "dnsRecord": f"{item['prefix']} CNAME {target}".strip(), "verified": False}
            for item in wanted
        ],
    }


@resource("aws:amplify/webhook:Webhook")
def webhook(r: Request) -> Created:
    """A URL that starts a build."""
    r.send("amplify", "create_webhook")
    digest = _digest(r)
    id_ = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
    endpoint = f"https://webhooks.amplify.{r.region}.amazonaws.com/prod/webhooks?id={id_}&token={digest[32:]}"
    return id_, {"arn": arn(r, f"{r.inputs['appId']}/webhooks/{id_}"), "url": endpoint}


@resource("aws:amplify/backendEnvironment:BackendEnvironment")
def backend_environment(r: Request) -> Created:
    """A backend environment of an app."""
    r.send("amplify", "create_backend_environment")
    app_id, name = r.inputs["appId"], r.inputs["environmentName"]
    return f"{app_id}/{name}", {"arn": arn(r, f"{app_id}/backendenvironments/{name}")}


APP = "aws:amplify/app:App"
BRANCH = "aws:amplify/branch:Branch"
DOMAIN = "aws:amplify/domainAssociation:DomainAssociation"
HOOK = "aws:amplify/webhook:Webhook"
BACKEND = "aws:amplify/backendEnvironment:BackendEnvironment"


def _update_domain(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """What differs; the record that proves a certificate is computed."""
    r.take("waitForVerification")
    change: dict[str, Any] = {}
    if "subDomains" in r.changed:
        change["subDomainSettings"] = [
            {"prefix": item.get("prefix") or "", "branchName": item["branchName"]}
            for item in r.take("subDomains")
        ]
    if "certificateSettings" in r.changed:
        settings = dict(r.take("certificateSettings", {"type": "AMPLIFY_MANAGED"}))
        settings.pop("certificateVerificationDnsRecord", None)
        change["certificateSettings"] = settings
    if "enableAutoSubDomain" in r.changed:
        change["enableAutoSubDomain"] = r.take("enableAutoSubDomain", False)
    if change:
        where = {"appId": r.known("appId"), "domainName": r.known("domainName")}
        r.api("amplify", "update_domain_association", **where, **change)
    return {}


modifies(
    APP,
    "amplify.update_app",
    resets={"autoBranchCreationConfig": {}, "cacheConfig": KEPT, "jobConfig": KEPT, "name": KEPT},
    lasting=["autoBranchCreationConfig.enablePerformanceMode"],
    appId="id",
)
modifies(
    BRANCH,
    "amplify.update_branch",
    lasting=["appId", "branchName"],
    resets={"stage": KEPT},
    appId="appId",
    branchName="branchName",
)
later(
    DOMAIN,
    update=_update_domain,
    updates="amplify.update_domain_association",
    rename={"subDomains": "subDomainSettings"},
    lasting=["appId", "domainName"],
    # How long the provider waits.
    changing=["waitForVerification"],
)
modifies(HOOK, "amplify.update_webhook", webhookId="id")
for _token in (APP, BRANCH):
    tagging(_token, "amplify.tag_resource", "amplify.untag_resource", resourceArn="arn")
removal(APP, "amplify.delete_app", appId="id")
removal(BRANCH, "amplify.delete_branch", appId="appId", branchName="branchName")
removal(DOMAIN, "amplify.delete_domain_association", appId="appId", domainName="domainName")
removal(HOOK, "amplify.delete_webhook", webhookId="id")
removal(BACKEND, "amplify.delete_backend_environment", appId="appId", environmentName="environmentName")
