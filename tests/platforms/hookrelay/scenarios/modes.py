"""The other ways of running the application and its worker."""

from __future__ import annotations

from tests.platforms.hookrelay.scenarios.scenario import LAMBDA_CODE, NOTHING, Place, Scenario
from tests.support.program import ROOT, Variant
from tests.support.variants import REPOSITORY

HOST_GROUP = "sg-0123456789abcdef0"
CAPACITY = {
    "readMinimum": 2,
    "readMaximum": 22,
    "writeMinimum": 3,
    "writeMaximum": 33,
    "targetPercent": 55,
}


def _scaling(table: str, key: str) -> dict[str, Place]:
    """Bounds and goal of a provisioned table, in the inputs of its scaling."""
    reads, writes = f"hookrelay-{table}-table-read", f"hookrelay-{table}-table-write"
    prefix = f"tables.{key}.provisioned"
    return {
        f"{prefix}.readMinimum": (f"{reads}-target", "minCapacity", 2),
        f"{prefix}.readMaximum": (f"{reads}-target", "maxCapacity", 22),
        f"{prefix}.writeMinimum": (f"{writes}-target", "minCapacity", 3),
        f"{prefix}.writeMaximum": (f"{writes}-target", "maxCapacity", 33),
        f"{prefix}.targetPercent": (
            f"{reads}-policy",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            55,
        ),
    }


ON_LAMBDA = Scenario(
    base=Variant(file="dev", config={"compute": "lambda", "cdn": False}),
    config={
        "lambda": {
            **LAMBDA_CODE,
            "architecture": "arm64",
            "memory": 777,
            "timeout": "21 seconds",
            "provisionedConcurrency": 3,
            "accessLogs": True,
        },
        "tables": {
            "endpoints": {"billing": "provisioned", "provisioned": CAPACITY},
            "deliveries": {"billing": "provisioned", "provisioned": CAPACITY},
        },
        "archive": {"archiver": False},
        "cache": {"enabled": False},
    },
    shows={
        "lambda.artefact": ("hookrelay-app-function", "code.path", str(ROOT / "functions/placeholder")),
        "lambda.handler": ("hookrelay-app-function", "handler", "own.handler"),
        "lambda.runtime": ("hookrelay-app-function", "runtime", "python3.12"),
        "lambda.architecture": ("hookrelay-app-function", "architectures", ["arm64"]),
        "lambda.memory": ("hookrelay-app-function", "memorySize", 777),
        "lambda.timeout": ("hookrelay-app-function", "timeout", 21),
        "lambda.provisionedConcurrency": (
            "hookrelay-app-provisioned",
            "provisionedConcurrentExecutions",
            3,
        ),
        "lambda.accessLogs": ("hookrelay-api-stage", "accessLogSettings.format", "*requestId*"),
        "tables.endpoints.billing": ("hookrelay-endpoints-table", "billingMode", "PROVISIONED"),
        "tables.deliveries.billing": ("hookrelay-deliveries-table", "billingMode", "PROVISIONED"),
        **_scaling("endpoints", "endpoints"),
        **_scaling("deliveries", "deliveries"),
        "archive.archiver": ("hookrelay-archiver-archiver-function", "name", NOTHING),
        "cache.enabled": ("hookrelay-cache-group", "engine", NOTHING),
    },
)

COMPUTE = Scenario(
    config={"compute": "lambda", "lambda": {"imageUri": f"{REPOSITORY}:1"}, "cdn": False},
    shows={
        "compute": ("hookrelay-app-service", "name", NOTHING),
        "lambda.imageUri": ("hookrelay-app-function", "imageUri", f"{REPOSITORY}:1"),
        "cdn": ("hookrelay-cdn-distribution", "enabled", NOTHING),
    },
)

HTTP = Scenario(
    base=Variant(file="dev", config={"compute": "lambda", "cdn": False}),
    config={"lambda": {"apiType": "http"}},
    shows={"lambda.apiType": ("hookrelay-api-api", "protocolType", "HTTP")},
)

FARGATE_WORKER = Scenario(
    config={
        "imageTag": "1",
        "worker": {
            "mode": "fargate",
            "fargate": {
                "cpu": 1024,
                "memory": 4096,
                "command": ["node", "worker.js"],
                "minCount": 2,
                "maxCount": 7,
                "backlogPerTask": 66,
            },
        },
    },
    shows={
        "worker.mode": ("hookrelay-worker-service", "launchType", "FARGATE"),
        "worker.fargate.cpu": ("hookrelay-worker-task", "cpu", "1024"),
        "worker.fargate.memory": ("hookrelay-worker-task", "memory", "4096"),
        "worker.fargate.command": (
            "hookrelay-worker-task",
            "containerDefinitions.0.command",
            ["node", "worker.js"],
        ),
        "worker.fargate.minCount": ("hookrelay-worker-scaling", "minCapacity", 2),
        "worker.fargate.maxCount": ("hookrelay-worker-scaling", "maxCapacity", 7),
        "worker.fargate.backlogPerTask": (
            "hookrelay-worker-backlog-scaling",
            "targetTrackingScalingPolicyConfiguration.targetValue",
            66,
        ),
    },
)

HOST = Scenario(
    base=Variant(file="dev", config={"compute": "docker"}),
    config={"docker": {"hostSecurityGroupId": HOST_GROUP}, "database": {"credentials": "rdsManaged"}},
    shows={
        "docker.hostSecurityGroupId": (
            "hookrelay-host-into-database",
            "referencedSecurityGroupId",
            HOST_GROUP,
        ),
        "database.credentials": ("hookrelay-database-instance", "manageMasterUserPassword", True),
    },
)
