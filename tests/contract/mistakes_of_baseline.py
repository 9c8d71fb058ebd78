"""Mistakes in the baseline's part of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.mistakes import Case
from tests.contract.mistakes import case as case_of
from tests.support.variants import TOPIC

HERE = "us-east-1"
MONITOR = "arn:aws:ce::123456789012:anomalymonitor/00000000-0000-4000-8000-000000000000"
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
CHANNEL = {"slackTeamId": "T0123ABCD", "slackChannelId": "C0123ABCD"}


def case(key: str, of: str = "", /, **config: Any) -> Case:
    """A case of the baseline's."""
    return case_of(key, of, "baseline", **config)


CASES: Mapping[str, Case] = {
    "one of several to adopt": case("trail.name", "NamedPiece.found_by_its_name", trail={"mode": "adopt"}),
    "records that expire before their lock": case(
        "trail.lockDays",
        "Trail.kept_as_long_as_locked",
        trail={"mode": "create", "lockDays": 400, "expireDays": 365},
    ),
    "a monitor that nobody named": case(
        "costAnomalies.monitorArn", "CostAnomalies.found_by_its_arn", costAnomalies={"mode": "adopt"}
    ),
    "a monitor of another's beside our own": case(
        "costAnomalies.monitorArn",
        "CostAnomalies.found_by_its_arn",
        costAnomalies={"mode": "create", "monitorArn": MONITOR},
    ),
    "two providers for one repository": case(
        "github.providerArn",
        "GitHub.roles_have_a_provider",
        github={"mode": "create", "providerArn": PROVIDER, "repository": "company/platforms"},
    ),
    "deploy roles that nobody vouches for": case(
        "github.repository", "GitHub.roles_have_a_provider", github={"repository": "company/platforms"}
    ),
    "one branch for both environments": case(
        "github.branches.staging",
        "GitHub.branches_are_told_apart",
        github={
            "mode": "create",
            "repository": "company/platforms",
            "branches": {"prod": "main", "staging": "main"},
        },
    ),
    "backups kept for less than their lock": case(
        "backup.keepDays", "Backup.retention_is_possible", backup={"keepDays": 3, "lock": {"minDays": 7}}
    ),
    "copies of backups at home": case(
        "backup.copyRegion", "Backup.copies_are_elsewhere", backup={"copyRegion": HERE}
    ),
    "controls with nothing to look at": case(
        "config.mode",
        "BaselineSettings.controls_have_something_to_look_at",
        securityHub={"mode": "create"},
    ),
    "chat on somebody's topic": case(
        "chat", "BaselineSettings.chat_is_of_our_own_topic", chat=CHANNEL, alerts={"topicArn": TOPIC}
    ),
    "images copied to nowhere": case(
        "imageReplication.regions",
        "ImageReplication.copies_go_somewhere",
        imageReplication={"mode": "create"},
    ),
    "images copied to where they are": case(
        "imageReplication.regions",
        "ImageReplication.copies_go_somewhere",
        imageReplication={"mode": "create", "regions": [HERE]},
    ),
    "images that somebody else copies": case(
        "imageReplication.regions",
        "ImageReplication.copies_go_somewhere",
        imageReplication={"mode": "skip", "regions": ["us-west-2"]},
    ),
}
