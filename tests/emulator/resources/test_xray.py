"""X-Ray: validated and recorded, as moto has no control plane of it."""

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def test_sampling_rules_groups_and_encryption_are_asked_for(account: Account) -> None:
    def program() -> None:
        rule = aws.xray.SamplingRule(
            "all",
            rule_name="all",
            priority=1000,
            version=1,
            reservoir_size=1,
            fixed_rate=0.05,
            url_path="*",
            host="*",
            http_method="*",
            service_type="*",
            service_name="hookrelay",
            resource_arn="*",
            attributes={"tier": "paid"},
            tags={"a": "b"},
        )
        group = aws.xray.Group(
            "slow",
            group_name="slow",
            filter_expression="responsetime > 5",
            insights_configuration={"insights_enabled": True, "notifications_enabled": False},
        )
        aws.xray.EncryptionConfig("key", type="KMS", key_id="alias/aws/xray")
        pulumi.export("rule", rule.arn)
        pulumi.export("group", group.arn)

    outputs, ledger = deploy(program, account).outputs, account.ledger
    (rule,) = ledger.of("xray", "CreateSamplingRule")
    assert rule["SamplingRule"]["FixedRate"] == 0.05
    assert rule["SamplingRule"]["HTTPMethod"] == "*"
    assert rule["Tags"] == [{"Key": "a", "Value": "b"}]
    (group,) = ledger.of("xray", "CreateGroup")
    assert group["InsightsConfiguration"] == {"InsightsEnabled": True, "NotificationsEnabled": False}
    assert ledger.of("xray", "PutEncryptionConfig") == [{"KeyId": "alias/aws/xray", "Type": "KMS"}]
    assert all(outputs[key].startswith("arn:aws:xray:us-east-1:123456789012:") for key in ("rule", "group"))


def test_indexing_and_the_destination_of_spans_are_asked_for(account: Account) -> None:
    def program() -> None:
        aws.xray.IndexingRule("i", name="Default", rule={"probabilistic": {"desired_sampling_percentage": 5}})
        aws.xray.TraceSegmentDestination("d", destination="CloudWatchLogs")

    deploy(program, account)
    (rule,) = account.ledger.of("xray", "UpdateIndexingRule")
    assert rule["Rule"] == {"Probabilistic": {"DesiredSamplingPercentage": 5.0}}
    assert account.ledger.of("xray", "UpdateTraceSegmentDestination") == [{"Destination": "CloudWatchLogs"}]
