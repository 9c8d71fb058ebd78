"""CodeDeploy's deployments of functions, of which moto only keeps a record.

Time passes when somebody looks: each GetDeployment answers what is, and then lets one interval of the
deployment's configuration go by.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.codedeploy import responses
from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.models import DeploymentInfo
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult

from emulator.hooks import HOOKS

from .app_spec import app_spec, steps_of
from .shift import RUNNING, Shift, keep, shift_of
from .work import QUEUE

LAMBDA = "Lambda"

_create = CodeDeployResponse.create_deployment
_get = CodeDeployResponse.get_deployment
_info = responses._deployment_info


def create_deployment(response: CodeDeployResponse) -> ActionResult:
    """CreateDeployment; one of a function begins at once."""
    backend, account = response.codedeploy_backend, response.current_account
    application, name = response._get_param("applicationName"), response._get_param("deploymentGroupName")
    if backend.get_application(application).compute_platform != LAMBDA:
        return _create(response)
    group = backend.get_deployment_group(application, name)
    running = [each.deployment_id for each in _of_group(backend, group) if each.status in RUNNING]
    if running:
        raise CodeDeployException(
            "DeploymentLimitExceededException", f"The deployment group already has {', '.join(running)}."
        )
    revision = response._get_param("revision") or {}
    content = (revision.get("appSpecContent") or revision.get("string") or {}).get("content", "")
    config = response._get_param("deploymentConfigName") or str(group.deployment_config_name)
    try:
        spec, steps = app_spec(content), steps_of(config, _routing(config))
    except ValueError as error:
        raise CodeDeployException("InvalidRevisionException", str(error)) from error
    info = backend.deployments[_create(response).result["deploymentId"]]
    shift = keep(Shift(info=info, account=account, region=response.region, spec=spec, steps=steps))
    QUEUE.append(shift.advance)
    return ActionResult({"deploymentId": info.deployment_id})


def get_deployment(response: CodeDeployResponse) -> ActionResult:
    """GetDeployment, after which one interval goes by."""
    shift = shift_of(response.codedeploy_backend.get_deployment(response._get_param("deploymentId")))
    answer = _get(response)
    if shift is not None and not shift.waits:
        QUEUE.append(shift.advance)
    return answer


def stop_deployment(response: CodeDeployResponse) -> ActionResult:
    """StopDeployment."""
    info = response.codedeploy_backend.get_deployment(response._get_param("deploymentId"))
    shift = shift_of(info)
    if shift is None or shift.ended:
        raise CodeDeployException(
            "DeploymentAlreadyCompletedException", f"The deployment {info.deployment_id} is over."
        )
    back = bool(response._get_param("autoRollbackEnabled"))
    shift.end("Stopped", code="MANUAL_STOP", why="stopped on request", back=back)
    return ActionResult({"status": "Succeeded", "statusMessage": "stopped"})


def put_lifecycle_event_hook_execution_status(response: CodeDeployResponse) -> ActionResult:
    """PutLifecycleEventHookExecutionStatus: what a hook says."""
    shift = shift_of(response.codedeploy_backend.get_deployment(response._get_param("deploymentId")))
    execution = response._get_param("lifecycleEventHookExecutionId")
    event = shift.executions.get(execution) if shift else None
    if shift is None or event is None:
        raise CodeDeployException(
            "InvalidLifecycleEventHookExecutionIdException", f"There is no execution {execution}."
        )
    if shift.events[event] != "InProgress":
        raise CodeDeployException(
            "LifecycleEventAlreadyCompletedException", f"{event} is {shift.events[event]} already."
        )
    shift.events[event] = response._get_param("status")
    return ActionResult({"lifecycleEventHookExecutionId": execution})


def list_deployment_targets(response: CodeDeployResponse) -> ActionResult:
    """ListDeploymentTargets: one, the alias."""
    shift = shift_of(response.codedeploy_backend.get_deployment(response._get_param("deploymentId")))
    return ActionResult({"targetIds": [_target(shift)["targetId"]] if shift else []})


def get_deployment_target(response: CodeDeployResponse) -> ActionResult:
    """GetDeploymentTarget."""
    shift = shift_of(response.codedeploy_backend.get_deployment(response._get_param("deploymentId")))
    target = _target(shift) if shift else {}
    if target.get("targetId") != response._get_param("targetId"):
        raise CodeDeployException("DeploymentTargetDoesNotExistException", "There is no such target.")
    return ActionResult(
        {"deploymentTarget": {"deploymentTargetType": "LambdaTarget", "lambdaTarget": target}}
    )


def _target(shift: Shift) -> dict[str, Any]:
    spec = shift.spec
    return {
        "deploymentId": shift.info.deployment_id,
        "targetId": f"{spec.function}:{spec.alias}",
        "targetArn": f"{shift.function_arn}:{spec.alias}",
        "status": {"Stopped": "Failed", "Created": "Pending"}.get(shift.info.status, shift.info.status),
        "lifecycleEvents": [
            {"lifecycleEventName": name, "status": status} for name, status in shift.events.items()
        ],
        "lambdaFunctionInfo": {
            "functionName": spec.function,
            "functionAlias": spec.alias,
            "currentVersion": spec.current,
            "targetVersion": spec.target,
            "targetVersionWeight": shift.weight * 100,
        },
    }


def _of_group(backend: Any, group: Any) -> Iterator[DeploymentInfo]:
    return (each for each in backend.deployments.values() if each.deployment_group is group)


def _routing(config: str) -> Any:
    """The traffic routing of a configuration of one's own, which is recorded only."""
    account = HOOKS.active
    made = account.ledger.of("codedeploy", "CreateDeploymentConfig") if account else []
    found = [each for each in made if each.get("deploymentConfigName") == config]
    return found[-1].get("trafficRoutingConfig") if found else None


def described(info: DeploymentInfo) -> dict[str, Any]:
    """Moto's description of a deployment, with why it ended and what undid it."""
    said: dict[str, Any] = _info(info)
    shift = shift_of(info)
    if shift is not None:
        said |= {
            "errorInformation": shift.error or None,
            "rollbackInfo": shift.rollback or None,
            "previousRevision": None,
        }
    return said


OPERATIONS: tuple[Callable[[CodeDeployResponse], Any], ...] = (
    create_deployment,
    get_deployment,
    get_deployment_target,
    list_deployment_targets,
    put_lifecycle_event_hook_execution_status,
    stop_deployment,
)


@contextmanager
def running() -> Iterator[None]:
    """Meanwhile, deployments of functions run."""
    with ExitStack() as stack:
        for operation in OPERATIONS:
            stack.enter_context(patch.object(CodeDeployResponse, operation.__name__, operation, create=True))
        stack.enter_context(patch.object(responses, "_deployment_info", described))
        yield
