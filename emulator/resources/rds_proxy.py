"""RDS Proxy: connection pooling in front of a database."""

from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.parts import again, forgotten, reader, removal, tagging

IDLE = 1800
"""Seconds (RDS API reference, CreateDBProxy, IdleClientTimeout)."""

POOL_NAMES = {"maxConnectionsPercent": "MaxConnectionsPercent"}


@resource("aws:rds/proxy:Proxy")
def proxy(r: Request) -> Created:
    """A proxy; its credentials are secrets that its role may read."""
    name = r.physical()
    auth = built(r, "rds", "create_db_proxy", "Auth", r.take("auths"), {"username": "UserName"})
    made = r.send("rds", "create_db_proxy", DBProxyName=name, **present(Auth=auth))["DBProxy"]
    return name, {"arn": made["DBProxyArn"], "name": name, "endpoint": made["Endpoint"]}


@resource("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup")
def proxy_default_target_group(r: Request) -> Created:
    """The group every proxy is born with: adopted, with the pool's settings."""
    name = r.take("dbProxyName")
    pool = built(
        r,
        "rds",
        "modify_db_proxy_target_group",
        "ConnectionPoolConfig",
        r.take("connectionPoolConfig"),
        POOL_NAMES,
    )
    r.api(
        "rds",
        "modify_db_proxy_target_group",
        DBProxyName=name,
        TargetGroupName="default",
        ConnectionPoolConfig=pool,
    )
    groups = r.api("rds", "describe_db_proxy_target_groups", DBProxyName=name, TargetGroupName="default")
    return name, {"arn": groups["TargetGroups"][0]["TargetGroupArn"], "name": "default"}


@resource("aws:rds/proxyTarget:ProxyTarget")
def proxy_target(r: Request) -> Created:
    """The database behind a proxy."""
    name, group = r.take("dbProxyName"), r.take("targetGroupName")
    database, cluster = r.take("dbInstanceIdentifier"), r.take("dbClusterIdentifier")
    made = r.api(
        "rds",
        "register_db_proxy_targets",
        DBProxyName=name,
        TargetGroupName=group,
        DBInstanceIdentifiers=[database] if database else None,
        DBClusterIdentifiers=[cluster] if cluster else None,
    )["DBProxyTargets"][0]
    kind, target = ("TRACKED_CLUSTER", cluster) if cluster else ("RDS_INSTANCE", database)
    outputs = {
        "endpoint": made.get("Endpoint"),
        "port": made.get("Port"),
        "rdsResourceId": made.get("RdsResourceId") or target,
        "targetArn": made.get("TargetArn"),
        "trackedClusterId": made.get("TrackedClusterId") or "",
        "type": made.get("Type") or kind,
    }
    if database:
        found = r.api("rds", "describe_db_instances", DBInstanceIdentifier=database)["DBInstances"][0]
        address = (found.get("Endpoint") or {}).get("Address", "")
        outputs |= {"endpoint": address, "targetArn": found["DBInstanceArn"]}
    return f"{name}/{group}/{kind}/{target}", outputs


PROXY = "aws:rds/proxy:Proxy"
POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"

lacks("rds", "ModifyDBProxy")
modifies(
    PROXY,
    "rds.modify_db_proxy",
    rename={"auths": "Auth", "name": "NewDBProxyName", "vpcSecurityGroupIds": "SecurityGroups"},
    resets={"auths": KEPT, "idleClientTimeout": IDLE, "vpcSecurityGroupIds": KEPT, "name": KEPT},
    # Its id is its name, which an update can't change.
    lasting=["name"],
    DBProxyName="id",
)
tagging(PROXY, "rds.add_tags_to_resource", "rds.remove_tags_from_resource", ResourceName="arn")
removal(PROXY, "rds.delete_db_proxy", DBProxyName="id")
again(POOL, updates="rds.modify_db_proxy_target_group", lasting=["dbProxyName"])
forgotten(POOL)
reader(
    PROXY,
    "rds.describe_db_proxies",
    "DBProxies.0",
    names={"auths": "Auth", "name": "DBProxyName"},
    DBProxyName="id",
)
for _kind in (POOL, TARGET):  # they go with their proxy
    reader(_kind, "rds.describe_db_proxies", "DBProxies.0", DBProxyName="dbProxyName")
reader(
    POOL,
    "rds.describe_db_proxy_target_groups",
    "TargetGroups.0",
    DBProxyName="id",
    TargetGroupName=lambda _r, _id: "default",
)


def _members(r: Request, key: str) -> list[str] | None:
    return [r.inputs[key]] if r.inputs.get(key) else None


removal(
    TARGET,
    "rds.deregister_db_proxy_targets",
    DBProxyName="dbProxyName",
    TargetGroupName="targetGroupName",
    DBInstanceIdentifiers=lambda r, _: _members(r, "dbInstanceIdentifier"),
    DBClusterIdentifiers=lambda r, _: _members(r, "dbClusterIdentifier"),
)


def _target(answer: Any, r: Request, _: str) -> Any:
    wanted = {r.known("dbInstanceIdentifier"), r.known("dbClusterIdentifier")} - {None}
    for found in answer["Targets"]:
        if {found.get("RdsResourceId"), found.get("TrackedClusterId")} & wanted:
            return found
    return None


reader(
    TARGET,
    "rds.describe_db_proxy_targets",
    _target,
    DBProxyName="dbProxyName",
    TargetGroupName="targetGroupName",
)
