"""A usage plan of a REST API, and the key that its callers send."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import Throttling


@dataclass(frozen=True, kw_only=True)
class UsagePlanArgs:
    """Settings of a usage plan.

    Attributes:
        api_id: The API.
        stage_name: Its stage.
        name: Physical name of plan and key.
        throttling: Rate and burst of one key.
        monthly_requests: Most requests of one key in a month; None for no quota.

    """

    api_id: pulumi.Input[str]
    stage_name: pulumi.Input[str]
    name: str
    throttling: Throttling
    monthly_requests: int | None = None


class UsagePlan(pulumi.ComponentResource):
    """A plan with one key. A key identifies and limits its caller; it is no proof of who that is.

    Attributes:
        id: Id of the plan.
        key_id: Id of the key; its value is AWS's, secret, and read by the command.
        read_key: The command that shows the key's value.

    """

    def __init__(self, name: str, args: UsagePlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:UsagePlan", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        plan = aws.apigateway.UsagePlan(
            f"{name}-plan",
            name=args.name,
            api_stages=[aws.apigateway.UsagePlanApiStageArgs(api_id=args.api_id, stage=args.stage_name)],
            throttle_settings=aws.apigateway.UsagePlanThrottleSettingsArgs(
                rate_limit=args.throttling.rate, burst_limit=args.throttling.burst
            ),
            quota_settings=None
            if args.monthly_requests is None
            else aws.apigateway.UsagePlanQuotaSettingsArgs(limit=args.monthly_requests, period="MONTH"),
            opts=child,
        )
        key = aws.apigateway.ApiKey(
            f"{name}-key",
            name=args.name,
            description="Callers of the API send it as X-Api-Key",
            opts=pulumi.ResourceOptions(parent=self, additional_secret_outputs=["value"]),
        )
        aws.apigateway.UsagePlanKey(
            f"{name}-member",
            usage_plan_id=plan.id,
            key_id=key.id,
            key_type="API_KEY",
            opts=pulumi.ResourceOptions(parent=self, additional_secret_outputs=["value"]),
        )
        self.id: pulumi.Output[str] = plan.id
        self.key_id: pulumi.Output[str] = key.id
        self.read_key: pulumi.Output[str] = pulumi.Output.concat(
            "aws apigateway get-api-key --include-value --query value --output text --api-key ", key.id
        )
        self.register_outputs({"id": self.id, "key_id": self.key_id})
