"""A platform's dashboard: what its blocks yield, laid out on CloudWatch's grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import json_text
from components.guards import refuse
from components.guards.alarms import DASHBOARD_COLUMNS, dashboard_problems
from components.metrics import NO_CUSTOM, Namespace, region_of
from components.monitoring import FIVE_MINUTES, Metric, Widget

_TEXT_HEIGHT = 4
_ALARM_ROW_HEIGHT = 3  # rows of the alarm widget for each line of alarms
_ALARMS_PER_LINE = 4


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """Settings of a dashboard.

    Attributes:
        widgets: The graphs, in reading order: the first stands at 0,0.
        region: The platform's region.
        name: Physical name, or None to have one generated.
        alarm_arns: Alarms whose states are shown, under the graphs.
        runbooks: Title -> URL of the pages to read when something is wrong, under the graphs.
        custom_metrics: Namespaces that the platform's own code publishes to.

    """

    widgets: Sequence[Widget]
    region: str
    name: str | None = None
    alarm_arns: Sequence[pulumi.Input[str]] = ()
    runbooks: Mapping[str, str] | None = None
    custom_metrics: Mapping[str, Namespace] | None = None

    def __post_init__(self) -> None:
        """Refuse metrics that nothing publishes, and more than CloudWatch draws."""
        refuse("Dashboard", dashboard_problems(self.widgets, custom=self.custom_metrics or NO_CUSTOM))
        if not self.widgets:
            raise ValueError("Dashboard: no widgets; CloudWatch refuses an empty dashboard")


class Dashboard(pulumi.ComponentResource):
    """A dashboard of all that a platform's blocks watch.

    Attributes:
        name: Physical name.
        url: Its page in the console.

    """

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Dashboard", name, None, opts)
        self._args = args
        # The service requires a name; the component's own is unique in a stack.
        physical_name = args.name if args.name is not None else name
        dashboard = aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=physical_name,
            dashboard_body=json_text({"widgets": self._body()}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name: pulumi.Output[str] = dashboard.dashboard_name
        self.url: pulumi.Output[str] = pulumi.Output.concat(
            f"https://{args.region}.console.aws.amazon.com/cloudwatch/home?region={args.region}#dashboards:name=",
            self.name,
        )
        self.register_outputs({"name": self.name, "url": self.url})

    def _body(self) -> list[dict[str, object]]:
        placed = [
            {"type": "metric", "x": x, "y": y, "width": widget.width, "height": widget.height}
            | {"properties": self._graph(widget)}
            for widget, x, y in layout(self._args.widgets)
        ]
        bottom = max(y + widget.height for widget, _, y in layout(self._args.widgets))
        if self._args.alarm_arns:
            height = _ALARM_ROW_HEIGHT * -(-len(self._args.alarm_arns) // _ALARMS_PER_LINE)
            placed.append(
                _row("alarm", bottom, height, {"title": "Alarms", "alarms": list(self._args.alarm_arns)})
            )
            bottom += height
        if self._args.runbooks:
            lines = [f"- [{title}]({url})" for title, url in self._args.runbooks.items()]
            placed.append(
                _row("text", bottom, _TEXT_HEIGHT, {"markdown": "\n".join(["## Runbooks", *lines])})
            )
        return placed

    def _graph(self, widget: Widget) -> dict[str, object]:
        return {
            "title": widget.title,
            "view": "timeSeries",
            "stacked": widget.stacked,
            "region": self._args.region,
            "period": FIVE_MINUTES,
            "metrics": [self._line(metric) for metric in widget.metrics],
        }

    def _line(self, metric: Metric) -> list[object]:
        """One metric in the dashboard's grammar: names, then dimensions, then how to draw it."""
        drawn: dict[str, object] = {"stat": metric.statistic, "period": metric.period}
        if metric.label is not None:
            drawn["label"] = metric.label
        region = region_of(metric, self._args.region)
        if region != self._args.region:
            drawn["region"] = region
        dimensions = [part for key, value in metric.dimensions.items() for part in (key, value)]
        return [metric.namespace, metric.name, *dimensions, drawn]


def layout(widgets: Sequence[Widget]) -> list[tuple[Widget, int, int]]:
    """Each widget with its column and row: left to right, a new line where it doesn't fit any more."""
    placed: list[tuple[Widget, int, int]] = []
    x = y = tallest = 0
    for widget in widgets:
        if x + widget.width > DASHBOARD_COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        placed.append((widget, x, y))
        x += widget.width
        tallest = max(tallest, widget.height)
    return placed


def _row(kind: str, y: int, height: int, properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": kind,
        "x": 0,
        "y": y,
        "width": DASHBOARD_COLUMNS,
        "height": height,
        "properties": dict(properties),
    }
