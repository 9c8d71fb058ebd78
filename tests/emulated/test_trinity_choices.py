"""Trinity's choices the other way, each in an account of its own."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.monitor import DeploymentFailed
from tests.emulated.world import deployed_to, holds, running_account
from tests.support.program import Variant


def trinity(file: str, **config: Any) -> Variant:
    return Variant(file=file, platform="trinity", config=config)


@pytest.mark.requirement("TR-1", "TR-18", "TR-19", "TR-27", "TR-31", "X-21")
@pytest.mark.parametrize(
    "variant",
    [
        trinity(
            "staging",
            usagePlan={},
            monitoring={"healthCheck": True, "canary": {}},
            vpc=True,
            rollout={"preTrafficHook": True},
            functions={"api": {"provisionedConcurrency": 1, "provisionedMaximum": 2}},
        ),
        trinity("prod", apiType="http", entrance="cdn"),
        trinity("dev", authMode="custom", secretsBackend="secretsmanager", cdn={"enabled": False}),
    ],
    ids=["everything", "http-behind-cdn", "custom"],
)
def test_every_choice_deploys_and_holds(variant: Variant) -> None:
    with holds(variant) as checked:
        assert "every role's policy is exact" in checked.titles


@pytest.mark.requirement("TR-7", "TR-30")
def test_a_cut_over_uses_the_restored_table_and_keeps_the_first() -> None:
    user = {"id": {"S": "u"}, "email": {"S": "u@company.dev"}}
    with running_account() as account:
        dynamodb = account.client("dynamodb")
        dynamodb.create_table(
            TableName="trinity-users-old",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.put_item(TableName="trinity-users-old", Item=user)
        made = dynamodb.create_backup(TableName="trinity-users-old", BackupName="before")
        arn = made["BackupDetails"]["BackupArn"]
        with pytest.raises(dynamodb.exceptions.ClientError, match="already exists"):
            # what the guide does
            dynamodb.restore_table_from_backup(TargetTableName="trinity-users-old", BackupArn=arn)
        users = {"emailIndex": False, "restored": [{"label": "r1", "backupArn": arn}], "live": "r1"}
        outputs = deployed_to(account, trinity("dev", users=users)).outputs["trinity"]
        assert outputs["usersTables"] == {"first": "trinity-users-dev", "r1": "trinity-users-dev-r1"}
        found = dynamodb.get_item(TableName=outputs["usersTable"], Key={"id": {"S": "u"}})
        assert found["Item"] == user
        assert dynamodb.scan(TableName="trinity-users-dev")["Count"] == 0


@pytest.mark.requirement("TR-3", "X-7")
def test_the_wrong_account_is_refused_before_anything_is_made() -> None:
    variant = trinity("dev", provider={"allowedAccountIds": ["987654321098"]})
    with running_account() as account:
        with pytest.raises(DeploymentFailed, match="account ID not allowed: 123456789012"):
            deployed_to(account, variant)
        assert account.client("dynamodb").list_tables()["TableNames"] == []
