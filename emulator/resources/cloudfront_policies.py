"""What distributions refer to: policies, access controls, private origins, extra metrics."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.cloudfront import edge_tagging
from emulator.resources.parts import again, answered, later, reader, removal

lacks(
    "cloudfront",
    "CreateCachePolicy",
    "CreateMonitoringSubscription",
    "CreateOriginRequestPolicy",
    "CreateResponseHeadersPolicy",
    "CreateVpcOrigin",
    "DeleteCachePolicy",
    "DeleteMonitoringSubscription",
    "DeleteOriginRequestPolicy",
    "DeleteResponseHeadersPolicy",
    "DeleteVpcOrigin",
    "UpdateVpcOrigin",
    "PublishFunction",
    "UpdateCachePolicy",
    "UpdateFunction",
    "UpdateOriginRequestPolicy",
    "UpdateResponseHeadersPolicy",
)


def policy_id(r: Request) -> str:
    """The id of a policy that moto can't make: a UUID, stable for one resource."""
    digest = hashlib.sha256(r.urn.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def etag(r: Request) -> str:
    """An entity tag in CloudFront's form."""
    return "E" + hashlib.sha256(r.urn.encode()).hexdigest()[:13].upper()


def _lists(value: Any) -> Any:
    """`{items: [...]}` with the quantity that CloudFront wants beside it."""
    if isinstance(value, list):
        return [_lists(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: _lists(item) for key, item in value.items()}
    if isinstance(out.get("items"), list):
        out["quantity"] = len(out["items"])
    return out


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One of the three kinds of policy, which differ only in their inputs.

    Attributes:
        kind: As the API has it.
        noun: As operations have it.
        keys: Inputs of its configuration.
        defaults: What the provider adds.

    """

    kind: str
    noun: str
    keys: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """The Pulumi type."""
        return f"aws:cloudfront/{self.kind[0].lower()}{self.kind[1:]}:{self.kind}"

    def create(self, r: Request) -> Created:
        """Validate and record it: moto has no policies."""
        name = r.physical()
        self._send(r, f"create_{self.noun}", name)
        id_ = policy_id(r)
        arn = f"arn:aws:cloudfront::{r.cloud.account_id}:{self.noun.replace('_', '-')}/{id_}"
        return id_, {"arn": arn, "etag": etag(r), "name": name}

    def update(self, r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
        """Replace its configuration."""
        name = r.take("name", r.state.get("name"))
        self._send(r, f"update_{self.noun}", name, Id=id_, IfMatch=r.state.get("etag"))
        return {}

    def delete(self, r: Request, id_: str) -> None:
        """Delete it."""
        r.api("cloudfront", f"delete_{self.noun}", Id=id_, IfMatch=r.inputs.get("etag"))

    def _send(self, r: Request, operation: str, name: str, **params: Any) -> None:
        given = {key: r.take(key) for key in self.keys}
        whole = {**self.defaults, **{key: _lists(value) for key, value in given.items() if value is not None}}
        parameter = f"{self.kind}Config"
        config = built(r, "cloudfront", operation, parameter, {**whole, "name": name})
        r.api("cloudfront", operation, **params, **{parameter: config})


POLICIES = (
    Policy(
        kind="CachePolicy",
        noun="cache_policy",
        keys=("comment", "defaultTtl", "maxTtl", "minTtl", "parametersInCacheKeyAndForwardedToOrigin"),
        defaults={"minTtl": 0, "defaultTtl": 86400, "maxTtl": 31536000},
    ),
    Policy(
        kind="OriginRequestPolicy",
        noun="origin_request_policy",
        keys=("comment", "cookiesConfig", "headersConfig", "queryStringsConfig"),
    ),
    Policy(
        kind="ResponseHeadersPolicy",
        noun="response_headers_policy",
        keys=(
            "comment",
            "corsConfig",
            "customHeadersConfig",
            "removeHeadersConfig",
            "securityHeadersConfig",
            "serverTimingHeadersConfig",
        ),
    ),
)
for _policy in POLICIES:
    resource(_policy.token)(_policy.create)
    later(
        _policy.token,
        update=_policy.update,
        delete=_policy.delete,
        updates=f"cloudfront.update_{_policy.noun}.{_policy.kind}Config",
    )


@resource("aws:cloudfront/originAccessControl:OriginAccessControl")
def origin_access_control(r: Request) -> Created:
    """How CloudFront signs its requests to a bucket."""
    name, note = r.physical(), r.take("description", "Managed by Pulumi")
    fixed = {"Name": name, "Description": note}
    settings = r.fill("cloudfront", "create_origin_access_control", "OriginAccessControlConfig")
    whole = {**settings, **fixed}
    made = r.api("cloudfront", "create_origin_access_control", OriginAccessControlConfig=whole)
    id_ = made["OriginAccessControl"]["Id"]
    return id_, {
        "arn": f"arn:aws:cloudfront::{r.cloud.account_id}:origin-access-control/{id_}",
        "etag": made["ETag"],
        "name": name,
        "description": note,
    }


def tags_of(r: Request) -> dict[str, Any]:
    """Tags as the parameter of a create call."""
    tags = r.tags
    items = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"Tags": {"Items": items}} if items else {}


@resource("aws:cloudfront/vpcOrigin:VpcOrigin")
def vpc_origin(r: Request) -> Created:
    """A load balancer or host in private subnets that a distribution may reach."""
    r.take("timeouts")
    endpoint = dict(r.take("vpcOriginEndpointConfig"))
    parameter = "VpcOriginEndpointConfig"
    whole = built(r, "cloudfront", "create_vpc_origin", parameter, endpoint)
    r.api("cloudfront", "create_vpc_origin", VpcOriginEndpointConfig=whole, **tags_of(r))
    id_ = "vo_" + hashlib.sha256(r.urn.encode()).hexdigest()[:22]
    return id_, {
        "arn": f"arn:aws:cloudfront::{r.cloud.account_id}:vpcorigin/{id_}",
        "etag": etag(r),
    }


simple(
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription",
    "cloudfront.create_monitoring_subscription",
    id=lambda r, _: r.inputs["distributionId"],
)


def matching(r: Request, read: str, **whose: str) -> str:
    """The entity tag that a change has to present."""
    return str(r.api("cloudfront", read, **whose)["ETag"])


CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
METRICS = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"


def _update_control(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole configuration."""
    tag = matching(r, "get_origin_access_control", Id=id_)
    fixed = {"Name": r.known("name"), "Description": r.take("description", "Managed by Pulumi")}
    settings = r.fill("cloudfront", "update_origin_access_control", "OriginAccessControlConfig")
    call = {"Id": id_, "IfMatch": tag, "OriginAccessControlConfig": {**settings, **fixed}}
    return {"etag": r.api("cloudfront", "update_origin_access_control", **call)["ETag"]}


def _update_origin(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole endpoint."""
    r.take("timeouts")
    if "vpcOriginEndpointConfig" in r.changed:
        path = "VpcOriginEndpointConfig"
        whole = built(r, "cloudfront", "update_vpc_origin", path, r.take("vpcOriginEndpointConfig"))
        call = {"Id": id_, "IfMatch": r.state.get("etag"), path: whole}
        r.api("cloudfront", "update_vpc_origin", **call)
    return {}


def _delete_control(r: Request, id_: str) -> None:
    """Delete it, unless it is gone."""
    if held := answered(lambda: matching(r, "get_origin_access_control", Id=id_)):
        r.api("cloudfront", "delete_origin_access_control", Id=id_, IfMatch=held)


later(
    CONTROL,
    update=_update_control,
    delete=_delete_control,
    updates="cloudfront.update_origin_access_control.OriginAccessControlConfig",
)
# How long the provider waits.
later(ORIGIN, update=_update_origin, updates="cloudfront.update_vpc_origin", changing=["timeouts"])
edge_tagging(ORIGIN)
removal(
    ORIGIN,
    "cloudfront.delete_vpc_origin",
    Id="id",
    IfMatch=lambda r, _: r.inputs.get("etag") or etag(r),
)
again(METRICS, updates="cloudfront.create_monitoring_subscription", lasting=["distributionId"])
removal(METRICS, "cloudfront.delete_monitoring_subscription", DistributionId="id")
reader(
    CONTROL,
    "cloudfront.get_origin_access_control",
    "OriginAccessControl.OriginAccessControlConfig",
    Id="id",
)
