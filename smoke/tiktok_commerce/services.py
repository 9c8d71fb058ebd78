"""Load balancer, rules and services."""

from __future__ import annotations

from typing import Any

from smoke.core import Deployed, expect

# TC-15: what each service reads; secrets come by reference.
COMMON = {"NODE_ENV", "PORT", "AWS_REGION"}
VARIABLES = {
    "ingestion-api": {"DYNAMODB_VIDEOS_TABLE", "DYNAMODB_JOBS_TABLE", "SNS_TOPIC_ARN"},
    "product-service": {
        *{"DYNAMODB_PRODUCTS_TABLE", "DYNAMODB_USERS_TABLE", "DYNAMODB_ANALYTICS_TABLE"},
        *{"S3_BUCKET", "NOTIFICATIONS_TOPIC_ARN"},
    },
    "whatsapp-service": {
        *{"DYNAMODB_USERS_TABLE", "DYNAMODB_ANALYTICS_TABLE", "NOTIFICATIONS_TOPIC_ARN"},
        *{"WHATSAPP_API_URL", "WHATSAPP_PHONE_NUMBER_ID"},
    },
}
SECRET_VARIABLES = {"whatsapp-service": {"WHATSAPP_ACCESS_TOKEN", "WEBHOOK_VERIFY_TOKEN"}}
REDIS = {"REDIS_HOST", "REDIS_PORT", "REDIS_TLS"}  # TC-11
REDIS_PASSWORD = "REDIS_PASSWORD"  # noqa: S105 - a name
# TC-18: path aside, the guide's health check.
HEALTH = {
    "Matcher": {"HttpCode": "200"},
    "HealthCheckIntervalSeconds": 30,
    "HealthCheckTimeoutSeconds": 5,
    "HealthyThresholdCount": 2,
    "UnhealthyThresholdCount": 2,
}
TLS_PORT, HTTP_PORT = 443, 80


def load_balancer_is_as_stated(deployed: Deployed) -> str:
    """Public with TLS and a redirect, or private for CloudFront alone; it logs, and knows no other path."""
    client = deployed.client("elbv2")
    arn = deployed["loadBalancerArn"]
    balancer = client.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    public = bool(deployed["loadBalancerIsPublic"])
    wanted = "internet-facing" if public else "internal"
    expect(balancer["Scheme"] == wanted, f"the load balancer is {balancer['Scheme']}")
    subnets = {zone["SubnetId"] for zone in balancer["AvailabilityZones"]}
    stated = set(deployed["publicSubnetIds" if public else "privateSubnetIds"])
    expect(subnets == stated, f"it stands in {', '.join(sorted(subnets))}")
    attributes = {
        each["Key"]: each["Value"]
        for each in client.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    }
    expect(attributes.get("access_logs.s3.enabled") == "true", "it writes no access logs")
    expect(attributes["access_logs.s3.bucket"] == deployed["buckets"]["logs"], "its logs go elsewhere")
    expect(
        attributes.get("routing.http.drop_invalid_header_fields.enabled") == "true", "it takes bad headers"
    )
    listeners = {each["Port"]: each for each in client.describe_listeners(LoadBalancerArn=arn)["Listeners"]}
    main = listeners[TLS_PORT if public else HTTP_PORT]
    answer = main["DefaultActions"][0]
    expect(answer["Type"] == "fixed-response", f"unknown paths are answered by {answer['Type']}")
    expect(answer["FixedResponseConfig"]["StatusCode"] == "404", "unknown paths are not 404")
    if public:
        expect(main["Protocol"] == "HTTPS", "port 443 does not speak TLS")
        expect(
            main.get("SslPolicy", "").startswith("ELBSecurityPolicy-TLS13"), f"TLS by {main.get('SslPolicy')}"
        )
    return f"{wanted}, listeners on {', '.join(map(str, sorted(listeners)))}"


def rules_lead_to_services(deployed: Deployed) -> str:
    """Each service has one rule with its priority, paths and hosts; public ones want CloudFront's secret."""
    client = deployed.client("elbv2")
    listeners = client.describe_listeners(LoadBalancerArn=deployed["loadBalancerArn"])["Listeners"]
    rules = {
        rule["RuleArn"]: rule
        for listener in listeners
        for rule in client.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
        if not rule["IsDefault"]
    }
    services = deployed["services"]
    expect(set(rules) == {each["ruleArn"] for each in services.values()}, f"{len(rules)} rules")
    for name, service in services.items():
        rule = rules[service["ruleArn"]]
        expect(rule["Priority"] == str(service["priority"]), f"{name}: priority {rule['Priority']}")
        conditions = {each["Field"]: each for each in rule["Conditions"]}
        paths = conditions["path-pattern"]["PathPatternConfig"]["Values"]
        expect(paths == service["paths"], f"{name}: paths {paths}")
        hosts = conditions.get("host-header", {}).get("HostHeaderConfig", {}).get("Values", [])
        expect(hosts == service["hosts"], f"{name}: hosts {hosts}")
        guarded = "http-header" in conditions
        expect(guarded == bool(deployed["loadBalancerIsPublic"]), f"{name}: anybody is answered")
        expect(_groups(rule) <= set(service["targetGroupArns"]), f"{name}: requests go elsewhere")
    return f"{len(rules)} rules"


def _groups(rule: dict[str, Any]) -> set[str]:
    action = rule["Actions"][0]
    several = action.get("ForwardConfig", {}).get("TargetGroups", [])
    return {each["TargetGroupArn"] for each in several} or {action["TargetGroupArn"]}


def targets_are_checked(deployed: Deployed) -> str:
    """Each target group has its service's port and the guide's health check."""
    client = deployed.client("elbv2")
    for name, service in deployed["services"].items():
        for group in client.describe_target_groups(TargetGroupArns=service["targetGroupArns"])[
            "TargetGroups"
        ]:
            expect(group["Port"] == service["port"], f"{name}: port {group['Port']}")
            expect(group["TargetType"] == "ip", f"{name}: targets by {group['TargetType']}")
            expect(group["HealthCheckPath"] == service["healthPath"], f"{name}: {group['HealthCheckPath']}")
            for key, value in HEALTH.items():
                expect(group[key] == value, f"{name}: {key} is {group[key]}")
    return f"{len(deployed['services'])} services"


def services_are_private_and_roll_back(deployed: Deployed) -> str:
    """Tasks have no public address; a new version that fails, by itself or by its alarms, is taken back."""
    ecs, services = deployed.client("ecs"), deployed["services"]
    for name, service in services.items():
        found = _described(ecs, deployed, service)
        network = found["networkConfiguration"]["awsvpcConfiguration"]
        expect(network.get("assignPublicIp", "DISABLED") == "DISABLED", f"{name} has public addresses")
        private = set(deployed["privateSubnetIds"])
        expect(set(network["subnets"]) <= private, f"{name} runs in other subnets")
        breaker = found["deploymentConfiguration"].get("deploymentCircuitBreaker", {})
        expect(breaker.get("enable") and breaker.get("rollback"), f"{name} keeps a failed version")
        alarms = found["deploymentConfiguration"].get("alarms", {})
        expect(alarms.get("enable") and alarms.get("rollback"), f"{name} is not watched while it changes")
        unknown = set(alarms["alarmNames"]) - set(deployed["alarms"])
        expect(not unknown, f"{name} is watched by unknown alarms: {', '.join(sorted(unknown))}")
    return ", ".join(sorted(services))


def _described(ecs: Any, deployed: Deployed, service: dict[str, Any]) -> dict[str, Any]:
    answer = ecs.describe_services(cluster=deployed["clusterName"], services=[service["serviceName"]])
    expect(answer["services"], f"there is no service {service['serviceName']}")
    return dict(answer["services"][0])


def tasks_get_every_variable(deployed: Deployed) -> str:
    """Each task has the guide's variables, and its secrets by reference."""
    ecs = deployed.client("ecs")
    cached = bool(deployed.outputs.get("cacheId"))
    for name, service in deployed["services"].items():
        task = ecs.describe_task_definition(taskDefinition=service["taskDefinitionArn"])["taskDefinition"]
        container = next(each for each in task["containerDefinitions"] if each["name"] == name)
        plain = {each["name"]: each["value"] for each in container["environment"]}
        secret = {each["name"] for each in container.get("secrets", [])}
        wanted = COMMON | VARIABLES[name] | (REDIS if cached else set())
        missing = sorted(wanted - plain.keys())
        expect(not missing, f"{name} has no {', '.join(missing)}")
        hidden = SECRET_VARIABLES.get(name, set()) | ({REDIS_PASSWORD} if cached else set())
        expect(hidden == secret, f"{name}: secrets {', '.join(sorted(secret))}")
        expect(not hidden & plain.keys(), f"{name} shows its secrets")
        expect(plain["PORT"] == str(service["port"]), f"{name} listens on {plain['PORT']}")
        expect(plain["NODE_ENV"] == "production", f"{name}: NODE_ENV is {plain['NODE_ENV']}")
    return f"{len(deployed['services'])} tasks"


def services_scale(deployed: Deployed) -> str:
    """A service with an image follows its CPU and memory between two bounds; one without has no task."""
    client, ecs, running = deployed.client("application-autoscaling"), deployed.client("ecs"), 0
    for name, service in deployed["services"].items():
        resource = f"service/{deployed['clusterName']}/{service['serviceName']}"
        found = client.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[resource])
        targets = found["ScalableTargets"]
        expect(bool(targets) == service["runs"], f"{name}: {len(targets)} scaling targets")
        if not service["runs"]:
            expect(not _described(ecs, deployed, service)["desiredCount"], f"{name} runs without an image")
            continue
        policies = client.describe_scaling_policies(ServiceNamespace="ecs", ResourceId=resource)
        names = {policy["PolicyName"] for policy in policies["ScalingPolicies"]}
        expect({"cpu-scaling", "memory-scaling"} <= names, f"{name} follows {', '.join(sorted(names))}")
        expect(targets[0]["MinCapacity"] <= targets[0]["MaxCapacity"], f"{name}: bounds are turned round")
        running += 1
    return f"{running} of {len(deployed['services'])} run"
