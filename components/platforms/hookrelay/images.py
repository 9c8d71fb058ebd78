"""Where the application's images are (HR-33, HR-36)."""

from __future__ import annotations

from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.image_source import ExistingRepository, ImageSource
from components.platforms.hookrelay.ground import Ground


def declare_images(ground: Ground) -> ImageSource:
    """The repository that is given, or one of the platform's own."""
    label, given = f"{ground.name}-registry", ground.settings.image_repository
    if given is not None:
        return ExistingRepository(label, uri=given, partition=ground.context.partition)
    return ContainerRegistry(
        label,
        ContainerRegistryArgs(environment=ground.environment, name=ground.names.repository),
        opts=ground.child,
    )
