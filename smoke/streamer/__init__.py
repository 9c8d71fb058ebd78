"""What must be true of Streamer."""

from __future__ import annotations

from smoke import shared
from smoke.core import Check
from smoke.streamer import data, entrance, functions

CHECKS = (
    Check(title="tables answer by key and by every index", test=data.tables_answer, writes=True),
    Check(title="tables are encrypted and restorable", test=data.tables_are_guarded),
    Check(title="items expire", test=data.items_expire),
    Check(title="the stream feeds the processor and no poison record stops it", test=data.stream_is_read),
    Check(
        title="finished requests are archived as they expire",
        test=data.archive_is_private,
        applies=shared.has("archiveBucket"),
    ),
    Check(title="routes lead to the live alias, with exactly their permission", test=entrance.routes_lead),
    Check(title="the stage serves a deployment and is throttled", test=entrance.stage_is_throttled),
    Check(
        title="the domain leads to the stage in both forms",
        test=entrance.domain_is_mapped,
        applies=shared.has("apiDomain"),
    ),
    Check(
        title="the firewall stands before the entrance, and nothing leads around it",
        test=entrance.firewall_cannot_be_passed_by,
        applies=shared.has("webAclArn"),
    ),
    Check(title="functions have the guide's variables", test=functions.have_their_variables),
    Check(title="roles name the platform's own things only", test=functions.roles_are_narrow),
    *shared.OPERATIONS_CHECKS,
)
