"""Several stacks in one account."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from emulator.account import Account
from emulator.deploy import AwsDeployment
from emulator.monitor import DeploymentFailed
from smoke.runner import run
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant

ALICE, BOB = (
    Variant(file="dev", stack=name, config={"platforms:environment": "dev"}) for name in ("alice", "bob")
)
OWN = (
    *("endpointsTable", "deliveriesTable", "queueUrl", "dlqUrl", "dlqBucket", "logsBucket", "databaseId"),
    *("clusterName", "dashboard", "taskRoleArn", "alertsTopicArn", "vpcId", "workerFunctionName", "cacheId"),
)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with running_account() as found:
        yield found


@pytest.fixture(scope="module")
def neighbours(account: Account) -> list[AwsDeployment]:
    """Two developers' stacks, and the shared one with the guide's names."""
    return [deployed_to(account, variant, seed=5) for variant in (ALICE, BOB, Variant(file="dev"))]


@pytest.mark.requirement("X-9")
def test_no_name_is_shared(neighbours: list[AwsDeployment]) -> None:
    for name in OWN:
        values = [deployment.outputs["hookrelay"][name] for deployment in neighbours]
        assert len(set(values)) == len(values), values
    alarms = [alarm for deployment in neighbours for alarm in deployment.outputs["hookrelay"]["alarms"]]
    assert len(set(alarms)) == len(alarms)


@pytest.mark.requirement("X-9")
def test_everything_holds_of_each(account: Account, neighbours: list[AwsDeployment]) -> None:
    for deployment in neighbours:
        results = list(run(deployment.outputs, account.session(), writes=True))
        assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []


@pytest.mark.requirement("X-12")
def test_one_stacks_application_may_nothing_in_the_other(
    account: Account, neighbours: list[AwsDeployment]
) -> None:
    iam = account.client("iam")
    first, second = (deployment.outputs["hookrelay"] for deployment in neighbours[:2])
    name = first["taskRoleArn"].rpartition("/")[2]
    policies = [
        iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    ]
    assert first["endpointsTable"] in json.dumps(policies)
    for output in ("endpointsTable", "deliveriesTable", "dlqBucket"):
        assert second[output] not in json.dumps(policies)


@pytest.mark.requirement("X-9")
def test_a_second_stack_of_the_same_name_finds_its_names_taken(
    account: Account, neighbours: list[AwsDeployment]
) -> None:
    with pytest.raises(DeploymentFailed) as raised:
        deployed_to(account, ALICE)
    reasons = {urn.rpartition("::")[2]: reason for urn, reason in raised.value.failures.items()}
    for resource, name in (
        ("hookrelay-endpoints-table", neighbours[0].outputs["hookrelay"]["endpointsTable"]),
        ("hookrelay-app-task-role", neighbours[0].outputs["hookrelay"]["taskRoleArn"].rpartition("/")[2]),
        ("hookrelay-archive-bucket", neighbours[0].outputs["hookrelay"]["dlqBucket"]),
        ("hookrelay-database-subnets", "subnet group"),
    ):
        assert name in reasons[resource], reasons[resource]
        assert "exist" in reasons[resource], reasons[resource]
    assert not any("Traceback" in reason for reason in reasons.values())
    # what was there before is untouched
    results = run(neighbours[0].outputs, account.session(), writes=True)
    assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
