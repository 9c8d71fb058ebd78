"""Cognito: how user pools and what is in them change, what is said of them, and how they go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPool, cognitoidp_backends

from emulator.request import Request
from emulator.resources._common import key_values
from emulator.resources.cognito import IDP, domain_outputs, second_factor, settings
from emulator.resources.parts import again, answered, changes, later, reader, removal

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
GROUP = "aws:cognito/userGroup:UserGroup"
SERVER = "aws:cognito/resourceServer:ResourceServer"
PROVIDER = "aws:cognito/identityProvider:IdentityProvider"
USER = "aws:cognito/user:User"
RISK = "aws:cognito/riskConfiguration:RiskConfiguration"
LOGS = "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration"

POOL_BORN_WITH = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
CLIENT_BORN_WITH = ("GenerateSecret",)


def mend_updates() -> None:
    """Mend moto: a pool keeps what it was born with, and its mode; a client loses what is no longer said."""
    pool, client = CognitoIdpUserPool.update_extended_config, CognitoIdpBackend.update_user_pool_client

    @wraps(pool)
    def update_extended_config(held: CognitoIdpUserPool, wanted: dict[str, Any]) -> None:
        before = getattr(held, "extended_config", {})
        pool(held, {**{key: before[key] for key in POOL_BORN_WITH if key in before}, **wanted})
        if before and "MfaConfiguration" in wanted:
            held.mfa_config = wanted["MfaConfiguration"]

    @wraps(client)
    def update_user_pool_client(
        backend: CognitoIdpBackend, user_pool_id: str, client_id: str, extended_config: dict[str, Any]
    ) -> Any:
        held = backend.describe_user_pool(user_pool_id).clients.get(client_id)
        if held is not None:
            held.extended_config = {k: v for k, v in held.extended_config.items() if k in CLIENT_BORN_WITH}
        return client(backend, user_pool_id, client_id, extended_config)

    CognitoIdpUserPool.update_extended_config = update_extended_config
    CognitoIdpBackend.update_user_pool_client = update_user_pool_client


mend_updates()

SECOND_FACTOR = frozenset(
    {
        "emailMfaConfiguration",
        "mfaConfiguration",
        "smsConfiguration",
        "softwareTokenMfaConfiguration",
        "webAuthnConfiguration",
    }
)


def change_pool(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The whole pool again, since AWS puts back what isn't said; then second factors and new attributes."""
    mode, sms = r.take("mfaConfiguration"), r.inputs.get("smsConfiguration")
    schemas, known = r.take("schemas", []), r.old.get("schemas") or []
    others = set(r.inputs) - SECOND_FACTOR - {"name"}
    if r.changed - {"schemas", *SECOND_FACTOR}:
        call = "update_user_pool"
        r.send(IDP, call, only=others, UserPoolId=id_, MfaConfiguration=mode, **settings(r, call))
    for gone in r.changed:
        r.take(gone)
    if added := [schema for schema in schemas if schema not in known]:
        fresh = r.made(IDP, "add_custom_attributes", customAttributes=added)
        r.api(IDP, "add_custom_attributes", UserPoolId=id_, **fresh)
    if r.changed & SECOND_FACTOR:
        second_factor(r, id_, mode or "OFF", sms, always=True)
    return {}


later(
    POOL,
    update=change_pool,
    updates=(f"{IDP}.update_user_pool", f"{IDP}.set_user_pool_mfa_config"),
    rename={"passwordPolicy": "Policies", "schemas": "CustomAttributes", "signInPolicy": "Policies"},
    # Attributes are added to the schema, and tags have a name of their own.
    changing=["schemas", "tags", "webAuthnConfiguration"],
)
removal(POOL, f"{IDP}.delete_user_pool", UserPoolId="id")
reader(
    POOL,
    f"{IDP}.describe_user_pool",
    lambda answer, _r, _id: {**answer["UserPool"], "tags": answer["UserPool"].get("UserPoolTags", {})},
    names={"passwordPolicy": "Policies.PasswordPolicy", "signInPolicy": "Policies.SignInPolicy"},
    UserPoolId="id",
)

# -- clients and domains

NAMES = {"allowedOauthFlowsUserPoolClient": "AllowedOAuthFlowsUserPoolClient", "name": "ClientName"}
OF_POOL: dict[str, Any] = {"UserPoolId": "userPoolId"}


def change_client(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The whole client again, since AWS puts back what isn't said."""
    pool, name = r.take("userPoolId"), r.physical()
    r.send(IDP, "update_user_pool_client", NAMES, UserPoolId=pool, ClientId=id_, ClientName=name)
    for gone in r.changed:
        r.take(gone)
    return {"name": name}


later(
    CLIENT,
    update=change_client,
    updates=f"{IDP}.update_user_pool_client",
    rename=NAMES,
    lasting=["userPoolId"],
)
removal(CLIENT, f"{IDP}.delete_user_pool_client", ClientId="id", **OF_POOL)
reader(CLIENT, f"{IDP}.describe_user_pool_client", "UserPoolClient", names=NAMES, ClientId="id", **OF_POOL)


def change_domain(r: Request, domain: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Another certificate, or other sign-in pages."""
    certificate = r.take("certificateArn")
    r.api(
        IDP,
        "update_user_pool_domain",
        Domain=domain,
        UserPoolId=r.take("userPoolId"),
        ManagedLoginVersion=r.take("managedLoginVersion"),
        CustomDomainConfig={"CertificateArn": certificate} if certificate else None,
    )
    return domain_outputs(r, domain)


later(
    DOMAIN,
    update=change_domain,
    updates=f"{IDP}.update_user_pool_domain",
    rename={"certificateArn": "CustomDomainConfig"},
    lasting=["domain", "userPoolId"],
)
removal(DOMAIN, f"{IDP}.delete_user_pool_domain", Domain="id", **OF_POOL)
reader(
    DOMAIN,
    f"{IDP}.describe_user_pool_domain",
    "DomainDescription",
    names={"certificateArn": "CustomDomainConfig.CertificateArn"},
    Domain="id",
)

# -- what is in a pool

WHICH: dict[str, Any] = {**OF_POOL, "GroupName": lambda _, id_: id_.partition("/")[2]}
changes(GROUP, f"{IDP}.update_group", lasting=["userPoolId"], **WHICH)
removal(GROUP, f"{IDP}.delete_group", **WHICH)
reader(GROUP, f"{IDP}.get_group", "Group", names={"name": "GroupName"}, **WHICH)

WHOSE: dict[str, Any] = {**OF_POOL, "Identifier": "identifier"}
changes(
    SERVER,
    f"{IDP}.update_resource_server",
    lasting=["identifier", "name", "userPoolId"],
    Name="name",
    **WHOSE,
)


def delete_server(r: Request, _: str) -> None:
    """Delete the server, which moto can't, so that its identifier is free again."""
    pool, identifier = r.take("userPoolId"), r.take("identifier")
    answered(lambda: r.api(IDP, "delete_resource_server", UserPoolId=pool, Identifier=identifier))
    held = cognitoidp_backends[r.cloud.account_id][r.region].user_pools.get(pool)
    if held is not None:
        held.resource_servers.pop(identifier, None)


later(SERVER, delete=delete_server)
reader(SERVER, f"{IDP}.describe_resource_server", "ResourceServer", **WHOSE)

NAMED: dict[str, Any] = {**OF_POOL, "ProviderName": "providerName"}
changes(PROVIDER, f"{IDP}.update_identity_provider", lasting=["providerName", "userPoolId"], **NAMED)
removal(PROVIDER, f"{IDP}.delete_identity_provider", **NAMED)
reader(PROVIDER, f"{IDP}.describe_identity_provider", "IdentityProvider", **NAMED)

ONE: dict[str, Any] = {**OF_POOL, "Username": "username"}


def change_user(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Other attributes or password, in or out; the rest matters at a user's birth only."""
    one = {"UserPoolId": r.take("userPoolId"), "Username": r.take("username")}
    for birth in ("clientMetadata", "desiredDeliveryMediums", "forceAliasCreation", "messageAction",
                  "temporaryPassword", "validationData"):  # fmt: skip
        r.take(birth)
    new, old = r.take("attributes") or {}, r.old.get("attributes") or {}
    if gone := sorted(old.keys() - new.keys()):
        r.api(IDP, "admin_delete_user_attributes", **one, UserAttributeNames=gone)
    if new != old and new:
        pairs = [{"Name": pair["Key"], "Value": pair["Value"]} for pair in key_values(new) or ()]
        r.api(IDP, "admin_update_user_attributes", **one, UserAttributes=pairs)
    if "password" in r.changed and (password := r.take("password")):
        r.api(IDP, "admin_set_user_password", **one, Password=password, Permanent=True)
    enabled = r.take("enabled", default=True)
    if "enabled" in r.changed:
        r.api(IDP, "admin_enable_user" if enabled else "admin_disable_user", **one)
    r.take("password")
    return {}


later(
    USER,
    update=change_user,
    updates=f"{IDP}.admin_update_user_attributes",
    lasting=["userPoolId", "username"],
    # What only a new user is given, and what has a name of its own.
    changing=[
        "attributes",
        "desiredDeliveryMediums",
        "enabled",
        "forceAliasCreation",
        "messageAction",
        "password",
        "temporaryPassword",
        "validationData",
    ],
)
removal(USER, f"{IDP}.admin_delete_user", **ONE)
reader(
    USER,
    f"{IDP}.admin_get_user",
    lambda answer, _r, _id: {
        **answer,
        "attributes": {pair["Name"]: pair["Value"] for pair in answer["UserAttributes"]},
    },
    **ONE,
)

# -- settings of a pool that are only recorded

again(RISK, updates=f"{IDP}.set_risk_configuration", lasting=["userPoolId", "clientId"])
# Without a configuration, there is none.
removal(RISK, f"{IDP}.set_risk_configuration", ClientId="clientId", **OF_POOL)
again(LOGS, updates=f"{IDP}.set_log_delivery_configuration", lasting=["userPoolId"])
removal(LOGS, f"{IDP}.set_log_delivery_configuration", LogConfigurations=lambda _r, _id: [], **OF_POOL)
