from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.account import Account


def group(account: Account) -> str:
    made = account.client("ec2").create_security_group(GroupName="app", Description="Tasks")
    return str(made["GroupId"])


def prefix_list(account: Account, end: str) -> str:
    lists = account.client("ec2").describe_managed_prefix_lists()["PrefixLists"]
    [found] = [item["PrefixListId"] for item in lists if item["PrefixListName"].endswith(end)]
    return str(found)


def permission(port: int, prefix_list_id: str) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "PrefixListIds": [{"PrefixListId": prefix_list_id}],
    }


def test_cloudfronts_prefix_list_fits_into_a_group_once(account: Account) -> None:
    ec2, app, cloudfront = (
        account.client("ec2"),
        group(account),
        prefix_list(account, "cloudfront.origin-facing"),
    )
    ec2.authorize_security_group_ingress(GroupId=app, IpPermissions=[permission(443, cloudfront)])
    with pytest.raises(ClientError, match="at most 60"):
        ec2.authorize_security_group_ingress(GroupId=app, IpPermissions=[permission(80, cloudfront)])


def test_the_prefix_lists_of_gateway_endpoints_count_as_one_rule_each(account: Account) -> None:
    ec2, app = account.client("ec2"), group(account)
    for end in ("us-east-1.s3", "us-east-1.dynamodb"):
        ec2.authorize_security_group_egress(
            GroupId=app, IpPermissions=[permission(443, prefix_list(account, end))]
        )
