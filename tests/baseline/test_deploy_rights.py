"""The deploy roles may do what the program asks of AWS, as the embedded AWS has seen it, and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi
import pytest

import components
from components.blocks.canary import SCRIPT_KEY
from components.blocks.deploy_role import (
    LARGEST_POLICY,
    MOST_POLICIES,
    DeployRoleArgs,
    boundary_document,
    deploy_statements,
    packed,
)
from components.deploy_rights.limits import IAM_ON_OUR_OWN, NEVER, OBJECT_ACTIONS, OBJECT_KEYS
from components.deploy_rights.services import SERVICES
from components.iam import Statement
from components.settings.registry import PLATFORMS
from emulator import registry
from emulator.account import Account, ApiCall
from emulator.deploy import AwsDeployment
from emulator.lifecycle import Lifecycle, Thing
from emulator.policies.decisions import role_may
from tests.baseline.given import baseline
from tests.baseline.iam_actions import action_of, exists, operations_of
from tests.contract.walk import statements_of, trusts
from tests.emulated.world import deployed_to, running_account
from tests.platforms.tiktok_commerce.variants import VARIANTS as TIKTOK_COMMERCE
from tests.platforms.trinity.stacks import STACKS as TRINITY
from tests.support.program import Variant, declared
from tests.support.recorder import declare
from tests.support.variants import PILOT_LIGHT, VARIANTS

ACCOUNT, REGION = "123456789012", "us-east-1"
# Deployed, changed and taken down again; production is only deployed: its data stays.
STACKS = tuple(Variant(file=file, platform="") for file in ("prod", "dev"))
# And what those leave out: each has types of resources that no stack before it has.
CHOICES = (
    VARIANTS["docker"],
    VARIANTS["rds-managed-proxy"],
    Variant(file="prod", config={"dr": PILOT_LIGHT, "alerts": {"mute": {"schedule": "cron(0 3 * * SUN)"}}}),
    TIKTOK_COMMERCE["everything"].with_config(backup={"exportEveryDays": 7, "lockDays": 30}),
    TRINITY["cognito"],
    TRINITY["cdn"].with_config(
        usagePlan={"monthlyRequests": 1000},
        monitoring={"healthCheck": True, "canary": {}},
        functions={"api": {"provisionedConcurrency": 1, "provisionedMaximum": 3}},
        dr=PILOT_LIGHT,
    ),
)
# Asked besides by services in the deployer's name, by the provider under other names, or by a rollout: all
# the role's changes that the embedded AWS has no operation of.
UNSEEN = {
    "apigateway": {
        "SetWebACL",
        "UpdateRestApiPolicy",
        "AddCertificateToDomain",
        "RemoveCertificateFromDomain",
    },
    "appsync": {"SetWebACL"},
    "cloudfront": {"AllowVendedLogDeliveryForResource"},
    "codedeploy": {"StopDeployment"},
    "cognito-idp": {"AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"},
    "dynamodb": {"CreateTableReplica", "DeleteTableReplica"},
    "elasticache": {"ResetCacheParameterGroup"},
    "elasticloadbalancing": {"SetWebACL"},
    "logs": {
        "CreateLogDelivery",
        "UpdateLogDelivery",
        "DeleteLogDelivery",
        "GetLogDelivery",
        "ListLogDeliveries",
    },
    "s3": {"BypassGovernanceRetention", "DeleteObjectVersion"},
    "budgets": {"ViewBudget"},
}
# Whose operations the room puts together from parts.
MADE_UP_NAMES = {"wafv2:DeleteWebACL"} | {
    f"cloudfront:{verb}{kind}Policy"
    for verb in ("Create", "Update", "Delete")
    for kind in ("Cache", "ResponseHeaders")
}
# Service Authorization Reference names these reads of S3 otherwise than its API does.
S3_READS = {
    *(
        "GetAccelerateConfiguration",
        "GetBucketCORS",
        "GetBucketObjectLockConfiguration",
        "ListBucketVersions",
    ),
    *("GetBucketPublicAccessBlock", "GetEncryptionConfiguration", "GetLifecycleConfiguration", "ListBucket"),
    "GetReplicationConfiguration",
}


# What the stacks above don't have, and why.
NO_PLATFORM = "a block has it, and no platform uses that"
GIVEN = {
    "aws:secretsmanager/secretRotation:SecretRotation": "its function is somebody else's",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "no workflow deploys the baseline",
    "aws:appsync/domainName:DomainName": NO_PLATFORM,
    "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation": NO_PLATFORM,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": NO_PLATFORM,
    "aws:s3/bucketNotification:BucketNotification": NO_PLATFORM,
}


def types_in_the_program() -> set[str]:
    """Every type of AWS's that the program's files name."""
    root = Path(str(components.__file__)).parent
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(root.rglob("*.py")))
    named = set(re.findall(r"\baws\.(\w+)\.([A-Z]\w+)\(", text))
    classes = [getattr(import_module(f"pulumi_aws.{module}"), name) for module, name in sorted(named)]
    return {str(each.pulumi_type) for each in classes if issubclass(each, pulumi.CustomResource)}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that a deployment asked of AWS."""

    stack: str
    action: str
    resource: str
    region: str
    context: Mapping[str, str]


def resource_of(call: ApiCall) -> str:
    """What a call is about, as far as the role's policies tell resources apart."""
    params: Mapping[str, Any] = call.params
    if call.service == "iam":
        for key, kind in (
            ("RoleName", "role"),
            ("PolicyName", "policy"),
            ("InstanceProfileName", "instance-profile"),
        ):
            if key in params:
                return f"arn:aws:iam::{ACCOUNT}:{kind}/{params[key]}"
        return str(params.get("PolicyArn", "*"))
    if call.service == "secretsmanager":
        given = str(params.get("SecretId") or params["Name"])
        return (
            given
            if given.startswith("arn:")
            else f"arn:aws:secretsmanager:{call.region}:{ACCOUNT}:secret:{given}-abcdef"
        )
    if call.service == "ssm":
        name = str(params.get("Name") or params["ResourceId"]).lstrip("/")
        return f"arn:aws:ssm:{call.region}:{ACCOUNT}:parameter/{name}"
    if call.service == "s3" and call.operation in ("PutObject", "GetObject", "HeadObject"):
        return f"arn:aws:s3:::{params['Bucket']}/{params['Key']}"
    return "*"


def changes_of(account: Account, deployment: AwsDeployment, urn: str) -> Iterator[tuple[str, str]]:
    """The operations by which a resource's own inputs, and its tags, would change."""
    registration = deployment.registrations[urn]
    for step in registry.handler(registration.typ).steps:
        if step.inputs(registration.typ) & {*registration.inputs, "tags"}:
            service, operation = step.call.split(".")[:2]
            yield service, operation


def take_down(account: Account, deployment: AwsDeployment) -> None:
    """Delete everything, last first, as a destroy does."""
    life = Lifecycle(account)
    for urn in reversed(deployment.created):
        registration = deployment.registrations[urn]
        if registration.typ.startswith("aws:"):
            state = deployment.state_of(urn)
            thing = Thing(typ=registration.typ, name=registration.name, urn=urn)
            life.delete(thing, state["id"], state, registration.inputs)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was asked, and of which types of resources."""

    asked: list[Asked]
    types: set[str]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Everything that is asked to deploy, change and take down the committed stacks and the choices."""
    found: dict[tuple[str, str, str], Asked] = {}
    types: set[str] = set()
    for variant in (*STACKS, *CHOICES):
        with running_account() as account:
            deployment = deployed_to(account, variant)
            types |= {deployment.registrations[urn].typ for urn in deployment.created}
            steps = {
                each
                for urn in deployment.created
                if deployment.registrations[urn].typ.startswith("aws:")
                for each in changes_of(account, deployment, urn)
                if each[0]
                not in ("iam", "secretsmanager", "ssm")  # limited by name, which a step has none of
                and action_of(*each) not in OBJECT_ACTIONS
            }
            if variant in STACKS and variant.file == "dev":
                take_down(account, deployment)
            for call in account.requests:
                one = Asked(
                    stack=variant.file,
                    action=action_of(call.service, call.operation),
                    resource=resource_of(call),
                    region=REGION if call.region == "aws-global" else call.region,
                    context={},
                )
                found.setdefault((variant.file, one.action, one.resource), one)
        for service, operation in steps:
            one = Asked(
                stack=variant.file,
                action=action_of(service, operation),
                resource="*",
                region=REGION,
                context={},
            )
            found.setdefault((variant.file, one.action, "*"), one)
    return Seen(asked=list(found.values()), types=types)


@pytest.fixture(scope="module")
def asked(seen: Seen) -> list[Asked]:
    """What was asked."""
    return seen.asked


@pytest.fixture(scope="module")
def roles() -> Iterator[Mapping[str, str]]:
    """The deploy roles of a deployed baseline, by environment."""
    github = {"mode": "create", "repository": "acme/platforms", "regions": [PILOT_LIGHT["region"]]}
    with running_account() as account:
        yield deployed_to(account, baseline(github=github)).outputs["baseline"]["deployRoleArns"]


def may(role: str, action: str, resource: str = "*", region: str = REGION, **context: str) -> bool:
    """Whether a role may do something, by execution of its policies and boundary."""
    return role_may(ACCOUNT, role, action, resource, region, context)


# Updates that only a resource of another kind than the program's has.
NOT_OURS = {
    "acm:ImportCertificate",
    *("ec2:AssociateSubnetCidrBlock", "ec2:AssociateVpcCidrBlock", "lambda:PutFunctionCodeSigningConfig"),
    *("elasticloadbalancing:ModifyCapacityReservation", "elasticloadbalancing:ModifyIpPools"),
}


@pytest.mark.requirement("TR-20", "X-19", "X-12")
def test_everything_that_the_stacks_ask_is_allowed(asked: list[Asked], roles: Mapping[str, str]) -> None:
    assert len({one.action for one in asked}) > 150
    refused = [
        f"{one.stack}: {one.action} on {one.resource}"
        for one in asked
        if one.action not in NOT_OURS
        and not may(roles["prod" if one.stack == "prod" else "staging"], one.action, one.resource, one.region)
    ]
    assert refused == []


@pytest.mark.requirement("TR-20", "X-12")
def test_nothing_that_the_program_makes_is_left_out_of_what_was_asked(seen: Seen) -> None:
    of_the_account = {item.typ for item in declared(baseline()).graph}
    assert types_in_the_program() - seen.types - of_the_account == set(GIVEN)


@pytest.mark.requirement("TR-20", "X-12")
def test_every_change_that_is_allowed_is_one_that_the_program_can_ask(asked: list[Asked]) -> None:
    """Each is an operation that a room of the emulator calls, or stands in `UNSEEN` with its reason."""
    folder = Path(registry.__file__).parent / "resources"
    rooms = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    unexplained = [
        action
        for service, actions in SERVICES.items()
        for action in (f"{service}:{name}" for name in actions.changes.split())
        if service != "apigateway"
        and action not in {one.action for one in asked}
        and action not in MADE_UP_NAMES
        and action.partition(":")[2] not in UNSEEN.get(service, set())
        and not any(operation in rooms for operation in operations_of(action))
    ]
    assert unexplained == []


@pytest.mark.requirement("TR-20")
@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_action_is_misspelt(service: str) -> None:
    actions = SERVICES[service].of(service, ends_data=True)
    assert len(set(actions)) == len(actions)
    known = {f"{service}:{name}" for name in UNSEEN.get(service, set())}
    known |= {f"s3:{name}" for name in S3_READS}
    methods = {f"apigateway:{method}" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    assert [each for each in actions if each not in known | methods and not exists(each)] == []
    assert all(name in SERVICES[service].changes.split() for name in SERVICES[service].data_ends.split())


@pytest.mark.requirement("TR-20")
def test_actions_on_roles_are_spelt_as_iam_has_them() -> None:
    assert [each for each in IAM_ON_OUR_OWN.of("iam", ends_data=True) if not exists(each)] == []


@pytest.mark.requirement("TR-20", "X-12")
@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_roles_are_made_and_passed_only_under_the_programs_own_names(
    roles: Mapping[str, str], environment: str
) -> None:
    role = roles[environment]
    ours, others = f"arn:aws:iam::{ACCOUNT}:role/hookrelay-task-role", f"arn:aws:iam::{ACCOUNT}:role/admin"
    for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"):
        assert may(role, action, ours)
        assert not may(role, action, others)
        assert not may(role, action, role)  # its own limits
    passing = {"iam:PassedToService": "lambda.amazonaws.com"}
    assert may(role, "iam:PassRole", ours, **passing)
    assert not may(role, "iam:PassRole", others, **passing)
    assert not may(role, "iam:PassRole", ours, **{"iam:PassedToService": "sagemaker.amazonaws.com"})
    assert not may(role, "iam:PassRole", ours)


@pytest.mark.requirement("TR-20", "X-19")
@pytest.mark.parametrize("action", sorted(NEVER))
def test_nobody_who_deploys_undoes_the_baseline_or_makes_a_key(roles: Mapping[str, str], action: str) -> None:
    for role in roles.values():
        for resource in ("*", f"arn:aws:iam::{ACCOUNT}:role/hookrelay-task-role"):
            assert not may(role, action, resource)


@pytest.mark.requirement("TR-20")
def test_productions_data_is_not_deleted_by_a_workflow(roles: Mapping[str, str]) -> None:
    ends = [f"{service}:{name}" for service, each in SERVICES.items() for name in each.data_ends.split()]
    assert {"dynamodb:DeleteTable", "rds:DeleteDBInstance", "s3:DeleteBucket"} <= set(ends)
    table = "*"
    assert [each for each in ends if may(roles["prod"], each, table)] == []
    unnamed = [each for each in ends if not each.startswith("secretsmanager:")]
    assert [each for each in unnamed if not may(roles["staging"], each, table)] == []


@pytest.mark.requirement("TR-20")
def test_only_the_regions_of_the_stack_file_are_deployed_to(roles: Mapping[str, str]) -> None:
    assert may(roles["prod"], "dynamodb:CreateTable")
    assert not may(roles["prod"], "dynamodb:CreateTable", region="eu-west-3")
    more = declared(
        baseline(github={"mode": "create", "repository": "acme/platforms", "regions": ["eu-west-3"]})
    )
    said = [
        each
        for item in more.of_type("aws:iam/policy:Policy")
        for each in statements_of(item.inputs["policy"], item.name)
    ]
    regions = [
        each.statement.get("Condition", {}).get("StringEquals", {}).get("aws:RequestedRegion")
        for each in said
    ]
    assert ["eu-west-3", "us-east-1"] in regions


@pytest.mark.requirement("TR-20")
def test_only_the_programs_own_objects_and_secrets_are_touched(roles: Mapping[str, str]) -> None:
    assert OBJECT_KEYS == (SCRIPT_KEY,)
    prod = roles["prod"]
    assert may(prod, "s3:PutObject", f"arn:aws:s3:::any-bucket/{SCRIPT_KEY}")
    assert not may(prod, "s3:GetObject", "arn:aws:s3:::any-bucket/customers.csv")
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:"
    assert may(prod, "secretsmanager:GetSecretValue", f"{secret}hookrelay/auth_secret-abcdef")
    assert not may(prod, "secretsmanager:GetSecretValue", f"{secret}payroll-abcdef")


@pytest.mark.requirement("X-19", "TR-20", "TR-21")
def test_a_role_is_assumed_by_one_branch_of_one_repository() -> None:
    recorded = declared(baseline(github={"mode": "create", "repository": "acme/platforms"}))
    subjects = {}
    for said in trusts(recorded):
        if "Federated" in said.statement["Principal"]:
            assert said.actions == ["sts:AssumeRoleWithWebIdentity"]
            condition = said.statement["Condition"]["StringEquals"]
            assert condition["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
            subjects[said.where] = condition["token.actions.githubusercontent.com:sub"]
    assert subjects == {
        "baseline-deploy-prod-role": "repo:acme/platforms:ref:refs/heads/main",
        "baseline-deploy-staging-role": "repo:acme/platforms:ref:refs/heads/develop",
    }


@pytest.mark.requirement("TR-20")
def test_policies_fit_into_a_role_whatever_the_partition_and_the_region() -> None:
    args = DeployRoleArgs(
        name="baseline-deploy-staging",
        provider_arn="arn:aws-us-gov:iam::123456789012:oidc-provider/x",
        repository="acme/platforms",
        branch="main",
        platforms=list(PLATFORMS),
        regions=["ap-northeast-1", "ap-southeast-2", "us-gov-east-1"],
        ends_data=True,
        account_id=ACCOUNT,
        partition="aws-us-gov",
    )
    made: list[list[Statement]] = []
    everything: list[Statement] = []

    def program() -> None:
        everything.extend(deploy_statements(args))
        made.extend(packed(everything))

    declare(program)
    assert 1 < len(made) <= MOST_POLICIES
    assert sum(map(len, made)) == len(everything)
    assert len(json.dumps(boundary_document(), separators=(",", ":"))) <= LARGEST_POLICY


@pytest.mark.requirement("X-23", "X-19")
def test_a_given_provider_is_trusted_and_stays_somebody_elses() -> None:
    given = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    recorded = declared(
        baseline(github={"mode": "skip", "providerArn": given, "repository": "a/b", "environments": ["prod"]})
    )
    assert recorded.count("OpenIdConnectProvider") == 0
    (said,) = [said for said in trusts(recorded) if "Federated" in said.statement["Principal"]]
    assert said.statement["Principal"] == {"Federated": given}
    assert set(recorded.exports["baseline"]["deployRoleArns"]) == {"prod"}
