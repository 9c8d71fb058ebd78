"""Data sources of a GraphQL API: a table or a function, each with a role of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi
import pulumi_aws as aws

from components.blocks.table import Table
from components.blocks.workload_role import workload_role
from components.iam import Statement

SERVICE = "appsync.amazonaws.com"


class CallableFunction(Protocol):
    """A function that resolvers call, as the `Function` block is one.

    Attributes:
        qualified_arn: ARN of the alias, or of the function where there is none.
    """

    qualified_arn: pulumi.Output[str]

    def allow_call(self) -> Sequence[Statement]:
        """The caller's rights."""
        ...


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where resolvers read and write.

    Attributes:
        name: Its name within the API.
    """

    name: pulumi.Output[str]


def source_name(key: str) -> str:
    """A data source's name: letters, digits and underscores (AppSync's grammar)."""
    return key.replace("-", "_")


def table_source(
    label: str,
    key: str,
    table: Table,
    *,
    api_id: pulumi.Input[str],
    actions: Sequence[str],
    indexes: Sequence[str],
    parent: pulumi.Resource,
) -> Source:
    """A table, with exactly these actions on it and, where one of them takes an index, on these indexes."""
    return _source(
        label,
        key,
        api_id=api_id,
        kind="AMAZON_DYNAMODB",
        statements=table.allow(*actions, indexes=indexes),
        dynamodb=aws.appsync.DataSourceDynamodbConfigArgs(table_name=table.name),
        parent=parent,
    )


def function_source(
    label: str, key: str, function: CallableFunction, *, api_id: pulumi.Input[str], parent: pulumi.Resource
) -> Source:
    """A function, called through its alias where it has one."""
    return _source(
        label,
        key,
        api_id=api_id,
        kind="AWS_LAMBDA",
        statements=function.allow_call(),
        function=aws.appsync.DataSourceLambdaConfigArgs(function_arn=function.qualified_arn),
        parent=parent,
    )


def _source(
    label: str,
    key: str,
    *,
    api_id: pulumi.Input[str],
    kind: str,
    statements: Sequence[Statement],
    parent: pulumi.Resource,
    dynamodb: aws.appsync.DataSourceDynamodbConfigArgs | None = None,
    function: aws.appsync.DataSourceLambdaConfigArgs | None = None,
) -> Source:
    role = workload_role(f"{label}-{key}-role", service=SERVICE, statements=statements, parent=parent)
    source = aws.appsync.DataSource(
        f"{label}-{key}",
        api_id=api_id,
        name=source_name(key),
        type=kind,
        service_role_arn=role.role.arn,
        dynamodb_config=dynamodb,
        lambda_config=function,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=role.ready),
    )
    return Source(name=source.name)
