"""The baseline's physical names. No guide names them: they are ours."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.naming import Names


@dataclass(frozen=True, kw_only=True)
class BaselineNames:
    """Every name, in one place.

    Attributes:
        names: The naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def of(self, kind: str, thing: str) -> str:
        """`baseline-{thing}`."""
        return self.names(kind, thing, prod=f"baseline-{thing}")

    def bucket(self, thing: str) -> pulumi.Output[str]:
        """`baseline-{thing}`, with account and region."""
        return self.names.bucket(
            thing, prod=f"baseline-{thing}", account_id=self.account_id, region=self.region
        )

    def topic(self, thing: str) -> str:
        """`baseline-alerts`."""
        return self.of("topic", thing)

    def key_alias(self, thing: str = "") -> str:
        """`baseline-key`."""
        return self.of("key-alias", thing or "key")

    @property
    def restore_testing_plan(self) -> str:
        """`baseline_restore_tests`: AWS Backup takes no hyphen here."""
        return self.of("restore-testing-plan", "restore-tests").replace("-", "_")
