"""What a deployment asks of AWS, service by service: the whole of it, and no more (TR-20).

Changes are what the embedded AWS sees the program ask for; a test holds the two against each other. Reads are
what the provider asks after each change and at each refresh.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.deploy_rights.actions import Actions

SERVICES: Mapping[str, Actions] = {
    "acm": Actions(
        changes="RequestCertificate DeleteCertificate UpdateCertificateOptions AddTagsToCertificate "
        "RemoveTagsFromCertificate",
        reads="DescribeCertificate ListTagsForCertificate",
    ),
    "amplify": Actions(
        changes="CreateApp UpdateApp DeleteApp CreateBranch UpdateBranch DeleteBranch "
        "CreateDomainAssociation UpdateDomainAssociation DeleteDomainAssociation TagResource "
        "UntagResource",
        reads="GetApp GetBranch GetDomainAssociation ListTagsForResource",
    ),
    # API Gateway's actions are the methods of its own API; POST also tags
    "apigateway": Actions(
        changes="POST PUT PATCH DELETE SetWebACL UpdateRestApiPolicy AddCertificateToDomain "
        "RemoveCertificateFromDomain",
        reads="GET",
    ),
    "application-autoscaling": Actions(
        changes="RegisterScalableTarget DeregisterScalableTarget PutScalingPolicy DeleteScalingPolicy "
        "PutScheduledAction DeleteScheduledAction TagResource UntagResource",
        reads="DescribeScalableTargets DescribeScalingPolicies DescribeScheduledActions ListTagsForResource",
    ),
    "appsync": Actions(
        changes="CreateGraphqlApi UpdateGraphqlApi DeleteGraphqlApi StartSchemaCreation CreateDataSource "
        "UpdateDataSource DeleteDataSource CreateResolver UpdateResolver DeleteResolver "
        "CreateDomainName UpdateDomainName DeleteDomainName AssociateApi DisassociateApi SetWebACL "
        "TagResource UntagResource",
        reads="GetGraphqlApi GetSchemaCreationStatus GetIntrospectionSchema GetDataSource GetResolver "
        "GetDomainName GetApiAssociation ListTagsForResource",
    ),
    "budgets": Actions(
        changes="ModifyBudget TagResource UntagResource",
        reads="ViewBudget ListTagsForResource",
    ),
    "cloudfront": Actions(
        changes="CreateDistribution CreateDistributionWithTags UpdateDistribution DeleteDistribution "
        "CreateOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl "
        "CreateFunction UpdateFunction PublishFunction DeleteFunction CreateVpcOrigin "
        "UpdateVpcOrigin DeleteVpcOrigin CreateCachePolicy UpdateCachePolicy DeleteCachePolicy "
        "CreateResponseHeadersPolicy UpdateResponseHeadersPolicy DeleteResponseHeadersPolicy "
        "AllowVendedLogDeliveryForResource TagResource UntagResource",
        reads="GetDistribution GetDistributionConfig GetOriginAccessControl DescribeFunction GetFunction "
        "GetVpcOrigin GetCachePolicy ListCachePolicies GetOriginRequestPolicy "
        "ListOriginRequestPolicies GetResponseHeadersPolicy ListResponseHeadersPolicies "
        "ListTagsForResource",
    ),
    "cloudwatch": Actions(
        changes="PutMetricAlarm PutCompositeAlarm DeleteAlarms PutDashboard DeleteDashboards "
        "PutAlarmMuteRule DeleteAlarmMuteRule TagResource UntagResource",
        reads="DescribeAlarms GetDashboard GetAlarmMuteRule ListTagsForResource",
    ),
    "codedeploy": Actions(
        changes="CreateApplication UpdateApplication DeleteApplication CreateDeploymentGroup "
        "UpdateDeploymentGroup DeleteDeploymentGroup CreateDeployment StopDeployment "
        "TagResource UntagResource",
        reads="GetApplication GetDeploymentGroup GetDeploymentConfig GetDeployment ListDeployments "
        "ListDeploymentTargets GetDeploymentTarget ListTagsForResource",
    ),
    "cognito-idp": Actions(
        changes="CreateUserPool UpdateUserPool DeleteUserPool AddCustomAttributes SetUserPoolMfaConfig "
        "CreateUserPoolClient UpdateUserPoolClient DeleteUserPoolClient CreateUserPoolDomain "
        "UpdateUserPoolDomain DeleteUserPoolDomain AssociateWebACL DisassociateWebACL TagResource "
        "UntagResource",
        reads="DescribeUserPool GetUserPoolMfaConfig DescribeUserPoolClient DescribeUserPoolDomain "
        "GetWebACLForResource ListTagsForResource",
        data_ends="DeleteUserPool",
    ),
    "dynamodb": Actions(
        changes="CreateTable UpdateTable DeleteTable UpdateTimeToLive UpdateContinuousBackups "
        "CreateTableReplica DeleteTableReplica TagResource UntagResource",
        reads="DescribeTable DescribeTimeToLive DescribeContinuousBackups ListTagsOfResource",
        data_ends="DeleteTable DeleteTableReplica",
    ),
    "ec2": Actions(
        changes="CreateVpc DeleteVpc ModifyVpcAttribute CreateSubnet DeleteSubnet ModifySubnetAttribute "
        "CreateInternetGateway AttachInternetGateway DetachInternetGateway DeleteInternetGateway "
        "AllocateAddress AssociateAddress DisassociateAddress ReleaseAddress CreateNatGateway "
        "DeleteNatGateway CreateRouteTable DeleteRouteTable AssociateRouteTable "
        "DisassociateRouteTable ReplaceRouteTableAssociation CreateRoute ReplaceRoute DeleteRoute "
        "CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroupIngress "
        "AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress "
        "ModifySecurityGroupRules "
        "CreateVpcEndpoint ModifyVpcEndpoint "
        "DeleteVpcEndpoints CreateFlowLogs DeleteFlowLogs CreateTags DeleteTags",
        reads="DescribeVpcs DescribeVpcAttribute DescribeSubnets DescribeInternetGateways "
        "DescribeAddresses DescribeAddressesAttribute DescribeNatGateways DescribeRouteTables "
        "DescribeSecurityGroups DescribeSecurityGroupRules DescribeNetworkAcls "
        "DescribeVpcEndpoints DescribeVpcEndpointServices DescribePrefixLists "
        "DescribeManagedPrefixLists GetManagedPrefixListEntries DescribeFlowLogs "
        "DescribeAvailabilityZones DescribeNetworkInterfaces DescribeAccountAttributes "
        "DescribeTags",
    ),
    "ecr": Actions(
        changes="CreateRepository DeleteRepository PutImageTagMutability PutImageScanningConfiguration "
        "PutLifecyclePolicy DeleteLifecyclePolicy TagResource UntagResource",
        reads="DescribeRepositories GetLifecyclePolicy ListTagsForResource",
        data_ends="DeleteRepository",
    ),
    "ecs": Actions(
        changes="CreateCluster UpdateCluster DeleteCluster PutClusterCapacityProviders "
        "RegisterTaskDefinition DeregisterTaskDefinition CreateService UpdateService DeleteService "
        "TagResource UntagResource",
        reads="DescribeClusters DescribeTaskDefinition DescribeServices DescribeServiceDeployments "
        "ListServiceDeployments ListTagsForResource",
    ),
    "elasticache": Actions(
        changes="CreateReplicationGroup ModifyReplicationGroup DeleteReplicationGroup IncreaseReplicaCount "
        "DecreaseReplicaCount ModifyReplicationGroupShardConfiguration CreateCacheSubnetGroup "
        "ModifyCacheSubnetGroup DeleteCacheSubnetGroup CreateCacheParameterGroup "
        "ModifyCacheParameterGroup ResetCacheParameterGroup DeleteCacheParameterGroup "
        "AddTagsToResource RemoveTagsFromResource",
        reads="DescribeReplicationGroups DescribeCacheClusters DescribeCacheSubnetGroups "
        "DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource",
    ),
    "elasticloadbalancing": Actions(
        changes="CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes SetSecurityGroups "
        "SetSubnets SetIpAddressType CreateListener ModifyListener ModifyListenerAttributes "
        "DeleteListener CreateRule ModifyRule SetRulePriorities DeleteRule CreateTargetGroup "
        "ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup RegisterTargets "
        "DeregisterTargets AddListenerCertificates RemoveListenerCertificates SetWebACL AddTags "
        "RemoveTags",
        reads="DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation "
        "DescribeListeners DescribeListenerAttributes DescribeListenerCertificates DescribeRules "
        "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth DescribeTags",
    ),
    "events": Actions(
        changes="PutRule DeleteRule PutTargets RemoveTargets TagResource UntagResource",
        reads="DescribeRule ListTargetsByRule ListTagsForResource",
    ),
    # the last three reads are what services ask in the deployer's name when something is made with a key
    "kms": Actions(
        changes="CreateKey UpdateKeyDescription PutKeyPolicy EnableKeyRotation DisableKeyRotation "
        "ScheduleKeyDeletion CreateAlias UpdateAlias DeleteAlias CreateGrant TagResource "
        "UntagResource",
        reads="DescribeKey GetKeyPolicy GetKeyRotationStatus ListAliases ListResourceTags Decrypt "
        "Encrypt GenerateDataKey",
        data_ends="ScheduleKeyDeletion",
    ),
    "lambda": Actions(
        changes="CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction "
        "PublishVersion PutFunctionConcurrency DeleteFunctionConcurrency "
        "PutProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig CreateAlias "
        "UpdateAlias DeleteAlias AddPermission RemovePermission CreateEventSourceMapping "
        "UpdateEventSourceMapping DeleteEventSourceMapping TagResource UntagResource",
        reads="GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig GetFunctionConcurrency "
        "GetFunctionRecursionConfig GetRuntimeManagementConfig GetProvisionedConcurrencyConfig "
        "GetAlias GetPolicy GetEventSourceMapping ListVersionsByFunction ListTags",
    ),
    # LogDelivery is what services ask in the deployer's name for access logs, flow logs and web ACLs
    "logs": Actions(
        changes="CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey "
        "DisassociateKmsKey PutLogGroupDeletionProtection PutQueryDefinition DeleteQueryDefinition "
        "PutDeliverySource DeleteDeliverySource PutDeliveryDestination DeleteDeliveryDestination "
        "CreateDelivery UpdateDeliveryConfiguration DeleteDelivery CreateLogDelivery "
        "UpdateLogDelivery DeleteLogDelivery TagResource UntagResource",
        reads="DescribeLogGroups DescribeQueryDefinitions GetDeliverySource GetDeliveryDestination "
        "GetDelivery GetLogDelivery ListLogDeliveries ListTagsForResource",
    ),
    "rds": Actions(
        changes="CreateDBInstance CreateDBInstanceReadReplica ModifyDBInstance "
        "DeleteDBInstance CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup "
        "CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup "
        "DeleteDBParameterGroup CreateDBProxy ModifyDBProxy DeleteDBProxy ModifyDBProxyTargetGroup "
        "RegisterDBProxyTargets DeregisterDBProxyTargets "
        "StartDBInstanceAutomatedBackupsReplication StopDBInstanceAutomatedBackupsReplication "
        "AddTagsToResource RemoveTagsFromResource",
        reads="DescribeDBInstances DescribeDBSubnetGroups DescribeDBParameterGroups DescribeDBParameters "
        "DescribeDBProxies DescribeDBProxyTargetGroups DescribeDBProxyTargets "
        "DescribeDBInstanceAutomatedBackups ListTagsForResource",
        data_ends="DeleteDBInstance",
    ),
    "route53": Actions(
        changes="ChangeResourceRecordSets CreateHealthCheck UpdateHealthCheck DeleteHealthCheck "
        "ChangeTagsForResource",
        reads="GetHostedZone ListHostedZones ListHostedZonesByName ListResourceRecordSets GetChange "
        "GetHealthCheck ListTagsForResource",
    ),
    # S3 asks GetBucketWebsite and the like of whoever looks at a bucket; a site that is down has one object
    "s3": Actions(
        changes="CreateBucket DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketPublicAccessBlock "
        "PutBucketOwnershipControls PutEncryptionConfiguration PutBucketVersioning "
        "PutLifecycleConfiguration PutBucketCORS PutBucketLogging PutBucketNotification "
        "PutBucketObjectLockConfiguration PutReplicationConfiguration PutBucketTagging TagResource "
        "UntagResource DeleteObject DeleteObjectVersion BypassGovernanceRetention",
        reads="GetBucketAcl GetBucketPolicy GetBucketPublicAccessBlock GetBucketOwnershipControls "
        "GetEncryptionConfiguration GetBucketVersioning GetLifecycleConfiguration GetBucketCORS "
        "GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration "
        "GetReplicationConfiguration GetBucketWebsite GetBucketTagging GetAccelerateConfiguration "
        "GetBucketRequestPayment GetBucketLocation ListBucket ListBucketVersions "
        "ListTagsForResource",
        data_ends="DeleteBucket DeleteObject DeleteObjectVersion BypassGovernanceRetention",
    ),
    "scheduler": Actions(
        changes="CreateSchedule UpdateSchedule DeleteSchedule CreateScheduleGroup DeleteScheduleGroup "
        "TagResource UntagResource",
        reads="GetSchedule GetScheduleGroup ListTagsForResource",
    ),
    # write-only values are never read back; the provider looks at versions by the same action
    "secretsmanager": Actions(
        changes="CreateSecret UpdateSecret PutSecretValue UpdateSecretVersionStage DeleteSecret "
        "PutResourcePolicy DeleteResourcePolicy RotateSecret CancelRotateSecret "
        "ReplicateSecretToRegions RemoveRegionsFromReplication TagResource UntagResource",
        reads="DescribeSecret GetSecretValue GetResourcePolicy ListSecretVersionIds",
        data_ends="DeleteSecret",
    ),
    "sns": Actions(
        changes="CreateTopic DeleteTopic SetTopicAttributes Subscribe Unsubscribe "
        "SetSubscriptionAttributes TagResource UntagResource",
        reads="GetTopicAttributes GetSubscriptionAttributes ListTagsForResource",
    ),
    "sqs": Actions(
        changes="CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue",
        reads="GetQueueAttributes GetQueueUrl ListQueueTags",
    ),
    "ssm": Actions(
        changes="PutParameter DeleteParameter AddTagsToResource RemoveTagsFromResource",
        reads="GetParameter GetParameters ListTagsForResource",
    ),
    "synthetics": Actions(
        changes="CreateCanary UpdateCanary StartCanary StopCanary DeleteCanary TagResource UntagResource",
        reads="GetCanary",
    ),
    "wafv2": Actions(
        changes="CreateWebACL UpdateWebACL DeleteWebACL AssociateWebACL DisassociateWebACL "
        "PutLoggingConfiguration DeleteLoggingConfiguration TagResource UntagResource",
        reads="GetWebACL GetWebACLForResource GetLoggingConfiguration ListTagsForResource",
    ),
    "xray": Actions(
        changes="CreateSamplingRule UpdateSamplingRule DeleteSamplingRule TagResource UntagResource",
        reads="GetSamplingRules ListTagsForResource",
    ),
}
