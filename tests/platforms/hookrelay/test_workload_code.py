"""The code of functions that are not ours: where it is looked for, and how long AWS runs it."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from components.program import program
from emulator.deploy import ProgramError
from tests.support.program import ROOT, Variant, config_of
from tests.support.recorder import Recorder, declare
from tests.support.variants import ARTEFACT

OLD = {"artefact": "functions/placeholder", "handler": "index.handler", "runtime": "nodejs20.x"}


def deployed(worker: dict[str, str], today: date | None = None) -> Recorder:
    """Development with code for its worker."""
    variant = Variant(file="dev", config={"worker": {"lambda": worker}})
    return declare(lambda: program(today=today), config=config_of(variant))


@pytest.mark.requirement("X-3")
def test_a_relative_path_begins_at_the_project_wherever_the_program_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = deployed(ARTEFACT).inputs("hookrelay-worker-function")["code"]
    assert code.path == str(ROOT / ARTEFACT["artefact"])


@pytest.mark.requirement("HR-41")
def test_a_deployment_warns_of_a_runtime_that_is_out_of_support(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "emulator.program"):
        deployed(OLD, today=date(2026, 1, 1))
        assert ["nodejs20.x" in each.message for each in caplog.records] == [True]
        caplog.clear()
        deployed(OLD, today=date(2025, 1, 1))
        assert caplog.records == []


@pytest.mark.requirement("HR-41")
def test_a_runtime_that_aws_no_longer_deploys_is_refused_by_its_key() -> None:
    with pytest.raises(ProgramError, match=r"hookrelay:worker\.lambda\.runtime"):
        deployed(OLD, today=date(2027, 3, 4))
