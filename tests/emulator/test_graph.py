"""What certainly exists before what, whatever the order of luck."""

import pytest

from emulator.graph import Graph, Registration


def resource(urn: str, **more: object) -> Registration:
    return Registration(urn=urn, typ="aws:sqs/queue:Queue", name=urn, **more)  # type: ignore[arg-type]


def component(urn: str, **more: object) -> Registration:
    return Registration(urn=urn, typ="platforms:index:C", name=urn, custom=False, **more)  # type: ignore[arg-type]


def test_needs_follow_inputs_options_providers_and_parents_all_the_way() -> None:
    graph = Graph(
        [
            resource("provider"),
            resource("a"),
            resource("b", dependencies=("a",)),
            component("parent", dependencies=("b",)),
            resource("c", parent="parent", provider="provider", property_dependencies={"x": ("d",)}),
            resource("d"),
            resource("unrelated"),
        ]
    )
    assert graph.needs("c") == {"parent", "b", "a", "provider", "d"}
    assert graph.needs("a") == set()


def test_depending_on_a_component_is_depending_on_all_that_is_under_it() -> None:
    graph = Graph(
        [
            component("whole"),
            component("part", parent="whole"),
            resource("deep", parent="part"),
            resource("user", dependencies=("whole",)),
        ]
    )
    assert graph.needs("user") == {"whole", "part", "deep"}


def test_a_child_does_not_wait_for_its_siblings() -> None:
    graph = Graph([component("whole"), resource("one", parent="whole"), resource("two", parent="whole")])
    assert graph.needs("one") == {"whole"}


def test_relations() -> None:
    graph = Graph([component("whole"), component("part", parent="whole"), resource("deep", parent="part")])
    assert [item.urn for item in graph.children("whole")] == ["part"]
    assert [item.urn for item in graph.descendants("whole")] == ["part", "deep"]
    assert [item.urn for item in graph.ancestors("deep")] == ["part", "whole"]
    assert [item.urn for item in graph.of_type("aws:sqs/queue:Queue")] == ["deep"]
    assert len(graph) == 3
    assert "deep" in graph
    assert graph["deep"].parent == "part"


def test_a_urn_is_taken_once() -> None:
    with pytest.raises(ValueError, match="duplicate URN a"):
        Graph([resource("a"), resource("a")])
