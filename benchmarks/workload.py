"""What is measured: the production stack, and copies of its platform under other names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi

from components.platforms import platform_class
from components.platforms.context import PlatformContext
from components.program import context_of, program
from components.providers import aws_provider
from components.settings import load
from components.stack import stack_config
from emulator.project import load as load_project

ROOT = Path(__file__).resolve().parents[1]
STACK = "prod"
ZONE = "zone=example.com"  # of the sample domains


def config() -> dict[str, str]:
    """The production stack file, samples accepted."""
    return load_project(ROOT).config(STACK, {"platforms:samples": "true"})


CONFIG = config()


def copies(count: int) -> Callable[[], None]:
    """A program with as many copies of every enabled platform; one copy is the program itself."""
    if count == 1:
        return program

    def many() -> None:
        settings = load(pulumi.get_stack(), *stack_config())
        for name in settings.enabled:
            provider = aws_provider(name, settings)
            context = context_of(name, settings, provider)
            for number in range(count):
                platform_class(name)(
                    f"{name}{number}",
                    _renamed(context, number),
                    pulumi.ResourceOptions(providers=[provider]),
                )

    return many


def _renamed(context: PlatformContext, number: int) -> PlatformContext:  # type: ignore[type-arg]
    """The context of a copy: as if it were in a stack of its own."""
    settings = context.settings
    dns: Any = getattr(settings, "dns", None)
    if getattr(dns, "domain", None):
        renamed = dns.model_copy(update={"domain": f"copy{number}.{dns.domain}"})
        settings = settings.model_copy(update={"dns": renamed})
    names = replace(context.names, mode="derived", stack=f"copy{number}")
    return replace(context, names=names, settings=settings)
