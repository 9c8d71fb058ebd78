"""Where the images of services and workers are (TC-20)."""

from __future__ import annotations

from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.image_source import ExistingRepository, ImageSource
from components.platforms.tiktok_commerce.ground import Ground
from components.settings.tiktok_commerce_services import ImageSettings


def declare_images(ground: Ground, thing: str, settings: ImageSettings, *, name: str) -> ImageSource:
    """The repository that is given, or one of the platform's own.

    Args:
        ground: The stack.
        thing: Service or worker.
        settings: What the stack file says of its image.
        name: Physical name of a repository of our own.
    """
    label = f"{ground.name}-{thing}-registry"
    if settings.repository is not None:
        return ExistingRepository(label, uri=settings.repository, partition=ground.context.partition)
    return ContainerRegistry(
        label, ContainerRegistryArgs(environment=ground.environment, name=name), opts=ground.child
    )
