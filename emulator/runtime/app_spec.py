"""What a CodeDeploy deployment of a function is to do: its AppSpec, and its steps.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

EVENTS = ("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic")
PREDEFINED = re.compile(
    r"CodeDeployDefault\.Lambda(?:(?P<all>AllAtOnce)|Canary(?P<canary>\d+)Percent\d+Minutes"
    r"|Linear(?P<linear>\d+)PercentEvery\d+Minutes?)"
)
WHOLE = 100
FUNCTION = "AWS::Lambda::Function"


@dataclass(frozen=True, kw_only=True)
class AppSpec:
    """The one function of a deployment.

    Attributes:
        function: Its name.
        alias: The alias that moves.
        current: Version that has the traffic.
        target: Version that is to have it.
        hooks: Lifecycle event -> function that is asked.
    """

    function: str
    alias: str
    current: str
    target: str
    hooks: Mapping[str, str] = field(default_factory=dict)


def app_spec(content: str) -> AppSpec:
    """Read an AppSpec, YAML or JSON.

    Raises:
        ValueError: it is none for one function.
    """
    try:
        document = yaml.safe_load(content)
        ((_, resource),) = [pair for each in document["Resources"] for pair in each.items()]
        said = {FUNCTION: resource["Properties"]}[resource["Type"]]
        return AppSpec(
            function=str(said["Name"]),
            alias=str(said["Alias"]),
            current=str(said["CurrentVersion"]),
            target=str(said["TargetVersion"]),
            hooks=_hooks(document.get("Hooks") or []),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"the AppSpec is not one of a Lambda function: {error!r}") from error


def _hooks(given: Any) -> Mapping[str, str]:
    hooks = {name: str(function) for each in given for name, function in each.items()}
    unknown = hooks.keys() - {"BeforeAllowTraffic", "AfterAllowTraffic"}
    if unknown:
        raise ValueError(f"unknown hooks {sorted(unknown)}")
    return hooks


def steps_of(config: str, routing: Mapping[str, Any] | None = None) -> list[float]:
    """The shares that the new version has one after the other, before it has all.

    Args:
        config: Name of the deployment configuration.
        routing: The traffic routing of a configuration of one's own.

    Raises:
        ValueError: there is no such configuration for functions.
    """
    if routing is not None:
        canary, linear = routing.get("timeBasedCanary"), routing.get("timeBasedLinear")
        first = int((canary or {}).get("canaryPercentage", 0))
        each = int((linear or {}).get("linearPercentage", 0))
    else:
        found = PREDEFINED.fullmatch(config)
        if found is None:
            raise ValueError(f"{config} is no deployment configuration for functions")
        first, each = int(found["canary"] or 0), int(found["linear"] or 0)
    if first:
        return [first / WHOLE]
    return [percent / WHOLE for percent in range(each, WHOLE, each)] if each else []
