"""Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import answered, later, later_described, removal, tagging
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
    """Write the parameter over; AWS takes tags only with a new one, so they have a call of their own."""
    r.take("name")
    r.take("overwrite")
    r.take("tags")
    return put(r, name, Overwrite=True)[1] if r.changed - {"tags", "overwrite"} else {}


PARAMETER = "aws:ssm/parameter:Parameter"
later(
    PARAMETER,
    update=change,
    updates="ssm.put_parameter",
    rename={"insecureValue": "Value", "valueWo": "Value"},
    lasting=["name", "type"],
    # Says that the write-only value is a new one.
    changing=["valueWoVersion"],
)
tagging(
    PARAMETER,
    "ssm.add_tags_to_resource",
    "ssm.remove_tags_from_resource",
    ResourceType=lambda _r, _id: "Parameter",
    ResourceId="id",
)
removal(PARAMETER, "ssm.delete_parameter", Name="id")


def describe(r: Request, name: str) -> dict[str, Any] | None:
    """A parameter with its value, unless that was given write-only."""
    answer = answered(lambda: r.api("ssm", "get_parameter", Name=name, WithDecryption=True))
    if answer is None:
        return None
    found: dict[str, Any] = answer["Parameter"]
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    more = r.api("ssm", "describe_parameters", ParameterFilters=filters)["Parameters"]
    tags = r.api("ssm", "list_tags_for_resource", ResourceType="Parameter", ResourceId=name)["TagList"]
    return {**(more[0] if more else {}), **found, "tags": tags}


def look_up(r: Request, name: str) -> Created | None:
    """A parameter that exists."""
    found = describe(r, name)
    if found is None:
        return None
    return name, {"name": name, "arn": found["ARN"], "version": found["Version"], "type": found["Type"]}


later_described(PARAMETER, describe, {"insecureValue": "Value"})
later(PARAMETER, read=look_up)
