"""What becomes of listeners, their rules and certificates."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.elbv2_changes import changed_attributes, pairs
from emulator.resources.elbv2_listener import LISTENER_ATTRIBUTES, actions, conditions
from emulator.resources.parts import later, reader, removal, tagging

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
CERTIFICATE = "aws:lb/listenerCertificate:ListenerCertificate"
HEADER_DEFAULTS = {key: "" for key in LISTENER_ATTRIBUTES if key.endswith(("HeaderName", "HeaderValue"))} | {
    "routingHttpResponseServerEnabled": True,
    "tcpIdleTimeoutSeconds": 350,
}
"""What attributes go back to (ELB API reference, ListenerAttribute; seconds)."""


def _certificates(r: Request) -> Any:
    arn = r.take("certificateArn")
    return [{"CertificateArn": arn}] if arn else []


SETTINGS: dict[str, tuple[str, Callable[[Request], Any]]] = {
    "alpnPolicy": ("AlpnPolicy", lambda r: [r.take("alpnPolicy", "None")]),
    "certificateArn": ("Certificates", _certificates),
    "defaultActions": (
        "DefaultActions",
        lambda r: actions(r, "modify_listener", "DefaultActions", r.take("defaultActions")),
    ),
    "mutualAuthentication": (
        "MutualAuthentication",
        lambda r: built(
            r,
            "elbv2",
            "modify_listener",
            "MutualAuthentication",
            r.take("mutualAuthentication", {"mode": "off"}),
        ),
    ),
    "port": ("Port", lambda r: r.take("port")),
    "protocol": ("Protocol", lambda r: r.take("protocol")),
    "sslPolicy": ("SslPolicy", lambda r: r.take("sslPolicy")),  # AWS keeps the last one
}
"""Input -> parameter of ModifyListener and its value."""


def _listener(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What differs: attributes in one call, the rest in another."""
    if changes := changed_attributes(r, LISTENER_ATTRIBUTES, HEADER_DEFAULTS):
        r.api("elbv2", "modify_listener_attributes", ListenerArn=id_, Attributes=changes)
    wanted = {name: value(r) for key, (name, value) in SETTINGS.items() if key in r.changed}
    if "Protocol" in wanted and r.inputs.get("certificateArn"):  # AWS wants it with the first secure protocol
        wanted["Certificates"] = _certificates(r)
    if wanted := present(**wanted):
        r.api("elbv2", "modify_listener", ListenerArn=id_, **wanted)
    return {}


def _rule(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Its place, and what it does; both lists replace those so far."""
    if "priority" in r.changed and (place := r.take("priority")):
        places = [{"RuleArn": id_, "Priority": int(place)}]
        r.api("elbv2", "set_rule_priorities", RulePriorities=places)
    builders: dict[str, tuple[str, Callable[[], Any]]] = {
        "actions": ("Actions", lambda: actions(r, "modify_rule", "Actions", r.take("actions"))),
        "conditions": ("Conditions", lambda: conditions(r, "modify_rule", r.take("conditions"))),
        "transforms": (
            "Transforms",
            lambda: built(
                r, "elbv2", "modify_rule", "Transforms", r.take("transforms"), {"rewrite": "Rewrites"}
            ),
        ),
    }
    wanted = {name: build() for key, (name, build) in builders.items() if key in r.changed}
    if wanted.get("Transforms", "") is None:
        wanted["ResetTransforms"] = True
    if wanted:
        r.api("elbv2", "modify_rule", RuleArn=id_, **wanted)
    return {}


# Attributes are keys of a list, which no model of AWS names.
later(
    LISTENER,
    update=_listener,
    updates="elbv2.modify_listener",
    rename={"certificateArn": "Certificates"},
    lasting=["loadBalancerArn"],
    changing=LISTENER_ATTRIBUTES,
)
later(RULE, update=_rule, updates=("elbv2.modify_rule", "elbv2.set_rule_priorities.RulePriorities"))
for _token in (LISTENER, RULE):
    tagging(_token, "elbv2.add_tags", "elbv2.remove_tags", ResourceArns=lambda _, id_: [id_])
removal(LISTENER, "elbv2.delete_listener", ListenerArn="id")
removal(RULE, "elbv2.delete_rule", RuleArn="id")
removal(
    CERTIFICATE,
    "elbv2.remove_listener_certificates",
    ListenerArn="listenerArn",
    Certificates=lambda r, _: [{"CertificateArn": r.inputs["certificateArn"]}],
)


def _described(answer: Mapping[str, Any], _: Request, __: str) -> dict[str, Any]:
    (found,) = answer["Listeners"]
    certificates = found.get("Certificates") or [{}]
    return {**found, "certificateArn": certificates[0].get("CertificateArn")}


reader(
    LISTENER,
    "elbv2.describe_listeners",
    _described,
    ListenerArns=lambda _, id_: [id_],
)
reader(
    LISTENER,
    "elbv2.describe_listener_attributes",
    lambda answer, _r, _id: {"described": True, **pairs(answer, LISTENER_ATTRIBUTES)},
    ListenerArn="id",
)
reader(RULE, "elbv2.describe_rules", "Rules.0", RuleArns=lambda _, id_: [id_])
for _token in (LISTENER, RULE):
    reader(_token, "elbv2.describe_tags", "TagDescriptions.0", ResourceArns=lambda _, id_: [id_])
reader(
    CERTIFICATE,
    "elbv2.describe_listener_certificates",
    lambda answer, r, _: next(
        (
            {"listenerArn": r.inputs["listenerArn"], "certificateArn": found["CertificateArn"]}
            for found in answer["Certificates"]
            if found["CertificateArn"] == r.inputs["certificateArn"]
        ),
        None,
    ),
    ListenerArn="listenerArn",
)
