"""Cognito user pools and identity pools."""

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def test_users_of_a_pool_sign_in_through_its_client(account: Account) -> None:
    def program() -> None:
        pool = aws.cognito.UserPool(
            "users",
            name="users",
            username_attributes=["email"],
            auto_verified_attributes=["email"],
            mfa_configuration="OPTIONAL",
            software_token_mfa_configuration={"enabled": True},
            password_policy={
                "minimum_length": 12,
                "require_lowercase": True,
                "temporary_password_validity_days": 3,
            },
            account_recovery_setting={"recovery_mechanisms": [{"name": "verified_email", "priority": 1}]},
            admin_create_user_config={"allow_admin_create_user_only": True},
            schemas=[
                {
                    "name": "tenant",
                    "attribute_data_type": "String",
                    "mutable": True,
                    "string_attribute_constraints": {"min_length": "1", "max_length": "64"},
                }
            ],
            user_pool_add_ons={"advanced_security_mode": "AUDIT"},
            user_attribute_update_settings={"attributes_require_verification_before_updates": ["email"]},
            deletion_protection="ACTIVE",
            tags={"a": "b"},
        )
        client = aws.cognito.UserPoolClient(
            "web",
            name="web",
            user_pool_id=pool.id,
            generate_secret=False,
            explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            allowed_oauth_flows=["code"],
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_scopes=["openid"],
            callback_urls=["https://app.example.com/back"],
            logout_urls=["https://app.example.com/bye"],
            supported_identity_providers=["COGNITO"],
            access_token_validity=30,
            token_validity_units={"access_token": "minutes"},
            prevent_user_existence_errors="ENABLED",
        )
        aws.cognito.UserGroup("admins", name="admins", user_pool_id=pool.id, precedence=1)
        server = aws.cognito.ResourceServer(
            "api",
            name="api",
            identifier="https://api.example.com",
            user_pool_id=pool.id,
            scopes=[{"scope_name": "read", "scope_description": "Read"}],
        )
        aws.cognito.UserPoolDomain("sign-in", domain="sign-in-of-users", user_pool_id=pool.id)
        pulumi.export("pool", pool.id)
        pulumi.export("arn", pool.arn)
        pulumi.export("endpoint", pool.endpoint)
        pulumi.export("client", client.id)
        pulumi.export("scopes", server.scope_identifiers)

    outputs, idp = deploy(program, account).outputs, account.client("cognito-idp")
    pool = idp.describe_user_pool(UserPoolId=outputs["pool"])["UserPool"]
    assert outputs["arn"] == pool["Arn"]
    assert outputs["endpoint"] == f"cognito-idp.us-east-1.amazonaws.com/{outputs['pool']}"
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["DeletionProtection"] == "ACTIVE"
    assert any(attribute["Name"] == "custom:tenant" for attribute in pool["SchemaAttributes"])
    assert idp.get_user_pool_mfa_config(UserPoolId=outputs["pool"])["MfaConfiguration"] == "OPTIONAL"
    assert outputs["scopes"] == ["https://api.example.com/read"]
    assert (
        idp.describe_user_pool_domain(Domain="sign-in-of-users")["DomainDescription"]["UserPoolId"]
        == outputs["pool"]
    )
    idp.admin_create_user(UserPoolId=outputs["pool"], Username="a@example.com")
    idp.admin_set_user_password(
        UserPoolId=outputs["pool"], Username="a@example.com", Password="Long-enough-1", Permanent=True
    )
    idp.admin_add_user_to_group(UserPoolId=outputs["pool"], Username="a@example.com", GroupName="admins")
    tokens = idp.initiate_auth(
        ClientId=outputs["client"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "a@example.com", "PASSWORD": "Long-enough-1"},
    )["AuthenticationResult"]
    assert tokens["AccessToken"]
    asked = next(call.params for call in account.requests if call.operation == "CreateUserPoolClient")
    assert asked["TokenValidityUnits"] == {"AccessToken": "minutes"}
    assert asked["AllowedOAuthFlows"] == ["code"]


def test_mail_triggers_risk_and_a_domain_of_ones_own(account: Account) -> None:
    certificate = account.client("acm").request_certificate(DomainName="auth.example.com")["CertificateArn"]

    def program() -> None:
        pool = aws.cognito.UserPool(
            "users",
            email_configuration={
                "email_sending_account": "DEVELOPER",
                "from_email_address": "ops@example.com",
                "source_arn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
            },
            lambda_config={"pre_sign_up": "arn:aws:lambda:us-east-1:123456789012:function:f"},
            user_pool_add_ons={"advanced_security_mode": "ENFORCED"},
        )
        aws.cognito.UserPoolDomain(
            "own", domain="auth.example.com", user_pool_id=pool.id, certificate_arn=certificate
        )
        aws.cognito.RiskConfiguration(
            "risk",
            user_pool_id=pool.id,
            compromised_credentials_risk_configuration={
                "event_filters": ["SIGN_IN"],
                "actions": {"event_action": "BLOCK"},
            },
            risk_exception_configuration={"blocked_ip_range_lists": ["10.10.10.10/32"]},
        )
        user = aws.cognito.User(
            "first",
            user_pool_id=pool.id,
            username="first",
            password="Long-enough-1!",
            attributes={"email": "a@example.com"},
            message_action="SUPPRESS",
        )
        pulumi.export("pool", pool.id)
        pulumi.export("sub", user.sub)

    outputs = deploy(program, account).outputs
    pool = account.client("cognito-idp").describe_user_pool(UserPoolId=outputs["pool"])["UserPool"]
    assert pool["EmailConfiguration"]["From"] == "ops@example.com"
    assert pool["LambdaConfig"]["PreSignUp"].endswith(":f")
    (domain,) = [call.params for call in account.requests if call.operation == "CreateUserPoolDomain"]
    assert domain["CustomDomainConfig"] == {"CertificateArn": certificate}
    (risk,) = account.ledger.of("cognito-idp", "SetRiskConfiguration")
    assert risk["CompromisedCredentialsRiskConfiguration"]["EventFilter"] == ["SIGN_IN"]
    assert risk["RiskExceptionConfiguration"] == {"BlockedIPRangeList": ["10.10.10.10/32"]}
    assert outputs["sub"]


def test_signed_in_users_get_roles(account: Account) -> None:
    def program() -> None:
        pool = aws.cognito.IdentityPool(
            "players",
            identity_pool_name="players",
            allow_unauthenticated_identities=False,
            cognito_identity_providers=[
                {
                    "client_id": "client",
                    "provider_name": "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc",
                    "server_side_token_check": True,
                }
            ],
            tags={"a": "b"},
        )
        aws.cognito.IdentityPoolRoleAttachment(
            "roles",
            identity_pool_id=pool.id,
            roles={"authenticated": "arn:aws:iam::123456789012:role/player"},
            role_mappings=[
                {
                    "identity_provider": "cognito-idp.us-east-1.amazonaws.com/us-east-1_abc:client",
                    "type": "Rules",
                    "ambiguous_role_resolution": "AuthenticatedRole",
                    "mapping_rules": [
                        {
                            "claim": "isAdmin",
                            "match_type": "Equals",
                            "value": "yes",
                            "role_arn": "arn:aws:iam::123456789012:role/admin",
                        }
                    ],
                }
            ],
        )
        pulumi.export("arn", pool.arn)
        pulumi.export("id", pool.id)

    outputs = deploy(program, account).outputs
    found = account.client("cognito-identity").describe_identity_pool(IdentityPoolId=outputs["id"])
    assert found["CognitoIdentityProviders"][0]["ClientId"] == "client"
    assert outputs["arn"].endswith(f"identitypool/{outputs['id']}")
    (asked,) = account.ledger.of("cognito-identity", "SetIdentityPoolRoles")
    (mapping,) = asked["RoleMappings"].values()
    assert mapping["RulesConfiguration"]["Rules"][0]["RoleARN"].endswith(":role/admin")
