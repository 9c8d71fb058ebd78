"""RDS Proxy: connection pooling in front of a database."""

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import RDS, modification
from emulator.resources._common import built, present
from emulator.resources.parts import again, forgotten, removal

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


modification(
    "aws:rds/proxy:Proxy",
    "rds.modify_db_proxy",
    rename={"auths": "Auth", "vpcSecurityGroupIds": "SecurityGroups"},
    tagging=RDS,
    DBProxyName="id",
)
removal("aws:rds/proxy:Proxy", "rds.delete_db_proxy", DBProxyName="id")
again("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup")
forgotten("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup")


def _members(r: Request, key: str) -> list[str] | None:
    return [r.inputs[key]] if r.inputs.get(key) else None


removal(
    "aws:rds/proxyTarget:ProxyTarget",
    "rds.deregister_db_proxy_targets",
    DBProxyName="dbProxyName",
    TargetGroupName="targetGroupName",
    DBInstanceIdentifiers=lambda r, _: _members(r, "dbInstanceIdentifier"),
    DBClusterIdentifiers=lambda r, _: _members(r, "dbClusterIdentifier"),
)
