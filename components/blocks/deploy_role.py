"""A role that deploys: assumed by one branch's workflows, and limited to what the program asks of AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.deploy_rights.limits import (
    BY_NAME,
    GUIDE_NAMES,
    IAM_ON_OUR_OWN,
    LINKED_ROLES,
    NAMELESS,
    NEVER,
    OBJECT_ACTIONS,
    OBJECT_KEYS,
    PASSED_TO,
)
from components.deploy_rights.services import SERVICES
from components.documents import json_text
from components.iam import POLICY_VERSION, Statement, policy_document, web_identity_trust
from components.naming import camel

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
LARGEST_POLICY = 6144  # characters without white space of a managed policy (IAM quotas)
MOST_POLICIES = 10  # managed policies of a role (IAM quotas)
HOUR = 3600  # seconds: IAM's least for MaxSessionDuration
LONGEST_DEPLOYMENT = 2 * HOUR  # a first CloudFront distribution and Multi-AZ database take most of an hour
_ACCOUNT = "0" * 12  # as long as any account's id
NO_NAMES_YET = "what a deployment makes has no name before it is made; the regions are what limits it"


@dataclass(frozen=True, kw_only=True)
class DeployRoleArgs:
    """Settings of the role.

    Attributes:
        name: Physical name of the role, and beginning of its policies' names.
        provider_arn: The OIDC provider of GitHub.
        repository: `owner/name`.
        branch: The one branch whose workflows may assume it.
        platforms: Names of the platforms it may deploy; roles, secrets and parameters are limited to them.
        regions: Regions it may deploy to.
        ends_data: Whether it may delete tables, databases, buckets, keys, pools and secrets.
        account_id: The account.
        partition: Partition of the account's ARNs.
    """

    name: str
    provider_arn: pulumi.Input[str]
    repository: str
    branch: str
    platforms: Sequence[str]
    regions: Sequence[str]
    ends_data: bool
    account_id: pulumi.Input[str]
    partition: str = "aws"


class DeployRole(pulumi.ComponentResource):
    """The role, its policies, and a boundary that no policy of a later day gets it over.

    Attributes:
        arn: ARN.
    """

    def __init__(self, name: str, args: DeployRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:DeployRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        boundary = aws.iam.Policy(
            f"{name}-boundary",
            name=f"{args.name}-boundary",
            policy=json_text(boundary_document()),
            opts=child,
        )
        role = aws.iam.Role(
            f"{name}-role",
            name=args.name,
            assume_role_policy=web_identity_trust(
                args.provider_arn,
                {
                    "StringEquals": {
                        f"{ISSUER}:aud": AUDIENCE,
                        f"{ISSUER}:sub": f"repo:{args.repository}:ref:refs/heads/{args.branch}",
                    }
                },
            ),
            permissions_boundary=boundary.arn,
            max_session_duration=LONGEST_DEPLOYMENT,
            opts=child,
        )
        policies = packed(list(deploy_statements(args)))
        for number, statements in enumerate(policies, start=1):
            policy = aws.iam.Policy(
                f"{name}-policy-{number}",
                name=f"{args.name}-{number}",
                policy=policy_document(statements),
                opts=child,
            )
            aws.iam.RolePolicyAttachment(
                f"{name}-policy-{number}-attached", role=role.name, policy_arn=policy.arn, opts=child
            )
        self.arn: pulumi.Output[str] = role.arn
        self.register_outputs({"arn": self.arn})


def name_patterns(platforms: Sequence[str]) -> list[str]:
    """How IAM writes the names that the program gives: the platform's first, or after the stack's."""
    return [
        *(f"{platform}*" for platform in platforms),
        *(f"*-{platform}-*" for platform in platforms),
        *(f"{literal}*" for literal in GUIDE_NAMES),
    ]


def deploy_statements(args: DeployRoleArgs) -> Iterator[Statement]:
    """Everything that a deployment may do, a statement for each service and each limit."""
    here = {"StringEquals": {"aws:RequestedRegion": list(args.regions)}}
    for service, actions in SERVICES.items():
        if service not in BY_NAME:
            yield Statement(
                sid=f"Deploy{camel(service)}",
                actions=actions.of(service, ends_data=args.ends_data),
                resources=["*"],
                reason=NO_NAMES_YET,
                conditions=here,
            )
    yield Statement(
        sid="DeployScripts",
        actions=OBJECT_ACTIONS,
        resources=[f"arn:{args.partition}:s3:::*/{key}" for key in OBJECT_KEYS],
    )
    patterns = name_patterns(args.platforms)
    for service, kinds in (("secretsmanager", ("secret:",)), ("ssm", ("parameter/",))):
        yield Statement(
            sid=f"Deploy{camel(service)}",
            actions=SERVICES[service].of(service, ends_data=args.ends_data),
            resources=[_arn(args, f"{service}:*", f"{kind}{p}") for kind in kinds for p in patterns],
            conditions=here,
        )
    yield Statement(sid="LookAtParameters", actions=NAMELESS, resources=["*"], reason=NO_NAMES_YET)
    ours = [
        _arn(args, "iam:", f"{kind}/{pattern}")
        for kind in ("role", "policy", "instance-profile")
        for pattern in patterns
    ]
    yield Statement(
        sid="DeployRoles", actions=IAM_ON_OUR_OWN.of("iam", ends_data=args.ends_data), resources=ours
    )
    yield Statement(
        sid="PassRoles",
        actions=["iam:PassRole"],
        resources=[_arn(args, "iam:", f"role/{pattern}") for pattern in patterns],
        conditions={"StringEquals": {"iam:PassedToService": list(PASSED_TO)}},
    )
    yield Statement(
        sid="LetServicesMakeTheirOwnRoles",
        actions=["iam:CreateServiceLinkedRole"],
        resources=[_arn(args, "iam:", "role/aws-service-role/*")],
        conditions={"StringEquals": {"iam:AWSServiceName": list(LINKED_ROLES)}},
    )


def _arn(args: DeployRoleArgs, service_and_region: str, resource: str) -> pulumi.Output[str]:
    return pulumi.Output.concat(
        f"arn:{args.partition}:{service_and_region}:", args.account_id, f":{resource}"
    )


def packed(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements as few managed policies, each within IAM's length.

    Raises:
        ValueError: they would not fit into as many policies as a role may have.
    """
    policies: list[list[Statement]] = []
    lengths: list[int] = []
    for statement in sorted(statements, key=_length, reverse=True):
        length = _length(statement)
        place = next((i for i, used in enumerate(lengths) if used + length <= LARGEST_POLICY), None)
        if place is None:
            policies.append([statement])
            lengths.append(len(f'{{"Version":"{POLICY_VERSION}","Statement":[]}}') + length)
        else:
            policies[place].append(statement)
            lengths[place] += length
    if len(policies) > MOST_POLICIES or max(lengths) > LARGEST_POLICY:
        raise ValueError(
            f"DeployRole: {len(policies)} policies of up to {max(lengths)} characters; IAM allows "
            f"{MOST_POLICIES} of {LARGEST_POLICY}"
        )
    return policies


def _length(statement: Statement) -> int:
    """Characters of a statement, one that is separated from the next by a comma included."""
    longest = f"arn:aws-us-gov:secretsmanager:*:{_ACCOUNT}:instance-profile/{'x' * 24}"
    document = {
        **statement.to_json(),
        "Resource": [resource if isinstance(resource, str) else longest for resource in statement.resources],
    }
    return len(json.dumps(document, separators=(",", ":"))) + 1


def boundary_document() -> dict[str, object]:
    """The most that a deploy role can ever do: the program's services, without what undoes the baseline.

    A boundary grants nothing, so that whole services may be named; what a role may do is in its policies.
    """
    services = sorted({*SERVICES, "iam", "sts"})
    return {
        "Version": POLICY_VERSION,
        "Statement": [
            {
                "Sid": "AtMost",
                "Effect": "Allow",
                "Action": [f"{service}:*" for service in services],
                "Resource": "*",
            },
            {"Sid": "Never", "Effect": "Deny", "Action": list(NEVER), "Resource": "*"},
        ],
    }
