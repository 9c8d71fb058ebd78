"""Metrics of functions, services, load balancers and networks.

Sources: "Types of metrics for Lambda functions", "Amazon ECS CloudWatch metrics", "Amazon ECS Container
Insights metrics", "CloudWatch metrics for your Application Load Balancer", "CloudWatch metrics for NAT
gateways".
"""

from __future__ import annotations

from components.metrics.model import COUNT, DURATION, GAUGE, Namespace, metrics, sets

_FUNCTION = sets("FunctionName", "FunctionName Resource", "ExecutedVersion FunctionName Resource")
_SERVICE = sets("ClusterName ServiceName")
_CLUSTER_OR_SERVICE = sets("ClusterName", "ClusterName ServiceName")
_INSIGHTS = sets("ClusterName", "ClusterName ServiceName", "ClusterName TaskDefinitionFamily")
_BALANCER = sets("LoadBalancer", "AvailabilityZone LoadBalancer")
_TARGETS = sets(
    "LoadBalancer",
    "AvailabilityZone LoadBalancer",
    "LoadBalancer TargetGroup",
    "AvailabilityZone LoadBalancer TargetGroup",
)
_HOSTS = sets("LoadBalancer TargetGroup", "AvailabilityZone LoadBalancer TargetGroup")
_NAT = sets("NatGatewayId")

COMPUTE: dict[str, Namespace] = {
    "AWS/Lambda": {
        **metrics(
            COUNT,
            (*_FUNCTION, frozenset()),
            "Invocations Errors Throttles RecursiveInvocationsDropped",
        ),
        **metrics(
            COUNT,
            _FUNCTION,
            "DeadLetterErrors DestinationDeliveryFailures ProvisionedConcurrencyInvocations"
            " ProvisionedConcurrencySpilloverInvocations AsyncEventsReceived AsyncEventsDropped"
            " OversizedRecordCount",
        ),
        **metrics(DURATION, (*_FUNCTION, frozenset()), "Duration"),
        **metrics(DURATION, _FUNCTION, "PostRuntimeExtensionsDuration AsyncEventAge IteratorAge"),
        **metrics(GAUGE, (*_FUNCTION, frozenset()), "ConcurrentExecutions"),
        **metrics(GAUGE, sets(""), "UnreservedConcurrentExecutions ClaimedAccountConcurrency"),
        **metrics(GAUGE, _FUNCTION, "ProvisionedConcurrentExecutions ProvisionedConcurrencyUtilization"),
    },
    "AWS/ECS": {
        **metrics(GAUGE, _CLUSTER_OR_SERVICE, "CPUUtilization MemoryUtilization"),
        **metrics(GAUGE, _CLUSTER_OR_SERVICE, "CPUReservation MemoryReservation"),
        **metrics(GAUGE, _SERVICE, "EBSFilesystemUtilization"),
    },
    "ECS/ContainerInsights": {
        **metrics(
            GAUGE,
            _INSIGHTS,
            "CpuUtilized CpuReserved MemoryUtilized MemoryReserved EphemeralStorageReserved"
            " EphemeralStorageUtilized",
        ),
        **metrics(COUNT, _INSIGHTS, "NetworkRxBytes NetworkTxBytes StorageReadBytes StorageWriteBytes"),
        **metrics(GAUGE, _SERVICE, "RunningTaskCount PendingTaskCount DesiredTaskCount DeploymentCount"),
        **metrics(GAUGE, sets("ClusterName"), "TaskCount ServiceCount ContainerInstanceCount"),
        **metrics(COUNT, _INSIGHTS, "RestartCount"),
    },
    "AWS/ApplicationELB": {
        **metrics(
            COUNT,
            _TARGETS,
            "HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count"
            " HTTPCode_Target_5XX_Count RequestCount TargetConnectionErrorCount"
            " TargetTLSNegotiationErrorCount",
        ),
        **metrics(
            COUNT,
            _BALANCER,
            "HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count"
            " HTTPCode_ELB_502_Count HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count RejectedConnectionCount"
            " NewConnectionCount ActiveConnectionCount ProcessedBytes ClientTLSNegotiationErrorCount"
            " HTTP_Redirect_Count HTTP_Fixed_Response_Count DesyncMitigationMode_NonCompliant_Request_Count",
        ),
        **metrics(COUNT, sets("LoadBalancer"), "ConsumedLCUs RuleEvaluations"),
        **metrics(DURATION, _TARGETS, "TargetResponseTime"),
        **metrics(GAUGE, _HOSTS, "HealthyHostCount UnHealthyHostCount"),
        **metrics(
            COUNT,
            sets("TargetGroup", "LoadBalancer TargetGroup"),
            "RequestCountPerTarget",
        ),
    },
    "AWS/NATGateway": {
        **metrics(
            COUNT, _NAT, "ErrorPortAllocation PacketsDropCount BytesOutToDestination BytesInFromSource"
        ),
        **metrics(GAUGE, _NAT, "ActiveConnectionCount"),
    },
}
