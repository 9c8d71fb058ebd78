"""A website with server-side rendering on AWS Amplify Hosting: app, branch, domain, roles, log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.blocks.function_rights import LOG_ACTIONS
from components.blocks.workload_role import workload_role
from components.environments import Environment
from components.guards import refuse
from components.guards.amplify import git_host, repository_problems, variable_problems
from components.guards.dns import domain_problems
from components.iam import Statement, policy_document
from components.links import Link, merged

SERVICE = "amplify.amazonaws.com"
PLATFORM = "WEB_COMPUTE"  # server-side rendering (SC-19)
FRAMEWORK = "Next.js - SSR"  # Amplify's own name of it, which selects the adapter
PENDING = "<pending>"  # what stands for the host until Amplify has one
Stage = Literal["PRODUCTION", "BETA", "DEVELOPMENT"]
STAGES: Mapping[str, Stage] = {"dev": "DEVELOPMENT", "staging": "BETA", "prod": "PRODUCTION"}


@dataclass(frozen=True, kw_only=True)
class Repository:
    """What Amplify builds.

    Attributes:
        url: On GitHub, GitLab or Bitbucket.
        token: By which Amplify reads it; a secret.
    """

    url: str
    token: pulumi.Output[str] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a host that Amplify doesn't know."""
        refuse("AmplifyApp", repository_problems(self.url))


@dataclass(frozen=True, kw_only=True)
class AmplifyDomain:
    """A domain of one's own.

    Attributes:
        domain_name: The domain.
        certificate_arn: A certificate of us-east-1: Amplify serves through CloudFront.
    """

    domain_name: str
    certificate_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        """Refuse what is no domain name."""
        refuse("AmplifyApp", domain_problems(self.domain_name, field="domain_name"))


@dataclass(frozen=True, kw_only=True)
class AmplifyAppArgs:
    """Settings of an app.

    Attributes:
        environment: Where it runs; how long its log is kept.
        name: Physical name, or None for the component's own.
        repository: What is built; without it the app waits to be connected, and deploys nothing.
        branch: The branch that is deployed.
        build_spec: How it is built; an `amplify.yml` in the repository rules over it.
        auto_build: Whether every push is built.
        domain: A domain of its own, or None for Amplify's.
        uses: What the server side uses: its rights are those of the app's compute role.
        compute_role_name: Physical name of that role, or None to have one generated.
        service_role_name: Physical name of the role that Amplify writes the log with, or None.
    """

    environment: Environment
    name: str | None = None
    repository: Repository | None = None
    branch: str
    build_spec: str
    auto_build: bool = True
    domain: AmplifyDomain | None = None
    uses: Sequence[Link] = ()
    compute_role_name: str | None = None
    service_role_name: str | None = None


class AmplifyApp(pulumi.ComponentResource):
    """An app. First the app, whose host is known then; then `deploy` with the variables of its branch.

    Attributes:
        id: Its id.
        default_domain: Amplify's own domain for it.
        url: Where users find it: its own domain, else the branch's host below Amplify's.
        branch: The branch that is deployed.
        compute_role_arn: The role that the server side has.
        log_group_name: Where the server side logs.
        domain_target: The host that its domain's record leads to (CloudFront's), once deployed; None without
            a domain.
    """

    def __init__(self, name: str, args: AmplifyAppArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:AmplifyApp", name, None, opts)
        self._name = name
        self._args = args
        compute = workload_role(
            f"{name}-compute",
            service=SERVICE,
            statements=merged(args.uses).statements,
            parent=self,
            name=args.compute_role_name,
        )
        # the policy names the app's log group, so it comes after the app
        service = workload_role(
            f"{name}-service", service=SERVICE, statements=[], parent=self, name=args.service_role_name
        )
        app = self._app(compute.role.arn, service.role.arn, compute.ready)
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=pulumi.Output.concat("/aws/amplify/", app.id),
            retention_in_days=args.environment.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._ready = self._log_rights(service.role, logs)

        self.branch = args.branch
        self.id: pulumi.Output[str] = app.id
        self.default_domain: pulumi.Output[str] = app.default_domain
        self.url: pulumi.Output[str] = (
            pulumi.Output.concat("https://", args.branch.replace("/", "-"), ".", app.default_domain)
            if args.domain is None
            else pulumi.Output.from_input(f"https://{args.domain.domain_name}")
        )
        self.compute_role_arn: pulumi.Output[str] = compute.role.arn
        self.log_group_name: pulumi.Output[str] = logs.name
        self.domain_target: pulumi.Output[str] | None = None
        self.register_outputs({"id": self.id, "url": self.url})

    def deploy(self, variables: Mapping[str, pulumi.Input[str]]) -> None:
        """The branch with its variables, and the domain that leads to it.

        Raises:
            ValueError: a variable that Amplify reserves.
        """
        refuse(f"AmplifyApp {self._name}", variable_problems(variables))
        args = self._args
        branch = aws.amplify.Branch(
            f"{self._name}-branch",
            app_id=self.id,
            branch_name=args.branch,
            stage=STAGES[args.environment.name],
            framework=FRAMEWORK,
            enable_auto_build=args.auto_build,
            # a preview would run strangers' pull requests with this branch's variables and role
            enable_pull_request_preview=False,
            environment_variables=dict(variables),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._ready]),
        )
        if args.domain is not None:
            self.domain_target = self._domain(args.domain, branch)

    def release_command(self) -> pulumi.Output[str]:
        """Deploys a commit of the branch again: the way back (SC-32)."""
        return pulumi.Output.concat(
            "aws amplify start-job --job-type RELEASE --branch-name ",
            self.branch,
            " --app-id ",
            self.id,
            " --commit-id <commit>",
        )

    def _app(
        self,
        compute_role_arn: pulumi.Input[str],
        service_role_arn: pulumi.Input[str],
        ready: Sequence[pulumi.Resource],
    ) -> aws.amplify.App:
        args, repository = self._args, self._args.repository
        github = repository is not None and git_host(repository.url) == "github"
        return aws.amplify.App(
            f"{self._name}-app",
            name=args.name if args.name is not None else self._name,
            platform=PLATFORM,
            repository=repository.url if repository else None,
            access_token=repository.token if repository and github else None,
            oauth_token=repository.token if repository and not github else None,
            build_spec=args.build_spec,
            compute_role_arn=compute_role_arn,
            iam_service_role_arn=service_role_arn,
            enable_branch_auto_build=False,  # the branch that is declared says so itself
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(ready)),
        )

    def _log_rights(self, role: aws.iam.Role, logs: aws.cloudwatch.LogGroup) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            f"{self._name}-service-policy",
            role=role.name,
            policy=policy_document(
                [
                    Statement(
                        sid="WriteLogs",
                        actions=LOG_ACTIONS,
                        resources=[pulumi.Output.concat(logs.arn, ":*")],
                    ),
                    Statement(
                        sid="FindLogGroup",
                        actions=["logs:DescribeLogGroups"],
                        resources=["*"],
                        reason="Amplify looks its group up in the list of all of them",
                    ),
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _domain(self, domain: AmplifyDomain, branch: aws.amplify.Branch) -> pulumi.Output[str]:
        association = aws.amplify.DomainAssociation(
            f"{self._name}-domain",
            app_id=self.id,
            domain_name=domain.domain_name,
            sub_domains=[
                aws.amplify.DomainAssociationSubDomainArgs(branch_name=branch.branch_name, prefix="")
            ],
            # ours, validated already: for Amplify's own, the wait below would be for records of somebody's
            certificate_settings=aws.amplify.DomainAssociationCertificateSettingsArgs(
                type="CUSTOM", custom_certificate_arn=domain.certificate_arn
            ),
            wait_for_verification=True,  # before it, Amplify knows no host for the record
            opts=pulumi.ResourceOptions(parent=self),
        )
        return association.sub_domains.apply(lambda each: host_of(each[0].dns_record))


def host_of(record: str | None) -> str:
    """The host that a record of Amplify's form (`prefix CNAME host`) leads to.

    Raises:
        ValueError: there is none, and a record of ours would lead nowhere.
    """
    _, found, host = (record or "").partition("CNAME ")
    if not found or not host.strip() or host.strip() == PENDING:
        raise ValueError(f"Amplify gave no host for the domain yet: {record!r}; update once more")
    return host.strip()
