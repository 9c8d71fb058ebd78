"""Metrics of queues, topics, event rules and schedules.

Sources: "Available CloudWatch metrics for Amazon SQS", "Monitoring Amazon SNS topics using CloudWatch",
"Monitoring Amazon EventBridge", "Monitoring Amazon EventBridge Scheduler with CloudWatch".
"""

from __future__ import annotations

from components.metrics.model import COUNT, DURATION, GAUGE, Namespace, metrics, sets

_QUEUE = sets("QueueName")
_TOPIC = sets("TopicName")
_RULE = sets("RuleName", "EventBusName RuleName")
_SCHEDULE_GROUP = sets("ScheduleGroup")

MESSAGING: dict[str, Namespace] = {
    "AWS/SQS": {
        **metrics(
            GAUGE,
            _QUEUE,
            "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed"
            " ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible"
            " ApproximateNumberOfGroupsWithInflightMessages",
        ),
        **metrics(
            COUNT,
            _QUEUE,
            "NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent"
            " NumberOfDeduplicatedSentMessages SentMessageSize",
        ),
    },
    "AWS/SNS": {
        **metrics(
            COUNT,
            _TOPIC,
            "NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed"
            " NumberOfNotificationsFilteredOut NumberOfNotificationsFilteredOut-InvalidAttributes"
            " NumberOfNotificationsFilteredOut-NoMessageAttributes"
            " NumberOfNotificationsFilteredOut-MessageBody"
            " NumberOfNotificationsFilteredOut-InvalidMessageBody"
            " NumberOfNotificationsRedrivenToDlq NumberOfNotificationsFailedToRedriveToDlq PublishSize",
        ),
    },
    "AWS/Events": {
        **metrics(
            COUNT,
            _RULE,
            "Invocations FailedInvocations TriggeredRules MatchedEvents ThrottledRules"
            " InvocationsSentToDlq InvocationsFailedToBeSentToDlq",
        ),
        **metrics(DURATION, _RULE, "IngestionToInvocationStartLatency"),
    },
    "AWS/Scheduler": {
        **metrics(
            COUNT,
            _SCHEDULE_GROUP,
            "InvocationAttemptCount TargetErrorCount TargetErrorThrottledCount InvocationThrottleCount"
            " InvocationDroppedCount InvocationsSentToDeadLetterCount"
            " InvocationsFailedToBeSentToDeadLetterCount",
        ),
    },
}
