"""X-Ray: which requests are traced and how traces are grouped. moto has only the data plane."""

from __future__ import annotations

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources.parts import again, document, removal
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


removal("aws:xray/group:Group", "xray.delete_group", GroupARN="id")
removal("aws:xray/samplingRule:SamplingRule", "xray.delete_sampling_rule", RuleName="id")
removal("aws:xray/resourcePolicy:ResourcePolicy", "xray.delete_resource_policy", PolicyName="id")
again("aws:xray/encryptionConfig:EncryptionConfig", "aws:xray/resourcePolicy:ResourcePolicy")
