"""Cognito: user pools with their clients, domains, groups and servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, present

lacks(
    "cognito-idp",
    "DeleteResourceServer",
    "SetLogDeliveryConfiguration",
    "SetRiskConfiguration",
    "UpdateResourceServer",
)

IDP = "cognito-idp"

PASSWORD = {
    "requireLowercase": "RequireLowercase",
    "requireNumbers": "RequireNumbers",
    "requireSymbols": "RequireSymbols",
    "requireUppercase": "RequireUppercase",
}


def policies(r: Request) -> dict[str, Any] | None:
    """Password and sign-in policy; a password policy that is given says all of it, as the provider does."""
    password, sign_in = r.take("passwordPolicy"), r.take("signInPolicy")
    return (
        present(
            PasswordPolicy=password
            and {
                **present(
                    MinimumLength=password.get("minimumLength"),
                    PasswordHistorySize=password.get("passwordHistorySize"),
                    TemporaryPasswordValidityDays=password.get("temporaryPasswordValidityDays"),
                ),
                **{api: bool(password.get(key)) for key, api in PASSWORD.items()},
            },
            SignInPolicy=sign_in and {"AllowedFirstAuthFactors": sign_in["allowedFirstAuthFactors"]},
        )
        or None
    )


def second_factor(
    r: Request, id_: str, mode: str | None, sms: Mapping[str, Any] | None, *, always: bool = False
) -> None:
    """What a sign-in asks for beside the password: an operation of its own.

    Args:
        r: The request.
        id_: The pool.
        mode: Whether it asks at all.
        sms: How text messages are sent.
        always: Say so even if it doesn't ask for anything, which a new pool needn't be told.

    """
    totp, mail, passkeys = (
        r.take(key)
        for key in ("softwareTokenMfaConfiguration", "emailMfaConfiguration", "webAuthnConfiguration")
    )
    if not (always or mode in ("ON", "OPTIONAL") or passkeys):
        return
    place, message = (IDP, "set_user_pool_mfa_config"), r.inputs.get("smsAuthenticationMessage")
    texts = built(r, *place, "SmsMfaConfiguration.SmsConfiguration", sms)
    r.api(
        *place,
        UserPoolId=id_,
        MfaConfiguration=mode,
        SoftwareTokenMfaConfiguration={"Enabled": totp["enabled"]} if totp else None,
        EmailMfaConfiguration=built(r, *place, "EmailMfaConfiguration", mail),
        SmsMfaConfiguration=present(SmsConfiguration=texts, SmsAuthenticationMessage=message)
        if sms
        else None,
        WebAuthnConfiguration=built(r, *place, "WebAuthnConfiguration", passkeys),
    )


def settings(r: Request, operation: str) -> dict[str, Any]:
    """Settings of a pool that the API words otherwise."""
    place = (IDP, operation)
    mail, triggers = r.take("emailConfiguration"), r.take("lambdaConfig")
    attributes = r.take("userAttributeUpdateSettings")
    return {
        "Policies": policies(r),
        "EmailConfiguration": built(r, *place, "EmailConfiguration", mail, {"fromEmailAddress": "from"}),
        "LambdaConfig": built(r, *place, "LambdaConfig", triggers),
        "UserAttributeUpdateSettings": attributes
        and {
            "AttributesRequireVerificationBeforeUpdate": attributes[
                "attributesRequireVerificationBeforeUpdates"
            ]
        },
        "UserPoolTags": r.tags or None,
    }


@resource("aws:cognito/userPool:UserPool")
def user_pool(r: Request) -> Created:
    """A directory of users; what asks for a second factor is switched on once the pool exists."""
    name, mode, sms = r.physical(), r.take("mfaConfiguration"), r.inputs.get("smsConfiguration")
    place = (IDP, "create_user_pool")
    made = r.send(*place, {"schemas": "Schema"}, PoolName=name, **settings(r, place[1]))["UserPool"]
    id_ = made["Id"]
    second_factor(r, id_, mode, sms)
    return id_, {
        "name": name,
        "arn": made["Arn"],
        "endpoint": f"cognito-idp.{r.region}.amazonaws.com/{id_}",
        "creationDate": made["CreationDate"].isoformat(),
        "estimatedNumberOfUsers": 0,
    }


@resource("aws:cognito/userPoolClient:UserPoolClient")
def user_pool_client(r: Request) -> Created:
    """An application that signs users in."""
    made = r.send(
        IDP,
        "create_user_pool_client",
        {"allowedOauthFlowsUserPoolClient": "AllowedOAuthFlowsUserPoolClient"},
        ClientName=r.physical(),
    )["UserPoolClient"]
    outputs = {"name": made["ClientName"], "clientSecret": made.get("ClientSecret", "")}
    return made["ClientId"], outputs


@resource("aws:cognito/userPoolDomain:UserPoolDomain")
def user_pool_domain(r: Request) -> Created:
    """Where the sign-in pages are: under AWS's domain, or a domain of one's own with its certificate."""
    domain, certificate = r.take("domain"), r.take("certificateArn")
    custom = {"CertificateArn": certificate} if certificate else None
    r.send(IDP, "create_user_pool_domain", Domain=domain, CustomDomainConfig=custom)
    return domain, domain_outputs(r, domain)


def domain_outputs(r: Request, domain: str) -> dict[str, Any]:
    """What AWS computes of a domain."""
    known = r.api(IDP, "describe_user_pool_domain", Domain=domain)["DomainDescription"]
    distribution = known.get("CloudFrontDistribution", "")
    return {
        "awsAccountId": r.cloud.account_id,
        "cloudfrontDistribution": distribution,
        "cloudfrontDistributionArn": distribution,
        "cloudfrontDistributionZoneId": "Z2FDTNDATAQYW2",  # CloudFront's one zone: Route 53's API reference
        "s3Bucket": known.get("S3Bucket", ""),
        "version": known.get("Version", ""),
    }


simple(
    "aws:cognito/userGroup:UserGroup",
    f"{IDP}.create_group",
    name="GroupName",
    id=lambda r, response: f"{r.inputs['userPoolId']}/{response['Group']['GroupName']}",
    outputs={"name": "GroupName"},
)


@resource("aws:cognito/resourceServer:ResourceServer")
def resource_server(r: Request) -> Created:
    """An API and the scopes that its callers may be given."""
    pool, identifier = r.inputs["userPoolId"], r.inputs["identifier"]
    scopes = [scope["scopeName"] for scope in r.inputs.get("scopes") or []]
    name = r.physical()
    r.send(IDP, "create_resource_server", Name=name)
    return f"{pool}|{identifier}", {
        "name": name,
        "scopeIdentifiers": [f"{identifier}/{scope}" for scope in scopes],
    }


simple(
    "aws:cognito/identityProvider:IdentityProvider",
    f"{IDP}.create_identity_provider",
    id=lambda r, _: f"{r.inputs['userPoolId']}:{r.inputs['providerName']}",
)


@resource("aws:cognito/user:User")
def user(r: Request) -> Created:
    """A user that an administrator makes."""
    pool, name, password = r.inputs["userPoolId"], r.inputs["username"], r.take("password")
    enabled = r.take("enabled", default=True)
    made = r.send(
        IDP,
        "admin_create_user",
        {"attributes": "UserAttributes"},
    )["User"]
    if password:
        r.api(
            IDP, "admin_set_user_password", UserPoolId=pool, Username=name, Password=password, Permanent=True
        )
    if not enabled:
        r.api(IDP, "admin_disable_user", UserPoolId=pool, Username=name)
    known = {attribute["Name"]: attribute["Value"] for attribute in made.get("Attributes", [])}
    return f"{pool}/{name}", {"sub": known.get("sub", ""), "status": made["UserStatus"]}


@resource("aws:cognito/riskConfiguration:RiskConfiguration")
def risk_configuration(r: Request) -> Created:
    """What is done about stolen passwords and strange sign-ins."""
    pool, client = r.inputs["userPoolId"], r.inputs.get("clientId")
    place, exceptions = (IDP, "set_risk_configuration"), r.take("riskExceptionConfiguration")
    names = {"blockedIpRangeLists": "blockedIPRangeList", "skippedIpRangeLists": "skippedIPRangeList"}
    built_exceptions = built(r, *place, "RiskExceptionConfiguration", exceptions, names)
    r.send(*place, RiskExceptionConfiguration=built_exceptions)
    return f"{pool}:{client}" if client else pool, {}


simple(
    "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration",
    f"{IDP}.set_log_delivery_configuration",
    id="UserPoolId",
)
