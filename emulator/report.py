"""What a run tells its user: progress while it works, then what there is now."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from .deploy import AwsDeployment, Deployment
from .graph import Registration
from .monitor import DeploymentFailed, short
from .monitor import Progress as Told

ELSEWHERE = "(the stack itself)"
"""Row of what belongs to no top-level component: providers and loose resources."""


@dataclass(kw_only=True)
class Report:
    """Everything that is told about one run.

    Attributes:
        project: Name of the project.
        stack: Name of the stack.
        preview: Whether nothing was made.
        region: Region of the account.
        given: What was there before.
        checks: (platform, title, holds, detail).
        machine: Whether to write JSON.
        out: Where to.

    """

    project: str
    stack: str
    preview: bool = False
    region: str = ""
    machine: bool = False
    given: list[str] = field(default_factory=list)
    checks: list[tuple[str, str, bool, str]] = field(default_factory=list)
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))

    @contextmanager
    def progress(self) -> Iterator[Told | None]:
        """Tell of each resource while the program runs: a live line in a terminal, else nothing."""
        if self.machine or not self.out.is_terminal:
            yield None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, TimeElapsedColumn(), console=self.out, transient=True) as live:
            task = live.add_task("starting", total=0)
            total = 0

            def told(event: str, registration: Registration, _reason: str) -> None:
                nonlocal total
                if event == "creating":
                    total += 1
                    live.update(task, total=total, description=registration.name)
                else:
                    live.advance(task)

            yield told

    def deployed(self, deployment: Deployment) -> None:
        """What there is now (or would be)."""
        if self.machine:
            return
        self._table(deployment)
        for line in self.given:
            self.out.print(Text(f"given: {line}"))
        if deployment.masked_outputs and not self.preview:
            self.out.print(Text("\noutputs", style="bold"))
            for key, value in sorted(deployment.masked_outputs.items()):
                shown = value if isinstance(value, str) else json.dumps(value, indent=2, sort_keys=True)
                self.out.print(Text(f"  {key}: " + shown.replace("\n", "\n  ")))
        validated = _validated(deployment)
        if validated:
            self.out.print(Text("\nvalidated and recorded, but not made", style="bold"))
            for urn, reason in validated.items():
                self.out.print(Text(f"  {short(urn)}: {reason}"))
        amount = len([urn for urn in deployment.created if deployment.registrations[urn].custom])
        done = f"resource{'' if amount == 1 else 's'} {'would be ' if self.preview else ''}created"
        self.out.print(Text(f"\n{amount} {done} in {deployment.seconds:.1f} s", style="bold"))

    def checked(self, outcomes: Iterable[Iterable[Any]]) -> bool:
        """Tell the result of each check as it comes; whether all hold."""
        for outcome in outcomes:
            platform, title, holds, detail = outcome
            self.checks.append((str(platform), str(title), bool(holds), str(detail)))
            if not self.machine:
                mark = Text("ok  ", style="green") if holds else Text("FAIL", style="red")
                self.out.print(mark, Text(f"{platform}: {title} ({detail})"))
        return all(holds for _, _, holds, _ in self.checks)

    def finish(self, deployment: Deployment) -> None:
        """Write the machine's form, if that was asked for."""
        if self.machine:
            json.dump(self._object(deployment), sys.stdout, indent=2, sort_keys=True, default=str)
            sys.stdout.write("\n")

    def _table(self, deployment: Deployment) -> None:
        table = Table(title=f"{self.project} {self.stack}, {self.region}", title_justify="left")
        for heading in ("platform", "resources", "types", "seconds"):
            table.add_column(heading, justify="left" if heading == "platform" else "right")
        for platform, row in sorted(_rows(deployment).items()):
            table.add_row(platform, str(row["resources"]), str(row["types"]), f"{row['seconds']:.2f}")
        self.out.print(table)

    def _object(self, deployment: Deployment) -> dict[str, Any]:
        return {
            "project": self.project,
            "stack": self.stack,
            "preview": self.preview,
            "region": self.region,
            "seconds": round(deployment.seconds, 3),
            "platforms": _rows(deployment),
            "resources": {
                urn: {"type": deployment.registrations[urn].typ, "id": deployment.state_of(urn)["id"]}
                for urn in deployment.created
                if deployment.registrations[urn].custom
            },
            "outputs": {} if self.preview else deployment.masked_outputs,
            "validated_only": _validated(deployment),
            "given": self.given,
            "checks": [
                {"platform": platform, "title": title, "ok": holds, "detail": detail}
                for platform, title, holds, detail in self.checks
            ],
        }


def failed(error: DeploymentFailed) -> str:
    """One message for everything that failed in a deployment."""
    amount = len(error.failures)
    lines = [f"{amount} resource{'s' if amount > 1 else ''} failed:"]
    lines += [
        f"  {short(urn)}\n    " + reason.replace("\n", "\n    ") for urn, reason in error.failures.items()
    ]
    if error.skipped:
        lines.append(f"not tried, because they need what failed: {len(error.skipped)}")
    lines += [f"  {short(urn)}" for urn in error.skipped]
    return "\n".join([*lines, *getattr(error, "__notes__", [])])


def _validated(deployment: Deployment) -> Mapping[str, str]:
    return deployment.validated_only if isinstance(deployment, AwsDeployment) else {}


def _rows(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """Per top-level component: custom resources, distinct types, seconds."""
    resources: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    types: dict[str, set[str]] = {}
    for urn in deployment.created:
        registration = deployment.registrations[urn]
        if not registration.custom:
            continue
        ancestors = [item for item in deployment.graph.ancestors(urn) if item.component]
        platform = ancestors[-1].name if ancestors else ELSEWHERE
        resources[platform] += 1
        seconds[platform] += deployment.timings[urn]  # type: ignore[assignment]
        types.setdefault(platform, set()).add(registration.typ)
    return {
        platform: {"resources": amount, "types": len(types[platform]), "seconds": round(seconds[platform], 3)}
        for platform, amount in resources.items()
    }
