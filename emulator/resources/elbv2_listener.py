"""Listeners, their rules and certificates."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.elbv2 import attributes

ACTION_NAMES = {
    "forward": "ForwardConfig",
    "redirect": "RedirectConfig",
    "fixedResponse": "FixedResponseConfig",
    "authenticateCognito": "AuthenticateCognitoConfig",
    "authenticateOidc": "AuthenticateOidcConfig",
    "jwtValidation": "JwtValidationConfig",
    "stickiness": "TargetGroupStickinessConfig",
    "duration": "DurationSeconds",
    "arn": "TargetGroupArn",
}
LISTENER_ATTRIBUTES = {
    "tcpIdleTimeoutSeconds": "tcp.idle_timeout.seconds",
    "routingHttpResponseServerEnabled": "routing.http.response.server.enabled",
    **{
        f"routingHttpRequestXAmznTls{part}HeaderName": f"routing.http.request.x_amzn_tls_{api}.header_name"
        for part, api in (("Version", "version"), ("CipherSuite", "cipher_suite"))
    },
    **{
        f"routingHttpRequestXAmznMtlsClientcert{part}HeaderName": (
            f"routing.http.request.x_amzn_mtls_clientcert{api}.header_name"
        )
        for part, api in (
            ("", ""),
            ("Issuer", "_issuer"),
            ("Leaf", "_leaf"),
            ("SerialNumber", "_serial_number"),
            ("Subject", "_subject"),
            ("Validity", "_validity"),
        )
    },
    **{
        f"routingHttpResponse{part}HeaderValue": f"routing.http.response.{api}.header_value"
        for part, api in (
            ("AccessControlAllowCredentials", "access_control_allow_credentials"),
            ("AccessControlAllowHeaders", "access_control_allow_headers"),
            ("AccessControlAllowMethods", "access_control_allow_methods"),
            ("AccessControlAllowOrigin", "access_control_allow_origin"),
            ("AccessControlExposeHeaders", "access_control_expose_headers"),
            ("AccessControlMaxAge", "access_control_max_age"),
            ("ContentSecurityPolicy", "content_security_policy"),
            ("StrictTransportSecurity", "strict_transport_security"),
            ("XContentTypeOptions", "x_content_type_options"),
            ("XFrameOptions", "x_frame_options"),
        )
    },
}


def actions(r: Request, operation: str, parameter: str, given: Sequence[Mapping[str, Any]]) -> Any:
    """Actions in the API's form; several get the order they were written in, as the provider does."""
    ordered = [
        {**action, "order": action.get("order") or (number if len(given) > 1 else None)}
        for number, action in enumerate(given, start=1)
    ]
    return built(r, "elbv2", operation, parameter, ordered, ACTION_NAMES)


@resource("aws:lb/listener:Listener")
def listener(r: Request) -> Created:
    """A listener; its response headers and timeouts are attributes of their own."""
    certificate = r.take("certificateArn")
    default = actions(r, "create_listener", "DefaultActions", r.take("defaultActions"))
    changes = attributes(r, LISTENER_ATTRIBUTES)
    alpn = r.take("alpnPolicy")
    more = present(
        Certificates=[{"CertificateArn": certificate}] if certificate else None,
        AlpnPolicy=[alpn] if alpn else None,
    )
    made = r.send("elbv2", "create_listener", DefaultActions=default, **more)["Listeners"][0]
    arn = made["ListenerArn"]
    if changes:
        r.api("elbv2", "modify_listener_attributes", ListenerArn=arn, Attributes=changes)
    protocol = r.inputs.get("protocol") or "HTTP"
    outputs: dict[str, object] = {"arn": arn, "protocol": protocol}
    if protocol in ("HTTPS", "TLS"):
        outputs["sslPolicy"] = made.get("SslPolicy") or r.inputs.get("sslPolicy")
    return arn, outputs


CONDITIONS = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "queryStrings": ("query-string", "QueryStringConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}


def _condition(kind: str, value: Any) -> dict[str, Any]:
    field, member = CONDITIONS[kind]
    config = {"values": value} if kind == "queryStrings" else value
    return {"field": field, member: config}


def conditions(r: Request, operation: str, given: Sequence[Mapping[str, Any]]) -> Any:
    """Every kind of condition a rule may have, one API condition per block."""
    flat = [_condition(kind, value) for block in given for kind, value in block.items() if value]
    return built(r, "elbv2", operation, "Conditions", flat)


@resource("aws:lb/listenerRule:ListenerRule")
def listener_rule(r: Request) -> Created:
    """A rule; without a priority it takes the next free one, as the provider does."""
    arn = r.take("listenerArn")
    priority = r.take("priority")
    if priority is None:
        held = r.api("elbv2", "describe_rules", ListenerArn=arn)["Rules"]
        priority = (
            max((int(rule["Priority"]) for rule in held if rule["Priority"] != "default"), default=0) + 1
        )
    names = {"rewrite": "Rewrites"}
    made = r.send(
        "elbv2",
        "create_rule",
        ListenerArn=arn,
        Priority=int(priority),
        Actions=actions(r, "create_rule", "Actions", r.take("actions")),
        Conditions=conditions(r, "create_rule", r.take("conditions")),
        **present(Transforms=built(r, "elbv2", "create_rule", "Transforms", r.take("transforms"), names)),
    )["Rules"][0]
    return made["RuleArn"], {"arn": made["RuleArn"], "priority": int(priority)}


@resource("aws:lb/listenerCertificate:ListenerCertificate")
def listener_certificate(r: Request) -> Created:
    """One more certificate of a listener (chosen by SNI)."""
    arn, certificate = r.take("listenerArn"), r.take("certificateArn")
    wanted = [{"CertificateArn": certificate}]
    r.api("elbv2", "add_listener_certificates", ListenerArn=arn, Certificates=wanted)
    return f"{arn}_{certificate}", {}
