"""Check 5: nobody may do more than what is linked to them; and the guide's minimum policy, word for word."""

from __future__ import annotations

import json
from typing import Any

import pulumi_aws as aws
import pytest

from tests.contract.walk import (
    RESOURCE_POLICIES,
    ROLE,
    ROLE_POLICY,
    identity_statements,
    resource_statements,
    trusts,
)
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS

# Actions that have no resource to name (Service Authorization Reference).
ANY_RESOURCE = (
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ecr:GetAuthorizationToken",
    "dynamodb:ListStreams",
    "logs:DescribeLogGroups",
    # a canary: CloudWatch User Guide, "Required roles and permissions for canaries"
    "s3:ListAllMyBuckets",
    # a function in a VPC: Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC"
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    # ECS moves requests between target groups: AmazonECSInfrastructureRolePolicyForLoadBalancers
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    # a collector beside a service asks X-Ray for the rules that it follows
    "xray:GetSamplingRules",
    "xray:GetSamplingStatisticSummaries",
    "xray:GetSamplingTargets",
)
NAMESPACE_BOUND = "cloudwatch:PutMetricData"

APPLICATION_ROLE = {
    "prod": "hookrelay-app-task-role",
    "lambda-rest": "hookrelay-app-role",
    "lambda-http": "hookrelay-app-role",
    "docker": "hookrelay-host-role",
}
TABLE_ACTIONS = {
    f"dynamodb:{each}" for each in ("Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
}
QUEUE_ACTIONS = {
    f"sqs:{each}" for each in ("SendMessage", "GetQueueAttributes", "ReceiveMessage", "DeleteMessage")
}
OBJECT_ACTIONS = {f"s3:{each}" for each in ("GetObject", "PutObject", "DeleteObject")}


def wide_statements(recorded: Recorder) -> list[str]:
    """Statements of roles that name no single action, or no single resource without a reason."""
    found = []
    for said in identity_statements(recorded):
        if said.effect != "Allow":
            continue
        found += [f"{said.where}: action {action}" for action in said.actions if "*" in action]
        if "NotAction" in said.statement or "NotResource" in said.statement:
            found.append(f"{said.where}: all but a few")
        if "*" in said.resources:
            condition = json.dumps(said.statement.get("Condition") or {})
            found += [
                f"{said.where}: {action} on everything"
                for action in said.actions
                if action not in ANY_RESOURCE
                and not (action == NAMESPACE_BOUND and "cloudwatch:namespace" in condition)
                and "*" not in action
            ]
    return found


@pytest.mark.requirement("ENV-5", "X-12", "HR-20")
def test_no_role_may_do_everything_or_to_everything(recorded: Recorder) -> None:
    assert len(identity_statements(recorded)) > 10
    assert wide_statements(recorded) == []


@pytest.mark.requirement("ENV-5")
def test_the_walk_sees_what_is_too_wide() -> None:
    def allow(name: str, action: str, resource: str, **more: object) -> None:
        statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
        aws.iam.RolePolicy(
            name, role="r", policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )

    def program() -> None:
        allow("a", "dynamodb:*", "arn:aws:dynamodb:us-east-1:123456789012:table/t")
        allow("b", "sqs:SendMessage", "*")
        allow("c", "cloudwatch:PutMetricData", "*")
        allow(
            "d",
            "cloudwatch:PutMetricData",
            "*",
            Condition={"StringEquals": {"cloudwatch:namespace": "Own"}},
        )
        aws.iam.Role(
            "e",
            assume_role_policy=json.dumps(
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}
            ),
            inline_policies=[
                aws.iam.RoleInlinePolicyArgs(
                    name="p",
                    policy=json.dumps(
                        {
                            "Version": "2012-10-17",
                            "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
                        }
                    ),
                )
            ],
        )

    assert wide_statements(declare(program)) == [
        "a: action dynamodb:*",
        "b: sqs:SendMessage on everything",
        "c: cloudwatch:PutMetricData on everything",
        "e: action *",
    ]


@pytest.mark.requirement("X-12")
def test_resources_of_roles_are_things_of_this_stack_or_given_ones(recorded: Recorder) -> None:
    """Every named ARN is of something that the program made, or that the stack file names."""
    policies = (ROLE_POLICY, ROLE)
    said = [item.inputs for item in recorded.graph if item.custom and item.typ not in policies]
    made = [recorded.deployment.monitor.made[item.urn].outputs for item in recorded.graph]
    known = json.dumps([said, made], default=str)
    for statement in identity_statements(recorded):
        for resource in statement.resources:
            stem = resource.partition("/index/")[0].removesuffix("/*").removesuffix(":*")
            of_a_repository = stem.partition(":repository/")[2]
            assert stem == "*" or stem in known or (of_a_repository and f"/{of_a_repository}:" in known), (
                statement.where,
                resource,
            )


@pytest.mark.requirement("X-19", "HR-21")
def test_nobody_gets_a_user_or_a_key(recorded: Recorder) -> None:
    assert not [
        item.typ for item in recorded.graph if item.typ.startswith(("aws:iam/user", "aws:iam/accessKey"))
    ]
    assert recorded.count("aws:iam/role:Role") > 3


@pytest.mark.requirement("HR-21", "X-12")
def test_roles_trust_services_only_each_the_one_that_runs_there(recorded: Recorder) -> None:
    services = set()
    for said in trusts(recorded):
        principal = said.statement["Principal"]
        assert set(principal) == {"Service"}, said.where
        assert said.actions == ["sts:AssumeRole"], said.where
        services.add(principal["Service"])
    assert services <= {
        "ecs-tasks.amazonaws.com",
        "lambda.amazonaws.com",
        "ec2.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
        "rds.amazonaws.com",
        "s3.amazonaws.com",
    }
    assert "lambda.amazonaws.com" in services or recorded.exports["hookrelay"]["compute"] == "docker"


@pytest.mark.requirement("ENV-5", "X-12")
@pytest.mark.parametrize("typ", sorted(RESOURCE_POLICIES))
def test_policies_of_things_let_in_services_bound_to_this_account(recorded: Recorder, typ: str) -> None:
    """Allowed to everybody is nothing; to a service, only for this account's own things."""
    for said in resource_statements(recorded, typ):
        principal = said.statement["Principal"]
        if said.effect == "Deny":
            continue
        assert principal != "*", said
        assert principal != {"AWS": "*"}, said
        if said.actions == ["kms:*"]:
            assert principal["AWS"].endswith(":root"), said  # which hands the decision to IAM (KMS guide)
        assert "NotPrincipal" not in said.statement


def policy_of(name: str) -> dict[str, list[dict[str, Any]]]:
    """The application's statements by service."""
    found: dict[str, list[dict[str, Any]]] = {}
    for statement in declared(VARIANTS[name]).statements(APPLICATION_ROLE[name]):
        service = {action.split(":")[0] for action in statement["Action"]}
        assert len(service) == 1
        found.setdefault(service.pop(), []).append(statement)
    return found


@pytest.mark.requirement("HR-17", "HR-18", "HR-19", "HR-20")
@pytest.mark.parametrize("name", sorted(APPLICATION_ROLE))
def test_the_application_has_the_guides_minimum_policy_in_every_compute_mode(name: str) -> None:
    recorded = declared(VARIANTS[name])
    tables = {recorded.state(f"hookrelay-{each}-table")["arn"] for each in ("endpoints", "deliveries")}
    queue = recorded.state("hookrelay-attempts-queue")["arn"]
    bucket = recorded.state("hookrelay-archive-bucket")["arn"]
    said = policy_of(name)
    assert {arn for each in said["dynamodb"] for arn in each["Resource"]} == tables
    assert all(set(each["Action"]) == TABLE_ACTIONS for each in said["dynamodb"])
    assert {arn for each in said["sqs"] for arn in each["Resource"]} == {queue}
    assert {action for each in said["sqs"] for action in each["Action"]} == QUEUE_ACTIONS
    by_resource = {tuple(each["Resource"]): set(each["Action"]) for each in said["s3"]}
    assert by_resource == {(bucket,): {"s3:ListBucket"}, (f"{bucket}/*",): OBJECT_ACTIONS}


@pytest.mark.requirement("HR-18")
def test_postponing_a_retry_is_allowed_only_where_asked() -> None:
    def queue_actions(name: str) -> set[str]:
        found = declared(VARIANTS[name]).statements("hookrelay-app-task-role")
        return {action for each in found for action in each["Action"] if action.startswith("sqs:")}

    assert queue_actions("more-of-everything") - queue_actions("dev") == {"sqs:ChangeMessageVisibility"}


@pytest.mark.requirement("HR-15", "HR-17")
def test_rights_on_indexes_come_with_indexes_only() -> None:
    def indexes(name: str) -> set[str]:
        found = declared(VARIANTS[name]).statements("hookrelay-app-task-role")
        return {arn for each in found for arn in each["Resource"] if "/index/" in arn}

    assert indexes("prod") == set()
    table = "arn:aws:dynamodb:us-east-1:123456789012:table/dev-hookrelay-deliveries"
    assert indexes("more-of-everything") in (
        {f"{table}/index/*"},
        {f"{table}/index/{each}" for each in ("ByStatus", "ByDelivery")},
    )


@pytest.mark.requirement("HR-18")
def test_only_the_archiver_reads_dead_letters() -> None:
    recorded = declared(VARIANTS["prod"])
    dead = recorded.state("hookrelay-attempts-dlq")["arn"]
    readers = {said.where for said in identity_statements(recorded) if dead in said.resources}
    assert readers == {"hookrelay-archiver-archiver-hookrelay-attempts-dlq-policy"}
    without = declared(VARIANTS["without-archiver"])
    assert not [said for said in identity_statements(without) if dead in said.resources]


@pytest.mark.requirement("HR-24")
@pytest.mark.parametrize(
    ("name", "role", "action"),
    [
        ("prod", "hookrelay-app-execution-role", "ssm:GetParameters"),
        ("secretsmanager", "hookrelay-app-execution-role", "secretsmanager:GetSecretValue"),
        ("lambda-rest", "hookrelay-app-role", "ssm:GetParameter"),
        ("docker", "hookrelay-host-role", "ssm:GetParameter"),
    ],
)
def test_secrets_are_read_by_name_by_whoever_starts_the_application(
    name: str, role: str, action: str
) -> None:
    recorded = declared(VARIANTS[name])
    secrets = {each["arn"] for each in recorded.exports["hookrelay"]["secrets"].values()}
    said = recorded.statements(role)
    reads = [each for each in said if action in each["Action"]]
    assert {arn for each in reads for arn in each["Resource"]} >= secrets
    key = recorded.state("hookrelay-key-key")["arn"]
    assert [each for each in said if "kms:Decrypt" in each["Action"] and each["Resource"] == [key]]
    if role.endswith("execution-role"):
        task = recorded.statements("hookrelay-app-task-role")
        assert not {arn for each in task for arn in each["Resource"]} & secrets
