"""Zones, records, certificates, distributions and firewalls change in place, are described, and go."""

from typing import Any

import pytest

from emulator.account import Account

from .life import Life

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
CACHING = "aws:cloudfront/cachePolicy:CachePolicy"
ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
FUNCTION = "aws:cloudfront/function:Function"
STORE = "aws:cloudfront/keyValueStore:KeyValueStore"
ACL = "aws:wafv2/webAcl:WebAcl"
SET = "aws:wafv2/ipSet:IpSet"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
VISIBLE = {"cloudwatchMetricsEnabled": True, "metricName": "m", "sampledRequestsEnabled": True}
BEHAVIOR = {
    "targetOriginId": "files",
    "viewerProtocolPolicy": "https-only",
    "allowedMethods": ["GET", "HEAD"],
    "cachedMethods": ["GET", "HEAD"],
    "cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
}
EDGE: dict[str, Any] = {
    "enabled": True,
    "comment": "old",
    "origins": [{"originId": "files", "domainName": "files.s3.us-east-1.amazonaws.com"}],
    "defaultCacheBehavior": BEHAVIOR,
    "viewerCertificate": {"cloudfrontDefaultCertificate": True},
    "restrictions": {"geoRestriction": {"restrictionType": "none"}},
}


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def sent(account: Account, operation: str) -> Any:
    return [call.params for call in account.requests if call.operation == operation][-1]


@pytest.fixture
def zone(account: Account) -> Life:
    return Life(account, ZONE, name="example.com", comment="c", tags={"a": "1"})


def test_a_zone_changes_its_comment_and_tags(zone: Life) -> None:
    zone.change(comment=None, tags={"b": "2"})
    assert (said(zone)["comment"], said(zone)["Tags"]) == ("Managed by Pulumi", [{"Key": "b", "Value": "2"}])
    assert zone.asked == ["UpdateHostedZoneComment", "ChangeTagsForResource"]
    zone.delete()
    assert zone.described() is None
    zone.delete()


def test_a_zone_with_records_goes_only_by_force(account: Account, zone: Life) -> None:
    record = Life(account, RECORD, zoneId=zone.id, name="www", type="A", ttl=60, records=["192.0.2.1"])
    with pytest.raises(Exception, match="NotEmpty"):
        zone.delete()
    zone.change(forceDestroy=True)
    zone.delete()
    assert record.described() is None
    record.delete()


def test_a_deleted_record_can_be_made_again_beside_others(account: Account, zone: Life) -> None:
    """Others that come after it in the zone: moto took them for it."""
    given: dict[str, Any] = {"zoneId": zone.id, "type": "A", "ttl": 60, "records": ["192.0.2.1"]}
    Life(account, RECORD, name="www", **given)
    Life(account, RECORD, name="api", **given).delete()
    Life(account, RECORD, name="api", **given)
    with pytest.raises(Exception, match="already exists"):
        Life(account, RECORD, name="api", **given)


def test_a_record_is_overwritten_described_and_deleted_as_it_is_now(account: Account, zone: Life) -> None:
    record = Life(account, RECORD, zoneId=zone.id, name="www", type="A", ttl=60, records=["192.0.2.1"])
    record.change(records=["192.0.2.2"])
    assert record.asked == ["ChangeResourceRecordSets"]
    assert said(record)["records"] == ["192.0.2.2"]
    behind: Any = {
        "Name": "www.example.com",
        "Type": "A",
        "TTL": 5,
        "ResourceRecords": [{"Value": "192.0.2.9"}],
    }
    account.client("route53").change_resource_record_sets(
        HostedZoneId=zone.id,
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": behind}]},
    )
    assert (said(record)["records"], said(record)["TTL"]) == (["192.0.2.9"], 5)
    record.delete()
    assert record.described() is None
    record.delete()
    assert not record.handler.updatable(RECORD) & {"name", "zoneId"}


def test_an_address_becomes_an_alias_and_a_name_gets_another_type(account: Account, zone: Life) -> None:
    record = Life(account, RECORD, zoneId=zone.id, name="www", type="A", ttl=60, records=["192.0.2.1"])
    alias = {"name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}
    record.change(ttl=None, records=None, aliases=[alias])
    assert said(record)["aliases"][0]["zoneId"] == "Z2FDTNDATAQYW2"
    record.change(aliases=None, type="TXT", ttl=60, records=["text"])
    assert said(record)["records"] == ["text"]
    left = account.client("route53").list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
    assert sorted(each["Type"] for each in left) == ["NS", "SOA", "TXT"]


def test_a_health_check_changes_what_it_looks_at(account: Account) -> None:
    check = Life(account, CHECK, type="HTTPS", fqdn="a.example.com", port=443, resourcePath="/health")
    check.change(resourcePath="/ready", failureThreshold=5)
    assert (said(check)["ResourcePath"], said(check)["FailureThreshold"]) == ("/ready", 5)
    assert not check.handler.updatable(CHECK) & {"type", "requestInterval"}
    check.delete()
    assert check.described() is None


def test_a_certificate_changes_only_its_tags(account: Account) -> None:
    certificate = Life(
        account, CERTIFICATE, domainName="a.example.com", validationMethod="DNS", tags={"a": "1", "b": "1"}
    )
    certificate.change(tags={"b": "2"})
    assert certificate.asked == ["RemoveTagsFromCertificate", "AddTagsToCertificate"]
    assert said(certificate)["Tags"] == [{"Key": "b", "Value": "2"}]
    lasting = {"domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm"}
    assert not certificate.handler.updatable(CERTIFICATE) & lasting
    validation = Life(account, VALIDATION, certificateArn=certificate.id)
    assert validation.handler.updatable(VALIDATION) == frozenset()
    validation.delete()
    certificate.delete()
    assert certificate.described() is None
    assert validation.described() is None
    certificate.delete()


def test_a_distribution_is_replaced_as_a_whole_under_its_id(account: Account) -> None:
    edge = Life(account, DISTRIBUTION, **EDGE, tags={"a": "1"})
    edge.change(comment="new", priceClass="PriceClass_100")
    whole = sent(account, "UpdateDistribution")["DistributionConfig"]
    assert (whole["Comment"], whole["Origins"]["Quantity"]) == ("new", 1)
    assert (said(edge)["Comment"], said(edge)["PriceClass"]) == ("new", "PriceClass_100")
    edge.change(tags={"b": "2"})
    assert edge.asked == ["UntagResource", "TagResource"]
    assert said(edge)["tags"] == [{"Key": "b", "Value": "2"}]
    edge.change(waitForDeployment=False)
    assert edge.asked == []
    edge.delete()
    assert edge.asked == ["UpdateDistribution", "DeleteDistribution"]
    assert edge.described() is None
    edge.delete()


def test_a_distribution_that_is_to_be_retained_is_switched_off(account: Account) -> None:
    edge = Life(account, DISTRIBUTION, **EDGE, retainOnDelete=True)
    edge.delete()
    assert said(edge)["Enabled"] is False


def test_what_distributions_refer_to_changes_and_goes(account: Account) -> None:
    own = {"originAccessControlOriginType": "s3", "signingBehavior": "always", "signingProtocol": "sigv4"}
    control = Life(account, CONTROL, name="oac", **own)
    control.change(signingBehavior="no-override")
    assert said(control)["SigningBehavior"] == "no-override"
    control.delete()
    assert control.described() is None
    control.delete()
    caching = Life(
        account,
        CACHING,
        name="p",
        minTtl=1,
        parametersInCacheKeyAndForwardedToOrigin={
            "enableAcceptEncodingGzip": True,
            "enableAcceptEncodingBrotli": True,
            "cookiesConfig": {"cookieBehavior": "none"},
            "headersConfig": {"headerBehavior": "none"},
            "queryStringsConfig": {"queryStringBehavior": "none"},
        },
    )
    caching.change(minTtl=2)
    assert sent(account, "UpdateCachePolicy")["CachePolicyConfig"]["MinTTL"] == 2
    caching.delete()
    endpoint = {
        "name": "o",
        "arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/0123456789abcdef",
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
    }
    origin = Life(account, ORIGIN, vpcOriginEndpointConfig=endpoint)
    origin.change(vpcOriginEndpointConfig={**endpoint, "httpsPort": 8443})
    assert sent(account, "UpdateVpcOrigin")["VpcOriginEndpointConfig"]["HTTPSPort"] == 8443
    origin.delete()
    assert origin.asked == ["DeleteVpcOrigin"]


def test_functions_at_the_edge_are_published_again(account: Account) -> None:
    function = Life(account, FUNCTION, name="f", runtime="cloudfront-js-2.0", code="function handler() {}")
    function.change(code="function handler(event) {}", comment="c")
    assert function.asked == ["UpdateFunction", "PublishFunction"]
    assert sent(account, "UpdateFunction")["FunctionConfig"]["Comment"] == "c"
    function.delete()
    assert function.described() is None
    store = Life(account, STORE, name="s", comment="c")
    store.change(comment="d")
    assert said(store)["Comment"] == "d"
    store.delete()
    assert store.described() is None
    store.delete()


@pytest.mark.parametrize("scope", ["REGIONAL", "CLOUDFRONT"])
def test_a_firewall_is_replaced_under_its_lock(account: Account, scope: str) -> None:
    acl = Life(account, ACL, name="w", scope=scope, defaultAction={"allow": {}}, visibilityConfig=VISIBLE)
    acl.change(defaultAction={"block": {}}, description="our own", tags={"a": "1"})
    found = said(acl)
    assert (found["DefaultAction"], found["Description"]) == ({"Block": {}}, "our own")
    assert found["tags"] == [{"Key": "a", "Value": "1"}]
    acl.change(description=None)
    assert "Description" not in sent(account, "UpdateWebACL")
    assert not acl.handler.updatable(ACL) & {"name", "scope", "namePrefix"}
    addresses = Life(account, SET, name="s", scope=scope, ipAddressVersion="IPV4", addresses=["192.0.2.0/24"])
    addresses.change(addresses=["198.51.100.0/24"])
    assert said(addresses)["Addresses"] == ["198.51.100.0/24"]
    for each in (acl, addresses):
        each.delete()
        assert each.described() is None
        each.delete()


def test_a_firewalls_logging_changes_its_filter_and_goes(account: Account) -> None:
    acl = Life(
        account, ACL, name="w", scope="REGIONAL", defaultAction={"allow": {}}, visibilityConfig=VISIBLE
    )
    account.client("logs").create_log_group(logGroupName="aws-waf-logs-w")
    group = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-w"
    logging = Life(account, LOGGING, resourceArn=acl.state["arn"], logDestinationConfigs=[group])
    logging.change(redactedFields=[{"singleHeader": {"name": "authorization"}}])
    assert said(logging)["RedactedFields"] == [{"SingleHeader": {"Name": "authorization"}}]
    assert logging.handler.updatable(LOGGING) == {"loggingFilter", "redactedFields"}
    logging.delete()
    assert logging.described() is None
    logging.delete()
