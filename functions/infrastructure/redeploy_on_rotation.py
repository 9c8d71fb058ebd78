"""Starts a new deployment of ECS services when a secret was rotated: tasks read secrets only as they start.

Called by an EventBridge rule on Secrets Manager's `RotationSucceeded`.

Variables:
    CLUSTER: ARN or name of the cluster.
    SERVICES: Names of its services, separated by commas.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


@cache
def _ecs() -> Any:
    return boto3.client("ecs")


def handler(event: Mapping[str, Any], context: object) -> dict[str, list[str]]:  # noqa: ARG001
    """Redeploy every service; raise if one of them refused, so that the call is tried again."""
    services = [name for name in os.environ["SERVICES"].split(",") if name]
    refused: list[str] = []
    for service in services:
        try:
            _ecs().update_service(cluster=os.environ["CLUSTER"], service=service, forceNewDeployment=True)
        except Exception:
            # one service that is gone must not keep the others from their new secret
            log.exception("service %s could not be redeployed", service)
            refused.append(service)
        else:
            log.info("service %s is redeployed", service)
    if refused:
        raise RuntimeError(f"could not redeploy {', '.join(refused)}")
    return {"redeployed": services}
