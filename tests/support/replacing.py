"""Which changes replace a resource, as the real provider's generation plans it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FACTS = Path(__file__).parents[1] / "emulator" / "replacement.tsv"


@cache
def facts() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Type -> properties that replace (dotted where nested), and those that could not be asked."""
    found = {}
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            typ, replacing, unasked = [*line.split("\t"), "", ""][:3]
            found[typ] = frozenset(replacing.split()), frozenset(unasked.split())
    return found
