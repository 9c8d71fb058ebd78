"""A small project and a stand-in for the CLI."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation import Cli, Deployer, Patience, Target, project_at

STAND_IN = Path(__file__).with_name("stand_in.py")
QUEUE = "urn:pulumi:dev::shop::shop:index:Shop$aws:sqs/queue:Queue::jobs"
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"

Answer = Mapping[str, Any]


def step(op: str, urn: str = QUEUE, *, custom: bool = True) -> dict[str, Any]:
    """Metadata of a step."""
    typ = urn.split("::")[2].rpartition("$")[2]
    state = {"type": typ, "urn": urn, "custom": custom}
    return {"op": op, "urn": urn, "type": typ, "provider": "", "new": state}


def summary(**changes: int) -> dict[str, Any]:
    return {"summaryEvent": {"resourceChanges": changes}}


def made(op: str = "create", urn: str = QUEUE) -> list[dict[str, Any]]:
    """A resource's operation, from beginning to end."""
    return [
        {"resourcePreEvent": {"metadata": step(op, urn)}},
        {"resOutputsEvent": {"metadata": step(op, urn)}},
    ]


def failed(reason: str, urn: str = QUEUE) -> list[dict[str, Any]]:
    """A resource whose creation fails."""
    return [
        {"resourcePreEvent": {"metadata": step("create", urn)}},
        {"diagnosticEvent": {"message": f"<{{%reset%}}>{reason}\n", "severity": "error", "urn": urn}},
        {"resOpFailedEvent": {"metadata": step("create", urn), "status": 0, "steps": 0}},
        {"diagnosticEvent": {"message": "update failed\n", "severity": "error"}},
    ]


SUCCESS: Mapping[str, Sequence[Answer]] = {
    "preview": [{"events": [*made(), summary(create=1)]}],
    "up": [{"events": [*made(), summary(create=1)]}],
    "refresh": [{"events": [summary(same=1)]}],
    "destroy": [{"events": [*made("delete"), summary(delete=1)]}],
    "stack output": [{"stdout": json.dumps({"url": "https://jobs"})}],
    "stack history": [
        {
            "stdout": json.dumps(
                [
                    {
                        "kind": "update",
                        "startTime": "2026-01-01T00:00:00.000Z",
                        "message": "",
                        "environment": {},
                        "config": {},
                        "result": "succeeded",
                    }
                ]
            )
        }
    ],
    "stack export": [{"stdout": json.dumps({"version": 3, "deployment": {"resources": []}})}],
}
MISSING = {"stack": [{"code": 6, "stderr": "error: no stack named 'dev' found"}, {}]}
LOCKED = {"code": 1, "stderr": "error: the stack is currently locked by 1 lock(s)"}


@dataclass
class Shop:
    """A project, and the stand-in that stands for its CLI.

    Attributes:
        place: Of the stand-in's own files.
        directory: Of the project.

    """

    place: Path
    directory: Path

    @property
    def bin(self) -> Path:
        return self.place / "bin" / "pulumi"

    def answers(self, **commands: Sequence[Answer]) -> None:
        """What the stand-in does, over success; `stack_output` is the command `stack output`."""
        scenario = {**SUCCESS, **{name.replace("_", " "): each for name, each in commands.items()}}
        (self.place / "scenario.json").write_text(json.dumps(scenario))

    @property
    def calls(self) -> list[dict[str, Any]]:
        file = self.place / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def commands(self) -> list[str]:
        return [call["command"] for call in self.calls]

    def call(self, command: str) -> dict[str, Any]:
        """The only call of a command."""
        [found] = [call for call in self.calls if call["command"] == command]
        return found

    def target(self, **given: Any) -> Target:
        return Target(**{"stack": "dev", "project": project_at(self.directory, lambda: None), **given})

    def deployer(self, **given: Any) -> Deployer:
        target = given.pop("target", None) or self.target()
        patience = Patience(attempts=3, first=0.01, longest=0.02)
        return Deployer(**{"target": target, "cli": Cli(self.bin), "patience": patience, **given})


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for key in [key for key in os.environ if key.startswith("PULUMI_")]:
        monkeypatch.delenv(key)
    directory = tmp_path / "shop"
    directory.mkdir()
    (directory / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (directory / "Pulumi.dev.yaml").write_text(
        "config:\n  shop:open: yes # every day\n  aws:region: eu-west-1\n"
    )
    (directory / "__main__.py").write_text("")
    place = tmp_path / "stand-in"
    (place / "bin").mkdir(parents=True)
    binary = place / "bin" / "pulumi"
    binary.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    binary.chmod(0o755)
    monkeypatch.setenv("STAND_IN", str(place))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    made_ = Shop(place=place, directory=directory)
    made_.answers()
    return made_
