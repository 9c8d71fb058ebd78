"""An Application Load Balancer: TLS for viewers, and a rule per service behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.blocks.load_balancer_target import LoadBalancerTarget, LoadBalancerTargetArgs
from components.blocks.security_group import ANYWHERE, HTTPS, SecurityGroup, SecurityGroupArgs
from components.environments import Environment
from components.guards import refuse
from components.guards.load_balancers import elb_name_problems, exposure_problems, priority_problems
from components.monitoring import Alarm, Metric, Widget

HTTP = 80
# AWS's recommendation for HTTPS listeners (TLS 1.3 and 1.2, post-quantum key exchange); the API's own default
# still accepts TLS 1.0 (ELB User Guide, "Security policies for your Application Load Balancer").
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
# VPC User Guide, "AWS-managed prefix lists": the addresses from which CloudFront calls origins.
CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"

Viewers = Literal["anyone", "cloudfront"]


@dataclass(frozen=True, kw_only=True)
class AccessLogs:
    """Where access logs go.

    Attributes:
        bucket: Name of a bucket with SSE-S3 (ELB can't use a KMS key).
        prefix: Folder.
        after: The bucket's policy: ELB tests its right to write before it accepts the setting.
    """

    bucket: pulumi.Input[str]
    prefix: str
    after: Sequence[pulumi.Resource]


@dataclass(frozen=True, kw_only=True)
class OriginHeader:
    """A header that only our CloudFront distribution sends; requests without it get the fixed 404.

    Attributes:
        name: Header name.
        value: Its secret value.
    """

    name: str
    value: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """Settings of a load balancer.

    Attributes:
        environment: Where it runs; gives deletion protection.
        vpc_id: The network.
        subnet_ids: Public subnets, or private ones where it is internal.
        name: Physical name (32 characters; ELB's limit), or None to have one generated.
        internal: Whether it has private addresses only.
        certificate_arn: Certificate in the same region; without one the listener speaks plain HTTP, which is
            for an internal load balancer behind CloudFront's VPC origin alone (X-21).
        viewers: Who may connect: `anyone`, or `cloudfront` (its managed prefix list, on one port, because the
            list weighs 55 of a security group's 60 rules).
        access_logs: Where access logs go.
        origin_header: Header that every rule demands.
        security_group_prefix: How its security group's name begins (TC-5).
    """

    environment: Environment
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    name: str | None = None
    internal: bool = False
    certificate_arn: pulumi.Input[str] | None = None
    viewers: Viewers = "anyone"
    access_logs: AccessLogs | None = None
    origin_header: OriginHeader | None = None
    security_group_prefix: str | None = None

    def __post_init__(self) -> None:
        """Refuse names ELB refuses, and plain HTTP towards viewers."""
        refuse(
            "LoadBalancer",
            [
                *elb_name_problems(self.name, kind="load-balancer"),
                *exposure_problems(
                    internal=self.internal,
                    certificate=self.certificate_arn is not None,
                    cloudfront_only=self.viewers == "cloudfront",
                ),
            ],
        )


class LoadBalancer(pulumi.ComponentResource):
    """A load balancer that answers 404 until a service is put behind it with `add_target`.

    Attributes:
        arn: ARN (a web ACL is associated with it).
        arn_suffix: The value of the `LoadBalancer` dimension.
        dns_name: Its DNS name.
        zone_id: Hosted zone of that name, for alias records.
        listener: The listener that has the rules; a service must come after it.
        port: The listener's port: 443, or 80 without a certificate.
        security_group: Its security group.
    """

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:LoadBalancer", name, None, opts)
        self._name = name
        self._args = args
        self._priorities: dict[str, int] = {}
        self.port = HTTPS if args.certificate_arn is not None else HTTP

        self.security_group = self._security_group()
        balancer = self._load_balancer()
        self.arn: pulumi.Output[str] = balancer.arn
        self.arn_suffix: pulumi.Output[str] = balancer.arn_suffix
        self.dns_name: pulumi.Output[str] = balancer.dns_name
        self.zone_id: pulumi.Output[str] = balancer.zone_id
        self.listener = self._listener()
        if self.redirects:
            self._redirect()
        self.register_outputs({"arn": self.arn, "dns_name": self.dns_name})

    @property
    def redirects(self) -> bool:
        """Whether plain HTTP is sent to HTTPS; a load balancer for CloudFront alone has one port only."""
        return self.port == HTTPS and self._args.viewers == "anyone"

    def _security_group(self) -> SecurityGroup:
        group = SecurityGroup(
            f"{self._name}-access",
            SecurityGroupArgs(
                vpc_id=self._args.vpc_id,
                description="Load balancer",
                name_prefix=self._args.security_group_prefix,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        if self._args.viewers == "cloudfront":
            # A look-up, because the list's id is another one in each region and is in no resource's outputs.
            prefix_list = aws.ec2.get_managed_prefix_list_output(
                name=CLOUDFRONT_PREFIX_LIST, opts=pulumi.InvokeOutputOptions(parent=self)
            )
            group.allow_from(
                "cloudfront", port=self.port, prefix_list_id=prefix_list.id, description="CloudFront only"
            )
        else:
            group.allow_from("viewers", port=HTTPS, cidr=ANYWHERE, description="HTTPS from viewers")
            group.allow_from("redirected", port=HTTP, cidr=ANYWHERE, description="HTTP, redirected to HTTPS")
        return group

    def _load_balancer(self) -> aws.lb.LoadBalancer:
        logs = self._args.access_logs
        return aws.lb.LoadBalancer(
            f"{self._name}-alb",
            name=self._args.name,
            load_balancer_type="application",
            internal=self._args.internal,
            subnets=self._args.subnet_ids,
            security_groups=[self.security_group.id],
            drop_invalid_header_fields=True,
            enable_deletion_protection=self._args.environment.protect,
            access_logs=aws.lb.LoadBalancerAccessLogsArgs(
                bucket=logs.bucket, prefix=logs.prefix, enabled=True
            )
            if logs
            else None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(logs.after) if logs else None),
        )

    def _listener(self) -> aws.lb.Listener:
        secure = self._args.certificate_arn is not None
        return aws.lb.Listener(
            f"{self._name}-{'https' if secure else 'http'}",
            load_balancer_arn=self.arn,
            port=self.port,
            protocol="HTTPS" if secure else "HTTP",
            certificate_arn=self._args.certificate_arn,
            ssl_policy=TLS_POLICY if secure else None,
            default_actions=[
                aws.lb.ListenerDefaultActionArgs(
                    type="fixed-response",
                    fixed_response=aws.lb.ListenerDefaultActionFixedResponseArgs(
                        content_type="text/plain", message_body="Not found", status_code="404"
                    ),
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _redirect(self) -> None:
        aws.lb.Listener(
            f"{self._name}-redirect",
            load_balancer_arn=self.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=[
                aws.lb.ListenerDefaultActionArgs(
                    type="redirect",
                    redirect=aws.lb.ListenerDefaultActionRedirectArgs(
                        port=str(HTTPS), protocol="HTTPS", status_code="HTTP_301"
                    ),
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def add_target(self, service: str, args: LoadBalancerTargetArgs) -> LoadBalancerTarget:
        """Put a service behind a rule of the listener.

        Args:
            service: Short name, unique on this load balancer; part of logical names.
            args: Where requests for it come from, and how it is checked.

        Raises:
            ValueError: another service has the same priority.
        """
        self._priorities[service] = args.priority
        refuse(f"LoadBalancer {self._name}", priority_problems(self._priorities))
        header = self._args.origin_header
        return LoadBalancerTarget(
            f"{self._name}-{service}",
            args,
            vpc_id=self._args.vpc_id,
            listener=self.listener,
            balancer_suffix=self.arn_suffix,
            balancer_group=self.security_group,
            header=(header.name, header.value) if header else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def alarms(self, *, errors_5xx_above: float = 0, errors_4xx_above: float | None = None) -> list[Alarm]:
        """Alarms on what the load balancer itself answers.

        Args:
            errors_5xx_above: Five-minute sum of its own 5XX (no healthy target, time-outs).
            errors_4xx_above: Five-minute sum of its own 4XX; None for no such alarm.
        """
        alarms = [
            Alarm(
                key=f"{self._name}-5xx",
                title="LoadBalancer5XX",
                description="The load balancer has no healthy target or times out",
                metric=self._metric("HTTPCode_ELB_5XX_Count"),
                threshold=errors_5xx_above,
            )
        ]
        if errors_4xx_above is not None:
            alarms.append(
                Alarm(
                    key=f"{self._name}-4xx",
                    title="LoadBalancer4XX",
                    description="The load balancer refuses many requests: no rule matches, or malformed",
                    metric=self._metric("HTTPCode_ELB_4XX_Count"),
                    threshold=errors_4xx_above,
                )
            )
        return alarms

    def widgets(self) -> list[Widget]:
        """Requests, and what the load balancer answered itself."""
        return [
            Widget(
                title=f"Load balancer {self._name}",
                metrics=[
                    self._metric("RequestCount"),
                    self._metric("HTTPCode_ELB_4XX_Count"),
                    self._metric("HTTPCode_ELB_5XX_Count"),
                ],
            )
        ]

    def _metric(self, metric: str) -> Metric:
        return Metric(
            namespace="AWS/ApplicationELB",
            name=metric,
            dimensions={"LoadBalancer": self.arn_suffix},
            statistic="Sum",
        )
