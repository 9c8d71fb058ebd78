"""Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import later, removal
from emulator.shapes import tag_list


@resource("aws:ssm/parameter:Parameter")
def parameter(r: Request) -> Created:
    """A parameter; a value given write-only reaches AWS and nothing else."""
    return put(r, r.physical(), Tags=tag_list(r.tags))


def put(r: Request, name: str, **others: Any) -> Created:
    """Write a parameter."""
    # Only says that the write-only value is a new one.
    r.take("valueWoVersion")
    # Pulumi lets a program state the ARN it expects; AWS never takes one.
    r.take("arn")
    write_only, value, insecure = (r.take(key) for key in ("valueWo", "value", "insecureValue"))
    given = next((text for text in (write_only, value, insecure) if text is not None), None)
    made = r.send("ssm", "put_parameter", Name=name, Value=given, **others)
    path = name if name.startswith("/") else f"/{name}"
    return name, {
        "name": name,
        "arn": f"arn:aws:ssm:{r.region}:{r.cloud.account_id}:parameter{path}",
        "version": made["Version"],
        "tier": made.get("Tier") or r.inputs.get("tier", "Standard"),
        "dataType": r.inputs.get("dataType", "text"),
        "hasValueWo": write_only is not None,
    }


def change(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Another value; AWS takes tags only with a new parameter, so they have a call of their own."""
    r.take("name")
    r.take("overwrite")
    outputs = put(r, name, Overwrite=True)[1]
    if tags := tag_list(r.tags):
        r.api("ssm", "add_tags_to_resource", ResourceType="Parameter", ResourceId=name, Tags=tags)
    return outputs


later("aws:ssm/parameter:Parameter", update=change)
removal("aws:ssm/parameter:Parameter", "ssm.delete_parameter", Name="id")
