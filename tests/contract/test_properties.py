"""Whatever a stack file says: it is declared as a whole, or refused in words before anything is made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from components.settings import ConfigError, load
from components.settings.anatomy import ByKey, Form, form_of
from components.settings.hookrelay import HookRelaySettings
from components.settings.kinds import Flag, Secret, Span, Text, Whole
from components.settings.model import Model, setting_of, yaml_key
from components.settings.units import Duration
from tests.contract.walk import texts
from tests.support.program import Variant, config_of, declared

# An artefact that is there; the sample of the documentation isn't.
INSTEAD = {"build/worker.zip": "functions/placeholder"}
SECRET = "s3cr3t-" + "Zq9" * 12  # long enough for every secret, and nowhere else
SECRETS = ("authSecret", "discordId", "discordSecret", "ingestSharedSecret")
FILES = st.sampled_from(["dev", "staging", "prod"])


def values(form: Form) -> st.SearchStrategy[Any]:
    """Values that a key takes by itself; together they may still be refused."""
    if form.models:
        return st.one_of([objects(model, tag, form) for tag, model in form.models.items()])
    if form.items:
        return st.lists(values(form.items), max_size=2)
    if form.values:
        return st.just({})
    if form.literals:
        return st.sampled_from(form.literals)
    return scalars(form)


def objects(model: type[Model], tag: str, form: Form) -> st.SearchStrategy[dict[str, Any]]:
    """An object with a few of a model's keys, and all that it needs."""
    optional: dict[str, st.SearchStrategy[Any]] = {}
    required: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in model.model_fields.items():
        key = yaml_key(name)
        if isinstance(form.chooser, ByKey) and key == form.chooser.key:
            required[key] = st.just(tag)
        else:
            target = required if field.is_required() and not setting_of(field).default else optional
            target[key] = values(form_of(field))
    return st.fixed_dictionaries(required, optional=optional)


def scalars(form: Form) -> st.SearchStrategy[Any]:
    """Values of one kind: samples and limits, and now and then anything of the form."""
    kind = form.kind
    if isinstance(kind, Flag):
        return st.booleans()
    if isinstance(kind, Whole):
        limits = [kind.minimum, kind.minimum + 1, kind.maximum]
        return (
            st.sampled_from(kind.choices)
            if kind.choices
            else st.sampled_from(limits)
            | st.integers(kind.minimum, min(kind.maximum, 20 * max(kind.minimum, 1)))
        )
    if isinstance(kind, Span):
        least, most = Duration.parse(kind.minimum).seconds, Duration.parse(kind.maximum).seconds
        return st.sampled_from([least, most, max(least, most // 9)]).map(
            lambda seconds: str(Duration(seconds))
        )
    if isinstance(kind, Text):
        sample = INSTEAD.get(kind.example, kind.example)
        anything = st.from_regex(f"(?a:{kind.pattern})", fullmatch=True).filter(lambda text: len(text) < 80)
        return st.sampled_from([sample, sample, sample]) | anything
    raise AssertionError(f"no values for {form}")


KEYS = {
    yaml_key(name): values(form_of(field))
    for name, field in HookRelaySettings.model_fields.items()
    if not isinstance(form_of(field).kind, Secret)
}
CHANGES = st.dictionaries(st.sampled_from(sorted(KEYS)), st.none(), min_size=1, max_size=4).flatmap(
    lambda keys: st.fixed_dictionaries({key: KEYS[key] for key in keys})
)


def refusal(variant: Variant) -> str:
    """What loading says against a configuration; empty if nothing."""
    try:
        load(variant.name, config_of(variant), set(variant.secret_keys))
    except ConfigError as error:
        return str(error)
    return ""


@given(file=FILES, changes=CHANGES, secrets=st.sets(st.sampled_from(SECRETS)))
# The same examples each time, and none made smaller: each is a whole program, and a second long.
@settings(max_examples=15, derandomize=True, database=None, phases=[Phase.generate])
def test_a_configuration_is_refused_in_words_or_declared_as_a_whole(
    file: str, changes: dict[str, Any], secrets: set[str]
) -> None:
    """No guard of a block finds what the settings let pass; no secret is where it can be read."""
    variant = Variant(file=file, config=changes, secret=dict.fromkeys(secrets, SECRET))
    if refused := refusal(variant):
        assert "fix: " in refused
        assert SECRET not in refused
        return
    recorded = declared(variant)
    assert len(recorded.graph) > 50
    shown = [
        value for item in recorded.graph for key, value in item.inputs.items() if key not in item.secrets
    ]
    assert not any(SECRET in text for text in texts([shown, recorded.exports]))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_has_values_that_are_taken_so_that_the_test_above_declares_something(key: str) -> None:
    def taken(value: Any) -> bool:
        return not refusal(Variant(file="staging", config={"secretsBackend": "secretsmanager", key: value}))

    find(KEYS[key], taken, settings=settings(max_examples=60, phases=[Phase.generate], database=None))
