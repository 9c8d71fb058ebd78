"""The delivery worker as a function: it consumes the queue in every compute mode (HR-14)."""

from __future__ import annotations

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import artifact_or_placeholder
from components.blocks.function_events import QueueMapping
from components.platforms.hookrelay.application import worker_links
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.stores import Stores


def worker_function(ground: Ground, data: Data, stores: Stores) -> Function | None:
    """Declare it, if wanted; while its code is the placeholder, its mapping is disabled."""
    if ground.settings.worker.mode != "lambda":
        return None
    settings = ground.settings.worker.lambda_
    worker = Function(
        f"{ground.name}-worker",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function("worker"),
            description="Delivers HookRelay's webhooks",
            code=artifact_or_placeholder(settings.artefact),
            runtime=settings.runtime,
            handler=settings.handler,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            placement=stores.placement,
            uses=worker_links(ground, data, stores),
        ),
        opts=ground.child,
    )
    worker.consumes(
        data.queue,
        QueueMapping(
            batch_size=settings.batch_size,
            window_seconds=settings.batching_window.seconds,
            max_concurrency=settings.max_concurrency,
            backoff=ground.settings.queue.change_visibility,
        ),
    )
    return worker
