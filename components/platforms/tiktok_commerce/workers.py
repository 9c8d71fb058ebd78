"""The AI workers: functions that take jobs from their queue (TC-21 to TC-24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Code, Image, Placeholder, artifact_or_placeholder
from components.blocks.function_events import QueueMapping
from components.blocks.image_source import ImageSource
from components.links import Link
from components.platforms.tiktok_commerce.buckets import Buckets
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.images import declare_images
from components.platforms.tiktok_commerce.messaging import Messaging
from components.platforms.tiktok_commerce.secrets import Secrets
from components.platforms.tiktok_commerce.stores import Stores
from components.settings.tiktok_commerce_services import ImageSettings
from components.settings.tiktok_commerce_workers import WorkerSettings

# A worker notes what it found at an item that is there.
NOTE_ACTIONS = ("dynamodb:GetItem", "dynamodb:UpdateItem")


@dataclass(frozen=True, kw_only=True)
class Description:
    """What one worker is for.

    Attributes:
        name: In names.
        what: For whoever finds it in the console.
        tables: Short names of the tables it notes its findings in.
        draws: Whether it writes thumbnails.
    """

    name: str
    what: str
    tables: tuple[str, ...]
    draws: bool = False


DESCRIPTIONS: Mapping[str, Description] = {
    "caption_parser": Description(
        name="caption-parser", what="Reads the captions of videos", tables=("videos", "jobs")
    ),
    "thumbnail_generator": Description(
        name="thumbnail-generator", what="Makes thumbnails of videos", tables=("videos", "jobs"), draws=True
    ),
    "auto_tagger": Description(
        name="auto-tagger", what="Finds tags for products", tables=("products", "jobs")
    ),
}


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker.

    Attributes:
        description: What it is for.
        function: Its function.
        images: Its repository.
    """

    description: Description
    function: Function
    images: ImageSource


def declare_workers(
    ground: Ground, stores: Stores, buckets: Buckets, messaging: Messaging, secrets: Secrets
) -> dict[str, Worker]:
    """Declare each of them, consuming its queue; while its code is the placeholder, jobs wait."""
    found = {}
    for key, description in DESCRIPTIONS.items():
        settings = ground.settings.workers.all[key]
        image: ImageSettings = getattr(ground.settings.images, key)
        images = declare_images(
            ground, description.name, image, name=ground.names.worker_repository(description.name)
        )
        links = _links(ground, description, settings, buckets, stores, messaging, secrets)
        function = _function(ground, description, settings, _code(settings, image, images), links, stores)
        function.consumes(
            messaging.queues[key],
            QueueMapping(
                batch_size=settings.batch_size,
                window_seconds=settings.batching_window.seconds,
                max_concurrency=settings.max_concurrency,
            ),
        )
        found[key] = Worker(description=description, function=function, images=images)
    return found


def _code(settings: WorkerSettings, image: ImageSettings, images: ImageSource) -> Code:
    if settings.package_type == "zip":
        return artifact_or_placeholder(settings.artefact)
    return Placeholder() if image.tag is None else Image(uri=images.image(image.tag))


def _function(
    ground: Ground,
    description: Description,
    settings: WorkerSettings,
    code: Code,
    links: list[Link],
    stores: Stores,
) -> Function:
    zipped = not isinstance(code, Image)
    return Function(
        f"{ground.name}-{description.name}",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function(description.name),
            description=description.what,
            code=code,
            runtime=settings.runtime if zipped else None,
            handler=settings.handler if zipped else None,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            placement=stores.placement if settings.cache else None,
            uses=links,
            log_retention_days=ground.settings.function_log_retention_days,
            role_name=ground.names.role(description.name),
        ),
        opts=ground.child,
    )


def _links(
    ground: Ground,
    description: Description,
    settings: WorkerSettings,
    buckets: Buckets,
    stores: Stores,
    messaging: Messaging,
    secrets: Secrets,
) -> list[Link]:
    """TC-22 and TC-24: the guide's variables, the key by reference, and rights on what they name."""
    confidence = ground.settings.workers.confidence_percent / 100
    return [
        messaging.processing.link("SNS_TOPIC_ARN"),
        buckets.assets.link("S3_BUCKET", actions=["s3:GetObject"], listing=False),
        secrets.openai.link("OPENAI_API_KEY"),
        Link(
            environment={
                "CONFIDENCE_THRESHOLD": f"{confidence:g}",
                "COMPLETION_TYPE": settings.completion_type,
            }
        ),
        *(
            stores.tables[thing].link(f"DYNAMODB_{thing.upper()}_TABLE", actions=NOTE_ACTIONS)
            for thing in description.tables
        ),
        *(
            [
                buckets.thumbnails.link(
                    "THUMBNAILS_BUCKET", actions=["s3:GetObject", "s3:PutObject"], listing=False
                )
            ]
            if description.draws
            else []
        ),
        *([stores.cache.link_parts()] if settings.cache and stores.cache else []),
    ]
