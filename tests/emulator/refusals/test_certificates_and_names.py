"""Certificates and DNS."""

from typing import Any

import pytest

from emulator.account import Account

from . import refused


def test_names_of_certificates(account: Account) -> None:
    request = account.client("acm").request_certificate
    request(DomainName="*.example.com", SubjectAlternativeNames=["example.com"])
    long = ".".join(["a" * 60, "example.com"])
    assert "longer than 64" in refused(request, DomainName=long)
    many = [f"n{n}.example.com" for n in range(10)]
    assert "at most 10 names" in refused(request, DomainName="example.com", SubjectAlternativeNames=many)
    option = {"DomainName": "api.example.com", "ValidationDomain": "other.com"}
    assert "can't validate" in refused(
        request, DomainName="api.example.com", DomainValidationOptions=[option]
    )


@pytest.fixture
def zone(account: Account) -> str:
    found: str = account.client("route53").create_hosted_zone(Name="example.com", CallerReference="c")[
        "HostedZone"
    ]["Id"]
    return found


def record(**change: Any) -> dict[str, Any]:
    base = {"Name": "api.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "203.0.113.1"}]}
    return {key: value for key, value in {**base, **change}.items() if value is not None}


ALIAS = {"HostedZoneId": "Z1", "DNSName": "front.example.net", "EvaluateTargetHealth": True}


def batch(one: dict[str, Any], action: str = "CREATE") -> dict[str, Any]:
    return {"Changes": [{"Action": action, "ResourceRecordSet": one}]}


@pytest.mark.requirement("HR-50")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ResourceRecords": None}, "exactly one of AliasTarget"),
        ({"AliasTarget": ALIAS}, "exactly one of AliasTarget"),
        ({"TTL": None}, "needs a TTL"),
        ({"ResourceRecords": None, "AliasTarget": ALIAS}, "is an alias and has a TTL"),
        ({"ResourceRecords": [{"Value": "front"}]}, "none of its type"),
        ({"Weight": 1}, "needs a SetIdentifier"),
        ({"SetIdentifier": "a"}, "needs a SetIdentifier with a routing policy, and only then"),
        ({"Weight": 1, "Failover": "PRIMARY", "SetIdentifier": "a"}, "more than one routing policy"),
        ({"Failover": "PRIMARY", "SetIdentifier": "a"}, "nothing checks its health"),
    ],
)
def test_refused_records(account: Account, zone: str, change: dict[str, Any], reason: str) -> None:
    put = account.client("route53").change_resource_record_sets
    assert reason in refused(put, HostedZoneId=zone, ChangeBatch=batch(record(**change)))


def test_accepted_records(account: Account, zone: str) -> None:
    put = account.client("route53").change_resource_record_sets
    put(HostedZoneId=zone, ChangeBatch=batch(record()))
    assert "already exists" in refused(put, HostedZoneId=zone, ChangeBatch=batch(record()))
    cname = record(Type="CNAME", ResourceRecords=[{"Value": "x.example.net"}])
    assert "can't stand beside" in refused(put, HostedZoneId=zone, ChangeBatch=batch(cname))
    put(HostedZoneId=zone, ChangeBatch=batch(record(), "UPSERT"))
    alias = record(Name="cdn.example.com", TTL=None, ResourceRecords=None, AliasTarget=ALIAS)
    put(HostedZoneId=zone, ChangeBatch=batch(alias))
    primary = {**alias, "Name": "origin.example.com", "Failover": "PRIMARY", "SetIdentifier": "one"}
    put(HostedZoneId=zone, ChangeBatch=batch(primary))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"FullyQualifiedDomainName": None}, "needs a domain name or an address"),
        ({"ResourcePath": "health"}, "begin with a slash"),
        ({"RequestInterval": 20}, "10 or 30 seconds"),
        ({"Type": "CALCULATED"}, "others to calculate from"),
    ],
)
def test_health_checks(account: Account, change: dict[str, Any], reason: str) -> None:
    base = {
        "Type": "HTTPS",
        "FullyQualifiedDomainName": "api.example.com",
        "ResourcePath": "/health",
        "Port": 443,
    }
    create = account.client("route53").create_health_check
    bad = {key: value for key, value in {**base, **change}.items() if value is not None}
    assert reason in refused(create, CallerReference="c", HealthCheckConfig=bad)
    create(CallerReference="c", HealthCheckConfig=base)
