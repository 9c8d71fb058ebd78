"""A platform's alarms: CloudWatch alarms made of what its blocks yield."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.alarms import alarm_problems, composite_problems, notification_problems
from components.metrics import NO_CUSTOM, Namespace, region_of
from components.monitoring import Alarm, Metric

_PLAIN_STATISTICS = frozenset({"Sum", "Average", "Maximum", "Minimum", "SampleCount"})
_RESULT_ID = "result"


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """Settings of a platform's alarms.

    Attributes:
        alarms: What the platform's blocks yielded.
        name_of: The physical name of an alarm (the platform's naming function).
        region: The platform's region.
        topic_arn: Who is told, when it breaks and when it is well again.
        global_topic_arn: A topic in us-east-1, for alarms on CloudFront and Route 53; `topic_arn` where the
            platform is in us-east-1 itself.
        runbook_url: The platform's docs page; each description ends in its link, with the alarm's anchor.
        composite_name: Physical name of an alarm that is on while any of the platform's is; None for none.
        composite_also: Names of further alarms of the region, which the composite is over as well.
        custom_metrics: Namespaces that the platform's own code publishes to.

    """

    alarms: Sequence[Alarm]
    name_of: Callable[[Alarm], str]
    region: str
    topic_arn: pulumi.Input[str]
    global_topic_arn: pulumi.Input[str] | None = None
    runbook_url: str | None = None
    composite_name: str | None = None
    composite_also: Sequence[pulumi.Input[str]] = ()
    custom_metrics: Mapping[str, Namespace] | None = None

    def __post_init__(self) -> None:
        """Refuse doubled names, metrics that nothing publishes, and topics out of reach."""
        refuse(
            "Alarms",
            alarm_problems(
                self.alarms,
                names=[self.name_of(alarm) for alarm in self.alarms],
                custom=self.custom_metrics or NO_CUSTOM,
            ),
        )
        refuse(
            "Alarms",
            notification_problems(
                self.alarms, region=self.region, has_global_topic=self.global_topic_arn is not None
            ),
        )
        if self.composite_name is not None:
            refuse("Alarms", composite_problems(len(self.alarms) + len(self.composite_also)))


class Alarms(pulumi.ComponentResource):
    """One CloudWatch alarm for each alarm of a platform, and the composite over them.

    Attributes:
        names: Key -> physical name, once the alarm is made.
        given_names: Key -> physical name, for who only tells of it.
        arns: Key -> ARN; what a rollout watches.
        composite_arn: ARN of the composite alarm, or None.
        by_region: Region -> names of the alarms there.

    """

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Alarms", name, None, opts)
        self._name = name
        self._args = args
        self.given_names = {alarm.key: args.name_of(alarm) for alarm in args.alarms}
        made = {alarm.key: self._alarm(alarm) for alarm in args.alarms}
        self.names: dict[str, pulumi.Output[str]] = {key: alarm.name for key, alarm in made.items()}
        self.arns: dict[str, pulumi.Output[str]] = {key: alarm.arn for key, alarm in made.items()}
        self.by_region: dict[str, list[pulumi.Output[str]]] = {}
        for alarm in args.alarms:
            self.by_region.setdefault(self._region(alarm), []).append(made[alarm.key].name)
        self.composite_arn: pulumi.Output[str] | None = self._composite(made)
        self.register_outputs({"names": self.given_names, "composite_arn": self.composite_arn})

    def _alarm(self, alarm: Alarm) -> aws.cloudwatch.MetricAlarm:
        region = self._region(alarm)
        actions = [self._topic(region)]
        # Named after its title, as the alarm itself is: one that takes the place of another (the API's 4XX
        # for the load balancer's) is then its update. Two logical names of one alarm would be a creation,
        # which overwrites it, and a deletion after that, which takes it away.
        logical_name = f"{self._name}-{alarm.title}"
        opts = pulumi.ResourceOptions(parent=self)
        settings = aws.cloudwatch.MetricAlarmArgs(
            name=self.given_names[alarm.key],
            alarm_description=self._description(alarm),
            comparison_operator=alarm.comparison,
            threshold=alarm.threshold,
            evaluation_periods=alarm.evaluation_periods,
            datapoints_to_alarm=alarm.datapoints or alarm.evaluation_periods,
            treat_missing_data=alarm.treat_missing_data,
            alarm_actions=actions,
            ok_actions=actions,
            region=region,
        )
        if alarm.metric is not None:
            _watch(settings, alarm.metric)
        else:
            settings.metric_queries = _queries(alarm)
        return aws.cloudwatch.MetricAlarm(logical_name, settings, opts=opts)

    def _composite(self, made: Mapping[str, aws.cloudwatch.MetricAlarm]) -> pulumi.Output[str] | None:
        # A composite alarm sees the alarms of its own region only.
        here = [
            made[alarm.key].name for alarm in self._args.alarms if self._region(alarm) == self._args.region
        ]
        if self._args.composite_name is None or not here:
            return None
        composite = aws.cloudwatch.CompositeAlarm(
            f"{self._name}-any",
            alarm_name=self._args.composite_name,
            alarm_description="Any alarm of the platform is on",
            alarm_rule=pulumi.Output.all(*here, *self._args.composite_also).apply(
                lambda names: " OR ".join(f'ALARM("{name}")' for name in names)
            ),
            # No actions: each alarm tells by itself, and twice would be noise. It is the platform's one
            # state, for the dashboard and for a rollout to watch.
            opts=pulumi.ResourceOptions(parent=self),
        )
        return composite.arn

    def _region(self, alarm: Alarm) -> str:
        return region_of_alarm(alarm, self._args.region)

    def _topic(self, region: str) -> pulumi.Input[str]:
        if region == self._args.region or self._args.global_topic_arn is None:
            return self._args.topic_arn
        return self._args.global_topic_arn

    def _description(self, alarm: Alarm) -> str:
        if self._args.runbook_url is None:
            return alarm.description
        return f"{alarm.description}. Runbook: {self._args.runbook_url}#{alarm.runbook}"


def region_of_alarm(alarm: Alarm, region: str) -> str:
    """Where an alarm has to be: with its metrics, which for some services are not in the stack's region."""
    metric = alarm.metric or next(iter(alarm.metrics.values()))
    return region_of(metric, region)


def _watch(settings: aws.cloudwatch.MetricAlarmArgs, metric: Metric) -> None:
    settings.namespace = metric.namespace
    settings.metric_name = metric.name
    settings.dimensions = dict(metric.dimensions)
    settings.period = metric.period
    if metric.statistic in _PLAIN_STATISTICS:
        settings.statistic = metric.statistic
    else:
        settings.extended_statistic = metric.statistic


def _queries(alarm: Alarm) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    """The metrics of an expression, and the expression, whose result alone is compared."""
    return [
        *(
            aws.cloudwatch.MetricAlarmMetricQueryArgs(
                id=identifier,
                return_data=False,
                metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                    namespace=metric.namespace,
                    metric_name=metric.name,
                    dimensions=dict(metric.dimensions),
                    period=metric.period,
                    stat=metric.statistic,
                ),
            )
            for identifier, metric in alarm.metrics.items()
        ),
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=_RESULT_ID, expression=alarm.expression, label=alarm.title, return_data=True
        ),
    ]
