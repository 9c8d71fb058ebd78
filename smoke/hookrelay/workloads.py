"""The application, its worker, and what they are given."""

from __future__ import annotations

from smoke.core import Deployed, expect

# HR-22: what the application reads; the secret ones come by reference.
PLAIN_VARIABLES = {
    "NODE_ENV",
    "APP_ENV",
    "AUTH_URL",
    "AUTH_TRUST_HOST",
    "AWS_DDB_ENDPOINTS_TABLE",
    "AWS_DDB_DELIVERIES_TABLE",
    "AWS_SQS_QUEUE_URL",
    "AWS_S3_DLQ_BUCKET",
}
SECRET_VARIABLES = {"AUTH_SECRET", "AUTH_DISCORD_ID", "AUTH_DISCORD_SECRET"}
# HR-26: the login is one URL, or, where RDS rotates the password, parts.
DATABASE_PARTS = {"DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"}
DATABASE_PASSWORD = "DB_PASSWORD"  # noqa: S105 - a name


def service_is_private(deployed: Deployed) -> str:
    """The Fargate service has no public address and rolls a failed deployment back."""
    ecs = deployed.client("ecs")
    answer = ecs.describe_services(cluster=deployed["clusterName"], services=[deployed["serviceName"]])
    service = answer["services"][0]
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    expect(network.get("assignPublicIp", "DISABLED") == "DISABLED", "the tasks have public addresses")
    expect(service["launchType"] == "FARGATE", f"launch type {service['launchType']}")
    breaker = service["deploymentConfiguration"].get("deploymentCircuitBreaker", {})
    expect(breaker.get("enable") and breaker.get("rollback"), "a failed deployment is not rolled back")
    subnets = deployed.client("ec2").describe_subnets(SubnetIds=network["subnets"])["Subnets"]
    expect(not any(s["MapPublicIpOnLaunch"] for s in subnets), "the tasks are in public subnets")
    return f"{service['serviceName']}, {len(subnets)} private subnets"


def task_gets_every_variable(deployed: Deployed) -> str:
    """The task has every variable of the guide, the secret ones by reference."""
    task = deployed.client("ecs").describe_task_definition(taskDefinition=deployed["taskFamily"])
    container = task["taskDefinition"]["containerDefinitions"][0]
    plain = {variable["name"]: variable["value"] for variable in container["environment"]}
    secret = {variable["name"]: variable["valueFrom"] for variable in container["secrets"]}
    secrets = _secret_variables(deployed)
    _expect_variables(plain, _plain_variables(deployed) | {"AWS_REGION"})
    shown = sorted(secrets & plain.keys())
    expect(not shown, f"secrets are plain variables: {', '.join(shown)}")
    missing = sorted(secrets - secret.keys())
    expect(not missing, f"secret variables missing: {', '.join(missing)}")
    return f"{len(plain)} variables, {len(secret)} by reference"


def function_gets_every_variable(deployed: Deployed) -> str:
    """The function has every variable of the guide; secrets as the names they are read by."""
    client = deployed.client("lambda")
    configuration = client.get_function_configuration(FunctionName=deployed["functionName"])
    plain = configuration["Environment"]["Variables"]
    _expect_variables(plain, _plain_variables(deployed))
    expect("AWS_REGION" not in plain, "AWS_REGION is reserved on Lambda")
    for name in _secret_variables(deployed):
        expect(name not in plain, f"{name} is in plain text")
        expect(plain.get(f"{name}_PARAM") or plain.get(f"{name}_SECRET_ARN"), f"{name} has no reference")
    return f"{len(plain)} variables"


def _login_is_parts(deployed: Deployed) -> bool:
    return DATABASE_PASSWORD in deployed["secrets"]


def _secret_variables(deployed: Deployed) -> set[str]:
    return SECRET_VARIABLES | {DATABASE_PASSWORD if _login_is_parts(deployed) else "DATABASE_URL"}


def _plain_variables(deployed: Deployed) -> set[str]:
    return PLAIN_VARIABLES | (DATABASE_PARTS if _login_is_parts(deployed) else set())


def _expect_variables(plain: dict[str, str], wanted: set[str]) -> None:
    missing = sorted(wanted - plain.keys())
    expect(not missing, f"variables missing: {', '.join(missing)}")
    expect(plain["NODE_ENV"] == "production", f"NODE_ENV is {plain['NODE_ENV']}")


def worker_consumes_the_queue(deployed: Deployed) -> str:
    """The worker's mapping answers item by item, and waits while the worker is a placeholder."""
    client = deployed.client("lambda")
    mappings = client.list_event_source_mappings(EventSourceArn=deployed["queueArn"])["EventSourceMappings"]
    expect(len(mappings) == 1, f"{len(mappings)} mappings")
    mapping = mappings[0]
    expect("ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []), "batches fail as a whole")
    enabled = mapping["State"] in ("Enabled", "Enabling", "Creating")
    expect(enabled != deployed["workerIsPlaceholder"], f"the mapping is {mapping['State']}")
    return "waits for the worker's code" if deployed["workerIsPlaceholder"] else "enabled"
