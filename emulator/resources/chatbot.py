"""Chat channels that messages of topics are written to (Amazon Q Developer, once AWS Chatbot)."""

from __future__ import annotations

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import changes, later, removal, tagging
from emulator.shapes import tag_list

lacks(
    "chatbot",
    "CreateMicrosoftTeamsChannelConfiguration",
    "CreateSlackChannelConfiguration",
    "DeleteMicrosoftTeamsChannelConfiguration",
    "DeleteSlackChannelConfiguration",
    "TagResource",
    "UntagResource",
    "UpdateMicrosoftTeamsChannelConfiguration",
    "UpdateSlackChannelConfiguration",
)

SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
TEAMS = "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration"
KINDS = {SLACK: ("slack", "slack-channel"), TEAMS: ("microsoft_teams", "microsoft-teams-channel")}


def _channel(r: Request) -> Created:
    kind, path = KINDS[r.typ]
    # How long the provider waits.
    r.take("timeouts")
    name, operation = r.take("configurationName"), f"create_{kind}_channel_configuration"
    r.send("chatbot", operation, ConfigurationName=name, Tags=tag_list(r.tags, "TagKey", "TagValue"))
    arn = f"arn:aws:chatbot::{r.cloud.account_id}:chat-configuration/{path}/{name}"
    return arn, {"chatConfigurationArn": arn, "slackChannelName": "", "slackTeamName": ""}


for _token, (_kind, _) in KINDS.items():
    resource(_token)(_channel)
    changes(
        _token,
        f"chatbot.update_{_kind}_channel_configuration",
        lasting=["configurationName"],
        ChatConfigurationArn="id",
    )
    removal(_token, f"chatbot.delete_{_kind}_channel_configuration", ChatConfigurationArn="id")
    tagging(_token, "chatbot.tag_resource", "chatbot.untag_resource", ResourceARN="id")
    # How long the provider waits.
    later(_token, changing=["timeouts"])
