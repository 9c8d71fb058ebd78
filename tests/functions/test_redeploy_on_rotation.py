from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest

from tests.functions.loading import load as load_function


class Ecs:
    def __init__(self, refused: Sequence[str] = ()) -> None:
        self.refused = refused
        self.calls: list[dict[str, Any]] = []

    def update_service(self, **call: Any) -> None:
        self.calls.append(call)
        if call["service"] in self.refused:
            raise RuntimeError("ServiceNotActiveException")


def load(ecs: Ecs) -> ModuleType:
    module = load_function("infrastructure/redeploy_on_rotation.py")
    vars(module)["_ecs"] = lambda: ecs
    return module


@pytest.fixture(autouse=True)
def services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTER", "main")
    monkeypatch.setenv("SERVICES", "web,worker")


@pytest.mark.requirement("HR-26")
def test_every_service_starts_new_tasks_with_the_definition_it_has() -> None:
    ecs = Ecs()
    assert load(ecs).handler({}, None) == {"redeployed": ["web", "worker"]}
    assert ecs.calls == [
        {"cluster": "main", "service": name, "forceNewDeployment": True} for name in ("web", "worker")
    ]


def test_one_service_that_refuses_keeps_no_other_from_its_new_secret_and_fails_the_call() -> None:
    ecs = Ecs(refused=("web",))
    with pytest.raises(RuntimeError, match=r"redeploy web$"):
        load(ecs).handler({}, None)
    assert [call["service"] for call in ecs.calls] == ["web", "worker"]
