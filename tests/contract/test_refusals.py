"""What AWS would refuse (or take and break) is refused by its key, before anything is registered.

One case for each check of the settings; a walk shows that none is left out, and that each guard that the
settings call was tripped.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

import components.settings
from components.program import program
from components.settings import ConfigError, load
from components.settings.model import Model
from tests import contract
from tests.contract.mistakes import Case
from tests.support.program import Variant, config_of
from tests.support.recorder import Recorder, declare

# Every platform's mistakes have a file of their own.
CASES = {
    name: case
    for module in pkgutil.iter_modules(contract.__path__)
    if module.name.startswith("mistakes")
    for name, case in import_module(f"tests.contract.{module.name}").CASES.items()
}


def run(variant: Variant) -> tuple[Recorder, ConfigError | None]:
    """Run the whole program; what it registered, and how it refused."""
    refused: list[ConfigError] = []

    def caught() -> None:
        try:
            program()
        except ConfigError as error:
            refused.append(error)

    recorded = declare(
        caught,
        config=config_of(variant),
        stack=variant.name,
        secret_keys=variant.secret_keys,
    )
    return recorded, refused[0] if refused else None


@pytest.mark.requirement("X-3", "X-4", "HR-13", "HR-42", "X-21", "X-22", "X-23", "X-19")
@pytest.mark.parametrize("name", sorted(CASES))
def test_it_is_refused_by_its_key_and_nothing_is_registered(name: str) -> None:
    wrong = CASES[name]
    recorded, error = run(wrong.variant)
    assert error is not None
    assert wrong.key in [problem.field for problem in error.problems]
    assert f"  {wrong.key}: " in str(error)
    assert list(recorded.graph) == []
    assert recorded.invokes == []
    for value in wrong.secret.values():
        assert value not in str(error) or len(value) < 8


def test_the_same_file_without_the_mistake_is_declared() -> None:
    """So it is the mistake that is refused, and something would have been registered."""
    recorded, error = run(Variant(file="dev"))
    assert error is None
    assert len(recorded.graph) > 100


def test_all_mistakes_are_told_at_once() -> None:
    _, error = run(
        Variant(
            file="dev",
            config={
                "ecs": {"cpu": 256, "memory": 8192},
                "queue": {"maxReceiveCount": 0},
                "compite": "x",
                "archive": {"storageClass": "standardIa", "expireDays": 30},
                "aws:region": "mars",
            },
        )
    )
    assert error is not None
    assert [problem.field for problem in error.problems] == [
        "aws:region",
        "hookrelay:archive.expireDays",
        "hookrelay:compite",
        "hookrelay:ecs.memory",
        "hookrelay:queue.maxReceiveCount",
    ]


@pytest.mark.requirement("X-22")
def test_every_sample_of_a_file_is_named_in_one_error() -> None:
    _, error = run(Variant(file="prod", config={"platforms:samples": False}))
    assert error is not None
    assert {problem.field for problem in error.problems} == {
        "hookrelay:alerts.emails[0]",
        "hookrelay:dns.domain",
        "hookrelay:dns.zoneName",
        "hookrelay:imageTag",
    }


# -- nothing is left out


def settings_modules() -> Iterator[ModuleType]:
    """All modules of the settings."""
    for module in pkgutil.iter_modules(components.settings.__path__, "components.settings."):
        yield import_module(module.name)


def models() -> set[type[Model]]:
    """Every settings model."""
    found: set[type[Model]] = set()
    waiting = [Model]
    while waiting:
        for model in waiting.pop().__subclasses__():
            if model.__module__.startswith("components."):
                found.add(model)
                waiting.append(model)
    return found


def checks() -> set[str]:
    """Every check, as `Model.method`."""
    return {
        f"{model.__name__}.{name}"
        for model in models()
        for name, member in vars(model).items()
        if hasattr(member, "_reads_fields")
    }


def problems_of(wrong: Case) -> set[str]:
    """The keys that loading refuses."""
    try:
        load(wrong.variant.name, config_of(wrong.variant), set(wrong.variant.secret_keys))
    except ConfigError as error:
        return {problem.field for problem in error.problems}
    return set()


def counted(function: Callable[..., Any], tripped: set[str], name: str) -> Callable[..., Any]:
    """The function, which notes when it finds something."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        found = list(function(*args, **kwargs))
        if found:
            tripped.add(name)
        return iter(found)

    return wrapper


@pytest.mark.requirement("X-3")
def test_every_check_has_a_case_that_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(checks()) > 35
    tripped: set[str] = set()
    for model in models():
        for name, member in list(vars(model).items()):
            if hasattr(member, "_reads_fields"):
                wrapper = counted(member, tripped, f"{model.__name__}.{name}")
                monkeypatch.setattr(model, name, wrapper)
    for name, wrong in CASES.items():
        tripped.clear()
        assert wrong.key in problems_of(wrong), name
        assert not wrong.of or wrong.of in tripped, f"{name}: refused by {tripped or 'the reading'}"
    assert checks() - {wrong.of for wrong in CASES.values()} == set()


@pytest.mark.requirement("X-3")
def test_every_guard_that_settings_call_is_tripped_by_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    tripped: set[str] = set()
    called: set[str] = set()
    for module in settings_modules():
        for name, member in list(vars(module).items()):
            of_a_guard = getattr(member, "__module__", "").startswith(
                ("components.guards", "components.runtimes")
            )
            if of_a_guard and callable(member) and name.endswith("_problems"):
                called.add(name)
                monkeypatch.setattr(module, name, counted(member, tripped, name))
    assert len(called) > 12
    for wrong in CASES.values():
        problems_of(wrong)
    assert called - tripped == set()
