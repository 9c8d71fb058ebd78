"""Rules, what they find, and how they look things up."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Node(Protocol):
    """What a rule reads of a registered resource (`emulator.graph.Registration`)."""

    @property
    def urn(self) -> str:
        """Its unique name."""

    @property
    def typ(self) -> str:
        """Its type token."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Its plain inputs."""

    @property
    def property_dependencies(self) -> Mapping[str, tuple[str, ...]]:
        """Input -> URNs that its value came from."""


class Graph(Protocol):
    """What a rule reads of the graph (`emulator.graph.Graph`)."""

    def __iter__(self) -> Iterator[Any]:
        """All registrations."""

    def needs(self, urn: str) -> set[str]:
        """Everything that certainly exists before this one is made."""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A resource that doesn't wait for what it relies on.

    Attributes:
        urn: The resource.
        needs: What it should wait for; one of them is enough.
        reason: What AWS would answer otherwise.

    """

    urn: str
    needs: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        wanted = " or ".join(name.rpartition("::")[2] for name in self.needs)
        must = f"must depend on {wanted}" if wanted else "lacks something"
        return f"{self.urn.rpartition('::')[2]} {must}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One thing that a resource relies on.

    Attributes: anyof: Resources of which one must be waited for; none means that nothing in this program
    provides it. reason: What AWS answers without it. always: Whether it is a violation too if nothing in
    the program provides it (else it may exist already).

    """

    anyof: tuple[Node, ...]
    reason: str
    always: bool = False


Look = Callable[["Index", Node], Iterable[Demand]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What resources of some types rely on.

    Attributes:
        types: Type tokens of the dependents.
        demands: Finds what one of them relies on.

    """

    types: tuple[str, ...]
    demands: Look


_RULES: list[Rule] = []


def rule(*types: str) -> Callable[[Look], Look]:
    """Register a function as the rule for these types."""

    def registered(look: Look) -> Look:
        _RULES.append(Rule(types=types, demands=look))
        return look

    return registered


def rules() -> tuple[Rule, ...]:
    """All rules."""
    return tuple(_RULES)


class Index:
    """A graph, with its resources by type."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._by_type: dict[str, list[Node]] = {}
        self._by_urn: dict[str, Node] = {}
        for node in graph:
            self._by_type.setdefault(node.typ, []).append(node)
            self._by_urn[node.urn] = node

    def of(self, *types: str) -> list[Node]:
        """All resources of these types."""
        return [node for typ in types for node in self._by_type.get(typ, ())]

    def behind(self, node: Node, key: str, *types: str) -> list[Node]:
        """The nearest resources of these types that an input's value came from, through others if need be."""
        waiting, seen = list(node.property_dependencies.get(key, ())), set()
        found = []
        while waiting:
            urn = waiting.pop(0)
            if urn in seen or urn not in self._by_urn:
                continue
            seen.add(urn)
            source = self._by_urn[urn]
            if source.typ in types:
                found.append(source)
            else:
                waiting += [each for many in source.property_dependencies.values() for each in many]
        return found

    def about(self, typ: str, key: str, value: object, *, of: Node | None = None) -> list[Node]:
        """Resources of a type whose input is (or ends in) the same name as a value, or came from ``of``."""
        name = last(value)
        return [
            node
            for node in self.of(typ)
            if (name and last(node.inputs.get(key)) == name)
            or (of is not None and of.urn in node.property_dependencies.get(key, ()))
        ]


def last(value: object) -> str:
    """The name at the end of an ARN, URL or id; empty for anything that is no text."""
    return value.rsplit(":", 1)[-1].rsplit("/", 1)[-1] if isinstance(value, str) else ""


def check(graph: Graph) -> list[Violation]:
    """What a program leaves to luck; empty if nothing."""
    index = Index(graph)
    found = []
    for one in _RULES:
        for node in index.of(*one.types):
            needs = graph.needs(node.urn)
            for demand in one.demands(index, node):
                if not demand.anyof and not demand.always:
                    continue
                if not any(each.urn in needs for each in demand.anyof):
                    wanted = tuple(each.urn for each in demand.anyof)
                    found.append(Violation(urn=node.urn, needs=wanted, reason=demand.reason))
    return found
