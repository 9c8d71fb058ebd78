"""Networks, certificates and APIs."""

import json
from collections.abc import Iterator

from .core import Demand, Index, Node, rule

GATEWAY = "aws:ec2/internetGateway:InternetGateway"
GATEWAY_ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
SUBNET = "aws:ec2/subnet:Subnet"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"
API_ACCOUNT = "aws:apigateway/account:Account"


def _gateways(index: Index, network: object, subnet: Node | None = None) -> tuple[Node, ...]:
    """What attaches an internet gateway to a network, given by id or through one of its subnets."""
    vpc = network or (subnet.inputs.get("vpcId") if subnet else None)
    return tuple(
        one for one in index.of(GATEWAY, GATEWAY_ATTACHMENT) if vpc and one.inputs.get("vpcId") == vpc
    )


@rule("aws:ec2/natGateway:NatGateway")
def nat(index: Index, node: Node) -> Iterator[Demand]:
    """A public NAT gateway needs a way out of its network."""
    if node.inputs.get("connectivityType", "public") == "public":
        for subnet in index.behind(node, "subnetId", SUBNET):
            reason = "the network has no internet gateway attached yet"
            yield Demand(anyof=_gateways(index, node.inputs.get("vpcId"), subnet), reason=reason)


@rule("aws:lb/loadBalancer:LoadBalancer")
def public_balancer(index: Index, node: Node) -> Iterator[Demand]:
    """A load balancer that faces the internet needs a way out of its network."""
    if not node.inputs.get("internal"):
        for subnet in index.behind(node, "subnets", SUBNET)[:1]:
            yield Demand(
                anyof=_gateways(index, None, subnet), reason="the network has no internet gateway yet"
            )


_CERTIFIED = {
    "aws:lb/listener:Listener": "certificateArn",
    "aws:lb/listenerCertificate:ListenerCertificate": "certificateArn",
    "aws:apigatewayv2/domainName:DomainName": "domainNameConfiguration",
    "aws:apigateway/domainName:DomainName": "regionalCertificateArn",
    "aws:cloudfront/distribution:Distribution": "viewerCertificate",
    "aws:cognito/userPoolDomain:UserPoolDomain": "certificateArn",
    "aws:appsync/domainName:DomainName": "certificateArn",
}
"""Type -> the input in which it names its certificate."""


@rule(*_CERTIFIED)
def certified(index: Index, node: Node) -> Iterator[Demand]:
    """A certificate works once it is validated, not once it is requested."""
    for certificate in index.behind(node, _CERTIFIED[node.typ], CERTIFICATE, VALIDATION):
        if certificate.typ == CERTIFICATE and certificate.inputs.get("validationMethod"):
            validations = index.about(VALIDATION, "certificateArn", None, of=certificate)
            reason = "the certificate is not issued before its validation is through"
            yield Demand(anyof=tuple(validations), reason=reason, always=True)


@rule(VALIDATION)
def validated(index: Index, node: Node) -> Iterator[Demand]:
    """A validation waits for records that must be there."""
    for certificate in index.behind(node, "certificateArn", CERTIFICATE):
        records = [
            record
            for record in index.of(RECORD)
            if any(certificate.urn in urns for urns in record.property_dependencies.values())
        ]
        yield Demand(
            anyof=tuple(records), reason="a validation without its records in DNS waits until it fails"
        )


def _same(index: Index, typ: str, key: str, node: Node, own: str) -> list[Node]:
    return [
        one for one in index.of(typ) if one.inputs.get(key) and one.inputs.get(key) == node.inputs.get(own)
    ]


@rule("aws:apigatewayv2/deployment:Deployment")
def socket_deployment(index: Index, node: Node) -> Iterator[Demand]:
    """A deployment is a snapshot: a route that comes later is not in it."""
    for route in _same(index, "aws:apigatewayv2/route:Route", "apiId", node, "apiId"):
        yield Demand(anyof=(route,), reason="a deployment holds only the routes that exist when it is made")


@rule("aws:apigateway/deployment:Deployment")
def rest_deployment(index: Index, node: Node) -> Iterator[Demand]:
    """A deployment is a snapshot.

    A method that comes later is not in it, one without integration is refused.
    """
    kinds = (
        *("aws:apigateway/method:Method", "aws:apigateway/integration:Integration"),
        *("aws:apigateway/integrationResponse:IntegrationResponse", "aws:apigateway/response:Response"),
    )
    for kind in kinds:
        # gateway responses call the same input restApiId
        for key in ("restApi", "restApiId"):
            for part in _same(index, kind, key, node, "restApi"):
                yield Demand(anyof=(part,), reason="a deployment holds only what the API has when it is made")


@rule("aws:apigatewayv2/apiMapping:ApiMapping")
def api_mapping(index: Index, node: Node) -> Iterator[Demand]:
    """A mapping names its stage by text."""
    stages = [
        stage
        for stage in _same(index, "aws:apigatewayv2/stage:Stage", "apiId", node, "apiId")
        if stage.inputs.get("name") == node.inputs.get("stage")
    ]
    yield Demand(anyof=tuple(stages), reason="the API has no such stage yet")


@rule("aws:apigateway/basePathMapping:BasePathMapping")
def base_path(index: Index, node: Node) -> Iterator[Demand]:
    """A mapping names its stage by text."""
    stages = [
        stage
        for stage in _same(index, "aws:apigateway/stage:Stage", "restApi", node, "restApi")
        if stage.inputs.get("stageName") == node.inputs.get("stageName")
    ]
    yield Demand(anyof=tuple(stages), reason="the API has no such stage yet")


@rule("aws:apigatewayv2/stage:Stage")
def socket_logs(index: Index, node: Node) -> Iterator[Demand]:
    """A WebSocket API writes logs through the account's role; an HTTP API writes its access logs without."""
    level = (node.inputs.get("defaultRouteSettings") or {}).get("loggingLevel", "OFF")
    apis = index.behind(node, "apiId", "aws:apigatewayv2/api:Api")
    socket = any(api.inputs.get("protocolType") == "WEBSOCKET" for api in apis)
    if socket and (level != "OFF" or node.inputs.get("accessLogSettings")):
        reason = "API Gateway refuses logs until the account has a role for them"
        yield Demand(anyof=tuple(index.of(API_ACCOUNT)), reason=reason)


@rule("aws:apigateway/stage:Stage")
def rest_logs(index: Index, node: Node) -> Iterator[Demand]:
    """Access logs of a REST API go through the account's role."""
    if node.inputs.get("accessLogSettings"):
        reason = "API Gateway refuses logs until the account has a role for them"
        yield Demand(anyof=tuple(index.of(API_ACCOUNT)), reason=reason)


@rule("aws:apigateway/methodSettings:MethodSettings")
def method_logs(index: Index, node: Node) -> Iterator[Demand]:
    """Execution logs of a REST API go through the account's role."""
    if (node.inputs.get("settings") or {}).get("loggingLevel", "OFF") != "OFF":
        reason = "API Gateway refuses logs until the account has a role for them"
        yield Demand(anyof=tuple(index.of(API_ACCOUNT)), reason=reason)


@rule("aws:ecs/service:Service")
def service(index: Index, node: Node) -> Iterator[Demand]:
    """A service needs the listener of its target group, and the groups that its containers log to."""
    for balancer in node.inputs.get("loadBalancers") or ():
        arn = balancer.get("targetGroupArn")
        users = [
            one
            for one in index.of("aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule")
            if arn
            and arn in json.dumps([one.inputs.get("defaultActions"), one.inputs.get("actions")], default=str)
        ]
        yield Demand(
            anyof=tuple(users), reason="its target group does not have an associated load balancer yet"
        )
    for task in index.behind(node, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition"):
        text = str(task.inputs.get("containerDefinitions", ""))
        for group in index.of("aws:cloudwatch/logGroup:LogGroup"):
            name = group.inputs.get("name")
            if name and f'"{name}"' in text:
                yield Demand(
                    anyof=(group,),
                    reason="a task does not start before the log group of its containers exists",
                )
