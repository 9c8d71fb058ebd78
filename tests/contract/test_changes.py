"""No key of production's stack files, changed, loses what holds data: it stays, or the change is refused.

Each key of each namespace is given other valid values. The engine refuses to delete what was protected, and
to replace what was and is (tests/engine/test_production.py); so a change is safe if all that holds data is
protected before and after it, whatever it would have replaced. What the settings refuse is refused, and so is
another environment, by the platform's own component. One declaration shows many changes; it takes minutes all
the same, so `make keys` runs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from components.platforms.component import PlatformWouldBeRemadeError, refuse_another_identity
from components.program import program
from components.settings import ConfigError, load
from components.settings.anatomy import form_of
from components.settings.docs import NAMESPACES, rows
from components.settings.registry import PLATFORMS
from emulator.deploy import declare
from tests.support.changes import REMOVED, Change, applied, changes, value_of
from tests.support.companions import REFUSED, completed, explicit
from tests.support.program import Variant, config_of, text_of
from tests.support.recorder import Recorder
from tests.support.stateful import STATEFUL, guarded, replacing, stateful

# (namespace, platform whose stack it is changed in)
PLACES = [
    *((name, name) for name in PLATFORMS),
    *(("platforms", name) for name in PLATFORMS),
    ("aws", "hookrelay"),
]
# What lifts protection, and nothing else in the same update; tested below.
LIFTING = {"platforms:decommission"}
ALONE = {"environment"}  # refused for what it is, so it would hide the others
MOST = 2  # changes of one key that are declared, up and down; but every word of an enumeration


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A production stack of one platform, and the namespace of it that is changed."""

    namespace: str
    platform: str

    @property
    def file(self) -> str:
        """Whose file it is."""
        return "baseline" if self.platform == "baseline" else "prod"

    @property
    def config(self) -> dict[str, str]:
        """What the committed file says."""
        return config_of(Variant(file=self.file, platform=self.platform))

    @property
    def texts(self) -> dict[str, str]:
        """The namespace's keys in it."""
        prefix = f"{self.namespace}:"
        return {key.removeprefix(prefix): text for key, text in self.config.items() if key.startswith(prefix)}

    def changed(self, made: Sequence[Change]) -> tuple[dict[str, str], set[str]]:
        """The configuration after changes, and its encrypted keys."""
        config = self.config
        secret: set[str] = set()
        for key, value in applied(self.texts, made).items():
            field = NAMESPACES[self.namespace].field_of(key)
            if field is not None and form_of(field[1]).secret:
                secret.add(f"{self.namespace}:{key}")
            config.pop(f"{self.namespace}:{key}", None)
            if value is not REMOVED:
                config[f"{self.namespace}:{key}"] = text_of(value)
        return config, secret

    def loads(self, made: Sequence[Change]) -> bool:
        """Whether the settings take the changes."""
        try:
            load(self.file, *self.changed(made))
        except ConfigError:
            return False
        return True

    def declared(self, made: Sequence[Change]) -> Recorder:
        """What the program declares after changes."""
        config, secret = self.changed(made)
        return Recorder(declare(program, stack=self.file, config=config, secret_keys=sorted(secret)))


@cache
def base(platform: str) -> Recorder:
    """What production declares as it is committed."""
    return Stack(namespace=platform, platform=platform).declared([])


def lost(platform: str, after: Recorder) -> set[str]:
    """Logical names of what would be deleted or made anew, if the engine let it."""
    before = base(platform)
    old, new = stateful(before), stateful(after)
    return {
        item.name for urn, item in old.items() if urn not in new or replacing(item, new[urn], before, after)
    }


def bared(after: Recorder) -> set[str]:
    """Logical names of what holds data and may be lost without a word."""
    return {item.name for item in stateful(after).values() if not guarded(item)}


def refused_as_a_whole(platform: str, after: Recorder) -> bool:
    """Whether the platform's component refuses the change before anything in it is touched."""
    old, new = (recorder.registration(platform) for recorder in (base(platform), after))
    assert old.hooks == new.hooks == {"before_update": (f"{platform}-stays-what-it-is",)}
    try:
        refuse_another_identity(platform, old.inputs, new.inputs)
    except PlatformWouldBeRemadeError:
        return True
    return False


def worth_declaring(stack: Stack) -> dict[str, list[Change]]:
    """Key -> its changes that the settings take."""
    given = {key: value_of(text) for key, text in stack.texts.items()}
    found: dict[str, list[Change]] = {}
    for key, all_changes in changes(NAMESPACES[stack.namespace], given).items():
        tried = [*explicit(stack.namespace, all_changes[0]), *all_changes]
        whole = [completed(stack.namespace, each) for each in tried]
        taken = [each for each in whole if stack.loads([each])]
        words = [each for each in taken if each.word]
        found[key] = words or taken[:MOST]
    return found


def together(one: Change, other: Change) -> bool:
    """Whether neither hides what the other does: they are about different parts, or mere numbers of one."""
    if one.key == other.key or ALONE & {one.key, other.key}:
        return False
    depth = min(len(one.at), len(other.at), 2)
    apart = one.at[:depth] != other.at[:depth]
    return apart or not (one.structural or other.structural)


def batches(stack: Stack, wanted: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes that can be made at once."""
    waiting = list(wanted)
    while waiting:
        batch: list[Change] = []
        for each in list(waiting):
            if all(together(each, other) for other in batch) and stack.loads([*batch, each]):
                batch.append(each)
                waiting.remove(each)
        yield batch


@pytest.mark.requirement("X-10", "X-4")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_everything_that_holds_data_is_protected_in_production(platform: str) -> None:
    assert stateful(base(platform))
    assert bared(base(platform)) == set()


@pytest.mark.requirement("X-10")
def test_whatever_is_protected_is_in_the_list_of_what_holds_data() -> None:
    """And the other way round no type of the list is unknown to all platforms."""
    protected = {item.typ for name in PLATFORMS for item in base(name).graph if item.protect}
    assert protected == STATEFUL


@pytest.mark.requirement("X-4")
@pytest.mark.parametrize(
    ("platform", "key", "value", "name"),
    [
        ("hookrelay", "customerManagedKey", False, "hookrelay-database-instance"),
        ("hookrelay", "cache", {"enabled": False}, "hookrelay-cache-group"),
        ("trinity", "provider", {"region": "eu-central-1"}, "trinity-user-pool-pool"),
    ],
)
def test_the_walk_sees_what_a_change_would_lose(platform: str, key: str, value: object, name: str) -> None:
    stack = Stack(namespace=platform, platform=platform)
    after = stack.declared([Change(key=key, at=(key,), assign=(((key,), value),))])
    assert name in lost(platform, after)
    assert bared(after) == set()


@pytest.mark.requirement("X-4")
def test_a_decommission_lifts_protection_and_loses_nothing_yet() -> None:
    key = "decommission"
    change = Change(key=key, at=(key,), assign=(((key,), ["hookrelay"]),))
    after = Stack(namespace="platforms", platform="hookrelay").declared([change])
    assert bared(after) == {item.name for item in stateful(base("hookrelay")).values()}
    assert lost("hookrelay", after) == set()


@pytest.mark.requirement("X-4")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_production_as_another_environment_would_be_bare_and_is_refused(platform: str) -> None:
    key = "environment"
    change = Change(key=key, at=(key,), assign=(((key,), "staging"),))
    after = Stack(namespace="platforms", platform=platform).declared([change])
    assert bared(after)
    assert refused_as_a_whole(platform, after)


@pytest.mark.walk
@pytest.mark.timeout(600)
@pytest.mark.requirement("X-4", "X-10")
@pytest.mark.parametrize(("namespace", "platform"), PLACES)
def test_no_key_changed_loses_what_holds_data(namespace: str, platform: str) -> None:
    stack = Stack(namespace=namespace, platform=platform)
    wanted = worth_declaring(stack)
    keys = {key for key, _, _ in rows(NAMESPACES[namespace], "")} | wanted.keys()
    refused = {f"{namespace}:{key}" for key in keys if not wanted.get(key)}
    assert refused == {key for key in REFUSED if key.startswith(f"{namespace}:")}
    lifting = {key.removeprefix(f"{namespace}:") for key in LIFTING}
    kept = [each for key, taken in wanted.items() if key not in lifting for each in taken]
    for batch in batches(stack, kept):
        after = stack.declared(batch)
        assert bared(after) == set() or refused_as_a_whole(platform, after), [each.key for each in batch]
