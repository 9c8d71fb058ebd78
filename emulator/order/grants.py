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


def _granting(index: Index, holder: Node, key: str, action: str, resource: str) -> list[Node]:
    """What gives the role that an input names a permission; nothing where the role brings it itself."""
    role = holder.inputs.get(key)
    for node in (*index.about(ROLE, "name", role), *index.behind(holder, key, ROLE)):
        inline = node.inputs.get("inlinePolicies") or []
        if any(_grants(one.get("policy"), action, resource) for one in inline):
            return []
    found = [
        node
        for node in index.about(INLINE, "role", role)
        if _grants(node.inputs.get("policy"), action, resource)
    ]
    return found + [
        node
        for node in index.about(ATTACHMENT, "role", role)
        if _attached_grants(index, node, action, resource)
    ]


def _attached_grants(index: Index, node: Node, action: str, resource: str) -> bool:
    name = last(node.inputs.get("policyArn"))
    if name in _OF_AWS:
        return action.startswith(_OF_AWS[name])
    policies = (*index.behind(node, "policyArn", MANAGED), *index.about(MANAGED, "name", name))
    return any(_grants(policy.inputs.get("policy"), action, resource) for policy in policies)


def _demand(
    index: Index, holder: Node, action: str, resource: str, what: str, *, key: str = "role"
) -> Iterator[Demand]:
    """That the role which an input of the holder names may do something before something else is made."""
    role = last(holder.inputs.get(key))
    reason = f"AWS refuses {what} while the role {role} does not have permissions to call {action}"
    yield Demand(anyof=tuple(_granting(index, holder, key, action, resource)), reason=reason)


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
        if kind in READING:
            yield from _demand(index, function, READING[kind], source, "the mapping")
        if failure:
            yield from _destination(index, function, str(failure), "the mapping")


def _destination(index: Index, function: Node, target: str, what: str) -> Iterator[Demand]:
    kind = target.split(":")[2]
    action = WRITING.get(kind, WRITING_TO_FUNCTION)
    yield from _demand(index, function, action, f"{target}/*" if kind == "s3" else target, what)


@rule(FUNCTION)
def function_(index: Index, node: Node) -> Iterator[Demand]:
    """A function in a VPC, or with a dead-letter target, needs its role's policy first."""
    if (node.inputs.get("vpcConfig") or {}).get("subnetIds"):
        yield from _demand(index, node, "ec2:CreateNetworkInterface", "*", "a function in a VPC")
    target = (node.inputs.get("deadLetterConfig") or {}).get("targetArn")
    if target:
        yield from _destination(index, node, str(target), "the dead-letter target")


@rule(INVOKE_CONFIG)
def invocation(index: Index, node: Node) -> Iterator[Demand]:
    """Destinations of asynchronous invocations are checked against the function's role."""
    for function in functions_of(index, node, "functionName")[:1]:
        for way in ("onFailure", "onSuccess"):
            target = ((node.inputs.get("destinationConfig") or {}).get(way) or {}).get("destination")
            if target:
                yield from _destination(index, function, str(target), "the destination")


@rule(DATABASE)
def monitoring(index: Index, node: Node) -> Iterator[Demand]:
    """Enhanced monitoring needs a role that may already write its logs."""
    key = "monitoringRoleArn"
    if node.inputs.get(key) and node.inputs.get("monitoringInterval"):
        yield from _demand(index, node, "logs:PutLogEvents", "*", "enhanced monitoring", key=key)


@rule(API_ACCOUNT)
def api_logs(index: Index, node: Node) -> Iterator[Demand]:
    """API Gateway tries its role when it is set."""
    key = "cloudwatchRoleArn"
    if node.inputs.get(key):
        group = "arn:aws:logs:us-east-1:123456789012:log-group:any:log-stream:"
        what = "the account's role for logs"
        yield from _demand(index, node, "logs:PutLogEvents", group, what, key=key)
