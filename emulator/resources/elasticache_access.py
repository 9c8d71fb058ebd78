"""Serverless caches, and who may use caches."""

from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import CACHE, modification
from emulator.resources._common import present
from emulator.resources.elasticache import DEFAULT_PORT
from emulator.resources.parts import removal


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


@resource("aws:elasticache/serverlessCache:ServerlessCache")
def serverless_cache(r: Request) -> Created:
    """A serverless cache; moto lacks it, so what AWS would answer is made up in AWS's form."""
    r.take("timeouts")
    name, limits = r.physical(), r.take("cacheUsageLimits")
    usage = None
    if limits:
        rate = (limits.get("ecpuPerSeconds") or [None])[0]
        data = limits.get("dataStorage")
        usage = present(
            DataStorage=data
            and present(Maximum=data.get("maximum"), Minimum=data.get("minimum"), Unit=data["unit"]),
            ECPUPerSecond=rate and present(Maximum=rate.get("maximum"), Minimum=rate.get("minimum")),
        )
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


modification(
    "aws:elasticache/user:User",
    "elasticache.modify_user",
    rename={"passwordsWo": "Passwords"},
    ignore=("passwordsWoVersion", "authenticationMode"),
    tagging=CACHE,
    UserId="id",
    AuthenticationMode=lambda r, _id, _old: _mode(dict(r.take("authenticationMode") or {})).get(
        "AuthenticationMode"
    ),
)
modification(
    "aws:elasticache/serverlessCache:ServerlessCache",
    "elasticache.modify_serverless_cache",
    ignore=("timeouts",),
    tagging=CACHE,
    ServerlessCacheName="id",
)
modification(
    "aws:elasticache/userGroup:UserGroup",
    "elasticache.modify_user_group",
    ignore=("userIds",),
    tagging=CACHE,
    UserGroupId="id",
    UserIdsToAdd=lambda r, _, old: sorted(set(r.take("userIds", [])) - set(old.get("userIds") or [])) or None,
    UserIdsToRemove=lambda r, _, old: (
        sorted(set(old.get("userIds") or []) - set(r.take("userIds", []))) or None
    ),
)
removal("aws:elasticache/user:User", "elasticache.delete_user", UserId="id")
removal("aws:elasticache/userGroup:UserGroup", "elasticache.delete_user_group", UserGroupId="id")
removal(
    "aws:elasticache/userGroupAssociation:UserGroupAssociation",
    "elasticache.modify_user_group",
    UserGroupId="userGroupId",
    UserIdsToRemove=lambda r, _: [r.inputs["userId"]],
)
removal(
    "aws:elasticache/serverlessCache:ServerlessCache",
    "elasticache.delete_serverless_cache",
    ServerlessCacheName="id",
)
