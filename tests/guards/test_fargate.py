import pytest

from components.environments import ENVIRONMENTS, TaskCount
from components.guards.fargate import (
    container_problems,
    count_problems,
    image_problems,
    rollout_problems,
    scaling_problems,
    size_problems,
)


@pytest.mark.requirement("HR-34")
@pytest.mark.parametrize(
    ("cpu", "memory"),
    [
        (256, 512),
        (256, 2048),
        (512, 4096),
        (1024, 2048),
        (2048, 16384),
        (4096, 30720),
        (8192, 20480),
        (16384, 122880),
    ],
)
def test_pairs_that_fargate_has_are_accepted(cpu: int, memory: int) -> None:
    assert not list(size_problems(cpu=cpu, memory=memory))


@pytest.mark.parametrize(
    ("cpu", "memory", "field", "fix"),
    [
        (256, 4096, "memory", "2048"),
        (256, 768, "memory", "1024"),
        (512, 512, "memory", "1024"),
        (8192, 17408, "memory", "20480"),
        (300, 512, "cpu", ""),
        (32768, 65536, "cpu", ""),
    ],
)
def test_pairs_that_fargate_lacks_are_refused_with_the_next_that_exists(
    cpu: int, memory: int, field: str, fix: str
) -> None:
    [problem] = size_problems(cpu=cpu, memory=memory)
    assert problem.field == field
    assert fix in problem.fix


@pytest.mark.requirement("HR-36")
@pytest.mark.parametrize(
    ("tag", "refused"),
    [
        (None, False),
        ("v1.2.3", False),
        ("sha256:" + "a" * 64, False),
        ("sha256:abc", True),
        ("repo:v1", True),
        ("", True),
    ],
)
def test_an_image_is_a_tag_or_a_digest(tag: str | None, refused: bool) -> None:
    assert bool(list(image_problems(tag))) is refused


def test_the_environments_counts_are_in_order() -> None:
    for environment in ENVIRONMENTS.values():
        assert not list(count_problems(environment.tasks))


@pytest.mark.parametrize(
    "counts", [(1, 2, 3), (4, 1, 3), (0, 0, 0), (1, -1, 2)], ids=["below", "above", "none", "negative"]
)
def test_counts_out_of_order_are_refused(counts: tuple[int, int, int]) -> None:
    desired, minimum, maximum = counts
    assert list(count_problems(TaskCount(desired=desired, minimum=minimum, maximum=maximum)))


def test_requests_scale_only_a_service_behind_a_load_balancer() -> None:
    goals = {"cpu_percent": 70, "memory_percent": None}
    assert not list(scaling_problems(**goals, has_target=True, requests_per_task=100))
    [problem] = scaling_problems(**goals, has_target=False, requests_per_task=100)
    assert problem.field == "scaling.requests_per_task"


@pytest.mark.parametrize("percent", [0, 101])
def test_a_share_is_a_percentage(percent: int) -> None:
    found = scaling_problems(
        cpu_percent=percent, memory_percent=percent, has_target=False, requests_per_task=None
    )
    assert [problem.field for problem in found] == ["scaling.cpu_percent", "scaling.memory_percent"]


@pytest.mark.parametrize(
    ("names", "port", "has_target", "fields"),
    [
        (["app"], 3000, True, []),
        (["app"], None, False, []),
        (["app"], None, True, ["port"]),
        (["app", "app"], None, False, ["sidecars"]),
        (["a p"], None, False, ["container_name"]),
        (["app"], 70_000, False, ["port"]),
    ],
)
def test_containers_that_ecs_refuses_are_found(
    names: list[str], port: int | None, has_target: bool, fields: list[str]
) -> None:
    found = container_problems(names=names, port=port, has_target=has_target)
    assert [problem.field for problem in found] == fields


@pytest.mark.parametrize(
    ("strategy", "alternate", "fields"),
    [
        ("rolling", False, []),
        ("canary", True, []),
        ("blueGreen", True, []),
        ("canary", False, ["rollout.strategy"]),
        ("rolling", True, ["rollout.strategy"]),
    ],
)
def test_shifting_requests_needs_two_target_groups_and_nothing_else_has_them(
    strategy: str, alternate: bool, fields: list[str]
) -> None:
    found = rollout_problems(strategy=strategy, has_alternate=alternate, canary_percent=10, bake_minutes=5)
    assert [problem.field for problem in found] == fields


def test_shares_and_times_of_a_roll_out_are_in_range() -> None:
    found = rollout_problems(strategy="rolling", has_alternate=False, canary_percent=0, bake_minutes=1441)
    assert [problem.field for problem in found] == ["rollout.canary_percent", "rollout.bake_minutes"]
