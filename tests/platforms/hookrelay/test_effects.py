"""Every key of `hookrelay:` has an effect: it changes the input that it is about, and the table says which.

A scenario is one stack in which many keys differ from a base; each key is then looked for at its own place,
where the base has something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.settings.anatomy import form_of
from components.settings.hookrelay import HookRelaySettings
from components.settings.model import Model, yaml_key
from tests.platforms.hookrelay.scenarios import NOTHING, SCENARIOS, Place
from tests.support.program import declared
from tests.support.recorder import LookupFailedError, Recorder

CASES = [(name, leaf) for name, scenario in SCENARIOS.items() for leaf in scenario.shows]


def leaves(model: type[Model], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key that holds a value, as `tables.endpoints.name`; a choice of models as `<tag>`."""
    for name, description in model.model_fields.items():
        form, here = form_of(description), (*path, yaml_key(name))
        models = form.models or (form.items.models if form.items else {})
        if not models:
            yield ".".join(here)
        for tag, inner in models.items():
            yield from leaves(inner, (*here, f"<{tag}>") if tag else here)


def at(recorded: Recorder, place: Place) -> Any:
    """What stands at a place; texts that hold JSON are looked into."""
    name, path, _ = place
    value: Any
    if name == "@output":
        value = recorded.exports["hookrelay"]
    elif name == "@invoke":
        token, _, path = path.partition(".")
        value = next((args for called, args in recorded.invokes if called == token), NOTHING)
    else:
        try:
            value = recorded.registration(*name.split("|")).inputs
        except LookupFailedError:
            return NOTHING
    for step in path.split("."):
        value = _parsed(value)
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else NOTHING
        elif isinstance(value, Mapping):
            value = value.get(step, NOTHING)
        else:
            value = getattr(value, step, NOTHING)
    return value


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def fits(found: Any, wanted: Any) -> bool:
    """Equal, or, for `*part*`, a text that holds the part."""
    if isinstance(wanted, str) and wanted.startswith("*") and found is not NOTHING:
        text = found if isinstance(found, str) else json.dumps(found, sort_keys=True)
        part = wanted.strip("*")
        return part in text if wanted.endswith("*") else text.endswith(part)
    if isinstance(wanted, list):
        return bool(_parsed(found) == wanted)
    return bool(found is wanted or found == wanted)


@pytest.mark.requirement("X-4")
@pytest.mark.parametrize(("scenario", "leaf"), CASES)
def test_a_key_changes_what_it_is_about(scenario: str, leaf: str) -> None:
    case = SCENARIOS[scenario]
    wanted = case.shows[leaf][2]
    found = at(declared(case.variant), case.shows[leaf])
    assert fits(found, wanted), f"{found!r}, not {wanted!r}"
    before = at(declared(case.base), case.shows[leaf])
    assert not fits(before, wanted), f"{before!r} without the key, too"


@pytest.mark.requirement("X-4")
def test_every_key_there_is_stands_in_the_table() -> None:
    known = set(leaves(HookRelaySettings))
    assert len(known) > 130
    shown = {leaf for scenario in SCENARIOS.values() for leaf in scenario.shows}
    assert known - shown == set()
    assert shown - known == set()


def test_the_table_is_about_the_keys_that_its_scenarios_set() -> None:
    """A row whose key its scenario doesn't set would prove nothing about the key."""
    for name, scenario in SCENARIOS.items():
        given = {**scenario.config, **scenario.secret}
        for leaf in scenario.shows:
            value: Any = given
            for step in (step for step in leaf.split(".") if not step.startswith("<")):
                value = value[0] if isinstance(value, list) else value
                assert step in value, (name, leaf)
                value = value[step]
