"""One of CodeDeploy's deployments of a function: hooks, traffic in steps, alarms, and the way back.

The alias really moves, in the name of the deployment group's role.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.codedeploy.models import DeploymentInfo, codedeploy_backends
from moto.core.utils import utcnow

from emulator.policies.decisions import assumable, role_may

from . import functions
from .app_spec import EVENTS, AppSpec

SERVICE = "codedeploy.amazonaws.com"
RUNNING = ("Created", "Queued", "InProgress", "Ready")
_KEPT = "_emulated_shift"


class Stopped(Exception):
    """A deployment can't go on; `code` is CodeDeploy's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Shift:
    """One deployment of a function on its way.

    Attributes:
        info: moto's record of it, whose status is this one's.
        account: The account it is in.
        region: Its region.
        spec: What it is to do.
        steps: Shares that the new version still gets before it gets all.
        weight: The share that it has.
        before: Version that had the traffic when it began.
        events: Lifecycle event -> its status.
        executions: Hook execution -> the event that it is of.
        error: Code and message of why it ended badly.
        rollback: Ids of the deployment that undoes this one, or that this one undoes.
    """

    info: DeploymentInfo
    account: str
    region: str
    spec: AppSpec
    steps: list[float]
    weight: float = 0.0
    before: str = ""
    events: dict[str, str] = field(default_factory=lambda: dict.fromkeys(EVENTS, "Pending"))
    executions: dict[str, str] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    rollback: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> Any:
        """Moto's deployment group."""
        return self.info.deployment_group

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.info.status not in RUNNING

    @property
    def waits(self) -> bool:
        """Whether a hook is asked; what the hook looks up meanwhile lets no time pass."""
        return any(self.events[event] == "InProgress" for event in self.executions.values())

    # -- time

    def advance(self) -> None:
        """Let one interval go by."""
        if self.ended:
            return
        if "rollbackTriggeringDeploymentId" in self.rollback:  # all traffic is back; no alarm stops that
            self.info.status, self.info.complete_time = "Succeeded", utcnow()
            return
        try:
            self._step()
        except Stopped as stopped:
            self.end(
                "Stopped" if stopped.code == "ALARM_ACTIVE" else "Failed", code=stopped.code, why=str(stopped)
            )

    def _step(self) -> None:
        if self.info.status == "Created":
            self.info.status, self.info.start_time = "InProgress", utcnow()
            self._see_that_it_can()
            self._watch()
            self._ask("BeforeAllowTraffic")
            self.events["AllowTraffic"] = "InProgress"
        else:
            self._watch()
        if self.steps:
            self._route(self.steps.pop(0))
            return
        self._route(1.0)
        self.events["AllowTraffic"] = "Succeeded"
        self._ask("AfterAllowTraffic")
        self.info.status, self.info.complete_time = "Succeeded", utcnow()

    def _see_that_it_can(self) -> None:
        role = self.group.service_role_arn
        if not assumable(self.account, role, SERVICE):
            raise Stopped("IAM_ROLE_MISSING", f"CodeDeploy can't assume the role {role}")
        self._may("lambda:GetAlias", self.function_arn)
        self.before = str(self._alias().function_version)
        if self.before != self.spec.current:
            raise Stopped(
                "INVALID_LAMBDA_FUNCTION",
                f"alias {self.spec.alias} is at version {self.before}, not {self.spec.current}",
            )
        try:
            self._backend.get_function(self.spec.function, self.spec.target)
        except Exception as error:
            raise Stopped("INVALID_LAMBDA_FUNCTION", f"there is no version {self.spec.target}") from error

    def _watch(self) -> None:
        """Stop if one of the group's alarms is on, or can't be looked at."""
        watched = self.group.alarm_configuration or {}
        names = [each["name"] for each in watched.get("alarms") or []]
        if not watched.get("enabled") or not names:
            return
        strict = not watched.get("ignorePollAlarmFailure")
        arn = f"arn:aws:cloudwatch:{self.region}:{self.account}:alarm:*"
        if not role_may(
            self.account, self.group.service_role_arn, "cloudwatch:DescribeAlarms", arn, self.region
        ):
            if strict:
                raise Stopped("IAM_ROLE_PERMISSIONS", f"the role may not call DescribeAlarms on {arn}")
            return
        known = cloudwatch_backends[self.account][self.region].alarms
        missing = [name for name in names if name not in known]
        if missing and strict:
            raise Stopped("CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND", f"there is no alarm {', '.join(missing)}")
        on = [name for name in names if name in known and known[name].state_value == "ALARM"]
        if on:
            raise Stopped("ALARM_ACTIVE", f"alarms that are on: {', '.join(on)}")

    def _ask(self, event: str) -> None:
        hook = self.spec.hooks.get(event)
        if hook is None:
            self.events[event] = "Succeeded"
            return
        arn = (
            hook
            if hook.startswith("arn:")
            else f"arn:aws:lambda:{self.region}:{self.account}:function:{hook}"
        )
        self._may("lambda:InvokeFunction", arn)
        execution = str(uuid.uuid4())
        self.executions[execution], self.events[event] = event, "InProgress"
        found = functions.find(self.account, arn)
        if found is None:
            raise Stopped("HOOK_EXECUTION_FAILURE", f"the hook {hook} does not exist")
        asked = {"DeploymentId": self.info.deployment_id, "LifecycleEventHookExecutionId": execution}
        outcome = functions.run(found, asked)
        if self.events[event] == "InProgress":  # CodeDeploy would wait for an hour
            self.events[event] = "Failed"
            why = outcome.payload if outcome.failed else "it ended without telling CodeDeploy"
            raise Stopped("HOOK_EXECUTION_FAILURE", f"{event}: {hook}: {why}")
        if self.events[event] != "Succeeded":
            raise Stopped("HOOK_EXECUTION_FAILURE", f"{event}: {hook} said {self.events[event]}")

    # -- traffic

    @property
    def function_arn(self) -> str:
        """ARN of the function, unqualified."""
        name = self.spec.function
        return (
            name
            if name.startswith("arn:")
            else f"arn:aws:lambda:{self.region}:{self.account}:function:{name}"
        )

    @property
    def _backend(self) -> Any:
        return lambda_backends[self.account][self.region]

    def _alias(self) -> Any:
        try:
            return self._backend.get_alias(self.spec.alias, self.spec.function)
        except Exception as error:
            raise Stopped("INVALID_LAMBDA_FUNCTION", f"there is no alias {self.spec.alias}") from error

    def _route(self, weight: float) -> None:
        """Give the new version its share, in the name of the group's role."""
        self._may("lambda:UpdateAlias", self.function_arn)
        alias = self._alias()
        whole = weight >= 1
        alias.function_version = self.spec.target if whole else self.spec.current
        alias.routing_config = (
            {"AdditionalVersionWeights": {self.spec.target: weight}} if 0 < weight < 1 else {}
        )
        self.weight = weight

    def _may(self, action: str, resource: str) -> None:
        role = self.group.service_role_arn
        if not role_may(self.account, role, action, resource, self.region):
            raise Stopped("IAM_ROLE_PERMISSIONS", f"the role {role} may not call {action} on {resource}")

    # -- its end

    def end(self, status: str, *, code: str, why: str, back: bool | None = None) -> None:
        """End it early; the way back is taken where the group, or whoever stops it, wants that."""
        self.info.status, self.info.complete_time = status, utcnow()
        self.error = {"code": code, "message": why}
        self.events = {
            name: "Skipped" if said == "Pending" else "Failed" if said == "InProgress" else said
            for name, said in self.events.items()
        }
        wanted = self.group.auto_rollback_configuration or {}
        reason = {
            "ALARM_ACTIVE": "DEPLOYMENT_STOP_ON_ALARM",
            "MANUAL_STOP": "DEPLOYMENT_STOP_ON_REQUEST",
        }.get(code, "DEPLOYMENT_FAILURE")
        if self.before and (back or (wanted.get("enabled") and reason in (wanted.get("events") or []))):
            self._roll_back(why)

    def _roll_back(self, why: str) -> None:
        spec = self.spec
        backward = AppSpec(function=spec.function, alias=spec.alias, current=spec.target, target=self.before)
        info = DeploymentInfo(
            self.info.application,
            self.group,
            self.info.revision,
            self.info.deployment_config_name,
            f"undoes {self.info.deployment_id}",
            *(None,) * 6,
            "codeDeployRollback",
        )
        undoing = keep(Shift(info=info, account=self.account, region=self.region, spec=backward, steps=[]))
        undoing.rollback = {
            "rollbackTriggeringDeploymentId": self.info.deployment_id,
            "rollbackMessage": why,
        }
        self.rollback = {"rollbackDeploymentId": info.deployment_id, "rollbackMessage": why}
        info.status, info.start_time = "InProgress", utcnow()
        undoing.events["BeforeAllowTraffic"] = "Skipped"
        try:
            undoing._route(1.0)
        except Stopped as stopped:
            undoing.info.status = "Failed"
            undoing.error = {"code": stopped.code, "message": str(stopped)}


def shift_of(info: DeploymentInfo) -> Shift | None:
    """The shift behind moto's record; None for deployments that are none of functions."""
    found: Shift | None = info.__dict__.get(_KEPT)
    return found


def keep(shift: Shift) -> Shift:
    """Let moto know a deployment, under its id of CodeDeploy's form."""
    deployments = codedeploy_backends[shift.account][shift.region].deployments
    deployments.pop(shift.info.deployment_id, None)
    shift.info.deployment_id = f"d-{uuid.uuid4().hex[:9].upper()}"
    deployments[shift.info.deployment_id] = shift.info
    shift.info.__dict__[_KEPT] = shift
    return shift
