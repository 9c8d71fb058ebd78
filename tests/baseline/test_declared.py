"""What a baseline declares: singletons that outlive it, and nothing that was not asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.baseline.given import MONITOR, baseline, with_modes
from tests.contract.test_permissions import wide_statements
from tests.contract.walk import RESOURCE_POLICIES, custom, identity_statements, resource_statements, trusts
from tests.support.program import declared
from tests.support.recorder import Recorder

# Type -> the id by which an existing one is taken over, in the echo's account.
SINGLETONS = {
    "aws:cloudtrail/trail:Trail": "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
    "aws:guardduty/detector:Detector": None,  # AWS's own id, looked up
    "aws:securityhub/account:Account": "123456789012",
    "aws:cfg/recorder:Recorder": "default",
    "aws:accessanalyzer/analyzer:Analyzer": "outside",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": "123456789012",
    "aws:ebs/encryptionByDefault:EncryptionByDefault": "default",
    "aws:apigateway/account:Account": "api-gateway-account",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": "123456789012",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": "123456789012",
    "aws:xray/encryptionConfig:EncryptionConfig": "us-east-1",
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": MONITOR,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    ),
}
# A trail is no singleton (AWS allows five): one that is made here goes with the stack.
NOT_KEPT = {"aws:cloudtrail/trail:Trail"}
CHAT = {"slackTeamId": "T0123ABCD", "slackChannelId": "C0123ABCD"}
EVERYTHING = baseline(
    chat=CHAT,
    trail={"mode": "create", "searchable": True},
    backup={"copyRegion": "us-west-2", "lock": {"complianceAfterDays": 30}},
)
VARIANTS = {
    "committed": baseline(),
    "everything": EVERYTHING,
    "adopted": with_modes("adopt"),
    "skipped": with_modes("skip", backup={"enabled": False, "restoreTests": False}, monthlyBudgetUsd=0),
    "without-key": baseline(customerManagedKey=False),
    "frankfurt": baseline(**{"aws:region": "eu-central-1"}),
}


@pytest.fixture(params=sorted(VARIANTS))
def recorded(request: pytest.FixtureRequest) -> Recorder:
    return declared(VARIANTS[request.param])


@pytest.mark.requirement("X-8", "X-13", "SC-28")
@pytest.mark.parametrize("typ", sorted(SINGLETONS))
def test_what_is_made_outlives_the_stack(typ: str) -> None:
    (made,) = declared(VARIANTS["committed"]).of_type(typ)
    assert made.import_id == ""
    assert made.ignore_changes == ()
    assert made.retain_on_delete is (None if typ in NOT_KEPT else True)


@pytest.mark.requirement("X-8")
@pytest.mark.parametrize("typ", sorted(SINGLETONS))
def test_what_is_adopted_is_found_by_its_id_taken_as_it_is_and_left_there(typ: str) -> None:
    (adopted,) = declared(VARIANTS["adopted"]).of_type(typ)
    assert adopted.import_id == SINGLETONS[typ] or (SINGLETONS[typ] is None and adopted.import_id)
    assert adopted.ignore_changes == ("*",)
    assert adopted.retain_on_delete is True


@pytest.mark.requirement("X-8")
def test_an_adopting_stack_makes_nothing_that_an_adopted_thing_has_already() -> None:
    made = {item.typ for item in custom(declared(VARIANTS["adopted"])) if not item.import_id}
    for typ in (
        "aws:guardduty/detectorFeature:DetectorFeature",
        "aws:securityhub/standardsSubscription:StandardsSubscription",
        "aws:cfg/deliveryChannel:DeliveryChannel",
        "aws:cfg/recorderStatus:RecorderStatus",
        "aws:s3/bucket:Bucket",
        "aws:ssm/parameter:Parameter",
    ):
        assert typ not in made


@pytest.mark.requirement("X-8")
def test_a_baseline_of_which_every_piece_is_skipped_has_only_its_topic() -> None:
    types = {item.typ for item in custom(declared(VARIANTS["skipped"]))}
    assert types == {
        *("aws:kms/key:Key", "aws:kms/alias:Alias", "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"),
        "aws:sns/topicSubscription:TopicSubscription",
    }


@pytest.mark.requirement("X-8")
def test_the_log_role_has_one_name_whatever_the_stack() -> None:
    names = {
        declared(with_modes("create", stack=stack, **config)).inputs("baseline-settings-api-gateway-role")[
            "name"
        ]
        for stack, config in (
            ("baseline", {}),
            ("mine", {"platforms:names": "derived", "platforms:environment": "dev"}),
        )
    }
    assert names == {"platforms-api-gateway-logs"}


@pytest.mark.requirement("X-13")
def test_the_trail_is_of_all_regions_signed_encrypted_and_locked() -> None:
    recorded = declared(VARIANTS["committed"])
    trail = recorded.inputs("baseline-trail-trail")
    assert trail["isMultiRegionTrail"]
    assert trail["enableLogFileValidation"]
    assert trail["kmsKeyId"] == recorded.state("baseline-records-key-key")["arn"]
    lock = recorded.inputs("baseline-trail-records-lock")["rule"]["defaultRetention"]
    assert lock == {"mode": "GOVERNANCE", "days": 90}
    assert "baseline-trail-records-policy" in recorded.needs("baseline-trail-trail")
    assert recorded.registration("baseline-trail-records-bucket").protect


@pytest.mark.requirement("X-13")
def test_what_aws_config_delivers_to_has_no_default_retention() -> None:
    """AWS Config refuses such a bucket."""
    recorded = declared(VARIANTS["committed"])
    assert recorded.inputs("baseline-config-channel")["s3BucketName"].startswith("baseline-config-records")
    assert recorded.names("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration") == [
        "baseline-trail-records-lock"
    ]


@pytest.mark.requirement("X-13")
def test_records_can_be_searched_for_as_long_as_logs_are_kept() -> None:
    recorded = declared(EVERYTHING)
    assert recorded.inputs("baseline-trail-logs")["retentionInDays"] == 30
    statement = recorded.statements("baseline-trail-logs-policy")[0]
    assert set(statement["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert recorded.count("aws:cloudwatch/logGroup:LogGroup") == 1
    assert declared(VARIANTS["committed"]).count("aws:cloudwatch/logGroup:LogGroup") == 0


@pytest.mark.requirement("X-13", "X-17")
def test_findings_and_lost_backups_are_told() -> None:
    recorded = declared(VARIANTS["committed"])
    topic = recorded.state("baseline-alerts-topic")["arn"]
    rules = recorded.of_type("aws:cloudwatch/eventRule:EventRule")
    sources = {json.loads(rule.inputs["eventPattern"])["source"][0] for rule in rules}
    assert sources == {"aws.guardduty", "aws.securityhub", "aws.access-analyzer", "aws.backup"}
    targets = recorded.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert {target.inputs["arn"] for target in targets} == {topic}
    assert len(targets) == len(rules)


@pytest.mark.requirement("X-17")
def test_alerts_reach_people_and_a_channel() -> None:
    recorded = declared(EVERYTHING)
    mail = recorded.of_type("aws:sns/topicSubscription:TopicSubscription")
    assert [each.inputs["endpoint"] for each in mail] == ["security@example.com"]
    (slack,) = recorded.of_type("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration")
    assert slack.inputs["snsTopicArns"] == [recorded.state("baseline-alerts-topic")["arn"]]
    assert declared(VARIANTS["committed"]).count("SlackChannelConfiguration") == 0


@pytest.mark.requirement("X-14")
def test_the_budget_is_the_whole_accounts_and_anomalies_are_told_at_once() -> None:
    recorded = declared(VARIANTS["committed"])
    budget = recorded.inputs("baseline-budget-budget")
    assert "costFilters" not in budget
    assert budget["limitAmount"] == "1000.00"
    subscription = recorded.inputs("baseline-cost-anomalies-subscription")
    assert subscription["frequency"] == "IMMEDIATE"
    said = resource_statements(recorded, "aws:sns/topicPolicy:TopicPolicy")
    publishers = {each.statement["Principal"]["Service"] for each in said if each.effect == "Allow"}
    assert "costalerts.amazonaws.com" in publishers
    key = resource_statements(recorded, "aws:kms/key:Key")
    assert {"Service": "costalerts.amazonaws.com"} in [
        each.statement["Principal"] for each in key if each.where == "baseline-alerts-key-key"
    ]


@pytest.mark.requirement("X-15")
def test_everything_that_carries_the_tag_is_backed_up_to_a_vault_that_can_be_unlocked() -> None:
    recorded = declared(VARIANTS["committed"])
    (tag,) = recorded.inputs("baseline-backup-selection")["selectionTags"]
    assert (tag["key"], tag["value"]) == ("Backup", "daily")
    lock = recorded.inputs("baseline-backup-vault-lock")
    assert lock["minRetentionDays"] == 7
    assert "changeableForDays" not in lock
    assert recorded.exports["baseline"]["lockIsForGood"] is False
    assert recorded.registration("baseline-backup-vault").protect
    assert recorded.count("aws:backup/vault:Vault") == 1


@pytest.mark.requirement("X-15")
def test_a_lock_for_good_and_copies_elsewhere_are_asked_for_by_key() -> None:
    recorded = declared(EVERYTHING)
    for lock in recorded.of_type("aws:backup/vaultLockConfiguration:VaultLockConfiguration"):
        assert lock.inputs["changeableForDays"] == 30
    assert recorded.exports["baseline"]["lockIsForGood"] is True
    assert any("for good" in note for note in recorded.exports["baseline"]["notes"])
    (rule,) = recorded.inputs("baseline-backup-plan")["rules"]
    (copy,) = rule["copyActions"]
    assert ":us-west-2:" in recorded.state("baseline-backup-copies")["arn"]
    assert copy["destinationVaultArn"] == recorded.state("baseline-backup-copies")["arn"]


@pytest.mark.requirement("X-15")
def test_every_kind_of_store_that_is_backed_up_is_restored_every_week() -> None:
    recorded = declared(VARIANTS["committed"])
    kinds = {
        each.inputs["protectedResourceType"]
        for each in recorded.of_type("aws:backup/restoreTestingSelection:RestoreTestingSelection")
    }
    assert kinds == {"DynamoDB", "RDS", "S3"}
    assert declared(baseline(backup={"restoreTests": False})).count("RestoreTestingPlan") == 0


@pytest.mark.requirement("X-15")
def test_an_output_says_what_may_be_lost_of_each_kind_of_store() -> None:
    rpo: dict[str, dict[str, Any]] = declared(VARIANTS["committed"]).exports["baseline"]["rpo"]
    assert rpo["DynamoDB table"]["backup"] == "24 hours"
    assert all(set(each) == {"pointInTime", "backup"} for each in rpo.values())
    assert "rpo" not in declared(VARIANTS["skipped"]).exports["baseline"]


@pytest.mark.requirement("X-12", "ENV-5")
def test_no_role_may_do_everything_or_to_everything(recorded: Recorder) -> None:
    graphs = {"cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"}  # reads that have no resource to name
    wide = [
        each
        for each in wide_statements(recorded)
        if not any(action in each for action in graphs)
        and not each.startswith(
            "baseline-deploy-"
        )  # what they may do is held against what is asked: a file of its own
    ]
    assert wide == []


@pytest.mark.requirement("X-12")
def test_roles_trust_one_service_each(recorded: Recorder) -> None:
    for said in trusts(recorded):
        kind = "Federated" if said.where.startswith("baseline-deploy-") else "Service"
        assert set(said.statement["Principal"]) == {kind}, said.where


@pytest.mark.requirement("X-12")
@pytest.mark.parametrize("typ", sorted(RESOURCE_POLICIES))
def test_nothing_lets_everybody_in(recorded: Recorder, typ: str) -> None:
    for said in resource_statements(recorded, typ):
        if said.effect == "Allow":
            assert said.statement["Principal"] not in ("*", {"AWS": "*"}), said


@pytest.mark.requirement("X-19")
def test_nobody_gets_a_user_or_a_key(recorded: Recorder) -> None:
    assert not [
        item for item in custom(recorded) if item.typ.startswith(("aws:iam/user", "aws:iam/accessKey"))
    ]
    assert identity_statements(declared(EVERYTHING))
