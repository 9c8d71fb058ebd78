"""An AppSync GraphQL API for the users of a Cognito pool and, signed with IAM, for back ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import ApiDomain
from components.blocks.dns import CLOUDFRONT_ZONE_ID, AliasRecords, AliasRecordsArgs
from components.blocks.function_rights import LOG_ACTIONS
from components.blocks.graphql_monitoring import graphql_alarms, graphql_widgets
from components.blocks.graphql_schema import schema_hook
from components.blocks.graphql_source import SERVICE, CallableFunction, Source, function_source, table_source
from components.blocks.table import Table
from components.environments import Environment
from components.guards import refuse
from components.guards.dns import domain_problems
from components.guards.graphql import (
    limit_problems,
    resolver_code_problems,
    resolver_problems,
    schema_problems,
)
from components.iam import Statement, policy_document, service_trust
from components.monitoring import Alarm, Widget

RUNTIME = ("APPSYNC_JS", "1.0.0")  # the only version there is (AppSync API reference, AppSyncRuntime)

# TR-15: a query of the default schema is two levels deep and has one resolver; these leave room for schemas
# of one's own, and none for a query that asks for friends of friends of friends.
DEPTH_LIMIT = 8
RESOLVER_LIMIT = 50


@dataclass(frozen=True, kw_only=True)
class GraphqlApiArgs:
    """Settings of a GraphQL API.

    Attributes:
        environment: Where it runs; how long its log is kept.
        schema: The schema's text.
        user_pool_id: The pool whose users may call it; the first mode of authorization.
        name: Physical name, or None to have one generated.
        iam: Whether callers may also sign with IAM; they reach only what the schema marks `@aws_iam`.
        domain: A domain of its own, or None for AppSync's URL. Its certificate must be in us-east-1.
        introspection: Whether callers may ask for the schema; not in production by default (TR-15).
        query_depth_limit: Levels of a query (1 to 75).
        resolver_count_limit: Resolvers that one request may run (1 to 10,000).
        tracing: Whether X-Ray traces requests.
        allow_breaking_changes: Whether an update may break clients of what is deployed.
        allow_key: Config key of the former; named where such an update is refused.
    """

    environment: Environment
    schema: str
    user_pool_id: pulumi.Input[str]
    name: str | None = None
    iam: bool = True
    domain: ApiDomain | None = None
    introspection: bool | None = None
    query_depth_limit: int = DEPTH_LIMIT
    resolver_count_limit: int = RESOLVER_LIMIT
    tracing: bool = True
    allow_breaking_changes: bool = False
    allow_key: str = "allow_breaking_changes"

    def __post_init__(self) -> None:
        """Refuse what AppSync refuses."""
        refuse("GraphqlApi", schema_problems(self.schema))
        refuse("GraphqlApi", limit_problems(self.query_depth_limit, self.resolver_count_limit))
        if self.domain is not None:
            refuse("GraphqlApi", domain_problems(self.domain.domain_name, field="domain.domain_name"))

    @property
    def shows_schema(self) -> bool:
        """Whether introspection is on."""
        return self.environment.name != "prod" if self.introspection is None else self.introspection


class GraphqlApi(pulumi.ComponentResource):
    """A GraphQL API. First the API, then its sources, then `resolve` for each field, then `complete`, once.

    Attributes:
        id: Its id.
        arn: Its ARN; what a firewall is attached to.
        name: Physical name.
        url: Where queries and mutations go: the domain's where it has one, else AppSync's.
        realtime_url: Where subscriptions connect to.
        log_group_name: Its log group.
    """

    def __init__(self, name: str, args: GraphqlApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:GraphqlApi", name, None, opts)
        self._label = name
        self._args = args
        self._resolved: list[str] = []
        child = pulumi.ResourceOptions(parent=self)
        logger = aws.iam.Role(f"{name}-logs-role", assume_role_policy=service_trust(SERVICE), opts=child)
        api = self._api(logger)
        logs = self._logs(api, logger)
        self._domain(api)

        self.id: pulumi.Output[str] = api.id
        self.arn: pulumi.Output[str] = api.arn
        self.name: pulumi.Output[str] = api.name
        domain = args.domain
        self.url: pulumi.Output[str] = (
            api.uris["GRAPHQL"]
            if domain is None
            else pulumi.Output.from_input(f"https://{domain.domain_name}/graphql")
        )
        self.realtime_url: pulumi.Output[str] = (
            api.uris["REALTIME"]
            if domain is None
            else pulumi.Output.from_input(f"wss://{domain.domain_name}/graphql/realtime")
        )
        self.log_group_name: pulumi.Output[str] = logs.name
        self.register_outputs({"id": self.id, "url": self.url})

    def _api(self, logger: aws.iam.Role) -> aws.appsync.GraphQLApi:
        args = self._args
        guard = None if args.allow_breaking_changes else schema_hook(self._label, allow_key=args.allow_key)
        return aws.appsync.GraphQLApi(
            f"{self._label}-api",
            name=args.name,
            schema=args.schema,
            authentication_type="AMAZON_COGNITO_USER_POOLS",
            user_pool_config=aws.appsync.GraphQLApiUserPoolConfigArgs(
                user_pool_id=args.user_pool_id, default_action="ALLOW"
            ),
            additional_authentication_providers=[
                aws.appsync.GraphQLApiAdditionalAuthenticationProviderArgs(authentication_type="AWS_IAM")
            ]
            if args.iam
            else None,
            introspection_config="ENABLED" if args.shows_schema else "DISABLED",
            query_depth_limit=args.query_depth_limit,
            resolver_count_limit=args.resolver_count_limit,
            log_config=aws.appsync.GraphQLApiLogConfigArgs(
                cloudwatch_logs_role_arn=logger.arn,
                field_log_level="ERROR",
                # headers and contexts carry tokens and users' data
                exclude_verbose_content=True,
            ),
            xray_enabled=args.tracing,
            opts=pulumi.ResourceOptions(
                parent=self,
                hooks=pulumi.ResourceHookBinding(before_update=[guard]) if guard else None,
            ),
        )

    def _logs(self, api: aws.appsync.GraphQLApi, logger: aws.iam.Role) -> aws.cloudwatch.LogGroup:
        child = pulumi.ResourceOptions(parent=self)
        logs = aws.cloudwatch.LogGroup(
            f"{self._label}-logs",
            # AppSync's own choice; made here, it has a retention
            name=pulumi.Output.concat("/aws/appsync/apis/", api.id),
            retention_in_days=self._args.environment.log_retention_days,
            opts=child,
        )
        write = Statement(
            sid="WriteLogs", actions=LOG_ACTIONS, resources=[pulumi.Output.concat(logs.arn, ":*")]
        )
        aws.iam.RolePolicy(
            f"{self._label}-logs-role-policy", role=logger.name, policy=policy_document([write]), opts=child
        )
        return logs

    def _domain(self, api: aws.appsync.GraphQLApi) -> None:
        domain = self._args.domain
        if domain is None:
            return
        child = pulumi.ResourceOptions(parent=self)
        name = aws.appsync.DomainName(
            f"{self._label}-domain",
            domain_name=domain.domain_name,
            certificate_arn=domain.certificate_arn,
            opts=child,
        )
        aws.appsync.DomainNameApiAssociation(
            f"{self._label}-domain-api", api_id=api.id, domain_name=name.domain_name, opts=child
        )
        if domain.zone_id is not None:
            AliasRecords(
                f"{self._label}-records",
                AliasRecordsArgs(
                    zone_id=domain.zone_id,
                    domain_name=domain.domain_name,
                    target_name=name.appsync_domain_name,
                    target_zone_id=CLOUDFRONT_ZONE_ID,
                ),
                opts=child,
            )

    # -- what answers

    def reads_table(
        self, key: str, table: Table, *, actions: Sequence[str], indexes: Sequence[str] = ()
    ) -> Source:
        """A table as a data source.

        Args:
            key: Short name within the API; part of logical names.
            table: The table.
            actions: What resolvers may do with it, as `dynamodb:GetItem`.
            indexes: Names of the indexes that may be queried.
        """
        return table_source(
            self._label, key, table, api_id=self.id, actions=actions, indexes=indexes, parent=self
        )

    def calls(self, key: str, function: CallableFunction) -> Source:
        """A function as a data source.

        Args:
            key: Short name within the API; part of logical names.
            function: The function.
        """
        return function_source(self._label, key, function, api_id=self.id, parent=self)

    def resolve(self, target: str, source: Source, code: str) -> None:
        """Let a source answer a field.

        Args:
            target: `Type.field`.
            source: What is asked.
            code: The resolver's JavaScript, with `request` and `response`.

        Raises:
            ValueError: the code can't run in AppSync, or the field has a resolver.
        """
        refuse(f"GraphqlApi.resolve {target}", resolver_code_problems(code))
        if target in self._resolved:
            raise ValueError(f"GraphqlApi: {target} has a resolver already")
        self._resolved.append(target)
        kind, _, field = target.partition(".")
        aws.appsync.Resolver(
            f"{self._label}-{kind}-{field}".lower(),
            api_id=self.id,
            type=kind,
            field=field,
            data_source=source.name,
            kind="UNIT",
            code=code,
            runtime=aws.appsync.ResolverRuntimeArgs(name=RUNTIME[0], runtime_version=RUNTIME[1]),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def complete(self) -> None:
        """See that everything that the schema promises is answered.

        Raises:
            ValueError: a resolver is for no field, or a query or mutation has none.
        """
        refuse("GraphqlApi", resolver_problems(self._args.schema, self._resolved))

    # -- what to watch

    def alarms(self, *, server_errors_percent: float, latency_p95_ms: float) -> list[Alarm]:
        """Alarms on 5XX answers, as a share of all, and on the time that answers take."""
        return graphql_alarms(
            self._label, self.id, server_errors_percent=server_errors_percent, latency_p95_ms=latency_p95_ms
        )

    def widgets(self) -> list[Widget]:
        """Requests and errors, and the time that answers take."""
        return graphql_widgets(self._label, self.id)
