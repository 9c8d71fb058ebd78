"""CodeDeploy: how a new version takes over."""

import json

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def test_a_function_is_shifted_step_by_step_and_rolled_back(account: Account) -> None:
    def program() -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "codedeploy.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = aws.iam.Role("deployer", assume_role_policy=json.dumps(trust))
        application = aws.codedeploy.Application("app", name="app", compute_platform="Lambda")
        steps = aws.codedeploy.DeploymentConfig(
            "steps",
            deployment_config_name="ten-percent",
            compute_platform="Lambda",
            traffic_routing_config={
                "type": "TimeBasedCanary",
                "time_based_canary": {"interval": 5, "percentage": 10},
            },
        )
        group = aws.codedeploy.DeploymentGroup(
            "group",
            app_name=application.name,
            deployment_group_name="group",
            deployment_config_name=steps.id,
            service_role_arn=role.arn,
            deployment_style={"deployment_option": "WITH_TRAFFIC_CONTROL", "deployment_type": "BLUE_GREEN"},
            auto_rollback_configuration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
            alarm_configuration={"enabled": True, "alarms": ["errors"]},
        )
        pulumi.export("application", application.arn)
        pulumi.export("group", group.deployment_group_id)
        pulumi.export("platform", group.compute_platform)

    outputs, client = deploy(program, account).outputs, account.client("codedeploy")
    assert outputs["application"] == "arn:aws:codedeploy:us-east-1:123456789012:application:app"
    assert outputs["platform"] == "Lambda"
    found = client.get_deployment_group(applicationName="app", deploymentGroupName="group")[
        "deploymentGroupInfo"
    ]
    assert found["deploymentGroupId"] == outputs["group"]
    assert found["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE"]
    (steps,) = account.ledger.of("codedeploy", "CreateDeploymentConfig")
    assert steps["trafficRoutingConfig"] == {
        "type": "TimeBasedCanary",
        "timeBasedCanary": {"canaryInterval": 5, "canaryPercentage": 10},
    }
    (asked,) = [call.params for call in account.requests if call.operation == "CreateDeploymentGroup"]
    assert asked["deploymentConfigName"] == "ten-percent"
    assert asked["alarmConfiguration"] == {"enabled": True, "alarms": [{"name": "errors"}]}


def test_a_service_is_shifted_between_two_target_groups(account: Account) -> None:
    def program() -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "codedeploy.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = aws.iam.Role("deployer", assume_role_policy=json.dumps(trust))
        application = aws.codedeploy.Application("app", name="app", compute_platform="ECS")
        aws.codedeploy.DeploymentGroup(
            "group",
            app_name=application.name,
            deployment_group_name="group",
            deployment_config_name="CodeDeployDefault.ECSAllAtOnce",
            service_role_arn=role.arn,
            deployment_style={"deployment_option": "WITH_TRAFFIC_CONTROL", "deployment_type": "BLUE_GREEN"},
            blue_green_deployment_config={
                "deployment_ready_option": {"action_on_timeout": "CONTINUE_DEPLOYMENT"},
                "terminate_blue_instances_on_deployment_success": {
                    "action": "TERMINATE",
                    "termination_wait_time_in_minutes": 5,
                },
            },
            ecs_service={"cluster_name": "c", "service_name": "s"},
            load_balancer_info={
                "target_group_pair_info": {
                    "prod_traffic_route": {
                        "listener_arns": ["arn:aws:elasticloadbalancing:us-east-1:1:listener/x"]
                    },
                    "target_groups": [{"name": "blue"}, {"name": "green"}],
                }
            },
        )

    deploy(program, account)
    (asked,) = [call.params for call in account.requests if call.operation == "CreateDeploymentGroup"]
    assert asked["ecsServices"] == [{"clusterName": "c", "serviceName": "s"}]
    (pair,) = asked["loadBalancerInfo"]["targetGroupPairInfoList"]
    assert [group["name"] for group in pair["targetGroups"]] == ["blue", "green"]
    ended = asked["blueGreenDeploymentConfiguration"]["terminateBlueInstancesOnDeploymentSuccess"]
    assert ended["terminationWaitTimeInMinutes"] == 5
