"""User pools and what is in them change in place, are described, and go."""

from typing import Any

import pytest

from emulator.account import Account

from .life import Life

IDP = "cognito-idp"


def pool(account: Account, **inputs: Any) -> Life:
    return Life(account, "aws:cognito/userPool:UserPool", name="p", **inputs)


def found(account: Account, life: Life) -> dict[str, Any]:
    told: dict[str, Any] = account.client(IDP).describe_user_pool(UserPoolId=life.id)["UserPool"]
    return told


def test_a_pool_keeps_the_rest_when_one_thing_changes(account: Account) -> None:
    life = pool(account, passwordPolicy={"minimumLength": 12}, usernameAttributes=["email"], tags={"a": "1"})
    life.change(deletionProtection="ACTIVE", tags={"b": "2"})
    assert life.asked == ["UpdateUserPool"]
    told = found(account, life)
    assert (told["DeletionProtection"], told["UserPoolTags"]) == ("ACTIVE", {"b": "2"})
    assert told["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert told["UsernameAttributes"] == ["email"]


def test_second_factors_are_switched_on_and_off(account: Account) -> None:
    life, client = pool(account), account.client(IDP)
    life.change(mfaConfiguration="OPTIONAL", softwareTokenMfaConfiguration={"enabled": True})
    told = client.get_user_pool_mfa_config(UserPoolId=life.id)
    assert (told["MfaConfiguration"], told["SoftwareTokenMfaConfiguration"]) == (
        "OPTIONAL",
        {"Enabled": True},
    )
    life.change(mfaConfiguration=None, softwareTokenMfaConfiguration=None)
    assert client.get_user_pool_mfa_config(UserPoolId=life.id)["MfaConfiguration"] == "OFF"


def test_attributes_are_added_to_a_pool(account: Account) -> None:
    first = {"name": "one", "attributeDataType": "String"}
    life = pool(account, schemas=[first])
    life.change(schemas=[first, {"name": "two", "attributeDataType": "String"}])
    (sent,) = [call.params for call in account.requests if call.operation == "AddCustomAttributes"]
    assert [attribute["Name"] for attribute in sent["CustomAttributes"]] == ["two"]
    assert "custom:two" in {attribute["Name"] for attribute in found(account, life)["SchemaAttributes"]}


def test_a_pool_is_described_until_it_is_gone(account: Account) -> None:
    life = pool(account)
    assert life.described() is not None
    life.delete()
    assert life.described() is None
    assert not {"name", "aliasAttributes", "usernameAttributes"} & life.handler.updatable(life.token)


def test_a_client_loses_what_is_no_longer_said(account: Account) -> None:
    of = pool(account).id
    life = Life(
        account,
        "aws:cognito/userPoolClient:UserPoolClient",
        name="c",
        userPoolId=of,
        generateSecret=True,
        callbackUrls=["https://a.example"],
    )
    outputs = life.change(name="d", callbackUrls=None, explicitAuthFlows=["ALLOW_USER_SRP_AUTH"])
    described = life.described()
    assert described is not None
    assert (outputs["name"], described["ClientName"]) == ("d", "d")
    assert described["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH"]
    assert not described.get("CallbackURLs")
    life.delete()
    assert life.described() is None


PARTS: list[tuple[str, dict[str, Any], dict[str, Any], str, Any]] = [
    (
        "userGroup:UserGroup",
        {"name": "g", "description": "a"},
        {"description": "b"},
        "Description",
        "b",
    ),
    (
        "identityProvider:IdentityProvider",
        {
            "providerName": "Google",
            "providerType": "Google",
            "providerDetails": {"client_id": "a", "client_secret": "s", "authorize_scopes": "email"},
        },
        {"providerDetails": {"client_id": "b", "client_secret": "s", "authorize_scopes": "email"}},
        "ProviderDetails",
        {"client_id": "b", "client_secret": "s", "authorize_scopes": "email"},
    ),
    (
        "user:User",
        {"username": "u", "attributes": {"email": "a@example.com", "name": "a"}},
        {"attributes": {"email": "b@example.com"}, "enabled": False},
        "Enabled",
        False,
    ),
]


@pytest.mark.parametrize(("kind", "first", "second", "key", "value"), PARTS, ids=[part[0] for part in PARTS])
def test_what_is_in_a_pool_changes_and_goes(
    account: Account, kind: str, first: dict[str, Any], second: dict[str, Any], key: str, value: Any
) -> None:
    life = Life(account, f"aws:cognito/{kind}", userPoolId=pool(account).id, **first)
    life.change(**second)
    described = life.described()
    assert described is not None
    assert described[key] == value
    assert "userPoolId" not in life.handler.updatable(life.token)
    life.delete()
    assert life.described() is None


def test_a_domain_changes_its_certificate_and_goes(account: Account) -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-00000000000"
    life = Life(
        account,
        "aws:cognito/userPoolDomain:UserPoolDomain",
        userPoolId=pool(account).id,
        domain="sign.example.com",
        certificateArn=f"{certificate}1",
    )
    life.change(certificateArn=f"{certificate}2")
    (sent,) = [call.params for call in account.requests if call.operation == "UpdateUserPoolDomain"]
    assert sent["CustomDomainConfig"] == {"CertificateArn": f"{certificate}2"}
    assert "domain" not in life.handler.updatable(life.token)
    life.delete()
    assert life.described() is None


def test_a_users_attributes_change_one_by_one(account: Account) -> None:
    attributes = {"email": "a@example.com", "name": "a"}
    life = Life(
        account,
        "aws:cognito/user:User",
        userPoolId=pool(account).id,
        username="u",
        attributes=attributes,
    )
    life.change(attributes={"email": "b@example.com"})
    described = life.described()
    assert described is not None
    assert described["attributes"]["email"] == "b@example.com"
    assert "name" not in described["attributes"]


def test_the_identifier_of_a_deleted_server_is_free(account: Account) -> None:
    of = pool(account).id
    token = "aws:cognito/resourceServer:ResourceServer"
    scopes = [{"scopeName": "read", "scopeDescription": "r"}]
    life = Life(account, token, userPoolId=of, identifier="i", name="n", scopes=scopes)
    life.change(scopes=[*scopes, {"scopeName": "write", "scopeDescription": "w"}])
    (sent,) = account.ledger.of(IDP, "UpdateResourceServer")
    assert (sent["Name"], [scope["ScopeName"] for scope in sent["Scopes"]]) == ("n", ["read", "write"])
    life.delete()
    assert life.described() is None
    assert Life(account, token, userPoolId=of, identifier="i", name="n").id


def test_an_identity_pool_and_its_roles_change(account: Account) -> None:
    life = Life(
        account,
        "aws:cognito/identityPool:IdentityPool",
        identityPoolName="p",
        allowUnauthenticatedIdentities=True,
    )
    life.change(allowUnauthenticatedIdentities=False, tags={"a": "1"})
    described = life.described()
    assert described is not None
    assert (described["AllowUnauthenticatedIdentities"], described["tags"]) == (False, {"a": "1"})
    roles = {"authenticated": "arn:aws:iam::123456789012:role/signed-in"}
    attachment = Life(
        account,
        "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
        identityPoolId=life.id,
        roles=roles,
    )
    attachment.delete()
    assert [entry["Roles"] for entry in account.ledger.of("cognito-identity", "SetIdentityPoolRoles")] == [
        roles,
        {},
    ]
    life.delete()
    assert life.described() is None


def test_risks_and_logs_are_set_again_and_taken_back(account: Account) -> None:
    of = pool(account).id
    group = f"arn:aws:logs:us-east-1:{account.account_id}:log-group:g"
    configuration = {"eventSource": "userNotification", "cloudWatchLogsConfiguration": {"logGroupArn": group}}
    logs = Life(
        account,
        "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration",
        userPoolId=of,
        logConfigurations=[{**configuration, "logLevel": "ERROR"}],
    )
    logs.delete()
    risks = Life(
        account,
        "aws:cognito/riskConfiguration:RiskConfiguration",
        userPoolId=of,
        riskExceptionConfiguration={"blockedIpRangeLists": ["10.0.0.0/8"]},
    )
    risks.change(riskExceptionConfiguration={"blockedIpRangeLists": ["10.1.0.0/16"]})
    risks.delete()
    assert account.ledger.of(IDP, "SetLogDeliveryConfiguration")[-1]["LogConfigurations"] == []
    asked = account.ledger.of(IDP, "SetRiskConfiguration")
    assert asked[1]["RiskExceptionConfiguration"] == {"BlockedIPRangeList": ["10.1.0.0/16"]}
    assert asked[2] == {"UserPoolId": of}
