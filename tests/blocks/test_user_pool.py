from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from botocore.exceptions import ClientError

from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.user_pool import UserPool, born_with
from components.blocks.user_pool_args import ClientArgs, CustomDomain, UserPoolArgs
from components.blocks.user_pool_hook import PoolWouldBeReplacedError, refuse_replacement
from components.user_pool_schema import CustomAttribute, OAuth, PasswordPolicy, SesSender, TokenValidity
from emulator.account import Account
from emulator.deploy import deploy
from tests.blocks.data_support import DEV, PROD, STAGING, made, unpublished
from tests.support.recorder import Recorder, declare

ARGS = UserPoolArgs(
    environment=DEV, name="StreamCanvasUsers-dev", config_key="streamcanvas:users", sign_in_by=["email"]
)
FLOWS = ClientArgs(auth_flows=("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"))
SENDER = SesSender(
    identity_arn="arn:aws:ses:us-east-1:123456789012:identity/example.com",
    from_address="Canvas <no-reply@example.com>",
)


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as made_for_the_test:
        yield made_for_the_test


def recorded(args: UserPoolArgs = ARGS, then: Callable[[UserPool], object] | None = None) -> Recorder:
    def program() -> None:
        pool = UserPool("users", args)
        if then is not None:
            then(pool)

    return declare(program)


def pool(args: UserPoolArgs = ARGS) -> dict[str, Any]:
    return recorded(args).inputs("users-pool")


def client(args: ClientArgs) -> dict[str, Any]:
    return recorded(then=lambda users: users.add_client("web", args)).inputs("users-web")


@pytest.mark.requirement("SC-7", "TR-16")
def test_a_pool_asks_for_strong_passwords_and_verifies_addresses() -> None:
    inputs = pool()
    assert inputs["passwordPolicy"] == {
        "minimumLength": 8,
        "requireUppercase": True,
        "requireLowercase": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "temporaryPasswordValidityDays": 7,
    }
    assert (inputs["usernameAttributes"], inputs["autoVerifiedAttributes"]) == (["email"], ["email"])
    assert inputs["userPoolTier"] == "ESSENTIALS"
    assert inputs["usernameConfiguration"] == {"caseSensitive": False}
    assert not {"schemas", "emailConfiguration", "userPoolAddOns", "signInPolicy"} & inputs.keys()


@pytest.mark.requirement("SC-9")
@pytest.mark.parametrize(
    ("args", "mode", "factor"),
    [
        (ARGS, "OFF", None),
        (replace(ARGS, environment=STAGING), "OPTIONAL", {"enabled": True}),
        (replace(ARGS, environment=PROD), "OPTIONAL", {"enabled": True}),
        (replace(ARGS, environment=PROD, mfa="ON"), "ON", {"enabled": True}),
    ],
)
def test_the_second_factor_is_the_environments_and_an_authenticator_app(
    args: UserPoolArgs, mode: str, factor: dict[str, bool] | None
) -> None:
    inputs = pool(args)
    assert inputs["mfaConfiguration"] == mode
    assert inputs.get("softwareTokenMfaConfiguration") == factor


@pytest.mark.requirement("SC-7", "ENV-8")
def test_only_production_protects_its_users() -> None:
    in_dev, in_prod = recorded(), recorded(replace(ARGS, environment=PROD))
    assert in_dev.inputs("users-pool")["deletionProtection"] == "INACTIVE"
    assert in_prod.inputs("users-pool")["deletionProtection"] == "ACTIVE"
    assert not in_dev.registration("users-pool").protect
    assert in_prod.registration("users-pool").protect


@pytest.mark.requirement("SC-36")
def test_mail_is_sent_by_ses_where_there_is_an_identity() -> None:
    assert pool(replace(ARGS, sender=SENDER))["emailConfiguration"] == {
        "emailSendingAccount": "DEVELOPER",
        "sourceArn": SENDER.identity_arn,
        "fromEmailAddress": SENDER.from_address,
    }


@pytest.mark.requirement("SC-9")
def test_codes_by_mail_and_passkeys_are_options() -> None:
    inputs = pool(replace(ARGS, environment=PROD, sender=SENDER, email_mfa=True, passkeys="app.example.com"))
    assert inputs["emailMfaConfiguration"] == {}
    assert inputs["webAuthnConfiguration"] == {
        "relyingPartyId": "app.example.com",
        "userVerification": "required",
    }
    assert inputs["signInPolicy"] == {"allowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}


def test_threat_protection_comes_with_its_plan() -> None:
    plus = replace(ARGS, tier="PLUS", threat_protection="ENFORCED")
    assert pool(plus)["userPoolAddOns"] == {"advancedSecurityMode": "ENFORCED"}


@pytest.mark.requirement("SC-8", "TR-16")
def test_a_browsers_client_has_no_secret_and_tells_nothing_of_users() -> None:
    inputs = client(replace(FLOWS, name="StreamCanvasApp"))
    assert inputs["name"] == "StreamCanvasApp"
    assert inputs["explicitAuthFlows"] == ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert inputs["generateSecret"] is False
    assert inputs["preventUserExistenceErrors"] == "ENABLED"
    assert not {"allowedOauthFlows", "refreshTokenRotation"} & inputs.keys()


@pytest.mark.requirement("SC-8")
def test_validity_is_said_in_minutes() -> None:
    inputs = client(replace(FLOWS, validity=TokenValidity(access_minutes=15, refresh_minutes=1440)))
    validity = {key: value for key, value in inputs.items() if key.endswith("Validity")}
    assert validity == {"accessTokenValidity": 15, "idTokenValidity": 60, "refreshTokenValidity": 1440}
    assert set(inputs["tokenValidityUnits"].values()) == {"minutes"}


@pytest.mark.requirement("SC-8")
def test_refresh_tokens_rotate_where_the_old_flow_is_gone() -> None:
    rotated = ClientArgs(auth_flows=("ALLOW_USER_SRP_AUTH",), refresh_rotation=True, grace_seconds=10)
    assert client(rotated)["refreshTokenRotation"] == {"feature": "ENABLED", "retryGracePeriodSeconds": 10}
    with pytest.raises(ValueError, match="refresh_rotation"):
        replace(FLOWS, refresh_rotation=True)


@pytest.mark.requirement("TR-16")
def test_the_pages_of_cognito_come_back_by_the_code_flow() -> None:
    oauth = OAuth(callback_urls=["https://app.example.com/back"], logout_urls=["https://app.example.com"])

    def program(users: UserPool) -> None:
        users.add_client("web", replace(FLOWS, oauth=oauth))
        pulumi.export("host", users.add_domain("canvas-dev"))

    found = recorded(then=program)
    inputs = found.inputs("users-web")
    assert inputs["allowedOauthFlows"] == ["code"]
    assert inputs["allowedOauthScopes"] == ["openid", "email", "profile"]
    assert inputs["callbackUrls"] == ["https://app.example.com/back"]
    assert found.exports["host"] == "canvas-dev.auth.us-east-1.amazoncognito.com"


@pytest.mark.requirement("TR-16")
def test_a_domain_of_ones_own_has_its_record() -> None:
    domain = CustomDomain(
        domain_name="auth.example.com",
        certificate_arn="arn:aws:acm:us-east-1:123456789012:certificate/1",
        zone_id="Z1",
    )
    found = recorded(then=lambda users: users.add_domain(domain))
    assert found.inputs("users-domain")["certificateArn"] == domain.certificate_arn
    assert {item.inputs["type"] for item in found.of_type("aws:route53/record:Record")} == {"A"}


@pytest.mark.requirement("SC-23", "SC-22")
def test_what_is_watched_is_published() -> None:
    def program() -> list[Any]:
        users = UserPool("users", ARGS)
        assert users.widgets() == []
        users.add_client("web", FLOWS)
        return [*users.alarms(), *users.widgets()]

    found = made(program)
    assert unpublished(found) == []
    successes = {metric.name for metric in found[1].metrics}
    assert successes == {"SignUpSuccesses", "SignInSuccesses", "TokenRefreshSuccesses"}


def test_a_client_is_added_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        recorded(then=lambda users: [users.add_client("web", FLOWS), users.add_client("web", FLOWS)])


def test_two_ways_of_naming_users_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        replace(ARGS, aliases=["email"])


@pytest.mark.requirement("SC-7", "TR-16")
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"attributes": ()}, "streamcanvas:users.attributes"),
        (
            {"attributes": [CustomAttribute(name="plan", type="Number")]},
            "streamcanvas:users.attributes",
        ),
        ({"sign_in_by": ()}, "streamcanvas:users.signInBy"),
        ({"name": "Others"}, "platforms:names"),
    ],
)
def test_a_change_that_would_replace_the_pool_is_refused_by_its_key(change: dict[str, Any], key: str) -> None:
    before = replace(ARGS, attributes=[CustomAttribute(name="plan")])
    with pytest.raises(PoolWouldBeReplacedError, match=key):
        refuse_replacement("streamcanvas:users", born_with(before), born_with(replace(before, **change)))


@pytest.mark.requirement("SC-7", "TR-16")
def test_the_hook_sees_what_the_pool_was_born_with() -> None:
    component = recorded().registration("users", "platforms:index:UserPool")
    assert component.hooks == {"before_update": ("users-keeps-its-users",)}
    assert component.inputs["signInBy"] == ["email"]
    assert component.inputs["poolName"] == ARGS.name
    assert not recorded().registration("users-pool").ignore_changes


def test_other_changes_pass() -> None:
    after = replace(
        ARGS, password=PasswordPolicy(minimum_length=12), attributes=[CustomAttribute(name="plan")]
    )
    refuse_replacement("streamcanvas:users", born_with(ARGS), born_with(after))


@pytest.mark.requirement("SC-7", "SC-8")
def test_users_sign_in_once_deployed(account: Account) -> None:
    def program() -> None:
        users = UserPool(
            "users", replace(ARGS, environment=STAGING, attributes=[CustomAttribute(name="plan")])
        )
        pulumi.export("client", users.add_client("web", FLOWS).id)
        users.add_domain("canvas-dev")
        firewall = Firewall(
            "firewall", FirewallArgs(environment=STAGING, scope="REGIONAL", region="us-east-1")
        )
        firewall.attach("users", "user-pool", users.arn)
        pulumi.export("pool", users.id)
        pulumi.export("issuer", users.issuer)

    outputs, idp = deploy(program, account).outputs, account.client("cognito-idp")
    assert outputs["issuer"] == f"https://cognito-idp.us-east-1.amazonaws.com/{outputs['pool']}"
    given = {"ClientId": outputs["client"], "Username": "ann@example.com"}
    with pytest.raises(ClientError, match="InvalidPassword"):
        idp.sign_up(**given, Password="weakpassword")
    idp.sign_up(**given, Password="Str0ng-Passw0rd!")
    idp.admin_confirm_sign_up(UserPoolId=outputs["pool"], Username="ann@example.com")
    tokens = idp.initiate_auth(
        ClientId=outputs["client"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann@example.com", "PASSWORD": "Str0ng-Passw0rd!"},
    )["AuthenticationResult"]
    assert {"AccessToken", "IdToken", "RefreshToken"} <= tokens.keys()
    assert idp.get_user_pool_mfa_config(UserPoolId=outputs["pool"])["MfaConfiguration"] == "OPTIONAL"
