"""What DynamoDB's TTL process would have deleted by now."""

import time
from typing import TYPE_CHECKING

from . import streams
from .work import settle

if TYPE_CHECKING:
    from emulator.account import Account

FIVE_YEARS = 5 * 365 * 86_400
"""Seconds: items that expired longer ago are never deleted.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html"""


def expire(account: "Account", table: str, *, now: float | None = None, region: str | None = None) -> int:
    """Delete the expired items of a table, each with its record in the stream.

    Returns how many there were.
    """
    client, moment = account.client("dynamodb", region), now or time.time()
    description = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    attribute = description.get("AttributeName")
    if description.get("TimeToLiveStatus") != "ENABLED" or not attribute:
        return 0
    schema = client.describe_table(TableName=table)["Table"]["KeySchema"]
    names = [key["AttributeName"] for key in schema]
    pages = client.get_paginator("scan").paginate(TableName=table)
    items = [item for page in pages for item in page["Items"]]
    due = [
        item
        for item in items
        if "N" in item.get(attribute, {}) and moment - FIVE_YEARS < float(item[attribute]["N"]) < moment
    ]
    streams.expiring = True
    try:
        for item in due:
            client.delete_item(TableName=table, Key={name: item[name] for name in names})
    finally:
        streams.expiring = False
    settle()
    return len(due)
