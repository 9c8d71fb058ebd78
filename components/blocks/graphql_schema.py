"""The guard over a deployed schema: a change that would break clients is refused in the preview."""

from __future__ import annotations

import pulumi

from components.guards.graphql import breaking_changes


class BreakingSchemaError(Exception):
    """Clients of the deployed schema could no longer do what they do."""


def schema_hook(label: str, *, allow_key: str) -> pulumi.ResourceHook:
    """A hook for an API's updates, in previews too.

    Args:
        label: The API's logical name; hooks of one program need names of their own.
        allow_key: The config key that lets such a change through; named in the error.
    """

    def refuse_breaking_changes(args: pulumi.ResourceHookArgs) -> None:
        deployed, wanted = _schema(args.old_inputs), _schema(args.new_inputs)
        if deployed is None or wanted is None or deployed == wanted:
            return
        found = breaking_changes(deployed, wanted)
        if found:
            listed = "\n".join(f"  - {change}" for change in found)
            raise BreakingSchemaError(
                f"the schema of {args.name} would break clients of what is deployed:\n{listed}\n"
                "Add what is new beside what is there, and remove the old once no client asks for it; "
                f"where none does, set {allow_key}: true for one update."
            )

    return pulumi.ResourceHook(
        f"refuse-breaking-changes-of-{label}",
        refuse_breaking_changes,
        pulumi.ResourceHookOptions(on_dry_run=True),
    )


def _schema(inputs: object) -> str | None:
    schema = inputs.get("schema") if isinstance(inputs, dict) else None
    return schema if isinstance(schema, str) else None
