"""TikTok Commerce deployed with every option, and what its checks notice when it is broken."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.policies.decisions import role_may
from smoke.core import Deployed
from smoke.tiktok_commerce import jobs, reach, rights, services, stores
from tests.emulated.world import World, world
from tests.platforms.tiktok_commerce.variants import of
from tests.smoke.support import broken, notices

ACCOUNT, HERE = "123456789012", "us-east-1"
EVERYTHING = of(
    "prod",
    webhook=True,
    services={"whatsappService": {"enabled": True, "phoneNumberId": "106540352242922"}},
    workers={"autoTagger": {"cache": True, "types": ["auto-tagging", "tiktok.event"]}},
    tracing={"sidecar": True},
    backup={"exportEveryDays": 7},
    network={"interfaceEndpoints": ["sqs"]},
)


@pytest.fixture(scope="module")
def everything() -> Iterator[World]:
    with world(EVERYTHING, seed=zlib.crc32(b"everything")) as found:
        yield found


@pytest.fixture
def deployed(everything: World) -> Deployed:
    return Deployed(outputs=dict(everything.outputs), session=everything.session())


@pytest.mark.requirement("TC-1", "TC-4", "TC-5", "TC-6", "TC-7", "TC-19", "TC-27", "TC-35", "TC-38", "X-4")
def test_everything_holds_with_every_option(everything: World) -> None:
    results = everything.checks()
    assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
    said = {each.title: each.detail for each in results}
    ways = said["only the stated flows are open"].split(", ")
    for way in (
        *("internet -> loadBalancer:80", "internet -> loadBalancer:443"),
        *("loadBalancer -> ingestion-api:3001", "loadBalancer -> product-service:3002"),
        *(
            "loadBalancer -> whatsapp-service:3003",
            "auto-tagger -> cache:6379",
            "ingestion-api -> cache:6379",
        ),
    ):
        assert way in ways
    assert not [way for way in ways if way.startswith(("caption-parser", "loadBalancer -> cache"))]
    assert said["each job lands in its own queue"] == "4 types, 3 queues"


@pytest.mark.requirement("TC-24", "TC-35", "X-12")
@pytest.mark.parametrize(
    ("role", "action", "table", "allowed"),
    [
        ("ingestion-api", "PutItem", "videos", True),
        ("ingestion-api", "DeleteItem", "jobs", True),
        ("ingestion-api", "GetItem", "products", False),
        ("ingestion-api", "DeleteTable", "videos", False),
        ("product-service", "Scan", "products", True),
        ("product-service", "GetItem", "videos", False),
        ("whatsapp-service", "Query", "users", True),
        ("whatsapp-service", "GetItem", "products", False),
        ("caption-parser", "UpdateItem", "videos", True),
        ("caption-parser", "DeleteItem", "videos", False),
        ("auto-tagger", "UpdateItem", "products", True),
        ("auto-tagger", "GetItem", "users", False),
    ],
)
def test_roles_reach_their_own_tables_alone(
    everything: World, role: str, action: str, table: str, allowed: bool
) -> None:
    services_, workers = everything["services"], everything["workers"]
    arn = services_[role]["taskRoleArn"] if role in services_ else workers[role]["roleArn"]
    resource = f"arn:aws:dynamodb:{HERE}:{ACCOUNT}:table/{everything['tables'][table]}"
    assert role_may(ACCOUNT, arn, f"dynamodb:{action}", resource, HERE) is allowed


def call(everything: World, method: str, source: str, **more: Any) -> dict[str, Any]:
    """Call the webhook's function as the API does; its answer."""
    event = {
        "rawPath": f"/webhooks/{source}",
        "requestContext": {"http": {"method": method}},
        "headers": {},
        **more,
    }
    answer = everything.client("lambda").invoke(
        FunctionName=everything["webhookFunctionName"], Payload=json.dumps(event)
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


@pytest.mark.requirement("TC-1", "TC-37")
def test_the_webhook_knows_its_callers_once_its_slots_are_filled(everything: World) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-1138", "hub.challenge": "42"}
    assert call(everything, "GET", "whatsapp", queryStringParameters=query)["statusCode"] == 503
    everything.client("secretsmanager").put_secret_value(
        SecretId=everything["secrets"]["WHATSAPP_API"]["arn"],
        SecretString=json.dumps({"WEBHOOK_VERIFY_TOKEN": "verify-1138", "WHATSAPP_APP_SECRET": "app-7331"}),
    )
    answer = call(everything, "GET", "whatsapp", queryStringParameters=query)
    assert (answer["statusCode"], answer["body"]) == (200, "42")
    assert call(everything, "POST", "whatsapp", body="{}")["statusCode"] == 401


# -- what the checks notice


def _drain(deployed: Deployed) -> None:
    """Take out what a broken subscription left behind."""
    sqs = deployed.client("sqs")
    for queue in deployed["queues"].values():
        for message in sqs.receive_message(
            QueueUrl=queue["url"], MaxNumberOfMessages=10, WaitTimeSeconds=0
        ).get("Messages", []):
            sqs.delete_message(QueueUrl=queue["url"], ReceiptHandle=message["ReceiptHandle"])


def _subscription(deployed: Deployed) -> str:
    sns = deployed.client("sns")
    found = sns.list_subscriptions_by_topic(TopicArn=deployed["processingTopicArn"])["Subscriptions"]
    arn = deployed["queues"]["caption-analysis"]["arn"]
    return str(next(each["SubscriptionArn"] for each in found if each["Endpoint"] == arn))


@pytest.mark.requirement("TC-27")
@pytest.mark.parametrize(
    ("attribute", "wrong", "right", "reason"),
    [
        ("FilterPolicy", '{"type": ["elsewhere"]}', '{"type": ["caption-analysis"]}', "is in no queue"),
        ("RawMessageDelivery", "false", "true", "is in no queue"),
    ],
)
def test_a_subscription_that_sends_jobs_elsewhere_or_wraps_them_is_noticed(
    deployed: Deployed, attribute: str, wrong: str, right: str, reason: str
) -> None:
    sns, arn = deployed.client("sns"), _subscription(deployed)

    def put(value: str) -> Callable[[], Any]:
        return lambda: sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName=attribute, AttributeValue=value
        )

    with broken(put(wrong), put(right)):
        notices(jobs.each_job_lands_in_its_own_queue, deployed, reason)
        notices(jobs.subscriptions_filter, deployed, "the filters are|envelope")
    _drain(deployed)
    jobs.each_job_lands_in_its_own_queue(deployed)


@pytest.mark.requirement("TC-27")
def test_an_answer_that_is_a_job_again_is_noticed(deployed: Deployed) -> None:
    sns, arn = deployed.client("sns"), _subscription(deployed)

    def put(types: list[str]) -> Callable[[], Any]:
        return lambda: sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=json.dumps({"type": types})
        )

    with broken(put(["caption-analysis", "caption-analysis.completed"]), put(["caption-analysis"])):
        notices(jobs.answers_are_no_jobs, deployed, "caption-analysis.completed is a job again")
    _drain(deployed)


@pytest.mark.requirement("TC-6", "TC-7")
def test_a_port_that_is_open_beyond_what_is_stated_is_noticed(deployed: Deployed) -> None:
    ec2, group = deployed.client("ec2"), deployed["securityGroups"]["cache"]
    rule = [{"IpProtocol": "tcp", "FromPort": 6379, "ToPort": 6379, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    with broken(
        lambda: ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule),
        lambda: ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rule),
    ):
        notices(reach.only_stated_flows_are_open, deployed, "internet -> cache:6379")


@pytest.mark.requirement("TC-35")
def test_a_role_that_may_more_or_less_than_is_stated_is_noticed(deployed: Deployed) -> None:
    iam, table = deployed.client("iam"), deployed["tables"]["videos"]
    role = deployed["services"]["product-service"]["taskRoleArn"].rpartition("/")[2]
    arn = f"arn:aws:dynamodb:{HERE}:{ACCOUNT}:table/{table}"
    more = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": arn}
    document = json.dumps({"Version": "2012-10-17", "Statement": [more]})
    with broken(
        lambda: iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=document),
        lambda: iam.delete_role_policy(RoleName=role, PolicyName="more"),
    ):
        notices(
            rights.every_role_may_do_what_is_stated, deployed, "product-service may, beyond what is stated"
        )
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    kept = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    with broken(
        lambda: iam.delete_role_policy(RoleName=role, PolicyName=name),
        lambda: iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(kept)),
    ):
        notices(
            rights.every_role_may_do_what_is_stated, deployed, "product-service may not: dynamodb:DeleteItem"
        )


@pytest.mark.requirement("TC-28")
def test_a_website_that_others_read_too_is_noticed(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed["frontendBucket"]
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    other = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    wide = {**policy, "Statement": [*policy["Statement"], other]}

    def put(document: dict[str, Any]) -> Callable[[], Any]:
        return lambda: s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))

    with broken(put(wide), put(policy)):
        notices(stores.only_the_distribution_reads_the_website, deployed, "others read")


@pytest.mark.requirement("TC-18", "TC-19")
def test_a_rule_or_a_health_check_that_is_another_is_noticed(deployed: Deployed) -> None:
    client, service = deployed.client("elbv2"), deployed["services"]["ingestion-api"]
    group = service["targetGroupArns"][0]

    def check(path: str) -> Callable[[], Any]:
        return lambda: client.modify_target_group(TargetGroupArn=group, HealthCheckPath=path)

    with broken(check("/"), check("/health")):
        notices(services.targets_are_checked, deployed, "ingestion-api: /")

    def priority(number: int) -> Callable[[], Any]:
        return lambda: client.set_rule_priorities(
            RulePriorities=[{"RuleArn": service["ruleArn"], "Priority": number}]
        )

    with broken(priority(77), priority(service["priority"])):
        notices(services.rules_lead_to_services, deployed, "ingestion-api: priority 77")


@pytest.mark.requirement("TC-38")
def test_all_is_well_after_all_of_it_was_mended(everything: World) -> None:
    assert [f"{each.title}: {each.detail}" for each in everything.checks() if not each.ok] == []
