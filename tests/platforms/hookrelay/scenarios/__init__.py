"""The scenarios, by name."""

from tests.platforms.hookrelay.scenarios.given import (
    ELSEWHERE,
    FROM_BACKUP,
    GIVEN,
    NO_DNS,
    SECRETS,
    ZONE_NAME,
)
from tests.platforms.hookrelay.scenarios.modes import COMPUTE, FARGATE_WORKER, HOST, HTTP, ON_LAMBDA
from tests.platforms.hookrelay.scenarios.scenario import NOTHING, Place
from tests.platforms.hookrelay.scenarios.sizes import MANY

__all__ = ["NOTHING", "SCENARIOS", "Place"]

SCENARIOS = {
    "many": MANY,
    "lambda": ON_LAMBDA,
    "compute": COMPUTE,
    "http": HTTP,
    "given": GIVEN,
    "from-backup": FROM_BACKUP,
    "zone-name": ZONE_NAME,
    "no-dns": NO_DNS,
    "fargate-worker": FARGATE_WORKER,
    "host": HOST,
    "elsewhere": ELSEWHERE,
    "secrets": SECRETS,
}
