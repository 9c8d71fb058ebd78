"""X-Ray: which requests are traced and how traces are grouped. moto has only the data plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources.parts import again, changes, document, forgotten, later, removal, tagging
from emulator.shapes import tag_list

lacks(
    "xray",
    "CreateGroup",
    "CreateSamplingRule",
    "DeleteGroup",
    "DeleteResourcePolicy",
    "DeleteSamplingRule",
    "PutEncryptionConfig",
    "PutResourcePolicy",
    "TagResource",
    "UntagResource",
    "UpdateGroup",
    "UpdateIndexingRule",
    "UpdateSamplingRule",
    "UpdateTraceSegmentDestination",
)


@resource("aws:xray/samplingRule:SamplingRule")
def sampling_rule(r: Request) -> Created:
    """How many of the requests that match are traced."""
    name = r.physical("ruleName")
    rule = {"RuleName": name, **r.fill("xray", "create_sampling_rule", "SamplingRule")}
    made = r.api("xray", "create_sampling_rule", SamplingRule=rule, Tags=tag_list(r.tags))
    return name, {"ruleName": name, "arn": made["SamplingRuleRecord"]["SamplingRule"]["RuleARN"]}


@resource("aws:xray/group:Group")
def group(r: Request) -> Created:
    """Traces that match an expression."""
    made = r.send("xray", "create_group", Tags=tag_list(r.tags))["Group"]
    return made["GroupARN"], {"arn": made["GroupARN"]}


simple(
    "aws:xray/encryptionConfig:EncryptionConfig",
    "xray.put_encryption_config",
    id=lambda r, _: r.region,
)
simple("aws:xray/indexingRule:IndexingRule", "xray.update_indexing_rule", id="Name")
simple(
    "aws:xray/traceSegmentDestination:TraceSegmentDestination",
    "xray.update_trace_segment_destination",
    ignore=["timeouts"],
    id=lambda r, _: r.region,
)


@resource("aws:xray/resourcePolicy:ResourcePolicy")
def resource_policy(r: Request) -> Created:
    """Which services may send traces."""
    name = r.take("policyName")
    r.send("xray", "put_resource_policy", PolicyName=name, PolicyDocument=document(r.take("policyDocument")))
    return name, {}


GROUP = "aws:xray/group:Group"
RULE = "aws:xray/samplingRule:SamplingRule"
POLICY = "aws:xray/resourcePolicy:ResourcePolicy"
ENCRYPTION = "aws:xray/encryptionConfig:EncryptionConfig"
INDEXING = "aws:xray/indexingRule:IndexingRule"
DESTINATION = "aws:xray/traceSegmentDestination:TraceSegmentDestination"

TAGGED = ("xray.tag_resource", "xray.untag_resource")


def change_rule(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The rule with what differs."""
    if r.changed - {"tags"}:
        wanted = r.fill("xray", "update_sampling_rule", "SamplingRuleUpdate")
        r.api("xray", "update_sampling_rule", SamplingRuleUpdate={**wanted, "RuleName": name})
    return {}


changes(GROUP, "xray.update_group", lasting=["groupName"], GroupARN="id")
later(
    RULE,
    update=change_rule,
    updates="xray.update_sampling_rule.SamplingRuleUpdate",
    lasting=["ruleName"],
)
for _tagged in (GROUP, RULE):
    tagging(_tagged, *TAGGED, ResourceARN="arn")
again(POLICY, updates="xray.put_resource_policy", lasting=["policyName"])
again(ENCRYPTION, updates="xray.put_encryption_config")
again(INDEXING, updates="xray.update_indexing_rule", lasting=["name"])
# How long the provider waits.
again(DESTINATION, updates="xray.update_trace_segment_destination", changing=["timeouts"])
removal(GROUP, "xray.delete_group", GroupARN="id")
removal(RULE, "xray.delete_sampling_rule", RuleName="id")
removal(POLICY, "xray.delete_resource_policy", PolicyName="id")


def encryption_as_it_is(r: Request, id_: str) -> Created:
    """What a region encrypts traces with, as far as was recorded; by default with a key of AWS's own."""
    told = [
        entry.params
        for entry in r.cloud.ledger.entries
        if (entry.service, entry.operation, entry.region) == ("xray", "PutEncryptionConfig", r.region)
    ]
    last = told[-1] if told else {"Type": "NONE"}
    return id_, {"type": last["Type"], "keyId": last.get("KeyId", "")}


later(ENCRYPTION, read=encryption_as_it_is)
# Settings that a region always has: the provider leaves them as they are.
forgotten(ENCRYPTION, INDEXING, DESTINATION)
