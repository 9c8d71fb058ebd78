"""Rights on roles, and what limits them."""

from __future__ import annotations

from components.deploy_rights.actions import Actions

# On roles and policies whose names are the program's own.
IAM_ON_OUR_OWN = Actions(
    changes="CreateRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole PutRolePolicy "
    "DeleteRolePolicy AttachRolePolicy DetachRolePolicy TagRole UntagRole CreateInstanceProfile "
    "DeleteInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile "
    "TagInstanceProfile UntagInstanceProfile CreatePolicy CreatePolicyVersion DeletePolicyVersion "
    "DeletePolicy TagPolicy UntagPolicy",
    reads="GetRole GetRolePolicy ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole "
    "GetInstanceProfile GetPolicy GetPolicyVersion ListPolicyVersions ListRoleTags",
)

# How the names of what the program makes begin, besides the platform's own: literals of the guides.
GUIDE_NAMES = ("StreamCanvas",)

# Secrets and parameters are only touched under the platforms' own names: their values can be read.
BY_NAME = ("secretsmanager", "ssm")
# The objects that the program itself keeps in buckets, by their keys: no other is read or written.
OBJECT_KEYS = ("script/health_canary.zip",)
OBJECT_ACTIONS = (
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:PutObjectTagging",
)

# What has no name to be limited by.
NAMELESS = ("ssm:DescribeParameters",)

# The services that the program's roles are for.
PASSED_TO = (
    "amplify.amazonaws.com",
    "apigateway.amazonaws.com",
    "appsync.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "codedeploy.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "events.amazonaws.com",
    "lambda.amazonaws.com",
    "rds.amazonaws.com",
    "s3.amazonaws.com",
    "scheduler.amazonaws.com",
    "synthetics.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)

# Services that make a role of their own in the account when they are first used.
LINKED_ROLES = (
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "dynamodb.application-autoscaling.amazonaws.com",
    "lambda.application-autoscaling.amazonaws.com",
    "elasticache.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "ops.apigateway.amazonaws.com",
    "rds.amazonaws.com",
    "replication.dynamodb.amazonaws.com",
    "vpcorigin.cloudfront.amazonaws.com",
    "wafv2.amazonaws.com",
    "delivery.logs.amazonaws.com",
)

# What nobody who deploys may do, whatever else a policy lets them: it would undo the baseline or the limits.
NEVER = (
    *(
        "cloudtrail:DeleteTrail",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
        "cloudtrail:PutEventSelectors",
    ),
    *("guardduty:DeleteDetector", "guardduty:UpdateDetector", "securityhub:DisableSecurityHub"),
    *(
        "config:DeleteConfigurationRecorder",
        "config:StopConfigurationRecorder",
        "config:DeleteDeliveryChannel",
    ),
    *("backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:DeleteBackupVaultLockConfiguration"),
    *("iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider"),
    *("iam:CreateSAMLProvider", "iam:UpdateSAMLProvider", "iam:AddClientIDToOpenIDConnectProvider"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:SetDefaultPolicyVersion"),
    *(
        "s3:PutAccountPublicAccessBlock",
        "ec2:DisableEbsEncryptionByDefault",
        "organizations:LeaveOrganization",
    ),
    "account:CloseAccount",
)
