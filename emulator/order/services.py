"""Things that name each other by text, so that no input tells Pulumi which comes first."""

import re
from collections.abc import Iterator

from .core import Demand, Index, Node, last, rule

TARGET = "aws:appautoscaling/target:Target"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ALIAS = "aws:lambda/alias:Alias"


@rule("aws:appautoscaling/policy:Policy", "aws:appautoscaling/scheduledAction:ScheduledAction")
def scaling_policy(index: Index, node: Node) -> Iterator[Demand]:
    """A policy is about a target that is registered."""
    keys = ("resourceId", "scalableDimension")
    targets = [one for one in index.of(TARGET) if all(one.inputs.get(k) == node.inputs.get(k) for k in keys)]
    yield Demand(anyof=tuple(targets), reason="no scalable target is registered for it yet")


@rule(TARGET)
def scaling_target(index: Index, node: Node) -> Iterator[Demand]:
    """A target is something that exists."""
    kind, _, rest = str(node.inputs.get("resourceId", "")).partition("/")
    found: list[Node] = []
    if kind == "service":
        found = [one for one in index.of("aws:ecs/service:Service") if one.inputs.get("name") == last(rest)]
    elif kind == "table":
        name = rest.partition("/")[0]
        found = [one for one in index.of("aws:dynamodb/table:Table") if one.inputs.get("name") == name]
    elif kind.startswith("function:"):
        _, name, alias = kind.split(":")
        found = _aliases(index, name, alias)
    yield Demand(
        anyof=tuple(found), reason=f"the scaling target {node.inputs.get('resourceId')} does not exist yet"
    )


def _aliases(index: Index, function: object, alias: object) -> list[Node]:
    wanted = str(function or "").partition(":function:")[2] or str(function or "")
    return [
        one
        for one in index.of(ALIAS)
        if one.inputs.get("name") == alias
        and (
            str(one.inputs.get("functionName", "")).partition(":function:")[2]
            or one.inputs.get("functionName")
        )
        == wanted.partition(":")[0]
    ]


@rule(
    "aws:lambda/permission:Permission", "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
)
def qualified(index: Index, node: Node) -> Iterator[Demand]:
    """What is about an alias needs the alias, which it names by text."""
    function = node.inputs.get("function") or node.inputs.get("functionName")
    aliases = _aliases(index, function, node.inputs.get("qualifier"))
    yield Demand(anyof=tuple(aliases), reason=f"the function has no alias {node.inputs.get('qualifier')} yet")


@rule("aws:rds/proxyTarget:ProxyTarget")
def proxy_target(index: Index, node: Node) -> Iterator[Demand]:
    """A target goes into the proxy's default group, which has to be set up."""
    name = node.inputs.get("dbProxyName")
    kind = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
    groups = [one for one in index.of(kind) if name and one.inputs.get("dbProxyName") == name]
    yield Demand(anyof=tuple(groups), reason="its proxy's target group is not there yet")


@rule("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite(index: Index, node: Node) -> Iterator[Demand]:
    """A composite alarm names others by text."""
    rule_ = str(node.inputs.get("alarmRule", ""))
    for name in re.findall(r"(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*\"?([^\")]+)", rule_):
        alarms = [one for one in index.of(ALARM) if one.inputs.get("name") == last(name)]
        yield Demand(anyof=tuple(alarms), reason=f"the alarm {last(name)} does not exist yet")


@rule("aws:appsync/resolver:Resolver", "aws:appsync/function:Function")
def resolver(index: Index, node: Node) -> Iterator[Demand]:
    """A resolver names its data source by text."""
    sources = [
        one
        for one in index.of("aws:appsync/dataSource:DataSource")
        if one.inputs.get("apiId") == node.inputs.get("apiId")
        and one.inputs.get("name") == node.inputs.get("dataSource")
    ]
    yield Demand(anyof=tuple(sources), reason="its data source does not exist yet")


@rule("aws:cfg/deliveryChannel:DeliveryChannel", "aws:cfg/rule:Rule")
def recorder(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """AWS Config wants its recorder first."""
    recorders = tuple(index.of("aws:cfg/recorder:Recorder"))
    yield Demand(anyof=recorders, reason="there is no configuration recorder yet")


@rule("aws:cfg/recorderStatus:RecorderStatus")
def recording(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """A recorder starts once it can deliver."""
    channels = tuple(index.of("aws:cfg/deliveryChannel:DeliveryChannel"))
    yield Demand(anyof=channels, reason="a recorder does not start before it has a delivery channel")


@rule("aws:securityhub/standardsSubscription:StandardsSubscription")
def standards(index: Index, node: Node) -> Iterator[Demand]:  # noqa: ARG001
    """Standards need Security Hub; and their controls something that is recorded."""
    hubs = tuple(index.of("aws:securityhub/account:Account"))
    yield Demand(anyof=hubs, reason="the account is not subscribed to Security Hub yet")
    started = tuple(index.of("aws:cfg/recorderStatus:RecorderStatus"))
    yield Demand(anyof=started, reason="nothing is recorded yet that controls could look at")
