"""What an operator gets: every name, URL and command of the guide (TC-ops)."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.blocks.cluster import Cluster
from components.blocks.sampling_rule import SamplingRule
from components.disaster_recovery import StoreKind
from components.platforms.hosting import Hosting
from components.platforms.operations import Operations
from components.platforms.recovery import Kept, recovery
from components.platforms.secrets import secret_output
from components.platforms.tiktok_commerce.commands import commands_of
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.messaging import QUEUES
from components.platforms.tiktok_commerce.operations import Parts
from components.platforms.tiktok_commerce.secrets import Secrets
from components.platforms.tiktok_commerce.services import Service
from components.platforms.tiktok_commerce.workers import Worker
from components.settings.model import yaml_key
from components.settings.network import OwnNetwork

NAMESPACE = "tiktok-commerce"
STORES: tuple[StoreKind, ...] = ("table", "bucket", "secret", "image", "cache", "traffic")


def outputs_of(
    ground: Ground,
    parts: Parts,
    operations: Operations,
    *,
    cluster: Cluster,
    secrets: Secrets,
    hosting: Hosting,
    sampling: SamplingRule | None,
) -> Mapping[str, pulumi.Input[object]]:
    """Everything; what a deployment doesn't have is left out."""
    found: dict[str, pulumi.Input[object] | None] = {
        "region": ground.region,
        **_edge(parts, hosting),
        **_stores(ground, parts),
        **_messages(ground, parts),
        "clusterName": cluster.name,
        "services": {each.placed.name: _service(each) for each in parts.services.values()},
        "workers": {each.description.name: _worker(key, each) for key, each in parts.workers.items()},
        "ecrUrls": _images(parts),
        "samplingRule": sampling.name if sampling else None,
        **operations.outputs,
        "recovery": _recovery(ground, parts, secrets),
        "securityGroups": _security_groups(parts),
        "secrets": _secrets(parts, secrets),
        "logGroups": _log_groups(parts),
        "commands": commands_of(parts, cluster),
        "notes": _notes(parts, secrets),
    }
    return {name: value for name, value in found.items() if value is not None}


Outputs = dict[str, pulumi.Input[object] | None]


def _recovery(ground: Ground, parts: Parts, secrets: Secrets) -> Mapping[str, pulumi.Input[object]]:
    kept = Kept(
        tables=list(parts.stores.tables.values()),
        buckets=[parts.buckets.assets, parts.buckets.backup, parts.website.bucket],
        secrets=list(secrets.outputs()),
    )
    return recovery(ground.settings.dr, STORES, kept)


def _edge(parts: Parts, hosting: Hosting) -> Outputs:
    site, balancer, webhook = parts.website, parts.balancer, parts.webhook
    return {
        "frontendUrl": site.url,
        "apiUrl": pulumi.Output.concat(site.url, "/api"),
        "webhookUrl": pulumi.Output.concat(site.url, "/webhooks") if webhook else None,
        "webhookFunctionName": webhook.function.name if webhook else None,
        "webhookRoleArn": webhook.function.role_arn if webhook else None,
        "frontendBucket": site.bucket.name,
        "distributionId": site.cdn.id,
        "distributionDomain": site.cdn.domain_name,
        "albDns": balancer.dns_name,
        "loadBalancerArn": balancer.arn,
        "loadBalancerIsPublic": hosting.domain is not None,
        "loadBalancerRedirects": balancer.redirects,
        "webAclArn": parts.web_acl.arn if parts.web_acl else None,
    }


def _stores(ground: Ground, parts: Parts) -> Outputs:
    cache, buckets = parts.stores.cache, parts.buckets
    return {
        "vpcId": parts.stores.network.vpc_id,
        "networkIsOwn": isinstance(ground.settings.network, OwnNetwork),
        "publicSubnetIds": parts.stores.network.public_subnet_ids,
        "privateSubnetIds": parts.stores.network.private_subnet_ids,
        "tables": {thing: table.name for thing, table in parts.stores.tables.items()},
        "buckets": {
            "assets": buckets.assets.name,
            "thumbnails": buckets.thumbnails.name,
            "logs": buckets.logs.name,
            "backup": buckets.backup.name,
        },
        "exportsGroup": buckets.exports.group_name if buckets.exports else None,
        "cacheId": ground.names.cache if cache else None,
        "redisEndpoint": cache.host if cache else None,
    }


def _messages(ground: Ground, parts: Parts) -> Outputs:
    messaging, messages = parts.messaging, ground.settings.messages
    return {
        "processingTopicArn": messaging.processing.arn,
        "notificationsTopicArn": messaging.notifications.arn,
        "filterKey": messages.filter_key,
        "filterScope": messages.filter_scope,
        "queues": {
            QUEUES[key]: {
                "url": queue.url,
                "arn": queue.arn,
                "dlqUrl": queue.dead_letter_url,
                "types": list(ground.settings.workers.all[key].types),
                "maxReceiveCount": ground.settings.workers.all[key].max_receive_count,
            }
            for key, queue in messaging.queues.items()
        },
    }


def _service(service: Service) -> dict[str, pulumi.Input[object]]:
    settings, fargate, target = service.placed.settings, service.fargate, service.placed.target
    return {
        "serviceName": fargate.name,
        "taskDefinitionArn": fargate.task_definition_arn,
        "taskRoleArn": fargate.task_role_arn,
        "runs": fargate.runs,
        "logGroup": fargate.log_group_name,
        "port": settings.port,
        "priority": settings.priority,
        "paths": list(settings.paths),
        "hosts": list(settings.hosts),
        "healthPath": settings.health_path,
        "targetGroupArns": [
            target.arn,
            *([target.alternate_arn] if target.alternate_arn is not None else []),
        ],
        "ruleArn": target.rule.arn,
    }


def _worker(key: str, worker: Worker) -> dict[str, pulumi.Input[object]]:
    return {
        "functionName": worker.function.name,
        "roleArn": worker.function.role_arn,
        "queue": QUEUES[key],
        "isPlaceholder": worker.function.is_placeholder,
        "logGroup": worker.function.log_group_name,
    }


def _images(parts: Parts) -> dict[str, pulumi.Input[object]]:
    return {
        **{each.placed.name: each.images.url for each in parts.services.values()},
        **{each.description.name: each.images.url for each in parts.workers.values()},
    }


def _security_groups(parts: Parts) -> dict[str, pulumi.Input[str]]:
    endpoints, cache = parts.stores.network.endpoints, parts.stores.cache
    return {
        "loadBalancer": parts.balancer.security_group.id,
        **{each.placed.name: each.fargate.security_group.id for each in parts.services.values()},
        **{
            each.description.name: each.function.security_group.id
            for each in parts.workers.values()
            if each.function.security_group
        },
        **({"cache": cache.security_group_id} if cache else {}),
        **({"endpoints": endpoints.id} if endpoints else {}),
    }


def _secrets(parts: Parts, secrets: Secrets) -> dict[str, pulumi.Input[object]]:
    cache = parts.stores.cache
    kept = {"REDIS_URL": cache.url, "REDIS_PASSWORD": cache.token} if cache else {}
    return {**secrets.outputs(), **{name: secret_output(secret) for name, secret in kept.items()}}


def _log_groups(parts: Parts) -> list[pulumi.Input[str]]:
    return [
        *(each.fargate.log_group_name for each in parts.services.values()),
        *(each.function.log_group_name for each in parts.workers.values()),
        *([parts.webhook.function.log_group_name] if parts.webhook else []),
    ]


def _notes(parts: Parts, secrets: Secrets) -> list[str]:
    """What an operator should know now."""
    notes = [
        f"The service {each.placed.name} has no image and runs no task: push one with the commands, set "
        f"{NAMESPACE}:images.{yaml_key(key)}.tag and update."
        for key, each in parts.services.items()
        if not each.fargate.runs
    ]
    notes += [
        f"The code of {each.description.name} is a placeholder and its mapping is disabled: jobs wait in the "
        f"queue. Give {NAMESPACE}:workers.{yaml_key(key)}.artefact, or an image, and update."
        for key, each in parts.workers.items()
        if each.function.is_placeholder
    ]
    if "whatsapp_service" in parts.services and secrets.whatsapp.is_slot:
        notes.append(
            "ECS starts no task of whatsapp-service before its secret is filled: secrets.WHATSAPP_API.fill."
        )
    warnings = [warning for each in parts.workers.values() for warning in each.function.warnings]
    return [*notes, *dict.fromkeys(warnings)]
