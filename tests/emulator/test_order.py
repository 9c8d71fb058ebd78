"""What must come first is judged by the graph.

The same program without the edge is a violation, with it none.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.graph import Graph, Registration
from emulator.order import check

ACCOUNT = "123456789012"


class Program:
    """Registrations written down by hand; a resource's name is also its URN's end."""

    def __init__(self) -> None:
        self.nodes: dict[str, Registration] = {}

    def add(
        self,
        name: str,
        typ: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        after: tuple[str, ...] = (),
        parent: str = "",
        custom: bool = True,
        **sources: tuple[str, ...] | str,
    ) -> None:
        """`sources` says of an input which resources its value came from."""
        found = {
            key: tuple(map(urn, (value,) if isinstance(value, str) else value))
            for key, value in sources.items()
        }
        self.nodes[name] = Registration(
            urn=urn(name),
            typ=typ,
            name=name,
            parent=urn(parent) if parent else "",
            inputs=inputs or {},
            custom=custom,
            dependencies=tuple(map(urn, after)),
            property_dependencies=found,
        )

    def violations(self) -> list[tuple[str, tuple[str, ...]]]:
        found = check(Graph(self.nodes.values()))
        return [
            (one.urn.rpartition("::")[2], tuple(need.rpartition("::")[2] for need in one.needs))
            for one in found
        ]


def urn(name: str) -> str:
    return f"urn:pulumi:dev::platforms::x::{name}"


QUEUE_ARN = f"arn:aws:sqs:us-east-1:{ACCOUNT}:work"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/worker-role"


def policy(action: object, resource: str) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    )


def consumer(*after: str, action: str = "sqs:ReceiveMessage", parent: str = "") -> Program:
    program = Program()
    program.add("box", "platforms:index:Box", custom=False)
    program.add("queue", "aws:sqs/queue:Queue", {"name": "work"})
    program.add("role", "aws:iam/role:Role", {"name": "worker-role"})
    document = policy(action, QUEUE_ARN)
    program.add(
        "policy",
        "aws:iam/rolePolicy:RolePolicy",
        {"role": "worker-role", "policy": document},
        parent=parent,
        role="role",
    )
    program.add("function", "aws:lambda/function:Function", {"name": "worker", "role": ROLE_ARN}, role="role")
    inputs = {"functionName": "worker", "eventSourceArn": QUEUE_ARN}
    typ = "aws:lambda/eventSourceMapping:EventSourceMapping"
    program.add("mapping", typ, inputs, after=after, functionName="function", eventSourceArn="queue")
    return program


@pytest.mark.requirement("HR-14")
def test_a_mapping_must_wait_for_the_policy_that_lets_its_role_read() -> None:
    assert consumer().violations() == [("mapping", ("policy",))]
    assert consumer("policy").violations() == []


def test_waiting_for_a_component_is_waiting_for_what_is_in_it() -> None:
    assert consumer("box", parent="box").violations() == []
    assert consumer("box").violations() == [("mapping", ("policy",))]


def test_a_policy_that_grants_something_else_is_not_what_is_needed() -> None:
    assert consumer(action="sqs:SendMessage").violations() == []


def test_an_alias_leads_to_its_function() -> None:
    program = consumer()
    program.add(
        "alias", "aws:lambda/alias:Alias", {"name": "live", "functionName": "worker"}, functionName="function"
    )
    inputs = {
        "functionName": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:worker:live",
        "eventSourceArn": QUEUE_ARN,
    }
    program.add("mapping", "aws:lambda/eventSourceMapping:EventSourceMapping", inputs, functionName="alias")
    assert program.violations() == [("mapping", ("policy",))]


def test_an_attached_policy_counts_as_well() -> None:
    program = consumer("attachment")
    del program.nodes["policy"]
    arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
    program.add(
        "attachment",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"role": "worker-role", "policyArn": arn},
    )
    assert program.violations() == []
    mapping = program.nodes.pop("mapping")
    program.add("mapping", mapping.typ, mapping.inputs)
    assert program.violations() == [("mapping", ("attachment",))]


@pytest.mark.requirement("ST-22")
def test_a_failure_destination_needs_the_right_to_send_there() -> None:
    program = consumer("policy")
    failures = f"arn:aws:sqs:us-east-1:{ACCOUNT}:failures"
    program.add(
        "sends",
        "aws:iam/rolePolicy:RolePolicy",
        {"role": "worker-role", "policy": policy("sqs:SendMessage", failures)},
    )
    mapping = program.nodes.pop("mapping")
    destination = {"destinationConfig": {"onFailure": {"destinationArn": failures}}}
    program.add("mapping", mapping.typ, {**mapping.inputs, **destination}, after=("policy",))
    assert program.violations() == [("mapping", ("sends",))]


def test_a_function_in_a_vpc_waits_for_its_rights_on_network_interfaces() -> None:
    for after, expected in (((), [("function", ("interfaces",))]), (("interfaces",), [])):
        program = Program()
        document = policy(["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces"], "*")
        program.add(
            "interfaces", "aws:iam/rolePolicy:RolePolicy", {"role": "worker-role", "policy": document}
        )
        inputs = {"name": "worker", "role": ROLE_ARN, "vpcConfig": {"subnetIds": ["subnet-1"]}}
        program.add("function", "aws:lambda/function:Function", inputs, after=after)
        assert program.violations() == expected


CASES: list[tuple[str, Mapping[str, tuple[str, Mapping[str, Any]]], str, Mapping[str, Any], str]] = [
    (
        "needed",
        {"needed": ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "logs"})},
        "aws:cloudtrail/trail:Trail",
        {"s3BucketName": "logs"},
        "bucket",
    ),
    (
        "needed",
        {"needed": ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "logs"})},
        "aws:lb/loadBalancer:LoadBalancer",
        {"internal": True, "accessLogs": {"enabled": True, "bucket": "logs"}},
        "bucket",
    ),
    (
        "needed",
        {"needed": ("aws:s3/bucketVersioning:BucketVersioning", {"bucket": "copy"})},
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        {"bucket": "source", "rules": [{"destination": {"bucket": "arn:aws:s3:::copy"}}]},
        "versioned",
    ),
    (
        "needed",
        {
            "needed": (
                "aws:sqs/queuePolicy:QueuePolicy",
                {"queueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/work"},
            )
        },
        "aws:s3/bucketNotification:BucketNotification",
        {"bucket": "source", "queues": [{"queueArn": QUEUE_ARN}]},
        "validate",
    ),
    (
        "needed",
        {
            "needed": (
                "aws:lambda/permission:Permission",
                {"function": "worker", "principal": "s3.amazonaws.com"},
            )
        },
        "aws:s3/bucketNotification:BucketNotification",
        {"lambdaFunctions": [{"lambdaFunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:worker"}]},
        "validate",
    ),
    (
        "needed",
        {
            "needed": (
                "aws:lb/listener:Listener",
                {"defaultActions": [{"type": "forward", "targetGroupArn": "arn:tg"}]},
            )
        },
        "aws:ecs/service:Service",
        {"loadBalancers": [{"targetGroupArn": "arn:tg"}]},
        "associated load balancer",
    ),
    (
        "needed",
        {
            "needed": (
                "aws:lb/listenerRule:ListenerRule",
                {"actions": [{"type": "forward", "targetGroupArn": "arn:tg"}]},
            )
        },
        "aws:ecs/service:Service",
        {"loadBalancers": [{"targetGroupArn": "arn:tg"}]},
        "associated load balancer",
    ),
    (
        "needed",
        {"needed": ("aws:appautoscaling/target:Target", {"resourceId": "table/a", "scalableDimension": "d"})},
        "aws:appautoscaling/policy:Policy",
        {"resourceId": "table/a", "scalableDimension": "d"},
        "scalable target",
    ),
    (
        "needed",
        {"needed": ("aws:dynamodb/table:Table", {"name": "orders"})},
        "aws:appautoscaling/target:Target",
        {"resourceId": "table/orders/index/by-status"},
        "does not exist",
    ),
    (
        "needed",
        {"needed": ("aws:apigatewayv2/route:Route", {"apiId": "api1"})},
        "aws:apigatewayv2/deployment:Deployment",
        {"apiId": "api1"},
        "routes",
    ),
    (
        "needed",
        {"needed": ("aws:apigateway/integration:Integration", {"restApi": "api1"})},
        "aws:apigateway/deployment:Deployment",
        {"restApi": "api1"},
        "deployment",
    ),
    (
        "needed",
        {"needed": ("aws:apigatewayv2/stage:Stage", {"apiId": "api1", "name": "prod"})},
        "aws:apigatewayv2/apiMapping:ApiMapping",
        {"apiId": "api1", "stage": "prod"},
        "stage",
    ),
    (
        "needed",
        {"needed": ("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", {"dbProxyName": "p"})},
        "aws:rds/proxyTarget:ProxyTarget",
        {"dbProxyName": "p"},
        "target group",
    ),
    (
        "needed",
        {"needed": ("aws:cloudwatch/metricAlarm:MetricAlarm", {"name": "depth"})},
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        {"alarmRule": 'ALARM("depth")'},
        "does not exist",
    ),
    (
        "needed",
        {"needed": ("aws:lambda/alias:Alias", {"name": "live", "functionName": "worker"})},
        "aws:lambda/permission:Permission",
        {"function": "worker", "qualifier": "live", "principal": "x"},
        "no alias",
    ),
    (
        "needed",
        {"needed": ("aws:cfg/deliveryChannel:DeliveryChannel", {})},
        "aws:cfg/recorderStatus:RecorderStatus",
        {},
        "delivery channel",
    ),
    (
        "needed",
        {"needed": ("aws:securityhub/account:Account", {})},
        "aws:securityhub/standardsSubscription:StandardsSubscription",
        {},
        "not subscribed to Security Hub",
    ),
    (
        "needed",
        {"needed": ("aws:cfg/recorderStatus:RecorderStatus", {})},
        "aws:securityhub/standardsSubscription:StandardsSubscription",
        {},
        "nothing is recorded",
    ),
]


@pytest.mark.parametrize(
    ("needed", "others", "typ", "inputs", "reason"),
    CASES,
    ids=lambda value: value if isinstance(value, str) and ":" in value else "",
)
def test_a_resource_waits_for_what_aws_wants_first(
    needed: str,
    others: Mapping[str, tuple[str, Mapping[str, Any]]],
    typ: str,
    inputs: Mapping[str, Any],
    reason: str,
) -> None:
    without, with_edge = Program(), Program()
    for name, (kind, values) in others.items():
        without.add(name, kind, values)
        with_edge.add(name, kind, values)
    without.add("dependent", typ, inputs)
    with_edge.add("dependent", typ, inputs, after=(needed,))
    found = check(Graph(without.nodes.values()))
    assert [(one.urn, one.needs) for one in found] == [(urn("dependent"), (urn(needed),))]
    assert reason in str(found[0])
    assert "dependent must depend on needed" in str(found[0])
    assert with_edge.violations() == []


@pytest.mark.requirement("ST-30")
@pytest.mark.parametrize("protocol", ["WEBSOCKET", "HTTP"])
def test_logs_of_a_websocket_stage_wait_for_the_accounts_role(protocol: str) -> None:
    program = Program()
    program.add("account", "aws:apigateway/account:Account", {})
    program.add("api", "aws:apigatewayv2/api:Api", {"protocolType": protocol})
    inputs = {"apiId": "a", "accessLogSettings": {"destinationArn": "arn"}}
    program.add("stage", "aws:apigatewayv2/stage:Stage", inputs, apiId="api")
    assert program.violations() == ([("stage", ("account",))] if protocol == "WEBSOCKET" else [])


@pytest.mark.requirement("X-21")
def test_what_uses_a_certificate_waits_for_its_validation_and_that_for_its_records() -> None:
    program = Program()
    program.add("certificate", "aws:acm/certificate:Certificate", {"validationMethod": "DNS"})
    program.add("record", "aws:route53/record:Record", {}, records="certificate")
    program.add(
        "validation", "aws:acm/certificateValidation:CertificateValidation", {}, certificateArn="certificate"
    )
    program.add("listener", "aws:lb/listener:Listener", {}, certificateArn="certificate")
    assert program.violations() == [("listener", ("validation",)), ("validation", ("record",))]
    program.add(
        "validation",
        "aws:acm/certificateValidation:CertificateValidation",
        {},
        after=("record",),
        certificateArn="certificate",
    )
    program.add("listener", "aws:lb/listener:Listener", {}, certificateArn="validation")
    assert program.violations() == []


def test_a_certificate_that_nothing_validates_is_never_issued() -> None:
    program = Program()
    program.add("certificate", "aws:acm/certificate:Certificate", {"validationMethod": "DNS"})
    program.add("listener", "aws:lb/listener:Listener", {}, certificateArn="certificate")
    assert program.violations() == [("listener", ())]


def test_a_public_nat_gateway_waits_for_the_way_out() -> None:
    for after, expected in (((), [("nat", ("gateway",))]), (("gateway",), [])):
        program = Program()
        program.add("subnet", "aws:ec2/subnet:Subnet", {"vpcId": "vpc-1"})
        program.add("gateway", "aws:ec2/internetGateway:InternetGateway", {"vpcId": "vpc-1"})
        program.add("nat", "aws:ec2/natGateway:NatGateway", {}, after=after, subnetId="subnet")
        assert program.violations() == expected


def test_a_subscription_of_a_queue_needs_no_policy_first() -> None:
    program = Program()
    program.add("queue-policy", "aws:sqs/queuePolicy:QueuePolicy", {"queueUrl": "https://x/work"})
    program.add("subscription", "aws:sns/topicSubscription:TopicSubscription", {"endpoint": QUEUE_ARN})
    assert program.violations() == []


def test_a_role_with_its_policy_inside_needs_nothing_more() -> None:
    program = consumer()
    inline = [{"name": "reads", "policy": policy("sqs:ReceiveMessage", QUEUE_ARN)}]
    program.add("role", "aws:iam/role:Role", {"inlinePolicies": inline})
    assert program.violations() == []
