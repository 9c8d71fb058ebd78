"""The baseline under the real engine: adopted without a change, and what there is once outlives the stack."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from emulator.account import Account
from tests.baseline.given import FOUND_BY, PIECES

from .project import SECONDS, Engine, Run

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-8")]

STACK, SECOND = "baseline", "second"


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Run:
    """The account's baseline."""
    return engine.up(STACK)


def outputs(engine: Engine, stack: str) -> dict[str, Any]:
    """What a stack's baseline gives."""
    return dict(engine.outputs(stack)["baseline"])


def settings_of(account: Account) -> dict[str, Any]:
    """What the account has once, as AWS describes it."""

    def told(service: str, operation: str, **params: Any) -> Any:
        answer = getattr(account.client(service), operation)(**params)
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    detectors = told("guardduty", "list_detectors")["DetectorIds"]
    return {
        "detectors": [told("guardduty", "get_detector", DetectorId=id_) for id_ in detectors],
        "hub": told("securityhub", "describe_hub"),
        "recorder": told("config", "describe_configuration_recorder_status"),
        "public": told("s3control", "get_public_access_block", AccountId=account.account_id),
        "disks": told("ec2", "get_ebs_encryption_by_default"),
        "logs": told("apigateway", "get_account"),
        "copies": told("ecr", "describe_registry"),
        "scanning": told("ecr", "get_registry_scanning_configuration"),
    }


def test_it_is_made_once_and_does_not_drift(engine: Engine, deployed: Run) -> None:
    assert set(deployed.counts) == {"create"}
    assert engine.up(STACK).changes == {}
    assert engine.refresh(STACK).changes == {}


def test_a_second_one_is_refused_before_anything_is_made(
    engine: Engine, deployed: Run, account: Account
) -> None:
    file = engine.file(SECOND)
    file.write_text(
        engine.file(STACK).read_text().replace("platforms:names: guide", "platforms:names: derived")
    )
    before = settings_of(account), len(account.requests)
    refused = engine.up(SECOND, check=False)
    assert refused.code != 0
    assert "stack baseline of this account has made it" in refused.output
    assert (settings_of(account), len(account.requests)) == before


def test_a_second_one_adopts_changes_nothing_and_goes_without_a_trace(
    engine: Engine, deployed: Run, account: Account
) -> None:
    made = outputs(engine, STACK)
    found = {
        **FOUND_BY,
        "trail": {"name": "baseline-trail"},
        "config": {"name": made["configRecorder"]},
        "accessAnalyzer": {"name": made["analyzer"]},
        "costAnomalies": {"monitorArn": made["costMonitorArn"]},
    }
    config = {
        "aws:region": "us-east-1",
        "platforms:environment": "dev",
        "platforms:enabled": ["baseline"],
        "platforms:samples": True,
        **{f"baseline:{piece}": {"mode": "adopt", **found.get(piece, {})} for piece in PIECES},
        "baseline:alerts": {"emails": ["security@example.com"]},
    }
    engine.file(SECOND).write_text(yaml.safe_dump({"config": config}))
    before = settings_of(account)
    adopted = engine.up(SECOND)
    assert adopted.counts["import"] == len(PIECES)
    assert settings_of(account) == before
    assert outputs(engine, SECOND)["detectorId"] == made["detectorId"]
    assert outputs(engine, SECOND)["apiGatewayLogRoleArn"] == made["apiGatewayLogRoleArn"]
    assert engine.up(SECOND).changes == {}
    engine.destroy(SECOND)
    assert settings_of(account) == before
    assert engine.up(STACK).changes == {}


def test_what_there_is_once_outlives_the_stack_that_made_it(
    engine: Engine, deployed: Run, account: Account
) -> None:
    refused = engine.destroy(STACK, check=False)
    assert refused.code != 0
    assert "refuse-deletion-of-stateful-resources" in refused.output
    before = settings_of(account)
    engine.configure(engine.file(STACK), "platforms:decommission", "[baseline]")
    engine.up(STACK)
    engine.destroy(STACK)
    assert settings_of(account) == before
    role = outputs_role(account)
    assert account.client("iam").get_role(RoleName=role)["Role"]["RoleName"] == "platforms-api-gateway-logs"


def outputs_role(account: Account) -> str:
    """The name of the role that API Gateway writes logs with."""
    return str(account.client("apigateway").get_account()["cloudwatchRoleArn"]).rpartition("/")[2]
