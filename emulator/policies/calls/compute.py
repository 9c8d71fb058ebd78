"""Lambda, Step Functions, ECS and CodeDeploy, as far as running code calls them."""

from collections.abc import Iterator

from .core import Call, Need, mapped, unknown

_FUNCTIONS = {
    *("GetFunction", "GetFunctionConfiguration", "GetAlias", "ListAliases", "ListVersionsByFunction"),
    *("PublishVersion", "UpdateAlias", "UpdateFunctionCode", "UpdateFunctionConfiguration", "GetPolicy"),
    *("GetFunctionConcurrency", "PutFunctionConcurrency", "DeleteFunctionConcurrency"),
}
_STATES = {
    "stateMachineArn": {"StartExecution", "StartSyncExecution", "DescribeStateMachine", "ListExecutions"},
    "executionArn": {"DescribeExecution", "StopExecution", "GetExecutionHistory"},
}
_TOKENS = {"SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "ListStateMachines"}


@mapped("lambda")
def functions(call: Call) -> Iterator[Need]:
    """A function; an invocation through an alias or version is one of the qualified ARN."""
    operation, params = call.operation, call.params
    if operation in ("ListFunctions", "ListEventSourceMappings", "GetAccountSettings"):
        yield Need(action=f"lambda:{operation}", resource="*")
        return
    if operation not in (*_FUNCTIONS, "Invoke", "InvokeAsync") or "FunctionName" not in params:
        raise unknown(call)
    resource = call.full(params["FunctionName"], "lambda", "function:")
    if operation.startswith("Invoke"):
        if params.get("Qualifier"):
            resource += f":{params['Qualifier']}"
        yield Need(action="lambda:InvokeFunction", resource=resource)
    else:
        yield Need(action=f"lambda:{operation}", resource=resource)


@mapped("stepfunctions")
def machines(call: Call) -> Iterator[Need]:
    """State machines and executions; the callback of a task has no resource type."""
    for param, operations in _STATES.items():
        if call.operation in operations:
            yield Need(action=f"states:{call.operation}", resource=call.params[param])
            return
    if call.operation not in _TOKENS:
        raise unknown(call)
    yield Need(action=f"states:{call.operation}", resource="*")


@mapped("ecs")
def tasks(call: Call) -> Iterator[Need]:
    """Services and tasks of a cluster."""
    operation, params = call.operation, call.params
    cluster = str(params.get("cluster", "default")).rsplit("/", 1)[-1]
    context = {"ecs:cluster": call.arn("ecs", f"cluster/{cluster}")}
    if operation in ("UpdateService", "DescribeServices"):
        names = params.get("services") or [params["service"]]
        for name in names:
            resource = call.full(name, "ecs", f"service/{cluster}/")
            yield Need(action=f"ecs:{operation}", resource=resource, context=context)
    elif operation == "RunTask":
        definition = call.full(params["taskDefinition"], "ecs", "task-definition/")
        yield Need(action="ecs:RunTask", resource=definition, context=context)
    elif operation in ("ListServices", "ListTasks"):
        yield Need(action=f"ecs:{operation}", resource="*", context=context)
    else:
        raise unknown(call)


@mapped("codedeploy")
def deployments(call: Call) -> Iterator[Need]:
    """A deployment, which is checked as its deployment group."""
    group = call.params.get("deploymentGroupName")
    if group and "applicationName" in call.params:
        group = f"{call.params['applicationName']}/{group}"
    elif "deploymentId" in call.params:
        group = call.state.deployment_group_of(call.region, call.params["deploymentId"])
    if not group:
        raise unknown(call)
    yield Need(
        action=f"codedeploy:{call.operation}", resource=call.arn("codedeploy", f"deploymentgroup:{group}")
    )
