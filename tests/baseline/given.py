"""Baselines that tests declare and deploy."""

from __future__ import annotations

from typing import Any

from tests.support.program import Variant

MONITOR = "arn:aws:ce::123456789012:anomalymonitor/11111111-2222-3333-4444-555555555555"
# What an adopted piece is found by.
FOUND_BY: dict[str, dict[str, str]] = {
    "trail": {"name": "audit"},
    "config": {"name": "default"},
    "accessAnalyzer": {"name": "outside"},
    "costAnomalies": {"monitorArn": MONITOR},
}
# What a piece that is made can't do without.
MADE_WITH: dict[str, dict[str, Any]] = {"imageReplication": {"regions": ["us-west-2"]}}
PIECES = (
    *("trail", "guardDuty", "securityHub", "config", "accessAnalyzer", "publicAccess", "diskEncryption"),
    *("apiGatewayLogs", "imageScanning", "imageReplication", "traceEncryption", "costAnomalies", "github"),
)


def baseline(stack: str = "baseline", **config: Any) -> Variant:
    """The committed baseline, under this name, with these keys changed."""
    return Variant(file="baseline", stack=stack, config=config, platform="baseline")


def with_modes(mode: str, stack: str = "baseline", **config: Any) -> Variant:
    """Every piece in one mode."""
    wants = {"adopt": FOUND_BY, "create": MADE_WITH}.get(mode, {})
    pieces = {piece: {"mode": mode, **wants.get(piece, {})} for piece in PIECES}
    return baseline(stack, **{**pieces, **config})
