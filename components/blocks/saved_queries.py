"""Queries of CloudWatch Logs Insights that an operator finds saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

# StartQuery, logGroupNames; the console can't open a saved query of more.
MOST_LOG_GROUPS = 50

# Of functions whose logs are JSON, as Lambda writes them with the log format JSON.
ERRORS = "\n".join(
    (
        "fields @timestamp, @log, @message",
        'filter level in ["ERROR", "FATAL"] or @message like /(?i)(error|panic|task timed out)/',
        "sort @timestamp desc",
        "limit 100",
    )
)
SLOWEST = "\n".join(
    (
        'filter type = "platform.report"',
        "fields record.metrics.durationMs as duration, record.metrics.maxMemoryUsedMB as memory",
        "stats count() as calls, pct(duration, 95) as p95, max(memory) as MB by @log",
        "sort p95 desc",
    )
)
COLD_STARTS = "\n".join(
    (
        'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
        "stats count() as starts, avg(record.metrics.initDurationMs) as average by @log, bin(1h)",
        "sort starts desc",
    )
)


@dataclass(frozen=True, kw_only=True)
class SavedQueriesArgs:
    """Settings of saved queries.

    Attributes:
        folder: Folder of their names in the console (`streamer/prod`).
        log_groups: The log groups that they ask, at most 50 (CloudWatch Logs quota).
        queries: Name -> query in the language of Logs Insights.
    """

    folder: str
    log_groups: Sequence[pulumi.Input[str]]
    queries: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse queries about nothing, or about more than one query can ask.

        Raises:
            ValueError: no log group, or more than 50.
        """
        if not 1 <= len(self.log_groups) <= MOST_LOG_GROUPS:
            raise ValueError(f"SavedQueries: {len(self.log_groups)} log groups; 1 to {MOST_LOG_GROUPS}")


class SavedQueries(pulumi.ComponentResource):
    """One saved query for each name.

    Attributes:
        names: Their names, with the folder.
    """

    def __init__(self, name: str, args: SavedQueriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:SavedQueries", name, None, opts)
        self.names: list[pulumi.Output[str]] = [
            aws.cloudwatch.QueryDefinition(
                f"{name}-{key}",
                name=f"{args.folder}/{key}",
                log_group_names=list(args.log_groups),
                query_string=query,
                opts=pulumi.ResourceOptions(parent=self),
            ).name
            for key, query in args.queries.items()
        ]
        self.register_outputs({"names": self.names})
