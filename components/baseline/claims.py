"""One baseline per account: which stack has made what there is once (X-8).

A claim is an SSM parameter, named after the piece. A stack that would create what another claims is refused
before anything is made; it may adopt it, or skip it. Platforms look nothing up: only baselines read claims.
"""

from __future__ import annotations

from collections.abc import Iterator

import pulumi
import pulumi_aws as aws

from components.baseline.ground import BaselineGround
from components.metrics import GLOBAL_REGION

FOLDER = "/platforms/baseline"
# Of these there is one per account, of all others one per region.
OF_THE_ACCOUNT = frozenset({"publicAccess", "costAnomalies", "github"})


class ClaimedError(Exception):
    """Another stack of this account has made what this one would make."""


def region_of(piece: str, region: str) -> str:
    """Where the claim of a piece is."""
    return GLOBAL_REGION if piece in OF_THE_ACCOUNT else region


def refuse_what_is_claimed(ground: BaselineGround) -> None:
    """See that no other stack has made what this one is to make.

    Raises:
        ClaimedError: with every piece, its stack, and what to write instead.
    """
    problems = list(_conflicts(ground))
    if problems:
        raise ClaimedError(f"stack {ground.context.names.stack}: " + "; ".join(problems))


def _conflicts(ground: BaselineGround) -> Iterator[str]:
    wanted = [piece for piece, settings in ground.settings.pieces.items() if settings.made]
    for region in sorted({region_of(piece, ground.region) for piece in wanted}):
        owners = _claims(ground, region)
        for piece in wanted:
            owner = owners.get(piece)
            if region_of(piece, ground.region) == region and owner not in (None, ground.context.names.stack):
                yield (
                    f"baseline:{piece}.mode: given 'create'; but stack {owner} of this account has made it, "
                    "and there is one only; fix: adopt, to have it here too, or skip"
                )


def _claims(ground: BaselineGround, region: str) -> dict[str, str]:
    """Piece -> stack, of a region."""
    found = aws.ssm.get_parameters_by_path(
        path=FOLDER, region=region, opts=pulumi.InvokeOptions(parent=ground.parent)
    )
    return dict(zip((name.rpartition("/")[2] for name in found.names), found.values, strict=True))


def claim(ground: BaselineGround) -> None:
    """Say of everything that this stack makes that it is this stack's."""
    for piece, settings in ground.settings.pieces.items():
        if settings.made:
            aws.ssm.Parameter(
                f"{ground.name}-claim-{piece}",
                name=f"{FOLDER}/{piece}",
                type="String",
                insecure_value=ground.context.names.stack,
                description="The stack that has made this, of which the account has one",
                region=region_of(piece, ground.region),
                opts=ground.child,
            )
