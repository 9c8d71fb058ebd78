"""The baseline: everything that an account or region has once, and backups of what its stacks keep."""

from __future__ import annotations

from typing import Literal, cast

import pulumi
import pulumi_aws as aws

from components.baseline.claims import claim, refuse_what_is_claimed
from components.baseline.costs import declare_costs
from components.baseline.deployment import declare_deployment
from components.baseline.detection import declare_detection
from components.baseline.ground import BaselineGround
from components.baseline.names import BaselineNames
from components.baseline.notices import declare_notices
from components.baseline.outputs import Parts, outputs_of
from components.baseline.records import declare_records
from components.baseline.recovery import declare_recovery
from components.blocks.account_settings import SETTINGS, AccountSettings, AccountSettingsArgs, Setting
from components.blocks.chat_channel import ChatChannel, ChatChannelArgs
from components.blocks.image_replication import ImageReplication, ImageReplicationArgs
from components.platforms.alerting import alerts
from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.settings.baseline import BaselineSettings

TITLE = "Baseline"


class Baseline(PlatformComponent):
    """What an account has once."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[BaselineSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:Baseline", name, args, opts)
        ground = BaselineGround(
            name=name,
            context=args,
            names=BaselineNames(names=args.names, account_id=args.account_id, region=args.region),
            parent=self,
        )
        refuse_what_is_claimed(ground)
        account_id = _account_id(ground)
        claim(ground)
        watched = alerts(ground, TITLE, global_alarms=False, others=_publishers(ground))
        records = declare_records(ground, account_id)
        detection = declare_detection(ground, records, account_id)
        notices = declare_notices(ground, watched.topic_arn)
        settings = _account_settings(ground, account_id)
        _images(ground, account_id)
        costs = declare_costs(ground, watched.topic_arn)
        chat = _chat(ground, watched.topic_arn)
        deployment = declare_deployment(ground, account_id)
        recovery = declare_recovery(ground)

        self.export(
            outputs_of(
                ground,
                Parts(
                    topic_arn=watched.topic_arn,
                    records=records,
                    detection=detection,
                    notices=notices,
                    settings=settings,
                    costs=costs,
                    chat=chat,
                    deployment=deployment,
                    recovery=recovery,
                ),
            )
        )


def _account_id(ground: BaselineGround) -> str | None:
    """The account as plain text: an import wants its id before anything is made."""
    if not any(piece.mode == "adopt" for piece in ground.settings.pieces.values()):
        return None
    return aws.get_caller_identity(opts=pulumi.InvokeOptions(parent=ground.parent)).account_id


def _publishers(ground: BaselineGround) -> tuple[Literal["costalerts"], ...]:
    return ("costalerts",) if ground.settings.cost_anomalies.held else ()


def _account_settings(ground: BaselineGround, account_id: str | None) -> AccountSettings:
    pieces = ground.settings.pieces
    modes: dict[Setting, Literal["create", "adopt"]] = {
        setting: cast("Literal['create', 'adopt']", pieces[setting].mode)
        for setting in SETTINGS
        if pieces[setting].held
    }
    return AccountSettings(
        f"{ground.name}-settings",
        AccountSettingsArgs(
            modes=modes, account_id=account_id, region=ground.region, partition=ground.context.partition
        ),
        opts=ground.child,
    )


def _images(ground: BaselineGround, account_id: str | None) -> None:
    settings = ground.settings.image_replication
    if settings.held:
        ImageReplication(
            f"{ground.name}-images",
            ImageReplicationArgs(
                region=ground.region,
                account_id=ground.context.account_id,
                regions=settings.regions,
                prefixes=settings.prefixes,
                adopt=None if settings.made else account_id,
            ),
            opts=ground.child,
        )


def _chat(ground: BaselineGround, topic_arn: pulumi.Input[str]) -> ChatChannel | None:
    chat = ground.settings.chat
    if chat is None:
        return None
    return ChatChannel(
        f"{ground.name}-chat",
        ChatChannelArgs(
            name=ground.names.of("chat-channel", "alerts"),
            team_id=chat.slack_team_id,
            channel_id=chat.slack_channel_id,
            topic_arn=topic_arn,
            partition=ground.context.partition,
        ),
        opts=ground.child,
    )
