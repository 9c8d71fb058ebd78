"""Changes in place: one call that takes what differs, and tags in each service's own form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from emulator.request import NEVER_SENT, Request
from emulator.resources.parts import later

Source = str | Callable[[Request, str, Mapping[str, Any]], Any]
"""Where a parameter comes from: `id`, an input or old output, or a function of request, id and old state."""


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """How a service changes the tags of a resource.

    Attributes:
        service: As boto3 spells it.
        add: Operation that sets tags.
        remove: Operation that takes tags away.
        resource: Parameter that says whose; `listed` where it is a list.
        tags: Parameter with the tags.
        keys: Parameter with the keys to take away.
        form: How tags are written: `pairs` (Key, Value), `lower` (key, value), `map`, `items` (CloudFront).
        listed: Whether `resource` is a list.
        source: The old output that names the resource.

    """

    service: str
    add: str = "tag_resource"
    remove: str = "untag_resource"
    resource: str = "resourceArn"
    tags: str = "tags"
    keys: str = "tagKeys"
    form: Literal["pairs", "lower", "map", "items"] = "map"
    listed: bool = False
    source: str = "arn"

    def apply(self, r: Request, old: Mapping[str, Any]) -> None:
        """Make the tags of the resource those of the request."""
        wanted, held = r.tags, dict(old.get("tags") or {})
        name = old.get(self.source)
        whose = {self.resource: [name] if self.listed else name}
        gone = sorted(set(held) - set(wanted))
        if gone:
            keys: Any = {"Items": gone} if self.form == "items" else gone
            if self.keys == self.tags:  # ACM names tags to remove the way it names tags to add
                keys = [{"Key": key} for key in gone]
            r.api(self.service, self.remove, **whose, **{self.keys: keys})
        if wanted and wanted != held:
            r.api(self.service, self.add, **whose, **{self.tags: self._written(wanted)})

    def _written(self, tags: Mapping[str, str]) -> Any:
        if self.form == "map":
            return dict(tags)
        names = ("key", "value") if self.form == "lower" else ("Key", "Value")
        pairs = [dict(zip(names, pair, strict=True)) for pair in tags.items()]
        return {"Items": pairs} if self.form == "items" else pairs


ECS = Tagging(service="ecs", form="lower")
ECR = Tagging(service="ecr", form="pairs")
ELB = Tagging(
    service="elbv2",
    add="add_tags",
    remove="remove_tags",
    resource="ResourceArns",
    tags="Tags",
    keys="TagKeys",
    form="pairs",
    listed=True,
)
RDS = Tagging(
    service="rds",
    add="add_tags_to_resource",
    remove="remove_tags_from_resource",
    resource="ResourceName",
    tags="Tags",
    keys="TagKeys",
    form="pairs",
)
CACHE = Tagging(
    service="elasticache",
    add="add_tags_to_resource",
    remove="remove_tags_from_resource",
    resource="ResourceName",
    tags="Tags",
    keys="TagKeys",
    form="pairs",
)
WAF = Tagging(service="wafv2", resource="ResourceARN", tags="Tags", keys="TagKeys", form="pairs")
CDN = Tagging(service="cloudfront", resource="Resource", tags="Tags", keys="TagKeys", form="items")
REST = Tagging(service="apigateway")
HTTP = Tagging(service="apigatewayv2", resource="ResourceArn", tags="Tags", keys="TagKeys")


def differing(r: Request, old: Mapping[str, Any], ignore: Iterable[str] = ()) -> set[str]:
    """The inputs that changed; the others count as used."""
    changed = {key for key in r.inputs if r.inputs[key] != old.get(key)}
    changed -= {"tags", *NEVER_SENT, *ignore}
    for key in set(r.inputs) - changed:
        r.take(key)
    return changed


def modification(
    token: str,
    call: str,
    *,
    rename: Mapping[str, str] | None = None,
    ignore: Iterable[str] = (),
    tagging: Tagging | None = None,
    **params: Source,
) -> None:
    """A type that one call changes in place, with the inputs that differ.

    Args:
        token: The type.
        call: `service.operation`, as boto3 spells them.
        rename: Input -> parameter, where the names differ by more than case.
        ignore: Inputs that steer Pulumi and never reach AWS.
        tagging: How its tags change, if it has any.
        **params: What the call needs in any case.

    """
    service, operation = call.split(".")
    ignored = tuple(ignore)

    def update(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
        if changed := differing(r, old, ignored):
            given = {name: found(source, r, id_, old) for name, source in params.items()}
            r.send(service, operation, rename or {}, only=changed, **given)
        if tagging is not None:
            tagging.apply(r, old)
        return {}

    later(token, update=update)


def found(source: Source, r: Request, id_: str, old: Mapping[str, Any]) -> Any:
    """The value that a source means."""
    if callable(source):
        return source(r, id_, old)
    return id_ if source == "id" else r.inputs.get(source, old.get(source))


def retagged(token: str, tagging: Tagging) -> None:
    """A type of which only the tags change in place."""

    def update(r: Request, _: str, old: Mapping[str, Any]) -> dict[str, Any]:
        differing(r, old)
        tagging.apply(r, old)
        return {}

    later(token, update=update)
