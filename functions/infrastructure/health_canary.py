"""Asks for a health page as a user would; anything but a good answer fails the run (CloudWatch Synthetics).

Variables:
    URL: The page, https.
    LATEST_SECONDS: How long an answer may take.
"""

from __future__ import annotations

import json
import os
import urllib.request

GOOD = 200


class UnhealthyError(Exception):
    """What was wrong with the answer."""


def handler(event: object, context: object) -> str:  # noqa: ARG001
    """Ask once.

    Raises:
        UnhealthyError: another status than 200, or a body that is no JSON object with a status.
        OSError: no answer at all, or none in time.
    """
    url, seconds = os.environ["URL"], float(os.environ["LATEST_SECONDS"])
    if not url.startswith("https://"):
        raise UnhealthyError(f"{url} is not https")
    request = urllib.request.Request(url, headers={"User-Agent": "health-canary"})  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
        body = answer.read()
        if answer.status != GOOD:
            raise UnhealthyError(f"{url} answered {answer.status}")
    try:
        said = json.loads(body)
    except ValueError:
        raise UnhealthyError(f"{url} answered no JSON") from None
    if not isinstance(said, dict) or not said.get("status"):
        raise UnhealthyError(f"{url} answered without a status")
    return f"{said['status']} at {said.get('timestamp')}"
