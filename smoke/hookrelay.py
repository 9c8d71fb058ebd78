"""What must be true of HookRelay."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

from smoke import shared
from smoke.core import Check, Deployed, expect
from smoke.reachability import INTERNET, Flow, flow, flows

RECEIVES = 3  # HR-5: a message is a dead letter after three receives without success
VISIBILITY_SECONDS = "300"  # HR-4
APP_PORT = 3000  # HR-33
POSTGRES_PORT = 5432  # HR-27
CACHE_PORT = 6379  # HR-30
ARCHIVE_ATTEMPTS, ARCHIVE_WAIT_SECONDS = 10, 2  # SQS calls a function within seconds
ARCHIVE_RULE = "DeleteOldDLQItems"  # HR-9
# without a domain, only CloudFront reaches the load balancer, which is private then.
PRIVATE_ENTRANCE = flow("com.amazonaws.global.cloudfront.origin-facing", "loadBalancer", 80)

# HR-22: what the application reads; the secret ones come by reference.
PLAIN_VARIABLES = {
    "NODE_ENV",
    "APP_ENV",
    "AUTH_URL",
    "AUTH_TRUST_HOST",
    "AWS_DDB_ENDPOINTS_TABLE",
    "AWS_DDB_DELIVERIES_TABLE",
    "AWS_SQS_QUEUE_URL",
    "AWS_S3_DLQ_BUCKET",
}
SECRET_VARIABLES = {"DATABASE_URL", "AUTH_SECRET", "AUTH_DISCORD_ID", "AUTH_DISCORD_SECRET"}


def tables_answer(deployed: Deployed) -> str:
    """An endpoint is found by its id; its deliveries by endpoint, by both keys and by every index."""
    dynamodb = deployed.client("dynamodb")
    endpoint, delivery = f"smoke-{uuid.uuid4()}", f"delivery-{uuid.uuid4()}"
    endpoints, deliveries = deployed["endpointsTable"], deployed["deliveriesTable"]
    endpoint_key = {"endpoint_id": {"S": endpoint}}
    delivery_key = {**endpoint_key, "delivery_id": {"S": delivery}}
    description = dynamodb.describe_table(TableName=deliveries)["Table"]
    types = {a["AttributeName"]: a["AttributeType"] for a in description["AttributeDefinitions"]}
    item = {name: delivery_key.get(name, {kind: "1"}) for name, kind in types.items()}
    dynamodb.put_item(TableName=endpoints, Item={**endpoint_key, "url": {"S": "https://example.com"}})
    dynamodb.put_item(TableName=deliveries, Item=item)
    try:
        expect("Item" in dynamodb.get_item(TableName=endpoints, Key=endpoint_key), "endpoint not found by id")
        expect(
            "Item" in dynamodb.get_item(TableName=deliveries, Key=delivery_key), "delivery not found by keys"
        )
        found = _query(dynamodb, deliveries, None, "endpoint_id", {"S": endpoint})
        expect([d["delivery_id"]["S"] for d in found] == [delivery], "delivery not found by its endpoint")
        indexes = description.get("GlobalSecondaryIndexes", [])
        for index in indexes:
            key = index["KeySchema"][0]["AttributeName"]
            expect(
                _query(dynamodb, deliveries, index["IndexName"], key, item[key]),
                f"delivery not found by index {index['IndexName']}",
            )
    finally:
        dynamodb.delete_item(TableName=endpoints, Key=endpoint_key)
        dynamodb.delete_item(TableName=deliveries, Key=delivery_key)
    return f"{endpoints}, {deliveries}, {len(indexes)} indexes"


def _query(dynamodb: Any, table: str, index: str | None, key: str, value: dict[str, str]) -> list[Any]:
    where = {} if index is None else {"IndexName": index}
    answer = dynamodb.query(
        TableName=table,
        KeyConditionExpression="#key = :value",
        ExpressionAttributeNames={"#key": key},
        ExpressionAttributeValues={":value": value},
        **where,
    )
    return list(answer["Items"])


def tables_are_guarded(deployed: Deployed) -> str:
    """Both tables are encrypted and can be restored to any second."""
    dynamodb = deployed.client("dynamodb")
    for name in (deployed["endpointsTable"], deployed["deliveriesTable"]):
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        status = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        expect(status == "ENABLED", f"table {name}: point-in-time recovery is {status}")
        table = dynamodb.describe_table(TableName=name)["Table"]
        expect(
            table.get("SSEDescription", {}).get("Status") == "ENABLED", f"table {name} has no KMS encryption"
        )
    return "point-in-time recovery and encryption on"


def poison_messages_become_dead_letters(deployed: Deployed) -> str:
    """A message received three times without success is in the dead-letter queue at the fourth."""
    sqs = deployed.client("sqs")
    queue, dead_letters = deployed["queueUrl"], deployed["dlqUrl"]
    body = json.dumps({"smoke": str(uuid.uuid4())})
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    for receive in range(1, RECEIVES + 1):
        expect(_receive(sqs, queue, body), f"the message is gone at receive {receive}, before its time")
    expect(not _receive(sqs, queue, body), f"the message is still in the queue at receive {RECEIVES + 1}")
    if deployed.outputs.get("archiverFunctionName"):
        key = _archived(deployed, body)
        expect(key, "the archiver did not bring the dead letter to the archive")
        return f"{RECEIVES} receives, then {key} in the archive"
    letter = _receive(sqs, dead_letters, body)
    expect(letter, "the message is not in the dead-letter queue")
    sqs.delete_message(QueueUrl=dead_letters, ReceiptHandle=letter["ReceiptHandle"])
    return f"{RECEIVES} receives, then the dead-letter queue"


def _archived(deployed: Deployed, body: str) -> str | None:
    """The key under which the archiver wrote a message; a real one takes some seconds."""
    s3, bucket = deployed.client("s3"), deployed["dlqBucket"]
    for _ in range(ARCHIVE_ATTEMPTS):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", []):
                raw = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                text = gzip.decompress(raw) if found["Key"].endswith(".gz") else raw
                if json.loads(text).get("body") == json.loads(body) or json.loads(text).get("body") == body:
                    return str(found["Key"])
        time.sleep(ARCHIVE_WAIT_SECONDS)
    return None


def _receive(sqs: Any, queue: str, body: str) -> Any:
    messages = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=0
    ).get("Messages", [])
    return next((message for message in messages if message["Body"] == body), None)


def queue_is_as_stated(deployed: Deployed) -> str:
    """The queue hides messages for five minutes, polls long, encrypts, and keeps dead letters longest."""
    sqs = deployed.client("sqs")
    queue = sqs.get_queue_attributes(QueueUrl=deployed["queueUrl"], AttributeNames=["All"])["Attributes"]
    letters = sqs.get_queue_attributes(QueueUrl=deployed["dlqUrl"], AttributeNames=["All"])["Attributes"]
    redrive = json.loads(queue["RedrivePolicy"])
    expect(queue["VisibilityTimeout"] == VISIBILITY_SECONDS, f"visibility is {queue['VisibilityTimeout']} s")
    expect(queue["ReceiveMessageWaitTimeSeconds"] == "20", "the queue does not poll long")
    expect(int(redrive["maxReceiveCount"]) == RECEIVES, f"max receive count is {redrive['maxReceiveCount']}")
    expect(redrive["deadLetterTargetArn"] == letters["QueueArn"], "dead letters go elsewhere")
    expect(
        int(letters["MessageRetentionPeriod"]) >= int(queue["MessageRetentionPeriod"]),
        "dead letters expire before the messages of the queue",
    )
    for name, attributes in (("queue", queue), ("dead-letter queue", letters)):
        encrypted = attributes.get("SqsManagedSseEnabled") == "true" or attributes.get("KmsMasterKeyId")
        expect(encrypted, f"the {name} is not encrypted")
        expect("aws:SecureTransport" in attributes.get("Policy", ""), f"the {name} accepts plain HTTP")
    return f"visibility {VISIBILITY_SECONDS} s, {RECEIVES} receives"


def archive_is_versioned_and_expires(deployed: Deployed) -> str:
    """The archive is private and versioned, and both current and old versions expire."""
    bucket = shared.bucket_is_private(deployed, deployed["dlqBucket"])
    s3 = deployed.client("s3")
    expect(s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled", "the archive is not versioned")
    rules = {r["ID"]: r for r in s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}
    expect(ARCHIVE_RULE in rules, f"no lifecycle rule {ARCHIVE_RULE}: {sorted(rules)}")
    days = rules[ARCHIVE_RULE].get("Expiration", {}).get("Days")
    expect(days, f"rule {ARCHIVE_RULE} expires nothing")
    old = [r for r in rules.values() if "NoncurrentVersionExpiration" in r]
    expect(old, "old versions never expire")
    markers = [r for r in rules.values() if r.get("Expiration", {}).get("ExpiredObjectDeleteMarker")]
    expect(markers, "delete markers of expired objects stay for ever")
    return f"{bucket}, {days} days"


def database_is_private(deployed: Deployed) -> str:
    """The database is encrypted, private, backed up, and accepts only TLS."""
    rds = deployed.client("rds")
    instance = rds.describe_db_instances(DBInstanceIdentifier=deployed["databaseId"])["DBInstances"][0]
    expect(not instance["PubliclyAccessible"], "the database has a public address")
    expect(instance["StorageEncrypted"], "the database is not encrypted")
    expect(instance["BackupRetentionPeriod"] >= 1, "the database is not backed up")
    group = instance["DBParameterGroups"][0]["DBParameterGroupName"]
    parameters = rds.describe_db_parameters(DBParameterGroupName=group)["Parameters"]
    forced = {p["ParameterName"]: p.get("ParameterValue") for p in parameters}.get("rds.force_ssl")
    expect(forced == "1", f"rds.force_ssl is {forced}")
    return f"{instance['DBInstanceIdentifier']}, backups {instance['BackupRetentionPeriod']} days"


def database_url_is_complete(deployed: Deployed) -> str:
    """DATABASE_URL names the deployed endpoint and database, with TLS required."""
    value = shared.secret_value(deployed, deployed["secrets"]["DATABASE_URL"]["arn"])
    expect(value, "DATABASE_URL is empty")
    url = urlsplit(value or "")
    expect(url.scheme == "postgresql" and url.port == POSTGRES_PORT, f"it is no PostgreSQL URL: {url.scheme}")
    expect(url.hostname == deployed["databaseHost"], f"it names the host {url.hostname}")
    expect(url.path == f"/{deployed['databaseName']}", f"it names the database {url.path}")
    expect("sslmode=require" in url.query, "it does not require TLS")
    expect(url.username and url.password, "it has no credentials")
    return f"{url.hostname}{url.path}"


def cache_is_private(deployed: Deployed) -> str:
    """The cache is encrypted at rest and in transit."""
    cache = deployed.client("elasticache")
    group = cache.describe_replication_groups(ReplicationGroupId=deployed["cacheId"])["ReplicationGroups"][0]
    expect(group["TransitEncryptionEnabled"], "the cache speaks plain text")
    expect(group["AtRestEncryptionEnabled"], "the cache is not encrypted at rest")
    return str(group["ReplicationGroupId"])


def only_stated_flows_are_open(deployed: Deployed) -> str:
    """What the deployed security groups let through is what HookRelay needs, and nothing more."""
    groups = dict(deployed["securityGroups"])
    found = flows(deployed.client("ec2"), groups)
    stated = _stated_flows(groups, public=bool(deployed.outputs.get("loadBalancerIsPublic")))
    surplus, missing = sorted(found - stated), sorted(stated - found)
    expect(not missing, f"closed: {', '.join(map(str, missing))}")
    expect(not surplus, f"open beyond what is stated: {', '.join(map(str, surplus))}")
    return ", ".join(map(str, sorted(found)))


def _stated_flows(groups: dict[str, str], *, public: bool) -> set[Flow]:
    """HR-46 and HR-52: in through the load balancer; workloads to their stores and, by TLS, outwards."""
    stated: set[Flow] = set()
    if "loadBalancer" in groups:
        stated |= (
            {flow(INTERNET, "loadBalancer", port) for port in (443, 80)} if public else {PRIVATE_ENTRANCE}
        )
        stated.add(flow("loadBalancer", "service", APP_PORT))
    for workload in {"service", "app", "worker"} & groups.keys():
        stated.add(flow(workload, INTERNET, 443))
        for store, port in (("database", POSTGRES_PORT), ("cache", CACHE_PORT), ("proxy", POSTGRES_PORT)):
            if store in groups:
                stated.add(flow(workload, store, port))
    return stated


def service_is_private(deployed: Deployed) -> str:
    """The Fargate service has no public address and rolls a failed deployment back."""
    ecs = deployed.client("ecs")
    answer = ecs.describe_services(cluster=deployed["clusterName"], services=[deployed["serviceName"]])
    service = answer["services"][0]
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    expect(network.get("assignPublicIp", "DISABLED") == "DISABLED", "the tasks have public addresses")
    expect(service["launchType"] == "FARGATE", f"launch type {service['launchType']}")
    subnets = deployed.client("ec2").describe_subnets(SubnetIds=network["subnets"])["Subnets"]
    expect(not any(s["MapPublicIpOnLaunch"] for s in subnets), "the tasks are in public subnets")
    return f"{service['serviceName']}, {len(subnets)} private subnets"


def task_gets_every_variable(deployed: Deployed) -> str:
    """The task has every variable of the guide, the secret ones by reference."""
    task = deployed.client("ecs").describe_task_definition(taskDefinition=deployed["taskFamily"])
    container = task["taskDefinition"]["containerDefinitions"][0]
    plain = {variable["name"]: variable["value"] for variable in container["environment"]}
    secret = {variable["name"]: variable["valueFrom"] for variable in container["secrets"]}
    _expect_variables(plain, PLAIN_VARIABLES | {"AWS_REGION"})
    missing = sorted(SECRET_VARIABLES - secret.keys())
    expect(not missing, f"secret variables missing: {', '.join(missing)}")
    expect(not (SECRET_VARIABLES & plain.keys()), "a secret is a plain variable")
    return f"{len(plain)} variables, {len(secret)} by reference"


def function_gets_every_variable(deployed: Deployed) -> str:
    """The function has every variable of the guide; secrets as the names they are read by."""
    client = deployed.client("lambda")
    configuration = client.get_function_configuration(FunctionName=deployed["functionName"])
    plain = configuration["Environment"]["Variables"]
    _expect_variables(plain, PLAIN_VARIABLES)
    expect("AWS_REGION" not in plain, "AWS_REGION is reserved on Lambda")
    for name in SECRET_VARIABLES:
        expect(name not in plain, f"{name} is in plain text")
        expect(plain.get(f"{name}_PARAM") or plain.get(f"{name}_SECRET_ARN"), f"{name} has no reference")
    return f"{len(plain)} variables"


def _expect_variables(plain: dict[str, str], wanted: set[str]) -> None:
    missing = sorted(wanted - plain.keys())
    expect(not missing, f"variables missing: {', '.join(missing)}")
    expect(plain["NODE_ENV"] == "production", f"NODE_ENV is {plain['NODE_ENV']}")


def entrance_redirects_to_tls(deployed: Deployed) -> str:
    """The load balancer speaks TLS and sends plain HTTP there."""
    listeners = deployed.client("elbv2").describe_listeners(LoadBalancerArn=deployed["loadBalancerArn"])
    by_port = {listener["Port"]: listener for listener in listeners["Listeners"]}
    expect(set(by_port) == {80, 443}, f"listeners on {sorted(by_port)}")
    redirect = by_port[80]["DefaultActions"][0].get("RedirectConfig", {})
    expect(redirect.get("Protocol") == "HTTPS" and redirect.get("StatusCode") == "HTTP_301", "no redirect")
    expect(by_port[443]["Protocol"] == "HTTPS", "port 443 does not speak TLS")
    return str(by_port[443].get("SslPolicy"))


def worker_consumes_the_queue(deployed: Deployed) -> str:
    """The worker's mapping answers item by item, and waits while the worker is a placeholder."""
    client = deployed.client("lambda")
    mappings = client.list_event_source_mappings(EventSourceArn=deployed["queueArn"])["EventSourceMappings"]
    expect(len(mappings) == 1, f"{len(mappings)} mappings")
    mapping = mappings[0]
    expect("ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []), "batches fail as a whole")
    enabled = mapping["State"] in ("Enabled", "Enabling", "Creating")
    expect(enabled != deployed["workerIsPlaceholder"], f"the mapping is {mapping['State']}")
    return "waits for the worker's code" if deployed["workerIsPlaceholder"] else "enabled"


def firewall_stands_before_the_entrance(deployed: Deployed) -> str:
    """The web ACL is attached to what it protects."""
    acl = deployed["webAclArn"]
    if ":global/" in acl:
        config = deployed.client("cloudfront").get_distribution_config(Id=deployed["cdnId"])
        attached = config["DistributionConfig"].get("WebACLId")
    else:
        client = deployed.client("wafv2")
        protected = deployed["firewallProtects"]
        attached = client.get_web_acl_for_resource(ResourceArn=protected).get("WebACL", {}).get("ARN")
    expect(attached == acl, f"attached is {attached}")
    return str(acl.rsplit("/", 2)[-2])


def _is_ecs(deployed: Deployed) -> bool:
    return deployed.outputs.get("compute") == "ecs"


def _has_worker_function(deployed: Deployed) -> bool:
    return deployed.outputs.get("workerFunctionName") is not None


CHECKS = (
    Check(title="tables answer by key and by every index", test=tables_answer, writes=True),
    Check(title="tables are encrypted and restorable", test=tables_are_guarded),
    Check(title="the queue is as stated", test=queue_is_as_stated),
    Check(
        title="poison messages become dead letters",
        test=poison_messages_become_dead_letters,
        writes=True,
        applies=lambda deployed: not _worker_is_live(deployed),
    ),
    Check(
        title="the archive is versioned and expires, old versions too", test=archive_is_versioned_and_expires
    ),
    Check(title="the database is private, encrypted, TLS only", test=database_is_private),
    Check(
        title="DATABASE_URL leads to the database",
        test=database_url_is_complete,
        applies=lambda deployed: "DATABASE_URL" in deployed.outputs.get("secrets", {}),
    ),
    Check(title="the cache is private and encrypted", test=cache_is_private, applies=shared.has("cacheId")),
    Check(title="only the stated flows are open", test=only_stated_flows_are_open),
    Check(title="the service is private and rolls back", test=service_is_private, applies=_is_ecs),
    Check(title="the task has every variable", test=task_gets_every_variable, applies=_is_ecs),
    Check(
        title="the function has every variable",
        test=function_gets_every_variable,
        applies=shared.has("functionName"),
    ),
    Check(
        title="the entrance speaks TLS and redirects to it",
        test=entrance_redirects_to_tls,
        applies=shared.has("loadBalancerIsPublic"),
    ),
    Check(
        title="the worker consumes the queue", test=worker_consumes_the_queue, applies=_has_worker_function
    ),
    Check(
        title="the firewall stands before the entrance",
        test=firewall_stands_before_the_entrance,
        applies=shared.has("webAclArn"),
    ),
    *shared.OPERATIONS_CHECKS,
)


def _worker_is_live(deployed: Deployed) -> bool:
    return _has_worker_function(deployed) and not deployed.outputs.get("workerIsPlaceholder", True)
