"""The canary's script: good answers pass, everything else fails the run."""

from __future__ import annotations

import io
from types import ModuleType, TracebackType
from typing import Self

import pytest

from tests.functions.loading import load


class Answer(io.BytesIO):
    """An HTTP answer."""

    def __init__(self, body: bytes, status: int) -> None:
        super().__init__(body)
        self.status = status

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def script(monkeypatch: pytest.MonkeyPatch, body: bytes, status: int = 200) -> ModuleType:
    monkeypatch.setenv("URL", "https://api.example.com/health")
    monkeypatch.setenv("LATEST_SECONDS", "10")
    module = load("infrastructure/health_canary.py")
    monkeypatch.setattr(module.urllib.request, "urlopen", lambda *_, timeout: Answer(body, status))
    return module


@pytest.mark.requirement("TR-31")
def test_a_healthy_answer_passes_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    module = script(monkeypatch, b'{"status": "healthy", "timestamp": "2026-11-20T00:00:00Z"}')
    assert module.handler({}, None) == "healthy at 2026-11-20T00:00:00Z"


@pytest.mark.requirement("TR-31")
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{}", 200, "without a status"),
        (b"[]", 200, "without a status"),
        (b"<html>", 200, "no JSON"),
        (b'{"status": "healthy"}', 204, "answered 204"),
    ],
)
def test_anything_else_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, body: bytes, status: int, reason: str
) -> None:
    module = script(monkeypatch, body, status)
    with pytest.raises(module.UnhealthyError, match=reason):
        module.handler({}, None)


def test_plain_http_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    module = script(monkeypatch, b"{}")
    monkeypatch.setenv("URL", "http://api.example.com/health")
    with pytest.raises(module.UnhealthyError, match="not https"):
        module.handler({}, None)
