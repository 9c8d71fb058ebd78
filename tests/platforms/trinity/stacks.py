"""The stacks that Trinity's contracts are checked on: the stack files, and each choice the other way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.program import ACCOUNT, Variant
from tests.support.variants import PILOT_LIGHT

BACKUP = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/trinity-users-prod/backup/01234567890123-abcdef01"
PAGES = ["https://trinity.company.dev/"]
GIVEN = {"jwtSecret": "given-jwt-secret-" + "a1B2" * 8, "tmdbApiKey": "given-tmdb-key-4711"}


def stack(file: str, *, name: str = "", secret: Mapping[str, str] | None = None, **config: Any) -> Variant:
    """A stack with Trinity alone."""
    return Variant(file=file, platform="trinity", stack=name, config=config, secret=secret or {})


OTHERS_NAME: Mapping[str, Any] = {"platforms:environment": "dev"}  # of a stack whose name doesn't say it
STACKS: Mapping[str, Variant] = {
    "dev": stack("dev"),
    "staging": stack("staging"),
    "prod": stack("prod"),
    "production": stack("production"),
    "cdn": stack("prod", entrance="cdn", cdn={"cachedPaths": ["/movies/*", "/people/*"]}),
    "http": stack("dev", apiType="http", corsOrigins=["http://localhost:3000"]),
    "http-behind-cdn": stack("prod", apiType="http", entrance="cdn", cdn={"cachedPaths": ["/movies/*"]}),
    "custom": stack("dev", authMode="custom", secretsBackend="secretsmanager", vpc=True),
    "cognito": stack(
        "prod",
        authMode="cognito",
        userPool={"hostedDomain": "trinity-movies", "callbackUrls": PAGES, "logoutUrls": PAGES},
        cdn={"enabled": False},
        rollout={"canary": False},
    ),
    "everything": stack(
        "prod",
        secret=GIVEN,
        usagePlan={"monthlyRequests": 1000},
        accessLogs=True,
        monitoring={"healthCheck": True, "canary": {}},
        vpc=True,
        rollout={"preTrafficHook": True},
        users={"restored": [{"label": "2026-11-20", "backupArn": BACKUP}], "live": "2026-11-20"},
        functions={"api": {"provisionedConcurrency": 1, "provisionedMaximum": 3}},
    ),
    "pilot-light": stack("prod", dr=PILOT_LIGHT),
    "pilot-light-behind-cdn": stack(
        "prod", entrance="cdn", secretsBackend="secretsmanager", customerManagedKey=False, dr=PILOT_LIGHT
    ),
    "derived": stack("dev", name="alice", **OTHERS_NAME),
}
