"""Serverless caches, and who may use caches."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.elasticache import DEFAULT_PORT
from emulator.resources.parts import later, reader, removal, tagging


@resource("aws:elasticache/user:User")
def user(r: Request) -> Created:
    """A user of an access control list; passwords are sent and never part of the outputs."""
    r.take("passwordsWoVersion")
    mode = dict(r.take("authenticationMode") or {})
    mode.pop("passwordCount", None)
    passwords = r.take("passwordsWo") or r.take("passwords")
    made = r.send("elasticache", "create_user", **present(Passwords=passwords), **_mode(mode))
    return r.inputs["userId"], {"arn": made.get("ARN")}


def _mode(mode: dict[str, Any]) -> dict[str, Any]:
    if not mode:
        return {}
    return {"AuthenticationMode": present(Type=mode.get("type"), Passwords=mode.get("passwords"))}


simple(
    "aws:elasticache/userGroup:UserGroup",
    "elasticache.create_user_group",
    id="UserGroupId",
    outputs={"arn": lambda r, _: _arn(r, "usergroup", r.inputs["userGroupId"])},
)


def _arn(r: Request, kind: str, name: str) -> str:
    return f"arn:aws:elasticache:{r.region}:{r.cloud.account_id}:{kind}:{name}"


@resource("aws:elasticache/userGroupAssociation:UserGroupAssociation")
def user_group_association(r: Request) -> Created:
    """One more user of a group."""
    group, member = r.take("userGroupId"), r.take("userId")
    r.api("elasticache", "modify_user_group", UserGroupId=group, UserIdsToAdd=[member])
    return f"{group},{member}", {}


def _usage(limits: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How much a serverless cache may hold and do."""
    if not limits:
        return None
    rate = (limits.get("ecpuPerSeconds") or [None])[0]
    data = limits.get("dataStorage")
    return present(
        DataStorage=data
        and present(Maximum=data.get("maximum"), Minimum=data.get("minimum"), Unit=data["unit"]),
        ECPUPerSecond=rate and present(Maximum=rate.get("maximum"), Minimum=rate.get("minimum")),
    )


@resource("aws:elasticache/serverlessCache:ServerlessCache")
def serverless_cache(r: Request) -> Created:
    """A serverless cache; moto lacks it, so what AWS would answer is made up in AWS's form."""
    r.take("timeouts")
    name, usage = r.physical(), _usage(r.take("cacheUsageLimits"))
    rename = {"snapshotArnsToRestores": "SnapshotArnsToRestore"}
    r.send(
        "elasticache",
        "create_serverless_cache",
        rename=rename,
        ServerlessCacheName=name,
        **present(CacheUsageLimits=usage),
    )
    host = f"{name}-{r.cloud.account_id[-6:]}.serverless.use1.cache.amazonaws.com"
    return name, {
        "arn": _arn(r, "serverlesscache", name),
        "name": name,
        "status": "available",
        "endpoints": [{"address": host, "port": DEFAULT_PORT}],
        "readerEndpoints": [{"address": host, "port": DEFAULT_PORT + 1}],
        "fullEngineVersion": r.inputs.get("majorEngineVersion", ""),
        "createTime": "",
    }


USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
MEMBER = "aws:elasticache/userGroupAssociation:UserGroupAssociation"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"


def _update_user(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, in one call; write-only passwords change with their version."""
    change: dict[str, Any] = {}
    for key, parameter in (
        ("accessString", "AccessString"),
        ("engine", "Engine"),
        ("noPasswordRequired", "NoPasswordRequired"),
    ):
        if key in r.changed:
            change[parameter] = r.take(key)
    secret, given, mode = r.take("passwordsWo"), r.take("passwords"), r.take("authenticationMode")
    r.take("passwordsWoVersion")
    if "passwordsWoVersion" in r.changed and secret:
        change["Passwords"] = secret
    elif "passwords" in r.changed:
        change["Passwords"] = given
    if "authenticationMode" in r.changed:
        change |= _mode(dict(mode or {}))
    if change := present(**change):
        r.api("elasticache", "modify_user", UserId=id_, **change)
    return {}


def _update_users(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Members are added and taken away one by one."""
    wanted, held = set(r.take("userIds", [])), set(r.old.get("userIds") or [])
    engine = r.take("engine") if "engine" in r.changed else None
    change = present(
        Engine=engine,
        UserIdsToAdd=sorted(wanted - held) or None,
        UserIdsToRemove=sorted(held - wanted) or None,
    )
    if change:
        r.api("elasticache", "modify_user_group", UserGroupId=id_, **change)
    return {}


def _update_serverless(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, in one call."""
    r.take("timeouts")
    if "cacheUsageLimits" in r.changed:
        limits = _usage(r.take("cacheUsageLimits"))
        r.api(
            "elasticache", "modify_serverless_cache", ServerlessCacheName=id_, CacheUsageLimits=limits or {}
        )
    return {}


later(
    USER,
    update=_update_user,
    updates="elasticache.modify_user",
    lasting=["userId", "userName"],
    # The version of secrets that are not in the state.
    changing=["passwordsWo", "passwordsWoVersion"],
)
later(
    USERS,
    update=_update_users,
    updates="elasticache.modify_user_group",
    rename={"userIds": "UserIdsToAdd"},
    lasting=["userGroupId"],
)
modifies(
    SERVERLESS,
    "elasticache.modify_serverless_cache",
    only=["dailySnapshotTime", "description", "securityGroupIds", "snapshotRetentionLimit", "userGroupId"],
    resets={"dailySnapshotTime": KEPT, "securityGroupIds": KEPT, "snapshotRetentionLimit": 0},
    ServerlessCacheName="id",
)
later(
    SERVERLESS,
    update=_update_serverless,
    updates="elasticache.modify_serverless_cache.CacheUsageLimits",
    # Limits are a block of their own; timeouts are the provider's.
    changing=["cacheUsageLimits", "timeouts"],
)
for _kind in (USER, USERS, SERVERLESS):
    tagging(
        _kind,
        "elasticache.add_tags_to_resource",
        "elasticache.remove_tags_from_resource",
        ResourceName="arn",
    )
removal(USER, "elasticache.delete_user", UserId="id")
removal(USERS, "elasticache.delete_user_group", UserGroupId="id")
removal(
    MEMBER,
    "elasticache.modify_user_group",
    UserGroupId="userGroupId",
    UserIdsToRemove=lambda r, _: [r.inputs["userId"]],
)
removal(SERVERLESS, "elasticache.delete_serverless_cache", ServerlessCacheName="id")
reader(USER, "elasticache.describe_users", "Users.0", UserId="id")
