"""A Fargate service: task, roles, logs, security group, deployment, scaling."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.blocks.fargate_args import FargateServiceArgs
from components.blocks.fargate_rollout import infrastructure_role, rollout_of
from components.blocks.fargate_scaling import scale
from components.blocks.fargate_task import execution_statements, task_definition, task_statements
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.blocks.workload_role import WorkloadRole, workload_role
from components.links import Flow, Link, merged
from components.monitoring import Alarm, Metric, Widget

TASKS_SERVICE = "ecs-tasks.amazonaws.com"
# TC-32: the guide's alarm on CPU, 80 % in two periods; the same share for memory.
HIGH_PERCENT = 80
HIGH_PERIODS = 2


class FargateService(pulumi.ComponentResource):
    """A service whose deployments roll back by themselves; without an image tag it stands at 0 tasks.

    Attributes:
        name: Physical name.
        cluster_name: Physical name of its cluster.
        arn: ARN of the service.
        task_role_arn: Role of the application.
        task_role_name: Its name.
        log_group_name: Its log group.
        task_definition_arn: ARN of the current revision.
        security_group: The tasks' security group.
        runs: Whether there is an image to run.
    """

    def __init__(
        self, name: str, args: FargateServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:FargateService", name, None, opts)
        self._name = name
        self._args = args
        self.runs = args.image_tag is not None
        link = merged([Link(environment=args.variables), *args.uses])

        self.security_group, opened = self._security_group(link)
        logs = self._log_group()
        execution = self._role("execution", args.execution_role_name, None, link, logs)
        task = self._role("task", args.task_role_name, args.task_policy_name, link, logs)
        definition = task_definition(
            name,
            args,
            link,
            log_group_name=logs.name,
            execution_role_arn=execution.role.arn,
            task_role_arn=task.role.arn,
            parent=self,
        )
        service = self._service(definition, [*execution.ready, *task.ready, self.security_group, *opened])
        if self.runs:
            scale(
                name,
                args.scaling,
                args.task_count,
                cluster=args.cluster,
                service_name=service.name,
                target=args.target,
                parent=self,
            )

        self.name: pulumi.Output[str] = service.name
        self.cluster_name: pulumi.Output[str] = args.cluster.name
        self.arn: pulumi.Output[str] = service.id
        self.task_role_arn: pulumi.Output[str] = task.role.arn
        self.task_role_name: pulumi.Output[str] = task.role.name
        self.log_group_name: pulumi.Output[str] = logs.name
        self.task_definition_arn: pulumi.Output[str] = definition.arn
        self.register_outputs({"name": self.name, "log_group_name": self.log_group_name})

    def _security_group(self, link: Link) -> tuple[SecurityGroup, Sequence[pulumi.Resource]]:
        placement = self._args.placement
        group = SecurityGroup(
            f"{self._name}-access",
            SecurityGroupArgs(
                vpc_id=placement.vpc_id,
                description=f"Tasks of {self._name}",
                name_prefix=self._args.security_group_prefix,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        group.open_placement(placement)
        for flow in link.flows:
            group.open(flow)
        target = self._args.target
        return group, target.open_to(self._name, group.id) if target else ()

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        days = self._args.log_retention_days
        return aws.cloudwatch.LogGroup(
            f"{self._name}-logs",
            name=self._args.log_group_name,
            retention_in_days=self._args.environment.log_retention_days if days is None else days,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _role(
        self,
        kind: str,
        name: str | None,
        policy_name: str | None,
        link: Link,
        logs: aws.cloudwatch.LogGroup,
    ) -> WorkloadRole:
        statements = (
            execution_statements(self._args, link, logs.arn)
            if kind == "execution"
            else task_statements(self._args, link)
        )
        return workload_role(
            f"{self._name}-{kind}-role",
            service=TASKS_SERVICE,
            statements=statements,
            parent=self,
            name=name,
            policy_name=policy_name,
        )

    def _service(self, definition: aws.ecs.TaskDefinition, after: list[pulumi.Resource]) -> aws.ecs.Service:
        args = self._args
        target = args.target
        shifts = args.rollout.strategy != "rolling"
        infrastructure = infrastructure_role(self._name, target, parent=self) if target and shifts else None
        return aws.ecs.Service(
            f"{self._name}-service",
            name=args.name,
            cluster=args.cluster.arn,
            task_definition=definition.arn,
            desired_count=args.task_count.desired if self.runs else 0,
            launch_type=None if args.spot else "FARGATE",
            capacity_provider_strategies=_capacity(args) if args.spot else None,
            network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
                subnets=args.placement.subnet_ids,
                security_groups=[self.security_group.id],
                assign_public_ip=args.placement.public_address,
            ),
            load_balancers=[
                aws.ecs.ServiceLoadBalancerArgs(
                    target_group_arn=target.arn,
                    container_name=args.container_name,
                    container_port=target.port,
                    advanced_configuration=aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
                        alternate_target_group_arn=target.alternate_arn,
                        production_listener_rule=target.rule.arn,
                        role_arn=infrastructure.role.arn,
                    )
                    if infrastructure and target.alternate_arn is not None
                    else None,
                )
            ]
            if target
            else None,
            health_check_grace_period_seconds=args.health_grace_seconds if target else None,
            deployment_circuit_breaker=aws.ecs.ServiceDeploymentCircuitBreakerArgs(
                enable=True, rollback=True
            ),
            deployment_configuration=rollout_of(args.rollout),
            alarms=aws.ecs.ServiceAlarmsArgs(
                alarm_names=list(args.rollout.alarms), enable=True, rollback=True
            )
            if args.rollout.alarms
            else None,
            enable_execute_command=args.exec,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # an update that comes back before the tasks are well would call a failed deployment a success
            wait_for_steady_state=self.runs,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[
                    *after,
                    *args.placement.ready,
                    *(infrastructure.ready if infrastructure else []),
                    # ECS refuses a target group that no listener leads to
                    *([target.rule] if target else []),
                    *([args.cluster.capacity] if args.spot else []),
                ],
                # the scaling target's business, from the first task on
                ignore_changes=["desiredCount"],
            ),
        )

    def flow(self, name: str, port: int) -> Flow:
        """A port of the tasks that another workload must reach."""
        return Flow(name=name, security_group_id=self.security_group.id, port=port)

    def alarms(self, *, title: str, cpu_title: str | None = None) -> list[Alarm]:
        """Alarms on CPU and memory (TC-32's figures).

        Args:
            title: How the alarms' titles begin.
            cpu_title: The whole title of the CPU alarm, where a guide has one.
        """
        return [
            self._high(f"{self._name}-cpu", cpu_title or f"{title}HighCpu", "CPUUtilization", "CPU"),
            self._high(f"{self._name}-memory", f"{title}HighMemory", "MemoryUtilization", "memory"),
        ]

    def _high(self, key: str, title: str, metric: str, what: str) -> Alarm:
        return Alarm(
            key=key,
            title=title,
            description=f"The service uses most of its {what}: at its largest count, or scaled too late",
            metric=self._metric(metric, "Average"),
            threshold=HIGH_PERCENT,
            evaluation_periods=HIGH_PERIODS,
        )

    def widgets(self, title: str | None = None) -> list[Widget]:
        """CPU and memory; how many tasks run.

        Args:
            title: Title of the first widget, where a guide has one.
        """
        return [
            Widget(
                title=title or f"Service {self._name}",
                metrics=[
                    self._metric("CPUUtilization", "Average"),
                    self._metric("MemoryUtilization", "Average"),
                ],
            ),
            Widget(
                title=f"Service {self._name}: tasks",
                metrics=[
                    self._metric(metric, "Average", namespace="ECS/ContainerInsights")
                    for metric in ("RunningTaskCount", "DesiredTaskCount", "PendingTaskCount")
                ],
            ),
        ]

    def _metric(self, metric: str, statistic: str, namespace: str = "AWS/ECS") -> Metric:
        return Metric(
            namespace=namespace,
            name=metric,
            dimensions={"ClusterName": self.cluster_name, "ServiceName": self.name},
            statistic=statistic,
        )


def _capacity(args: FargateServiceArgs) -> list[aws.ecs.ServiceCapacityProviderStrategyArgs]:
    """The minimum on Fargate, which AWS doesn't take back; what scaling adds on Spot."""
    return [
        aws.ecs.ServiceCapacityProviderStrategyArgs(
            capacity_provider="FARGATE", base=max(1, args.task_count.minimum), weight=0
        ),
        aws.ecs.ServiceCapacityProviderStrategyArgs(capacity_provider="FARGATE_SPOT", weight=1),
    ]
