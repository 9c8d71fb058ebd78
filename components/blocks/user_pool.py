"""A Cognito user pool: who may sign in, with what, and through which applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.dns import AliasRecords, AliasRecordsArgs
from components.blocks.user_pool_args import ClientArgs, CustomDomain, UserPoolArgs
from components.blocks.user_pool_hook import birth_hook
from components.blocks.user_pool_monitoring import pool_alarms, pool_widgets
from components.guards import refuse
from components.guards.dns import domain_problems
from components.guards.user_pools import domain_prefix_problems
from components.monitoring import Alarm, Widget
from components.protection import protected
from components.user_pool_schema import CustomAttribute

# A string attribute without constraints is read back with Cognito's own, which looks like a change for ever.
_STRING_LENGTHS = ("0", "2048")
# The classic pages: the newer ones (2) show an error until each client has a branding of its own.
_LOGIN_PAGES = 1
_SIGN_IN_FACTORS = ("PASSWORD", "WEB_AUTHN")


@dataclass(frozen=True, kw_only=True)
class PoolClient:
    """An application that signs users in.

    Attributes:
        id: Its id: the audience of identity tokens, the `client_id` of access tokens.
        secret: Its secret, where it has one; None where it has none.
    """

    id: pulumi.Output[str]
    secret: pulumi.Output[str] | None


class UserPool(pulumi.ComponentResource):
    """A directory of users; a change that would make another one is refused in the preview.

    Attributes:
        label: The logical name.
        id: Its id.
        arn: ARN; what a REST API's or a GraphQL API's authorizer takes, and a REGIONAL firewall's `attach`
            (target `user-pool`).
        issuer: The `iss` of its tokens, which JWT authorizers take.
        jwks_url: Where the keys are that its tokens are signed with.
        clients: Key -> client, in the order they were added.
    """

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        own = pulumi.ResourceOptions(
            hooks=pulumi.ResourceHookBinding(before_update=[birth_hook(name, args.config_key)])
        )
        # merged this way round the options keep the caller's parent
        super().__init__(
            "platforms:index:UserPool", name, dict(born_with(args)), pulumi.ResourceOptions.merge(opts, own)
        )
        self.label = name
        self._args = args
        self.clients: dict[str, PoolClient] = {}

        pool = self._pool()
        self.id: pulumi.Output[str] = pool.id
        self.arn: pulumi.Output[str] = pool.arn
        self.issuer: pulumi.Output[str] = pulumi.Output.concat("https://", pool.endpoint)
        self.jwks_url: pulumi.Output[str] = pulumi.Output.concat(self.issuer, "/.well-known/jwks.json")
        self.register_outputs({"arn": self.arn})

    def add_client(self, key: str, args: ClientArgs) -> PoolClient:
        """An application that signs users in.

        Args:
            key: What it is, within the pool (`web`); part of the logical name.
            args: Its settings.

        Raises:
            ValueError: a second client of the same key.
        """
        if key in self.clients:
            raise ValueError(f"UserPool {self.label}: the client {key} twice")
        oauth, rotation = args.oauth, args.refresh_rotation
        client = aws.cognito.UserPoolClient(
            f"{self.label}-{key}",
            name=args.name if args.name is not None else f"{self.label}-{key}",
            user_pool_id=self.id,
            explicit_auth_flows=list(args.auth_flows),
            generate_secret=args.secret,
            prevent_user_existence_errors="ENABLED",  # a guess at a user name learns nothing (SC-8)
            enable_token_revocation=args.revocation,
            refresh_token_rotation=aws.cognito.UserPoolClientRefreshTokenRotationArgs(
                feature="ENABLED", retry_grace_period_seconds=args.grace_seconds
            )
            if rotation
            else None,
            access_token_validity=args.validity.access_minutes,
            id_token_validity=args.validity.id_minutes,
            refresh_token_validity=args.validity.refresh_minutes,
            token_validity_units=aws.cognito.UserPoolClientTokenValidityUnitsArgs(
                access_token="minutes",  # noqa: S106 - a unit
                id_token="minutes",  # noqa: S106 - a unit
                refresh_token="minutes",  # noqa: S106 - a unit
            ),
            allowed_oauth_flows_user_pool_client=True if oauth else None,
            allowed_oauth_flows=["code"] if oauth else None,
            allowed_oauth_scopes=list(oauth.scopes) if oauth else None,
            callback_urls=list(oauth.callback_urls) if oauth else None,
            logout_urls=(list(oauth.logout_urls) or None) if oauth else None,
            supported_identity_providers=list(oauth.identity_providers) if oauth else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        made = PoolClient(id=client.id, secret=client.client_secret if args.secret else None)
        self.clients[key] = made
        return made

    def add_domain(self, domain: str | CustomDomain) -> pulumi.Output[str]:
        """Cognito's sign-in pages, and the host they are at.

        Args:
            domain: A prefix under Cognito's domain, unique in the region; or a domain of one's own.

        Raises:
            ValueError: a name that Cognito refuses.
        """
        child = pulumi.ResourceOptions(parent=self)
        if isinstance(domain, str):
            refuse("UserPool.add_domain", domain_prefix_problems(domain))
        else:
            refuse("UserPool.add_domain", domain_problems(domain.domain_name, field="domain_name"))
        made = aws.cognito.UserPoolDomain(
            f"{self.label}-domain",
            domain=domain if isinstance(domain, str) else domain.domain_name,
            certificate_arn=None if isinstance(domain, str) else domain.certificate_arn,
            user_pool_id=self.id,
            managed_login_version=_LOGIN_PAGES,
            opts=child,
        )
        if isinstance(domain, str):
            region = self.arn.apply(lambda arn: arn.split(":")[3])
            return pulumi.Output.concat(made.domain, ".auth.", region, ".amazoncognito.com")
        if domain.zone_id is not None:
            AliasRecords(
                f"{self.label}-records",
                AliasRecordsArgs(
                    zone_id=domain.zone_id,
                    domain_name=domain.domain_name,
                    target_name=made.cloudfront_distribution,
                    target_zone_id=made.cloudfront_distribution_zone_id,
                ),
                opts=child,
            )
        return made.domain

    def alarms(self) -> list[Alarm]:
        """An alarm for each client on requests that Cognito turns away."""
        return list(pool_alarms(self.label, self.id, self._client_ids()))

    def widgets(self) -> list[Widget]:
        """Sign-ups, sign-ins and refreshes of each client; nothing while there is none."""
        return list(pool_widgets(self.label, self.id, self._client_ids())) if self.clients else []

    def _client_ids(self) -> dict[str, pulumi.Input[str]]:
        return {key: client.id for key, client in self.clients.items()}

    def _pool(self) -> aws.cognito.UserPool:
        args, mfa = self._args, self._args.second_factor
        password = args.password
        return aws.cognito.UserPool(
            f"{self.label}-pool",
            name=args.name,
            user_pool_tier=args.tier,
            deletion_protection="ACTIVE" if args.environment.protect else "INACTIVE",
            username_attributes=list(args.sign_in_by) or None,
            alias_attributes=list(args.aliases) or None,
            # nobody means two users by ann@ and Ann@ (Cognito's own recommendation)
            username_configuration=aws.cognito.UserPoolUsernameConfigurationArgs(case_sensitive=False),
            auto_verified_attributes=list(args.verified) or None,
            user_attribute_update_settings=aws.cognito.UserPoolUserAttributeUpdateSettingsArgs(
                # the old address stays until the new one is verified
                attributes_require_verification_before_updates=list(args.verified)
            )
            if args.verified
            else None,
            password_policy=aws.cognito.UserPoolPasswordPolicyArgs(
                minimum_length=password.minimum_length,
                require_uppercase=password.uppercase,
                require_lowercase=password.lowercase,
                require_numbers=password.numbers,
                require_symbols=password.symbols,
                temporary_password_validity_days=password.temporary_days,
            ),
            account_recovery_setting=self._recovery(),
            admin_create_user_config=aws.cognito.UserPoolAdminCreateUserConfigArgs(
                allow_admin_create_user_only=not args.self_sign_up
            ),
            schemas=[_schema(attribute) for attribute in args.attributes] or None,
            mfa_configuration=mfa,
            software_token_mfa_configuration=aws.cognito.UserPoolSoftwareTokenMfaConfigurationArgs(
                enabled=True
            )
            if mfa != "OFF"
            else None,
            email_mfa_configuration=aws.cognito.UserPoolEmailMfaConfigurationArgs()
            if args.email_mfa
            else None,
            sign_in_policy=aws.cognito.UserPoolSignInPolicyArgs(
                allowed_first_auth_factors=list(_SIGN_IN_FACTORS)
            )
            if args.passkeys
            else None,
            web_authn_configuration=aws.cognito.UserPoolWebAuthnConfigurationArgs(
                relying_party_id=args.passkeys, user_verification="required"
            )
            if args.passkeys
            else None,
            user_pool_add_ons=aws.cognito.UserPoolUserPoolAddOnsArgs(
                advanced_security_mode=args.threat_protection
            )
            if args.threat_protection != "OFF"
            else None,
            email_configuration=self._email(),
            tags=dict(args.tags) or None,
            opts=protected(args.environment, self),
        )

    def _recovery(self) -> aws.cognito.UserPoolAccountRecoverySettingArgs | None:
        """A forgotten password is replaced through what is verified."""
        mechanism = aws.cognito.UserPoolAccountRecoverySettingRecoveryMechanismArgs
        ways = [
            mechanism(name=f"verified_{each}", priority=priority)
            for priority, each in enumerate(self._args.verified, start=1)
        ]
        return aws.cognito.UserPoolAccountRecoverySettingArgs(recovery_mechanisms=ways) if ways else None

    def _email(self) -> aws.cognito.UserPoolEmailConfigurationArgs | None:
        sender = self._args.sender
        if sender is None:
            return None
        return aws.cognito.UserPoolEmailConfigurationArgs(
            email_sending_account="DEVELOPER",
            source_arn=sender.identity_arn,
            from_email_address=sender.from_address,
            reply_to_email_address=sender.reply_to,
            configuration_set=sender.configuration_set,
        )


def born_with(args: UserPoolArgs) -> Mapping[str, object]:
    """What of a pool's settings can't change, in plain values: the component's inputs."""
    return {
        "poolName": args.name,
        "signInBy": sorted(args.sign_in_by),
        "aliases": sorted(args.aliases),
        "caseSensitive": False,
        "attributes": {each.name: f"{each.type}, {_mutable(each)}" for each in args.attributes},
    }


def _mutable(attribute: CustomAttribute) -> str:
    return "mutable" if attribute.mutable else "immutable"


def _schema(attribute: CustomAttribute) -> aws.cognito.UserPoolSchemaArgs:
    shortest, longest = _STRING_LENGTHS
    return aws.cognito.UserPoolSchemaArgs(
        name=attribute.name,
        attribute_data_type=attribute.type,
        mutable=attribute.mutable,
        developer_only_attribute=False,
        required=False,  # Cognito has no required custom attributes
        string_attribute_constraints=aws.cognito.UserPoolSchemaStringAttributeConstraintsArgs(
            min_length=shortest, max_length=longest
        )
        if attribute.type == "String"
        else None,
        number_attribute_constraints=aws.cognito.UserPoolSchemaNumberAttributeConstraintsArgs()
        if attribute.type == "Number"
        else None,
    )
