"""X-Ray: the collector beside a service, and how many requests are recorded (TC-33)."""

from __future__ import annotations

import json

from components.blocks.fargate_args import Sidecar
from components.blocks.sampling_rule import EVERYTHING, SamplingRule, SamplingRuleArgs
from components.iam import Statement
from components.links import Link
from components.platforms.tiktok_commerce.ground import Ground

# AWS Distro for OpenTelemetry; the X-Ray daemon is in maintenance mode (X-Ray Developer Guide).
COLLECTOR_IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3"
OTLP = "http://localhost:4317"  # containers of a task share their network
PROXY = "localhost:2000"  # where SDKs ask for sampling rules
PRIORITY = 9000  # TC-33
# Elsewhere the pattern is the narrower one, so its rule is asked before production's in a shared account.
PRIORITY_ELSEWHERE = PRIORITY - 1

CONFIG = {
    "extensions": {"health_check": None, "awsproxy": {"endpoint": "0.0.0.0:2000"}},
    "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "0.0.0.0:4317"}}}},
    "processors": {"batch/traces": {"timeout": "1s", "send_batch_size": 50}},
    "exporters": {"awsxray": None},
    "service": {
        "extensions": ["health_check", "awsproxy"],
        "pipelines": {
            "traces": {"receivers": ["otlp"], "processors": ["batch/traces"], "exporters": ["awsxray"]}
        },
    },
}

REPORT = Statement(
    sid="ReportTraces",
    actions=(
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    ),
    resources=["*"],
    reason="the actions of X-Ray have no resource type",
)


def collector(ground: Ground) -> Sidecar:
    """The collector. It shares the task's CPU and memory, and the task goes on without it."""
    return Sidecar(
        name="collector",
        image=COLLECTOR_IMAGE,
        # a document of JSON is one of YAML
        variables={"AOT_CONFIG_CONTENT": json.dumps(CONFIG, sort_keys=True), "AWS_REGION": ground.region},
    )


def collector_link(ground: Ground, service: str) -> Link:
    """What the application needs to report to it, under the name that the rule governs."""
    return Link(
        environment={
            "OTEL_SERVICE_NAME": ground.names.family(service),
            "OTEL_EXPORTER_OTLP_ENDPOINT": OTLP,
            "OTEL_TRACES_SAMPLER": "xray",
            "OTEL_TRACES_SAMPLER_ARG": f"endpoint=http://{PROXY}",
        },
        statements=[REPORT],
    )


def declare_sampling(ground: Ground) -> SamplingRule | None:
    """The rule, if wanted; the guide's own governs every other system of the account as well."""
    settings = ground.settings.tracing
    if settings.sampling == "none":
        return None
    production = ground.environment.name == "prod"
    return SamplingRule(
        f"{ground.name}-sampling",
        SamplingRuleArgs(
            name=ground.names.sampling_rule,
            services=EVERYTHING if settings.sampling == "account" else ground.names.traced_services,
            priority=PRIORITY if production or settings.sampling == "account" else PRIORITY_ELSEWHERE,
            rate=settings.sampling_percent / 100,
        ),
        opts=ground.child,
    )
