"""What a company already has is used as it is, and what isn't there is named before anything is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

import pytest

from emulator.account import Account
from emulator.deploy import AwsDeployment
from emulator.monitor import DeploymentFailed
from smoke.runner import run
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant

CIDR = IPv4Network("10.40.0.0/16")
ROOT = {"AWS": "arn:aws:iam::123456789012:root"}


@pytest.fixture
def account() -> Iterator[Account]:
    with running_account() as found:
        yield found


def network(account: Account) -> dict[str, Any]:
    """A network with a gateway, two public and two private subnets."""
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=str(CIDR))["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    blocks = CIDR.subnets(new_prefix=20)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=str(next(blocks)), AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for zone in ("us-east-1a", "us-east-1b") * 2
    ]
    for subnet in subnets[:2]:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return {"vpcId": vpc, "publicSubnetIds": subnets[:2], "privateSubnetIds": subnets[2:]}


def failing(account: Account, deployment: AwsDeployment) -> list[str]:
    results = list(run(deployment.outputs, account.session(), writes=True))
    assert results
    return [f"{result.title}: {result.detail}" for result in results if not result.ok]


def reasons(error: DeploymentFailed) -> str:
    return "\n".join(error.failures.values())


@pytest.mark.requirement("HR-46", "X-23")
def test_a_network_that_exists_is_used_and_left_as_it_is(account: Account) -> None:
    given = network(account)
    deployment = deployed_to(account, Variant(file="prod", config={"network": given}))
    assert failing(account, deployment) == []
    assert deployment.outputs["hookrelay"]["vpcId"] == given["vpcId"]
    ec2 = account.client("ec2")
    assert ec2.describe_nat_gateways()["NatGateways"] == []
    own = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [given["vpcId"]]}])["Subnets"]
    assert len(own) == 4
    (balancer,) = account.client("elbv2").describe_load_balancers()["LoadBalancers"]
    placed = {zone["SubnetId"] for zone in balancer["AvailabilityZones"]}
    assert placed == set(given["publicSubnetIds"])


@pytest.mark.requirement("X-23")
def test_a_network_that_does_not_exist_is_named(account: Account) -> None:
    given = {
        "vpcId": "vpc-0123456789abcdef0",
        "publicSubnetIds": ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"],
        "privateSubnetIds": ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"],
    }
    with pytest.raises(DeploymentFailed) as raised:
        deployed_to(account, Variant(file="dev", config={"network": given}))
    assert "vpc-0123456789abcdef0" in reasons(raised.value)


@pytest.mark.requirement("HR-33", "HR-52")
def test_a_docker_host_is_let_in_to_the_stores_and_nowhere_else(account: Account) -> None:
    given = network(account)
    ec2 = account.client("ec2")
    host = ec2.create_security_group(GroupName="host", Description="host", VpcId=given["vpcId"])["GroupId"]
    config = {
        "compute": "docker",
        "network": given,
        "docker": {"hostSecurityGroupId": host},
        "database": {"proxy": True, "readReplica": True},
    }
    deployment = deployed_to(account, Variant(file="dev", config=config))
    assert failing(account, deployment) == []
    results = {each.title: each.detail for each in run(deployment.outputs, account.session(), writes=False)}
    ways = results["only the stated flows are open"].split(", ")
    into = {"host -> cache:6379", "host -> database:5432", "host -> proxy:5432"}
    assert {way for way in ways if way.startswith("host ")} == into


@pytest.mark.requirement("X-21", "X-23")
@pytest.mark.parametrize("cdn", [True, False], ids=["cloudfront", "load-balancer"])
def test_a_certificate_that_exists_is_used_and_no_record_is_written(account: Account, cdn: bool) -> None:
    arn = account.client("acm").request_certificate(DomainName="hooks.company.dev")["CertificateArn"]
    before = len(account.requests)
    dns = {"mode": "certificateArn", "domain": "hooks.company.dev", "certificateArn": arn}
    deployment = deployed_to(account, Variant(file="prod", config={"dns": dns, "cdn": cdn}))
    assert failing(account, deployment) == []
    outputs = deployment.outputs["hookrelay"]
    assert outputs["appUrl"] == "https://hooks.company.dev"
    listeners = account.client("elbv2").describe_listeners(LoadBalancerArn=outputs["loadBalancerArn"])
    (https,) = (each for each in listeners["Listeners"] if each["Port"] == 443)
    assert [each["CertificateArn"] for each in https["Certificates"]] == [arn]
    services = {call.service for call in account.requests[before:]}
    assert "route53" not in services
    assert "acm" not in services


@pytest.mark.requirement("X-21")
def test_a_zone_that_does_not_exist_fails_the_preview(account: Account) -> None:
    dns = {"mode": "zone", "zoneName": "nobody.example", "domain": "hooks.nobody.example"}
    with pytest.raises(Exception, match=r"nobody\.example"):
        deployed_to(account, Variant(file="prod", config={"dns": dns}), preview=True)
    assert account.requests == []


@pytest.mark.requirement("HR-41", "X-8")
def test_access_logs_need_the_role_that_the_baseline_gives_the_account(account: Account) -> None:
    config = {"compute": "lambda", "cdn": False, "lambda": {"accessLogs": True}}
    with pytest.raises(DeploymentFailed, match="CloudWatch Logs role ARN must be set"):
        deployed_to(account, Variant(file="dev", stack="early", config=config | DERIVED))
    trust = policy({"Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam = account.client("iam")
    role = iam.create_role(RoleName="api-logs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    logs = policy({"Action": ["logs:*"], "Resource": "*"})
    iam.put_role_policy(RoleName="api-logs", PolicyName="logs", PolicyDocument=logs)
    account.client("apigateway").update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    )
    deployment = deployed_to(account, Variant(file="dev", stack="late", config=config | DERIVED))
    assert failing(account, deployment) == []


DERIVED = {"platforms:environment": "dev"}


def policy(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


@pytest.mark.requirement("HR-48", "X-20")
def test_each_secret_of_the_application_is_rotated_by_the_function_that_was_given(account: Account) -> None:
    trust = policy({"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
    role = account.client("iam").create_role(RoleName="rotator", AssumeRolePolicyDocument=trust)
    rotator = account.client("lambda").create_function(
        FunctionName="rotate",
        Runtime="python3.13",
        Role=role["Role"]["Arn"],
        Handler="rotate.handler",
        Code={"ZipFile": archive("rotate.py", "def handler(event, context):\n    return None\n")},
    )["FunctionArn"]
    config = {"secretsBackend": "secretsmanager", "rotation": {"functionArn": rotator}}
    given = {"discordSecret": "given-discord-secret"}
    deployment = deployed_to(account, Variant(file="prod", config=config, secret=given))
    assert failing(account, deployment) == []
    secrets = account.client("secretsmanager")
    rotated = {
        name: secrets.describe_secret(SecretId=secret["arn"]).get("RotationLambdaARN")
        for name, secret in deployment.outputs["hookrelay"]["secrets"].items()
    }
    assert {name for name, function in rotated.items() if function == rotator} == {
        "AUTH_SECRET",
        "AUTH_DISCORD_ID",
        "AUTH_DISCORD_SECRET",
        "INGEST_SHARED_SECRET",
    }
    values = {
        name: secrets.describe_secret(SecretId=outputs["arn"]).get("VersionIdsToStages")
        for name, outputs in deployment.outputs["hookrelay"]["secrets"].items()
    }
    assert not values["AUTH_DISCORD_ID"]  # a slot stays a slot until somebody fills it
    assert values["AUTH_DISCORD_SECRET"]


def archive(name: str, text: str) -> bytes:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.requirement("HR-36", "X-11", "X-17", "X-23")
def test_a_key_a_topic_and_a_repository_that_exist_are_used(account: Account) -> None:
    document = policy({"Sid": "Owner", "Principal": ROOT, "Action": "kms:*", "Resource": "*"})
    key = account.client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"]
    topic = account.client("sns").create_topic(Name="company-alerts")["TopicArn"]
    repository = account.client("ecr").create_repository(repositoryName="company/hookrelay")["repository"][
        "repositoryUri"
    ]
    config = {"kmsKeyArn": key, "alerts": {"topicArn": topic}, "imageRepository": repository}
    deployment = deployed_to(account, Variant(file="prod", config=config))
    assert failing(account, deployment) == []
    outputs = deployment.outputs["hookrelay"]
    assert outputs["alertsTopicArn"] == topic
    table = account.client("dynamodb").describe_table(TableName=outputs["endpointsTable"])["Table"]
    assert table["SSEDescription"]["KMSMasterKeyArn"] == key
    queue = account.client("sqs").get_queue_attributes(QueueUrl=outputs["queueUrl"], AttributeNames=["All"])
    assert queue["Attributes"]["KmsMasterKeyId"] == key
    task = account.client("ecs").describe_task_definition(taskDefinition=outputs["taskFamily"])
    (container,) = task["taskDefinition"]["containerDefinitions"]
    assert container["image"].startswith(f"{repository}:")
    assert [each["TopicArn"] for each in account.client("sns").list_topics()["Topics"]] == [topic]
    assert len(account.client("ecr").describe_repositories()["repositories"]) == 1
