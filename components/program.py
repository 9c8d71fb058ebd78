"""The program: read the settings, build the platforms that the stack has, export what each gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pulumi
import pulumi_aws as aws

from components.platforms import platform_class
from components.platforms.context import PlatformContext, PlatformSettings
from components.protection import deletion_hook
from components.providers import aws_provider, default_tags, partition_of
from components.settings import Settings, load
from components.stack import project_directory, stack_config


def program(*, today: date | None = None) -> None:
    """Declare everything that the stack's configuration says.

    Called by `__main__`, by embedders (Automation API) and by tests alike.

    Args:
        today: The day of the deployment, which ends of support are compared with; by default it is today.

    Raises:
        ConfigError: before anything is registered, with every problem of the stack file.

    """
    config, secret_keys = stack_config()
    day = today or datetime.now(UTC).date()
    settings = load(pulumi.get_stack(), config, secret_keys, today=day, directory=project_directory())
    deletion_hook()  # the state of a removed platform refers to it by name
    for name in settings.enabled:
        provider = aws_provider(name, settings)
        platform = platform_class(name)(
            name, context_of(name, settings, provider), pulumi.ResourceOptions(providers=[provider])
        )
        pulumi.export(name, dict(platform.outputs))


def context_of(name: str, settings: Settings, provider: aws.Provider) -> PlatformContext[PlatformSettings]:
    """What a platform knows of the stack."""
    caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=provider))
    return PlatformContext(
        settings=settings.enabled[name],
        environment=settings.environment_of(name),
        names=settings.names(name),
        region=settings.region(name),
        partition=partition_of(settings.region(name)),
        account_id=caller.account_id,
        tags=default_tags(name, settings),
    )
