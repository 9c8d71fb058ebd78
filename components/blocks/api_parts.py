"""What the blocks of REST, HTTP and WebSocket APIs share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import pulumi
import pulumi_aws as aws

from components.blocks.dns import AliasRecords, AliasRecordsArgs
from components.guards.apis import DEFAULT_BURST, DEFAULT_RATE

PRINCIPAL = "apigateway.amazonaws.com"


class ApiFunction(Protocol):
    """A function that an API calls, as the `Function` block is one.

    Attributes:
        label: Logical name; part of logical names here.
        invoke_arn: The `apigateway` path form of its (alias's) ARN, which integrations take.

    """

    label: str
    invoke_arn: pulumi.Output[str]

    def allow_invoke(
        self, caller: str, *, principal: str, source_arn: pulumi.Input[str]
    ) -> aws.lambda_.Permission:
        """Let a service call it for one resource."""
        ...


@dataclass(frozen=True, kw_only=True)
class Throttling:
    """How much an API takes on: API Gateway wants both, and takes 0 for what is left out.

    Attributes:
        rate: Requests per second, steadily.
        burst: Requests at once.

    """

    rate: float
    burst: int


DEFAULT_THROTTLING = Throttling(rate=DEFAULT_RATE, burst=DEFAULT_BURST)


@dataclass(frozen=True, kw_only=True)
class ApiDomain:
    """A domain of an API's own.

    Attributes:
        domain_name: The domain.
        certificate_arn: A certificate for it, in the API's region.
        zone_id: The zone for its record; None where somebody else keeps the record.

    """

    domain_name: str
    certificate_arn: pulumi.Input[str]
    zone_id: pulumi.Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class DomainTarget:
    """Where the record of an API's domain leads.

    Attributes:
        name: API Gateway's own name for the domain.
        zone_id: The hosted zone of that name.

    """

    name: pulumi.Output[str]
    zone_id: pulumi.Output[str]

    def record(self, name: str, domain: ApiDomain, *, parent: pulumi.Resource) -> None:
        """Make the domain's record, where its zone is given."""
        if domain.zone_id is not None:
            AliasRecords(
                name,
                AliasRecordsArgs(
                    zone_id=domain.zone_id,
                    domain_name=domain.domain_name,
                    target_name=self.name,
                    target_zone_id=self.zone_id,
                ),
                opts=pulumi.ResourceOptions(parent=parent),
            )


@dataclass(frozen=True, kw_only=True)
class ErrorAlarm:
    """When errors are too many, and what the alarm is called.

    Attributes:
        title: CamelCase part of the alarm's name.
        statistic: `Sum` counts errors; `Average` is their share of the requests (0 to 1).
        above: The threshold.

    """

    title: str
    statistic: Literal["Sum", "Average"]
    above: float


def access_log_format(fields: Mapping[str, str]) -> str:
    """The access-log format, one JSON object a line, of field -> `$context` variable.

    What identifies a request is in it; headers, tokens and query strings never are (ST-44).
    """
    return json.dumps(dict(fields), separators=(",", ":"))


def access_log_group(
    name: str, *, log_group_name: str | None, retention_days: int, parent: pulumi.Resource
) -> aws.cloudwatch.LogGroup:
    """The log group that a stage's access log goes to.

    Args:
        name: The API's logical name.
        log_group_name: Physical name, or None to have one generated.
        retention_days: Days that the log is kept.
        parent: The API's component.
    """
    return aws.cloudwatch.LogGroup(
        f"{name}-access-log",
        name=log_group_name,
        retention_in_days=retention_days,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def integration_of(
    name: str,
    api_id: pulumi.Input[str],
    function: ApiFunction,
    *,
    parent: pulumi.Resource,
    payload_format: str | None = None,
) -> aws.apigatewayv2.Integration:
    """The integration by which an HTTP or WebSocket API calls a function.

    Args:
        name: The API's logical name.
        api_id: The API.
        function: What is called.
        parent: The API's component.
        payload_format: Version of the event's form; HTTP APIs need one, WebSocket APIs have only one.
    """
    return aws.apigatewayv2.Integration(
        f"{name}-{function.label}-integration",
        api_id=api_id,
        integration_type="AWS_PROXY",
        integration_method="POST",  # Lambda's Invoke is a POST, whatever the caller's method
        integration_uri=function.invoke_arn,
        payload_format_version=payload_format,
        opts=pulumi.ResourceOptions(parent=parent),
    )
