"""Metrics of tables, databases, caches and buckets.

Sources: "DynamoDB metrics and dimensions", "Amazon CloudWatch metrics for Amazon RDS", "Metrics for Valkey
and Redis OSS", "Amazon S3 metrics and dimensions".
"""

from __future__ import annotations

from components.metrics.model import COUNT, DURATION, GAUGE, Namespace, metrics, sets

_TABLE = sets("TableName")
_TABLE_OR_INDEX = sets("TableName", "TableName GlobalSecondaryIndexName")
_OPERATION = sets("TableName Operation")
_INDEX = sets("TableName GlobalSecondaryIndexName")
_REPLICA = sets("TableName ReceivingRegion")
_INSTANCE = sets("DBInstanceIdentifier")
_PROXY = sets("ProxyName", "ProxyName TargetGroup", "ProxyName Target TargetGroup TargetRole")
_NODE = sets("CacheClusterId", "CacheClusterId CacheNodeId")
_STORAGE = sets("BucketName StorageType")
_REQUESTS = sets("BucketName FilterId")
_REPLICATION = sets("SourceBucket DestinationBucket RuleId")

DATA: dict[str, Namespace] = {
    "AWS/DynamoDB": {
        **metrics(
            COUNT,
            _TABLE_OR_INDEX,
            "ReadThrottleEvents WriteThrottleEvents ConsumedReadCapacityUnits ConsumedWriteCapacityUnits"
            " ReadProvisionedThroughputThrottleEvents WriteProvisionedThroughputThrottleEvents"
            " ReadAccountLimitThrottleEvents WriteAccountLimitThrottleEvents"
            " ReadKeyRangeThroughputThrottleEvents WriteKeyRangeThroughputThrottleEvents"
            " ReadMaxOnDemandThroughputThrottleEvents WriteMaxOnDemandThroughputThrottleEvents",
        ),
        **metrics(
            GAUGE,
            _TABLE_OR_INDEX,
            "ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits"
            " OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits",
        ),
        **metrics(COUNT, _OPERATION, "SystemErrors ReturnedItemCount"),
        **metrics(
            COUNT, (*_OPERATION, *sets("TableName Operation GlobalSecondaryIndexName")), "ThrottledRequests"
        ),
        **metrics(DURATION, (*_OPERATION, *sets("Operation")), "SuccessfulRequestLatency"),
        **metrics(
            COUNT, _TABLE, "ConditionalCheckFailedRequests TransactionConflict TimeToLiveDeletedItemCount"
        ),
        **metrics(COUNT, sets("", "TableName"), "UserErrors"),
        **metrics(
            GAUGE,
            _INDEX,
            "OnlineIndexConsumedWriteCapacity OnlineIndexPercentageProgress OnlineIndexThrottleEvents",
        ),
        **metrics(DURATION, _REPLICA, "ReplicationLatency"),
        **metrics(COUNT, _REPLICA, "PendingReplicationCount"),
        **metrics(
            GAUGE,
            sets(""),
            "AccountProvisionedReadCapacityUtilization AccountProvisionedWriteCapacityUtilization"
            " AccountMaxTableLevelReads AccountMaxTableLevelWrites",
        ),
    },
    "AWS/RDS": {
        **metrics(
            GAUGE,
            _INSTANCE,
            "CPUUtilization FreeableMemory FreeStorageSpace DatabaseConnections DiskQueueDepth SwapUsage"
            " BurstBalance CPUCreditBalance EBSIOBalance% EBSByteBalance% ReplicaLag"
            " MaximumUsedTransactionIDs OldestReplicationSlotLag TransactionLogsDiskUsage"
            " DBLoad DBLoadCPU DBLoadNonCPU",
        ),
        **metrics(
            GAUGE,
            _INSTANCE,
            "ReadLatency WriteLatency ReadIOPS WriteIOPS ReadThroughput WriteThroughput"
            " NetworkReceiveThroughput NetworkTransmitThroughput",
        ),
        **metrics(
            GAUGE, _PROXY, "ClientConnections DatabaseConnectionsCurrentlyBorrowed AvailabilityPercentage"
        ),
        **metrics(COUNT, _PROXY, "ClientConnectionsSetupFailedAuth DatabaseConnectionsSetupFailed"),
    },
    "AWS/ElastiCache": {
        **metrics(
            GAUGE,
            _NODE,
            "CPUUtilization EngineCPUUtilization FreeableMemory SwapUsage CurrConnections CurrItems"
            " DatabaseMemoryUsagePercentage DatabaseCapacityUsagePercentage MemoryFragmentationRatio"
            " ReplicationLag CPUCreditBalance CacheHitRate BytesUsedForCache",
        ),
        **metrics(
            COUNT,
            _NODE,
            "Evictions CacheHits CacheMisses NewConnections Reclaimed AuthenticationFailures"
            " NetworkBandwidthInAllowanceExceeded NetworkBandwidthOutAllowanceExceeded",
        ),
    },
    "AWS/S3": {
        **metrics(GAUGE, _STORAGE, "BucketSizeBytes NumberOfObjects"),
        **metrics(COUNT, _REQUESTS, "AllRequests GetRequests PutRequests 4xxErrors 5xxErrors"),
        **metrics(DURATION, _REQUESTS, "FirstByteLatency TotalRequestLatency"),
        **metrics(
            GAUGE,
            _REPLICATION,
            "ReplicationLatency BytesPendingReplication OperationsPendingReplication"
            " OperationsFailedReplication",
        ),
    },
}
