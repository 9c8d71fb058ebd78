"""Outputs that a change in place renews: what depends on them is not known before the change is made.

Everything else that AWS computes stays as it is in an update, and a preview says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import wire
from .changes import TAGS, steering

UNNOTICED = frozenset({TAGS, "tagsAll"})
"""Inputs that no output tells of."""


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """Some outputs of a type, and when they are renewed.

    Attributes:
        outputs: Their names.
        by: Inputs whose change renews them; where empty, any but tags and what only steers the provider.
        given: The input without which nothing of this happens; empty where nothing is needed.

    """

    outputs: frozenset[str]
    by: frozenset[str] = frozenset()
    given: str = ""


def _renewal(outputs: str, *, by: str = "", given: str = "") -> Renewal:
    return Renewal(outputs=frozenset(outputs.split()), by=frozenset(by.split()), given=given)


CODE = "code imageUri s3Bucket s3Key s3ObjectVersion sourceCodeHash architectures"
ETAG = (_renewal("etag"),)
LOCK_TOKEN = (_renewal("lockToken"),)

RENEWALS: Mapping[str, tuple[Renewal, ...]] = {
    "aws:apigateway/resource:Resource": (_renewal("path", by="pathPart"),),
    "aws:appautoscaling/policy:Policy": (_renewal("alarmArns arn"),),  # moto makes another policy of it
    "aws:backup/plan:Plan": (_renewal("version"),),
    "aws:cloudfront/cachePolicy:CachePolicy": ETAG,
    "aws:cloudfront/distribution:Distribution": ETAG,
    "aws:cloudfront/function:Function": ETAG,
    "aws:cloudfront/originAccessControl:OriginAccessControl": ETAG,
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": ETAG,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ETAG,
    "aws:cloudfront/vpcOrigin:VpcOrigin": ETAG,
    "aws:codedeploy/application:Application": (_renewal("arn", by="name"),),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": (_renewal("arn", by="deploymentGroupName"),),
    "aws:cognito/userPoolDomain:UserPoolDomain": (
        _renewal("cloudfrontDistribution cloudfrontDistributionArn", by="certificateArn"),
    ),
    "aws:dynamodb/resourcePolicy:ResourcePolicy": (_renewal("revisionId"),),
    "aws:dynamodb/table:Table": (_renewal("streamArn streamLabel", by="streamEnabled streamViewType"),),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        _renewal("latestVersion"),
        _renewal("defaultVersion", given="updateDefaultVersion"),
    ),
    "aws:ec2/vpc:Vpc": (_renewal("ipv6AssociationId ipv6CidrBlock", by="assignGeneratedIpv6CidrBlock"),),
    "aws:kms/alias:Alias": (_renewal("targetKeyArn", by="targetKeyId"),),
    "aws:lambda/function:Function": (
        _renewal("codeSha256 sourceCodeSize", by=CODE),
        _renewal("lastModified"),
        _renewal("version qualifiedArn qualifiedInvokeArn", given="publish"),
    ),
    "aws:rds/instance:Instance": (_renewal("address arn endpoint", by="identifier"),),
    "aws:s3/bucketObjectv2:BucketObjectv2": (
        _renewal("checksumCrc32 etag versionId", by="content contentBase64 source sourceHash"),
    ),
    "aws:ssm/parameter:Parameter": (_renewal("version"),),
    "aws:synthetics/canary:Canary": (_renewal("status", by="startCanary"),),
    "aws:wafv2/ipSet:IpSet": LOCK_TOKEN,
    "aws:wafv2/webAcl:WebAcl": LOCK_TOKEN,
}
"""By type; the tests of the rooms' updates find what is missing here."""


def renewed(token: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Outputs that are not known before the change is made.

    Args:
        token: The type.
        old: Inputs so far.
        new: Inputs from now on; unknown ones count as others.

    """
    changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    return frozenset(_renewed(token, changed - UNNOTICED - steering(token), new))


def _renewed(token: str, changed: set[str], new: Mapping[str, Any]) -> Iterator[str]:
    for renewal in RENEWALS.get(token, ()):
        if renewal.given and not new.get(renewal.given):
            continue
        if changed & renewal.by if renewal.by else changed:
            yield from renewal.outputs - new.keys()


PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws:amplify/domainAssociation:DomainAssociation": {"subDomains": ("dnsRecord", "verified")},
}
"""By type and input: what AWS adds inside of what is given."""


def completed(
    token: str, inputs: Mapping[str, Any], old: Mapping[str, Any], state: Mapping[str, Any]
) -> dict[str, Any]:
    """Inputs inside of which AWS adds something, as a preview knows them: what is added is not known yet.

    Args:
        token: The type.
        inputs: From now on.
        old: So far; empty for what is to be made.
        state: What is known of the resource so far; what is given as before stays as it is.

    """
    found = {}
    for key, parts in PARTS.get(token, {}).items():
        blocks = inputs.get(key)
        if key in state and old.get(key) == blocks:
            found[key] = state[key]
        elif isinstance(blocks, list):
            found[key] = [{**block, **dict.fromkeys(parts, wire.UNKNOWN)} for block in blocks]
    return found
