"""The guard over a deployed schema: a change that would break clients is refused in the preview."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.guards.graphql import breaking_changes


class BreakingSchemaError(Exception):
    """Clients of the deployed schema could no longer do what they do."""


def schema_hook(label: str, *, allow_key: str) -> pulumi.ResourceHook:
    """The guard as a hook of an API's updates, in previews too.

    Args:
        label: The API's logical name; hooks of one program need names of their own.
        allow_key: The config key that lets such a change through; named in the error.
    """

    def guard(args: pulumi.ResourceHookArgs) -> None:
        refuse_breaking_changes(args, allow_key=allow_key)

    return pulumi.ResourceHook(
        f"refuse-breaking-changes-of-{label}", guard, pulumi.ResourceHookOptions(on_dry_run=True)
    )


def refuse_breaking_changes(args: pulumi.ResourceHookArgs, *, allow_key: str) -> None:
    """Compare the deployed schema with the wanted one.

    Raises:
        BreakingSchemaError: naming each change that clients would notice.
    """
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


def _schema(inputs: Mapping[str, object] | None) -> str | None:
    schema = (inputs or {}).get("schema")
    return schema if isinstance(schema, str) else None
