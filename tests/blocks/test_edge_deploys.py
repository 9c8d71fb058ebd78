"""The edge and API blocks together, deployed to the emulated AWS in random orders.

The zone, the pool and the topic are bare resources: this is about the blocks that use them.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pulumi
import pulumi_aws as aws
import pytest

from components.blocks.alarms import Alarms, AlarmsArgs
from components.blocks.api_parts import ApiDomain, ErrorAlarm
from components.blocks.budget import Budget, BudgetArgs
from components.blocks.cdn import Behavior, Cdn, CdnArgs
from components.blocks.cdn_origins import ApiOrigin
from components.blocks.certificate import Certificate, CertificateArgs
from components.blocks.dashboard import Dashboard, DashboardArgs
from components.blocks.failover import Failover, FailoverArgs
from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Placeholder
from components.blocks.http_api import HttpApi, HttpApiArgs
from components.blocks.rest_api import RestApi, RestApiArgs
from components.blocks.site import Site, SiteArgs
from components.environments import ENVIRONMENTS
from emulator.account import Account
from emulator.deploy import deploy

PROD, DEV = ENVIRONMENTS["prod"], ENVIRONMENTS["dev"]
REGION = "us-east-1"
ERRORS = ErrorAlarm(title="Errors", statistic="Sum", above=10)
SERVER_ERRORS = ErrorAlarm(title="ServerErrors", statistic="Sum", above=0)


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def log_role() -> aws.apigateway.Account:
    """What the baseline makes once for an account and region."""
    role = aws.iam.Role("api-logs", assume_role_policy=trust("apigateway.amazonaws.com"))
    rights = aws.iam.RolePolicyAttachment(
        "api-logs-rights",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    )
    return aws.apigateway.Account(
        "api-logs-account",
        cloudwatch_role_arn=role.arn,
        opts=pulumi.ResourceOptions(depends_on=[rights]),
    )


def function(label: str) -> Function:
    args = FunctionArgs(
        environment=PROD,
        code=Placeholder(),
        timeout_seconds=29,
        memory_mb=512,
        runtime="nodejs24.x",
        handler="index.handler",
        name=label,
        alias="live",
    )
    return Function(label, args)


def program() -> None:
    zone = aws.route53.Zone("zone", name="example.com")
    topic = aws.sns.Topic("alerts")
    pool = aws.cognito.UserPool("pool")
    client = aws.cognito.UserPoolClient("client", user_pool_id=pool.id)
    app, executor = function("app"), function("executor")
    certificate = Certificate(
        "cert",
        CertificateArgs(
            domain_names=["example.com", "*.example.com"], zone_id=zone.zone_id, regions=[REGION, "eu-west-1"]
        ),
    )
    certificate_arn = certificate.arn_in(REGION)

    def domain(name: str) -> ApiDomain:
        return ApiDomain(
            domain_name=f"{name}.example.com", certificate_arn=certificate_arn, zone_id=zone.zone_id
        )

    rest = RestApi(
        "rest",
        RestApiArgs(
            environment=PROD,
            region=REGION,
            stage_name="prod",
            name="trinity-api-prod",
            domain=domain("api"),
            cors_origins=["https://app.example.com", "https://admin.example.com"],
        ),
        opts=pulumi.ResourceOptions(depends_on=[log_role()]),
    )
    rest.route("/", app)
    rest.route("/{proxy+}", app, authorizer=rest.cognito_authorizer("users", [pool.arn]))
    rest.deploy()
    http = HttpApi("http", HttpApiArgs(environment=PROD, stage_name="prod", domain=domain("run")))
    issuer = pulumi.Output.concat("https://", pool.endpoint)
    http.route(
        "POST",
        "/execute",
        executor,
        authorizer=http.jwt_authorizer("users", issuer=issuer, audiences=[client.id]),
    )

    regional = Firewall("regional", FirewallArgs(environment=PROD, scope="REGIONAL", region=REGION))
    regional.attach("rest", "rest-api", rest.stage_arn)
    regional.attach("pool", "user-pool", pool.arn)
    edge = Firewall("edge", FirewallArgs(environment=PROD, scope="CLOUDFRONT", region=REGION, name="edge"))
    cdn = Cdn(
        "cdn",
        CdnArgs(
            origins={"app": ApiOrigin(host=rest.host, path=rest.origin_path)},
            behaviors=[Behavior(origin="app"), Behavior(origin="app", path="/_next/static/*", cached=True)],
            comment="HookRelay",
            aliases=["example.com"],
            certificate_arn=certificate_arn,
            zone_id=zone.zone_id,
            web_acl_arn=edge.arn,
            origin_secret="s3cret",
        ),
    )
    Site("site", SiteArgs(environment=DEV, comment="Site", content_security_policy="default-src 'self'"))
    failover = Failover(
        "origin",
        FailoverArgs(
            zone_id=zone.zone_id,
            domain_name="origin.example.com",
            primary_host="primary.elb.amazonaws.com",
            secondary_host="standby.example.net",
            health_path="/health",
        ),
    )
    api_alarms = {"client_errors": ERRORS, "server_errors": SERVER_ERRORS}
    alarms = Alarms(
        "alarms",
        AlarmsArgs(
            alarms=[
                *rest.alarms(**api_alarms, latency_p95_ms=1000),
                *(
                    replace(each, title=f"Http{each.title}")
                    for each in http.alarms(**api_alarms, latency_p95_ms=1000)
                ),
                *regional.alarms(),
                *cdn.alarms(server_error_percent=5),
                *failover.alarms(),
            ],
            name_of=lambda alarm: f"test-{alarm.key}",
            region=REGION,
            topic_arn=topic.arn,
        ),
    )
    Dashboard(
        "dashboard",
        DashboardArgs(
            widgets=[*rest.widgets(), *http.widgets(), *regional.widgets(), *cdn.widgets()],
            region=REGION,
            alarm_arns=list(alarms.arns.values()),
        ),
    )
    Budget("budget", BudgetArgs(limit_usd=18, tag_key="Service", tag_value="x", topic_arn=topic.arn))


@pytest.mark.parametrize("seed", [None, 7])
def test_they_deploy_in_any_order_that_respects_what_is_declared(seed: int | None) -> None:
    with Account() as account:
        deploy(program, account, seed=seed)
        alarms = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
        (rest,) = account.client("apigateway").get_rest_apis()["items"]
        stage_arn = f"arn:aws:apigateway:{REGION}::/restapis/{rest['id']}/stages/prod"
        attached = account.client("wafv2").get_web_acl_for_resource(ResourceArn=stage_arn)
        (usage,) = account.client("budgets").describe_budgets(AccountId="123456789012")["Budgets"]
    assert len(alarms) == 9
    assert all(each["AlarmActions"] == each["OKActions"] != [] for each in alarms)
    assert "Rules" in attached["WebACL"]
    assert usage["CostFilters"] == {"TagKeyValue": ["user:Service$x"]}
