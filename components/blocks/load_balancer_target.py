"""A service behind a load balancer: its target group, the rule that leads to it, and what to watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.security_group import SecurityGroup
from components.blocks.target_monitoring import WatchedTarget
from components.guards import refuse
from components.guards.load_balancers import elb_name_problems, health_problems, rule_problems
from components.links import Flow
from components.monitoring import Alarm, Widget

EVERYTHING = ("/*",)


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """How a load balancer asks a target whether it is well; the figures are TC-18's.

    Attributes:
        path: Path of the request.
        matcher: Status codes that mean well.
        interval_seconds: Between two requests (5 to 300; CreateTargetGroup).
        timeout_seconds: For an answer (2 to 120, less than the interval).
        healthy: Good answers in a row before a target gets requests (2 to 10).
        unhealthy: Bad answers in a row before it gets none (2 to 10).
    """

    path: str = "/health"
    matcher: str = "200"
    interval_seconds: int = 30
    timeout_seconds: int = 5
    healthy: int = 2
    unhealthy: int = 2


@dataclass(frozen=True, kw_only=True)
class LoadBalancerTargetArgs:
    """Settings of a service behind a load balancer.

    Attributes:
        port: Port that the service listens on.
        priority: Place among the listener's rules (1 to 50,000), lowest first; each one once.
        paths: Path patterns; everything by default.
        hosts: Host patterns.
        name: Physical name of the target group (32 characters; ELB's limit), or None to have one generated.
        alternate_name: The same for the second target group, where there is one.
        health: Health check.
        alternate: Whether there is a second target group: ECS shifts requests between the two in a blue-green
            or canary deployment.
    """

    port: int
    priority: int
    paths: Sequence[str] = EVERYTHING
    hosts: Sequence[str] = ()
    name: str | None = None
    alternate_name: str | None = None
    health: HealthCheck = HealthCheck()
    alternate: bool = False

    def __post_init__(self) -> None:
        """Refuse names, checks and patterns ELB refuses."""
        refuse(
            "LoadBalancerTarget",
            [
                *elb_name_problems(self.name, kind="target-group"),
                *elb_name_problems(self.alternate_name, kind="target-group"),
                *health_problems(
                    interval_seconds=self.health.interval_seconds,
                    timeout_seconds=self.health.timeout_seconds,
                    healthy=self.health.healthy,
                    unhealthy=self.health.unhealthy,
                    path=self.health.path,
                ),
                *rule_problems(priority=self.priority, paths=self.paths, hosts=self.hosts),
            ],
        )


class LoadBalancerTarget(pulumi.ComponentResource):
    """Made by `LoadBalancer.add_target`.

    Attributes:
        arn: ARN of the target group.
        arn_suffix: The value of the `TargetGroup` dimension.
        balancer_suffix: The value of the `LoadBalancer` dimension.
        alternate_arn: ARN of the second target group, where there is one.
        rule: The listener rule; a service must come after it.
        port: As given.
    """

    def __init__(
        self,
        name: str,
        args: LoadBalancerTargetArgs,
        *,
        vpc_id: pulumi.Input[str],
        listener: aws.lb.Listener,
        balancer_suffix: pulumi.Output[str],
        balancer_group: SecurityGroup,
        header: tuple[str, pulumi.Input[str]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:LoadBalancerTarget", name, None, opts)
        if header:
            refuse(
                f"LoadBalancerTarget {name}",
                rule_problems(priority=args.priority, paths=args.paths, hosts=args.hosts, header_values=1),
            )
        self._name = name
        self._args = args
        self._vpc_id = vpc_id
        self._balancer_group = balancer_group
        self.port = args.port
        self.balancer_suffix = balancer_suffix

        main = self._target_group(f"{name}-targets", args.name)
        alternate = self._target_group(f"{name}-alternate", args.alternate_name) if args.alternate else None
        self.arn: pulumi.Output[str] = main.arn
        self.arn_suffix: pulumi.Output[str] = main.arn_suffix
        self.alternate_arn: pulumi.Output[str] | None = alternate.arn if alternate else None
        self._watched = WatchedTarget(
            label=name,
            balancer_suffix=balancer_suffix,
            group_suffixes=[main.arn_suffix, *([alternate.arn_suffix] if alternate else [])],
        )
        self.rule = self._rule(listener, header)
        self.register_outputs({"arn": self.arn})

    def _target_group(self, logical_name: str, name: str | None) -> aws.lb.TargetGroup:
        health = self._args.health
        return aws.lb.TargetGroup(
            logical_name,
            name=name,
            vpc_id=self._vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=self._args.port,
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                enabled=True,
                protocol="HTTP",
                path=health.path,
                matcher=health.matcher,
                interval=health.interval_seconds,
                timeout=health.timeout_seconds,
                healthy_threshold=health.healthy,
                unhealthy_threshold=health.unhealthy,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rule(
        self, listener: aws.lb.Listener, header: tuple[str, pulumi.Input[str]] | None
    ) -> aws.lb.ListenerRule:
        conditions: list[aws.lb.ListenerRuleConditionArgs] = []
        if self._args.paths:
            conditions.append(
                aws.lb.ListenerRuleConditionArgs(
                    path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(values=list(self._args.paths))
                )
            )
        if self._args.hosts:
            conditions.append(
                aws.lb.ListenerRuleConditionArgs(
                    host_header=aws.lb.ListenerRuleConditionHostHeaderArgs(values=list(self._args.hosts))
                )
            )
        if header:
            conditions.append(
                aws.lb.ListenerRuleConditionArgs(
                    http_header=aws.lb.ListenerRuleConditionHttpHeaderArgs(
                        http_header_name=header[0], values=[pulumi.Output.secret(header[1])]
                    )
                )
            )
        return aws.lb.ListenerRule(
            f"{self._name}-rule",
            listener_arn=listener.arn,
            priority=self._args.priority,
            conditions=conditions,
            actions=[self._forward()],
            opts=pulumi.ResourceOptions(
                parent=self,
                # ECS moves the weights while it shifts requests; where they stand is its business
                ignore_changes=["actions"] if self._args.alternate else None,
            ),
        )

    def _forward(self) -> aws.lb.ListenerRuleActionArgs:
        if self.alternate_arn is None:
            return aws.lb.ListenerRuleActionArgs(type="forward", target_group_arn=self.arn)
        groups = (
            (self.arn, 100),
            (self.alternate_arn, 0),
        )  # all requests to the first, until ECS shifts them
        return aws.lb.ListenerRuleActionArgs(
            type="forward",
            forward=aws.lb.ListenerRuleActionForwardArgs(
                target_groups=[
                    aws.lb.ListenerRuleActionForwardTargetGroupArgs(arn=arn, weight=weight)
                    for arn, weight in groups
                ]
            ),
        )

    def open_to(self, service: str, security_group_id: pulumi.Input[str]) -> Sequence[pulumi.Resource]:
        """Let the load balancer, and only it, reach a service's tasks on the target's port."""
        return self._balancer_group.open(
            Flow(name=service, security_group_id=security_group_id, port=self.port)
        )

    def alarms(
        self,
        *,
        title: str,
        errors_4xx_above: float | None = None,
        errors_4xx_title: str | None = None,
        errors_5xx_above: float = 0,
        response_seconds_above: float | None = None,
    ) -> list[Alarm]:
        """Alarms on what the service answers, and on targets that are not well.

        Args:
            title: How the alarms' titles begin.
            errors_4xx_above: Five-minute sum of 4XX; None for no such alarm.
            errors_4xx_title: Title of that alarm, where a guide has one (HR-44's `HighErrorRate`).
            errors_5xx_above: Five-minute sum of 5XX.
            response_seconds_above: 95th percentile of the response time; None for no such alarm.
        """
        return self._watched.alarms(
            title=title,
            errors_4xx_above=errors_4xx_above,
            errors_4xx_title=errors_4xx_title,
            errors_5xx_above=errors_5xx_above,
            response_seconds_above=response_seconds_above,
        )

    def widgets(self) -> list[Widget]:
        """Answers by class, response time and healthy targets."""
        return self._watched.widgets()
