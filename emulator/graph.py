"""What a program registered, and what needs what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One resource as the program registered it.

    Attributes:
        urn: Unique name.
        typ: Type token.
        name: Logical name.
        parent: URN of the parent, empty for the stack itself.
        inputs: Plain inputs (secrets unwrapped), as the program gave them.
        secrets: Top-level inputs that are, or hold, a secret.
        dependencies: URNs of everything it needs, named or through an input.
        property_dependencies: Input -> URNs its value came from.
        custom: Whether a provider manages it (a component is not custom).
        remote: Whether it is a component of another package.
        protect: Whether it may be deleted (None: as its parent).
        provider: URN of its provider, empty where none was given.
        providers: Package -> URN of the provider that a component's children are to use.
        aliases: Earlier names, as URNs or as name, type and parent.
        retain_on_delete: Whether the real thing stays when the resource goes (None: as its parent).
        ignore_changes: Inputs whose changes are ignored.
        delete_before_replace: None where the program didn't say.
        hooks: Moment (`before_delete`) -> names of the hooks that run then.
        import_id: Id of an existing thing to adopt, or empty.
        version: Version of the provider's SDK.

    """

    urn: str
    typ: str
    name: str
    parent: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    custom: bool = True
    remote: bool = False
    protect: bool | None = None
    provider: str = ""
    providers: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[Mapping[str, str], ...] = ()
    retain_on_delete: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    import_id: str = ""
    version: str = ""

    @property
    def component(self) -> bool:
        """Whether it is a component, local or remote."""
        return not self.custom


class Graph:
    """Registrations by URN, with the relations between them."""

    def __init__(self, registrations: Iterable[Registration] = ()) -> None:
        self.registrations: dict[str, Registration] = {}
        self._children: dict[str, list[str]] = {}
        for registration in registrations:
            self.add(registration)

    def add(self, registration: Registration) -> None:
        """Add one.

        Raises:
            ValueError: its URN is taken.

        """
        if registration.urn in self.registrations:
            raise ValueError(f"duplicate URN {registration.urn}: two resources of one type, parent and name")
        self.registrations[registration.urn] = registration
        self._children.setdefault(registration.parent, []).append(registration.urn)

    def __getitem__(self, urn: str) -> Registration:
        return self.registrations[urn]

    def __contains__(self, urn: object) -> bool:
        return urn in self.registrations

    def __iter__(self) -> Iterator[Registration]:
        return iter(self.registrations.values())

    def __len__(self) -> int:
        return len(self.registrations)

    def of_type(self, typ: str) -> list[Registration]:
        """All of one type."""
        return [registration for registration in self if registration.typ == typ]

    def children(self, urn: str) -> list[Registration]:
        """Direct children."""
        return [self.registrations[child] for child in self._children.get(urn, ())]

    def descendants(self, urn: str) -> Iterator[Registration]:
        """Children, their children, and so on."""
        for child in self.children(urn):
            yield child
            yield from self.descendants(child.urn)

    def ancestors(self, urn: str) -> Iterator[Registration]:
        """Parent, its parent, and so on, without the stack."""
        parent = self.registrations[urn].parent
        while parent in self.registrations:
            yield self.registrations[parent]
            parent = self.registrations[parent].parent

    def needs(self, urn: str) -> set[str]:
        """Everything that exists before `urn` is created, whatever the order of luck.

        That is: what it depends on by option or input, its provider, its parent (and what those need in
        turn; a child waits for its parent, hence for what the parent depends on), and all that is under a
        component it depends on.
        """
        found: set[str] = set()
        waiting = [urn]
        while waiting:
            for need in self._direct_needs(waiting.pop()):
                if need not in found:
                    found.add(need)
                    waiting.append(need)
        found.discard(urn)
        return found

    def _direct_needs(self, urn: str) -> Iterator[str]:
        registration = self.registrations.get(urn)
        if registration is None:
            return
        if registration.parent:
            yield registration.parent
        if registration.provider:
            yield registration.provider
        named = {*registration.dependencies}
        named.update(need for needs in registration.property_dependencies.values() for need in needs)
        for need in sorted(named):
            yield need
            if need in self.registrations and self.registrations[need].component:
                yield from (child.urn for child in self.descendants(need))
