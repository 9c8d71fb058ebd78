"""A DynamoDB table: keys declared once, encrypted, restorable to any second, protected by environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.blocks.table_capacity import (
    capacity_follows_load,
    global_index,
    on_demand_caps,
    warm_throughput,
)
from components.blocks.table_monitoring import table_alarms, table_widgets
from components.encryption import key_rights
from components.environments import Environment
from components.guards import refuse
from components.guards.tables import (
    capacity_problems,
    key_schema_problems,
    recovery_problems,
    replica_problems,
)
from components.iam import Statement
from components.links import Link
from components.monitoring import Alarm, Widget
from components.naming import camel
from components.protection import backup_tags, protected
from components.table_schema import (
    Index,
    Key,
    LocalIndex,
    OnDemand,
    Provisioned,
    Replica,
    Restore,
    StreamView,
    all_keys,
    attributes_of,
)

READ_ACTIONS = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
WRITE_ACTIONS = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
)
STREAM_ACTIONS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
# The actions that take an index in the place of the table (Service Authorization Reference, DynamoDB).
INDEX_ACTIONS = frozenset({"dynamodb:Query", "dynamodb:Scan"})
# Autoscaling moves these; a refresh must not make an update move them back.
SCALED_PROPERTIES = (
    "readCapacity",
    "writeCapacity",
    "globalSecondaryIndexes[*].readCapacity",
    "globalSecondaryIndexes[*].writeCapacity",
)


@dataclass(frozen=True, kw_only=True)
class TableArgs:
    """Settings of a table.

    Attributes:
        environment: Where it runs: point-in-time recovery, deletion protection, backup.
        hash_key: Partition key.
        range_key: Sort key, if any.
        name: Physical name, or None to have one generated. A new name makes a new table: with `restore`,
            that is the cut-over to a restored one.
        indexes: Global secondary indexes (at most 20; DynamoDB quota).
        local_indexes: Local secondary indexes (at most 5; DynamoDB quota); a change replaces the table.
        ttl_attribute: Number attribute (seconds since 1970) after which an item is deleted; none by default.
        stream: What the stream carries; no stream without it.
        capacity: `OnDemand` with optional caps, or `Provisioned` with autoscaling. To turn a live table from
            the first into the second, change its billing mode with the AWS CLI and refresh the stack first:
            capacities that autoscaling owns are ignored, and so would be their first values.
        recovery_days: Days that point-in-time recovery goes back (1 to 35); 35 without it.
        kms_key_arn: A customer managed key; AWS's own DynamoDB key in KMS without one.
        replicas: Copies in other regions.
        restore: The backup that the table is made from.
        tags: Further tags.
    """

    environment: Environment
    hash_key: Key
    range_key: Key | None = None
    name: str | None = None
    indexes: Sequence[Index] = ()
    local_indexes: Sequence[LocalIndex] = ()
    ttl_attribute: str | None = None
    stream: StreamView | None = None
    capacity: OnDemand | Provisioned = field(default_factory=OnDemand)
    recovery_days: int | None = None
    kms_key_arn: pulumi.Input[str] | None = None
    replicas: Sequence[Replica] = ()
    restore: Restore | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what DynamoDB would refuse."""
        refuse(
            "Table",
            [
                *key_schema_problems(
                    hash_key=self.hash_key,
                    range_key=self.range_key,
                    indexes=self.indexes,
                    local_indexes=self.local_indexes,
                    ttl_attribute=self.ttl_attribute,
                ),
                *capacity_problems(self.capacity),
                *recovery_problems(recovery_days=self.recovery_days, restore=self.restore),
                *replica_problems(
                    stream=self.stream,
                    replica_regions=[replica.region for replica in self.replicas],
                    key_regions=[each.region for each in self.replicas if each.kms_key_arn is not None],
                    own_key=self.kms_key_arn is not None,
                ),
            ],
        )


class Table(pulumi.ComponentResource):
    """A table whose attribute definitions follow from its keys.

    Attributes:
        label: The logical name; part of what consumers of the stream make.
        name: Physical name.
        arn: ARN.
        stream_arn: ARN of the stream (only with `stream`).
        index_arns: Index name -> ARN.
    """

    def __init__(self, name: str, args: TableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Table", name, None, opts)
        self.label = name
        self._args = args

        table = self._table()
        self.name: pulumi.Output[str] = table.name
        self.arn: pulumi.Output[str] = table.arn
        self.stream_arn: pulumi.Output[str] = table.stream_arn
        names = [*(each.name for each in args.indexes), *(each.name for each in args.local_indexes)]
        self.index_arns: Mapping[str, pulumi.Output[str]] = {
            name: pulumi.Output.concat(table.arn, "/index/", name) for name in names
        }
        if isinstance(args.capacity, Provisioned):
            capacity_follows_load(
                name, table_name=table.name, indexes=args.indexes, capacity=args.capacity, parent=self
            )
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _table(self) -> aws.dynamodb.Table:
        args, capacity, restore = self._args, self._args.capacity, self._args.restore
        provisioned = capacity if isinstance(capacity, Provisioned) else None
        keys = all_keys(args.hash_key, args.range_key, args.indexes, args.local_indexes)
        return aws.dynamodb.Table(
            f"{self.label}-table",
            name=args.name,
            attributes=[
                aws.dynamodb.TableAttributeArgs(name=name, type=type_)
                for name, type_ in attributes_of(keys).items()
            ],
            hash_key=args.hash_key.name,
            range_key=args.range_key.name if args.range_key else None,
            global_secondary_indexes=[global_index(index, capacity) for index in args.indexes] or None,
            local_secondary_indexes=[
                aws.dynamodb.TableLocalSecondaryIndexArgs(
                    name=index.name,
                    range_key=index.range_key.name,
                    projection_type=index.projection,
                    non_key_attributes=list(index.include) or None,
                )
                for index in args.local_indexes
            ]
            or None,
            billing_mode="PROVISIONED" if provisioned else "PAY_PER_REQUEST",
            read_capacity=provisioned.read_minimum if provisioned else None,
            write_capacity=provisioned.write_minimum if provisioned else None,
            on_demand_throughput=on_demand_caps(capacity),
            warm_throughput=warm_throughput(capacity),
            ttl=aws.dynamodb.TableTtlArgs(attribute_name=args.ttl_attribute, enabled=True)
            if args.ttl_attribute
            else None,
            stream_enabled=True if args.stream else None,
            stream_view_type=args.stream,
            point_in_time_recovery=self._recovery(),
            # enabled without a key is AWS's own key in KMS, not the invisible default
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
                enabled=True, kms_key_arn=args.kms_key_arn
            ),
            deletion_protection_enabled=args.environment.protect,
            replicas=[self._replica(replica) for replica in args.replicas] or None,
            restore_source_name=restore.source_name if restore else None,
            restore_source_table_arn=restore.source_table_arn if restore else None,
            restore_backup_arn=restore.backup_arn if restore else None,
            restore_date_time=restore.date_time if restore else None,
            restore_to_latest_time=True
            if restore and not restore.date_time and not restore.backup_arn
            else None,
            tags={**args.tags, **backup_tags(args.environment)} or None,
            opts=protected(args.environment, self, ignore_changes=SCALED_PROPERTIES if provisioned else ()),
        )

    def _recovery(self) -> aws.dynamodb.TablePointInTimeRecoveryArgs:
        enabled = self._args.environment.point_in_time_recovery
        return aws.dynamodb.TablePointInTimeRecoveryArgs(
            enabled=enabled, recovery_period_in_days=self._args.recovery_days if enabled else None
        )

    def _replica(self, replica: Replica) -> aws.dynamodb.TableReplicaArgs:
        return aws.dynamodb.TableReplicaArgs(
            region_name=replica.region,
            kms_key_arn=replica.kms_key_arn,
            point_in_time_recovery=self._args.environment.point_in_time_recovery,
            deletion_protection_enabled=self._args.environment.protect,
            propagate_tags=True,
        )

    def allow(
        self, *actions: str, indexes: Sequence[str] | None = None, purpose: str = "Use"
    ) -> list[Statement]:
        """Exactly these actions on the table, on its indexes where an action takes one, and its key's use.

        Args:
            actions: `dynamodb:Query` and so on.
            indexes: Names of the indexes that may be queried; all of the table's by default.
            purpose: First word of the Sid; tells two statements about one table apart.

        Raises:
            KeyError: an index that the table doesn't have.
        """
        sid = f"{camel(purpose)}{camel(self.label)}"
        arns: list[pulumi.Input[str]] = [self.arn]
        if INDEX_ACTIONS.intersection(actions):
            arns += [self.index_arns[name] for name in (self.index_arns if indexes is None else indexes)]
        return [
            Statement(sid=sid, actions=actions, resources=arns),
            *key_rights("table", sid, self._args.kms_key_arn),
        ]

    def allow_read(self) -> list[Statement]:
        """`GetItem`, `BatchGetItem` and `Query`; no `Scan`, which reads the whole table."""
        return self.allow(*READ_ACTIONS, purpose="Read")

    def allow_write(self) -> list[Statement]:
        """`PutItem`, `UpdateItem`, `DeleteItem` and `BatchWriteItem`."""
        return self.allow(*WRITE_ACTIONS, purpose="Write")

    def allow_readwrite(self) -> list[Statement]:
        """The actions of `allow_read` and `allow_write`."""
        return self.allow(*READ_ACTIONS, *WRITE_ACTIONS, purpose="ReadWrite")

    def allow_stream(self) -> list[Statement]:
        """What an event source mapping's function needs of the stream.

        Raises:
            ValueError: the table has no stream.
        """
        if self._args.stream is None:
            raise ValueError(f"Table {self.label} has no stream: set stream to what its reader needs")
        sid = f"ReadStreamOf{camel(self.label)}"
        return [
            Statement(sid=sid, actions=STREAM_ACTIONS, resources=[self.stream_arn]),
            Statement(
                sid=f"FindStreamOf{camel(self.label)}",
                actions=["dynamodb:ListStreams"],
                resources=["*"],
                reason="dynamodb:ListStreams has no resource type",
            ),
            *key_rights("decrypt", sid, self._args.kms_key_arn),
        ]

    def link(self, variable: str, *, actions: Sequence[str], indexes: Sequence[str] | None = None) -> Link:
        """The table's name in a variable, with exactly these actions on it and on its indexes (or some)."""
        return Link(environment={variable: self.name}, statements=self.allow(*actions, indexes=indexes))

    def alarms(self, *, operations: Sequence[str] = ()) -> list[Alarm]:
        """Alarms on throttling (table and each global index) and on DynamoDB's own errors.

        Args:
            operations: Operations that the platform grants (`GetItem`); the usual six by default.
        """
        return table_alarms(self.label, self.name, self._args.indexes, operations)

    def widgets(self) -> list[Widget]:
        """Consumed capacity and throttling."""
        return table_widgets(self.label, self.name, self._args.indexes)
