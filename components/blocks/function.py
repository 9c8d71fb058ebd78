"""A Lambda function: role, logs, code, alias; what calls it is added by its methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.blocks.function_alias import alias_of
from components.blocks.function_args import FailureQueue, FunctionArgs
from components.blocks.function_code import Image, Placeholder, archive_of
from components.blocks.function_events import QueueMapping, StreamMapping, StreamSource
from components.blocks.function_events import consume as consume_queue
from components.blocks.function_events import consume_stream as read_stream
from components.blocks.function_monitoring import function_alarms, function_widgets
from components.blocks.function_rights import function_statements
from components.blocks.function_schedule import schedule
from components.blocks.queue_access import Consumable
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.blocks.workload_role import WorkloadRole, workload_role
from components.guards.functions import api_timeout_warnings
from components.iam import Statement
from components.monitoring import Alarm, Widget
from components.naming import camel
from components.runtimes import runtime_warnings

API_GATEWAY = "apigateway.amazonaws.com"


class Function(pulumi.ComponentResource):
    """A function whose log group exists first, with a role of its own that may do what its links say.

    Attributes:
        label: The logical name.
        name: Physical name.
        arn: ARN of the function, without version.
        qualified_arn: ARN that callers use: the alias's, or the function's where there is none.
        invoke_arn: The same as API Gateway writes it.
        alias: The alias, where there is one.
        alias_follows: Whether an update moves it.
        version: The published version ($LATEST where none is published).
        role_arn: ARN of its role.
        role_name: Name of its role.
        log_group_name: Its log group.
        security_group: Its security group, where it runs in a network.
        is_placeholder: Whether its code is the placeholder; its mappings are disabled then.
        timeout_seconds: As given.
        warnings: What an operator should know; grows with what calls the function.
    """

    def __init__(self, name: str, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Function", name, None, opts)
        self.label = name
        self.timeout_seconds = args.timeout_seconds
        self.alias_follows = args.alias_follows
        self.is_placeholder = isinstance(args.code, Placeholder)
        self.warnings: list[str] = []
        self._warn(_warnings(args))
        self._args = args
        self._max_age_seconds: int | None = None

        logs = self._log_group()
        role = self._role(logs)
        self.security_group = self._security_group()
        function = self._function(logs, role)
        self.alias = alias_of(name, function, args, parent=self)

        self.name: pulumi.Output[str] = function.name
        self.arn: pulumi.Output[str] = function.arn
        self.version: pulumi.Output[str] = function.version
        self.qualified_arn: pulumi.Output[str] = self.alias.arn if self.alias else function.arn
        self.invoke_arn: pulumi.Output[str] = self.alias.invoke_arn if self.alias else function.invoke_arn
        self.role_arn: pulumi.Output[str] = role.role.arn
        self.role_name: pulumi.Output[str] = role.role.name
        self.log_group_name: pulumi.Output[str] = logs.name
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        args = self._args
        default = f"/aws/lambda/{args.name}" if args.name else None
        days = args.log_retention_days
        return aws.cloudwatch.LogGroup(
            f"{self.label}-logs",
            name=args.log_group_name or default,
            retention_in_days=args.environment.log_retention_days if days is None else days,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _role(self, logs: aws.cloudwatch.LogGroup) -> WorkloadRole:
        return workload_role(
            f"{self.label}-role",
            service="lambda.amazonaws.com",
            statements=function_statements(self._args, logs.arn),
            parent=self,
            name=self._args.role_name,
            policy_name=self._args.policy_name,
        )

    def _security_group(self) -> SecurityGroup | None:
        placement = self._args.placement
        if placement is None:
            return None
        group = SecurityGroup(
            f"{self.label}-access",
            SecurityGroupArgs(vpc_id=placement.vpc_id, description=f"Function {self.label}"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        group.open_placement(placement)
        for flow in self._args.link.flows:
            group.open(flow)
        return group

    def _function(self, logs: aws.cloudwatch.LogGroup, role: WorkloadRole) -> aws.lambda_.Function:
        args = self._args
        image = args.code if isinstance(args.code, Image) else None
        code = (
            archive_of(args.code, runtime=args.runtime, handler=args.handler)
            if not isinstance(args.code, Image) and args.runtime is not None and args.handler is not None
            else None
        )
        variables = args.all_variables
        return aws.lambda_.Function(
            f"{self.label}-function",
            name=args.name,
            description=args.description,
            role=role.role.arn,
            package_type="Image" if image else "Zip",
            image_uri=image.uri if image else None,
            image_config=aws.lambda_.FunctionImageConfigArgs(commands=list(image.command))
            if image and image.command
            else None,
            code=code,
            runtime=args.runtime,
            handler=args.handler,
            architectures=[args.architecture],
            timeout=args.timeout_seconds,
            memory_size=args.memory_mb,
            ephemeral_storage=aws.lambda_.FunctionEphemeralStorageArgs(size=args.ephemeral_mb),
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=variables) if variables else None,
            layers=list(args.layers) or None,
            tracing_config=aws.lambda_.FunctionTracingConfigArgs(
                mode="Active" if args.tracing else "PassThrough"
            ),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=logs.name),
            vpc_config=aws.lambda_.FunctionVpcConfigArgs(
                subnet_ids=args.placement.subnet_ids, security_group_ids=[self.security_group.id]
            )
            if args.placement and self.security_group
            else None,
            dead_letter_config=aws.lambda_.FunctionDeadLetterConfigArgs(target_arn=args.dead_letters.arn)
            if args.dead_letters
            else None,
            reserved_concurrent_executions=args.reserved_concurrency,
            publish=args.alias is not None,
            snap_start=aws.lambda_.FunctionSnapStartArgs(apply_on="PublishedVersions")
            if args.snap_start
            else None,
            tenancy_config=aws.lambda_.FunctionTenancyConfigArgs(tenant_isolation_mode="PER_TENANT")
            if args.tenant_isolation
            else None,
            opts=pulumi.ResourceOptions(
                parent=self,
                # Lambda tries the role while it creates the function (network interfaces, dead letters)
                depends_on=[
                    *role.ready,
                    *([self.security_group] if self.security_group else []),
                    *(args.placement.ready if args.placement else ()),
                ],
            ),
        )

    # -- what calls it

    def consumes(
        self, queue: Consumable, mapping: QueueMapping | None = None
    ) -> aws.lambda_.EventSourceMapping:
        """Process a queue's messages: the right to receive, the mapping, the check of its visibility.

        Raises:
            ValueError: the queue shows a message again while it may still be processed.
        """
        return consume_queue(self, queue, mapping or QueueMapping())

    def consumes_stream(
        self, table: StreamSource, failures: FailureQueue, mapping: StreamMapping | None = None
    ) -> aws.lambda_.EventSourceMapping:
        """Process a table's changes: the rights, and a mapping that gives up on a record in the end.

        Args:
            table: A table with a stream.
            failures: Gets what failed every attempt (where it is, not the records themselves).
            mapping: How the stream is read.
        """
        settings = mapping or StreamMapping()
        self._max_age_seconds = max(self._max_age_seconds or 0, settings.max_age_seconds)
        return read_stream(self, table, failures, settings)

    def runs_on_schedule(
        self,
        label: str,
        expression: str,
        *,
        name: str | None = None,
        event: Mapping[str, object] | None = None,
    ) -> aws.scheduler.Schedule:
        """Call the function by the clock, in UTC.

        Args:
            label: Short name; part of logical names.
            expression: `rate(1 day)`, `cron(...)` or `at(...)`.
            name: Physical name of the schedule, or None to have one generated.
            event: What it is called with.
        """
        return schedule(self, label, expression, name=name, event=event or {})

    def allow_invoke(
        self,
        caller: str,
        *,
        principal: str,
        source_arn: pulumi.Input[str],
        statement_id: str | None = None,
        source_account: pulumi.Input[str] | None = None,
    ) -> aws.lambda_.Permission:
        """Let an AWS service call the function for one resource.

        Args:
            caller: Short name; part of the logical name.
            principal: Service principal.
            source_arn: The resource that the service calls for.
            statement_id: Name of the statement in the function's policy, or None to have one generated.
            source_account: Where the ARN doesn't name the account (a bucket's).
        """
        if principal == API_GATEWAY:
            self._warn(api_timeout_warnings(self.timeout_seconds))
        return aws.lambda_.Permission(
            f"{self.label}-from-{caller}",
            action="lambda:InvokeFunction",
            function=self.name,
            qualifier=self.alias.name if self.alias else None,
            principal=principal,
            source_arn=source_arn,
            source_account=source_account,
            statement_id=statement_id,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _warn(self, warnings: Iterable[str]) -> None:
        for warning in warnings:
            if warning not in self.warnings:
                self.warnings.append(warning)
                pulumi.log.warn(warning, self)

    def allow_call(self) -> Sequence[Statement]:
        """`lambda:InvokeFunction` on the alias, or on the function where there is none."""
        return [
            Statement(
                sid=f"Call{camel(self.label)}",
                actions=["lambda:InvokeFunction"],
                resources=[self.qualified_arn],
            )
        ]

    # -- what to watch

    def alarms(
        self,
        *,
        title: str | None = None,
        errors_above: float = 0,
        throttles_above: float = 0,
        error_percent: float | None = None,
    ) -> list[Alarm]:
        """Alarms on errors, throttles, duration (80 % of the time-out) and, for a stream, its backlog.

        Args:
            title: How the alarms' titles begin; the CamelCase label by default.
            errors_above: Five-minute sum of failed calls.
            throttles_above: Five-minute sum of refused calls.
            error_percent: Share of the calls that fail in five minutes, instead of their number (TR-14).
        """
        return function_alarms(
            self.label,
            self.name,
            title=title or camel(self.label),
            timeout_seconds=self.timeout_seconds,
            errors_above=errors_above,
            throttles_above=throttles_above,
            max_age_seconds=self._max_age_seconds,
            error_percent=error_percent,
        )

    def widgets(self, title: str | None = None) -> list[Widget]:
        """Calls, errors, duration and concurrency; a stream's backlog.

        Args:
            title: Title of the first widget, where a guide has one.
        """
        return function_widgets(
            self.name, title=title or f"Function {self.label}", stream=self._max_age_seconds is not None
        )


def _warnings(args: FunctionArgs) -> list[str]:
    if args.runtime is None or args.environment.today is None:
        return []
    return list(runtime_warnings(args.runtime, today=args.environment.today))
