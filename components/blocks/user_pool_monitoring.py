"""What is watched of a user pool: by client, as Cognito publishes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.monitoring import Alarm, Metric, Widget
from components.naming import camel

ACTIVITIES = ("SignUp", "SignIn", "TokenRefresh")  # SC-23


def _metric(pool_id: pulumi.Input[str], client_id: pulumi.Input[str], name: str, label: str) -> Metric:
    return Metric(
        namespace="AWS/Cognito",
        name=name,
        dimensions={"UserPool": pool_id, "UserPoolClient": client_id},
        statistic="Sum",
        label=label,
    )


def pool_alarms(
    label: str, pool_id: pulumi.Input[str], clients: Mapping[str, pulumi.Input[str]]
) -> Sequence[Alarm]:
    """Requests that Cognito turns away for being too many: its quotas are by account, region and category."""
    return [
        Alarm(
            key=f"{label}-{key}-throttles",
            title=f"{camel(label)}{camel(key)}Throttles",
            description="Cognito turns sign-ups, sign-ins or token refreshes away; look who calls so often, "
            "or ask for a higher quota",
            expression="SUM(METRICS())",
            metrics={
                each[0].lower() + each[1:]: _metric(pool_id, client_id, f"{each}Throttles", each)
                for each in ACTIVITIES
            },
            threshold=0,
        )
        for key, client_id in clients.items()
    ]


def pool_widgets(
    label: str, pool_id: pulumi.Input[str], clients: Mapping[str, pulumi.Input[str]]
) -> Sequence[Widget]:
    """Sign-ups, sign-ins and token refreshes that succeeded, and those that were turned away."""
    return [
        Widget(
            title=f"Users {label}: {title}",
            metrics=[
                _metric(pool_id, client_id, f"{each}{suffix}", f"{key} {each}")
                for key, client_id in clients.items()
                for each in ACTIVITIES
            ],
        )
        for suffix, title in (("Successes", "sign-ups and sign-ins"), ("Throttles", "throttled requests"))
    ]
