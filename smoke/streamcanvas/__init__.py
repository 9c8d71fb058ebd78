"""What must be true of StreamCanvas."""

from __future__ import annotations

from smoke import shared
from smoke.core import Check, Deployed
from smoke.streamcanvas import apis, data, executor, frontend, users


def _has_http_api(deployed: Deployed) -> bool:
    return deployed.outputs.get("executorIsolation") == "none"


CHECKS = (
    Check(title="weak passwords are refused, good ones accepted", test=users.sign_up_works, writes=True),
    Check(title="the user pool is as stated", test=users.pool_is_as_stated),
    Check(
        title="the firewall stands before the user pool",
        test=users.firewall_stands_before_the_pool,
        applies=shared.has("usersWebAclArn"),
    ),
    Check(title="tables answer by key and by every index", test=data.tables_answer, writes=True),
    Check(title="items expire where they should", test=data.items_expire),
    Check(title="tables are encrypted and restorable", test=data.tables_are_guarded),
    Check(title="routes lead to the live handler, and only they may call it", test=apis.routes_lead_to_live),
    Check(
        title="only a token of the pool opens a connection",
        test=apis.connections_need_a_token,
        applies=shared.has("authorizerFunctionName"),
    ),
    Check(
        title="/execute asks for the pool's token", test=apis.execute_asks_for_a_token, applies=_has_http_api
    ),
    Check(title="browsers call from the application only", test=apis.origins_are_ours, applies=_has_http_api),
    Check(title="the code executor is bare", test=executor.executor_is_bare),
    Check(title="only /execute may call the executor", test=executor.only_its_route_calls_it),
    Check(title="the front end is told everything and no key", test=frontend.environment_is_complete),
    *shared.OPERATIONS_CHECKS,
)
