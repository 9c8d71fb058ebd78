"""From a stack's name and configuration to its settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from components.environments import ENVIRONMENTS, KNOWN_STACKS, Environment, environment_of_stack
from components.guards import Problem
from components.naming import Names
from components.settings.anatomy import listed
from components.settings.errors import ConfigError, Words, nearest
from components.settings.model import PROJECT, Resolution
from components.settings.platform import PlatformSettings
from components.settings.project import ENVIRONMENT_WORDS, NAMESPACE, ProjectSettings
from components.settings.provider import AwsSettings
from components.settings.reading import Reading, read_namespace, sample_problems
from components.settings.registry import PLATFORMS

# Namespaces that are read by Pulumi itself or by its other providers.
FOREIGN = ("pulumi", "awsx", "random")
AWS = "aws"
# Keys of `aws:` that the provider has and we refuse.
STATIC_CREDENTIALS = ("accessKey", "secretKey", "token")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that a stack's configuration says, with every default resolved.

    Attributes:
        stack: The stack's name.
        environment: Its environment.
        project: Keys of `platforms:`.
        aws: Keys of `aws:`.
        enabled: The platforms that the stack has, by name, in the order of the registry.

    """

    stack: str
    environment: Environment
    project: ProjectSettings
    aws: AwsSettings
    enabled: Mapping[str, PlatformSettings]

    def region(self, platform: str) -> str:
        """The region of a platform."""
        return self.enabled[platform].provider.region or self.aws.region

    def environment_of(self, platform: str) -> Environment:
        """The environment as a platform's blocks take their defaults from it."""
        return replace(
            self.enabled[platform].environment_here(self.environment),
            protect=self.project.protects(platform, self.environment),
        )

    def names(self, platform: str) -> Names:
        """The naming function of a platform."""
        return Names(
            platform=platform,
            environment=self.environment.name,
            stack=self.project.named_after or self.stack,
            mode=self.project.naming(self.stack),
            buckets=self.project.bucket_names,
        )


def load(
    stack: str,
    config: Mapping[str, str],
    secret_keys: Set[str],
    *,
    platforms: Mapping[str, type[PlatformSettings]] = PLATFORMS,
    today: date | None = None,
    directory: Path = PROJECT,
) -> Settings:
    """Read the configuration of a stack.

    Args:
        stack: The stack's name.
        config: `namespace:key` to value, objects and lists as JSON text, as Pulumi hands it to a program.
        secret_keys: Which of the keys are encrypted in the stack file.
        platforms: The platforms there are.
        today: The day of the deployment, which ends of support are compared with; None compares nothing.
        directory: The project's, where relative paths begin.

    Raises:
        ConfigError: with every problem of the configuration.

    """
    spaces: dict[str, dict[str, str]] = defaultdict(dict)
    secrets: dict[str, set[str]] = defaultdict(set)
    for full, value in config.items():
        namespace, _, key = full.partition(":")
        spaces[namespace][key] = value
        if full in secret_keys:
            secrets[namespace].add(key)
    problems = [*_unknown_namespaces(spaces, platforms), *_static_credentials(spaces)]

    project = read_namespace(
        ProjectSettings, NAMESPACE, spaces[NAMESPACE], secret=secrets[NAMESPACE], at=None
    )
    environment, said = _environment(stack, spaces[NAMESPACE])
    problems += [*project.problems, *said]
    environment = replace(environment, today=today) if environment else None
    where = Resolution(
        environment=environment or ENVIRONMENTS["dev"], region="us-east-1", directory=directory
    )

    aws_keys = {key: value for key, value in spaces[AWS].items() if key not in STATIC_CREDENTIALS}
    aws = read_namespace(AwsSettings, AWS, aws_keys, secret=secrets[AWS], at=where)
    problems += aws.problems
    where = replace(where, region=aws.settings.region if aws.settings else where.region)

    readings: dict[str, Reading[PlatformSettings]] = {}
    named = project.settings.enabled if project.settings else ()
    for name, model in platforms.items():
        if name in named or name in spaces:
            own, doubled = _own_environment(name, spaces[name], environment, model)
            reading = read_namespace(model, name, own, secret=secrets[name], at=where)
            problems += [*reading.problems, *doubled]
            readings[name] = reading
    if project.settings:
        problems += _unknown_platforms(project.settings, platforms)
        if not project.settings.samples:
            for name, reading in readings.items():
                if name in named and reading.settings:
                    problems += sample_problems(reading.settings, name)
    if problems or environment is None or project.settings is None or aws.settings is None:
        raise ConfigError(stack, problems)
    return Settings(
        stack=stack,
        environment=environment,
        project=project.settings,
        aws=aws.settings,
        enabled={name: r.settings for name, r in readings.items() if name in named and r.settings},
    )


def _environment(stack: str, given: Mapping[str, str]) -> tuple[Environment | None, list[Problem]]:
    word = given.get("environment")
    name = environment_of_stack(stack if word is None else str(word))
    if name is not None:
        return ENVIRONMENTS[name], []
    if word is not None:
        return None, []  # the reading has said so
    return None, [
        Problem(
            field=f"{NAMESPACE}:environment",
            given=None,
            allowed=listed(ENVIRONMENT_WORDS),
            fix=f"add it: the stack's name {stack!r} is none of {', '.join(KNOWN_STACKS)}",
        )
    ]


def _own_environment(
    namespace: str, given: Mapping[str, str], environment: Environment | None, model: type[PlatformSettings]
) -> tuple[Mapping[str, str], list[Problem]]:
    """A namespace's own `environment`, where its guide has one, must agree with the project's."""
    word = given.get("environment")
    if word is None or model.field_of("environment") is None or environment is None:
        return given, []
    if environment_of_stack(str(word)) in (environment.name, None):
        return given, []  # a word that is none is the reading's business
    return given, [
        Problem(
            field=f"{namespace}:environment",
            given=word,
            allowed=f"{environment.name}, as {NAMESPACE}:environment or the stack's name says",
            fix="remove it, or make the two agree",
        )
    ]


def _unknown_namespaces(
    spaces: Mapping[str, Mapping[str, str]], platforms: Mapping[str, type[PlatformSettings]]
) -> Iterator[Problem]:
    known = [NAMESPACE, AWS, *platforms]
    for namespace, keys in spaces.items():
        if namespace in known or namespace in FOREIGN:
            continue
        meant = nearest(namespace, known)
        for key in keys:
            yield Problem(
                field=f"{namespace}:{key}",
                given=Words("an unknown namespace"),
                allowed=listed([*known, *FOREIGN]),
                fix=f"write {meant}:{key}" if meant else "remove it, or see docs/configuration.md",
            )


def _static_credentials(spaces: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    for key in STATIC_CREDENTIALS:
        if key in spaces.get(AWS, {}):
            yield Problem(
                field=f"{AWS}:{key}",
                given=Words("static credentials (not shown)"),
                allowed="nothing: credentials are never kept in a stack file",
                fix="remove it, and use aws:profile, aws:assumeRole or the environment of the process",
            )


def _unknown_platforms(
    project: ProjectSettings, platforms: Mapping[str, type[PlatformSettings]]
) -> Iterator[Problem]:
    known = listed(list(platforms))
    for field, names in (("enabled", project.enabled), ("decommission", project.decommission)):
        for position, name in enumerate(names):
            if name not in platforms:
                yield Problem(
                    field=f"{NAMESPACE}:{field}[{position}]",
                    given=name,
                    allowed=known,
                    fix=f"write {nearest(name, platforms) or next(iter(platforms))}",
                )
            elif name in names[:position]:
                yield Problem(
                    field=f"{NAMESPACE}:{field}[{position}]",
                    given=name,
                    allowed="each platform once",
                    fix="remove it",
                )
    if not project.enabled:
        yield Problem(
            field=f"{NAMESPACE}:enabled",
            given=Words("an empty list"),
            allowed=f"a list with one or more of {known}",
            fix=f"for example enabled: [{next(iter(platforms))}]",
        )
