"""Tables and buckets."""

from __future__ import annotations

import json
import uuid
from typing import Any

from smoke import shared
from smoke.core import Deployed, expect

# TC-8: keys and indexes; the guide gives none.
KEYS = {
    "videos": {"video_id": "S"},
    "products": {"product_id": "S"},
    "jobs": {"job_id": "S"},
    "users": {"user_id": "S"},
    "analytics": {"entity_id": "S", "timestamp": "N"},
}
INDEXES = {
    "products": {"seller-index": "seller_id", "category-index": "category"},
    "jobs": {"status-index": "status"},
    "users": {"email-index": "email"},
}
TTL = {"analytics": "expires_at"}


def tables_answer(deployed: Deployed) -> str:
    """An item of each table is found by its key and by every index."""
    dynamodb, asked = deployed.client("dynamodb"), 0
    for thing, keys in KEYS.items():
        name, mark = deployed["tables"][thing], f"smoke-{uuid.uuid4()}"
        key = {attribute: {kind: mark if kind == "S" else "1"} for attribute, kind in keys.items()}
        indexes = INDEXES.get(thing, {})
        item = {**key, **{attribute: {"S": mark} for attribute in indexes.values()}}
        dynamodb.put_item(TableName=name, Item=item)
        try:
            expect("Item" in dynamodb.get_item(TableName=name, Key=key), f"{thing}: not found by its key")
            for index, attribute in indexes.items():
                found = shared.query(dynamodb, name, index, attribute, {"S": mark})
                expect(found == [item], f"{thing}: not found by {index}")
                asked += 1
        finally:
            dynamodb.delete_item(TableName=name, Key=key)
    return f"{len(KEYS)} tables, {asked} indexes"


def tables_are_as_stated(deployed: Deployed) -> str:
    """Keys, indexes and expiry are those of TC-8; all are encrypted and restorable."""
    dynamodb = deployed.client("dynamodb")
    for thing, keys in KEYS.items():
        table = dynamodb.describe_table(TableName=deployed["tables"][thing])["Table"]
        found = [each["AttributeName"] for each in table["KeySchema"]]
        expect(found == list(keys), f"{thing}: its keys are {found}")
        indexes = {
            each["IndexName"]: each["KeySchema"][0]["AttributeName"]
            for each in table.get("GlobalSecondaryIndexes", [])
        }
        expect(indexes == INDEXES.get(thing, {}), f"{thing}: its indexes are {indexes}")
        ttl = dynamodb.describe_time_to_live(TableName=table["TableName"])["TimeToLiveDescription"]
        expect(ttl.get("AttributeName") == TTL.get(thing), f"{thing}: items expire by {ttl}")
    for name in deployed["tables"].values():
        shared.table_is_restorable(deployed, name)
    return f"{len(KEYS)} tables, point-in-time recovery and encryption on"


def buckets_are_fit(deployed: Deployed) -> str:
    """All are private; pictures and backups keep versions; logs and backups expire."""
    s3, buckets = deployed.client("s3"), deployed["buckets"]
    for name in [*buckets.values(), deployed["frontendBucket"]]:
        shared.bucket_is_private(deployed, name)
    for thing in ("assets", "backup"):
        status = s3.get_bucket_versioning(Bucket=buckets[thing]).get("Status")
        expect(status == "Enabled", f"{thing} keeps no versions")
    for thing in ("logs", "backup"):
        days = [rule.get("Expiration", {}).get("Days") for rule in _rules(s3, buckets[thing])]
        expect(any(days), f"{thing} never expires")
    moves = [
        move["StorageClass"] for rule in _rules(s3, buckets["backup"]) for move in rule.get("Transitions", [])
    ]
    expect("GLACIER" in moves, f"backups move to {moves}")
    algorithm = _encryption(s3, buckets["logs"])
    expect(algorithm == "AES256", f"load balancers can't write logs with {algorithm}")
    return f"{len(buckets) + 1} buckets"


def _rules(s3: Any, bucket: str) -> list[dict[str, Any]]:
    return list(s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"])


def _encryption(s3: Any, bucket: str) -> str:
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    return str(rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"])


def only_the_distribution_reads_the_website(deployed: Deployed) -> str:
    """The bucket's policy lets CloudFront read for this distribution, and nobody else do anything."""
    s3, bucket = deployed.client("s3"), deployed["frontendBucket"]
    statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    allowed = [each for each in statements if each["Effect"] == "Allow"]
    arn = deployed.client("cloudfront").get_distribution(Id=deployed["distributionId"])["Distribution"]["ARN"]
    for each in allowed:
        condition = each.get("Condition", {}).get("StringEquals", {})
        condition = {key.lower(): value for key, value in condition.items()}
        expect(
            each["Principal"] == {"Service": "cloudfront.amazonaws.com"}, f"others read: {each['Principal']}"
        )
        expect(condition.get("aws:sourcearn") == arn, f"other distributions read: {condition}")
        expect(each["Action"] in ("s3:GetObject", "s3:ListBucket"), f"CloudFront may {each['Action']}")
    expect(allowed, "the distribution may not read its files")
    return f"{bucket}, {deployed['distributionId']}"


def website_passes_the_api_on(deployed: Deployed) -> str:
    """Files come from the bucket by signed requests, `/api/*` from the load balancer, never kept."""
    client = deployed.client("cloudfront")
    config = client.get_distribution_config(Id=deployed["distributionId"])["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in config["Origins"]["Items"]}
    files = _files(config, origins)
    unsigned = [each["DomainName"] for each in files if not each.get("OriginAccessControlId")]
    expect(not unsigned, f"requests to {', '.join(unsigned)} are not signed")
    first = files[0]["DomainName"]
    expect(first.startswith(deployed["frontendBucket"]), f"files come from {first}")
    functions = config["DefaultCacheBehavior"].get("FunctionAssociations", {})
    expect(functions.get("Quantity"), "pages of the application are not index.html")
    errors = config.get("CustomErrorResponses", {}).get("Quantity", 0)
    expect(not errors, "missing files are answered as if they were there")
    paths = {each["PathPattern"]: each for each in config["CacheBehaviors"]["Items"]}
    expect("/api/*" in paths, f"no path of the API among {sorted(paths)}")
    origin = origins[paths["/api/*"]["TargetOriginId"]]
    private = "VpcOriginConfig" in origin
    expect(private != deployed["loadBalancerIsPublic"], "the way to the load balancer is another")
    if not private:
        policy = origin["CustomOriginConfig"]["OriginProtocolPolicy"]
        expect(policy == "https-only", f"CloudFront calls the load balancer by {policy}")
        expect(origin["CustomHeaders"]["Quantity"], "CloudFront shows the load balancer no secret")
    return f"{len(origins)} origins, {len(paths)} paths"


def _files(config: dict[str, Any], origins: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Where the website's files come from: a bucket, or that and its copy in another region."""
    target = config["DefaultCacheBehavior"]["TargetOriginId"]
    groups = config.get("OriginGroups", {}).get("Items", [])
    members = [
        member["OriginId"]
        for group in groups
        if group["Id"] == target
        for member in group["Members"]["Items"]
    ]
    return [origins[each] for each in members or [target]]
