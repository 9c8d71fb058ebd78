"""Roll a function's new version out with CodeDeploy, and follow that to its end (TR-22).

An update publishes a version and leaves the alias alone. A rollout lets CodeDeploy shift the alias's traffic
step by step; alarms, the pre-traffic hook, the time limit and Ctrl-C all take it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from automation.codedeploy import RUNNING, CodeDeploy
from automation.errors import AutomationError, Cancelled, RolledBack, TimedOut
from automation.limit import Limit
from automation.outputs.rollouts import RolloutOutputs

if TYPE_CHECKING:
    import boto3

POLL_SECONDS = 5.0
"""Between two looks; the shortest of CodeDeploy's intervals is a minute."""

BACK_SECONDS = 120.0
"""Longest that the way back is waited for: it moves the alias once."""

ALL = 100.0
"""Percent of the traffic."""

Phase = Literal["started", "following", "shifted", "event", "stopping", "rolled back", "done", "unchanged"]


@dataclass(frozen=True, kw_only=True)
class RolloutEvent:
    """Something about a rollout.

    Attributes:
        platform: Whose.
        function: The function's short name.
        phase: What happened.
        deployment: CodeDeploy's id; empty where nothing is deployed.
        current: The version that had the traffic.
        target: The version that is to have it.
        weight: Percent of the traffic that the target has.
        detail: A lifecycle event and its status, or why it is stopped.
    """

    platform: str
    function: str
    phase: Phase
    deployment: str = ""
    current: str = ""
    target: str = ""
    weight: float = 0.0
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class RolledOut:
    """A version has all the traffic.

    Attributes:
        current: The version that had it.
        target: The version that has it now.
        deployment: CodeDeploy's id; empty where the version had it already.
        seconds: How long it took.
    """

    current: str
    target: str
    deployment: str
    seconds: float


@dataclass(kw_only=True)
class _Way:
    """From one version to another.

    Attributes:
        current: The version that had the traffic.
        target: The version that is to have it.
        deployment: CodeDeploy's id.
        weight: Percent of the traffic that the target has; unknown at first.
    """

    current: str
    target: str
    deployment: str = ""
    weight: float | None = None


@dataclass(kw_only=True)
class Rollout:
    """One function's rollout.

    Attributes:
        platform: Whose function.
        name: The function's short name.
        outputs: What the stack exports of it.
        session: Credentials of its account; by default those of the environment.
        told: Told of each event.
        timeout: Seconds that it may take; then it is stopped and taken back.
        poll: Seconds between two looks.
        back: Seconds that the way back may take.
    """

    platform: str
    name: str
    outputs: RolloutOutputs
    session: boto3.Session | None = None
    told: Callable[[RolloutEvent], object] = lambda _: None
    timeout: float | None = None
    poll: float = POLL_SECONDS
    back: float = BACK_SECONDS
    _limit: Limit = field(default_factory=Limit, init=False, repr=False)

    def run(self, version: str | None = None) -> RolledOut:
        """Shift the traffic to a version: by default the one that the last update published.

        A deployment of the same version that runs already is followed instead.

        Raises:
            RolledBack: an alarm, the hook or CodeDeploy itself stopped it.
            TimedOut, Cancelled: it was stopped from here.
            AutomationError: there is nothing that could be rolled out, or another version is under way.
        """
        if self.timeout is not None:
            self._limit = Limit(self.timeout)
        since = time.monotonic()
        way = _Way(current=self._codedeploy.current(), target=version or self.outputs.version)
        way.deployment = self._under_way(way.target)
        if way.deployment:
            self._tell("following", way)
        elif way.target == way.current:
            self._tell("unchanged", way)
            return RolledOut(current=way.current, target=way.target, deployment="", seconds=0.0)
        else:
            self._start(way)
        self._follow(way)
        return RolledOut(
            current=way.current,
            target=way.target,
            deployment=way.deployment,
            seconds=round(time.monotonic() - since, 3),
        )

    def cancel(self) -> None:
        """Stop it and take it back, from another thread; `run` raises `Cancelled`."""
        self._limit.cancel()

    @property
    def _codedeploy(self) -> CodeDeploy:
        return CodeDeploy(outputs=self.outputs, session=self.session)

    def _under_way(self, target: str) -> str:
        """A deployment that runs already, if it is of this version; empty if there is none.

        Raises:
            AutomationError: one of another version runs.
        """
        for deployment, other in self._codedeploy.running().items():
            if other != target:
                raise AutomationError(
                    f"{deployment} is rolling version {other} of {self.outputs.function} out: wait for it, "
                    f"or stop it with `aws deploy stop-deployment --deployment-id {deployment} "
                    "--auto-rollback-enabled`"
                )
            return deployment
        return ""

    def _start(self, way: _Way) -> None:
        if not way.target.isdigit():
            raise AutomationError(
                f"{self.outputs.function} has no published version to roll out (the stack says "
                f"{way.target}): run an update first"
            )
        words = f"{self.platform} {self.name}: version {way.current} to {way.target}"
        way.deployment = self._codedeploy.start(way.current, way.target, words)
        self._tell("started", way)

    # -- following

    def _follow(self, way: _Way) -> None:
        try:
            info = self._watch(way, self._limit)
        except KeyboardInterrupt:
            self._stop(way, "Ctrl-C")
            raise
        except (TimedOut, Cancelled) as ended:
            outcome = self._stop(way, str(ended))
            what = f"version {way.target} of {self.outputs.function}"
            raise type(ended)(f"the rollout of {what} was stopped: {ended}\n{outcome}") from ended
        if info["status"] == "Succeeded":
            way.weight = ALL
            self._tell("done", way)
            return
        raise RolledBack(
            function=self.outputs.function,
            deployment=way.deployment,
            reason=self._codedeploy.reason(way.deployment, info),
            outcome=self._undone(way, info),
        )

    def _watch(self, way: _Way, limit: Limit) -> Mapping[str, Any]:
        """Look until it is over, and tell of what changes.

        Raises:
            TimedOut, Cancelled: the limit's.
        """
        seen: dict[str, str] = {}
        while True:
            state = self._codedeploy.target(way.deployment)
            for event in state.get("lifecycleEvents") or []:
                name, status = event["lifecycleEventName"], event["status"]
                if seen.get(name) != status and status != "Pending":
                    seen[name] = status
                    self._tell("event", way, detail=f"{name} {status}")
            weight = float((state.get("lambdaFunctionInfo") or {}).get("targetVersionWeight") or 0.0)
            if weight != way.weight:
                way.weight = weight
                self._tell("shifted", way)
            info = self._codedeploy.info(way.deployment)
            if info["status"] not in RUNNING:
                return info
            limit.sleep(self.poll)

    # -- the way back

    def _stop(self, way: _Way, why: str) -> str:
        """Stop it; where the traffic is then."""
        self._tell("stopping", way, detail=why)
        self._codedeploy.stop(way.deployment)
        try:
            return self._undone(way, self._watch(way, Limit(self.back)))
        except TimedOut:
            return f"{way.deployment} does not stop: look at it now."

    def _undone(self, way: _Way, info: Mapping[str, Any]) -> str:
        """Wait for the deployment that undoes another one; where the traffic is then."""
        if info["status"] == "Succeeded":
            return f"It had ended already: version {way.target} has all traffic."
        undoing = str((info.get("rollbackInfo") or {}).get("rollbackDeploymentId") or "")
        if not undoing:
            now = self._codedeploy.current()
            return f"Nothing gives the traffic back: the alias is at version {now}; look at it now."
        limit = Limit(self.back)
        status = str(self._codedeploy.info(undoing)["status"])
        while status in RUNNING and limit.left:
            time.sleep(min(self.poll, limit.left))
            status = str(self._codedeploy.info(undoing)["status"])
        if status != "Succeeded":
            return f"{undoing}, which should give the traffic back, is {status}: look at it now."
        self._tell("rolled back", _Way(current=way.target, target=way.current, deployment=undoing))
        return f"{undoing} has given all traffic back to version {way.current}."

    def _tell(self, phase: Phase, way: _Way, *, detail: str = "") -> None:
        self.told(
            RolloutEvent(
                platform=self.platform,
                function=self.name,
                phase=phase,
                deployment=way.deployment,
                current=way.current,
                target=way.target,
                weight=way.weight or 0.0,
                detail=detail,
            )
        )


def chosen(
    rollouts: Mapping[tuple[str, str], RolloutOutputs], platform: str | None, function: str | None
) -> dict[tuple[str, str], RolloutOutputs]:
    """The rollouts that are meant: all of a stack's, of a platform, or one function's.

    Raises:
        AutomationError: there is none.
    """
    found = {
        (of, name): outputs
        for (of, name), outputs in rollouts.items()
        if platform in (None, of) and function in (None, name)
    }
    if not found:
        has = ", ".join(f"{of} {name}" for of, name in rollouts) or "none (rollout.canary is off)"
        wanted = " ".join(filter(None, (platform, function))) or "any"
        raise AutomationError(f"the stack rolls no such function out ({wanted}); it has {has}")
    return found
