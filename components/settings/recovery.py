"""What a platform keeps in another region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.guards import Problem
from components.settings.model import Model, setting
from components.settings.texts import Boolean, Region


class OtherRegion(Model):
    """Copies in another region."""

    region: Region | None = setting(None, what="The other region.", requirement="HR-50")
    table_replicas: Boolean = setting(
        False, what="Make the tables global, with a replica there.", requirement="HR-50"
    )
    bucket_replication: Boolean = setting(
        False, what="Copy what is kept in buckets to buckets there.", requirement="HR-50"
    )


def other_region_problems(other: OtherRegion, *, here: str, wanted: Mapping[str, bool]) -> Iterator[Problem]:
    """Copies that have no region to go to, or only their own.

    Args:
        other: The section `dr`.
        here: The platform's own region.
        wanted: Field -> whether it asks for copies.
    """
    if other.region == here:
        yield Problem(
            field="dr.region",
            given=other.region,
            allowed=f"a region other than {here}, the platform's own",
            fix="name the region that copies go to, for example us-west-2",
        )
    for field in (field for field, on in wanted.items() if on and other.region is None):
        yield Problem(
            field=field, given=True, allowed="false, without dr.region", fix="say which region: dr.region"
        )
