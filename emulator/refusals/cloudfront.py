"""CloudFront.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses
from .facts import HOME, found

if TYPE_CHECKING:
    from emulator.account import Account

SNI_ONLY = ("TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
WHOLE_BUCKET = re.compile(r"[\w.-]+\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com")


@refuses("cloudfront", "CreateDistribution", "CreateDistributionWithTags", "UpdateDistribution")
def distribution(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Aliases without a certificate, what is of another region, settings that exclude each other."""
    config = params.get("DistributionConfig") or params["DistributionConfigWithTags"]["DistributionConfig"]
    yield from _certificate(config, account)
    acl = config.get("WebACLId", "")
    if acl.startswith("arn:") and (":global/webacl/" not in acl or acl.split(":")[3] != HOME):
        yield f"the web ACL {acl} is not of the scope CLOUDFRONT in {HOME}"
    origins = {origin["Id"]: origin for origin in config["Origins"]["Items"]}
    for origin in origins.values():
        yield from (f"origin {origin['Id']} {reason}" for reason in _origin(origin))
    behaviours = [config["DefaultCacheBehavior"], *(config.get("CacheBehaviors", {}).get("Items") or ())]
    for behaviour in behaviours:
        label = f"behaviour {behaviour.get('PathPattern', 'default')}"
        yield from (f"{label} {reason}" for reason in _behaviour(behaviour))
    paths = [behaviour["PathPattern"] for behaviour in behaviours[1:]]
    for duplicate in sorted({path for path in paths if paths.count(path) > 1}):
        yield f"two behaviours have the path {duplicate}"


def _certificate(config: Mapping[str, Any], account: "Account") -> Iterator[str]:
    aliases = config.get("Aliases", {}).get("Items") or []
    viewer = config.get("ViewerCertificate") or {}
    arn, of_iam = viewer.get("ACMCertificateArn"), viewer.get("IAMCertificateId")
    if aliases and not arn and not of_iam:
        yield f"the aliases {', '.join(aliases)} need a certificate that covers them"
    if arn and viewer.get("CloudFrontDefaultCertificate"):
        yield "ACMCertificateArn and CloudFrontDefaultCertificate exclude each other"
    if (arn or of_iam) and "SSLSupportMethod" not in viewer:
        yield "SSLSupportMethod is needed with a certificate"
    least = viewer.get("MinimumProtocolVersion")
    if not (arn or of_iam) and least not in (None, "TLSv1"):
        yield f"MinimumProtocolVersion {least} needs a certificate: CloudFront's own has TLSv1"
    if least in SNI_ONLY and viewer.get("SSLSupportMethod") not in (None, "sni-only"):
        yield f"MinimumProtocolVersion {least} needs SSLSupportMethod sni-only"
    if not arn:
        return
    if arn.split(":")[3] != HOME:
        yield f"the certificate {arn} is in {arn.split(':')[3]}, CloudFront's must be in {HOME}"
        return
    answer = found(account, HOME, "acm", "describe_certificate", CertificateArn=arn)
    if answer is None:
        yield f"the certificate {arn} doesn't exist"
        return
    names = answer["Certificate"].get("SubjectAlternativeNames", [answer["Certificate"]["DomainName"]])
    for alias in aliases:
        if not any(covers(name, alias) for name in names):
            yield f"the certificate {arn} does not cover the alias {alias}"


def covers(name: str, alias: str) -> bool:
    """Whether a certificate's name covers a host; a wildcard stands for one label."""
    if name.startswith("*."):
        return alias.partition(".")[2].lower() == name[2:].lower()
    return name.lower() == alias.lower()


def _origin(origin: Mapping[str, Any]) -> Iterator[str]:
    kinds = [
        key
        for key in ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig")
        if origin.get(key) is not None
    ]
    if len(kinds) != 1:
        yield "needs exactly one of S3OriginConfig, CustomOriginConfig and VpcOriginConfig"
    if "/" in origin["DomainName"] or ":" in origin["DomainName"]:
        yield f"has the domain name {origin['DomainName']!r}: a bare host is needed"
    path = origin.get("OriginPath", "")
    if path and (not path.startswith("/") or path.endswith("/")):
        yield f"has the path {path!r}: it begins with a slash and doesn't end with one"
    if origin.get("S3OriginConfig") is not None and not WHOLE_BUCKET.fullmatch(origin["DomainName"]):
        yield f"has S3OriginConfig, but {origin['DomainName']} is no bucket"
    control = origin.get("OriginAccessControlId")
    if control and origin.get("S3OriginConfig", {}).get("OriginAccessIdentity"):
        yield "has both an origin access control and an origin access identity"


_LEGACY = ("ForwardedValues", "MinTTL", "MaxTTL", "DefaultTTL")


def _behaviour(behaviour: Mapping[str, Any]) -> Iterator[str]:
    if behaviour.get("CachePolicyId"):
        for key in _LEGACY:
            if behaviour.get(key):
                yield f"has both CachePolicyId and {key}"
    elif not behaviour.get("ForwardedValues"):
        yield "needs a CachePolicyId"
    allowed = behaviour.get("AllowedMethods", {})
    cached = allowed.get("CachedMethods", {}).get("Items", ())
    if not set(cached) <= set(allowed.get("Items", cached)):
        yield "caches methods that it does not allow"
    functions = behaviour.get("FunctionAssociations", {}).get("Items") or ()
    events = [function["EventType"] for function in functions]
    if len(set(events)) != len(events):
        yield "has two functions for one event"
    edges = behaviour.get("LambdaFunctionAssociations", {}).get("Items") or ()
    for edge in edges:
        if (
            not re.search(r":\d+$", edge["LambdaFunctionARN"])
            or edge["LambdaFunctionARN"].split(":")[3] != HOME
        ):
            yield f"runs {edge['LambdaFunctionARN']}: a numbered version in {HOME} is needed"
