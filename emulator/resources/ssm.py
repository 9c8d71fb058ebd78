"""Systems Manager: parameters."""

from __future__ import annotations

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.shapes import tag_list


@resource("aws:ssm/parameter:Parameter")
def parameter(r: Request) -> Created:
    """A parameter; a value given write-only reaches AWS and nothing else."""
    name = r.physical()
    # Only says that the write-only value is a new one.
    r.take("valueWoVersion")
    # Pulumi lets a program state the ARN it expects; AWS never takes one.
    r.take("arn")
    write_only, value, insecure = (r.take(key) for key in ("valueWo", "value", "insecureValue"))
    given = next((text for text in (write_only, value, insecure) if text is not None), None)
    made = r.send("ssm", "put_parameter", Name=name, Value=given, Tags=tag_list(r.tags))
    path = name if name.startswith("/") else f"/{name}"
    return name, {
        "name": name,
        "arn": f"arn:aws:ssm:{r.region}:{r.cloud.account_id}:parameter{path}",
        "version": made["Version"],
        "tier": made.get("Tier") or r.inputs.get("tier", "Standard"),
        "dataType": r.inputs.get("dataType", "text"),
        "hasValueWo": write_only is not None,
    }
