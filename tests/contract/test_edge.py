"""Check 6: what CloudFront uses is in us-east-1, and a firewall stands only where AWS WAF can."""

from __future__ import annotations

import re

import pulumi_aws as aws
import pytest

from tests.contract.walk import ALARM, region_of
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import CERTIFICATE, CERTIFICATE_EU, VARIANTS

GLOBAL = "us-east-1"  # CloudFront Developer Guide, "Requirements for using SSL/TLS certificates"
ACL = "aws:wafv2/webAcl:WebAcl"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GLOBAL_NAMESPACES = ("AWS/CloudFront", "AWS/Route53", "AWS/Billing")
# AWS WAF Developer Guide, "Resources that you can protect with AWS WAF", by ARN.
PROTECTABLE = re.compile(
    r"arn:aws:(elasticloadbalancing:[^:]+:\d+:loadbalancer/app/"
    r"|apigateway:[^:]+::/restapis/[^/]+/stages/"
    r"|appsync:[^:]+:\d+:apis/"
    r"|cognito-idp:[^:]+:\d+:userpool/)"
)


def home(recorded: Recorder) -> str:
    """The region of the stack's provider."""
    return str(recorded.one("pulumi:providers:aws").inputs["region"])


def misplaced(recorded: Recorder) -> list[str]:
    """What is in a region where CloudFront, CloudWatch or AWS WAF won't find it."""
    found, here = [], home(recorded)
    scopes = {}
    for acl in recorded.of_type(ACL):
        region = acl.inputs.get("region", here)
        scopes[recorded.deployment.state_of(acl.urn)["arn"]] = acl.inputs["scope"]
        wanted = GLOBAL if acl.inputs["scope"] == "CLOUDFRONT" else here
        if region != wanted:
            found.append(f"{acl.name}: {acl.inputs['scope']} in {region}")
    for attached in recorded.of_type("aws:wafv2/webAclAssociation:WebAclAssociation"):
        if not PROTECTABLE.match(attached.inputs["resourceArn"]):
            found.append(f"{attached.name}: {attached.inputs['resourceArn']} can't have a firewall")
        if scopes.get(attached.inputs["webAclArn"]) == "CLOUDFRONT":
            found.append(f"{attached.name}: a global firewall at a regional thing")
    for distribution in recorded.of_type(DISTRIBUTION):
        certificate = distribution.inputs["viewerCertificate"].get("acmCertificateArn")
        if certificate and region_of(certificate) != GLOBAL:
            found.append(f"{distribution.name}: certificate of {region_of(certificate)}")
        acl_arn = distribution.inputs.get("webAclId")
        if acl_arn and ":global/webacl/" not in acl_arn:
            found.append(f"{distribution.name}: a regional firewall")
    for listener in recorded.of_type("aws:lb/listener:Listener"):
        certificate = listener.inputs.get("certificateArn")
        if certificate and region_of(certificate) != here:
            found.append(f"{listener.name}: certificate of {region_of(certificate)}")
    found += _misplaced_alarms(recorded, here)
    return found


def _misplaced_alarms(recorded: Recorder, here: str) -> list[str]:
    found = []
    global_acls = {acl.inputs["name"] for acl in recorded.of_type(ACL) if acl.inputs["scope"] == "CLOUDFRONT"}
    regions = {}
    for alarm in recorded.of_type(ALARM):
        region = alarm.inputs.get("region", here)
        regions[alarm.inputs["name"]] = region
        wanted = here
        if alarm.inputs.get("namespace") in GLOBAL_NAMESPACES:
            wanted = GLOBAL
        if (alarm.inputs.get("dimensions") or {}).get("WebACL") in global_acls:
            wanted = GLOBAL
        if region != wanted:
            found.append(f"{alarm.name}: in {region}, its metric in {wanted}")
        told = [*alarm.inputs.get("alarmActions", []), *alarm.inputs.get("okActions", [])]
        found += [
            f"{alarm.name}: tells a topic of {region_of(topic)}"
            for topic in told
            if region_of(topic) != region
        ]
    for composite in recorded.of_type("aws:cloudwatch/compositeAlarm:CompositeAlarm"):
        named = re.findall(r'ALARM\("([^"]+)"\)', composite.inputs["alarmRule"])
        own = composite.inputs.get("region", here)
        # PutCompositeAlarm: the alarms of a rule are in its own region
        found += [f"{composite.name}: {name} is elsewhere" for name in named if regions.get(name) != own]
    return found


@pytest.mark.requirement("ENV-6", "X-6", "HR-31", "HR-46")
def test_everything_global_is_in_us_east_1_and_firewalls_stand_where_they_can(recorded: Recorder) -> None:
    assert misplaced(recorded) == []


@pytest.mark.requirement("ENV-6")
def test_the_walk_sees_what_is_misplaced() -> None:
    def acl(name: str, scope: str) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            name,
            name=name,
            scope=scope,
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
            ),
        )

    def program() -> None:
        aws.Provider("eu", region="eu-central-1")  # where the rest is as well
        edge = acl("edge", "CLOUDFRONT")
        regional = acl("regional", "REGIONAL")
        aws.wafv2.WebAclAssociation(
            "http-api",
            web_acl_arn=regional.arn,
            resource_arn="arn:aws:apigateway:eu-central-1::/apis/abc/stages/$default",
        )
        aws.wafv2.WebAclAssociation(
            "mixed",
            web_acl_arn=edge.arn,
            resource_arn="arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/1",
        )
        aws.lb.Listener(
            "listener",
            load_balancer_arn="arn:x",
            certificate_arn=CERTIFICATE,
            default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward")],
        )
        aws.cloudwatch.MetricAlarm(
            "alarm",
            name="Edge",
            namespace="AWS/CloudFront",
            metric_name="5xxErrorRate",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=1,
            alarm_actions=["arn:aws:sns:us-east-1:123456789012:t"],
        )
        aws.cloudwatch.MetricAlarm(
            "far",
            name="Far",
            region="us-east-1",
            namespace="AWS/Route53",
            metric_name="HealthCheckStatus",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=1,
        )
        aws.cloudwatch.CompositeAlarm("any", alarm_name="Any", alarm_rule='ALARM("Edge") OR ALARM("Far")')

    assert set(misplaced(declare(program))) == {
        "edge: CLOUDFRONT in eu-central-1",
        "http-api: arn:aws:apigateway:eu-central-1::/apis/abc/stages/$default can't have a firewall",
        "mixed: a global firewall at a regional thing",
        "listener: certificate of us-east-1",
        "alarm: in eu-central-1, its metric in us-east-1",
        "alarm: tells a topic of us-east-1",
        "any: Far is elsewhere",
    }


@pytest.mark.requirement("X-6", "ENV-6")
def test_another_primary_region_takes_all_but_the_edge_with_it() -> None:
    recorded = declared(VARIANTS["frankfurt"])
    certificates = recorded.of_type("aws:acm/certificate:Certificate")
    assert {each.inputs["region"] for each in certificates} == {"eu-central-1", GLOBAL}
    assert region_of(recorded.state("hookrelay-endpoints-table")["arn"]) == "eu-central-1"
    assert recorded.exports["hookrelay"]["region"] == "eu-central-1"
    assert region_of(recorded.exports["hookrelay"]["alertsTopicArn"]) == "eu-central-1"
    assert region_of(recorded.exports["hookrelay"]["globalAlertsTopicArn"]) == GLOBAL


@pytest.mark.requirement("X-6")
def test_without_an_edge_nothing_is_in_us_east_1() -> None:
    recorded = declared(VARIANTS["frankfurt-without-cdn"])
    there = [item.name for item in recorded.graph if item.inputs.get("region") == GLOBAL]
    assert there == []


@pytest.mark.requirement("X-21", "X-23")
def test_given_certificates_are_used_each_where_it_is() -> None:
    recorded = declared(VARIANTS["frankfurt-certificates"])
    assert recorded.count("aws:acm/certificate:Certificate") == 0
    assert recorded.count("aws:route53/record:Record") == 0
    assert recorded.inputs("hookrelay-lb-https")["certificateArn"] == CERTIFICATE_EU
    viewer = recorded.inputs("hookrelay-cdn-distribution")["viewerCertificate"]
    assert viewer["acmCertificateArn"] == CERTIFICATE


@pytest.mark.requirement("HR-46", "ENV-6")
@pytest.mark.parametrize(
    ("name", "scope", "attached"),
    [
        ("prod", "CLOUDFRONT", None),
        ("lambda-http", "CLOUDFRONT", None),
        ("without-cdn", "REGIONAL", "loadbalancer/app/"),
        ("lambda-rest-without-cdn", "REGIONAL", "/restapis/"),
        ("lambda-http-without-cdn", None, None),
        ("without-waf", None, None),
        ("docker", None, None),
        ("dev", None, None),
    ],
)
def test_there_is_one_firewall_at_the_outermost_entrance(
    name: str, scope: str | None, attached: str | None
) -> None:
    recorded = declared(VARIANTS[name])
    assert [acl.inputs["scope"] for acl in recorded.of_type(ACL)] == ([scope] if scope else [])
    arns = [each.inputs["resourceArn"] for each in recorded.of_type("WebAclAssociation")]
    assert len(arns) == (1 if attached else 0)
    assert all(attached and attached in arn for arn in arns)


@pytest.mark.requirement("HR-31")
def test_static_files_are_kept_and_everything_else_is_passed_on() -> None:
    caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # CloudFront's managed cache policies
    caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    all_viewer = "216adef6-5c7f-47e4-b989-5492eafa07d3"  # and managed origin request policies
    all_but_host = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    for name, passes, path in (("prod", all_viewer, ""), ("lambda-rest", all_but_host, "/prod")):
        distribution = declared(VARIANTS[name]).inputs("hookrelay-cdn-distribution")
        default, (static,) = distribution["defaultCacheBehavior"], distribution["orderedCacheBehaviors"]
        assert default["cachePolicyId"] == caching_disabled
        assert default["originRequestPolicyId"] == passes
        assert (static["pathPattern"], static["cachePolicyId"]) == ("/_next/static/*", caching_optimized)
        assert distribution["origins"][0].get("originPath", "") == path


@pytest.mark.requirement("HR-39", "X-21", "X-11")
def test_nobody_gets_plain_http(recorded: Recorder) -> None:
    """A listener without TLS redirects, or stands where CloudFront alone comes."""
    for listener in recorded.of_type("aws:lb/listener:Listener"):
        if listener.inputs["protocol"] == "HTTPS":
            assert "TLS13" in listener.inputs["sslPolicy"]
            continue
        redirects = [action.get("redirect") for action in listener.inputs["defaultActions"]]
        internal = recorded.inputs("hookrelay-lb-alb")["internal"]
        assert internal or all(each and each["protocol"] == "HTTPS" for each in redirects)
    for distribution in recorded.of_type(DISTRIBUTION):
        behaviors = [
            distribution.inputs["defaultCacheBehavior"],
            *distribution.inputs["orderedCacheBehaviors"],
        ]
        assert {each["viewerProtocolPolicy"] for each in behaviors} == {"redirect-to-https"}
    if recorded.exports["hookrelay"]["compute"] != "docker":
        assert recorded.exports["hookrelay"]["appUrl"].startswith("https://")


@pytest.mark.requirement("X-21", "HR-39")
def test_a_load_balancer_without_a_domain_is_reached_through_cloudfront_alone() -> None:
    recorded = declared(VARIANTS["dev"])
    assert recorded.inputs("hookrelay-lb-alb")["internal"] is True
    assert recorded.count("aws:cloudfront/vpcOrigin:VpcOrigin") == 1
    rules = [
        rule.inputs
        for rule in recorded.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if rule.parent.endswith("::hookrelay-lb-access")
        and rule.inputs["securityGroupId"] == recorded.state("hookrelay-lb-access-group")["id"]
    ]
    assert rules
    assert all("cidrIpv4" not in rule for rule in rules)


@pytest.mark.requirement("HR-31")
def test_a_public_load_balancer_behind_cloudfront_answers_cloudfront_only() -> None:
    """By a header that only our distribution knows; without a CDN anybody may come."""
    behind, open_ = declared(VARIANTS["prod"]), declared(VARIANTS["without-cdn"])
    (secret,) = [
        condition["httpHeader"]
        for condition in behind.inputs("hookrelay-lb-app-rule")["conditions"]
        if "httpHeader" in condition
    ]
    origin = behind.inputs("hookrelay-cdn-distribution")["origins"][0]
    assert {"name": secret["httpHeaderName"], "value": secret["values"][0]} in origin["customHeaders"]
    assert behind.inputs("hookrelay-lb-https")["defaultActions"][0]["type"] == "fixed-response"
    assert not [c for c in open_.inputs("hookrelay-lb-app-rule")["conditions"] if "httpHeader" in c]
