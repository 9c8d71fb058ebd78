"""The baseline's stack file: what is refused, and that nothing is made unless it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings import ConfigError, load
from components.settings.baseline import BaselineSettings
from tests.baseline.given import PIECES, baseline
from tests.support.program import config_of

PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"


def settings(**config: Any) -> BaselineSettings:
    found = load("baseline", config_of(baseline(**config)), set()).enabled["baseline"]
    assert isinstance(found, BaselineSettings)
    return found


@pytest.mark.requirement("X-8", "X-13")
def test_the_committed_file_makes_every_piece() -> None:
    assert {piece.mode for piece in settings().pieces.values()} == {"create"}
    assert set(settings().pieces) == set(PIECES)


@pytest.mark.requirement("X-8")
def test_a_piece_that_is_not_named_is_somebody_elses() -> None:
    config = {"platforms:enabled": '["baseline"]', "platforms:environment": "prod"}
    found = load("mine", config, set()).enabled["baseline"]
    assert isinstance(found, BaselineSettings)
    assert {piece.mode for piece in found.pieces.values()} == {"skip"}


@pytest.mark.requirement("X-22")
def test_the_committed_address_is_only_a_sample() -> None:
    config = config_of(baseline()) | {"platforms:samples": "false"}
    with pytest.raises(ConfigError, match=r"security@example\.com"):
        load("baseline", config, set())


@pytest.mark.parametrize(
    ("config", "key", "reason"),
    [
        ({"config": {"mode": "skip"}}, "baseline:config.mode", "create or adopt, with securityHub.mode"),
        ({"trail": {"mode": "adopt"}}, "baseline:trail.name", "the existing one's name"),
        ({"accessAnalyzer": {"mode": "adopt"}}, "baseline:accessAnalyzer.name", "the existing one's name"),
        ({"costAnomalies": {"mode": "adopt"}}, "baseline:costAnomalies.monitorArn", "the monitor's ARN"),
        ({"trail": {"mode": "create", "lockDays": 400}}, "baseline:trail.lockDays", "at most expireDays"),
        ({"guardDuty": {"mode": "use"}}, "baseline:guardDuty.mode", "create, adopt or skip"),
        (
            {"github": {"mode": "skip", "repository": "a/b"}},
            "baseline:github.repository",
            "nothing would vouch",
        ),
        (
            {"github": {"mode": "create", "providerArn": PROVIDER}},
            "baseline:github.providerArn",
            "nothing, with mode: create",
        ),
        (
            {"github": {"mode": "create", "branches": {"prod": "main", "staging": "main"}}},
            "baseline:github.branches.staging",
            "another branch than production's",
        ),
        (
            {"github": {"mode": "create", "branches": {"prod": "release/*"}}},
            "baseline:github.branches.prod",
            "one branch",
        ),
        ({"backup": {"keepDays": 3}}, "baseline:backup.keepDays", "at least lock.minDays"),
        ({"backup": {"coldAfterDays": 30}}, "baseline:backup.coldAfterDays", "at most keepDays - 90"),
        ({"backup": {"copyRegion": "us-east-1"}}, "baseline:backup.copyRegion", "other than us-east-1"),
        (
            {"imageReplication": {"mode": "create"}},
            "baseline:imageReplication.regions",
            "at least one region",
        ),
        (
            {"imageReplication": {"mode": "create", "regions": ["us-east-1"]}},
            "baseline:imageReplication.regions",
            "other than us-east-1",
        ),
        (
            {"imageReplication": {"mode": "create", "regions": ["us-west-2", "us-west-2"]}},
            "baseline:imageReplication.regions",
            "each once",
        ),
        (
            {"imageReplication": {"mode": "create", "regions": ["us-west-2"], "prefixes": ["p"]}},
            "baseline:imageReplication.prefixes[0]",
            "2 to 256",
        ),
        (
            {"imageReplication": {"mode": "skip", "regions": ["us-west-2"]}},
            "baseline:imageReplication.regions",
            "nothing, with mode: skip",
        ),
        (
            {"backup": {"lock": {"complianceAfterDays": 2}}},
            "baseline:backup.lock.complianceAfterDays",
            "from 3 to",
        ),
        (
            {
                "alerts": {"topicArn": "arn:aws:sns:us-east-1:123456789012:ours"},
                "chat": {"slackTeamId": "T0123ABCD", "slackChannelId": "C0123ABCD"},
            },
            "baseline:chat",
            "together with alerts.topicArn",
        ),
    ],
)
@pytest.mark.requirement("X-8", "X-15", "SC-28")
def test_what_cannot_be_is_refused_with_key_and_reason(config: dict[str, Any], key: str, reason: str) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(**config)
    lines = [line for line in str(refused.value).splitlines() if key in line]
    assert any(reason in line for line in lines), str(refused.value)
    assert len(refused.value.problems) == 1
