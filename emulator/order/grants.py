"""Things that AWS accepts only from a role that already may: the role's policy has to be there first."""

import json
from collections.abc import Iterator

from emulator.policies.language import allowed

from .core import Demand, Index, Node, last, rule

ROLE = "aws:iam/role:Role"
INLINE = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
MANAGED = "aws:iam/policy:Policy"
FUNCTION = "aws:lambda/function:Function"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
DATABASE = "aws:rds/instance:Instance"
API_ACCOUNT = "aws:apigateway/account:Account"

_OF_AWS = {
    "AWSLambdaVPCAccessExecutionRole": ("ec2:", "logs:"),
    "AWSLambdaENIManagementAccess": ("ec2:",),
    "AWSLambdaSQSQueueExecutionRole": ("sqs:", "logs:"),
    "AWSLambdaDynamoDBExecutionRole": ("dynamodb:", "logs:"),
    "AWSLambdaKinesisExecutionRole": ("kinesis:", "logs:"),
    "AmazonRDSEnhancedMonitoringRole": ("logs:",),
    "AmazonAPIGatewayPushToCloudWatchLogs": ("logs:",),
}
"""AWS's own policies for these purposes -> beginnings of the actions that they grant."""

READING = {"sqs": "sqs:ReceiveMessage", "dynamodb": "dynamodb:GetRecords", "kinesis": "kinesis:GetRecords"}
WRITING = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "events": "events:PutEvents", "s3": "s3:PutObject"}
WRITING_TO_FUNCTION = "lambda:InvokeFunction"


def _grants(text: object, action: str, resource: str) -> bool:
    """Whether a policy's text allows an action; text that is unknown or no document allows nothing."""
    try:
        document = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return False
    return isinstance(document, dict) and allowed([document], action, resource)


def _granting(index: Index, role: object, action: str, resource: str) -> tuple[Node, ...] | None:
    """What gives a role a permission; None where the role itself brings it, or nothing in the program does."""
    name, found = last(role), []
    for node in index.of(ROLE):
        inline = node.inputs.get("inlinePolicies") or []
        is_it = last(node.inputs.get("name")) == name
        if is_it and any(_grants(one.get("policy"), action, resource) for one in inline):
            return None
    for node in index.about(INLINE, "role", name):
        if _grants(node.inputs.get("policy"), action, resource):
            found.append(node)
    for node in index.about(ATTACHMENT, "role", name):
        arn = node.inputs.get("policyArn")
        of_aws = _OF_AWS.get(last(arn), ())
        own = [
            *index.behind(node, "policyArn", MANAGED),
            *(p for p in index.of(MANAGED) if p.inputs.get("name") == last(arn)),
        ]
        if (
            action.startswith(of_aws)
            if of_aws
            else any(_grants(policy.inputs.get("policy"), action, resource) for policy in own)
        ):
            found.append(node)
    return tuple(found) or None


def _demand(index: Index, role: object, action: str, resource: str, what: str) -> Iterator[Demand]:
    found = _granting(index, role, action, resource)
    if found:
        reason = f"AWS refuses {what} while the role {last(role)} does not have permissions to call {action}"
        yield Demand(anyof=found, reason=reason)


def functions_of(index: Index, node: Node, key: str) -> list[Node]:
    """The functions that an input names, directly or through an alias or version."""
    value = str(node.inputs.get(key, ""))
    name = value.partition(":function:")[2].partition(":")[0] or value.partition(":")[0]
    named = [one for one in index.of(FUNCTION) if name and one.inputs.get("name") == name]
    return named or index.behind(node, key, FUNCTION)


@rule(MAPPING)
def mapping(index: Index, node: Node) -> Iterator[Demand]:
    """A mapping needs the policy by which its function's role reads the source and writes failures away."""
    source = str(node.inputs.get("eventSourceArn") or "")
    kind = source.split(":")[2] if source.count(":") > 2 else ""  # noqa: PLR2004 - the service's place in an ARN
    failure = ((node.inputs.get("destinationConfig") or {}).get("onFailure") or {}).get("destinationArn")
    for function in functions_of(index, node, "functionName")[:1]:
        role = function.inputs.get("role")
        if kind in READING:
            yield from _demand(index, role, READING[kind], source, "the mapping")
        if failure:
            yield from _destination(index, role, str(failure), "the mapping")


def _destination(index: Index, role: object, target: str, what: str) -> Iterator[Demand]:
    kind = target.split(":")[2]
    action = WRITING.get(kind, WRITING_TO_FUNCTION)
    yield from _demand(index, role, action, f"{target}/*" if kind == "s3" else target, what)


@rule(FUNCTION)
def function_(index: Index, node: Node) -> Iterator[Demand]:
    """A function in a VPC, or with a dead-letter target, needs its role's policy first."""
    role = node.inputs.get("role")
    if (node.inputs.get("vpcConfig") or {}).get("subnetIds"):
        yield from _demand(index, role, "ec2:CreateNetworkInterface", "*", "a function in a VPC")
    target = (node.inputs.get("deadLetterConfig") or {}).get("targetArn")
    if target:
        yield from _destination(index, role, str(target), "the dead-letter target")


@rule(INVOKE_CONFIG)
def invocation(index: Index, node: Node) -> Iterator[Demand]:
    """Destinations of asynchronous invocations are checked against the function's role."""
    for function in functions_of(index, node, "functionName")[:1]:
        for way in ("onFailure", "onSuccess"):
            target = ((node.inputs.get("destinationConfig") or {}).get(way) or {}).get("destination")
            if target:
                yield from _destination(index, function.inputs.get("role"), str(target), "the destination")


@rule(DATABASE)
def monitoring(index: Index, node: Node) -> Iterator[Demand]:
    """Enhanced monitoring needs a role that may already write its logs."""
    role = node.inputs.get("monitoringRoleArn")
    if role and node.inputs.get("monitoringInterval"):
        yield from _demand(index, role, "logs:PutLogEvents", "*", "enhanced monitoring")


@rule(API_ACCOUNT)
def api_logs(index: Index, node: Node) -> Iterator[Demand]:
    """API Gateway tries its role when it is set."""
    role = node.inputs.get("cloudwatchRoleArn")
    if role:
        group = "arn:aws:logs:us-east-1:123456789012:log-group:any:log-stream:"
        yield from _demand(index, role, "logs:PutLogEvents", group, "the account's role for logs")
