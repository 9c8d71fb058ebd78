"""Running the checks of every platform that a stack's outputs name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

import boto3

from smoke.core import Check, CheckFailed, Deployed, Result

# Platform (the name of its stack output) -> the module that holds its CHECKS.
PLATFORMS: Mapping[str, str] = {
    "baseline": "smoke.baseline",
    "hookrelay": "smoke.hookrelay",
    "streamer": "smoke.streamer",
    "trinity": "smoke.trinity",
    "streamcanvas": "smoke.streamcanvas",
    "tiktok-commerce": "smoke.tiktok_commerce",
}
UNREADABLE = "they are no object; if the CLI shows [secret]: pulumi stack output --json --show-secrets"


def run(outputs: Mapping[str, Any], session: boto3.Session, *, writes: bool) -> Iterator[Result]:
    """Check every platform among a stack's outputs.

    Args:
        outputs: The stack's outputs: one object per platform.
        session: Credentials and region of the account.
        writes: Whether checks that change something (send a message, put an item) are run too.
    """
    for platform, module in PLATFORMS.items():
        if platform not in outputs:
            continue
        if not isinstance(outputs[platform], Mapping):
            yield Result(platform=platform, title="its outputs can be read", ok=False, detail=UNREADABLE)
            continue
        deployed = Deployed(outputs=outputs[platform], session=session)
        yield from _run_checks(platform, import_module(module).CHECKS, deployed, writes=writes)


def check(outputs: Mapping[str, Any], session: boto3.Session, stack: str) -> Iterable[Result]:
    """Every check against an account where writing is harmless, as `emulator --check smoke` calls it."""
    results = list(run(outputs, session, writes=True))
    if not results:
        return [
            Result(platform=stack, title="the stack has platforms", ok=False, detail="none in its outputs")
        ]
    return results


def _run_checks(
    platform: str, checks: Iterable[Check], deployed: Deployed, *, writes: bool
) -> Iterator[Result]:
    for one in checks:
        if one.writes and not writes:
            continue
        try:
            if not one.applies(deployed):
                continue
            yield Result(platform=platform, title=one.title, ok=True, detail=one.test(deployed))
        except CheckFailed as failed:
            yield Result(platform=platform, title=one.title, ok=False, detail=str(failed))
        except Exception as error:  # noqa: BLE001 - AWS's refusal, or an answer without what every answer has
            detail = f"{type(error).__name__}: {error}"
            yield Result(platform=platform, title=one.title, ok=False, detail=detail)
