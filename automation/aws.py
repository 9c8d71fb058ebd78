"""AWS, asked by the automation itself: clients, and errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from automation.errors import AutomationError

if TYPE_CHECKING:
    import boto3


def client(session: boto3.Session | None, service: str, region: str) -> Any:
    """A client of a service, with the credentials of a session or those of the environment."""
    import boto3

    return (session or boto3.Session()).client(service, region_name=region)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Errors of AWS, and of the way to it, with what they were about.

    Raises:
        AutomationError: in their place.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise AutomationError(f"{what}: {error}") from error
