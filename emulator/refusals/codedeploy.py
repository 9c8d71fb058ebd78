"""Deployments of functions.

https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.decisions import assumable

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "codedeploy.amazonaws.com"
MOST_ALARMS = 10
"""https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html#limits-deployment-groups"""

OWN = "CodeDeployDefault."
PREFIX = {"Lambda": f"{OWN}Lambda", "ECS": f"{OWN}ECS"}


@refuses("codedeploy", "CreateDeploymentGroup", "UpdateDeploymentGroup")
def group(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A role that CodeDeploy can't assume, another platform's configuration, too many alarms."""
    role = params.get("serviceRoleArn")
    if role and not assumable(account.account_id, role, SERVICE):
        yield f"the role {role} cannot be assumed by CodeDeploy"
    watched = params.get("alarmConfiguration", {})
    alarms = [each["name"] for each in watched.get("alarms") or ()]
    if len(alarms) > MOST_ALARMS:
        yield f"{len(alarms)} alarms, a deployment group has at most {MOST_ALARMS}"
    if watched.get("enabled") and not alarms:
        yield "alarmConfiguration is enabled and names no alarm"
    name = params["applicationName"]
    application = found(account, region, "codedeploy", "get_application", applicationName=name)
    platform = application["application"]["computePlatform"] if application else None
    config = str(params.get("deploymentConfigName", ""))
    prefix = PREFIX.get(str(platform))
    if prefix and config.startswith(OWN) and not config.startswith(prefix):
        yield f"the configuration {config} is not one of the compute platform {platform}"
    style = params.get("deploymentStyle", {})
    shifts = (style.get("deploymentType"), style.get("deploymentOption"))
    if style and platform in PREFIX and shifts != ("BLUE_GREEN", "WITH_TRAFFIC_CONTROL"):
        yield f"the compute platform {platform} is deployed BLUE_GREEN, WITH_TRAFFIC_CONTROL"
