"""Web ACLs, what they protect and where they log."""

import base64
import json
import uuid
from collections.abc import Mapping
from typing import Any

from moto.wafv2.models import GLOBAL_REGION, wafv2_backends

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, key_values, present
from emulator.resources.parts import (
    again,
    answered,
    later,
    later_described,
    reader,
    removal,
    tagging,
)

GLOBAL_SCOPE_REGION = "us-east-1"
"""Where ACLs for CloudFront live (WAF API reference, `Scope`)."""

BODY_SOURCES = {
    "apiGateway": "API_GATEWAY",
    "appRunnerService": "APP_RUNNER_SERVICE",
    "cloudfront": "CLOUDFRONT",
    "cognitoUserPool": "COGNITO_USER_POOL",
    "verifiedAccessInstance": "VERIFIED_ACCESS_INSTANCE",
}


def _scope(r: Request) -> str:
    scope = str(r.take("scope"))
    if scope == "CLOUDFRONT" and r.region != GLOBAL_SCOPE_REGION:
        # AWS: "The scope is not valid" anywhere else.
        raise ValueError(
            f"{r.logical}: scope CLOUDFRONT exists only in {GLOBAL_SCOPE_REGION}, not in {r.region}"
        )
    return scope


def statements(value: Any) -> Any:
    """Rules with the provider's default for what the API requires: rates are counted by IP address."""
    if isinstance(value, list):
        return [statements(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    out = {key: statements(item) for key, item in value.items() if item is not None}
    if isinstance(rate := out.get("rateBasedStatement"), dict):
        rate.setdefault("aggregateKeyType", "IP")
    return out


def _decoded(value: Any) -> Any:
    """Raw rules, where a search string is base64 as in AWS's JSON."""
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: base64.b64decode(v) if k == "SearchString" else _decoded(v) for k, v in value.items()}


def rules(r: Request, operation: str) -> list[dict[str, Any]]:
    """The rules of an ACL or group, from blocks or from raw JSON."""
    raw, given = r.take("ruleJson") or r.take("rulesJson"), r.take("rules")
    if raw and given:
        raise ValueError(f"{r.logical}: rules and raw rules exclude each other")
    if raw:
        return list(_decoded(json.loads(raw)))
    return list(built(r, "wafv2", operation, "Rules", statements(given or [])))


def _bodies(r: Request) -> dict[str, Any] | None:
    association = r.take("associationConfig")
    if not association:
        return None
    limits = {}
    for block in association.get("requestBodies") or []:
        for key, item in block.items():
            for body in item if isinstance(item, list) else [item]:
                limits[BODY_SOURCES[key]] = {"DefaultSizeInspectionLimit": body["defaultSizeInspectionLimit"]}
    return {"RequestBody": limits}


def _texts(r: Request) -> dict[str, Any] | None:
    """The answers that blocking rules may give."""
    bodies = r.take("customResponseBodies")
    return bodies and {b["key"]: {"Content": b["content"], "ContentType": b["contentType"]} for b in bodies}


@resource("aws:wafv2/webAcl:WebAcl")
def web_acl(r: Request) -> Created:
    """A web ACL."""
    name, scope = r.physical(), _scope(r)
    made = r.send(
        "wafv2",
        "create_web_acl",
        Name=name,
        Scope=scope,
        Rules=rules(r, "create_web_acl"),
        **present(CustomResponseBodies=_texts(r), AssociationConfig=_bodies(r)),
    )["Summary"]
    found = r.api("wafv2", "get_web_acl", Name=name, Scope=scope, Id=made["Id"])["WebACL"]
    return made["Id"], {
        "arn": made["ARN"],
        "name": name,
        "lockToken": made["LockToken"],
        "capacity": found.get("Capacity", 0),
        "applicationIntegrationUrl": "",
    }


simple(
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "wafv2.associate_web_acl",
    id=lambda r, _: f"{r.inputs['webAclArn']},{r.inputs['resourceArn']}",
)


@resource("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
def web_acl_logging_configuration(r: Request) -> Created:
    """Where an ACL's requests are logged. WAF wants a log group's ARN without the trailing `:*`."""
    arn = r.take("resourceArn")
    destinations = [str(item).removesuffix(":*") for item in r.take("logDestinationConfigs")]
    operation, path = "put_logging_configuration", "LoggingConfiguration"
    redacted = built(r, "wafv2", operation, f"{path}.RedactedFields", r.take("redactedFields"))
    chosen = built(r, "wafv2", operation, f"{path}.LoggingFilter", r.take("loggingFilter"))
    whole = {"ResourceArn": arn, "LogDestinationConfigs": destinations}
    whole |= present(RedactedFields=redacted, LoggingFilter=chosen)
    r.api("wafv2", operation, LoggingConfiguration=whole)
    return arn, {}


def _set(r: Request, operation: str, **params: Any) -> Created:
    """An IP set, regex set or rule group: one call, one summary."""
    name, scope = r.physical(), _scope(r)
    made = r.send("wafv2", operation, Name=name, Scope=scope, **params)["Summary"]
    return made["Id"], {"arn": made["ARN"], "name": name, "lockToken": made["LockToken"]}


@resource("aws:wafv2/ipSet:IpSet")
def ip_set(r: Request) -> Created:
    """Addresses that rules refer to."""
    return _set(
        r, "create_ip_set", Addresses=r.take("addresses", []), IPAddressVersion=r.take("ipAddressVersion")
    )


@resource("aws:wafv2/regexPatternSet:RegexPatternSet")
def regex_pattern_set(r: Request) -> Created:
    """Patterns that rules refer to."""
    return _set(r, "create_regex_pattern_set", RegularExpressionList=_patterns(r))


def _patterns(r: Request) -> list[dict[str, str]]:
    return [{"RegexString": item["regexString"]} for item in r.take("regularExpressions", [])]


@resource("aws:wafv2/ruleGroup:RuleGroup")
def rule_group(r: Request) -> Created:
    """A group of rules of one's own."""
    more = present(CustomResponseBodies=_texts(r), Tags=key_values(r.tags))
    return _set(r, "create_rule_group", Rules=rules(r, "create_rule_group"), **more)


KINDS = {
    "aws:wafv2/webAcl:WebAcl": "web_acl",
    "aws:wafv2/ipSet:IpSet": "ip_set",
    "aws:wafv2/regexPatternSet:RegexPatternSet": "regex_pattern_set",
    "aws:wafv2/ruleGroup:RuleGroup": "rule_group",
}


def _lengthen_token(r: Request, id_: str) -> None:
    """Give an IP set a token of AWS's form: moto's own has six characters, which AWS's model refuses."""
    where = GLOBAL_REGION if r.inputs.get("scope") == "CLOUDFRONT" else r.region
    for held in wafv2_backends[r.cloud.account_id][where].ip_sets.values():
        if held.ip_set_id == id_:
            held.lock_token = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{held.arn}/{held.lock_token}"))


def _named(r: Request, id_: str) -> dict[str, Any]:
    """What says which ACL, set or group is meant; an import says it as `id/name/scope`."""
    id_, _, rest = id_.partition("/")
    name, _, scope = rest.partition("/")
    return {"Name": name or r.known("name"), "Scope": scope or r.known("scope"), "Id": id_}


def _identity(r: Request, id_: str) -> dict[str, Any]:
    """What is meant, with the token that guards it against parallel changes."""
    kind = KINDS[r.typ]
    if kind == "ip_set":
        _lengthen_token(r, id_)
    whose = _named(r, id_)
    return {**whose, "LockToken": r.api("wafv2", f"get_{kind}", **whose)["LockToken"]}


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole, as WAF wants it."""
    if not r.changed - {"tags"}:
        return {}
    operation, more = f"update_{KINDS[r.typ]}", _identity(r, id_)
    if r.typ.endswith((":WebAcl", ":RuleGroup")):
        more["Rules"] = rules(r, operation)
        more |= present(CustomResponseBodies=_texts(r))
    if r.typ.endswith(":WebAcl"):
        more |= present(AssociationConfig=_bodies(r))
    if r.typ.endswith(":IpSet"):
        more["Addresses"] = r.take("addresses", [])
    if r.typ.endswith(":RegexPatternSet"):
        more["RegularExpressionList"] = _patterns(r)
    made = r.send("wafv2", operation, only=set(r.inputs) - {"tags"}, **more)
    for key in r.changed - {"tags"}:  # what is no longer given is not in the new one
        r.take(key)
    return {"lockToken": made["NextLockToken"]}


def _delete(r: Request, id_: str) -> None:
    """Delete it, unless it is gone."""
    if (meant := answered(lambda: _identity(r, id_))) is not None:
        r.api("wafv2", f"delete_{KINDS[r.typ]}", **meant)


ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
PLACES = {
    "web_acl": "WebACL",
    "ip_set": "IPSet",
    "regex_pattern_set": "RegexPatternSet",
    "rule_group": "RuleGroup",
}
"""Where the answer of each Get operation has what it is about."""


def _describe(token: str, kind: str) -> None:
    """The reader of one kind."""

    def describe(r: Request, id_: str) -> Mapping[str, Any] | None:
        answer = answered(lambda: r.api("wafv2", f"get_{kind}", **_named(r, id_)))
        if answer is None:
            return None
        found = answer[PLACES[kind]]
        arn = {"ResourceARN": found["ARN"]}
        tags = r.api("wafv2", "list_tags_for_resource", **arn)["TagInfoForResource"]["TagList"]
        return {**found, "scope": _named(r, id_)["Scope"], "tags": tags}

    later_described(token, describe, {"regularExpressions": "RegularExpressionList"})


for _token, _kind in KINDS.items():
    later(
        _token,
        update=_update,
        delete=_delete,
        updates=f"wafv2.update_{_kind}",
        rename={
            "regularExpressions": "RegularExpressionList",
            "ruleJson": "Rules",
            "rulesJson": "Rules",
        },
        lasting=["name", "scope"],
    )
    tagging(_token, "wafv2.tag_resource", "wafv2.untag_resource", ResourceARN="arn")
    _describe(_token, _kind)
removal(ASSOCIATION, "wafv2.disassociate_web_acl", ResourceArn="resourceArn")
again(
    LOGGING,
    updates="wafv2.put_logging_configuration.LoggingConfiguration",
    # The provider makes another configuration for another destination.
    lasting=["resourceArn", "logDestinationConfigs"],
)
removal(LOGGING, "wafv2.delete_logging_configuration", ResourceArn="id")
reader(
    ASSOCIATION,
    "wafv2.get_web_acl_for_resource",
    lambda answer, r, _: (
        answer.get("WebACL") and {"webAclArn": answer["WebACL"]["ARN"], "resourceArn": r.known("resourceArn")}
    ),
    ResourceArn="resourceArn",
)
reader(LOGGING, "wafv2.get_logging_configuration", "LoggingConfiguration", ResourceArn="id")
