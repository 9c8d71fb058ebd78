"""What the baseline exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from automation.outputs.model import PlatformOutputs


class BaselineOutputs(PlatformOutputs):
    """The baseline's outputs; None is what the stack doesn't hold.

    Attributes:
        pieces: Piece -> whether it was made here, adopted, or is somebody else's.
        deploy_role_arns: Environment -> role that GitHub's workflows assume.
        lock_is_for_good: Whether the vault's lock can never be taken away.
        rpo: Kind of store -> what may be lost of it at most.

    """

    pieces: Mapping[str, Literal["create", "adopt", "skip"]]
    trail_arn: str | None = None
    trail_bucket: str | None = None
    trail_log_group: str | None = None
    config_recorder: str | None = None
    config_bucket: str | None = None
    detector_id: str | None = None
    security_hub_arn: str | None = None
    standards: tuple[str, ...] | None = None
    analyzer: str | None = None
    notice_rules: tuple[str, ...] | None = None
    api_gateway_log_role_arn: str | None = None
    cost_monitor_arn: str | None = None
    chat_configuration_arn: str | None = None
    oidc_provider_arn: str | None = None
    deploy_role_arns: Mapping[str, str] | None = None
    backup_vault: str | None = None
    backup_plan_id: str | None = None
    backup_copy_vault_arn: str | None = None
    lock_is_for_good: bool | None = None
    restore_testing_plan: str | None = None
    rpo: Mapping[str, Mapping[str, str]] | None = None
