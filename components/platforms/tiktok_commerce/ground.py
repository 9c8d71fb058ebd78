"""What every part of TikTok Commerce stands on."""

from __future__ import annotations

from typing import TypeAlias

from components.platforms import ground
from components.platforms.tiktok_commerce.names import TikTokNames
from components.settings.tiktok_commerce import TikTokCommerceSettings

Ground: TypeAlias = ground.Ground[TikTokCommerceSettings, TikTokNames]
TITLE = "TikTok Commerce"
PAGE = "tiktok-commerce"

# TC-35: the guide's task policy, action for action.
TABLE_OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")
TABLE_ACTIONS = tuple(f"dynamodb:{operation}" for operation in TABLE_OPERATIONS)
