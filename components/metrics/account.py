"""Metrics of user pools, logs, mail, keys and quotas.

Sources: "Metrics for Amazon Cognito user pools", "Monitoring CloudWatch Logs usage with CloudWatch metrics",
"Monitoring your Amazon SES sender reputation", "AWS usage metrics", "Monitoring AWS Backup with CloudWatch".
"""

from __future__ import annotations

from components.metrics.model import COUNT, GAUGE, Namespace, metrics, sets

_CLIENT = sets("UserPool UserPoolClient")
_LOG_GROUP = sets("LogGroupName", "")
_VAULT = sets("BackupVaultName", "BackupVaultName ResourceType", "ResourceType", "")

ACCOUNT: dict[str, Namespace] = {
    "AWS/Cognito": {
        **metrics(
            COUNT,
            _CLIENT,
            "SignUpSuccesses SignUpThrottles SignInSuccesses SignInThrottles TokenRefreshSuccesses"
            " TokenRefreshThrottles FederationSuccesses FederationThrottles",
        ),
        **metrics(
            COUNT,
            sets("Operation UserPoolId", "Operation RiskLevel UserPoolId"),
            "CompromisedCredentialRisk AccountTakeoverRisk OverrideBlock Risk NoRisk",
        ),
    },
    "AWS/Logs": {
        **metrics(COUNT, _LOG_GROUP, "IncomingBytes IncomingLogEvents"),
        **metrics(
            COUNT,
            sets("DestinationType FilterName LogGroupName"),
            "ForwardedLogEvents DeliveryErrors DeliveryThrottling",
        ),
    },
    "AWS/SES": {
        **metrics(COUNT, sets(""), "Send Delivery Bounce Complaint Reject"),
        **metrics(GAUGE, sets(""), "Reputation.BounceRate Reputation.ComplaintRate"),
    },
    "AWS/Usage": {
        **metrics(COUNT, sets("Class Resource Service Type"), "CallCount ThrottleCount"),
        **metrics(GAUGE, sets("Class Resource Service Type"), "ResourceCount"),
    },
    "AWS/Backup": {
        **metrics(
            COUNT,
            _VAULT,
            "NumberOfBackupJobsCreated NumberOfBackupJobsCompleted NumberOfBackupJobsFailed"
            " NumberOfCopyJobsFailed NumberOfRestoreJobsCompleted NumberOfRestoreJobsFailed",
        ),
    },
    "AWS/Billing": {**metrics(GAUGE, sets("Currency", "Currency ServiceName"), "EstimatedCharges")},
}
