"""Sessions, states and connections."""

from __future__ import annotations

import uuid

from smoke import tables
from smoke.core import Deployed, expect

TABLES = ("sessionsTable", "statesTable", "connectionsTable")


def tables_answer(deployed: Deployed) -> str:
    """A session is found by id and by host, its states by session and time, connections by session."""
    dynamodb = deployed.client("dynamodb")
    session, host, connection = (f"smoke-{part}-{uuid.uuid4()}" for part in ("session", "host", "connection"))
    session_key = {"sessionId": {"S": session}}
    state_key = {**session_key, "timestamp": {"N": "1"}}
    connection_key = {"connectionId": {"S": connection}}
    sessions, states, connections = (deployed[name] for name in TABLES)
    dynamodb.put_item(TableName=sessions, Item={**session_key, "hostId": {"S": host}})
    dynamodb.put_item(TableName=states, Item=state_key)
    dynamodb.put_item(TableName=connections, Item={**connection_key, **session_key})
    try:
        for table, key in ((sessions, session_key), (states, state_key), (connections, connection_key)):
            expect("Item" in dynamodb.get_item(TableName=table, Key=key), f"{table}: not found by its key")
        history = tables.query(dynamodb, states, None, "sessionId", {"S": session})
        expect(len(history) == 1, "a session's states are not found")
        found = [(sessions, "HostIdIndex", "hostId", host)]
        if deployed["connectionsIndex"]:
            found.append((connections, "SessionIdIndex", "sessionId", session))
        for table, index, attribute, value in found:
            items = tables.query(dynamodb, table, index, attribute, {"S": value})
            expect(len(items) == 1, f"{table}: not found by {index}")
    finally:
        dynamodb.delete_item(TableName=sessions, Key=session_key)
        dynamodb.delete_item(TableName=states, Key=state_key)
        dynamodb.delete_item(TableName=connections, Key=connection_key)
    return f"{sessions}, {states}, {connections}, {len(found)} indexes"


def items_expire(deployed: Deployed) -> str:
    """Each table expires items by the attribute that was asked for, or not at all."""
    dynamodb, said = deployed.client("dynamodb"), []
    for thing, attribute in deployed["ttlAttributes"].items():
        name = deployed[f"{thing}Table"]
        found = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        on = found["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
        expect(on == bool(attribute), f"table {name}: expiry is {found['TimeToLiveStatus']}")
        expect(not attribute or found.get("AttributeName") == attribute, f"table {name} expires by {found}")
        said.append(f"{name} by {attribute}" if attribute else f"{name} never")
    return ", ".join(said)


def tables_are_guarded(deployed: Deployed) -> str:
    """All three are encrypted and can be restored to any second."""
    return tables.are_guarded(deployed.client("dynamodb"), [deployed[name] for name in TABLES])
