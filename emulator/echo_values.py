"""What AWS would answer for the types that programs compose with: ids, ARNs and addresses by template.

Templates know `{region}`, `{account}`, `{name}` (physical name), `{logical}`, `{hex16}` (16 digits),
`{uuid}`, `{token}` (10 characters, as API Gateway's ids), `{id}`, `{arn}`, all scalar inputs by name, and
what `echo.facts` adds to them.
ARN shapes: the "Resource types" tables of AWS's service authorization reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Known:
    """Templates of one type.

    Attributes:
        id: The resource's id.
        arn: Its ARN; None where it has none.
        name_key: The input that gives the physical name, and the output that has it.
        outputs: Other outputs.

    """

    id: str = "{name}"
    arn: str | None = None
    name_key: str = "name"
    outputs: Mapping[str, str | int | bool] = field(default_factory=dict)


def _ec2(prefix: str, kind: str, **outputs: str | int | bool) -> Known:
    return Known(
        id=f"{prefix}-0{{hex16}}", arn=f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}", outputs=outputs
    )


def _regional(service: str, rest: str, id_: str = "{name}", **outputs: str | int | bool) -> Known:
    return Known(id=id_, arn=f"arn:aws:{service}:{{region}}:{{account}}:{rest}", outputs=outputs)


def _global(service: str, rest: str, id_: str = "{name}", **outputs: str | int | bool) -> Known:
    return Known(id=id_, arn=f"arn:aws:{service}::{{account}}:{rest}", outputs=outputs)


_BALANCER = Known(
    id="{arn}",
    arn="arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}",
    outputs={
        "arnSuffix": "app/{name}/{hex16}",
        "dnsName": "{name}-1234567890.{region}.elb.amazonaws.com",
        "zoneId": "Z35SXDOTRQ7X7K",  # us-east-1's, docs.aws.amazon.com/general/latest/gr/elb.html
    },
)
_TARGETS = Known(
    id="{arn}",
    arn="arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}",
    outputs={"arnSuffix": "targetgroup/{name}/{hex16}"},
)
_LISTENER = Known(
    id="{arn}", arn="arn:aws:elasticloadbalancing:{region}:{account}:listener/app/{logical}/{hex16}/{hex16}"
)
_INVOKE = "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions"

KNOWN: Mapping[str, Known] = {
    # messaging
    "aws:sqs/queue:Queue": _regional(
        "sqs",
        "{name}",
        "https://sqs.{region}.amazonaws.com/{account}/{name}",
        url="https://sqs.{region}.amazonaws.com/{account}/{name}",
    ),
    "aws:sns/topic:Topic": _regional("sns", "{name}", "{arn}"),
    "aws:sns/topicSubscription:TopicSubscription": _regional("sns", "{logical}:{uuid}", "{arn}"),
    "aws:cloudwatch/eventRule:EventRule": _regional("events", "rule/{name}"),
    "aws:cloudwatch/eventBus:EventBus": _regional("events", "event-bus/{name}"),
    "aws:scheduler/schedule:Schedule": _regional("scheduler", "schedule/default/{name}", "default/{name}"),
    # data
    "aws:dynamodb/table:Table": _regional(
        "dynamodb",
        "table/{name}",
        streamArn="arn:aws:dynamodb:{region}:{account}:table/{name}/stream/2026-01-01T00:00:00.000",
        streamLabel="2026-01-01T00:00:00.000",
    ),
    "aws:s3/bucket:Bucket": Known(
        arn="arn:aws:s3:::{name}",
        name_key="bucket",
        outputs={
            "bucketDomainName": "{name}.s3.amazonaws.com",
            "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            "hostedZoneId": "Z3AQBSTGFYJSTF",
        },
    ),
    "aws:rds/instance:Instance": Known(
        id="db-{token}",
        arn="arn:aws:rds:{region}:{account}:db:{name}",
        name_key="identifier",
        outputs={
            "address": "{name}.{token}.{region}.rds.amazonaws.com",
            "endpoint": "{name}.{token}.{region}.rds.amazonaws.com:5432",
            "port": 5432,
            "resourceId": "db-{token}",
            "status": "available",
        },
    ),
    "aws:rds/cluster:Cluster": Known(
        arn="arn:aws:rds:{region}:{account}:cluster:{name}",
        name_key="clusterIdentifier",
        outputs={
            "endpoint": "{name}.cluster-{token}.{region}.rds.amazonaws.com",
            "readerEndpoint": "{name}.cluster-ro-{token}.{region}.rds.amazonaws.com",
            "clusterResourceId": "cluster-{token}",
            "port": 5432,
        },
    ),
    "aws:rds/proxy:Proxy": _regional(
        "rds", "db-proxy:prx-0{hex16}", endpoint="{name}.proxy-{token}.{region}.rds.amazonaws.com"
    ),
    "aws:rds/subnetGroup:SubnetGroup": _regional("rds", "subgrp:{name}"),
    "aws:rds/parameterGroup:ParameterGroup": _regional("rds", "pg:{name}"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Known(
        arn="arn:aws:elasticache:{region}:{account}:replicationgroup:{name}",
        name_key="replicationGroupId",
        outputs={
            "primaryEndpointAddress": "master.{name}.{token}.use1.cache.amazonaws.com",
            "readerEndpointAddress": "replica.{name}.{token}.use1.cache.amazonaws.com",
            "configurationEndpointAddress": "clustercfg.{name}.{token}.use1.cache.amazonaws.com",
            "port": 6379,
        },
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _regional("elasticache", "subnetgroup:{name}"),
    "aws:elasticache/user:User": Known(
        arn="arn:aws:elasticache:{region}:{account}:user:{name}", name_key="userId"
    ),
    "aws:elasticache/userGroup:UserGroup": Known(
        arn="arn:aws:elasticache:{region}:{account}:usergroup:{name}", name_key="userGroupId"
    ),
    "aws:backup/vault:Vault": _regional("backup", "backup-vault:{name}"),
    "aws:backup/plan:Plan": _regional("backup", "backup-plan:{uuid}", "{uuid}"),
    # identity, keys, secrets
    "aws:iam/role:Role": _global("iam", "role/{name}", uniqueId="AROA{HEX16}"),
    "aws:iam/user:User": _global("iam", "user/{name}", uniqueId="AIDA{HEX16}"),
    "aws:iam/policy:Policy": _global("iam", "policy/{name}", "{arn}", policyId="ANPA{HEX16}"),
    "aws:iam/instanceProfile:InstanceProfile": _global("iam", "instance-profile/{name}"),
    "aws:iam/rolePolicy:RolePolicy": Known(id="{role}:{name}"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _global("iam", "oidc-provider/{logical}", "{arn}"),
    "aws:kms/key:Key": _regional("kms", "key/{uuid}", "{uuid}", keyId="{uuid}"),
    "aws:kms/alias:Alias": _regional(
        "kms", "{name}", targetKeyArn="arn:aws:kms:{region}:{account}:key/{uuid}"
    ),
    "aws:secretsmanager/secret:Secret": _regional("secretsmanager", "secret:{name}-{Hex6}", "{arn}"),
    "aws:secretsmanager/secretVersion:SecretVersion": Known(
        id="{secretId}|{UUID}", arn="{secretId}", outputs={"versionId": "{UUID}"}
    ),
    "aws:ssm/parameter:Parameter": Known(
        arn="arn:aws:ssm:{region}:{account}:parameter{slashed}", outputs={"version": 1}
    ),
    "aws:acm/certificate:Certificate": _regional(
        "acm", "certificate/{uuid}", "{arn}", status="PENDING_VALIDATION"
    ),
    "aws:acm/certificateValidation:CertificateValidation": Known(id="2026-01-01 00:00:00 +0000 UTC"),
    "aws:cognito/userPool:UserPool": _regional(
        "cognito-idp",
        "userpool/{region}_{token9}",
        "{region}_{token9}",
        endpoint="cognito-idp.{region}.amazonaws.com/{region}_{token9}",
    ),
    "aws:cognito/userPoolClient:UserPoolClient": Known(
        id="{token}{token9}", outputs={"clientSecret": "{hex16}{hex16}"}
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": Known(
        id="{domain}",
        name_key="domain",
        outputs={
            "cloudfrontDistribution": "d{token}.cloudfront.net",
            "cloudfrontDistributionArn": "d{token}.cloudfront.net",
            "cloudfrontDistributionZoneId": "Z2FDTNDATAQYW2",
        },
    ),
    "aws:cognito/identityPool:IdentityPool": Known(
        id="{region}:{uuid}",
        arn="arn:aws:cognito-identity:{region}:{account}:identitypool/{id}",
        name_key="identityPoolName",
    ),
    # compute
    "aws:lambda/function:Function": _regional(
        "lambda",
        "function:{name}",
        invokeArn=_INVOKE + "/arn:aws:lambda:{region}:{account}:function:{name}/invocations",
        qualifiedArn="arn:aws:lambda:{region}:{account}:function:{name}:1",
        qualifiedInvokeArn=_INVOKE + "/arn:aws:lambda:{region}:{account}:function:{name}:1/invocations",
        version="1",
    ),
    "aws:lambda/alias:Alias": Known(
        id="{functionBase}:{name}",
        arn="arn:aws:lambda:{region}:{account}:function:{functionBase}:{name}",
        outputs={
            "invokeArn": _INVOKE
            + "/arn:aws:lambda:{region}:{account}:function:{functionBase}:{name}/invocations"
        },
    ),
    "aws:lambda/layerVersion:LayerVersion": Known(
        id="{arn}",
        arn="arn:aws:lambda:{region}:{account}:layer:{name}:1",
        name_key="layerName",
        outputs={"layerArn": "arn:aws:lambda:{region}:{account}:layer:{name}", "version": "1"},
    ),
    "aws:lambda/functionUrl:FunctionUrl": Known(
        id="{functionBase}",
        outputs={
            "functionArn": "arn:aws:lambda:{region}:{account}:function:{functionBase}",
            "functionUrl": "https://{token}.lambda-url.{region}.on.aws/",
            "urlId": "{token}",
        },
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": _regional(
        "lambda",
        "event-source-mapping:{uuid}",
        "{uuid}",
        uuid="{uuid}",
        functionArn="arn:aws:lambda:{region}:{account}:function:{functionBase}",
    ),
    "aws:ecs/cluster:Cluster": _regional("ecs", "cluster/{name}", "{arn}"),
    "aws:ecs/service:Service": _regional("ecs", "service/{clusterBase}/{name}", "{arn}"),
    "aws:ecs/taskDefinition:TaskDefinition": Known(
        id="{family}",
        arn="arn:aws:ecs:{region}:{account}:task-definition/{family}:1",
        name_key="family",
        outputs={
            "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{family}",
            "revision": 1,
        },
    ),
    "aws:ecr/repository:Repository": _regional(
        "ecr",
        "repository/{name}",
        repositoryUrl="{account}.dkr.ecr.{region}.amazonaws.com/{name}",
        registryId="{account}",
    ),
    "aws:appautoscaling/target:Target": Known(
        id="{resourceId}", arn="arn:aws:application-autoscaling:{region}:{account}:scalable-target/{hex16}"
    ),
    "aws:appautoscaling/policy:Policy": _regional(
        "autoscaling", "scalingPolicy:{uuid}:resource/{resourceId}:policyName/{name}"
    ),
    "aws:codedeploy/application:Application": _regional("codedeploy", "application:{name}"),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": Known(
        arn="arn:aws:codedeploy:{region}:{account}:deploymentgroup:{appName}/{name}",
        name_key="deploymentGroupName",
    ),
    "aws:synthetics/canary:Canary": _regional("synthetics", "canary:{name}", sourceLocationArn="{arn}:1"),
    # network
    "aws:ec2/vpc:Vpc": _ec2(
        "vpc",
        "vpc",
        defaultRouteTableId="rtb-0{hex16}",
        mainRouteTableId="rtb-0{hex16}",
        defaultSecurityGroupId="sg-0{hex16}",
        defaultNetworkAclId="acl-0{hex16}",
    ),
    "aws:ec2/subnet:Subnet": _ec2("subnet", "subnet"),
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/natGateway:NatGateway": _ec2("nat", "natgateway", publicIp="203.0.113.7"),
    "aws:ec2/eip:Eip": _ec2(
        "eipalloc", "elastic-ip", publicIp="203.0.113.7", allocationId="eipalloc-0{hex16}"
    ),
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ec2(
        "vpce", "vpc-endpoint", prefixListId="pl-0{hex16}", state="available"
    ),
    "aws:ec2/flowLog:FlowLog": _ec2("fl", "vpc-flow-log"),
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Known(
        id="sgr-0{hex16}", arn="arn:aws:ec2:{region}:{account}:security-group-rule/{id}"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Known(
        id="sgr-0{hex16}", arn="arn:aws:ec2:{region}:{account}:security-group-rule/{id}"
    ),
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGETS,
    "aws:alb/targetGroup:TargetGroup": _TARGETS,
    "aws:lb/listener:Listener": _LISTENER,
    "aws:alb/listener:Listener": _LISTENER,
    "aws:route53/zone:Zone": Known(
        id="Z0{HEX16}", arn="arn:aws:route53:::hostedzone/{id}", outputs={"zoneId": "{id}"}
    ),
    "aws:route53/record:Record": Known(id="{zoneId}_{name}_{type}", outputs={"fqdn": "{name}"}),
    "aws:route53/healthCheck:HealthCheck": Known(id="{uuid}", arn="arn:aws:route53:::healthcheck/{id}"),
    "aws:globalaccelerator/accelerator:Accelerator": _global(
        "globalaccelerator",
        "accelerator/{uuid}",
        "{arn}",
        dnsName="a{hex16}.awsglobalaccelerator.com",
        hostedZoneId="Z2BJ6XQ5FK7U4H",
    ),
    # edge
    "aws:cloudfront/distribution:Distribution": _global(
        "cloudfront",
        "distribution/E{HEX13}",
        "E{HEX13}",
        domainName="d{token}.cloudfront.net",
        hostedZoneId="Z2FDTNDATAQYW2",  # CloudFront's only zone, see AliasTarget in Route 53's API reference
        status="Deployed",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _global(
        "cloudfront", "origin-access-control/E{HEX13}", "E{HEX13}"
    ),
    "aws:cloudfront/function:Function": _global("cloudfront", "function/{name}"),
    "aws:cloudfront/cachePolicy:CachePolicy": _global("cloudfront", "cache-policy/{uuid}", "{uuid}"),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": _global(
        "cloudfront", "origin-request-policy/{uuid}", "{uuid}"
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _global(
        "cloudfront", "response-headers-policy/{uuid}", "{uuid}"
    ),
    "aws:cloudfront/keyGroup:KeyGroup": Known(id="{uuid}"),
    "aws:cloudfront/publicKey:PublicKey": Known(id="K{HEX13}"),
    "aws:wafv2/webAcl:WebAcl": _regional("wafv2", "{wafScope}/webacl/{name}/{uuid}", "{uuid}"),
    "aws:wafv2/ipSet:IpSet": _regional("wafv2", "{wafScope}/ipset/{name}/{uuid}", "{uuid}"),
    "aws:apigateway/restApi:RestApi": Known(
        id="{token}",
        arn="arn:aws:apigateway:{region}::/restapis/{id}",
        outputs={
            "executionArn": "arn:aws:execute-api:{region}:{account}:{token}",
            "rootResourceId": "{token9}",
        },
    ),
    "aws:apigateway/resource:Resource": Known(id="{token}", outputs={"path": "/{pathPart}"}),
    "aws:apigateway/deployment:Deployment": Known(id="{token}"),
    "aws:apigateway/authorizer:Authorizer": Known(
        id="{token}", arn="arn:aws:apigateway:{region}::/restapis/{restApi}/authorizers/{id}"
    ),
    "aws:apigateway/stage:Stage": Known(
        id="ags-{restApi}-{stageName}",
        arn="arn:aws:apigateway:{region}::/restapis/{restApi}/stages/{stageName}",
        outputs={
            "executionArn": "arn:aws:execute-api:{region}:{account}:{restApi}/{stageName}",
            "invokeUrl": "https://{restApi}.execute-api.{region}.amazonaws.com/{stageName}",
        },
    ),
    "aws:apigateway/usagePlan:UsagePlan": Known(
        id="{token}", arn="arn:aws:apigateway:{region}::/usageplans/{id}"
    ),
    "aws:apigateway/apiKey:ApiKey": Known(
        id="{token}", arn="arn:aws:apigateway:{region}::/apikeys/{id}", outputs={"value": "{hex16}{hex16}"}
    ),
    "aws:apigateway/domainName:DomainName": Known(
        id="{domainName}",
        arn="arn:aws:apigateway:{region}::/domainnames/{domainName}",
        name_key="domainName",
        outputs={
            "regionalDomainName": "d-{token}.execute-api.{region}.amazonaws.com",
            "regionalZoneId": "Z1UJRXOUMOOFQ8",
            "cloudfrontDomainName": "d{token}.cloudfront.net",
            "cloudfrontZoneId": "Z2FDTNDATAQYW2",
        },
    ),
    "aws:apigatewayv2/api:Api": Known(
        id="{token}",
        arn="arn:aws:apigateway:{region}::/apis/{id}",
        outputs={
            "apiEndpoint": "{scheme}://{token}.execute-api.{region}.amazonaws.com",
            "executionArn": "arn:aws:execute-api:{region}:{account}:{token}",
        },
    ),
    "aws:apigatewayv2/integration:Integration": Known(id="{token}"),
    "aws:apigatewayv2/route:Route": Known(id="{token}"),
    "aws:apigatewayv2/authorizer:Authorizer": Known(id="{token}"),
    "aws:apigatewayv2/deployment:Deployment": Known(id="{token}"),
    "aws:apigatewayv2/vpcLink:VpcLink": Known(
        id="{token}", arn="arn:aws:apigateway:{region}::/vpclinks/{id}"
    ),
    "aws:apigatewayv2/stage:Stage": Known(
        arn="arn:aws:apigateway:{region}::/apis/{apiId}/stages/{name}",
        outputs={
            "executionArn": "arn:aws:execute-api:{region}:{account}:{apiId}/{name}",
            "invokeUrl": "https://{apiId}.execute-api.{region}.amazonaws.com/{name}",
        },
    ),
    "aws:apigatewayv2/domainName:DomainName": Known(
        id="{domainName}", arn="arn:aws:apigateway:{region}::/domainnames/{domainName}", name_key="domainName"
    ),
    "aws:amplify/app:App": _regional(
        "amplify", "apps/d{token}", "d{token}", defaultDomain="d{token}.amplifyapp.com"
    ),
    "aws:amplify/domainAssociation:DomainAssociation": Known(
        id="{appId}/{domainName}",
        arn="arn:aws:amplify:{region}:{account}:apps/{appId}/domains/{domainName}",
        name_key="domainName",
    ),
    "aws:appsync/graphQLApi:GraphQLApi": _regional("appsync", "apis/{token}", "{token}"),
    "aws:appsync/apiKey:ApiKey": Known(id="{apiId}:{token}", outputs={"key": "da2-{token}{token9}"}),
    "aws:appsync/dataSource:DataSource": _regional(
        "appsync", "apis/{apiId}/datasources/{name}", "{apiId}-{name}"
    ),
    "aws:appsync/domainName:DomainName": Known(
        id="{domainName}",
        name_key="domainName",
        outputs={"appsyncDomainName": "d{token}.cloudfront.net", "hostedZoneId": "Z2FDTNDATAQYW2"},
    ),
    # watching
    "aws:cloudwatch/logGroup:LogGroup": _regional("logs", "log-group:{name}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _regional("cloudwatch", "alarm:{name}"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Known(
        arn="arn:aws:cloudwatch:{region}:{account}:alarm:{name}", name_key="alarmName"
    ),
    "aws:cloudwatch/dashboard:Dashboard": Known(
        arn="arn:aws:cloudwatch::{account}:dashboard/{name}",
        name_key="dashboardName",
        outputs={"dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{name}"},
    ),
    "aws:cloudtrail/trail:Trail": _regional("cloudtrail", "trail/{name}", "{arn}", homeRegion="{region}"),
    "aws:guardduty/detector:Detector": Known(
        id="{hex16}{hex16}",
        arn="arn:aws:guardduty:{region}:{account}:detector/{id}",
        outputs={"accountId": "{account}"},
    ),
    "aws:budgets/budget:Budget": Known(
        id="{account}:{name}",
        arn="arn:aws:budgets::{account}:budget/{name}",
        outputs={"accountId": "{account}"},
    ),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": _regional(
        "firehose", "deliverystream/{name}", "{arn}"
    ),
    "aws:sfn/stateMachine:StateMachine": _regional("states", "stateMachine:{name}", "{arn}"),
}
