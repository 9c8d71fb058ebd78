"""What becomes of networks, balancers, services, databases, edges and APIs after their creation."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.registry import RESOURCES, load_rooms
from emulator.shapes import Unmapped
from tests.emulator.resources.support import changed, destroy, made, network, sent
from tests.emulator.resources.test_apigateway import deployed_api
from tests.emulator.resources.test_awsx import deployed as awsx_vpc
from tests.emulator.resources.test_rds import database
from tests.emulator.resources.test_wafv2 import VISIBLE

OURS = (
    "aws:ec2/",
    "aws:vpc/",
    "aws:lb/",
    "aws:ecs/",
    "aws:ecr/",
    "aws:rds/",
    "aws:elasticache/",
    "aws:acm/",
    "aws:route53/",
    "aws:cloudfront/",
    "aws:wafv2/",
    "aws:apigateway/",
    "aws:apigatewayv2/",
    "aws:appsync/",
    "aws:amplify/",
)


def test_everything_that_can_be_made_can_be_deleted() -> None:
    load_rooms()
    types = {token: handler for token, handler in RESOURCES.items() if token.startswith(OURS)}
    assert len(types) > 100
    assert [token for token, handler in types.items() if handler.delete is None] == []


def test_a_whole_network_can_be_deleted_in_the_order_of_its_making(account: Account) -> None:
    deployment = awsx_vpc(account, "OnePerAz")
    destroy(account, deployment)
    remaining = account.client("ec2").describe_vpcs()["Vpcs"]
    assert deployment.outputs["vpc"] not in [vpc["VpcId"] for vpc in remaining]


def test_a_group_swaps_its_inline_rules_and_tags(account: Account) -> None:
    there = network(account)
    rule: Any = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}

    def declare() -> dict[str, Any]:
        group = aws.ec2.SecurityGroup(
            "app", vpc_id=there.vpc, ingress=[rule], tags={"Stage": "dev", "Old": "x"}
        )
        return {"id": group.id}

    deployment = made(account, declare)
    wanted = [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["10.0.0.0/8"]}]
    changed(
        account, deployment, "aws:ec2/securityGroup:SecurityGroup", ingress=wanted, tags={"Stage": "prod"}
    )
    (group,) = account.client("ec2").describe_security_groups(GroupIds=[deployment.outputs["id"]])[
        "SecurityGroups"
    ]
    assert [item["FromPort"] for item in group["IpPermissions"]] == [80]
    assert group["Tags"] == [{"Key": "Stage", "Value": "prod"}]
    destroy(account, deployment)
    left = account.client("ec2").describe_security_groups()["SecurityGroups"]
    assert deployment.outputs["id"] not in [item["GroupId"] for item in left]


def test_a_balancer_its_group_and_listener_change_in_place(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        balancer = aws.lb.LoadBalancer(
            "front", subnets=there.subnets, security_groups=[there.group], idle_timeout=60
        )
        group = aws.lb.TargetGroup(
            "app",
            port=3000,
            protocol="HTTP",
            target_type="ip",
            vpc_id=there.vpc,
            health_check={"path": "/health", "interval": 30},
        )
        listener = aws.lb.Listener(
            "http",
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[{"type": "forward", "target_group_arn": group.arn}],
        )
        return {"balancer": balancer.arn, "group": group.arn, "listener": listener.arn}

    deployment = made(account, declare)
    outputs, elb = deployment.outputs, account.client("elbv2")
    changed(account, deployment, "aws:lb/loadBalancer:LoadBalancer", idleTimeout=90, tags={"a": "b"})
    answer = elb.describe_load_balancer_attributes(LoadBalancerArn=outputs["balancer"])["Attributes"]
    assert {"Key": "idle_timeout.timeout_seconds", "Value": "90"} in answer
    changed(
        account,
        deployment,
        "aws:lb/targetGroup:TargetGroup",
        healthCheck={"path": "/ready", "interval": 30},
        deregistrationDelay=15,
    )
    (group,) = elb.describe_target_groups(TargetGroupArns=[outputs["group"]])["TargetGroups"]
    assert group["HealthCheckPath"] == "/ready"
    sorry = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "503"}}
    changed(account, deployment, "aws:lb/listener:Listener", defaultActions=[sorry])
    (listener,) = elb.describe_listeners(ListenerArns=[outputs["listener"]])["Listeners"]
    assert listener["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "503"
    destroy(account, deployment)
    assert elb.describe_load_balancers()["LoadBalancers"] == []
    assert elb.describe_target_groups()["TargetGroups"] == []


def test_a_write_only_password_changes_with_its_version_only(account: Account) -> None:
    declare = database(account, deletion_protection=False)
    deployment = made(
        account, lambda: declare(password_wo=pulumi.Output.secret("first-password"), password_wo_version=1)
    )
    instance = "aws:rds/instance:Instance"
    changed(account, deployment, instance, passwordWo="other-password", instanceClass="db.t4g.small")
    (change,) = sent(account, "ModifyDBInstance")
    assert change["DBInstanceClass"] == "db.t4g.small"
    assert "MasterUserPassword" not in change
    changed(account, deployment, instance, passwordWo="other-password", passwordWoVersion=2)
    assert sent(account, "ModifyDBInstance")[-1]["MasterUserPassword"] == "other-password"
    destroy(account, deployment)
    rds = account.client("rds")
    assert rds.describe_db_instances()["DBInstances"] == []
    snapshots = rds.describe_db_snapshots()["DBSnapshots"]
    assert [snapshot["DBSnapshotIdentifier"] for snapshot in snapshots] == ["hookrelay-prod-final"]


def test_a_record_is_overwritten_and_deleted(account: Account) -> None:
    def declare() -> dict[str, Any]:
        zone = aws.route53.Zone("zone", name="example.com")
        aws.route53.Record("www", zone_id=zone.id, name="www", type="A", ttl=300, records=["192.0.2.1"])
        return {"zone": zone.zone_id}

    deployment = made(account, declare)
    changed(account, deployment, "aws:route53/record:Record", records=["192.0.2.2"])
    found = account.client("route53").list_resource_record_sets(HostedZoneId=deployment.outputs["zone"])
    (record,) = [item for item in found["ResourceRecordSets"] if item["Type"] == "A"]
    assert record["ResourceRecords"] == [{"Value": "192.0.2.2"}]
    destroy(account, deployment)
    assert account.client("route53").list_hosted_zones()["HostedZones"] == []


def test_an_acl_is_replaced_under_its_lock_and_a_distribution_switched_off_first(account: Account) -> None:
    def declare() -> dict[str, Any]:
        addresses = aws.wafv2.IpSet(
            "known", name="known", scope="CLOUDFRONT", ip_address_version="IPV4", addresses=["192.0.2.0/24"]
        )
        acl = aws.wafv2.WebAcl(
            "acl", name="edge", scope="CLOUDFRONT", default_action={"allow": {}}, visibility_config=VISIBLE
        )
        cdn = aws.cloudfront.Distribution(
            "cdn",
            enabled=True,
            web_acl_id=acl.arn,
            origins=[{"origin_id": "files", "domain_name": "files.s3.us-east-1.amazonaws.com"}],
            default_cache_behavior={
                "target_origin_id": "files",
                "viewer_protocol_policy": "https-only",
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "cache_policy_id": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            },
            viewer_certificate={"cloudfront_default_certificate": True},
            restrictions={"geo_restriction": {"restriction_type": "none"}},
        )
        return {"acl": acl.id, "cdn": cdn.id, "set": addresses.id}

    deployment = made(account, declare)
    outputs, waf = deployment.outputs, account.client("wafv2")
    changed(account, deployment, "aws:wafv2/webAcl:WebAcl", defaultAction={"block": {}})
    acl = waf.get_web_acl(Name="edge", Scope="CLOUDFRONT", Id=outputs["acl"])["WebACL"]
    assert acl["DefaultAction"] == {"Block": {}}
    changed(account, deployment, "aws:wafv2/ipSet:IpSet", addresses=["198.51.100.0/24"])
    addresses = waf.get_ip_set(Name="known", Scope="CLOUDFRONT", Id=outputs["set"])["IPSet"]["Addresses"]
    assert addresses == ["198.51.100.0/24"]
    changed(
        account,
        deployment,
        "aws:cloudfront/distribution:Distribution",
        comment="new",
        priceClass="PriceClass_100",
    )
    config = account.client("cloudfront").get_distribution_config(Id=outputs["cdn"])["DistributionConfig"]
    assert (config["Comment"], config["PriceClass"]) == ("new", "PriceClass_100")
    destroy(account, deployment)
    assert sent(account, "UpdateDistribution")[-1]["DistributionConfig"]["Enabled"] is False
    assert account.client("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 0
    assert waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"] == []


def test_a_stage_is_patched(account: Account) -> None:
    def declare() -> dict[str, Any]:
        api, deployment = deployed_api(account)
        stage = aws.apigateway.Stage(
            "prod",
            rest_api=api.id,
            deployment=deployment.id,
            stage_name="prod",
            variables={"kept": "1", "gone": "1"},
        )
        return {"api": api.id, "stage": stage.stage_name}

    deployment = made(account, declare)
    changed(
        account,
        deployment,
        "aws:apigateway/stage:Stage",
        xrayTracingEnabled=True,
        variables={"kept": "2"},
    )
    gateway = account.client("apigateway")
    stage = gateway.get_stage(restApiId=deployment.outputs["api"], stageName="prod")
    assert stage["tracingEnabled"] is True
    assert stage["variables"] == {"kept": "2"}
    destroy(account, deployment)
    assert gateway.get_rest_apis()["items"] == []


def test_a_service_gets_a_new_deployment_and_stops_before_it_goes(account: Account) -> None:
    there = network(account)
    container = json.dumps([{"name": "app", "image": "app:1", "essential": True, "memory": 128}])

    def declare() -> dict[str, Any]:
        cluster = aws.ecs.Cluster("cluster", name="cluster")
        task = aws.ecs.TaskDefinition(
            "task",
            family="app",
            network_mode="awsvpc",
            requires_compatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            container_definitions=container,
        )
        service = aws.ecs.Service(
            "service",
            name="app",
            cluster=cluster.arn,
            task_definition=task.arn,
            desired_count=1,
            launch_type="FARGATE",
            network_configuration={"subnets": there.subnets, "security_groups": [there.group]},
        )
        return {"cluster": cluster.arn, "service": service.id}

    deployment = made(account, declare)
    outputs = deployment.outputs
    changed(account, deployment, "aws:ecs/service:Service", desiredCount=3, enableExecuteCommand=True)
    (found,) = account.client("ecs").describe_services(
        cluster=outputs["cluster"], services=[outputs["service"]]
    )["services"]
    assert found["desiredCount"] == 3
    (asked,) = sent(account, "UpdateService")
    assert asked["enableExecuteCommand"] is True
    destroy(account, deployment)
    assert sent(account, "UpdateService")[-1]["desiredCount"] == 0
    (cluster,) = account.client("ecs").describe_clusters(clusters=[outputs["cluster"]])["clusters"]
    assert (cluster["status"], cluster["activeServicesCount"]) == ("INACTIVE", 0)


@pytest.mark.parametrize("what", ["port", "vpcId"])
def test_a_change_that_no_call_takes_is_refused_by_name(account: Account, what: str) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        aws.lb.TargetGroup("app", port=3000, protocol="HTTP", target_type="ip", vpc_id=there.vpc)
        return {}

    deployment = made(account, declare)
    with pytest.raises(Unmapped, match=what):
        changed(account, deployment, "aws:lb/targetGroup:TargetGroup", **{what: 4000})
