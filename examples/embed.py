"""A service that gives each of its customers a HookRelay of their own: one stack per tenant, in one account.

Names are derived from the stack's, so that tenants don't collide; a tenant's data goes with the tenant. Try
it with an account of yours: `python -m examples.embed join acme --backend s3://my-states`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from automation import AutomationError, Cli, Deployer, Result, Target
from automation.events import Told
from automation.outputs import HookRelayOutputs

NAME = re.compile(r"[a-z][a-z0-9-]{1,18}[a-z0-9]")
"""Short, because bucket names (63 characters) hold it besides the account's number and the region."""

PLAN: Mapping[str, str] = {
    "aws:region": "us-east-1",
    "platforms:environment": "dev",  # small, and it may be deleted
    "platforms:names": "derived",
    "platforms:enabled": '["hookrelay"]',
    "hookrelay:compute": "lambda",
    "hookrelay:dns": '{"mode": "none"}',
}
"""What every tenant gets; it stands in no file."""

MINUTES = 30
"""A database takes 10 to 15 minutes to be made."""


@dataclass(frozen=True, kw_only=True)
class Tenants:
    """The tenants of an account.

    Attributes:
        backend: Where their states are.
        home: For plugins and logs; the service has no home directory.
        secrets_provider: What encrypts secrets in their states.
        cli: The Pulumi CLI.
        plan: Configuration over PLAN.
        environment: More environment for the CLI.
        told: Told of each resource.

    """

    backend: str
    home: Path | None = None
    secrets_provider: str | None = None
    cli: Cli | None = None
    plan: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    told: Told | None = None

    def join(self, tenant: str) -> HookRelayOutputs:
        """Give a tenant a stack, or bring theirs up to date."""
        return self._deployer(tenant).up(create=True, message=f"for {tenant}").outputs.hookrelay

    def join_all(self, tenants: Iterable[str], at_once: int = 2) -> dict[str, HookRelayOutputs]:
        """The same for many, some of them at a time."""
        names = list(tenants)
        with ThreadPoolExecutor(at_once) as threads:
            return dict(zip(names, threads.map(self.join, names), strict=True))

    def address(self, tenant: str) -> str | None:
        """Where a tenant's HookRelay answers."""
        outputs = self._deployer(tenant).outputs().hookrelay
        return outputs.app_url or outputs.api_url

    def leave(self, tenant: str) -> Result:
        """Delete a tenant's stack with everything in it."""
        return self._deployer(tenant).destroy(remove=True)

    def _deployer(self, tenant: str) -> Deployer:
        if not NAME.fullmatch(tenant):
            raise ValueError(f"{tenant!r} is no name for a tenant: {NAME.pattern}")
        target = Target(
            stack=f"t-{tenant}",
            backend=self.backend,
            pulumi_home=self.home,
            secrets_provider=self.secrets_provider,
            config={**PLAN, **self.plan},
            environment=self.environment,
        )
        return Deployer(target=target, cli=self.cli, told=self.told, timeout=MINUTES * 60)


def main(arguments: list[str] | None = None) -> int:
    """The service as a command."""
    parser = argparse.ArgumentParser(prog="python -m examples.embed")
    parser.add_argument("what", choices=("join", "address", "leave"))
    parser.add_argument("tenant")
    parser.add_argument("--backend", required=True)
    given = parser.parse_args(arguments)
    tenants = Tenants(backend=given.backend)
    try:
        match given.what:
            case "join":
                tenants.join(given.tenant)
            case "leave":
                tenants.leave(given.tenant)
                return 0
        sys.stdout.write(f"{tenants.address(given.tenant)}\n")
    except (AutomationError, ValueError) as error:
        sys.stderr.write(f"embed: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
