"""The calls by which a resource is made, so that one that broke off in the middle can be taken up."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

READING = ("Describe", "Get", "List", "Head", "BatchGet", "Lookup", "Search", "Check", "Test", "Validate")
"""How operations begin that change nothing."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A change that AWS has made.

    Attributes:
        service: botocore's name of the service.
        operation: AWS's name of the operation.
        response: What it answered.

    """

    service: str
    operation: str
    response: Mapping[str, Any]


class Journal:
    """The changes of one creation, in order.

    Args:
        done: What an earlier attempt has done: it is not done again, its answers are.
        pretend: Whether nothing more is done, to see what the resource is called: what is missing is answered
            from the shape of the response.

    Attributes:
        done: All that is done by now.

    """

    def __init__(self, done: Iterable[Done] = (), *, pretend: bool = False) -> None:
        self.done = list(done)
        self._earlier = list(self.done)
        self._pretend = pretend

    def made(
        self, service: str, operation: str, send: Callable[[], Any], pretended: Callable[[], Any]
    ) -> Any:
        """Make a call, unless it was made already.

        Args:
            service: botocore's name of the service.
            operation: AWS's name of the operation.
            send: Makes it.
            pretended: What it might answer.

        """
        if operation.startswith(READING):
            return send()
        for entry in self._earlier:
            if (entry.service, entry.operation) == (service, operation):
                self._earlier.remove(entry)
                return copy.deepcopy(entry.response)
        if self._pretend:
            return pretended()
        response = send()
        self.done.append(Done(service=service, operation=operation, response=copy.deepcopy(response)))
        return response
