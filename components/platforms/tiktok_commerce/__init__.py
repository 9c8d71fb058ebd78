"""TikTok Commerce Link Hub."""

from components.platforms.tiktok_commerce.platform import TikTokCommerce

__all__ = ["TikTokCommerce"]
