"""Gradual rollouts of functions by CodeDeploy (TR-22).

An update publishes a version and leaves the alias where it is. A rollout (`python -m automation rollout`)
starts a deployment of the function's group, which shifts the alias step by step, and back if an alarm goes
off, the hook says no, or somebody stops it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.blocks.function import Function
from components.blocks.pre_traffic_hook import PreTrafficHook, PreTrafficHookArgs, health_request
from components.blocks.workload_role import WorkloadRole, workload_role
from components.environments import Environment
from components.guards import refuse
from components.guards.rollouts import DEFAULT_ROLLOUT, RolloutConfig, rollout_problems
from components.iam import Statement

SERVICE = "codedeploy.amazonaws.com"
ROLLBACK_ON = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")


@dataclass(frozen=True, kw_only=True)
class RolloutsArgs:
    """Settings of a platform's rollouts.

    Attributes:
        environment: Where it runs.
        region: The platform's region.
        application_name: Physical name of the CodeDeploy application, or None to have one generated.
        config: In which steps traffic shifts: one of CodeDeploy's own configurations.
    """

    environment: Environment
    region: str
    application_name: str | None = None
    config: RolloutConfig = DEFAULT_ROLLOUT


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A trial before any traffic shifts.

    Attributes:
        event: What the new version is called with; by default a GET of `/health`.
        name: Physical name of the hook's function, or None to have one generated.
        role_name: Physical name of its role, or None to have one generated.
    """

    event: Mapping[str, object] = field(default_factory=lambda: health_request("/health"))
    name: str | None = None
    role_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """How one function's versions take over.

    Attributes:
        output: What the rollout command needs to know; a platform exports it as `rollouts.<key>`.
        hook: The hook's function, where there is one.
        role_name: Name of the role that CodeDeploy acts with.
    """

    output: Mapping[str, pulumi.Input[object]]
    hook: Function | None
    role_name: pulumi.Output[str]


class Rollouts(pulumi.ComponentResource):
    """A CodeDeploy application; `of` gives it a deployment group for a function.

    Attributes:
        application_name: Its name.
    """

    def __init__(self, name: str, args: RolloutsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Rollouts", name, None, opts)
        self._label = name
        self._args = args
        self._application = aws.codedeploy.Application(
            f"{name}-application",
            name=args.application_name,
            compute_platform="Lambda",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.application_name: pulumi.Output[str] = self._application.name
        self.register_outputs({"application_name": self.application_name})

    def of(
        self,
        key: str,
        function: Function,
        *,
        alarms: Sequence[pulumi.Input[str]],
        group_name: str | None = None,
        role_name: str | None = None,
        hook: Hook | None = None,
    ) -> Rollout:
        """Roll a function's versions out.

        Args:
            key: Short name; what the rollout command knows the function by.
            function: With an alias that updates don't move.
            alarms: Names of the alarms that roll back, at most 10 (CodeDeploy).
            group_name: Physical name of the deployment group; `key` by default.
            role_name: Physical name of CodeDeploy's role, or None to have one generated.
            hook: A trial before traffic shifts; none by default.

        Raises:
            ValueError: the function has no alias of its own, or there are too many alarms, or none.
        """
        alias = function.alias
        refuse(
            f"Rollouts.of {key}",
            rollout_problems(
                alarms=len(alarms), has_alias=alias is not None, alias_follows=function.alias_follows
            ),
        )
        if alias is None:
            raise ValueError(f"Rollouts.of {key}: the function has no alias")
        group_name = group_name or key
        tried = self._hook(key, function, group_name, hook) if hook else None
        role = self._role(key, function, tried, role_name)
        aws.codedeploy.DeploymentGroup(
            f"{self._label}-{key}",
            app_name=self._application.name,
            deployment_group_name=group_name,
            deployment_config_name=f"CodeDeployDefault.{self._args.config}",
            service_role_arn=role.role.arn,
            deployment_style=aws.codedeploy.DeploymentGroupDeploymentStyleArgs(
                deployment_type="BLUE_GREEN", deployment_option="WITH_TRAFFIC_CONTROL"
            ),
            auto_rollback_configuration=aws.codedeploy.DeploymentGroupAutoRollbackConfigurationArgs(
                enabled=True, events=list(ROLLBACK_ON)
            ),
            alarm_configuration=aws.codedeploy.DeploymentGroupAlarmConfigurationArgs(
                enabled=True, alarms=list(alarms), ignore_poll_alarm_failure=False
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=role.ready),
        )
        return Rollout(
            output={
                "application": self.application_name,
                "deploymentGroup": group_name,
                "function": function.name,
                "alias": alias.name,
                "version": function.version,
                "hook": tried.name if tried else None,
                "region": self._args.region,
                "roleArn": role.role.arn,
            },
            hook=tried,
            role_name=role.role.name,
        )

    def _hook(self, key: str, function: Function, group_name: str, hook: Hook) -> Function:
        return PreTrafficHook(
            f"{self._label}-{key}-hook",
            PreTrafficHookArgs(
                environment=self._args.environment,
                target=function,
                deployment_group_arn=self._group_arn(group_name),
                event=hook.event,
                name=hook.name,
                role_name=hook.role_name,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        ).function

    def _group_arn(self, group_name: str) -> pulumi.Output[str]:
        """Before the group is there: its hook's role names it, and the group's role names the hook."""
        of_group = self._application.arn.apply(lambda arn: arn.replace(":application:", ":deploymentgroup:"))
        return pulumi.Output.concat(of_group, "/", group_name)

    def _role(
        self, key: str, function: Function, hook: Function | None, role_name: str | None
    ) -> WorkloadRole:
        """What AWSCodeDeployRoleForLambdaLimited allows on everything, on this function alone."""
        # DescribeAlarms is decided for all alarms at once, whichever are asked for
        all_alarms = function.arn.apply(
            lambda arn: arn.partition(":function:")[0].replace(":lambda:", ":cloudwatch:") + ":alarm:*"
        )
        statements = [
            Statement(
                sid="ShiftTraffic",
                actions=["lambda:GetAlias", "lambda:UpdateAlias"],
                resources=[function.arn],
            ),
            Statement(
                sid="SeeProvisionedConcurrency",
                actions=["lambda:GetProvisionedConcurrencyConfig"],
                resources=[pulumi.Output.concat(function.arn, ":*")],
            ),
            Statement(sid="WatchAlarms", actions=["cloudwatch:DescribeAlarms"], resources=[all_alarms]),
            *(hook.allow_call() if hook else []),
        ]
        return workload_role(
            f"{self._label}-{key}-role",
            service=SERVICE,
            statements=statements,
            parent=self,
            name=role_name,
        )
