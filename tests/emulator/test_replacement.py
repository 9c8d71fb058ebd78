"""What replaces and what updates: derived from AWS's operations, held against the real provider's plans."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from emulator import registry, sdk
from emulator.changes import TAGS
from emulator.shapes import alternatives, fold
from tests.support.program import declared
from tests.support.replacing import facts
from tests.support.variants import FILES

PROVIDED = frozenset({TAGS, "tagsAll", "region"})
"""Inputs that the front end compares itself, for every type."""

NEWER = "newer than the provider that was asked"
BIRTH = "only the operation that creates takes it; the real provider plans an update and leaves AWS as it is"
ONCE = "AWS has no operation that changes it; the real provider plans an update, which AWS refuses"
ELSEWHERE = (
    "a resource of its own here (aws:s3:BucketVersioning and so on); the emulator refuses it in the bucket"
)

DIFFERENCES: Mapping[str, Mapping[str, str]] = {
    "aws:apigateway/basePathMapping:BasePathMapping": {"domainNameId": BIRTH},
    "aws:apigateway/domainName:DomainName": {
        "endpointConfiguration": "AWS changes the kind by a migration, of which the emulator knows nothing",
        "mutualTlsAuthentication": "no platform has it: the room only creates with it",
    },
    "aws:dynamodb/table:Table": {"restoreBackupArn": NEWER},
    "aws:ec2/eip:Eip": {"customerOwnedIpv4Pool": ONCE},
    "aws:ec2/flowLog:FlowLog": {"regionalNatGatewayId": NEWER, "tagFieldSpecifications": NEWER},
    "aws:ec2/natGateway:NatGateway": {
        "availabilityMode": NEWER,
        "availabilityZoneAddresses": NEWER,
        "vpcId": NEWER,
        "secondaryAllocationIds": "no platform has it: the room only creates with it",
        "secondaryPrivateIpAddresses": "as above",
    },
    "aws:ec2/subnet:Subnet": dict.fromkeys(
        ("ipv4IpamPoolId", "ipv4NetmaskLength", "ipv6IpamPoolId", "ipv6NetmaskLength"), BIRTH
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "nodeGroupConfigurations": "AWS reshards by another operation, which the emulator does not know",
        "preferredCacheClusterAzs": BIRTH,
    },
    "aws:lambda/function:Function": {"tenancyConfig": NEWER},
    "aws:lambda/permission:Permission": {"invokedViaFunctionUrl": NEWER},
    "aws:lb/targetGroup:TargetGroup": {"targetControlPort": NEWER},
    "aws:rds/instance:Instance": {
        "restoreToPointInTime": BIRTH,
        "upgradeStorageConfig": BIRTH,
        "warningEventCategories": NEWER,
    },
    "aws:rds/proxy:Proxy": {
        "name": "the room's update does not rename, which ModifyDBProxy could",
        "endpointNetworkType": NEWER,
        "targetConnectionNetworkType": NEWER,
    },
    "aws:s3/bucket:Bucket": {
        "bucketNamespace": NEWER,
        **dict.fromkeys(
            (
                "accelerationStatus",
                "acl",
                "corsRules",
                "grants",
                "lifecycleRules",
                "logging",
                "policy",
                "replicationConfiguration",
                "requestPayer",
                "serverSideEncryptionConfiguration",
                "versioning",
                "website",
            ),
            ELSEWHERE,
        ),
    },
}
"""Type -> input -> why the emulator replaces where the real provider would plan an update."""

NOT_ASKED = frozenset(
    {
        "aws:apigateway/restApi:RestApi",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:ssm/parameter:Parameter",
    }
)
"""Types of our program of which the facts have nothing."""


@cache
def used() -> frozenset[str]:
    """Types that the committed stacks have."""
    types = {r.typ for variant in FILES.values() for r in declared(variant).graph if r.custom}
    return frozenset(typ for typ in types if typ.startswith("aws:"))


def disagreements(typ: str) -> dict[str, str]:
    """Input -> what the emulator does where the provider does otherwise."""
    replacing, unasked = facts()[typ]
    updatable = registry.handler(typ).updatable(typ)
    folded = {fold(path.partition(".")[0]) for path in replacing if "." in path}
    found = {}
    for key in sdk.inputs(typ) - PROVIDED - unasked:
        nested = not folded.isdisjoint(alternatives(fold(key)))
        if key in replacing and key in updatable:
            found[key] = "updates"
        elif key not in replacing and not nested and key not in updatable:
            found[key] = "replaces"
    return found


def test_the_stacks_have_types_to_compare() -> None:
    assert {"aws:dynamodb/table:Table", "aws:sqs/queue:Queue", "aws:s3/bucket:Bucket"} <= used()
    assert used() - set(facts()) <= NOT_ASKED


def test_nothing_updates_that_the_real_provider_replaces() -> None:
    """This is the side on which data would be lost without a word in the preview."""
    wrong = {
        typ: sorted(key for key, what in disagreements(typ).items() if what == "updates")
        for typ in used() & set(facts())
    }
    assert {typ: keys for typ, keys in wrong.items() if keys} == {}


def test_what_replaces_here_and_updates_there_is_listed_with_its_reason() -> None:
    found = {
        typ: sorted(key for key, what in disagreements(typ).items() if what == "replaces")
        for typ in (used() & set(facts())) | set(DIFFERENCES)
    }
    told = {typ: sorted(keys) for typ, keys in DIFFERENCES.items()}
    assert {typ: keys for typ, keys in found.items() if keys} == told


@pytest.mark.parametrize(
    ("typ", "replaces", "updates"),
    [
        ("aws:dynamodb/table:Table", "hashKey", "deletionProtectionEnabled"),
        ("aws:sqs/queue:Queue", "fifoQueue", "visibilityTimeoutSeconds"),
        ("aws:rds/instance:Instance", "storageEncrypted", "instanceClass"),
        ("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", "skipDestroy"),
    ],
)
def test_the_derivation_of_what_matters_most(typ: str, replaces: str, updates: str) -> None:
    updatable = registry.handler(typ).updatable(typ)
    assert replaces not in updatable
    assert updates in updatable
