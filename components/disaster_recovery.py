"""What each disaster recovery mode means for each store: one table, for the program and for its docs.

Recovery points (RPO) and times (RTO) are those of the loss of a whole region. They are what AWS says of its
own services where it says anything, else an order of magnitude; nothing here is a promise of AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

DrMode = Literal["none", "backup", "pilot-light", "active-passive"]
StoreKind = Literal["table", "bucket", "database", "secret", "image", "userPool", "cache", "traffic"]
# here: nothing leaves the region; backup: copies that have to be restored; replica: a copy that can be used
# as it is; given: what the baseline stack does; failover: DNS and CloudFront change over by themselves.
Means = Literal["here", "backup", "replica", "given", "failover"]

DR_MODES: tuple[DrMode, ...] = get_args(DrMode)
STORE_KINDS: tuple[StoreKind, ...] = get_args(StoreKind)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is done for a store, and what that gives.

    Attributes:
        means: What kind of thing is done.
        how: What is done, for people.
        rpo: What the loss of the region costs in data.
        rto: When it can be used again.
        cost: What drives the monthly cost.
    """

    means: Means
    how: str
    rpo: str
    rto: str
    cost: str

    @property
    def leaves_the_region(self) -> bool:
        """Whether the platform itself makes something in the other region."""
        return self.means in ("backup", "replica")


_LOST = "everything since the last copy of your own"
_FREE = "nothing"
_AS_BEFORE = Measure(
    means="here",
    how="nothing: it is made anew",
    rpo="it holds nothing that is not elsewhere",
    rto="with the stack",
    cost=_FREE,
)

_TABLE_REPLICA = Measure(
    means="replica",
    how="global table: a replica with point-in-time recovery, protection and encryption of its own",
    rpo="about a second (DynamoDB, asynchronous global tables)",
    rto="at once: the replica takes reads and writes",
    cost="each write and each GB a second time, transfer between the regions",
)
_BUCKET_REPLICA = Measure(
    means="replica",
    how="replication of every new version to a bucket there, versioned and encrypted",
    rpo="most objects within 15 minutes (S3)",
    rto="at once: the copy can be read",
    cost="storage a second time, transfer between the regions, one PUT for each object",
)
_SECRET_REPLICA = Measure(
    means="replica",
    how="a replica of each secret; with Parameter Store a second parameter of the same value, or slot",
    rpo="seconds; a slot of Parameter Store holds what you fill it with",
    rto="at once",
    cost="0.40 USD for each secret; parameters are free of charge",
)
_IMAGES = Measure(
    means="given",
    how="a registry's replication rule (one for each account and region: `baseline:imageReplication`)",
    rpo="minutes after the push",
    rto="at once",
    cost="storage of the images a second time",
)
_USERS_STAY = Measure(
    means="here",
    how="nothing: Cognito has no copy of a pool, and gives no password away",
    rpo=_LOST,
    rto="a new pool with the stack; users are imported and reset their passwords",
    cost=_FREE,
)
_NO_TRAFFIC = Measure(
    means="here",
    how="nothing: records are changed by hand",
    rpo="no data",
    rto="when you have changed them",
    cost=_FREE,
)
_DATABASE_BACKUP = Measure(
    means="backup",
    how="automated backups and transaction logs are copied there",
    rpo="some minutes (RDS uploads logs every 5 minutes)",
    rto="about an hour: restored to a new instance",
    cost="storage of the backups, transfer between the regions",
)

MEASURES: Mapping[StoreKind, Mapping[DrMode, Measure]] = {
    "table": {
        "none": Measure(
            means="here",
            how="point-in-time recovery in its own region",
            rpo=_LOST,
            rto="never, without the region",
            cost="0.20 USD for each GB (point-in-time recovery)",
        ),
        "backup": Measure(
            means="given",
            how="AWS Backup's daily copy to the other region (`baseline:backup.copyRegion`), selected by tag",
            rpo="a day",
            rto="hours: restored to a new table",
            cost="storage of the copies, transfer between the regions",
        ),
        "pilot-light": _TABLE_REPLICA,
        "active-passive": _TABLE_REPLICA,
    },
    "bucket": {
        "none": Measure(
            means="here",
            how="versions in its own region",
            rpo=_LOST,
            rto="never, without the region",
            cost=_FREE,
        ),
        "backup": _BUCKET_REPLICA,
        "pilot-light": _BUCKET_REPLICA,
        "active-passive": _BUCKET_REPLICA,
    },
    "database": {
        "none": Measure(
            means="here",
            how="automated backups in its own region",
            rpo=_LOST,
            rto="never, without the region",
            cost=_FREE,
        ),
        "backup": _DATABASE_BACKUP,
        "pilot-light": _DATABASE_BACKUP,
        "active-passive": Measure(
            means="replica",
            how="a read replica there, in the network of `dr.databaseNetwork`, and the copied backups",
            rpo="the replica's lag: seconds",
            rto="minutes: it is promoted",
            cost="an instance of the same class, its storage, transfer between the regions",
        ),
    },
    "secret": {
        "none": Measure(
            means="here", how="in its own region only", rpo="fill them anew", rto="when filled", cost=_FREE
        ),
        "backup": _SECRET_REPLICA,
        "pilot-light": _SECRET_REPLICA,
        "active-passive": _SECRET_REPLICA,
    },
    "image": {
        "none": Measure(
            means="here", how="in its own region only", rpo="build them anew", rto="a build", cost=_FREE
        ),
        "backup": _IMAGES,
        "pilot-light": _IMAGES,
        "active-passive": _IMAGES,
    },
    "userPool": dict.fromkeys(DR_MODES, _USERS_STAY),
    "cache": dict.fromkeys(DR_MODES, _AS_BEFORE),
    "traffic": {
        "none": _NO_TRAFFIC,
        "backup": _NO_TRAFFIC,
        "pilot-light": _NO_TRAFFIC,
        "active-passive": Measure(
            means="failover",
            how="Route 53 checks the entrance every 30 seconds and answers with `dr.failoverTarget` after "
            "three failures; CloudFront reads files from the copy of their bucket where the first one fails",
            rpo="no data",
            rto="about three minutes: three checks and the record's life of a minute",
            cost="1 to 2 USD for a health check, and the stack that stands in",
        ),
    },
}


def measure(kind: StoreKind, mode: DrMode) -> Measure:
    """What a mode does for a store."""
    return MEASURES[kind][mode]
