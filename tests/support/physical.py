"""Physical names: which input of which type is one, and where it has to be unique."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.graph import Registration
from tests.support.recorder import Recorder

# Type -> the input that names the thing for AWS. Where a program leaves it out, the provider draws one.
NAME_OF: Mapping[str, str] = {
    "aws:amplify/domainAssociation:DomainAssociation": "domainName",
    "aws:apigateway/apiKey:ApiKey": "name",
    "aws:apigateway/domainName:DomainName": "domainName",
    "aws:apigateway/restApi:RestApi": "name",
    "aws:apigateway/usagePlan:UsagePlan": "name",
    "aws:apigatewayv2/api:Api": "name",
    "aws:apigatewayv2/domainName:DomainName": "domainName",
    "aws:appsync/domainName:DomainName": "domainName",
    "aws:appsync/graphQLApi:GraphQLApi": "name",
    "aws:budgets/budget:Budget": "name",
    "aws:cloudfront/cachePolicy:CachePolicy": "name",
    "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
    "aws:cloudfront/vpcOrigin:VpcOrigin": "vpcOriginEndpointConfig.name",
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": "name",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/eventRule:EventRule": "name",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "name",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:cognito/userPool:UserPool": "name",
    "aws:codedeploy/application:Application": "name",
    "aws:cognito/userPoolDomain:UserPoolDomain": "domain",
    "aws:cloudwatch/queryDefinition:QueryDefinition": "name",
    "aws:dynamodb/table:Table": "name",
    "aws:ec2/securityGroup:SecurityGroup": "name",
    "aws:ecr/repository:Repository": "name",
    "aws:ecs/cluster:Cluster": "name",
    "aws:ecs/service:Service": "name",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/parameterGroup:ParameterGroup": "name",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:elasticache/subnetGroup:SubnetGroup": "name",
    "aws:iam/instanceProfile:InstanceProfile": "name",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "url",
    "aws:iam/role:Role": "name",
    "aws:kms/alias:Alias": "name",
    "aws:lambda/function:Function": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:lb/targetGroup:TargetGroup": "name",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/parameterGroup:ParameterGroup": "name",
    "aws:rds/proxy:Proxy": "name",
    "aws:rds/subnetGroup:SubnetGroup": "name",
    "aws:route53/record:Record": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:scheduler/scheduleGroup:ScheduleGroup": "name",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:sns/topic:Topic": "name",
    "aws:sqs/queue:Queue": "name",
    "aws:ssm/parameter:Parameter": "name",
    "aws:synthetics/canary:Canary": "name",
    "aws:wafv2/webAcl:WebAcl": "name",
    "aws:xray/samplingRule:SamplingRule": "ruleName",
}

# Type -> the inputs that say which thing it is: one of its kind, or of its name, within another thing. Making
# it again with other inputs is an overwrite for AWS, or refused, but never a second thing.
WITHIN: Mapping[str, tuple[str, ...]] = {
    "aws:amplify/branch:Branch": ("appId", "branchName"),
    "aws:apigateway/basePathMapping:BasePathMapping": ("domainName", "basePath"),
    "aws:apigateway/methodSettings:MethodSettings": ("restApi", "stageName", "methodPath"),
    "aws:apigateway/stage:Stage": ("restApi", "stageName"),
    "aws:apigatewayv2/apiMapping:ApiMapping": ("domainName", "apiMappingKey"),
    "aws:apigatewayv2/stage:Stage": ("apiId", "name"),
    "aws:appautoscaling/policy:Policy": ("resourceId", "scalableDimension", "name"),
    "aws:appautoscaling/target:Target": ("resourceId", "scalableDimension"),
    "aws:cloudwatch/eventTarget:EventTarget": ("eventBusName", "rule", "targetId"),
    "aws:cloudwatch/logDelivery:LogDelivery": ("deliverySourceName", "deliveryDestinationArn"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("vpcId",),
    "aws:ec2/flowLog:FlowLog": ("vpcId", "subnetId", "eniId", "logDestination"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("repository",),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ("clusterName",),
    "aws:iam/rolePolicy:RolePolicy": ("role", "name"),
    "aws:lambda/alias:Alias": ("functionName", "name"),
    "aws:lambda/eventSourceMapping:EventSourceMapping": ("functionName", "eventSourceArn"),
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": ("functionName", "qualifier"),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        "sourceDbInstanceArn",
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": ("dbProxyName",),
    "aws:rds/proxyTarget:ProxyTarget": (
        "dbProxyName",
        "targetGroupName",
        "dbInstanceIdentifier",
        "dbClusterIdentifier",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ("bucket",),
    "aws:s3/bucketLogging:BucketLogging": ("bucket",),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ("bucket",),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket",),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ("bucket",),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ("bucket",),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ("bucket",),
    "aws:s3/bucketVersioning:BucketVersioning": ("bucket",),
    "aws:secretsmanager/secretRotation:SecretRotation": ("secretId",),
    "aws:sns/topicPolicy:TopicPolicy": ("arn",),
    "aws:sns/topicSubscription:TopicSubscription": ("topic", "protocol", "endpoint"),
    "aws:sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("queueUrl",),
    "aws:apigateway/response:Response": ("restApiId", "responseType"),
    "aws:appsync/dataSource:DataSource": ("apiId", "name"),
    "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation": ("domainName",),
    "aws:appsync/resolver:Resolver": ("apiId", "type", "field"),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": ("appName", "deploymentGroupName"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": ("resourceArn",),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("resourceArn",),
}

# Types whose things AWS tells apart by ids of its own: two that are alike can stand side by side.
NAMELESS = frozenset(
    {
        "aws:acm/certificate:Certificate",
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:amplify/app:App",
        "aws:apigateway/authorizer:Authorizer",
        "aws:cloudfront/function:Function",
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "aws:apigateway/deployment:Deployment",
        "aws:apigateway/integration:Integration",
        "aws:apigateway/integrationResponse:IntegrationResponse",
        "aws:apigateway/method:Method",
        "aws:apigateway/methodResponse:MethodResponse",
        "aws:apigateway/resource:Resource",
        "aws:apigatewayv2/authorizer:Authorizer",
        "aws:apigatewayv2/deployment:Deployment",
        "aws:apigateway/usagePlanKey:UsagePlanKey",
        "aws:apigatewayv2/integration:Integration",
        "aws:apigatewayv2/route:Route",
        "aws:cloudfront/distribution:Distribution",
        "aws:cognito/userPoolClient:UserPoolClient",
        "aws:ec2/eip:Eip",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:kms/key:Key",
        "aws:lambda/permission:Permission",
        "aws:lb/listener:Listener",
        "aws:lb/listenerRule:ListenerRule",
        "aws:route53/healthCheck:HealthCheck",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    }
)
# Several things of one stack may share a name: A and AAAA records, revisions of a family.
SHARED = frozenset({"aws:route53/record:Record"})


def names_of(recorded: Recorder, *, regions: bool = False) -> dict[str, list[str]]:
    """Type -> the names that the program gives to its things, sorted; with `regions`, where each is."""
    found: dict[str, list[str]] = {}
    for item in recorded.graph:
        name = named(item)
        where = f" in {item.inputs.get('region')}" if regions else ""
        if name is not None:
            found.setdefault(item.typ, []).append(name + where)
    return {typ: sorted(names) for typ, names in found.items()}


def named(item: Registration) -> str | None:
    """The name that the program gives to a thing; None where the provider draws one."""
    path = NAME_OF.get(item.typ)
    value: object = dict(item.inputs) if path else None
    for step in path.split(".") if path else ():
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
