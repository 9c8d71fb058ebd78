"""The guide's deployment and maintenance commands, with the real names in them (TC-ops)."""

from __future__ import annotations

import pulumi

from components.blocks.cluster import Cluster
from components.platforms.tiktok_commerce.operations import Parts


def commands_of(parts: Parts, cluster: Cluster) -> dict[str, pulumi.Input[str]]:
    """Purpose -> command."""
    concat = pulumi.Output.concat
    site = parts.website
    found: dict[str, pulumi.Input[str]] = {
        "syncFrontend": concat("aws s3 sync apps/frontend/dist/ s3://", site.bucket.name, " --delete"),
        "invalidate": concat(
            "aws cloudfront create-invalidation --distribution-id ", site.cdn.id, " --paths '/*'"
        ),
        "seedProduct": concat(
            "aws dynamodb put-item --table-name ",
            parts.stores.tables["products"].name,
            " --item file://seed-data/sample-product.json",
        ),
        "listBackups": concat("aws s3 ls --recursive s3://", parts.buckets.backup.name),
    }
    for each in parts.services.values():
        name = each.placed.name
        found[f"deploy {name}"] = concat(
            "aws ecs update-service --cluster ",
            cluster.name,
            " --service ",
            each.fargate.name,
            " --force-new-deployment",
        )
        found[f"login {name}"] = each.images.login_command
        found[f"build {name}"] = each.images.build_command
        found[f"push {name}"] = each.images.push_command
    for worker in parts.workers.values():
        name = worker.description.name
        found[f"deploy {name}"] = concat(
            "aws lambda update-function-code --function-name ",
            worker.function.name,
            f" --zip-file fileb://{name}.zip",
        )
        found[f"build {name}"] = worker.images.build_command
        found[f"push {name}"] = worker.images.push_command
    if parts.stores.cache:
        # the URL holds the token; rediss:// is TLS, without which the cache refuses
        found["redisPing"] = concat(
            'redis-cli -u "$(aws secretsmanager get-secret-value --query SecretString --output text '
            "--secret-id ",
            parts.stores.cache.url.arn,
            ')" ping',
        )
    return found
