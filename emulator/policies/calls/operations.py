"""Logs, metrics, traces and Cognito."""

from collections.abc import Iterator

from .core import Call, Need, mapped, unknown

_LOG_READS = {
    *("DescribeLogStreams", "FilterLogEvents", "GetLogEvents", "StartQuery", "PutRetentionPolicy"),
    *("CreateLogGroup", "CreateLogStream", "PutLogEvents", "DeleteLogStream"),
}
_METRICS = {"GetMetricData", "GetMetricStatistics", "ListMetrics"}
_TRACES = {
    *("PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"),
    *("GetSamplingStatisticSummaries", "BatchGetTraces", "GetTraceSummaries", "GetServiceGraph"),
}


@mapped("logs")
def logs(call: Call) -> Iterator[Need]:
    """Groups and streams.

    AWS writes the resource of these calls with the stream, empty where there is none, so that a policy for
    the bare ARN of a group grants nothing and one for ``group:*`` does.
    """
    if call.operation in ("DescribeLogGroups", "DescribeQueries", "GetQueryResults", "StopQuery"):
        resource = call.arn("logs", "log-group::log-stream:") if "Groups" in call.operation else "*"
        yield Need(action=f"logs:{call.operation}", resource=resource)
        return
    group = call.params.get("logGroupName") or call.params.get("logGroupIdentifier")
    if call.operation not in _LOG_READS or not group:
        raise unknown(call)
    base = (
        str(group).removesuffix(":*")
        if str(group).startswith("arn:")
        else call.arn("logs", f"log-group:{group}")
    )
    stream = call.params.get("logStreamName", "") if call.operation != "CreateLogStream" else ""
    yield Need(action=f"logs:{call.operation}", resource=f"{base}:log-stream:{stream}")


@mapped("cloudwatch")
def metrics(call: Call) -> Iterator[Need]:
    """Metrics have no resource type; PutMetricData can be narrowed by its namespace."""
    if call.operation == "PutMetricData":
        context = {"cloudwatch:namespace": call.params["Namespace"]}
        yield Need(action="cloudwatch:PutMetricData", resource="*", context=context)
    elif call.operation in _METRICS:
        yield Need(action=f"cloudwatch:{call.operation}", resource="*")
    elif call.operation in ("DescribeAlarms", "SetAlarmState"):
        names = call.params.get("AlarmNames") or [call.params.get("AlarmName", "*")]
        for name in names:
            yield Need(
                action=f"cloudwatch:{call.operation}", resource=call.arn("cloudwatch", f"alarm:{name}")
            )
    else:
        raise unknown(call)


@mapped("xray")
def traces(call: Call) -> Iterator[Need]:
    """Segments and sampling, which have no resource type."""
    if call.operation not in _TRACES:
        raise unknown(call)
    yield Need(action=f"xray:{call.operation}", resource="*")


@mapped("cognito-idp")
def users(call: Call) -> Iterator[Need]:
    """What an application's back end does to a user pool; a client's own calls are not signed at all."""
    if "UserPoolId" not in call.params:
        raise unknown(call)
    pool = call.params["UserPoolId"]
    yield Need(action=f"cognito-idp:{call.operation}", resource=call.arn("cognito-idp", f"userpool/{pool}"))
